/* SPDX-License-Identifier: MIT */
#include "appbin/image_build.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/flash_map.h"
#include "elf_maker.h"
#include "image_maker.h"
#include "test_support.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct appbin_build_options new_slot1 = {
    .map = 6, .slot = 1, .boot = APPBIN_BOOT_NEW, .crc = APPBIN_CRC_SDK};

/* One build and all that it needs to stay alive. */
struct built {
    enum appbin_error error;
    struct appbin_build_result result;
    struct appbin_diagnostic diagnostic;
    struct appbin_elf *elf;
    uint8_t *bytes;
};

static struct built build(const struct elf_maker *maker, const struct appbin_build_options *options)
{
    struct built built = {.error = APPBIN_OK};
    size_t size;
    built.bytes = elf_maker_build(maker, &size);
    assert_int_equal(appbin_elf_open(&built.elf, built.bytes, size, NULL), APPBIN_OK);
    built.error = appbin_image_build(built.elf, options, &built.result, &built.diagnostic);
    return built;
}

static void free_built(struct built *built)
{
    appbin_build_result_free(&built->result);
    appbin_elf_close(built->elf);
    free(built->bytes);
}

/* Builds and expects a refusal that explains itself and leaves the result alone. */
static void assert_refused(const struct elf_maker *maker,
                           const struct appbin_build_options *options, enum appbin_error expected,
                           const char *words)
{
    struct built built = build(maker, options);
    if (built.error != expected || strstr(built.diagnostic.message, words) == NULL) {
        print_error("error %d, \"%s\" without \"%s\"\n", (int)built.error, built.diagnostic.message,
                    words);
    }
    assert_int_equal(built.error, expected);
    assert_explained(&built.diagnostic);
    assert_non_null(strstr(built.diagnostic.message, words));
    assert_null(built.result.image);
    assert_int_equal(built.result.image_size, 0);
    assert_int_equal(appbin_image_build(built.elf, options, &built.result, NULL), expected);
    free_built(&built);
}

static void append_crc(struct made_image *image, enum appbin_crc_rule rule)
{
    if (rule == APPBIN_CRC_PORTABLE) {
        assert_true(search_portable(image->bytes, image->size, image->pad_offset,
                                    image->xor_offset - image->pad_offset));
    }
    uint32_t crc = plain_crc(image->bytes, image->size);
    append_word(image, rule == APPBIN_CRC_SDK ? device_word(crc) : ~crc);
}

/* Builds and expects the image that the format describes. */
static void assert_builds(const struct elf_maker *maker, const struct appbin_build_options *options,
                          const struct image_spec *spec)
{
    struct made_image expected = make_image(spec);
    if (options->boot != APPBIN_BOOT_NONE) {
        append_crc(&expected, options->crc);
    }
    struct built built = build(maker, options);
    if (built.error != APPBIN_OK) {
        print_error("%s\n", built.diagnostic.message);
    }
    assert_int_equal(built.error, APPBIN_OK);
    assert_int_equal(built.result.image_size, expected.size);
    assert_memory_equal(built.result.image, expected.bytes, expected.size);
    assert_int_equal(built.result.segments, spec->segment_count);
    free_built(&built);
    free(expected.bytes);
}

static void assert_firmware_builds(const struct firmware *firmware,
                                   const struct appbin_build_options *options)
{
    struct elf_maker maker = firmware_maker(firmware);
    struct image_spec spec = firmware_spec(firmware, options->boot, options->map, options->slot);
    assert_builds(&maker, options, &spec);
}

struct slot_case {
    unsigned map;
    unsigned slot;
    enum appbin_boot boot;
    uint32_t origin;
};

static const struct slot_case slot_cases[] = {
    {0, 1, APPBIN_BOOT_NEW, 0x40201010}, {0, 2, APPBIN_BOOT_NEW, 0x40241010},
    {2, 1, APPBIN_BOOT_NEW, 0x40201010}, {2, 2, APPBIN_BOOT_NEW, 0x40281010},
    {3, 2, APPBIN_BOOT_NEW, 0x40281010}, {4, 2, APPBIN_BOOT_NEW, 0x40281010},
    {5, 1, APPBIN_BOOT_NEW, 0x40201010}, {5, 2, APPBIN_BOOT_NEW, 0x40201010},
    {6, 1, APPBIN_BOOT_NEW, 0x40201010}, {6, 2, APPBIN_BOOT_NEW, 0x40201010},
    {8, 1, APPBIN_BOOT_NEW, 0x40201010}, {9, 2, APPBIN_BOOT_NEW, 0x40201010},
    {0, 1, APPBIN_BOOT_OLD, 0x40211000}, {0, 2, APPBIN_BOOT_OLD, 0x40251000},
    {2, 1, APPBIN_BOOT_OLD, 0x40211000}, {3, 2, APPBIN_BOOT_OLD, 0x40291000},
    {4, 1, APPBIN_BOOT_OLD, 0x40211000}, {4, 2, APPBIN_BOOT_OLD, 0x40291000},
};

static void test_image_build_every_slot_matches_the_format(void **state)
{
    (void)state;
    static const enum appbin_crc_rule rules[] = {APPBIN_CRC_SDK, APPBIN_CRC_INVERTED,
                                                 APPBIN_CRC_PORTABLE};
    for (size_t i = 0; i < COUNT(slot_cases); i++) {
        const struct slot_case *c = &slot_cases[i];
        struct firmware firmware = small_firmware();
        firmware.irom_address = c->origin;
        const struct appbin_build_options options = {
            .map = c->map, .slot = c->slot, .boot = c->boot, .crc = rules[i % 3]};
        assert_firmware_builds(&firmware, &options);
    }
}

