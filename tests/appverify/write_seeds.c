/* SPDX-License-Identifier: MIT */
/* Writes the seeds of tests/fuzz/fuzz_manifest.c. usage: write_seeds FOLDER */
#include <stdio.h>
#include <stdlib.h>

#include "fixture.h"

static const char *folder;

static void write_bytes(const char *name, const uint8_t *bytes, uint32_t size)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
        (void)fprintf(stderr, "write_seeds: cannot write %s\n", path);
        exit(1);
    }
}

static void write_image(const char *name)
{
    fixture_build();
    write_bytes(name, fix.image, fix.image_size);
}

static void write_signers(const char *name, uint32_t first, uint32_t last)
{
    fixture_setup(BOOT_NEW);
    fix.spec.signer_count = 0;
    for (uint32_t key = first; key <= last; key++) {
        fix.spec.signers[fix.spec.signer_count++] = fixture_key(key);
    }
    write_image(name);
}

static void write_tlv(const char *name, uint32_t type, uint32_t size, uint8_t fill)
{
    fixture_setup(BOOT_NEW);
    build_tlv(&fix.spec, type, size, fill);
    write_image(name);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        (void)fprintf(stderr, "usage: write_seeds FOLDER\n");
        return 2;
    }
    folder = argv[1];
    fixture_setup(BOOT_NEW);
    write_image("new.bin");
    write_bytes("manifest.bin", fixture_manifest(), fix.manifest_size);
    write_bytes("signed_part.bin", fixture_manifest(), fix.signed_size);
    write_bytes("body.bin", fix.image, fix.body_size);
    write_bytes("truncated.bin", fix.image, fix.image_size - 5);
    fix.spec.tlv_size = 0;
    fix.spec.payload_count = 1;
    write_image("smallest.bin");
    fixture_setup(BOOT_NEW);
    fix.body.irom_size = 512;
    fix.body.segment_count = 16;
    for (uint32_t i = 0; i < 16; i++) {
        fix.body.segments[i] = (struct build_segment){0x40100000 + 4 * i, 4};
    }
    write_image("segments.bin");
    fixture_setup(BOOT_OLD);
    write_image("old.bin");
    write_signers("rsa_2048.bin", KEY_RSA_2048, KEY_RSA_2048);
    write_signers("rsa_3072.bin", KEY_RSA_3072, KEY_RSA_3072);
    write_signers("all_keys.bin", KEY_P256, KEY_P256_B);
    write_signers("unsigned.bin", 1, 0);
    write_tlv("tlv_vendor.bin", 0x4000, 64, 7);
    write_tlv("tlv_critical.bin", 0xC000, 5, 7);
    write_tlv("tlv_reserved.bin", 0x0010, 4, 7);
    write_tlv("tlv_later.bin", 0x0020, 200, 7);
    write_tlv("tlv_twice.bin", APPVERIFY_TLV_BUILD_ID, 4, 'x');
    return 0;
}
