/* SPDX-License-Identifier: MIT */
#include "elf_maker.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#define SECTIONS_MAX 32

struct writer {
    uint8_t *bytes;
    size_t size;
    uint8_t headers[SECTIONS_MAX * sizeof(Elf32_Shdr)];
    size_t header_count;
    char names[1024];
    size_t names_size;
};

struct elf_maker_section *elf_maker_add(struct elf_maker *maker, const char *name, uint32_t address,
                                        struct sample contents)
{
    if (maker->section_count == sizeof maker->sections / sizeof maker->sections[0]) {
        abort();
    }
    struct elf_maker_section *section = &maker->sections[maker->section_count++];
    *section = (struct elf_maker_section){
        .name = name,
        .type = SHT_PROGBITS,
        .flags = SHF_ALLOC,
        .address = address,
        .contents = contents,
    };
    return section;
}

struct elf_maker_symbol *elf_maker_add_symbol(struct elf_maker *maker, const char *name,
                                              uint32_t value)
{
    if (maker->symbol_count == sizeof maker->symbols / sizeof maker->symbols[0]) {
        abort();
    }
    struct elf_maker_symbol *symbol = &maker->symbols[maker->symbol_count++];
    *symbol = (struct elf_maker_symbol){name, value, STB_GLOBAL, STT_NOTYPE, SHN_ABS, 0};
    return symbol;
}

struct elf_maker_section *elf_maker_find(struct elf_maker *maker, const char *name)
{
    size_t i = 0;
    while (i < maker->section_count && strcmp(maker->sections[i].name, name) != 0) {
        i++;
    }
    if (i == maker->section_count) {
        abort();
    }
    return &maker->sections[i];
}

/* Reserves zeroed space at an aligned offset of the file. */
static size_t reserve(struct writer *writer, size_t size, size_t alignment)
{
    size_t offset = (writer->size + alignment - 1) / alignment * alignment;
    uint8_t *larger = realloc(writer->bytes, offset + size + 1);
    if (larger == NULL) {
        abort();
    }
    memset(larger + writer->size, 0, offset + size - writer->size);
    writer->bytes = larger;
    writer->size = offset + size;
    return offset;
}

static void add_header(struct writer *writer, const struct elf_maker_section *section,
                       size_t offset, size_t size)
{
    size_t length = strlen(section->name) + 1;
    if (writer->header_count == SECTIONS_MAX ||
        writer->names_size + length > sizeof writer->names) {
        abort();
    }
    uint8_t *header = writer->headers + writer->header_count++ * sizeof(Elf32_Shdr);
    put_le32(header + offsetof(Elf32_Shdr, sh_name), (uint32_t)writer->names_size);
    put_le32(header + offsetof(Elf32_Shdr, sh_type), section->type);
    put_le32(header + offsetof(Elf32_Shdr, sh_flags), section->flags);
    put_le32(header + offsetof(Elf32_Shdr, sh_addr), section->address);
    put_le32(header + offsetof(Elf32_Shdr, sh_offset), (uint32_t)offset);
    put_le32(header + offsetof(Elf32_Shdr, sh_size), (uint32_t)size);
    put_le32(header + offsetof(Elf32_Shdr, sh_link), section->link);
    put_le32(header + offsetof(Elf32_Shdr, sh_addralign), 4);
    put_le32(header + offsetof(Elf32_Shdr, sh_entsize), section->entry_size);
    memcpy(writer->names + writer->names_size, section->name, length);
    writer->names_size += length;
}

static void write_section(struct writer *writer, const struct elf_maker_section *section)
{
    bool stored = section->type != SHT_NOBITS;
    size_t offset = reserve(writer, stored ? section->contents.size : 0, 4);
    if (stored) {
        sample_write(writer->bytes + offset, &section->contents);
    }
    add_header(writer, section, offset, section->contents.size);
}

static void write_symbols(struct writer *writer, const struct elf_maker *maker)
{
    uint8_t table[9 * sizeof(Elf32_Sym)] = {0};
    char names[512] = "";
    size_t names_size = 1;
    for (size_t i = 0; i < maker->symbol_count; i++) {
        const struct elf_maker_symbol *symbol = &maker->symbols[i];
        uint8_t *entry = table + (i + 1) * sizeof(Elf32_Sym);
        size_t length = strlen(symbol->name) + 1;
        if (names_size + length > sizeof names) {
            abort();
        }
        put_le32(entry + offsetof(Elf32_Sym, st_name), (uint32_t)names_size);
        put_le32(entry + offsetof(Elf32_Sym, st_value), symbol->value);
        put_le32(entry + offsetof(Elf32_Sym, st_size), symbol->size);
        entry[offsetof(Elf32_Sym, st_info)] = (uint8_t)(symbol->binding << 4 | symbol->type);
        put_le16(entry + offsetof(Elf32_Sym, st_shndx), symbol->section);
        memcpy(names + names_size, symbol->name, length);
        names_size += length;
    }
    const struct elf_maker_section symbols = {
        .name = ".symtab",
        .type = SHT_SYMTAB,
        .link = (uint32_t)writer->header_count + 1,
        .entry_size = sizeof(Elf32_Sym),
        .contents = {.bytes = table,
                     .size = (uint32_t)((maker->symbol_count + 1) * sizeof(Elf32_Sym))},
    };
    const struct elf_maker_section strings = {
        .name = ".strtab",
        .type = SHT_STRTAB,
        .contents = {.bytes = (const uint8_t *)names, .size = (uint32_t)names_size},
    };
    write_section(writer, &symbols);
    write_section(writer, &strings);
}