static void test_image_build_flash_header_matches_the_format(void **state)
{
    (void)state;
    static const uint8_t clocks[] = {0, 1, 2, 15};
    for (unsigned mode = 0; mode < 4; mode++) {
        struct firmware firmware = small_firmware();
        struct elf_maker maker = firmware_maker(&firmware);
        struct appbin_build_options options = new_slot1;
        options.map = 4;
        options.header = APPBIN_HEADER_FLASH;
        options.flash_mode = (uint8_t)mode;
        options.flash_clock = clocks[mode];
        struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, 4, 1);
        spec.leading_bytes[0] = (uint8_t)mode;
        spec.leading_bytes[1] = (uint8_t)(0x40 | clocks[mode]);
        memcpy(spec.ram_bytes, spec.leading_bytes, 2);
        assert_builds(&maker, &options, &spec);
        /* The slot header hides the flash settings, the header of the RAM part keeps them. */
        options.header = APPBIN_HEADER_SLOT;
        spec.leading_bytes[0] = 0;
        spec.leading_bytes[1] = 1;
        assert_builds(&maker, &options, &spec);
    }
}

static void test_image_build_flash_header_boot_old_matches_the_format(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    firmware.irom_address = 0x40291000;
    struct elf_maker maker = firmware_maker(&firmware);
    const struct appbin_build_options options = {.map = 2,
                                                 .slot = 0, /* told by the irom address */
                                                 .boot = APPBIN_BOOT_OLD,
                                                 .header = APPBIN_HEADER_FLASH,
                                                 .flash_mode = 2,
                                                 .flash_clock = 15,
                                                 .crc = APPBIN_CRC_SDK};
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_OLD, 2, 2);
    spec.leading_bytes[0] = 2;
    spec.leading_bytes[1] = 0x2F;
    assert_builds(&maker, &options, &spec);
}

static void test_image_build_boot_none_ram_part_and_raw_irom(void **state)
{
    (void)state;
    static const uint32_t origins[] = {0x40210000, 0x40220000, 0x40240000};
    for (size_t i = 0; i < COUNT(origins); i++) {
        struct firmware firmware = small_firmware();
        firmware.irom_address = origins[i];
        firmware.irom.size = 0x203;
        const struct appbin_build_options options = {.map = 1};
        assert_firmware_builds(&firmware, &options);
        struct elf_maker maker = firmware_maker(&firmware);
        struct built built = build(&maker, &options);
        uint8_t irom[0x203];
        sample_write(irom, &firmware.irom);
        assert_int_equal(built.result.irom_size, sizeof irom);
        assert_memory_equal(built.result.irom, irom, sizeof irom);
        free_built(&built);
    }
}

static void test_image_build_irom_length_mod_16_padded_for_boot_new_only(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {0x200, 0x201, 0x20F, 0x1FF, 1, 15, 16, 17};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct firmware firmware = small_firmware();
        firmware.irom.size = sizes[i];
        struct appbin_build_options options = new_slot1;
        assert_firmware_builds(&firmware, &options);
        firmware.irom_address = 0x40211000;
        options.boot = APPBIN_BOOT_OLD;
        options.map = 2;
        assert_firmware_builds(&firmware, &options);
    }
}

static void test_image_build_section_length_mod_4_zero_padded(void **state)
{
    (void)state;
    for (uint32_t residues = 0; residues < 64; residues++) {
        struct firmware firmware = small_firmware();
        firmware.text.size += residues % 4;
        firmware.data.size += residues / 4 % 4;
        firmware.rodata.size += residues / 16;
        assert_firmware_builds(&firmware, &new_slot1);
    }
}

/* Segments are multiples of 4 long, so the pad before the XOR byte has 15, 11, 7 or 3 bytes. */
static void test_image_build_every_xor_position_matches_the_format(void **state)
{
    (void)state;
    unsigned seen = 0;
    for (uint32_t extra = 0; extra < 16; extra += 4) {
        struct firmware firmware = small_firmware();
        firmware.text.size += extra;
        for (int rule = APPBIN_CRC_PORTABLE; rule <= APPBIN_CRC_SDK; rule++) {
            struct appbin_build_options options = new_slot1;
            options.crc = (enum appbin_crc_rule)rule;
            assert_firmware_builds(&firmware, &options);
        }
        struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, 6, 1);
        struct made_image image = make_image(&spec);
        seen |= 1u << (image.xor_offset - image.pad_offset);
        free(image.bytes);
    }
    assert_int_equal(seen, 1u << 15 | 1u << 11 | 1u << 7 | 1u << 3);
}

/* Every rule at the values of the CRC where rules part, by a forged irom. */
static void test_image_build_edge_crc_values_follow_the_rule(void **state)
{
    (void)state;
    static const uint32_t crcs[] = {0, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
    static const struct slot_case boots[] = {{4, 1, APPBIN_BOOT_NEW, 0x40201010},
                                             {4, 1, APPBIN_BOOT_OLD, 0x40211000}};
    for (size_t i = 0; i < COUNT(crcs) * COUNT(boots) * 3; i++) {
        const struct slot_case *c = &boots[i % 2];
        struct firmware firmware = small_firmware();
        firmware.irom_address = c->origin;
        struct image_spec spec = firmware_spec(&firmware, c->boot, c->map, c->slot);
        struct made_image image = make_image(&spec);
        forge_crc(image.bytes, image.size, image.irom_offset + 0x100, crcs[i / 6]);
        firmware.irom.bytes = image.bytes + image.irom_offset;
        const struct appbin_build_options options = {.map = c->map,
                                                     .slot = c->slot,
                                                     .boot = c->boot,
                                                     .crc = (enum appbin_crc_rule)(i / 2 % 3)};
        assert_firmware_builds(&firmware, &options);
        free(image.bytes);
    }
}

static void test_image_build_portable_word_below_80000000_one_byte_changed(void **state)
{
    (void)state;
    unsigned changed = 0;
    for (uint8_t seed = 0; seed < 20; seed++) {
        struct firmware firmware = small_firmware();
        firmware.irom.seed = seed;
        struct elf_maker maker = firmware_maker(&firmware);
        struct appbin_build_options options = new_slot1;
        options.crc = APPBIN_CRC_INVERTED;
        struct built inverted = build(&maker, &options);
        options.crc = APPBIN_CRC_PORTABLE;
        struct built portable = build(&maker, &options);
        size_t size = portable.result.image_size;
        uint32_t word = get_le32(portable.result.image + size - 4);
        assert_true(word < 0x80000000u);
        assert_int_equal(word, ~plain_crc(portable.result.image, size - 4));
        size_t differences = 0;
        for (size_t k = 0; k < size - 4; k++) {
            differences += portable.result.image[k] != inverted.result.image[k];
        }
        bool was_portable = get_le32(inverted.result.image + size - 4) < 0x80000000u;
        assert_int_equal(differences, was_portable ? 0 : 1);
        changed += (unsigned)differences;
        free_built(&portable);
        free_built(&inverted);
    }
    assert_in_range(changed, 1, 19); /* both cases occurred */
}

static void test_image_build_empty_or_missing_data_true_segment_count(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    firmware.data.size = 0;
    assert_firmware_builds(&firmware, &new_slot1);
    firmware.rodata.size = 0;
    assert_firmware_builds(&firmware, &new_slot1);

    firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    elf_maker_find(&maker, ".data")->name = ".comment";
    elf_maker_find(&maker, ".comment")->flags = 0;
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, 6, 1);
    spec.segments[1] = spec.segments[2];
    spec.segment_count = 2;
    assert_builds(&maker, &new_slot1, &spec);

    struct built built = build(&maker, &new_slot1);
    assert_int_equal(built.result.image[1], 4); /* a constant of the EA header */
    assert_int_equal(built.result.image[16 + 0x200], 0xE9);
    assert_int_equal(built.result.image[16 + 0x200 + 1], 2);
    free_built(&built);
}

