/* SPDX-License-Identifier: MIT */
#include "release_options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/uuid.h"
#include "message.h"

const struct message_hint release_hints[] = {
    RELEASE_HINTS,
    {APPBIN_OK, NULL},
};

/* Reads a decimal number without sign or leading space and moves *text past it. */
static bool read_decimal(const char **text, unsigned long long max, unsigned long long *value)
{
    char *end = NULL;
    if (**text < '0' || **text > '9') {
        return false;
    }
    errno = 0;
    *value = strtoull(*text, &end, 10);
    *text = end;
    return errno == 0 && *value <= max;
}

static enum exit_code read_version(const char *text, struct appbin_release_info *info)
{
    unsigned long long numbers[4] = {0};
    static const unsigned long long limits[4] = {UINT16_MAX, UINT16_MAX, UINT32_MAX, UINT32_MAX};
    static const char separators[4] = {'.', '.', '+', '\0'};
    const char *at = text;
    bool good = true;
    for (size_t i = 0; i < 4 && good; i++) {
        good = read_decimal(&at, limits[i], &numbers[i]);
        if (good && i == 2 && *at == '\0') {
            break; /* without build number */
        }
        good = good && *at == separators[i];
        at++;
    }
    if (!good) {
        return message_usage("--fw-version is '%s'; it must be X.Y.Z or X.Y.Z+BUILD, X and Y up to "
                             "65535, Z and BUILD up to 4294967295",
                             text);
    }
    info->version_major = (uint16_t)numbers[0];
    info->version_minor = (uint16_t)numbers[1];
    info->version_patch = (uint32_t)numbers[2];
    info->version_build = (uint32_t)numbers[3];
    return EXIT_DONE;
}

static int digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* TYPE=HEX[,critical] */
static bool read_tlv(const char *text, struct appbin_tlv *tlv)
{
    char *end = NULL;
    bool hexadecimal = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    unsigned long type = strtoul(text, &end, hexadecimal ? 16 : 10);
    if (text[0] < '0' || text[0] > '9' || *end != '=' || type < APPVERIFY_TLV_VENDOR_FIRST ||
        type > APPVERIFY_TLV_VENDOR_LAST) {
        return false;
    }
    const char *at = end + 1;
    size_t size = 0;
    while (digit(at[0]) >= 0 && digit(at[1]) >= 0 && size < sizeof tlv->value) {
        tlv->value[size++] = (uint8_t)(digit(at[0]) << 4 | digit(at[1]));
        at += 2;
    }
    tlv->type = (uint16_t)type;
    tlv->size = (uint8_t)size;
    tlv->critical = strcmp(at, ",critical") == 0;
    return size > 0 && (*at == '\0' || tlv->critical);
}

static enum exit_code read_tlvs(const struct arguments *arguments, struct appbin_release_info *info)
{
    const char *texts[APPBIN_TLVS_MAX];
    info->tlv_count = arguments_get_all(arguments, "tlv", texts, APPBIN_TLVS_MAX);
    if (info->tlv_count > APPBIN_TLVS_MAX) {
        return message_usage("more than %u --tlv", APPBIN_TLVS_MAX);
    }
    for (size_t i = 0; i < info->tlv_count; i++) {
        if (!read_tlv(texts[i], &info->tlvs[i])) {
            return message_usage("--tlv is '%s'; it must be TYPE=HEX or TYPE=HEX,critical, TYPE "
                                 "0x4000 to 0x7fff, 1 to %u bytes",
                                 texts[i], APPVERIFY_TLV_VALUE_MAX);
        }
        for (size_t k = 0; k < i; k++) {
            if (info->tlvs[k].type == info->tlvs[i].type) {
                return message_usage("--tlv 0x%04x is given twice", info->tlvs[i].type);
            }
        }
    }
    return EXIT_DONE;
}

static enum exit_code read_build_id(const struct arguments *arguments,
                                    struct appbin_release_info *info)
{
    info->build_id = arguments_get(arguments, "build-id");
    if (info->build_id == NULL) {
        return EXIT_DONE;
    }
    size_t size = strlen(info->build_id);
    for (size_t i = 0; i < size; i++) {
        if (info->build_id[i] < 0x20 || info->build_id[i] > 0x7e) {
            return message_usage("--build-id has a byte that is not printable ASCII");
        }
    }
    return size <= APPVERIFY_TLV_VALUE_MAX
               ? EXIT_DONE
               : message_usage("--build-id has %zu bytes; at most %u are allowed", size,
                               APPVERIFY_TLV_VALUE_MAX);
}

static enum exit_code read_identifiers(const struct arguments *arguments,
                                       struct appbin_release_info *info)
{
    struct appbin_diagnostic diagnostic;
    enum appbin_error error =
        appbin_uuid_of_vendor(info->vendor_id, arguments_get(arguments, "vendor"), &diagnostic);
    if (error == APPBIN_OK) {
        error = appbin_uuid_of_class(info->class_id, info->vendor_id,
                                     arguments_get(arguments, "product"), &diagnostic);
    }
    return error == APPBIN_OK ? EXIT_DONE : message_failure(NULL, error, &diagnostic);
}

enum exit_code release_options_read(const struct arguments *arguments,
                                    struct appbin_release_info *info, int *map)
{
    static const char *const required[] = {"vendor", "product", "fw-version", "security-counter"};
    unsigned counter = 0;
    unsigned number = 0;
    if (!layout_options_known(arguments)) {
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < sizeof required / sizeof required[0]; i++) {
        if (arguments_get(arguments, required[i]) == NULL) {
            return message_usage("--%s is missing", required[i]);
        }
    }
    if (!arguments_get_number(arguments, "security-counter", UINT32_MAX, &counter) ||
        !arguments_get_map(arguments, &number)) {
        return EXIT_USAGE;
    }
    *map = arguments_get(arguments, "map") != NULL ? (int)number : -1;
    info->security_counter = counter;
    info->allow_counter_jump = arguments_get(arguments, "allow-counter-jump") != NULL;
    enum exit_code result = read_version(arguments_get(arguments, "fw-version"), info);
    if (result == EXIT_DONE) {
        result = read_build_id(arguments, info);
    }
    if (result == EXIT_DONE) {
        result = read_tlvs(arguments, info);
    }
    return result == EXIT_DONE ? read_identifiers(arguments, info) : result;
}

enum exit_code release_options_begin(struct appbin_release **release,
                                     const struct arguments *arguments, int map)
{
    struct appbin_flash_map made;
    const struct appbin_flash_map *layout = NULL;
    struct appbin_diagnostic diagnostic;
    enum exit_code result = layout_options_read(arguments, &made, &layout);
    if (result != EXIT_DONE) {
        return result;
    }
    enum appbin_error error = appbin_release_new(release, map, &diagnostic);
    if (error == APPBIN_OK && layout != NULL) {
        error = appbin_release_use_layout(*release, layout, &diagnostic);
    }
    return error == APPBIN_OK ? EXIT_DONE : message_failure(NULL, error, &diagnostic);
}
