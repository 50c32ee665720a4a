/* SPDX-License-Identifier: MIT */
/* Reads an image, judges it, and repairs its CRC word by every rule. */
#include <string.h>

#include "appbin/image.h"
#include "appbin/image_check.h"
#include "appbin/image_fix.h"
#include "appbin/image_kind.h"
#include "fuzz_target.h"

static void require_inside(const struct appbin_image *image, size_t size)
{
    REQUIRE(image->file_size == size);
    for (size_t i = 0; i < image->segment_count; i++) {
        REQUIRE(image->segments[i].offset <= size);
        REQUIRE(image->segments[i].size <= size - image->segments[i].offset);
    }
    REQUIRE(image->irom_offset <= size && image->irom_size <= size - image->irom_offset);
    REQUIRE(image->xor_offset < size && image->body_size <= size);
    size_t end = image->crc_offset + (image->has_crc ? 4u : 0u);
    REQUIRE(end <= size && image->trailing_size == size - end);
    REQUIRE(image->body_size + image->extra_size <= image->crc_offset);
    REQUIRE(image->origin_votes <= image->origin_total);
    REQUIRE(image->origin_next_hits <= image->origin_hits);
    REQUIRE((image->irom_origin == 0) == (image->origin_witness == APPBIN_WITNESS_NONE));
}

/* Every file gets a kind; a reader and a report agree on what an image is. */
static void find_kind(const uint8_t *bytes, size_t size)
{
    struct appbin_kind_report report;
    struct appbin_image image;
    appbin_kind_find(&report, bytes, size);
    require_printable(report.what);
    require_printable(report.advice);
    REQUIRE((report.what[0] == '\0') == (report.kind == APPBIN_KIND_UNKNOWN));
    if (appbin_image_read(&image, bytes, size, NULL) == APPBIN_OK) {
        REQUIRE(report.kind == image.kind);
        REQUIRE(image.kind >= APPBIN_KIND_OTA_NEW && image.kind <= APPBIN_KIND_LOADER);
    } else {
        REQUIRE(report.kind <= APPBIN_KIND_EMPTY || report.kind >= APPBIN_KIND_ESP32);
    }
}

static void check(const struct appbin_image *image, const uint8_t *bytes)
{
    struct appbin_findings findings = {0};
    for (unsigned slot = 0; slot <= 2; slot++) {
        for (int map = -1; map <= 10; map += 3) {
            const struct appbin_check_target target = {.slot = slot, .map = map};
            appbin_image_check(&findings, image, &target);
        }
    }
    appbin_image_check_pair(&findings, image, bytes, image, bytes);
    REQUIRE(findings.count <= sizeof findings.items / sizeof findings.items[0]);
    for (size_t i = 0; i < findings.count; i++) {
        REQUIRE(memchr(findings.items[i].text, '\0', sizeof findings.items[i].text) != NULL);
        REQUIRE(findings.items[i].text[0] != '\0');
        require_printable(findings.items[i].text);
        REQUIRE(strcmp(appbin_finding_str(findings.items[i].code), "unknown") != 0);
    }
    char text[64];
    REQUIRE(appbin_image_diagnose(text, sizeof text, image) == (text[0] != '\0'));
    require_printable(text);
}

/* What was repaired is read back with the word asked for, and repairing it again changes nothing.
 */
static void require_fixed(const uint8_t *fixed, size_t fixed_size,
                          const struct appbin_image *before, enum appbin_crc_rule rule,
                          enum appbin_trailer trailer)
{
    struct appbin_image image;
    REQUIRE(fixed_size <= before->file_size + 4);
    REQUIRE(appbin_image_read(&image, fixed, fixed_size, NULL) == APPBIN_OK);
    REQUIRE(image.boot == before->boot);
    REQUIRE(image.has_crc && image.trailing_size == 0);
    switch (rule) {
    case APPBIN_CRC_PORTABLE:
        REQUIRE(image.crc_rule == APPBIN_CRC_PORTABLE);
        break;
    case APPBIN_CRC_INVERTED:
        REQUIRE(image.crc_stored == ~image.crc_computed);
        break;
    default:
        REQUIRE(appbin_crc_device_accepts(image.crc_computed, image.crc_stored));
        break;
    }
    uint8_t *again = NULL;
    size_t again_size = 0;
    REQUIRE(appbin_image_fix_crc(&again, &again_size, fixed, fixed_size, rule, trailer, NULL) ==
            APPBIN_OK);
    REQUIRE(again_size == fixed_size && memcmp(again, fixed, fixed_size) == 0);
    free(again);
}

/*
 * Four FF, as a word or in part before one, cannot be told from erased flash or from a word by a
 * reader that knows no length.
 */
static int ends_like_erased_flash(const uint8_t *bytes, size_t size)
{
    for (size_t back = 4; back <= 8 && back <= size; back++) {
        if (memcmp(bytes + size - back, "\xff\xff\xff\xff", 4) == 0) {
            return 1;
        }
    }
    return 0;
}

static void fix_all(const struct appbin_image *image, const uint8_t *bytes, size_t size)
{
    for (int rule = APPBIN_CRC_PORTABLE; rule <= APPBIN_CRC_SDK; rule++) {
        for (int trailer = APPBIN_TRAILER_DETECT; trailer <= APPBIN_TRAILER_ABSENT; trailer++) {
            uint8_t *fixed = NULL;
            size_t fixed_size = 0;
            struct appbin_diagnostic diagnostic = {""};
            enum appbin_error error =
                appbin_image_fix_crc(&fixed, &fixed_size, bytes, size, (enum appbin_crc_rule)rule,
                                     (enum appbin_trailer)trailer, &diagnostic);
            if (error != APPBIN_OK) {
                REQUIRE(fixed == NULL && diagnostic.message[0] != '\0');
                require_printable(diagnostic.message);
            } else if (!ends_like_erased_flash(fixed, fixed_size)) {
                require_fixed(fixed, fixed_size, image, (enum appbin_crc_rule)rule,
                              (enum appbin_trailer)trailer);
            }
            free(fixed);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct appbin_image image;
    struct appbin_diagnostic diagnostic = {""};
    find_kind(bytes, size);
    if (appbin_image_read(&image, bytes, size, &diagnostic) != APPBIN_OK) {
        REQUIRE(diagnostic.message[0] != '\0');
        require_printable(diagnostic.message);
        uint8_t *fixed = NULL;
        REQUIRE(appbin_image_fix_crc(&fixed, &size, bytes, size, APPBIN_CRC_PORTABLE,
                                     APPBIN_TRAILER_DETECT, NULL) != APPBIN_OK);
        REQUIRE(fixed == NULL);
        return 0;
    }
    require_inside(&image, size);
    check(&image, bytes);
    fix_all(&image, bytes, size);
    return 0;
}