static void test_image_build_twice_same_bytes(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    struct built first = build(&maker, &new_slot1);
    struct built second = build(&maker, &new_slot1);
    assert_int_equal(first.result.image_size, second.result.image_size);
    assert_memory_equal(first.result.image, second.result.image, first.result.image_size);
    free_built(&second);
    free_built(&first);
}

static void test_build_result_free_twice_harmless(void **state)
{
    (void)state;
    struct appbin_build_result result = {.image = new_bytes(4), .image_size = 4, .segments = 1};
    appbin_build_result_free(&result);
    assert_null(result.image);
    assert_int_equal(result.image_size, 0);
    assert_int_equal(result.segments, 0);
    appbin_build_result_free(&result);
}

/* --- sections --- */

static void test_image_build_extra_section_added_after_rodata(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    const struct sample lit4 = {.size = 0x25, .seed = 9};
    const struct sample vectors = {.size = 0x10, .seed = 10};
    (void)elf_maker_add(&maker, ".lit4", DATA_ADDRESS + 0x1000, lit4);
    (void)elf_maker_add(&maker, ".vectors", TEXT_ADDRESS + 0x1000, vectors);
    static const char *const names[] = {".vectors", ".lit4"};
    struct appbin_build_options options = new_slot1;
    options.sections = names;
    options.section_count = 2;
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, 6, 1);
    spec.segments[3] = (struct image_spec_segment){TEXT_ADDRESS + 0x1000, vectors};
    spec.segments[4] = (struct image_spec_segment){DATA_ADDRESS + 0x1000, lit4};
    spec.segment_count = 5;
    assert_builds(&maker, &options, &spec);
}

static void test_image_build_extra_section_not_named_dropped_refused(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    (void)elf_maker_add(&maker, ".lit4", TEXT_ADDRESS + 0x1000, (struct sample){.size = 4});
    assert_refused(&maker, &new_slot1, APPBIN_ERR_SECTION_DROPPED, ".lit4");
    elf_maker_find(&maker, ".lit4")->address = 0x40250000;
    assert_refused(&maker, &new_slot1, APPBIN_ERR_PLACEMENT, ".lit4");
    elf_maker_find(&maker, ".lit4")->address = 0;
    assert_refused(&maker, &new_slot1, APPBIN_ERR_PLACEMENT, ".lit4");
}

static void test_image_build_section_without_contents_or_memory_ignored(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    elf_maker_add(&maker, ".comment", 0, (struct sample){.size = 40})->flags = 0;
    elf_maker_add(&maker, ".noinit", DATA_ADDRESS + 0x2000, (struct sample){.size = 40})->type =
        SHT_NOBITS;
    (void)elf_maker_add(&maker, ".empty", TEXT_ADDRESS + 0x1000, (struct sample){.size = 0});
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, 6, 1);
    assert_builds(&maker, &new_slot1, &spec);
}

static void test_image_build_duplicate_section_refused(void **state)
{
    (void)state;
    static const char *const names[] = {".text", ".irom0.text", ".data"};
    for (size_t i = 0; i < COUNT(names); i++) {
        struct firmware firmware = small_firmware();
        struct elf_maker maker = firmware_maker(&firmware);
        (void)elf_maker_add(&maker, names[i], TEXT_ADDRESS + 0x1000, (struct sample){.size = 4});
        assert_refused(&maker, &new_slot1, APPBIN_ERR_PLACEMENT, names[i]);
    }
}

/* Names one further section on the command line and expects a refusal. */
static void assert_section_refused(const struct elf_maker *maker, const char *name,
                                   enum appbin_error expected)
{
    const char *const names[] = {name};
    struct appbin_build_options options = new_slot1;
    options.sections = names;
    options.section_count = 1;
    assert_refused(maker, &options, expected, name);
}

static void test_image_build_unfit_extra_section_refused(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    assert_section_refused(&maker, ".lit4", APPBIN_ERR_NO_SECTION);
    assert_section_refused(&maker, ".text", APPBIN_ERR_OPTIONS);
    assert_section_refused(&maker, ".rodata", APPBIN_ERR_OPTIONS);
    assert_section_refused(&maker, ".irom0.text", APPBIN_ERR_OPTIONS);
    assert_section_refused(&maker, ".bss", APPBIN_ERR_PLACEMENT);
    assert_section_refused(&maker, ".symtab", APPBIN_ERR_PLACEMENT);
    (void)elf_maker_add(&maker, ".lit4", 0x40250000, (struct sample){.size = 4});
    assert_section_refused(&maker, ".lit4", APPBIN_ERR_PLACEMENT);
}

