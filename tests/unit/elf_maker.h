/* SPDX-License-Identifier: MIT */
/* Makes ELF files for tests: sections and symbols in, bytes out. */
#ifndef APPBIN_TEST_ELF_MAKER_H
#define APPBIN_TEST_ELF_MAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sample.h"

#define TEXT_ADDRESS 0x40100000u
#define DATA_ADDRESS 0x3FFE8000u
#define IROM_SLOT1_NEW 0x40201010u

struct elf_maker_section {
    const char *name;
    uint32_t type;
    uint32_t flags;
    uint32_t address;
    uint32_t link;
    uint32_t entry_size;
    struct sample contents; /* NOBITS: the size only */
};

struct elf_maker_symbol {
    const char *name;
    uint32_t value;
    uint8_t binding;
    uint8_t type;
    uint16_t section;
    uint32_t size;
};

struct elf_maker {
    struct elf_maker_section sections[28];
    size_t section_count;
    struct elf_maker_symbol symbols[8];
    size_t symbol_count;
    uint32_t entry;
    bool stripped; /* neither .symtab nor .strtab */
};

/* Adds an allocated section with contents. */
struct elf_maker_section *elf_maker_add(struct elf_maker *maker, const char *name, uint32_t address,
                                        struct sample contents);

/* Adds a defined global symbol. */
struct elf_maker_symbol *elf_maker_add_symbol(struct elf_maker *maker, const char *name,
                                              uint32_t value);

/* The section of that name; it must exist. */
struct elf_maker_section *elf_maker_find(struct elf_maker *maker, const char *name);

/* The file: *size bytes for free(). .symtab, .strtab and .shstrtab follow the maker's sections. */
uint8_t *elf_maker_build(const struct elf_maker *maker, size_t *size);

/* A field of the header of a section in a built file, by the field's offset in Elf32_Shdr. */
uint8_t *elf_section_field(uint8_t *elf, const char *name, size_t field);

/* What an SDK link gives. */
struct firmware {
    struct sample text;
    struct sample data;
    struct sample rodata;
    struct sample irom;
    uint32_t irom_address;
    uint32_t bss_size;
};

#define FIRMWARE_ENTRY (TEXT_ADDRESS + 4)

/* A small firmware for slot 1, boot new. */
struct firmware small_firmware(void);

/* Address of .rodata: after .data, aligned to 16. */
uint32_t firmware_rodata_address(const struct firmware *firmware);

/* The maker of a firmware's ELF; its entry symbol is call_user_start1. */
struct elf_maker firmware_maker(const struct firmware *firmware);

#endif
