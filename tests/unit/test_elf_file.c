/* SPDX-License-Identifier: MIT */
#include "appbin/elf_file.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "elf_maker.h"
#include "test_support.h"

/* An ELF to damage. */
struct file {
    uint8_t *bytes;
    size_t size;
};

static struct file small_file(void)
{
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    struct file file;
    file.bytes = elf_maker_build(&maker, &file.size);
    return file;
}

/* The same bytes as a file in memory; its path is good until close. */
static int make_file(const uint8_t *bytes, size_t size, char path[32])
{
    int descriptor = memfd_create("elf", MFD_CLOEXEC);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, bytes, size), (ssize_t)size);
    (void)snprintf(path, 32, "/proc/self/fd/%d", descriptor);
    return descriptor;
}

/* Opens and expects a refusal with an explanation and an untouched handle, from a file too. */
static void assert_bytes_refused(const uint8_t *bytes, size_t size, enum appbin_error expected)
{
    struct appbin_elf *elf = NULL;
    struct appbin_diagnostic diagnostic = {""};
    assert_int_equal(appbin_elf_open(&elf, bytes, size, &diagnostic), expected);
    assert_null(elf);
    assert_explained(&diagnostic);
    assert_int_equal(appbin_elf_open(&elf, bytes, size, NULL), expected);

    struct appbin_diagnostic of_file = {""};
    char path[32];
    int descriptor = make_file(bytes, size, path);
    assert_int_equal(appbin_elf_open_file(&elf, path, &of_file), expected);
    assert_null(elf);
    assert_string_equal(of_file.message, diagnostic.message);
    (void)close(descriptor);
}

/* The same, and frees the file. */
static void assert_refused(struct file file, enum appbin_error expected)
{
    assert_bytes_refused(file.bytes, file.size, expected);
    free(file.bytes);
}

static struct appbin_elf *open_file(const struct file *file)
{
    struct appbin_elf *elf = NULL;
    struct appbin_diagnostic diagnostic = {""};
    enum appbin_error error = appbin_elf_open(&elf, file->bytes, file->size, &diagnostic);
    if (error != APPBIN_OK) {
        print_error("%s\n", diagnostic.message);
    }
    assert_int_equal(error, APPBIN_OK);
    return elf;
}

static void close_file(struct appbin_elf *elf, struct file file)
{
    appbin_elf_close(elf);
    free(file.bytes);
}

static void test_elf_open_sound_file_gives_sections(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t address;
        uint32_t size;
        bool allocated;
        bool stored;
    } expected[] = {
        {".data", DATA_ADDRESS, 0x34, true, true},
        {".rodata", DATA_ADDRESS + 0x40, 0x48, true, true},
        {".bss", DATA_ADDRESS + 0x90, 0x100, true, false},
        {".text", TEXT_ADDRESS, 0x124, true, true},
        {".irom0.text", IROM_SLOT1_NEW, 0x200, true, true},
    };
    struct file file = small_file();
    struct appbin_elf *elf = open_file(&file);
    assert_int_equal(appbin_elf_section_count(elf), 8); /* and two symbol tables and the names */
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const struct appbin_elf_section *section = appbin_elf_section_at(elf, i);
        assert_string_equal(section->name, expected[i].name);
        assert_int_equal(section->address, expected[i].address);
        assert_int_equal(section->size, expected[i].size);
        assert_int_equal(section->allocated, expected[i].allocated);
        assert_int_equal(section->bytes != NULL, expected[i].stored);
        assert_ptr_equal(appbin_elf_section_find(elf, expected[i].name), section);
    }
    assert_false(appbin_elf_section_find(elf, ".symtab")->allocated);
    assert_null(appbin_elf_section_find(elf, ".tex"));
    assert_null(appbin_elf_section_find(elf, ".text.more"));
    assert_int_equal(appbin_elf_entry(elf), FIRMWARE_ENTRY);
    close_file(elf, file);
}

static void test_elf_open_sound_file_bytes_point_into_the_input(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct file file = small_file();
    struct appbin_elf *elf = open_file(&file);
    const struct appbin_elf_section *text = appbin_elf_section_find(elf, ".text");
    uint8_t expected[0x124];
    sample_write(expected, &firmware.text);
    assert_memory_equal(text->bytes, expected, sizeof expected);
    assert_true(text->bytes > file.bytes && text->bytes < file.bytes + file.size);
    close_file(elf, file);
}

