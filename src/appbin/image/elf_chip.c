/* SPDX-License-Identifier: MIT */
#include "image/elf_chip.h"

#include <elf.h>
#include <inttypes.h>
#include <string.h>

#include "appverify/image_format.h"
#include "base/diagnostic.h"

static const char *machine_name(unsigned machine)
{
    switch (machine) {
    case EM_386:
        return "x86";
    case EM_X86_64:
        return "x86-64";
    case EM_ARM:
        return "ARM";
    case EM_AARCH64:
        return "64-bit ARM";
    case EM_AVR:
        return "AVR";
    case EM_MIPS:
        return "MIPS";
    case EM_RISCV:
        return "RISC-V, as the ESP32-C3";
    default:
        return NULL;
    }
}

enum appbin_error appbin_elf_check_machine(unsigned machine, struct appbin_diagnostic *diagnostic)
{
    const char *name = machine_name(machine);
    if (machine == EM_XTENSA) {
        return APPBIN_OK;
    }
    return appbin_fail(diagnostic, APPBIN_ERR_ELF_UNSUPPORTED,
                       "ELF for machine %u%s%s%s; the ESP8266 is Xtensa (%u)", machine,
                       name != NULL ? " (" : "", name != NULL ? name : "", name != NULL ? ")" : "",
                       EM_XTENSA);
}

/* Where the linker scripts of the ESP32, ESP32-S2 and ESP32-S3 put code and constants. */
static bool is_esp32_address(uint32_t address)
{
    static const struct {
        uint32_t start;
        uint32_t end;
    } ranges[] = {
        {0x3C000000, 0x3E000000}, /* constants in flash, S3 */
        {0x3F000000, 0x3F800000}, /* constants in flash, ESP32 and S2 */
        {0x40070000, 0x40100000}, /* RAM and code in flash, ESP32 and S2 */
        {0x40370000, 0x403E0000}, /* RAM, S3 */
        {0x42000000, 0x44000000}, /* code in flash, S3 */
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (address >= ranges[i].start && address < ranges[i].end) {
            return true;
        }
    }
    return false;
}

enum appbin_error appbin_elf_check_chip(const struct appbin_elf *elf,
                                        struct appbin_diagnostic *diagnostic)
{
    for (size_t i = 0; i < appbin_elf_section_count(elf); i++) {
        const struct appbin_elf_section *section = appbin_elf_section_at(elf, i);
        if (section->allocated && section->size > 0 && is_esp32_address(section->address)) {
            return appbin_fail(diagnostic, APPBIN_ERR_ELF_UNSUPPORTED,
                               "ELF for a chip of the ESP32 family (section %s is at 0x%08" PRIx32
                               "), not for the ESP8266",
                               section->name, section->address);
        }
    }
    const struct appbin_elf_section *flash = appbin_elf_section_find(elf, ".flash.text");
    if (flash != NULL && flash->allocated &&
        flash->address - APPVERIFY_IROM_ADDRESS < APPVERIFY_IROM_SIZE) {
        return appbin_fail(diagnostic, APPBIN_ERR_ELF_UNSUPPORTED,
                           "ELF of RTOS SDK 3.x (section .flash.text); its images are of another "
                           "kind, which that SDK's own esptool makes");
    }
    return APPBIN_OK;
}
