/* SPDX-License-Identifier: MIT */
#include "release_fixture.h"

#include <string.h>

#include "key_samples.h"
#include "test_support.h"

struct made_image linked_image(enum appbin_boot boot, unsigned map, unsigned slot,
                               uint32_t irom_address)
{
    struct firmware firmware = small_firmware();
    firmware.text.literal = irom_address + 0x20;
    firmware.irom.literal = irom_address + 0x40;
    struct image_spec spec = firmware_spec(&firmware, boot, map, slot);
    struct made_image made = make_image(&spec);
    append_word(&made, ~plain_crc(made.bytes, made.size));
    return made;
}

/* The addresses of docs/image-formats.md. */
struct made_image slot_image(enum appbin_boot boot, unsigned map, unsigned slot)
{
    uint32_t address = 0x40201010;
    if (slot == 2 && map <= 4) {
        address = map == 0 ? 0x40241010 : 0x40281010;
    }
    return linked_image(boot, map, slot,
                        boot == APPBIN_BOOT_OLD ? address - 0x10 + 0x10000 : address);
}

static struct test_key open_key(const char *pem)
{
    const struct appbin_passphrase none = {NULL, 0};
    struct test_key key = {.private_key = NULL};
    assert_int_equal(
        appbin_private_key_read(&key.private_key, (const uint8_t *)pem, strlen(pem), &none, NULL),
        APPBIN_OK);
    assert_int_equal(appbin_private_key_public(&key.public_key, key.private_key, NULL), APPBIN_OK);
    return key;
}

struct test_key open_ecdsa_key(void)
{
    return open_key(ec_pkcs8_pem);
}

struct test_key open_rsa_key(void)
{
    return open_key(rsa_2048_pem);
}

void close_key(struct test_key *key)
{
    appbin_private_key_free(key->private_key);
    key->private_key = NULL;
}

void make_signature(uint8_t *signature, const struct appbin_release *release,
                    const struct test_key *key)
{
    size_t size = 0;
    assert_int_equal(appbin_private_key_sign(signature, &size, key->private_key,
                                             appbin_release_digest(release), true, NULL),
                     APPBIN_OK);
}

void add_signature(struct appbin_release *release, const struct test_key *key)
{
    uint8_t signature[APPBIN_SIGNATURE_MAX];
    make_signature(signature, release, key);
    assert_int_equal(appbin_release_add_signature(release, &key->public_key, signature, NULL),
                     APPBIN_OK);
}

struct appbin_release *new_release(const struct made_image images[2],
                                   const struct appbin_release_info *info)
{
    struct appbin_release *release = NULL;
    assert_int_equal(appbin_release_new(&release, -1, NULL), APPBIN_OK);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(
            appbin_release_add_image(release, NULL, images[i].bytes, images[i].size, NULL),
            APPBIN_OK);
    }
    assert_int_equal(appbin_release_describe(release, info, NULL), APPBIN_OK);
    return release;
}