static void test_elf_open_file_sound_file_same_sections(void **state)
{
    (void)state;
    struct file file = small_file();
    struct appbin_elf *from_bytes = open_file(&file);
    struct appbin_elf *elf = NULL;
    char path[32];
    int descriptor = make_file(file.bytes, file.size, path);
    assert_int_equal(appbin_elf_open_file(&elf, path, NULL), APPBIN_OK);
    assert_int_equal(appbin_elf_section_count(elf), 8);
    for (size_t i = 0; i < 8; i++) {
        const struct appbin_elf_section *expected = appbin_elf_section_at(from_bytes, i);
        const struct appbin_elf_section *section = appbin_elf_section_at(elf, i);
        assert_string_equal(section->name, expected->name);
        assert_int_equal(section->address, expected->address);
        assert_int_equal(section->size, expected->size);
        assert_int_equal(section->bytes != NULL, expected->bytes != NULL);
        if (section->bytes != NULL) {
            assert_memory_equal(section->bytes, expected->bytes, section->size);
        }
    }
    uint32_t value = 0;
    assert_true(appbin_elf_symbol_find(elf, "call_user_start1", &value));
    assert_int_equal(value, FIRMWARE_ENTRY);
    appbin_elf_close(elf);
    (void)close(descriptor);
    close_file(from_bytes, file);
}

/* The file is a pipe: its size is known at its end only. */
static void test_elf_open_file_pipe_read_to_its_end(void **state)
{
    (void)state;
    struct file file = small_file();
    struct appbin_elf *elf = NULL;
    int ends[2];
    char path[32];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], file.bytes, file.size), (ssize_t)file.size);
    (void)close(ends[1]);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
    assert_int_equal(appbin_elf_open_file(&elf, path, NULL), APPBIN_OK);
    assert_int_equal(appbin_elf_section_find(elf, ".text")->size, 0x124);
    (void)close(ends[0]);
    close_file(elf, file);
}

static void test_elf_open_file_none_or_folder_io(void **state)
{
    (void)state;
    static const char *const paths[] = {"/nonexistent/file.elf", "/", ""};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct appbin_elf *elf = NULL;
        struct appbin_diagnostic diagnostic = {""};
        assert_int_equal(appbin_elf_open_file(&elf, paths[i], &diagnostic), APPBIN_ERR_IO);
        assert_null(elf);
        assert_explained(&diagnostic);
    }
}

/* A file cut while it is open is an error of reading, not a signal. */
static void test_elf_open_file_cut_afterwards_sections_stay(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct file file = small_file();
    struct appbin_elf *elf = NULL;
    uint8_t expected[0x124];
    char path[32];
    int descriptor = make_file(file.bytes, file.size, path);
    assert_int_equal(appbin_elf_open_file(&elf, path, NULL), APPBIN_OK);
    assert_int_equal(ftruncate(descriptor, 0), 0);
    sample_write(expected, &firmware.text);
    assert_memory_equal(appbin_elf_section_find(elf, ".text")->bytes, expected, sizeof expected);
    (void)close(descriptor);
    close_file(elf, file);
}

/* Each of them could claim the whole file: thousands would take gigabytes. */
static void test_elf_open_sections_share_all_bytes_malformed(void **state)
{
    (void)state;
    static const char *const names[] = {".data", ".rodata", ".text", ".irom0.text"};
    struct file file = small_file();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        put_le32(elf_section_field(file.bytes, names[i], offsetof(Elf32_Shdr, sh_offset)), 0);
        put_le32(elf_section_field(file.bytes, names[i], offsetof(Elf32_Shdr, sh_size)),
                 (uint32_t)file.size / 2);
    }
    assert_refused(file, APPBIN_ERR_ELF_MALFORMED);
}

static void test_elf_open_input_at_odd_address_same_result(void **state)
{
    (void)state;
    struct file file = small_file();
    struct file shifted = {new_bytes(file.size + 1), file.size};
    memcpy(shifted.bytes + 1, file.bytes, file.size);
    struct appbin_elf *elf = NULL;
    uint32_t value = 0;
    assert_int_equal(appbin_elf_open(&elf, shifted.bytes + 1, file.size, NULL), APPBIN_OK);
    assert_int_equal(appbin_elf_section_count(elf), 8);
    assert_true(appbin_elf_symbol_find(elf, "call_user_start1", &value));
    assert_int_equal(value, FIRMWARE_ENTRY);
    appbin_elf_close(elf);
    free(shifted.bytes);
    free(file.bytes);
}

static void test_elf_open_section_headers_at_odd_offset_same_result(void **state)
{
    (void)state;
    struct file file = small_file();
    struct file shifted = {new_bytes(file.size + 1), file.size + 1};
    uint32_t offset = get_le32(file.bytes + offsetof(Elf32_Ehdr, e_shoff));
    memcpy(shifted.bytes, file.bytes, offset);
    memcpy(shifted.bytes + offset + 1, file.bytes + offset, file.size - offset);
    put_le32(shifted.bytes + offsetof(Elf32_Ehdr, e_shoff), offset + 1);
    struct appbin_elf *elf = open_file(&shifted);
    assert_int_equal(appbin_elf_section_count(elf), 8);
    assert_int_equal(appbin_elf_section_find(elf, ".text")->size, 0x124);
    close_file(elf, shifted);
    free(file.bytes);
}

