/* SPDX-License-Identifier: MIT */
/* Kinds in words. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "appbin/hash.h"
#include "base/md5.h"
#include "image/boot_loader_name.h"
#include "image/image_kind.h"

#define MD5_SIZE 16u
#define SHA256_SIZE 32u

const char *appbin_kind_str(enum appbin_kind kind)
{
    static const char *const names[] = {
        [APPBIN_KIND_UNKNOWN] = "unknown",
        [APPBIN_KIND_EMPTY] = "empty",
        [APPBIN_KIND_OTA_NEW] = "ota-new",
        [APPBIN_KIND_OTA_OLD] = "ota-old",
        [APPBIN_KIND_RAM_PART] = "ram-part",
        [APPBIN_KIND_RBOOT] = "rboot",
        [APPBIN_KIND_EBOOT] = "arduino",
        [APPBIN_KIND_RTOS_SDK_3] = "rtos-sdk-3",
        [APPBIN_KIND_JOINED] = "joined",
        [APPBIN_KIND_MICROPYTHON] = "micropython",
        [APPBIN_KIND_LOADER] = "loader",
        [APPBIN_KIND_ESP32] = "esp32",
        [APPBIN_KIND_ELF] = "elf",
        [APPBIN_KIND_MANIFEST] = "manifest",
        [APPBIN_KIND_KEY] = "key",
        [APPBIN_KIND_GZIP] = "gzip",
        [APPBIN_KIND_INTEL_HEX] = "intel-hex",
        [APPBIN_KIND_UF2] = "uf2",
        [APPBIN_KIND_HTML] = "html",
        [APPBIN_KIND_TEXT] = "text",
        [APPBIN_KIND_BUNDLE] = "bundle",
    };
    return (unsigned)kind < sizeof names / sizeof names[0] ? names[kind] : "unknown";
}

const char *appbin_kind_missing(enum appbin_kind kind)
{
    switch (kind) {
    case APPBIN_KIND_RAM_PART:
        return "an image for boot none (no irom, no CRC word): it cannot be sent over the air";
    case APPBIN_KIND_EBOOT:
        return "an Arduino firmware with its own boot loader, eboot: Arduino's update code takes "
               "it, a slot does not";
    case APPBIN_KIND_RTOS_SDK_3:
        return "an image of RTOS SDK 3.x: that SDK sends it over the air, with its own boot "
               "loader; appbin does not sign it yet, and a slot does not take it";
    case APPBIN_KIND_JOINED:
        return "an image for boot none with irom joined to it, which runs from the start of flash: "
               "a slot wants boot new or old, irom linked for the slot, and a CRC word";
    case APPBIN_KIND_MICROPYTHON:
        return "a MicroPython image for boot none, which runs from the start of flash: a slot "
               "wants boot new or old, irom linked for the slot, and a CRC word";
    case APPBIN_KIND_LOADER:
        return "a boot loader or a stub: a slot wants an application";
    default:
        return NULL;
    }
}

unsigned appbin_kind_rtos_flash_mb(uint8_t byte3)
{
    return byte3 >> 4 <= 4 ? 1u << (byte3 >> 4) : 0;
}

static enum appbin_digest_state compare(const uint8_t *stored, const uint8_t *computed, size_t size)
{
    return memcmp(stored, computed, size) == 0 ? APPBIN_DIGEST_RIGHT : APPBIN_DIGEST_WRONG;
}

static enum appbin_digest_state find_digest(const struct appbin_image *image, const uint8_t *bytes)
{
    uint8_t digest[SHA256_SIZE];
    if (image->kind == APPBIN_KIND_RTOS_SDK_3 &&
        image->file_size - image->body_size >= SHA256_SIZE &&
        appbin_sha256(digest, bytes, image->body_size, NULL) == APPBIN_OK) {
        return compare(bytes + image->body_size, digest, SHA256_SIZE);
    }
    /* The first word, which tools that write flash change, is left out. */
    size_t end = image->file_size - MD5_SIZE;
    if (image->kind == APPBIN_KIND_MICROPYTHON && appbin_md5(digest, bytes + 4, end - 4)) {
        return compare(bytes + end, digest, MD5_SIZE);
    }
    return APPBIN_DIGEST_NONE;
}

