/* SPDX-License-Identifier: MIT */
/*
 * The rule of the chip that the emulator does not know: flash is read by aligned 32-bit loads only.
 * Constants in flash are where no memory is (flash_trap.ld), so that a load of them raises an
 * exception. This handler does aligned 32-bit loads, and ends the program at all others. main is
 * that of any program, linked with --wrap=main.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define STATUS_TRAPPED 97
#define LOAD_STORE_ADDRESS_ERROR 15u /* cause of an exception where no memory is */

/* Of flash_trap.ld: the window, and what lies there. */
extern const uint8_t flash_trap_start[];
extern const uint8_t flash_trap_end[];
extern const uint8_t flash_trap_content[];

/* Of trap_vectors.S. */
extern uint32_t flash_trap_registers[16];
void flash_trap_begin(void);

uint32_t flash_trap(uint32_t cause, uint32_t instruction, uint32_t address);
void device_fault(uint32_t cause, uint32_t instruction, uint32_t address, uint32_t stack)
    __attribute__((noreturn));
int __real_main(int argc, char **argv);
int __wrap_main(int argc, char **argv);

static uint32_t words_read;

/* Length of a 32-bit load, L32I or L32I.N, of which the register is bits 4 to 7; 0: another
 * instruction. */
static uint32_t length_of_load(const uint8_t *code)
{
    if ((code[0] & 0xFu) == 0x8u) {
        return 2;
    }
    return (code[0] & 0xFu) == 0x2u && code[1] >> 4 == 2u ? 3 : 0;
}

/* Called for every exception. Returns where to go on. */
uint32_t flash_trap(uint32_t cause, uint32_t instruction, uint32_t address)
{
    const uint8_t *code = (const uint8_t *)instruction;
    uint32_t offset = address - (uint32_t)flash_trap_start;
    if (cause != LOAD_STORE_ADDRESS_ERROR ||
        offset >= (uint32_t)flash_trap_end - (uint32_t)flash_trap_start) {
        device_fault(cause, instruction, address, flash_trap_registers[1]);
    }
    uint32_t length = length_of_load(code);
    if (length == 0 || offset % 4 != 0) {
        (void)printf("flash is not read by an aligned 32-bit load: at 0x%08x, address 0x%08x\n",
                     (unsigned)instruction, (unsigned)address);
        exit(STATUS_TRAPPED);
    }
    flash_trap_registers[code[0] >> 4] = *(const uint32_t *)(flash_trap_content + offset);
    words_read++;
    return instruction + length;
}

int __wrap_main(int argc, char **argv)
{
    flash_trap_begin();
    int status = __real_main(argc, argv);
    (void)printf("%u words read from flash\n", (unsigned)words_read);
    if (words_read == 0) {
        (void)printf("nothing lies in flash: nothing was tested\n");
        return STATUS_TRAPPED;
    }
    return status;
}
