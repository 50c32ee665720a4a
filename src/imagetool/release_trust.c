/* SPDX-License-Identifier: MIT */
#include "release_trust.h"

#include <string.h>

#include "manifest_text.h"
#include "message.h"

static enum exit_code compare(const struct release_trust *trust, const char *path, bool found,
                              const struct appbin_firmware_trust *firmware)
{
    struct appbin_diagnostic diagnostic;
    if (found != trust->compared) {
        message_error(path, "has %s symbol appverify_trust, %s has %s; link both slots alike",
                      found ? "a" : "no", trust->elf, found ? "none" : "one");
        return EXIT_REFUSED;
    }
    enum appbin_error error =
        found ? appbin_firmware_trust_same(&trust->firmware, firmware, &diagnostic) : APPBIN_OK;
    return error == APPBIN_OK ? EXIT_DONE : message_failure(path, error, &diagnostic);
}

enum exit_code release_trust_read(struct release_trust *trust, const char *path,
                                  const struct appbin_elf *elf)
{
    struct appbin_firmware_trust firmware;
    struct appbin_diagnostic diagnostic;
    bool found = false;
    enum appbin_error error = appbin_firmware_trust_read(&firmware, &found, elf, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure(path, error, &diagnostic);
    }
    if (trust->elf != NULL) {
        return compare(trust, path, found, &firmware);
    }
    trust->elf = path;
    trust->compared = found;
    if (found) {
        trust->firmware = firmware;
    }
    return EXIT_DONE;
}

enum exit_code release_trust_allow_product(const struct release_trust *trust,
                                           const struct appbin_release_info *info)
{
    struct appbin_diagnostic diagnostic;
    enum appbin_error error =
        trust->compared ? appbin_firmware_trust_check_product(&trust->firmware, info->vendor_id,
                                                              info->class_id, &diagnostic)
                        : APPBIN_OK;
    return error == APPBIN_OK ? EXIT_DONE : message_failure(trust->elf, error, &diagnostic);
}

static bool signs(const struct signing *signing, const uint8_t *key_id)
{
    for (size_t i = 0; i < signing->count; i++) {
        if (memcmp(signing->keys[i].id, key_id, APPVERIFY_KEY_ID_SIZE) == 0) {
            return true;
        }
    }
    return false;
}

enum exit_code release_trust_allow_keys(struct release_trust *trust,
                                        const struct arguments *arguments,
                                        const struct signing *signing)
{
    const struct appbin_firmware_trust *firmware = &trust->firmware;
    if (!trust->compared) {
        return EXIT_DONE;
    }
    for (size_t i = 0; i < firmware->key_count; i++) {
        trust->signers |= (uint8_t)(signs(signing, firmware->key_ids[i]) ? 1u << i : 0);
    }
    enum appbin_error error =
        appbin_firmware_trust_check_keys(firmware, signing->keys, signing->count, &trust->reason);
    if (error == APPBIN_ERR_FOREIGN_RING && arguments_get(arguments, "foreign-ring") != NULL) {
        trust->foreign = true;
        return EXIT_DONE;
    }
    return error == APPBIN_OK ? EXIT_DONE : message_failure(trust->elf, error, &trust->reason);
}

void release_trust_warn(const struct release_trust *trust, const struct arguments *arguments)
{
    if (!trust->compared) {
        message_note(trust->elf, "not compared with what the firmware trusts: it has no symbol "
                                 "appverify_trust");
    } else if (trust->foreign) {
        message_note(trust->elf, "%s; once it runs, a device takes no release without them",
                     trust->reason.message);
    } else if (arguments_get(arguments, "foreign-ring") != NULL) {
        message_warning(trust->elf, "--foreign-ring is not needed: the firmware's ring holds the "
                                    "keys that sign");
    }
}

json_t *release_trust_json(const struct release_trust *trust)
{
    char id[2 * APPVERIFY_KEY_ID_SIZE + 1];
    if (!trust->compared) {
        return json_pack("{s:b}", "compared", 0);
    }
    json_t *keys = json_array();
    for (size_t i = 0; i < trust->firmware.key_count; i++) {
        manifest_text_hex(id, trust->firmware.key_ids[i], APPVERIFY_KEY_ID_SIZE);
        (void)json_array_append_new(
            keys, json_pack("{s:s, s:b}", "key_id", id, "signs", (trust->signers >> i & 1u) != 0));
    }
    return json_pack("{s:b, s:b, s:i, s:o}", "compared", 1, "foreign_ring", trust->foreign,
                     "threshold", (int)trust->firmware.threshold, "keys", keys);
}