static const char *digest_text(enum appbin_digest_state digest)
{
    switch (digest) {
    case APPBIN_DIGEST_RIGHT:
        return "is right";
    case APPBIN_DIGEST_WRONG:
        return "is wrong: the file is damaged";
    default:
        return "was not checked";
    }
}

static void describe_rtos(struct appbin_kind_report *report, const struct appbin_image *image)
{
    char flash[32] = "unknown size";
    unsigned megabytes = appbin_kind_rtos_flash_mb(image->ram.byte3);
    if (megabytes != 0) {
        (void)snprintf(flash, sizeof flash, "%u MB", megabytes);
    }
    (void)snprintf(report->what, sizeof report->what, "an image of RTOS SDK 3.x, flash of %s, %s%s",
                   flash, report->digest == APPBIN_DIGEST_NONE ? "without SHA-256" : "its SHA-256 ",
                   report->digest == APPBIN_DIGEST_NONE ? "" : digest_text(report->digest));
}

static const char *rboot_text(const struct appbin_image *image)
{
    return image->xor_covers_irom ? "an image of esptool2 for rBoot (its XOR checksum covers irom)"
                                  : "an image for rBoot";
}

static void describe_loader(struct appbin_kind_report *report, const struct appbin_image *image,
                            const uint8_t *bytes)
{
    struct appbin_boot_loader loader = {.kind = APPBIN_BOOT_LOADER_UNKNOWN};
    appbin_boot_loader_identify(&loader, bytes, image->body_size);
    switch (loader.kind) {
    case APPBIN_BOOT_LOADER_VENDOR:
        (void)snprintf(report->what, sizeof report->what, "the SDK's boot loader %u.%u",
                       loader.version_major, loader.version_minor);
        break;
    case APPBIN_BOOT_LOADER_RBOOT:
        (void)snprintf(report->what, sizeof report->what, "the boot loader rBoot");
        break;
    default:
        (void)snprintf(report->what, sizeof report->what,
                       "a program that loads to 0x40108000 to 0x4010ffff: a boot loader or a stub");
        break;
    }
}

static void describe_image(struct appbin_kind_report *report, const struct appbin_image *image,
                           const uint8_t *bytes)
{
    char *what = report->what;
    size_t size = sizeof report->what;
    switch (image->kind) {
    case APPBIN_KIND_OTA_NEW:
        (void)snprintf(what, size, "an image for boot new (v1.2 and later)");
        break;
    case APPBIN_KIND_OTA_OLD:
        (void)snprintf(what, size, "an image for boot old (v1.1)");
        break;
    case APPBIN_KIND_RBOOT:
        (void)snprintf(what, size, "%s", rboot_text(image));
        break;
    case APPBIN_KIND_EBOOT:
        (void)snprintf(what, size, "an Arduino firmware: eboot, and an application at 0x1000");
        break;
    case APPBIN_KIND_RTOS_SDK_3:
        describe_rtos(report, image);
        break;
    case APPBIN_KIND_JOINED:
        (void)snprintf(what, size, "an image for boot none with irom joined at 0x%" PRIx32,
                       image->irom_offset);
        break;
    case APPBIN_KIND_MICROPYTHON:
        (void)snprintf(what, size,
                       "a MicroPython image: boot none, irom at 0x%" PRIx32 ", its MD5 %s",
                       image->irom_offset, digest_text(report->digest));
        break;
    case APPBIN_KIND_LOADER:
        describe_loader(report, image, bytes);
        break;
    default:
        (void)snprintf(what, size, "the RAM part of an image for boot none");
        break;
    }
}

void appbin_kind_find(struct appbin_kind_report *report, const uint8_t *bytes, size_t size)
{
    struct appbin_image image;
    struct appbin_kind_report found;
    appbin_kind_find_other(&found, bytes, size);
    if (found.kind == APPBIN_KIND_UNKNOWN &&
        appbin_image_read(&image, bytes, size, NULL) == APPBIN_OK) {
        const char *missing = appbin_kind_missing(image.kind);
        found.kind = image.kind;
        found.digest = find_digest(&image, bytes);
        describe_image(&found, &image, bytes);
        if (image.kind == APPBIN_KIND_RBOOT) {
            missing = "rBoot's update code takes it; a slot of a flash map begins elsewhere, and "
                      "the vendor's boot loader wants irom left out of the XOR checksum";
        }
        (void)snprintf(found.advice, sizeof found.advice, "%s", missing != NULL ? missing : "");
    }
    *report = found;
}