static void test_image_build_extra_section_named_twice_refused(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    (void)elf_maker_add(&maker, ".lit4", TEXT_ADDRESS + 0x1000, (struct sample){.size = 4});
    static const char *const names[] = {".lit4", ".lit4"};
    struct appbin_build_options options = new_slot1;
    options.sections = names;
    options.section_count = 2;
    assert_refused(&maker, &options, APPBIN_ERR_OPTIONS, ".lit4");
}

static void test_image_build_sixteen_segments_accepted_seventeen_refused(void **state)
{
    (void)state;
    char names[14][8];
    const char *pointers[14];
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, 6, 1);
    for (uint32_t i = 0; i < 14; i++) {
        (void)snprintf(names[i], sizeof names[i], ".x%u", (unsigned)i);
        pointers[i] = names[i];
        uint32_t address = TEXT_ADDRESS + 0x1000 + 16 * i;
        const struct sample contents = {.size = 4 + i % 3, .seed = (uint8_t)i};
        if (i < 13) {
            (void)elf_maker_add(&maker, names[i], address, contents);
            spec.segments[spec.segment_count++] = (struct image_spec_segment){address, contents};
        }
    }
    struct appbin_build_options options = new_slot1;
    options.sections = pointers;
    options.section_count = 13;
    assert_builds(&maker, &options, &spec);
    (void)elf_maker_add(&maker, names[13], TEXT_ADDRESS + 0x2000, (struct sample){.size = 4});
    options.section_count = 14;
    assert_refused(&maker, &options, APPBIN_ERR_OPTIONS, "16");
}

static void test_image_build_needed_section_missing_or_empty_refused(void **state)
{
    (void)state;
    static const char *const names[] = {".text", ".irom0.text"};
    for (size_t i = 0; i < COUNT(names); i++) {
        struct firmware firmware = small_firmware();
        struct elf_maker maker = firmware_maker(&firmware);
        elf_maker_find(&maker, names[i])->contents.size = 0;
        assert_refused(&maker, &new_slot1, APPBIN_ERR_NO_SECTION, names[i]);
        elf_maker_find(&maker, names[i])->name = ".other";
        assert_refused(&maker, &new_slot1, APPBIN_ERR_NO_SECTION, names[i]);
    }
}

static void test_image_build_section_without_bytes_refused(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    elf_maker_find(&maker, ".irom0.text")->type = SHT_NOBITS;
    assert_refused(&maker, &new_slot1, APPBIN_ERR_NO_SECTION, ".irom0.text");
    maker = firmware_maker(&firmware);
    elf_maker_find(&maker, ".text")->type = SHT_NOBITS;
    assert_refused(&maker, &new_slot1, APPBIN_ERR_PLACEMENT, ".text");
}

static void test_image_build_misplaced_section_refused(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t address;
        uint32_t size;
    } cases[] = {
        {".data", DATA_ADDRESS - 4, 0x34},
        {".data", 0x3FFFC000, 0x34},
        {".data", 0x3FFFBFF0, 0x34},
        {".data", DATA_ADDRESS + 2, 0x34},
        {".data", DATA_ADDRESS + 0x48, 4},
        {".data", DATA_ADDRESS + 0x84, 0x14000},
        {".rodata", DATA_ADDRESS + 0x30, 0x48},
        {".rodata", DATA_ADDRESS, 4},
        {".rodata", 0x40200000, 0x48},
        {".rodata", 0x60000000, 0x48},
        {".text", TEXT_ADDRESS, 0x8001},
        {".text", 0x40107F00, 0x124},
        {".text", DATA_ADDRESS + 0x10000, 0xFFFFF},
        {".text", TEXT_ADDRESS + 1, 0x124},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct firmware firmware = small_firmware();
        struct elf_maker maker = firmware_maker(&firmware);
        struct elf_maker_section *section = elf_maker_find(&maker, cases[i].name);
        section->address = cases[i].address;
        section->contents.size = cases[i].size;
        assert_refused(&maker, &new_slot1, APPBIN_ERR_PLACEMENT, cases[i].name);
    }
}

static void test_image_build_full_memories_accepted(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    firmware.text.size = 0x8000;
    firmware.data.size = 0x13FC0;
    firmware.rodata.size = 0x40;
    firmware.bss_size = 0;
    assert_firmware_builds(&firmware, &new_slot1);
}

/* --- entry --- */

static void assert_entry(const struct elf_maker *maker, const char *name, uint32_t expected)
{
    struct appbin_build_options options = new_slot1;
    options.entry = name;
    struct built built = build(maker, &options);
    assert_int_equal(built.error, APPBIN_OK);
    assert_int_equal(get_le32(built.result.image + 4), expected);
    assert_int_equal(get_le32(built.result.image + 16 + 0x200 + 4), expected);
    free_built(&built);
}

static void test_image_build_entry_taken_in_documented_order(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    maker.symbol_count = 0;
    (void)elf_maker_add_symbol(&maker, "_text_start", TEXT_ADDRESS);
    elf_maker_add_symbol(&maker, "own_start", TEXT_ADDRESS + 8)->type = STT_FUNC;
    maker.entry = TEXT_ADDRESS + 8;
    assert_entry(&maker, NULL, TEXT_ADDRESS + 8);
    (void)elf_maker_add_symbol(&maker, "call_user_start", TEXT_ADDRESS + 12);
    assert_entry(&maker, NULL, TEXT_ADDRESS + 12);
    (void)elf_maker_add_symbol(&maker, "call_user_start1", TEXT_ADDRESS + 16);
    assert_entry(&maker, NULL, TEXT_ADDRESS + 16);
    (void)elf_maker_add_symbol(&maker, "my_start", TEXT_ADDRESS + 20);
    assert_entry(&maker, "my_start", TEXT_ADDRESS + 20);
    assert_entry(&maker, "call_user_start", TEXT_ADDRESS + 12);
    assert_entry(&maker, "_text_start", TEXT_ADDRESS);
}

