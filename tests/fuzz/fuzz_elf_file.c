/* SPDX-License-Identifier: MIT */
/* Opens an ELF, walks everything in it, and builds and measures it in several ways. */
#include <string.h>

#include "appbin/elf_file.h"
#include "appbin/firmware_trust.h"
#include "appbin/flash_map.h"
#include "appbin/image.h"
#include "appbin/image_build.h"
#include "appbin/memory_use.h"
#include "fuzz_target.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const extra_sections[] = {".lit4", ".vectors"};

static const struct appbin_build_options option_sets[] = {
    {.map = 6, .slot = 1, .boot = APPBIN_BOOT_NEW},
    {.map = 0, .slot = 2, .boot = APPBIN_BOOT_NEW, .crc = APPBIN_CRC_SDK},
    {.map = 2,
     .slot = 0,
     .boot = APPBIN_BOOT_NEW,
     .header = APPBIN_HEADER_FLASH,
     .flash_mode = 2,
     .flash_clock = 15,
     .crc = APPBIN_CRC_INVERTED},
    {.map = 2, .slot = 1, .boot = APPBIN_BOOT_OLD},
    {.map = 4, .slot = 2, .boot = APPBIN_BOOT_OLD, .entry = "_text_start"},
    {.map = 1, .boot = APPBIN_BOOT_NONE, .entry_address = 0x40100004},
    {.map = 5,
     .slot = 2,
     .boot = APPBIN_BOOT_NEW,
     .sections = extra_sections,
     .section_count = COUNT(extra_sections)},
};

/* Touches every byte, so that a sanitizer sees a range that leaves the file. */
static unsigned read_bytes(const uint8_t *bytes, size_t size)
{
    unsigned sum = 0;
    for (size_t i = 0; i < size; i++) {
        sum += bytes[i];
    }
    return sum;
}

static void walk(const struct appbin_elf *elf, const uint8_t *bytes, size_t size)
{
    /* A file can name the same bytes in thousands of sections. */
    size_t budget = 4 * size;
    for (size_t i = 0; i < appbin_elf_section_count(elf); i++) {
        const struct appbin_elf_section *section = appbin_elf_section_at(elf, i);
        const struct appbin_elf_section *found = appbin_elf_section_find(elf, section->name);
        REQUIRE(found != NULL && found <= section && strcmp(found->name, section->name) == 0);
        REQUIRE(!section->allocated || section->size <= UINT32_MAX - section->address);
        if (section->bytes != NULL) {
            REQUIRE(section->bytes >= bytes && section->bytes <= bytes + size);
            REQUIRE(section->size <= (size_t)(bytes + size - section->bytes));
            if (section->size <= budget) {
                budget -= section->size;
                (void)read_bytes(section->bytes, section->size);
            }
        }
    }
}

/* Whatever the symbols claim, its bytes are of the file and its numbers in range. */
static void read_trust(const struct appbin_elf *elf, const uint8_t *bytes, size_t size)
{
    static const uint32_t sizes[] = {0, 1, 4, 112, 0xFFFFFFFF};
    static const char *const names[] = {"appverify_trust", "call_user_start1", "_text_start", ""};
    struct appbin_diagnostic diagnostic = {""};
    struct appbin_firmware_trust trust;
    bool found = false;
    for (size_t i = 0; i < COUNT(sizes) * COUNT(names); i++) {
        uint32_t wanted = sizes[i % COUNT(sizes)];
        const uint8_t *object = NULL;
        if (appbin_elf_object_find(elf, names[i / COUNT(sizes)], wanted, &object, &diagnostic) ==
                APPBIN_OK &&
            object != NULL) {
            REQUIRE(object >= bytes && object <= bytes + size);
            REQUIRE(wanted <= (size_t)(bytes + size - object));
        }
        require_printable(diagnostic.message);
    }
    diagnostic.message[0] = '\0';
    if (appbin_firmware_trust_read(&trust, &found, elf, &diagnostic) != APPBIN_OK) {
        REQUIRE(!found && diagnostic.message[0] != '\0');
        require_printable(diagnostic.message);
    } else if (found) {
        REQUIRE(trust.key_count >= 1 && trust.key_count <= 8);
        REQUIRE(trust.threshold >= 1 && trust.threshold <= trust.key_count);
        REQUIRE(appbin_firmware_trust_same(&trust, &trust, NULL) == APPBIN_OK);
        REQUIRE(appbin_firmware_trust_check_keys(&trust, NULL, 0, &diagnostic) ==
                APPBIN_ERR_FOREIGN_RING);
        require_printable(diagnostic.message);
    }
}