static void write_section_names(struct writer *writer)
{
    const struct elf_maker_section names = {.name = ".shstrtab", .type = SHT_STRTAB};
    size_t size = writer->names_size + strlen(names.name) + 1;
    size_t offset = reserve(writer, size, 4);
    add_header(writer, &names, offset, size);
    memcpy(writer->bytes + offset, writer->names, size);
}

static void write_elf_header(uint8_t *header, uint32_t entry, size_t headers_offset, size_t count)
{
    static const uint8_t magic[SELFMAG] = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3};
    memcpy(header, magic, sizeof magic);
    header[EI_CLASS] = ELFCLASS32;
    header[EI_DATA] = ELFDATA2LSB;
    header[EI_VERSION] = EV_CURRENT;
    put_le16(header + offsetof(Elf32_Ehdr, e_type), ET_EXEC);
    put_le16(header + offsetof(Elf32_Ehdr, e_machine), EM_XTENSA);
    put_le32(header + offsetof(Elf32_Ehdr, e_version), EV_CURRENT);
    put_le32(header + offsetof(Elf32_Ehdr, e_entry), entry);
    put_le32(header + offsetof(Elf32_Ehdr, e_shoff), (uint32_t)headers_offset);
    put_le16(header + offsetof(Elf32_Ehdr, e_ehsize), sizeof(Elf32_Ehdr));
    put_le16(header + offsetof(Elf32_Ehdr, e_shentsize), sizeof(Elf32_Shdr));
    put_le16(header + offsetof(Elf32_Ehdr, e_shnum), (uint16_t)count);
    put_le16(header + offsetof(Elf32_Ehdr, e_shstrndx), (uint16_t)(count - 1));
}

uint8_t *elf_maker_build(const struct elf_maker *maker, size_t *size)
{
    struct writer writer = {.header_count = 1, .names_size = 1};
    (void)reserve(&writer, sizeof(Elf32_Ehdr), 4);
    for (size_t i = 0; i < maker->section_count; i++) {
        write_section(&writer, &maker->sections[i]);
    }
    if (!maker->stripped) {
        write_symbols(&writer, maker);
    }
    write_section_names(&writer);
    size_t headers_size = writer.header_count * sizeof(Elf32_Shdr);
    size_t offset = reserve(&writer, headers_size, 4);
    memcpy(writer.bytes + offset, writer.headers, headers_size);
    write_elf_header(writer.bytes, maker->entry, offset, writer.header_count);
    *size = writer.size;
    uint8_t *exact = copy_bytes(writer.bytes, writer.size);
    free(writer.bytes);
    return exact;
}

uint8_t *elf_section_field(uint8_t *elf, const char *name, size_t field)
{
    uint8_t *headers = elf + get_le32(elf + offsetof(Elf32_Ehdr, e_shoff));
    size_t count = elf[offsetof(Elf32_Ehdr, e_shnum)];
    const uint8_t *names_header = headers + (count - 1) * sizeof(Elf32_Shdr);
    const char *names =
        (const char *)elf + get_le32(names_header + offsetof(Elf32_Shdr, sh_offset));
    for (size_t i = 1; i < count; i++) {
        uint8_t *header = headers + i * sizeof(Elf32_Shdr);
        if (strcmp(names + get_le32(header + offsetof(Elf32_Shdr, sh_name)), name) == 0) {
            return header + field;
        }
    }
    abort();
}

struct firmware small_firmware(void)
{
    return (struct firmware){
        .text = {.size = 0x124, .seed = 1, .literal = IROM_SLOT1_NEW + 0x20},
        .data = {.size = 0x34, .seed = 2},
        .rodata = {.size = 0x48, .seed = 3},
        .irom = {.size = 0x200, .seed = 4, .literal = IROM_SLOT1_NEW + 0x40},
        .irom_address = IROM_SLOT1_NEW,
        .bss_size = 0x100,
    };
}

static uint32_t align_16(uint32_t value)
{
    return (value + 15u) & ~15u;
}

uint32_t firmware_rodata_address(const struct firmware *firmware)
{
    return DATA_ADDRESS + align_16(firmware->data.size);
}

struct elf_maker firmware_maker(const struct firmware *firmware)
{
    struct elf_maker maker = {.entry = FIRMWARE_ENTRY};
    uint32_t rodata = firmware_rodata_address(firmware);
    (void)elf_maker_add(&maker, ".data", DATA_ADDRESS, firmware->data);
    (void)elf_maker_add(&maker, ".rodata", rodata, firmware->rodata);
    struct elf_maker_section *bss =
        elf_maker_add(&maker, ".bss", rodata + align_16(firmware->rodata.size),
                      (struct sample){.size = firmware->bss_size});
    bss->type = SHT_NOBITS;
    (void)elf_maker_add(&maker, ".text", TEXT_ADDRESS, firmware->text);
    (void)elf_maker_add(&maker, ".irom0.text", firmware->irom_address, firmware->irom);
    (void)elf_maker_add_symbol(&maker, "call_user_start1", FIRMWARE_ENTRY);
    return maker;
}
