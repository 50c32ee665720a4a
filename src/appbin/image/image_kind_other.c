/* SPDX-License-Identifier: MIT */
/* Files that are no image of this chip, by the bytes they begin with. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "appverify/image_format.h"
#include "appverify/manifest_format.h"
#include "base/bytes.h"
#include "image/image_kind.h"
#include "image/manifest_front.h"

#define TEXT_LOOKED_AT 256u
#define TEXT_MIN 16u

struct file {
    const uint8_t *bytes;
    size_t size;
};

static void describe(struct appbin_kind_report *report, enum appbin_kind kind, const char *advice,
                     const char *what, ...) __attribute__((format(printf, 4, 5)));

static void describe(struct appbin_kind_report *report, enum appbin_kind kind, const char *advice,
                     const char *what, ...)
{
    va_list arguments;
    report->kind = kind;
    va_start(arguments, what);
    (void)vsnprintf(report->what, sizeof report->what, what, arguments);
    va_end(arguments);
    (void)snprintf(report->advice, sizeof report->advice, "%s", advice);
}

static bool begins_with(const struct file *file, const char *start, size_t size)
{
    return file->size >= size && memcmp(file->bytes, start, size) == 0;
}

/* --- ESP32 family --- */

/* After the header of 8 bytes there are 16 more: WP pin, drive settings, chip id at byte 12. */
#define ESP32_HEADER_SIZE 24u
#define ESP32_CHIP_OFFSET 12u
#define ESP32_HASH_OFFSET 23u
#define ESP32_SEGMENTS_MAX 16u

static const char *esp32_name(const uint8_t *chip_id)
{
    static const struct {
        uint16_t id;
        const char *name;
    } chips[] = {
        {0x0000, "ESP32"},    {0x0002, "ESP32-S2"}, {0x0005, "ESP32-C3"},
        {0x0009, "ESP32-S3"}, {0x000C, "ESP32-C2"}, {0x000D, "ESP32-C6"},
        {0x0010, "ESP32-H2"}, {0x0012, "ESP32-P4"}, {0x0017, "ESP32-C5"},
    };
    unsigned id = chip_id[0] | (unsigned)chip_id[1] << 8;
    for (size_t i = 0; i < sizeof chips / sizeof chips[0]; i++) {
        if (chips[i].id == id) {
            return chips[i].name;
        }
    }
    return NULL;
}

/* The segments end inside the file, and load to addresses of that family. */
static bool has_esp32_segments(const struct file *file)
{
    uint64_t offset = ESP32_HEADER_SIZE;
    unsigned count = file->bytes[1];
    for (unsigned i = 0; i < count; i++) {
        if (file->size < APPVERIFY_SEGMENT_HEADER_SIZE ||
            offset > file->size - APPVERIFY_SEGMENT_HEADER_SIZE ||
            load_le32(file->bytes + offset) < 0x3C000000u ||
            load_le32(file->bytes + offset) >= 0x60000000u) {
            return false;
        }
        offset += APPVERIFY_SEGMENT_HEADER_SIZE + (uint64_t)load_le32(file->bytes + offset + 4);
    }
    return count > 0 && count <= ESP32_SEGMENTS_MAX && offset <= file->size;
}

static bool find_esp32(struct appbin_kind_report *report, const struct file *file)
{
    const uint8_t *bytes = file->bytes;
    if (file->size < ESP32_HEADER_SIZE || bytes[0] != APPVERIFY_IMAGE_MAGIC_RAM ||
        bytes[ESP32_HASH_OFFSET] > 1 || esp32_name(bytes + ESP32_CHIP_OFFSET) == NULL ||
        !has_esp32_segments(file)) {
        return false;
    }
    describe(report, APPBIN_KIND_ESP32, "appbin is for the ESP8266", "an image for the %s",
             esp32_name(bytes + ESP32_CHIP_OFFSET));
    return true;
}

/* --- ELF --- */

#define ELF_HEADER_SIZE 28u /* up to the entry address */
#define ELF_MACHINE_OFFSET 18u
#define ELF_ENTRY_OFFSET 24u
#define ELF_XTENSA 94u

static const char *machine_name(unsigned machine)
{
    switch (machine) {
    case 3:
        return "i386";
    case 40:
        return "ARM";
    case 62:
        return "x86-64";
    case 83:
        return "AVR";
    case 183:
        return "AArch64";
    case 243:
        return "RISC-V";
    default:
        return NULL;
    }
}

/* Entry addresses of the ESP32 chips with an Xtensa core: their RAM for code lies elsewhere. */
static bool is_esp32_entry(uint32_t entry)
{
    return (entry >= 0x40020000u && entry < 0x40100000u) ||
           (entry >= 0x40370000u && entry < 0x403F0000u);
}