static void look_up_symbols(const struct appbin_elf *elf)
{
    static const char *const names[] = {"call_user_start1", "call_user_start", "_text_start",
                                        "no such symbol", ""};
    for (size_t i = 0; i < COUNT(names); i++) {
        uint32_t value;
        if (appbin_elf_symbol_find(elf, names[i], &value)) {
            REQUIRE(appbin_elf_has_symbols(elf));
        }
    }
    size_t position = 0;
    for (const char *name; (name = appbin_elf_next_undefined(elf, &position)) != NULL;) {
        REQUIRE(name[0] != '\0');
    }
    (void)appbin_elf_has_function_at(elf, appbin_elf_entry(elf));
}

/* Whatever was built is an image that the reader finds nothing wrong with. */
static void require_sound(const struct appbin_build_result *result,
                          const struct appbin_build_options *options)
{
    struct appbin_image image;
    REQUIRE(appbin_image_read(&image, result->image, result->image_size, NULL) == APPBIN_OK);
    REQUIRE(image.boot == options->boot);
    REQUIRE(image.segment_count == result->segments);
    REQUIRE(image.xor_stored == image.xor_computed);
    REQUIRE(image.extra_size == 0 && image.trailing_size == 0);
    if (options->boot == APPBIN_BOOT_NONE) {
        REQUIRE(!image.has_crc);
        return;
    }
    REQUIRE(result->image_size <= appbin_flash_map_find(options->map)->slot_limit);
    if (options->crc == APPBIN_CRC_PORTABLE) {
        REQUIRE(image.has_crc && image.crc_rule == APPBIN_CRC_PORTABLE);
        REQUIRE(appbin_crc_device_accepts(image.crc_computed, image.crc_stored));
    }
}

static void build_all(const struct appbin_elf *elf)
{
    for (size_t i = 0; i < COUNT(option_sets); i++) {
        struct appbin_build_result result = {0};
        struct appbin_diagnostic diagnostic = {""};
        enum appbin_error error = appbin_image_build(elf, &option_sets[i], &result, &diagnostic);
        if (error == APPBIN_OK) {
            require_sound(&result, &option_sets[i]);
            (void)read_bytes(result.irom, result.irom_size);
            for (size_t k = 0; k < result.remark_count; k++) {
                REQUIRE(result.remarks[k].text[0] != '\0');
                require_printable(result.remarks[k].text);
            }
            appbin_build_result_free(&result);
        } else {
            REQUIRE(result.image == NULL);
            REQUIRE(diagnostic.message[0] != '\0');
            require_printable(diagnostic.message);
        }
    }
}

static void measure_all(const struct appbin_elf *elf)
{
    for (unsigned map = 0; map <= 10; map++) {
        for (unsigned slot = 0; slot <= 2; slot++) {
            struct appbin_memory_use use;
            struct appbin_diagnostic diagnostic = {""};
            enum appbin_error error =
                appbin_memory_measure(&use, elf, appbin_flash_map_find(map), slot, &diagnostic);
            REQUIRE((error == APPBIN_OK) == (diagnostic.message[0] == '\0'));
            require_printable(diagnostic.message);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct appbin_elf *elf = NULL;
    struct appbin_diagnostic diagnostic = {""};
    if (appbin_elf_open(&elf, bytes, size, &diagnostic) != APPBIN_OK) {
        REQUIRE(elf == NULL);
        REQUIRE(diagnostic.message[0] != '\0');
        require_printable(diagnostic.message);
        return 0;
    }
    /* Searching by name is quadratic in the sections; thousands of them would only be slow. */
    if (appbin_elf_section_count(elf) <= 200) {
        walk(elf, bytes, size);
        build_all(elf);
    }
    look_up_symbols(elf);
    read_trust(elf, bytes, size);
    measure_all(elf);
    (void)appbin_elf_entry(elf);
    appbin_elf_close(elf);
    return 0;
}