/* An address is good where code is, with symbols or without; 0 is not given. */
static void test_image_build_entry_address_taken_before_symbols(void **state)
{
    (void)state;
    for (int stripped = 0; stripped <= 1; stripped++) {
        struct firmware firmware = small_firmware();
        struct elf_maker maker = firmware_maker(&firmware);
        struct appbin_build_options options = new_slot1;
        maker.stripped = stripped != 0;
        options.entry_address = TEXT_ADDRESS;
        struct built built = build(&maker, &options);
        assert_int_equal(built.error, APPBIN_OK);
        assert_int_equal(get_le32(built.result.image + 4), TEXT_ADDRESS);
        free_built(&built);
        options.entry_address = TEXT_ADDRESS + 0x124;
        assert_refused(&maker, &options, APPBIN_ERR_NO_ENTRY, "0x40100124, does not lie in code");
        options.entry_address = DATA_ADDRESS;
        assert_refused(&maker, &options, APPBIN_ERR_NO_ENTRY, "does not lie in code");
    }
}

/* ld's own choice is the start of .text, literals; the vendor's script says "no entry point!!". */
static void test_image_build_entry_of_elf_no_function_refused(void **state)
{
    (void)state;
    static const struct {
        uint32_t entry;
        uint32_t function;
        bool stripped;
        enum appbin_error expected;
    } cases[] = {
        {TEXT_ADDRESS, 0, false, APPBIN_ERR_NO_ENTRY},
        {TEXT_ADDRESS + 8, TEXT_ADDRESS + 4, false, APPBIN_ERR_NO_ENTRY},
        {DATA_ADDRESS, DATA_ADDRESS, false, APPBIN_ERR_NO_ENTRY},
        {TEXT_ADDRESS + 8, TEXT_ADDRESS + 8, false, APPBIN_OK},
        {TEXT_ADDRESS, TEXT_ADDRESS, false, APPBIN_OK},
        {TEXT_ADDRESS, 0, true, APPBIN_ERR_NO_SYMBOLS},
        {0, 0, true, APPBIN_ERR_NO_SYMBOLS},
        {DATA_ADDRESS, 0, true, APPBIN_ERR_NO_SYMBOLS},
        {TEXT_ADDRESS + 0x124, 0, true, APPBIN_ERR_NO_SYMBOLS},
        {TEXT_ADDRESS + 4, 0, true, APPBIN_OK},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct firmware firmware = small_firmware();
        struct elf_maker maker = firmware_maker(&firmware);
        maker.symbol_count = 0;
        elf_maker_add_symbol(&maker, "own", cases[i].function)->type = STT_FUNC;
        maker.entry = cases[i].entry;
        maker.stripped = cases[i].stripped;
        if (cases[i].expected == APPBIN_OK) {
            assert_entry(&maker, NULL, cases[i].entry);
        } else {
            assert_refused(&maker, &new_slot1, cases[i].expected, "no entry: ");
        }
    }
}

/* Builds and expects these remarks, in this order, NULL at the end. */
static void assert_remarks(const struct elf_maker *maker,
                           const struct appbin_build_options *options, bool warning,
                           const char *const *words)
{
    struct built built = build(maker, options);
    assert_int_equal(built.error, APPBIN_OK);
    size_t count = 0;
    for (; words[count] != NULL; count++) {
        assert_true(count < built.result.remark_count);
        assert_non_null(strstr(built.result.remarks[count].text, words[count]));
        assert_int_equal(built.result.remarks[count].warning, warning);
    }
    assert_int_equal(built.result.remark_count, count);
    free_built(&built);
}

static void test_image_build_sound_firmware_no_remark(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    elf_maker_add_symbol(&maker, "optional", 0)->binding = STB_WEAK;
    maker.symbols[maker.symbol_count - 1].section = SHN_UNDEF;
    assert_remarks(&maker, &new_slot1, false, (const char *const[]){NULL});
}

static void test_image_build_entry_in_irom_warned(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    struct appbin_build_options options = new_slot1;
    options.entry_address = IROM_SLOT1_NEW + 4;
    assert_remarks(&maker, &options, true, (const char *const[]){"0x40201014 lies in irom", NULL});
}

static void test_image_build_unresolved_symbols_warned(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    elf_maker_add_symbol(&maker, "first", 0)->section = SHN_UNDEF;
    assert_remarks(&maker, &new_slot1, true, (const char *const[]){"1 symbol is unresolved", NULL});
    elf_maker_add_symbol(&maker, "second", 0)->section = SHN_UNDEF;
    elf_maker_add_symbol(&maker, "third", 0)->section = SHN_UNDEF;
    elf_maker_add_symbol(&maker, "fourth", 0)->section = SHN_UNDEF;
    assert_remarks(&maker, &new_slot1, true,
                   (const char *const[]){"4 symbols are unresolved", NULL});
    assert_remarks(&maker, &new_slot1, true,
                   (const char *const[]){": first, second, third, ...", NULL});
}

static void test_image_build_bss_over_data_warned(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    elf_maker_find(&maker, ".bss")->address = DATA_ADDRESS + 0x33; /* the last byte of .data */
    elf_maker_find(&maker, ".bss")->contents.size = 0xD;
    assert_remarks(&maker, &new_slot1, true,
                   (const char *const[]){"section .bss, 13 bytes at 0x3ffe8033, overlaps section "
                                         ".data",
                                         NULL});
    elf_maker_find(&maker, ".bss")->address++;
    elf_maker_find(&maker, ".bss")->contents.size--;
    assert_remarks(&maker, &new_slot1, true, (const char *const[]){NULL});
}

static void test_image_build_irom_beyond_linker_scripts_warned(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct appbin_build_options options = new_slot1;
    options.map = 2;
    firmware.irom.size = 0x6B000;
    struct elf_maker maker = firmware_maker(&firmware);
    assert_remarks(&maker, &options, true, (const char *const[]){NULL});
    firmware.irom.size++;
    maker = firmware_maker(&firmware);
    assert_remarks(&maker, &options, true, (const char *const[]){"map 2 by 1 bytes", NULL});
}

