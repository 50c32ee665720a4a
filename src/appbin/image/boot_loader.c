/* SPDX-License-Identifier: MIT */
#include "appbin/boot_loader.h"

#include <stdbool.h>
#include <string.h>

#include "base/diagnostic.h"
#include "image/boot_loader_name.h"

#define ON(map) (1u << (map))
#define ON_512_512 (ON(2) | ON(3) | ON(4))
#define ON_1024_1024 (ON(5) | ON(6))
#define ON_LARGE (ON(8) | ON(9))

/* What each version was seen to do with parameters that say user2. */
static const struct version {
    unsigned major;
    unsigned minor;
    bool takes_new; /* images that begin with EA */
    unsigned starts;
    unsigned never;
} versions[] = {
    {1, 1, false, 0, 0},
    {1, 2, true, ON(2), ON_1024_1024 | ON_LARGE},
    {1, 4, true, ON(2) | ON(6), 0},
    {1, 5, true, ON_512_512 | ON_1024_1024, ON_LARGE},
    {1, 6, true, ON_512_512 | ON_1024_1024, ON_LARGE},
    {1, 7, true, ON_512_512 | ON_1024_1024 | ON_LARGE, 0},
};

static const struct version *find_version(const struct appbin_boot_loader *loader)
{
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        if (loader->kind == APPBIN_BOOT_LOADER_VENDOR &&
            versions[i].major == loader->version_major &&
            versions[i].minor == loader->version_minor) {
            return &versions[i];
        }
    }
    return NULL;
}

