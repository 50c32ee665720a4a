/* SPDX-License-Identifier: MIT */
/*
 * An emulated SPI NOR flash with the chip's rules: addresses, lengths and buffers are multiples of
 * 4, programming only clears bits, a sector of 4096 bytes is erased as a whole. A call that breaks
 * a rule does nothing, fails and is recorded. Reads fail and power is cut on demand.
 * Compiles on the host and on the core; the storage behind it is an array or a host file.
 */
#ifndef DEVICE_NOR_FLASH_H
#define DEVICE_NOR_FLASH_H

#include <stddef.h>
#include <stdint.h>

#define NOR_FLASH_SECTOR 4096u

enum nor_flash_result {
    NOR_FLASH_OK,
    NOR_FLASH_ERR_VIOLATION, /* the call breaks a rule */
    NOR_FLASH_ERR_READ,      /* a read that was told to fail */
    NOR_FLASH_ERR_POWER,     /* power is off, or was cut during the call */
    NOR_FLASH_ERR_STORAGE,   /* the storage behind the flash failed: trouble of the test bench */
};

enum nor_flash_rule {
    NOR_FLASH_RULE_NONE,
    NOR_FLASH_RULE_ADDRESS, /* address not a multiple of 4, or of 4096 to erase */
    NOR_FLASH_RULE_LENGTH,  /* length not a multiple of 4 */
    NOR_FLASH_RULE_BUFFER,  /* buffer NULL or not aligned to 4 */
    NOR_FLASH_RULE_BOUNDS,  /* beyond the end */
    NOR_FLASH_RULE_BITS,    /* programming would set a bit */
};

/* What a power cut leaves of the operation that it hits. */
enum nor_flash_cut {
    NOR_FLASH_CUT_BEFORE, /* nothing was done */
    NOR_FLASH_CUT_HALF,   /* the first half of the bytes was, of a lone word its lower half */
    NOR_FLASH_CUT_WEAK,   /* every byte was, but only for its even bits */
    NOR_FLASH_CUT_AFTER,  /* all was done, but the caller never heard of it */
};
#define NOR_FLASH_CUTS 4u

/* Bytes behind the flash. Both move length bytes at offset and return 0, or -1 on failure. */
struct nor_flash_storage {
    int (*read)(void *context, uint32_t offset, void *bytes, uint32_t length);
    int (*write)(void *context, uint32_t offset, const void *bytes, uint32_t length);
    void *context;
};

struct nor_flash {
    struct nor_flash_storage storage;
    uint32_t size;
    /* operations so far, those included that failed */
    uint32_t reads;
    uint32_t programs;
    uint32_t erases;
    uint32_t bytes_read;
    /* the first violation */
    enum nor_flash_rule rule;
    uint32_t rule_address;
    uint32_t rule_length;
    /* private */
    uint32_t fail_read;
    uint32_t cut_at;
    enum nor_flash_cut cut;
    int powered;
};

/* size: bytes, a multiple of 4096. The content stays as the storage has it. */
void nor_flash_init(struct nor_flash *flash, const struct nor_flash_storage *storage,
                    uint32_t size);

/* Storage in an array of at least the flash's size. */
struct nor_flash_storage nor_flash_array(uint8_t *bytes);

enum nor_flash_result nor_flash_read(struct nor_flash *flash, uint32_t address, void *buffer,
                                     uint32_t length);
enum nor_flash_result nor_flash_program(struct nor_flash *flash, uint32_t address,
                                        const void *buffer, uint32_t length);
/* address: of the sector's first byte. */
enum nor_flash_result nor_flash_erase(struct nor_flash *flash, uint32_t address);

/* Makes the n-th read from now on fail; 0: none. */
void nor_flash_fail_read(struct nor_flash *flash, uint32_t n);

/* Cuts the power during the n-th program or erase from now on; 0: not. Everything fails from then
 * until nor_flash_power_on, which also forgets a cut that is still to come. */
void nor_flash_cut_power(struct nor_flash *flash, uint32_t n, enum nor_flash_cut cut);
void nor_flash_power_on(struct nor_flash *flash);

/*
 * Violations of every flash since the last call. A test runner calls it after each test, which has
 * failed if there were any; a test that breaks a rule on purpose calls it itself.
 */
uint32_t nor_flash_take_violations(void);

#endif