static void test_image_build_note_left_out_and_named(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    elf_maker_add(&maker, ".note.gnu.build-id", TEXT_ADDRESS + 0x1000, (struct sample){.size = 36})
        ->type = SHT_NOTE;
    elf_maker_add(&maker, ".note.empty", TEXT_ADDRESS + 0x1000, (struct sample){.size = 0})->type =
        SHT_NOTE;
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, 6, 1);
    assert_builds(&maker, &new_slot1, &spec);
    assert_remarks(
        &maker, &new_slot1, false,
        (const char *const[]){"section .note.gnu.build-id, 36 bytes, is left out", NULL});
}

static void test_image_build_many_remarks_list_not_overrun(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    for (size_t i = 0; i < APPBIN_BUILD_REMARKS_MAX + 4; i++) {
        elf_maker_add(&maker, ".note", TEXT_ADDRESS + 0x1000, (struct sample){.size = 4})->type =
            SHT_NOTE;
    }
    struct built built = build(&maker, &new_slot1);
    assert_int_equal(built.error, APPBIN_OK);
    assert_int_equal(built.result.remark_count, APPBIN_BUILD_REMARKS_MAX);
    free_built(&built);
}

static void test_image_build_bss_beyond_dram_refused(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    firmware.bss_size = 0x14000 - 0x90; /* .bss starts at 0x90 */
    assert_firmware_builds(&firmware, &new_slot1);
    firmware.bss_size++;
    struct elf_maker maker = firmware_maker(&firmware);
    assert_refused(&maker, &new_slot1, APPBIN_ERR_PLACEMENT, "dram is exceeded by 1 bytes");
}

static void test_image_build_entry_in_irom_accepted(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    (void)elf_maker_add_symbol(&maker, "first", IROM_SLOT1_NEW);
    (void)elf_maker_add_symbol(&maker, "last", IROM_SLOT1_NEW + 0x1FF);
    assert_entry(&maker, "first", IROM_SLOT1_NEW);
    assert_entry(&maker, "last", IROM_SLOT1_NEW + 0x1FF);
}

static void test_image_build_entry_missing_refused(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    struct appbin_build_options options = new_slot1;
    options.entry = "my_start";
    assert_refused(&maker, &options, APPBIN_ERR_NO_ENTRY, "my_start");
    maker.symbols[0].name = "something_else";
    maker.entry = 0;
    assert_refused(&maker, &new_slot1, APPBIN_ERR_NO_ENTRY, "call_user_start1");
}

static void test_image_build_entry_outside_code_refused(void **state)
{
    (void)state;
    static const uint32_t addresses[] = {
        0,          DATA_ADDRESS,           DATA_ADDRESS + 0x90,    TEXT_ADDRESS - 1,
        0x40000000, TEXT_ADDRESS + 0x124,   TEXT_ADDRESS + 0x1000,  IROM_SLOT1_NEW - 1,
        0xFFFFFFFF, IROM_SLOT1_NEW + 0x200, IROM_SLOT1_NEW + 0x1000};
    for (size_t i = 0; i < COUNT(addresses); i++) {
        struct firmware firmware = small_firmware();
        struct elf_maker maker = firmware_maker(&firmware);
        maker.symbols[0].value = addresses[i];
        assert_refused(&maker, &new_slot1, APPBIN_ERR_NO_ENTRY, "call_user_start1");
    }
}

static void test_image_build_no_symbols_refused(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    maker.symbol_count = 0;
    maker.entry = TEXT_ADDRESS;
    assert_refused(&maker, &new_slot1, APPBIN_ERR_NO_SYMBOLS, "symbol");
    maker.stripped = true;
    assert_refused(&maker, &new_slot1, APPBIN_ERR_NO_SYMBOLS, "symbol");
}

/* --- slot, map and size --- */

static void test_image_build_contradicting_options_refused(void **state)
{
    (void)state;
    static const struct appbin_build_options cases[] = {
        {.map = 7, .slot = 1, .boot = APPBIN_BOOT_NEW},
        {.map = 10, .slot = 1, .boot = APPBIN_BOOT_NEW},
        {.map = 0xFFFFFFFF, .slot = 1, .boot = APPBIN_BOOT_NEW},
        {.map = 7, .boot = APPBIN_BOOT_NONE},
        {.map = 1, .slot = 1, .boot = APPBIN_BOOT_NEW},
        {.map = 1, .slot = 2, .boot = APPBIN_BOOT_OLD},
        {.map = 5, .slot = 1, .boot = APPBIN_BOOT_OLD},
        {.map = 6, .slot = 2, .boot = APPBIN_BOOT_OLD},
        {.map = 8, .slot = 1, .boot = APPBIN_BOOT_OLD},
        {.map = 9, .slot = 1, .boot = APPBIN_BOOT_OLD},
        {.map = 6, .slot = 0, .boot = APPBIN_BOOT_NEW},
        {.map = 6, .slot = 3, .boot = APPBIN_BOOT_NEW},
        {.map = 6, .slot = 3, .boot = APPBIN_BOOT_NEW, .header = APPBIN_HEADER_FLASH},
        {.map = 2, .slot = 0xFFFFFFFF, .boot = APPBIN_BOOT_OLD},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct firmware firmware = small_firmware();
        struct elf_maker maker = firmware_maker(&firmware);
        assert_refused(&maker, &cases[i], APPBIN_ERR_OPTIONS, "");
    }
}

static void test_image_build_layout_of_another_map_refused(void **state)
{
    (void)state;
    struct appbin_flash_map layout;
    assert_int_equal(appbin_rboot_layout(&layout, 2, NULL, NULL), APPBIN_OK);
    const struct appbin_build_options options = {
        .map = 6, .layout = &layout, .slot = 1, .boot = APPBIN_BOOT_NEW};
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    assert_refused(&maker, &options, APPBIN_ERR_OPTIONS, "map 2");
}