/* What follows a text; NULL when it is not there. */
static const uint8_t *after(const uint8_t *bytes, const uint8_t *end, const char *text)
{
    size_t length = strlen(text);
    for (; (size_t)(end - bytes) >= length; bytes++) {
        if (memcmp(bytes, text, length) == 0) {
            return bytes + length;
        }
    }
    return NULL;
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* "1.7(5d6f877)" after "2nd boot version : ". */
static bool read_version(struct appbin_boot_loader *loader, const uint8_t *at, const uint8_t *end)
{
    while (at < end && (*at == ' ' || *at == ':')) {
        at++;
    }
    if (end - at < 3 || !is_digit(at[0]) || at[1] != '.' || !is_digit(at[2]) ||
        (end - at > 3 && is_digit(at[3]))) {
        return false;
    }
    loader->version_major = at[0] - (unsigned)'0';
    loader->version_minor = at[2] - (unsigned)'0';
    return true;
}

void appbin_boot_loader_identify(struct appbin_boot_loader *loader, const uint8_t *bytes,
                                 size_t size)
{
    const uint8_t *end = bytes + size;
    if (after(bytes, end, "rBoot") != NULL) {
        loader->kind = APPBIN_BOOT_LOADER_RBOOT;
        return;
    }
    const uint8_t *version = after(bytes, end, "boot version");
    if (version != NULL && read_version(loader, version, end)) {
        loader->kind = APPBIN_BOOT_LOADER_VENDOR;
    }
}

enum appbin_error appbin_boot_loader_read(struct appbin_boot_loader *loader, const uint8_t *bytes,
                                          size_t size, struct appbin_diagnostic *diagnostic)
{
    struct appbin_boot_loader found = {.kind = APPBIN_BOOT_LOADER_UNKNOWN};
    enum appbin_error error = appbin_image_read(&found.image, bytes, size, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    if (found.image.boot != APPBIN_BOOT_NONE) {
        return appbin_fail(diagnostic, APPBIN_ERR_UNSOUND, "not a boot loader: it is an OTA image");
    }
    if (found.image.xor_stored != found.image.xor_computed) {
        return appbin_fail(diagnostic, APPBIN_ERR_UNSOUND,
                           "not a boot loader: its XOR checksum is wrong");
    }
    appbin_boot_loader_identify(&found, bytes, found.image.body_size);
    *loader = found;
    return APPBIN_OK;
}

enum appbin_user2 appbin_boot_loader_user2(const struct appbin_boot_loader *loader,
                                           const struct appbin_flash_map *map)
{
    const struct version *version = find_version(loader);
    if (version == NULL) {
        return APPBIN_USER2_UNTRIED;
    }
    return (version->starts & ON(map->number)) != 0  ? APPBIN_USER2_STARTS
           : (version->never & ON(map->number)) != 0 ? APPBIN_USER2_NEVER
                                                     : APPBIN_USER2_UNTRIED;
}

/* The first version that starts user2 there; NULL for map 0, on which none was tried. */
static const struct version *first_that_starts(const struct appbin_flash_map *map)
{
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        if ((versions[i].starts & ON(map->number)) != 0) {
            return &versions[i];
        }
    }
    return NULL;
}

static enum appbin_boot_loader_verdict judge_version(const struct version *version,
                                                     const struct appbin_boot_loader *loader,
                                                     const struct appbin_flash_map *map,
                                                     struct appbin_diagnostic *diagnostic)
{
    const struct version *first = first_that_starts(map);
    enum appbin_user2 user2 = appbin_boot_loader_user2(loader, map);
    if (user2 == APPBIN_USER2_NEVER && first != NULL) {
        (void)appbin_fail(diagnostic, APPBIN_ERR_UNSOUND,
                          "boot loader %u.%u starts user1 on map %u, whatever the parameters say: "
                          "no update would run; %u.%u starts user2",
                          version->major, version->minor, map->number, first->major, first->minor);
        return APPBIN_BOOT_LOADER_REFUSED;
    }
    if (map->doubtful) {
        (void)appbin_fail(diagnostic, APPBIN_ERR_UNSOUND,
                          "flash map %u: users report that user2 does not boot there", map->number);
        return APPBIN_BOOT_LOADER_DOUBTFUL;
    }
    if (user2 == APPBIN_USER2_UNTRIED && first != NULL && version->takes_new) {
        (void)appbin_fail(diagnostic, APPBIN_ERR_UNSOUND,
                          "boot loader %u.%u was not seen to start user2 on map %u; %u.%u was",
                          version->major, version->minor, map->number, first->major, first->minor);
        return APPBIN_BOOT_LOADER_DOUBTFUL;
    }
    return APPBIN_BOOT_LOADER_FITS;
}

enum appbin_boot_loader_verdict appbin_boot_loader_judge(const struct appbin_boot_loader *loader,
                                                         enum appbin_boot boot,
                                                         const struct appbin_flash_map *map,
                                                         struct appbin_diagnostic *diagnostic)
{
    if (loader->kind == APPBIN_BOOT_LOADER_RBOOT) {
        (void)appbin_fail(
            diagnostic, APPBIN_ERR_UNSOUND,
            "rBoot: its configuration is at 0x1000 and its ROMs from 0x2000 on, which "
            "is no slot of any flash map");
        return APPBIN_BOOT_LOADER_REFUSED;
    }
    const struct version *version = find_version(loader);
    if (version == NULL) {
        (void)appbin_fail(
            diagnostic, APPBIN_ERR_UNSOUND, "%s%s; whether it starts both slots is not known",
            loader->kind == APPBIN_BOOT_LOADER_VENDOR ? "a version of the boot loader that this "
                                                        "program does not know"
                                                      : "a boot loader that names no version",
            map->doubtful ? ", on a map where users report that user2 does not boot" : "");
        return APPBIN_BOOT_LOADER_DOUBTFUL;
    }
    if (boot == APPBIN_BOOT_NEW && !version->takes_new) {
        (void)appbin_fail(diagnostic, APPBIN_ERR_UNSOUND,
                          "boot loader %u.%u starts images of boot old only; boot new needs 1.2 or "
                          "later",
                          version->major, version->minor);
        return APPBIN_BOOT_LOADER_REFUSED;
    }
    return judge_version(version, loader, map, diagnostic);
}

const char *appbin_boot_loader_kind_str(enum appbin_boot_loader_kind kind)
{
    static const char *const names[] = {"unknown", "vendor", "rboot"};
    return (unsigned)kind < sizeof names / sizeof names[0] ? names[kind] : "unknown";
}