static bool find_elf(struct appbin_kind_report *report, const struct file *file)
{
    static const char build[] = "imagetool build makes an image of it";
    static const char other_chip[] = "appbin is for the ESP8266";
    if (!begins_with(file, "\177ELF", 4)) {
        return false;
    }
    unsigned machine = ELF_XTENSA;
    uint32_t entry = 0;
    if (file->size >= ELF_HEADER_SIZE) {
        machine = file->bytes[ELF_MACHINE_OFFSET] | (unsigned)file->bytes[ELF_MACHINE_OFFSET + 1]
                                                        << 8;
        entry = load_le32(file->bytes + ELF_ENTRY_OFFSET);
    }
    if (machine != ELF_XTENSA && machine_name(machine) != NULL) {
        describe(report, APPBIN_KIND_ELF, other_chip, "an ELF for %s", machine_name(machine));
    } else if (machine != ELF_XTENSA) {
        describe(report, APPBIN_KIND_ELF, other_chip, "an ELF for machine %u", machine);
    } else if (is_esp32_entry(entry)) {
        describe(report, APPBIN_KIND_ELF, other_chip,
                 "an ELF for a chip of the ESP32 family (entry 0x%08" PRIx32 ")", entry);
    } else {
        describe(report, APPBIN_KIND_ELF, build, "an ELF");
    }
    return true;
}

/* --- text --- */

static bool is_hex_digit(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

/* A colon, then length, address and type: 8 digits, and the checksum. */
static bool is_intel_hex(const struct file *file)
{
    bool digits = file->size >= 11 && file->bytes[0] == ':';
    for (size_t i = 1; digits && i < 11; i++) {
        digits = is_hex_digit(file->bytes[i]);
    }
    return digits;
}

static bool is_text(const struct file *file)
{
    size_t size = file->size < TEXT_LOOKED_AT ? file->size : TEXT_LOOKED_AT;
    bool lines = false;
    for (size_t i = 0; i < size; i++) {
        uint8_t c = file->bytes[i];
        if (c == '\n') {
            lines = true;
        } else if (c != '\t' && c != '\r' && (c < ' ' || c == 0x7F)) {
            return false;
        }
    }
    return lines && size >= TEXT_MIN;
}

/* Without a difference between A and a; blanks and a byte order mark may come before. */
static bool begins_with_tag(const struct file *file, const char *tag)
{
    size_t i = begins_with(file, "\xEF\xBB\xBF", 3) ? 3 : 0;
    while (i < file->size && strchr(" \t\r\n", file->bytes[i]) != NULL && file->bytes[i] != 0) {
        i++;
    }
    for (; *tag != '\0'; tag++, i++) {
        if (i == file->size || (file->bytes[i] | 0x20) != (*tag | 0x20)) {
            return false;
        }
    }
    return true;
}

static bool find_text(struct appbin_kind_report *report, const struct file *file)
{
    if (begins_with_tag(file, "<!doctype") || begins_with_tag(file, "<html") ||
        begins_with_tag(file, "<?xml")) {
        describe(report, APPBIN_KIND_HTML,
                 "a server's error page, where an image was asked for? Look at it in an editor",
                 "an HTML page");
    } else if (begins_with(file, "-----BEGIN ", 11)) {
        describe(report, APPBIN_KIND_KEY, "imagetool pubkey reads keys",
                 "a key or a certificate (PEM)");
    } else if (is_intel_hex(file)) {
        describe(report, APPBIN_KIND_INTEL_HEX, "objcopy -I ihex -O binary makes the bytes of it",
                 "an Intel HEX file");
    } else if (is_text(file)) {
        describe(report, APPBIN_KIND_TEXT, "look at it in an editor", "text");
    }
    return report->kind != APPBIN_KIND_UNKNOWN;
}

/* --- packed --- */

static bool find_packed(struct appbin_kind_report *report, const struct file *file)
{
    if (begins_with(file, "\x1F\x8B\x08", 3)) {
        describe(report, APPBIN_KIND_GZIP, "gunzip unpacks it", "gzip data");
    } else if (begins_with(file, "UF2\nWQ]\x9E", 8)) {
        describe(report, APPBIN_KIND_UF2, "take the image out of its blocks first", "a UF2 file");
    }
    return report->kind != APPBIN_KIND_UNKNOWN;
}

void appbin_kind_find_other(struct appbin_kind_report *report, const uint8_t *bytes, size_t size)
{
    const struct file file = {bytes, size};
    *report = (struct appbin_kind_report){.kind = APPBIN_KIND_UNKNOWN};
    if (size == 0) {
        describe(report, APPBIN_KIND_EMPTY, "there is nothing to look at", "an empty file");
    } else if (appbin_begins_as_bundle(bytes, size)) {
        describe(report, APPBIN_KIND_BUNDLE, "imagetool info shows it, imagetool verify judges it",
                 "a bundle of a whole release");
    } else if (size >= 4 && load_le32(bytes) == APPVERIFY_MAGIC) {
        describe(report, APPBIN_KIND_MANIFEST,
                 "imagetool info shows it, imagetool verify judges it", "a manifest");
    } else if (!find_esp32(report, &file) && !find_elf(report, &file) &&
               !find_packed(report, &file)) {
        (void)find_text(report, &file);
    }
}