static void test_image_build_irom_of_another_slot_refused_naming_both(void **state)
{
    (void)state;
    static const struct {
        struct slot_case wanted;
        uint32_t linked;
    } cases[] = {
        {{0, 1, APPBIN_BOOT_NEW, 0x40201010}, 0x40241010},
        {{0, 2, APPBIN_BOOT_NEW, 0x40241010}, 0x40281010},
        {{2, 2, APPBIN_BOOT_NEW, 0x40281010}, 0x40201010},
        {{4, 2, APPBIN_BOOT_NEW, 0x40281010}, 0x40241010},
        {{6, 1, APPBIN_BOOT_NEW, 0x40201010}, 0x40281010},
        {{6, 2, APPBIN_BOOT_NEW, 0x40201010}, 0x40211000},
        {{2, 1, APPBIN_BOOT_OLD, 0x40211000}, 0x40201010},
        {{2, 2, APPBIN_BOOT_OLD, 0x40291000}, 0x40251000},
        {{2, 1, APPBIN_BOOT_NEW, 0x40201010}, 0x40210000},
        {{9, 1, APPBIN_BOOT_NEW, 0x40201010}, 0x40201000},
        {{9, 1, APPBIN_BOOT_NEW, 0x40201010}, 0x00000000},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct slot_case *wanted = &cases[i].wanted;
        struct firmware firmware = small_firmware();
        firmware.irom_address = cases[i].linked;
        struct elf_maker maker = firmware_maker(&firmware);
        struct appbin_build_options options = {
            .map = wanted->map, .slot = wanted->slot, .boot = wanted->boot};
        char address[16];
        (void)snprintf(address, sizeof address, "0x%08x", (unsigned)cases[i].linked);
        assert_refused(&maker, &options, APPBIN_ERR_WRONG_SLOT, address);
        (void)snprintf(address, sizeof address, "0x%08x", (unsigned)wanted->origin);
        assert_refused(&maker, &options, APPBIN_ERR_WRONG_SLOT, address);
    }
}

static void test_image_build_irom_of_no_slot_refused_naming_slot_1(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    firmware.irom_address = 0x40241010;
    struct elf_maker maker = firmware_maker(&firmware);
    const struct appbin_build_options options = {
        .map = 2, .boot = APPBIN_BOOT_NEW, .header = APPBIN_HEADER_FLASH};
    assert_refused(&maker, &options, APPBIN_ERR_WRONG_SLOT, "0x40201010");
}

static void test_image_build_boot_none_irom_outside_flash_refused(void **state)
{
    (void)state;
    static const uint32_t addresses[] = {0, 0x401FFFFF, 0x402FFF00, 0x40300000, DATA_ADDRESS};
    for (size_t i = 0; i < COUNT(addresses); i++) {
        struct firmware firmware = small_firmware();
        firmware.irom_address = addresses[i];
        struct elf_maker maker = firmware_maker(&firmware);
        const struct appbin_build_options options = {.map = 2};
        assert_refused(&maker, &options, APPBIN_ERR_PLACEMENT, ".irom0.text");
    }
}

/* It is flashed as a file of its own, at the start of a sector. */
static void test_image_build_boot_none_irom_at_any_sector(void **state)
{
    (void)state;
    static const uint32_t addresses[] = {0x40201000, 0x40209000, 0x4020F000, 0x40211000,
                                         0x402FF000};
    for (size_t i = 0; i < COUNT(addresses); i++) {
        struct firmware firmware = small_firmware();
        firmware.irom_address = addresses[i];
        assert_firmware_builds(&firmware, &(struct appbin_build_options){.map = 2});
    }
}

static void test_image_build_boot_none_without_irom(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct elf_maker maker = firmware_maker(&firmware);
    elf_maker_find(&maker, ".irom0.text")->contents.size = 0;
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NONE, 2, 1);
    const struct appbin_build_options options = {.map = 2};
    struct built built = build(&maker, &options);
    struct made_image expected = make_image(&spec);
    assert_int_equal(built.error, APPBIN_OK);
    assert_null(built.result.irom);
    assert_int_equal(built.result.irom_size, 0);
    assert_int_equal(built.result.image_size, expected.size);
    assert_memory_equal(built.result.image, expected.bytes, expected.size);
    free(expected.bytes);
    free_built(&built);
}

static void test_image_build_boot_none_irom_off_sector_refused(void **state)
{
    (void)state;
    static const uint32_t addresses[] = {0x40201010, 0x4020FFF0, 0x40210004, 0x40210800};
    for (size_t i = 0; i < COUNT(addresses); i++) {
        struct firmware firmware = small_firmware();
        firmware.irom_address = addresses[i];
        struct elf_maker maker = firmware_maker(&firmware);
        const struct appbin_build_options options = {.map = 2};
        assert_refused(&maker, &options, APPBIN_ERR_WRONG_SLOT, "multiple of 0x1000");
    }
}

/* Two segments with headers take 8 + 8 + 0x8000 + 8 + data; the XOR byte may be at FFFF. */
static struct firmware wide_firmware(uint32_t data_size, uint32_t irom_address)
{
    struct firmware firmware = small_firmware();
    firmware.text.size = 0x8000;
    firmware.data.size = data_size;
    firmware.rodata.size = 0;
    firmware.irom_address = irom_address;
    return firmware;
}

static void test_image_build_boot_old_ram_part_of_exactly_10000_accepted(void **state)
{
    (void)state;
    struct firmware firmware = wide_firmware(0x7FE4, 0x40211000);
    const struct appbin_build_options options = {
        .map = 2, .slot = 1, .boot = APPBIN_BOOT_OLD, .crc = APPBIN_CRC_PORTABLE};
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_OLD, 2, 1);
    struct made_image image = make_image(&spec);
    assert_int_equal(image.xor_offset, 0xFFFF);
    free(image.bytes);
    assert_firmware_builds(&firmware, &options);
}

static void test_image_build_boot_old_ram_part_beyond_10000_refused(void **state)
{
    (void)state;
    struct firmware firmware = wide_firmware(0x7FE5, 0x40211000);
    struct elf_maker maker = firmware_maker(&firmware);
    const struct appbin_build_options options = {.map = 2, .slot = 1, .boot = APPBIN_BOOT_OLD};
    assert_refused(&maker, &options, APPBIN_ERR_TOO_LARGE, "16 bytes");
}