static void test_elf_section_find_two_of_one_name_first(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    (void)elf_maker_add(&maker, ".text", TEXT_ADDRESS + 0x1000, (struct sample){.size = 4});
    struct file file;
    file.bytes = elf_maker_build(&maker, &file.size);
    struct appbin_elf *elf = open_file(&file);
    assert_int_equal(appbin_elf_section_find(elf, ".text")->address, TEXT_ADDRESS);
    close_file(elf, file);
}

static void test_elf_symbol_find_global_and_weak_found(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    elf_maker_add_symbol(&maker, "local_one", 1)->binding = STB_LOCAL;
    elf_maker_add_symbol(&maker, "weak_one", 2)->binding = STB_WEAK;
    elf_maker_add_symbol(&maker, "undefined_one", 3)->section = SHN_UNDEF;
    (void)elf_maker_add_symbol(&maker, "in_section", 0x40100010);
    maker.symbols[maker.symbol_count - 1].section = 4;
    struct file file;
    file.bytes = elf_maker_build(&maker, &file.size);
    struct appbin_elf *elf = open_file(&file);
    uint32_t value = 99;
    assert_true(appbin_elf_has_symbols(elf));
    assert_false(appbin_elf_symbol_find(elf, "local_one", &value));
    assert_false(appbin_elf_symbol_find(elf, "undefined_one", &value));
    assert_false(appbin_elf_symbol_find(elf, "call_user_start", &value));
    assert_false(appbin_elf_symbol_find(elf, "", &value));
    assert_int_equal(value, 99);
    assert_true(appbin_elf_symbol_find(elf, "weak_one", &value));
    assert_int_equal(value, 2);
    assert_true(appbin_elf_symbol_find(elf, "in_section", &value));
    assert_int_equal(value, 0x40100010);
    close_file(elf, file);
}

static void test_elf_symbol_find_defined_behind_local_of_same_name_global(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    elf_maker_add_symbol(&maker, "start", 1)->binding = STB_LOCAL;
    (void)elf_maker_add_symbol(&maker, "start", 2);
    struct file file;
    file.bytes = elf_maker_build(&maker, &file.size);
    struct appbin_elf *elf = open_file(&file);
    uint32_t value = 0;
    assert_true(appbin_elf_symbol_find(elf, "start", &value));
    assert_int_equal(value, 2);
    close_file(elf, file);
}

static void test_elf_has_symbols_stripped_or_empty_table_false(void **state)
{
    (void)state;
    for (int stripped = 0; stripped <= 1; stripped++) {
        struct firmware firmware = small_firmware();
        struct elf_maker maker = firmware_maker(&firmware);
        maker.stripped = stripped != 0;
        maker.symbol_count = 0;
        struct file file;
        file.bytes = elf_maker_build(&maker, &file.size);
        struct appbin_elf *elf = open_file(&file);
        uint32_t value = 7;
        assert_false(appbin_elf_has_symbols(elf));
        assert_false(appbin_elf_symbol_find(elf, "call_user_start1", &value));
        assert_int_equal(value, 7);
        close_file(elf, file);
    }
}

static void test_elf_close_null_accepted(void **state)
{
    (void)state;
    appbin_elf_close(NULL);
}

static void test_elf_open_no_magic_not_elf(void **state)
{
    (void)state;
    static const char text[] =
        "\x7f"
        "ELG, and long enough to be a header if it were one, which it is not";
    assert_refused((struct file){copy_bytes((const uint8_t *)text, sizeof text), sizeof text},
                   APPBIN_ERR_NOT_ELF);
    for (size_t size = 0; size < 4; size++) {
        assert_refused((struct file){copy_bytes((const uint8_t *)ELFMAG, size), size},
                       APPBIN_ERR_NOT_ELF);
    }
}

static void test_elf_open_class_or_order_of_another_chip_unsupported(void **state)
{
    (void)state;
    struct file file = small_file();
    file.bytes[EI_CLASS] = ELFCLASS64;
    assert_refused(file, APPBIN_ERR_ELF_UNSUPPORTED);
    file = small_file();
    file.bytes[EI_DATA] = ELFDATA2MSB;
    assert_refused(file, APPBIN_ERR_ELF_UNSUPPORTED);
}