static void test_image_build_boot_none_ram_part_up_to_irom_accepted_beyond_refused(void **state)
{
    (void)state;
    struct firmware firmware = wide_firmware(0x7FE4, 0x40210000);
    const struct appbin_build_options options = {.map = 2};
    assert_firmware_builds(&firmware, &options);
    firmware = wide_firmware(0x7FE5, 0x40210000);
    struct elf_maker maker = firmware_maker(&firmware);
    assert_refused(&maker, &options, APPBIN_ERR_TOO_LARGE, "16 bytes");
    firmware.irom_address = 0x40220000;
    assert_firmware_builds(&firmware, &options);
}

/* Boot new: the length is 4 mod 16, so that 12 bytes below the limit is the longest. */
static void test_image_build_boot_new_longest_image_accepted_one_line_more_refused(void **state)
{
    (void)state;
    static const struct {
        unsigned map;
        uint32_t limit;
    } cases[] = {{0, 0x3A000}, {2, 0x7A000}, {6, 0xFA000}, {9, 0xFA000}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct firmware firmware = small_firmware();
        struct appbin_build_options options = new_slot1;
        options.map = cases[i].map;
        firmware.irom.size = cases[i].limit - 12 - 4 - 0x1D0 - 16; /* RAM part of 0x1D0 */
        assert_firmware_builds(&firmware, &options);
        firmware.irom.size++;
        struct elf_maker maker = firmware_maker(&firmware);
        assert_refused(&maker, &options, APPBIN_ERR_TOO_LARGE, " 4 bytes");
    }
}

static void
test_image_build_boot_old_image_of_slot_limit_accepted_one_byte_more_refused(void **state)
{
    (void)state;
    static const struct {
        unsigned map;
        uint32_t limit;
    } cases[] = {{0, 0x3A000}, {2, 0x7A000}, {4, 0x7A000}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct firmware firmware = small_firmware();
        firmware.irom_address = 0x40211000;
        firmware.irom.size = cases[i].limit - 0x10000 - 4;
        const struct appbin_build_options options = {
            .map = cases[i].map, .slot = 1, .boot = APPBIN_BOOT_OLD, .crc = APPBIN_CRC_SDK};
        assert_firmware_builds(&firmware, &options);
        firmware.irom.size++;
        struct elf_maker maker = firmware_maker(&firmware);
        assert_refused(&maker, &options, APPBIN_ERR_TOO_LARGE, "by 1 byte");
    }
}

static const struct CMUnitTest tests[] = {
    TEST(test_image_build_every_slot_matches_the_format),
    TEST(test_image_build_flash_header_matches_the_format),
    TEST(test_image_build_flash_header_boot_old_matches_the_format),
    TEST(test_image_build_boot_none_ram_part_and_raw_irom),
    TEST(test_image_build_irom_length_mod_16_padded_for_boot_new_only),
    TEST(test_image_build_section_length_mod_4_zero_padded),
    TEST(test_image_build_every_xor_position_matches_the_format),
    TEST(test_image_build_edge_crc_values_follow_the_rule),
    TEST(test_image_build_portable_word_below_80000000_one_byte_changed),
    TEST(test_image_build_empty_or_missing_data_true_segment_count),
    TEST(test_image_build_twice_same_bytes),
    TEST(test_build_result_free_twice_harmless),
    TEST(test_image_build_extra_section_added_after_rodata),
    TEST(test_image_build_extra_section_not_named_dropped_refused),
    TEST(test_image_build_section_without_contents_or_memory_ignored),
    TEST(test_image_build_duplicate_section_refused),
    TEST(test_image_build_unfit_extra_section_refused),
    TEST(test_image_build_extra_section_named_twice_refused),
    TEST(test_image_build_sixteen_segments_accepted_seventeen_refused),
    TEST(test_image_build_needed_section_missing_or_empty_refused),
    TEST(test_image_build_section_without_bytes_refused),
    TEST(test_image_build_misplaced_section_refused),
    TEST(test_image_build_full_memories_accepted),
    TEST(test_image_build_entry_taken_in_documented_order),
    TEST(test_image_build_entry_address_taken_before_symbols),
    TEST(test_image_build_entry_of_elf_no_function_refused),
    TEST(test_image_build_sound_firmware_no_remark),
    TEST(test_image_build_entry_in_irom_warned),
    TEST(test_image_build_unresolved_symbols_warned),
    TEST(test_image_build_bss_over_data_warned),
    TEST(test_image_build_irom_beyond_linker_scripts_warned),
    TEST(test_image_build_note_left_out_and_named),
    TEST(test_image_build_many_remarks_list_not_overrun),
    TEST(test_image_build_bss_beyond_dram_refused),
    TEST(test_image_build_entry_in_irom_accepted),
    TEST(test_image_build_entry_missing_refused),
    TEST(test_image_build_entry_outside_code_refused),
    TEST(test_image_build_no_symbols_refused),
    TEST(test_image_build_contradicting_options_refused),
    TEST(test_image_build_layout_of_another_map_refused),
    TEST(test_image_build_irom_of_another_slot_refused_naming_both),
    TEST(test_image_build_irom_of_no_slot_refused_naming_slot_1),
    TEST(test_image_build_boot_none_irom_outside_flash_refused),
    TEST(test_image_build_boot_none_irom_at_any_sector),
    TEST(test_image_build_boot_none_without_irom),
    TEST(test_image_build_boot_none_irom_off_sector_refused),
    TEST(test_image_build_boot_old_ram_part_of_exactly_10000_accepted),
    TEST(test_image_build_boot_old_ram_part_beyond_10000_refused),
    TEST(test_image_build_boot_none_ram_part_up_to_irom_accepted_beyond_refused),
    TEST(test_image_build_boot_new_longest_image_accepted_one_line_more_refused),
    TEST(test_image_build_boot_old_image_of_slot_limit_accepted_one_byte_more_refused),
};

TEST_MAIN(tests)