static void test_elf_open_unknown_identification_malformed(void **state)
{
    (void)state;
    static const struct {
        size_t offset;
        uint8_t value;
    } cases[] = {{EI_CLASS, 0}, {EI_CLASS, 3},   {EI_DATA, 0},
                 {EI_DATA, 3},  {EI_VERSION, 0}, {EI_VERSION, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct file file = small_file();
        file.bytes[cases[i].offset] = cases[i].value;
        assert_refused(file, APPBIN_ERR_ELF_MALFORMED);
    }
}

static void test_elf_open_other_machine_unsupported(void **state)
{
    (void)state;
    static const uint16_t machines[] = {EM_NONE, EM_386, EM_ARM, EM_X86_64, EM_RISCV, 0xABC7};
    for (size_t i = 0; i < sizeof machines / sizeof machines[0]; i++) {
        struct file file = small_file();
        put_le16(file.bytes + offsetof(Elf32_Ehdr, e_machine), machines[i]);
        assert_refused(file, APPBIN_ERR_ELF_UNSUPPORTED);
    }
}

static void test_elf_open_other_machine_named(void **state)
{
    (void)state;
    static const struct {
        uint16_t machine;
        uint8_t class;
        const char *name;
    } cases[] = {{3, ELFCLASS32, "x86"},
                 {40, ELFCLASS32, "ARM"},
                 {62, ELFCLASS64, "x86-64"},
                 {183, ELFCLASS64, "64-bit ARM"},
                 {243, ELFCLASS32, "RISC-V, as the ESP32-C3"},
                 {0xABC7, ELFCLASS32, "machine 43975;"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct file file = small_file();
        struct appbin_elf *elf = NULL;
        struct appbin_diagnostic diagnostic = {""};
        file.bytes[EI_CLASS] = cases[i].class;
        put_le16(file.bytes + offsetof(Elf32_Ehdr, e_machine), cases[i].machine);
        assert_int_equal(appbin_elf_open(&elf, file.bytes, file.size, &diagnostic),
                         APPBIN_ERR_ELF_UNSUPPORTED);
        assert_non_null(strstr(diagnostic.message, cases[i].name));
        free(file.bytes);
    }
}

/* Addresses of the linker scripts of esp-idf; its machine number is that of the ESP8266. */
static void test_elf_open_esp32_family_or_rtos_sdk_3_named(void **state)
{
    (void)state;
    static const struct {
        const char *section;
        uint32_t address;
        enum appbin_error expected;
        const char *words;
    } cases[] = {
        {".flash.text", 0x400D0020, APPBIN_ERR_ELF_UNSUPPORTED, "ESP32 family"},
        {".flash.rodata", 0x3F400020, APPBIN_ERR_ELF_UNSUPPORTED, "ESP32 family"},
        {".iram0.text", 0x40080400, APPBIN_ERR_ELF_UNSUPPORTED, "ESP32 family"},
        {".flash.text", 0x42000020, APPBIN_ERR_ELF_UNSUPPORTED, "ESP32 family"},
        {".flash.rodata", 0x3C020020, APPBIN_ERR_ELF_UNSUPPORTED, "ESP32 family"},
        {".flash.text", 0x40210010, APPBIN_ERR_ELF_UNSUPPORTED, "RTOS SDK 3.x"},
        {".flash.text", 0x60000000, APPBIN_OK, ""},
        {".rtc.text", 0x60001200, APPBIN_OK, ""},
        {".rom", 0x40001000, APPBIN_OK, ""},
        {".high", 0x40107000, APPBIN_OK, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct firmware firmware = small_firmware();
        struct elf_maker maker = firmware_maker(&firmware);
        struct appbin_elf *elf = NULL;
        struct appbin_diagnostic diagnostic = {""};
        struct file file;
        (void)elf_maker_add(&maker, cases[i].section, cases[i].address,
                            (struct sample){.size = 0x40});
        file.bytes = elf_maker_build(&maker, &file.size);
        assert_int_equal(appbin_elf_open(&elf, file.bytes, file.size, &diagnostic),
                         cases[i].expected);
        assert_non_null(strstr(diagnostic.message, cases[i].words));
        close_file(elf, file);
    }
}

static void test_elf_section_loadable_program_data_only(void **state)
{
    (void)state;
    static const struct {
        uint32_t type;
        uint32_t flags;
        bool loadable;
    } cases[] = {
        {SHT_PROGBITS, SHF_ALLOC, true}, {SHT_INIT_ARRAY, SHF_ALLOC, true},
        {SHT_NOTE, SHF_ALLOC, false},    {SHT_RELA, SHF_ALLOC, false},
        {SHT_HASH, SHF_ALLOC, false},    {SHT_LOUSER, SHF_ALLOC, true},
        {SHT_NOBITS, SHF_ALLOC, false},  {SHT_PROGBITS, 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct firmware firmware = small_firmware();
        struct elf_maker maker = firmware_maker(&firmware);
        struct elf_maker_section *section =
            elf_maker_add(&maker, ".more", TEXT_ADDRESS + 0x1000, (struct sample){.size = 16});
        section->type = cases[i].type;
        section->flags = cases[i].flags;
        struct file file;
        file.bytes = elf_maker_build(&maker, &file.size);
        struct appbin_elf *elf = open_file(&file);
        assert_int_equal(appbin_elf_section_find(elf, ".more")->loadable, cases[i].loadable);
        close_file(elf, file);
    }
}

static void test_elf_has_function_at_type_and_value_decide(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    (void)elf_maker_add_symbol(&maker, "label", TEXT_ADDRESS + 8);
    elf_maker_add_symbol(&maker, "function", TEXT_ADDRESS + 12)->type = STT_FUNC;
    struct elf_maker_symbol *symbol = elf_maker_add_symbol(&maker, "local", TEXT_ADDRESS + 16);
    symbol->type = STT_FUNC;
    symbol->binding = STB_LOCAL;
    symbol = elf_maker_add_symbol(&maker, "elsewhere", TEXT_ADDRESS + 20);
    symbol->type = STT_FUNC;
    symbol->section = SHN_UNDEF;
    struct file file;
    file.bytes = elf_maker_build(&maker, &file.size);
    struct appbin_elf *elf = open_file(&file);
    assert_false(appbin_elf_has_function_at(elf, TEXT_ADDRESS + 8));
    assert_true(appbin_elf_has_function_at(elf, TEXT_ADDRESS + 12));
    assert_true(appbin_elf_has_function_at(elf, TEXT_ADDRESS + 16));
    assert_false(appbin_elf_has_function_at(elf, TEXT_ADDRESS + 20));
    assert_false(appbin_elf_has_function_at(elf, 0));
    close_file(elf, file);
}

static void test_elf_next_undefined_global_ones_only(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    elf_maker_add_symbol(&maker, "missing", 0)->section = SHN_UNDEF;
    struct elf_maker_symbol *weak = elf_maker_add_symbol(&maker, "optional", 0);
    weak->section = SHN_UNDEF;
    weak->binding = STB_WEAK;
    elf_maker_add_symbol(&maker, "other", 0)->section = SHN_UNDEF;
    struct file file;
    file.bytes = elf_maker_build(&maker, &file.size);
    struct appbin_elf *elf = open_file(&file);
    size_t position = 0;
    assert_string_equal(appbin_elf_next_undefined(elf, &position), "missing");
    assert_string_equal(appbin_elf_next_undefined(elf, &position), "other");
    assert_null(appbin_elf_next_undefined(elf, &position));
    assert_null(appbin_elf_next_undefined(elf, &position));
    close_file(elf, file);
}

static void test_elf_open_not_linked_unsupported(void **state)
{
    (void)state;
    static const uint16_t types[] = {ET_NONE, ET_REL, ET_DYN, ET_CORE, 0xFFFF};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct file file = small_file();
        put_le16(file.bytes + offsetof(Elf32_Ehdr, e_type), types[i]);
        assert_refused(file, APPBIN_ERR_ELF_UNSUPPORTED);
    }
}

static void test_elf_open_no_sections_refused(void **state)
{
    (void)state;
    struct file file = small_file();
    put_le32(file.bytes + offsetof(Elf32_Ehdr, e_shoff), 0);
    put_le16(file.bytes + offsetof(Elf32_Ehdr, e_shnum), 0);
    assert_refused(file, APPBIN_ERR_NO_SECTION);
    file = small_file();
    put_le16(file.bytes + offsetof(Elf32_Ehdr, e_shnum), 1);
    put_le16(file.bytes + offsetof(Elf32_Ehdr, e_shstrndx), 0);
    assert_refused(file, APPBIN_ERR_NO_SECTION);
}

static void test_elf_open_header_alone_no_section(void **state)
{
    (void)state;
    struct file file = small_file();
    put_le32(file.bytes + offsetof(Elf32_Ehdr, e_shoff), 0);
    put_le16(file.bytes + offsetof(Elf32_Ehdr, e_shnum), 0);
    file.size = sizeof(Elf32_Ehdr);
    assert_refused(file, APPBIN_ERR_NO_SECTION);
}

static void test_elf_open_section_headers_elsewhere_malformed(void **state)
{
    (void)state;
    struct file probe = small_file();
    uint32_t size = (uint32_t)probe.size;
    free(probe.bytes);
    const uint32_t offsets[] = {size - 39, size - 40,  size - 1,   size,
                                size + 1,  0x7FFFFFFF, 0xFFFFFFF0, 0xFFFFFFFF};
    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        struct file file = small_file();
        put_le32(file.bytes + offsetof(Elf32_Ehdr, e_shoff), offsets[i]);
        assert_refused(file, APPBIN_ERR_ELF_MALFORMED);
    }
}

static void test_elf_open_wrong_header_counts_malformed(void **state)
{
    (void)state;
    static const struct {
        size_t field;
        uint16_t value;
    } cases[] = {
        {offsetof(Elf32_Ehdr, e_shentsize), 0},         {offsetof(Elf32_Ehdr, e_shentsize), 39},
        {offsetof(Elf32_Ehdr, e_shentsize), 64},        {offsetof(Elf32_Ehdr, e_shnum), 10},
        {offsetof(Elf32_Ehdr, e_shnum), 0xFEFF},        {offsetof(Elf32_Ehdr, e_shnum), 0xFFFF},
        {offsetof(Elf32_Ehdr, e_shstrndx), 0},          {offsetof(Elf32_Ehdr, e_shstrndx), 1},
        {offsetof(Elf32_Ehdr, e_shstrndx), 9},          {offsetof(Elf32_Ehdr, e_shstrndx), 0x7FFF},
        {offsetof(Elf32_Ehdr, e_shstrndx), SHN_XINDEX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct file file = small_file();
        put_le16(file.bytes + cases[i].field, cases[i].value);
        assert_refused(file, APPBIN_ERR_ELF_MALFORMED);
    }
}

/* Puts one word into the header of a section and expects the file to be refused. */
static void assert_field_malformed(const char *name, size_t field, uint32_t value)
{
    struct file file = small_file();
    put_le32(elf_section_field(file.bytes, name, field), value);
    assert_refused(file, APPBIN_ERR_ELF_MALFORMED);
}

static void test_elf_open_section_outside_file_malformed(void **state)
{
    (void)state;
    struct file file = small_file();
    uint32_t size = (uint32_t)file.size;
    uint32_t offset =
        get_le32(elf_section_field(file.bytes, ".text", offsetof(Elf32_Shdr, sh_offset)));
    free(file.bytes);
    const size_t sh_offset = offsetof(Elf32_Shdr, sh_offset);
    const size_t sh_size = offsetof(Elf32_Shdr, sh_size);
    assert_field_malformed(".text", sh_offset, size - 0x124 + 1);
    assert_field_malformed(".text", sh_offset, size);
    assert_field_malformed(".text", sh_offset, size + 1);
    assert_field_malformed(".text", sh_offset, 0xFFFFFFFF);
    assert_field_malformed(".text", sh_size, size - offset + 1);
    assert_field_malformed(".text", sh_size, 0x7FFFFFFF);
    assert_field_malformed(".text", sh_size, (uint32_t)-offset + 16);
    assert_field_malformed(".text", sh_size, 0xFFFFFFFF);
    assert_field_malformed(".symtab", sh_offset, size - 1);
    assert_field_malformed(".strtab", sh_offset, size);
    assert_field_malformed(".shstrtab", sh_offset, size);
    assert_field_malformed(".shstrtab", sh_size, 0x10000000);
}

static void test_elf_open_section_ends_with_the_file_accepted(void **state)
{
    (void)state;
    struct file file = small_file();
    uint32_t offset = (uint32_t)file.size - 0x124;
    put_le32(elf_section_field(file.bytes, ".text", offsetof(Elf32_Shdr, sh_offset)), offset);
    struct appbin_elf *elf = open_file(&file);
    assert_ptr_equal(appbin_elf_section_find(elf, ".text")->bytes, file.bytes + offset);
    close_file(elf, file);
}

static void test_elf_open_section_wraps_address_space_malformed(void **state)
{
    (void)state;
    const size_t sh_addr = offsetof(Elf32_Shdr, sh_addr);
    assert_field_malformed(".data", sh_addr, 0xFFFFFFF0);
    assert_field_malformed(".bss", sh_addr, 0xFFFFFFF0);
    assert_field_malformed(".bss", offsetof(Elf32_Shdr, sh_size), 0xFFFFFFFF);
}

static void test_elf_open_name_outside_table_malformed(void **state)
{
    (void)state;
    const size_t sh_name = offsetof(Elf32_Shdr, sh_name);
    struct file file = small_file();
    uint32_t table =
        get_le32(elf_section_field(file.bytes, ".shstrtab", offsetof(Elf32_Shdr, sh_size)));
    free(file.bytes);
    assert_field_malformed(".text", sh_name, table);
    assert_field_malformed(".text", sh_name, 0x7FFFFFFF);
    assert_field_malformed(".text", sh_name, 0xFFFFFFFF);
}

static void test_elf_open_names_not_terminated_malformed(void **state)
{
    (void)state;
    static const char *const tables[] = {".strtab", ".shstrtab"};
    for (size_t i = 0; i < 2; i++) {
        struct file file = small_file();
        uint8_t *size = elf_section_field(file.bytes, tables[i], offsetof(Elf32_Shdr, sh_size));
        put_le32(size, get_le32(size) - 1);
        assert_refused(file, APPBIN_ERR_ELF_MALFORMED);
    }
    assert_field_malformed(".strtab", offsetof(Elf32_Shdr, sh_size), 0);
    assert_field_malformed(".shstrtab", offsetof(Elf32_Shdr, sh_size), 0);
}

static void test_elf_open_symbol_table_damaged_malformed(void **state)
{
    (void)state;
    assert_field_malformed(".symtab", offsetof(Elf32_Shdr, sh_entsize), 0);
    assert_field_malformed(".symtab", offsetof(Elf32_Shdr, sh_entsize), 24);
    assert_field_malformed(".symtab", offsetof(Elf32_Shdr, sh_size), 17);
    assert_field_malformed(".symtab", offsetof(Elf32_Shdr, sh_link), 0);
    assert_field_malformed(".symtab", offsetof(Elf32_Shdr, sh_link), 1);
    assert_field_malformed(".symtab", offsetof(Elf32_Shdr, sh_link), 0x7FFF);
    assert_field_malformed(".strtab", offsetof(Elf32_Shdr, sh_type), SHT_PROGBITS);
}

static void test_elf_open_symbol_name_outside_table_malformed(void **state)
{
    (void)state;
    static const uint32_t beyond[] = {18, 0x7FFFFFFF, 0xFFFFFFFF}; /* the table has 18 bytes */
    for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++) {
        struct file file = small_file();
        uint32_t table =
            get_le32(elf_section_field(file.bytes, ".symtab", offsetof(Elf32_Shdr, sh_offset)));
        put_le32(file.bytes + table + sizeof(Elf32_Sym), beyond[i]);
        assert_refused(file, APPBIN_ERR_ELF_MALFORMED);
    }
}

/*
 * A second, empty symbol table names a shorter string table. Looking a symbol of the first table
 * up must not read beyond the file, where the sanitizers watch.
 */
static void test_elf_symbol_find_second_symbol_table_stays_inside_the_file(void **state)
{
    (void)state;
    static uint8_t long_names[4096];
    static uint8_t symbols[2 * sizeof(Elf32_Sym)];
    static const uint8_t short_names[1] = {0};
    memcpy(long_names + 4000, "far", 4);
    put_le32(symbols + sizeof(Elf32_Sym), 4000);
    put_le32(symbols + sizeof(Elf32_Sym) + offsetof(Elf32_Sym, st_value), 0x40100004);
    symbols[sizeof(Elf32_Sym) + offsetof(Elf32_Sym, st_info)] = STB_GLOBAL << 4;
    put_le16(symbols + sizeof(Elf32_Sym) + offsetof(Elf32_Sym, st_shndx), SHN_ABS);

    struct elf_maker maker = {.stripped = true};
    struct elf_maker_section *section = elf_maker_add(
        &maker, ".strtab", 0, (struct sample){.bytes = long_names, .size = sizeof long_names});
    section->type = SHT_STRTAB;
    section->flags = 0;
    section = elf_maker_add(&maker, ".symtab", 0,
                            (struct sample){.bytes = symbols, .size = sizeof symbols});
    section->type = SHT_SYMTAB;
    section->flags = 0;
    section->link = 1;
    section->entry_size = sizeof(Elf32_Sym);
    section =
        elf_maker_add(&maker, ".strtab2", 0, (struct sample){.bytes = short_names, .size = 1});
    section->type = SHT_STRTAB;
    section->flags = 0;
    section = elf_maker_add(&maker, ".symtab2", 0, (struct sample){.size = 0});
    section->type = SHT_SYMTAB;
    section->flags = 0;
    section->link = 3;
    section->entry_size = sizeof(Elf32_Sym);

    struct file file;
    file.bytes = elf_maker_build(&maker, &file.size);
    struct appbin_elf *elf = NULL;
    enum appbin_error error = appbin_elf_open(&elf, file.bytes, file.size, NULL);
    if (error == APPBIN_OK) { /* a refusal would do as well */
        uint32_t value = 0;
        if (appbin_elf_symbol_find(elf, "far", &value)) {
            assert_int_equal(value, 0x40100004);
        } else {
            assert_false(appbin_elf_has_symbols(elf));
        }
        appbin_elf_close(elf);
    } else {
        assert_int_equal(error, APPBIN_ERR_ELF_MALFORMED);
    }
    free(file.bytes);
}

static void test_elf_open_compressed_section_unsupported(void **state)
{
    (void)state;
    struct file file = small_file();
    uint8_t *flags = elf_section_field(file.bytes, ".text", offsetof(Elf32_Shdr, sh_flags));
    put_le32(flags, get_le32(flags) | SHF_COMPRESSED);
    assert_refused(file, APPBIN_ERR_ELF_UNSUPPORTED);
}

static void test_elf_open_hostile_name_diagnostic_printable(void **state)
{
    (void)state;
    struct elf_maker maker = {0};
    (void)elf_maker_add(&maker, "\x1b[31m\nred\xff", 0xFFFFFFF0, (struct sample){.size = 0x20});
    struct file file;
    file.bytes = elf_maker_build(&maker, &file.size);
    assert_refused(file, APPBIN_ERR_ELF_MALFORMED);
}

static void test_elf_open_beyond_size_limit_unsupported(void **state)
{
    (void)state;
    size_t size = APPBIN_ELF_MAX_SIZE + 1u;
    struct file small = small_file();
    uint8_t *bytes = calloc(1, size);
    assert_non_null(bytes);
    memcpy(bytes, small.bytes, small.size);
    assert_bytes_refused(bytes, size, APPBIN_ERR_ELF_UNSUPPORTED);
    free(bytes);
    free(small.bytes);
}

/* The section headers end the file, so that every shorter file lacks one. */
static void test_elf_open_truncated_anywhere_refused(void **state)
{
    (void)state;
    struct file whole = small_file();
    for (size_t size = 0; size < whole.size; size++) {
        struct file file = {copy_bytes(whole.bytes, size), size};
        assert_refused(file, size < SELFMAG ? APPBIN_ERR_NOT_ELF : APPBIN_ERR_ELF_MALFORMED);
    }
    free(whole.bytes);
}

/* Whatever one damaged byte does: an error, or sections that lie inside the file. */
static void test_elf_open_any_byte_damaged_stays_inside_the_file(void **state)
{
    (void)state;
    static const uint8_t values[] = {0x00, 0x01, 0x7F, 0x80, 0xFF};
    struct file file = small_file();
    for (size_t offset = 0; offset < file.size; offset++) {
        uint8_t old = file.bytes[offset];
        for (size_t i = 0; i < sizeof values; i++) {
            file.bytes[offset] = values[i];
            struct appbin_elf *elf = NULL;
            if (appbin_elf_open(&elf, file.bytes, file.size, NULL) != APPBIN_OK) {
                assert_null(elf);
                continue;
            }
            for (size_t k = 0; k < appbin_elf_section_count(elf); k++) {
                const struct appbin_elf_section *section = appbin_elf_section_at(elf, k);
                size_t at = section->bytes != NULL ? (size_t)(section->bytes - file.bytes) : 0;
                size_t length = section->bytes != NULL ? section->size : 0;
                assert_true(at <= file.size && length <= file.size - at);
                assert_non_null(section->name);
            }
            uint32_t value;
            (void)appbin_elf_symbol_find(elf, "call_user_start1", &value);
            appbin_elf_close(elf);
        }
        file.bytes[offset] = old;
    }
    free(file.bytes);
}

static const struct CMUnitTest tests[] = {
    TEST(test_elf_open_sound_file_gives_sections),
    TEST(test_elf_open_sound_file_bytes_point_into_the_input),
    TEST(test_elf_open_file_sound_file_same_sections),
    TEST(test_elf_open_file_pipe_read_to_its_end),
    TEST(test_elf_open_file_none_or_folder_io),
    TEST(test_elf_open_file_cut_afterwards_sections_stay),
    TEST(test_elf_open_sections_share_all_bytes_malformed),
    TEST(test_elf_open_input_at_odd_address_same_result),
    TEST(test_elf_open_section_headers_at_odd_offset_same_result),
    TEST(test_elf_section_find_two_of_one_name_first),
    TEST(test_elf_symbol_find_global_and_weak_found),
    TEST(test_elf_symbol_find_defined_behind_local_of_same_name_global),
    TEST(test_elf_has_symbols_stripped_or_empty_table_false),
    TEST(test_elf_close_null_accepted),
    TEST(test_elf_open_no_magic_not_elf),
    TEST(test_elf_open_class_or_order_of_another_chip_unsupported),
    TEST(test_elf_open_unknown_identification_malformed),
    TEST(test_elf_open_other_machine_unsupported),
    TEST(test_elf_open_other_machine_named),
    TEST(test_elf_open_esp32_family_or_rtos_sdk_3_named),
    TEST(test_elf_section_loadable_program_data_only),
    TEST(test_elf_has_function_at_type_and_value_decide),
    TEST(test_elf_next_undefined_global_ones_only),
    TEST(test_elf_open_not_linked_unsupported),
    TEST(test_elf_open_no_sections_refused),
    TEST(test_elf_open_header_alone_no_section),
    TEST(test_elf_open_section_headers_elsewhere_malformed),
    TEST(test_elf_open_wrong_header_counts_malformed),
    TEST(test_elf_open_section_outside_file_malformed),
    TEST(test_elf_open_section_ends_with_the_file_accepted),
    TEST(test_elf_open_section_wraps_address_space_malformed),
    TEST(test_elf_open_name_outside_table_malformed),
    TEST(test_elf_open_names_not_terminated_malformed),
    TEST(test_elf_open_symbol_table_damaged_malformed),
    TEST(test_elf_open_symbol_name_outside_table_malformed),
    TEST(test_elf_symbol_find_second_symbol_table_stays_inside_the_file),
    TEST(test_elf_open_compressed_section_unsupported),
    TEST(test_elf_open_hostile_name_diagnostic_printable),
    TEST(test_elf_open_beyond_size_limit_unsupported),
    TEST(test_elf_open_truncated_anywhere_refused),
    TEST(test_elf_open_any_byte_damaged_stays_inside_the_file),
};

TEST_MAIN(tests)
