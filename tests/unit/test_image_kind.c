/* SPDX-License-Identifier: MIT */
/* Files of every kind, made from their published layouts. */
#include "appbin/image_kind.h"

#include <mbedtls/md.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/image_check.h"
#include "code_maker.h"
#include "image_maker.h"
#include "test_support.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define KIND_LAST APPBIN_KIND_BUNDLE

static void assert_plain(const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        assert_in_range(*c, 0x20, 0x7e);
    }
    assert_true(text[0] == '\0' || text[strlen(text) - 1] != '.');
}

/* What kind it is, with texts that go with it. */
static struct appbin_kind_report report_of(const uint8_t *bytes, size_t size)
{
    struct appbin_kind_report report;
    uint8_t *exact = copy_bytes(bytes, size);
    appbin_kind_find(&report, exact, size);
    free(exact);
    bool slot = report.kind == APPBIN_KIND_OTA_NEW || report.kind == APPBIN_KIND_OTA_OLD;
    assert_int_equal(report.what[0] == '\0', report.kind == APPBIN_KIND_UNKNOWN);
    assert_int_equal(report.advice[0] == '\0', slot || report.kind == APPBIN_KIND_UNKNOWN);
    assert_plain(report.what);
    assert_plain(report.advice);
    return report;
}

/* --- images --- */

/* An image of boot none whose only segment loads there. */
static struct made_image image_at(uint32_t address, uint32_t size)
{
    struct image_spec spec = {
        .boot = APPBIN_BOOT_NONE,
        .leading_bytes = {2, 0x1F},
        .entry = address,
        .segments = {{address, {.size = size, .seed = 1}}},
        .segment_count = 1,
    };
    return make_image(&spec);
}

static void append(struct made_image *image, const uint8_t *bytes, size_t size)
{
    append_bytes(image, 0, size);
    memcpy(image->bytes + image->size - size, bytes, size);
}

static void append_digest(struct made_image *image, mbedtls_md_type_t type, size_t from)
{
    uint8_t digest[32];
    const mbedtls_md_info_t *info = mbedtls_md_info_from_type(type);
    assert_non_null(info);
    assert_int_equal(mbedtls_md(info, image->bytes + from, image->size - from, digest), 0);
    append(image, digest, mbedtls_md_get_size(info));
}

/* Boot none with code at an offset of the file, filled up to there. */
static struct made_image joined_image(uint32_t offset, uint32_t origin, uint8_t fill)
{
    struct made_image made = image_at(TEXT_ADDRESS, 0x200);
    struct code *code = make_code(1);
    call_functions(code, origin, 40);
    append_bytes(&made, fill, offset - made.size);
    append(&made, code->bytes, CODE_SIZE);
    free(code);
    return made;
}

static struct made_image micropython_image(uint32_t offset)
{
    struct made_image made = joined_image(offset, 0x40200000 + offset, 0xFF);
    put_le32(made.bytes + offset - 4, (uint32_t)made.size);
    append_digest(&made, MBEDTLS_MD_MD5, 4);
    return made;
}

/* Expects the same of the reader and of the report, and one refusal of the check. Frees it. */
static struct appbin_kind_report assert_image_kind(struct made_image made, enum appbin_kind kind)
{
    struct appbin_image image;
    struct appbin_findings findings = {0};
    const struct appbin_check_target target = {.map = -1};
    assert_int_equal(appbin_image_read(&image, made.bytes, made.size, NULL), APPBIN_OK);
    assert_int_equal(image.kind, kind);
    struct appbin_kind_report report = report_of(made.bytes, made.size);
    assert_int_equal(report.kind, kind);
    appbin_image_check(&findings, &image, &target);
    assert_int_equal(findings.count, 1);
    assert_int_equal(findings.items[0].code, kind == APPBIN_KIND_RBOOT ? APPBIN_FINDING_IROM_ADDRESS
                                                                       : APPBIN_FINDING_NOT_OTA);
    assert_true(findings.items[0].refuses);
    const struct appbin_check_target slot_1 = {.slot = 1, .map = 2};
    assert_int_equal(appbin_image_require_sound(&image, &slot_1, NULL), APPBIN_ERR_UNSOUND);
    char text[200];
    if (kind != APPBIN_KIND_RBOOT) {
        assert_false(
            appbin_image_diagnose(text, sizeof text, &image)); /* nothing is wrong with it */
    }
    free(made.bytes);
    return report;
}

static void test_kind_find_images_for_slots_ota(void **state)
{
    (void)state;
    struct firmware firmware = small_firmware();
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, 2, 1);
    struct made_image made = make_image(&spec);
    append_word(&made, device_word(plain_crc(made.bytes, made.size)));
    assert_int_equal(report_of(made.bytes, made.size).kind, APPBIN_KIND_OTA_NEW);
    free(made.bytes);
    spec = firmware_spec(&firmware, APPBIN_BOOT_OLD, 2, 1);
    made = make_image(&spec);
    append_word(&made, device_word(plain_crc(made.bytes, made.size)));
    assert_int_equal(report_of(made.bytes, made.size).kind, APPBIN_KIND_OTA_OLD);
    made.bytes[0x10010] ^= 1; /* damaged it is still one */
    assert_int_equal(report_of(made.bytes, made.size).kind, APPBIN_KIND_OTA_OLD);
    free(made.bytes);
}

static void test_kind_find_ram_part_ram_part(void **state)
{
    (void)state;
    (void)assert_image_kind(image_at(TEXT_ADDRESS, 0x200), APPBIN_KIND_RAM_PART);
}

static struct made_image rboot_image(uint32_t origin, bool whole_xor)
{
    struct firmware firmware = small_firmware();
    struct code *code = make_code(1);
    call_functions(code, origin, 40);
    firmware.text.literal = 0;
    firmware.irom = (struct sample){.bytes = code->bytes, .size = CODE_SIZE};
    struct image_spec spec = firmware_spec(&firmware, APPBIN_BOOT_NEW, 0, 0);
    struct made_image made = make_image(&spec);
    for (size_t i = 0; whole_xor && i < CODE_SIZE; i++) {
        made.bytes[made.xor_offset] ^= code->bytes[i];
    }
    free(code);
    return made;
}

/* No CRC word, no slot and another XOR checksum are what rBoot wants: one reason is enough. */
static void test_kind_find_linked_for_a_rom_rboot(void **state)
{
    (void)state;
    (void)assert_image_kind(rboot_image(0x40202010, false), APPBIN_KIND_RBOOT);
    (void)assert_image_kind(rboot_image(0x40282010, false), APPBIN_KIND_RBOOT);
    struct appbin_kind_report report =
        assert_image_kind(rboot_image(0x40202010, true), APPBIN_KIND_RBOOT);
    assert_non_null(strstr(report.what, "esptool2"));
    struct made_image made = rboot_image(0x40201010, true); /* by its checksum alone */
    assert_int_equal(report_of(made.bytes, made.size).kind, APPBIN_KIND_RBOOT);
    free(made.bytes);
}

static void test_kind_find_arduino_arduino(void **state)
{
    (void)state;
    struct made_image made = image_at(0x4010F000, 0x300);
    append_bytes(&made, 0xAA, 0x1000 - made.size);
    append_bytes(&made, 0xE9, 0x2000);
    (void)assert_image_kind(made, APPBIN_KIND_EBOOT);
}

static void test_kind_find_load_to_flash_cache_loader(void **state)
{
    (void)state;
    static const struct {
        uint32_t address;
        uint32_t size;
    } cases[] = {
        {0x40108000, 0x8000},
        {0x4010E000, 0x1000},
        {0x4010F000, 0x300},
        {0x4010FFFC, 4},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        (void)assert_image_kind(image_at(cases[i].address, cases[i].size), APPBIN_KIND_LOADER);
    }
    struct made_image made = image_at(0x40110000, 4);
    assert_int_equal(report_of(made.bytes, made.size).kind, APPBIN_KIND_RAM_PART);
    free(made.bytes);
    made = image_at(TEXT_ADDRESS, 0x8004); /* .text that is too long is no boot loader */
    assert_int_equal(report_of(made.bytes, made.size).kind, APPBIN_KIND_RAM_PART);
    free(made.bytes);
}

static struct made_image rtos_image(void)
{
    struct image_spec spec = {
        .boot = APPBIN_BOOT_NONE,
        .leading_bytes = {2, 0x1F},
        .entry = TEXT_ADDRESS,
        .segments = {{0x40210010, {.size = 0x3000, .seed = 1}},
                     {TEXT_ADDRESS, {.size = 0x400, .seed = 2}},
                     {DATA_ADDRESS, {.size = 0x100, .seed = 3}}},
        .segment_count = 3,
    };
    return make_image(&spec);
}

static void test_kind_find_rtos_sdk_3_digest_judged(void **state)
{
    (void)state;
    struct made_image made = rtos_image();
    append_digest(&made, MBEDTLS_MD_SHA256, 0);
    struct appbin_kind_report report = report_of(made.bytes, made.size);
    assert_int_equal(report.digest, APPBIN_DIGEST_RIGHT);
    assert_string_equal(report.what,
                        "an image of RTOS SDK 3.x, flash of 2 MB, its SHA-256 is right");
    made.bytes[0x800] ^= 1;
    report = report_of(made.bytes, made.size);
    assert_int_equal(report.digest, APPBIN_DIGEST_WRONG);
    assert_non_null(strstr(report.what, "SHA-256 is wrong: the file is damaged"));
    made.bytes[0x800] ^= 1;
    report = assert_image_kind(made, APPBIN_KIND_RTOS_SDK_3);
    assert_non_null(strstr(report.advice, "appbin does not sign it yet"));
    report = assert_image_kind(rtos_image(), APPBIN_KIND_RTOS_SDK_3);
    assert_int_equal(report.digest, APPBIN_DIGEST_NONE);
    assert_non_null(strstr(report.what, "without SHA-256"));
}

static void test_kind_find_rtos_sdk_3_flash_size_of_header(void **state)
{
    (void)state;
    static const char *const texts[] = {"1 MB", "2 MB", "4 MB", "8 MB", "16 MB", "unknown size"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct appbin_image image;
        char text[32];
        struct made_image made = rtos_image();
        made.bytes[3] = (uint8_t)(i << 4 | 0xF);
        (void)snprintf(text, sizeof text, "flash of %s,", texts[i]);
        assert_non_null(strstr(report_of(made.bytes, made.size).what, text));
        assert_int_equal(appbin_image_read(&image, made.bytes, made.size, NULL), APPBIN_OK);
        assert_int_equal(appbin_image_map(&image), -1);
        free(made.bytes);
    }
}

static void test_kind_find_irom_joined_joined(void **state)
{
    (void)state;
    static const uint32_t offsets[] = {0x1000, 0xA000, 0x10000, 0x20000, 0x40000};
    for (size_t i = 0; i < COUNT(offsets); i++) {
        for (unsigned fill = 0; fill <= 0xFF; fill += 0xFF) {
            char text[32];
            struct appbin_kind_report report =
                assert_image_kind(joined_image(offsets[i], 0x40200000 + offsets[i], (uint8_t)fill),
                                  APPBIN_KIND_JOINED);
            (void)snprintf(text, sizeof text, "joined at 0x%x", (unsigned)offsets[i]);
            assert_non_null(strstr(report.what, text));
        }
    }
    struct made_image made = joined_image(0xA000, 0x40209000, 0xFF); /* linked for another place */
    assert_int_equal(report_of(made.bytes, made.size).kind, APPBIN_KIND_RAM_PART);
    free(made.bytes);
}

static void test_kind_find_micropython_digest_judged(void **state)
{
    (void)state;
    struct made_image made = micropython_image(0x9000);
    struct appbin_kind_report report = report_of(made.bytes, made.size);
    assert_int_equal(report.digest, APPBIN_DIGEST_RIGHT);
    assert_non_null(strstr(report.what, "irom at 0x9000, its MD5 is right"));
    made.bytes[3] ^= 0x70; /* the tool that writes the flash may set its size */
    assert_int_equal(report_of(made.bytes, made.size).digest, APPBIN_DIGEST_RIGHT);
    made.bytes[0xA000] ^= 1;
    assert_int_equal(report_of(made.bytes, made.size).digest, APPBIN_DIGEST_WRONG);
    made.bytes[0xA000] ^= 1;
    (void)assert_image_kind(made, APPBIN_KIND_MICROPYTHON);
    (void)assert_image_kind(micropython_image(0x10000), APPBIN_KIND_MICROPYTHON);
}

/* --- what is no image --- */

/* An ESP32 image: 8 bytes of header, 16 more, then segments. */
static size_t make_esp32(uint8_t bytes[128], uint16_t chip, uint32_t address)
{
    memset(bytes, 0, 128);
    bytes[0] = 0xE9;
    bytes[1] = 2;
    put_le32(bytes + 4, 0x40081000);
    bytes[8] = 0xEE;
    put_le16(bytes + 12, chip);
    bytes[23] = 1;
    put_le32(bytes + 24, address);
    put_le32(bytes + 28, 16);
    put_le32(bytes + 48, 0x40080000);
    put_le32(bytes + 52, 32);
    return 128;
}

static void test_kind_find_esp32_family_chip_named(void **state)
{
    (void)state;
    static const struct {
        uint16_t chip;
        uint32_t address;
        const char *what;
    } cases[] = {
        {0, 0x3F400020, "an image for the ESP32"},
        {2, 0x3F000020, "an image for the ESP32-S2"},
        {5, 0x3C000020, "an image for the ESP32-C3"},
        {9, 0x3C000020, "an image for the ESP32-S3"},
        {12, 0x3C000020, "an image for the ESP32-C2"},
        {13, 0x42000020, "an image for the ESP32-C6"},
        {16, 0x42000020, "an image for the ESP32-H2"},
        {18, 0x40000020, "an image for the ESP32-P4"},
        {23, 0x42000020, "an image for the ESP32-C5"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint8_t bytes[128];
        struct appbin_image image;
        struct appbin_diagnostic diagnostic = {""};
        size_t size = make_esp32(bytes, cases[i].chip, cases[i].address);
        struct appbin_kind_report report = report_of(bytes, size);
        assert_int_equal(report.kind, APPBIN_KIND_ESP32);
        assert_string_equal(report.what, cases[i].what);
        assert_int_equal(appbin_image_read(&image, bytes, size, &diagnostic), APPBIN_ERR_NOT_IMAGE);
        assert_non_null(strstr(diagnostic.message, cases[i].what));
    }
}

static void test_kind_find_almost_esp32_not_esp32(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        uint8_t value;
    } cases[] = {{0, 0xEA}, {1, 0}, {1, 3}, {1, 17}, {12, 0xFF}, {23, 2}, {27, 0x00}, {31, 1}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint8_t bytes[128];
        size_t size = make_esp32(bytes, 0, 0x3F400020);
        bytes[cases[i].at] = cases[i].value;
        assert_int_not_equal(report_of(bytes, size).kind, APPBIN_KIND_ESP32);
    }
    uint8_t bytes[128];
    (void)make_esp32(bytes, 0, 0x3F400020);
    for (size_t size = 0; size < 88; size++) {
        assert_int_not_equal(report_of(bytes, size).kind, APPBIN_KIND_ESP32);
    }
}

struct other_case {
    const char *bytes;
    size_t size;
    enum appbin_kind kind;
};
#define OTHER(text, kind)                                                                          \
    {                                                                                              \
        (text), sizeof(text) - 1, (kind)                                                           \
    }

static void test_kind_find_other_files_named(void **state)
{
    (void)state;
    static const struct other_case cases[] = {
        {"", 0, APPBIN_KIND_EMPTY},
        OTHER("\177ELF\1\1\1", APPBIN_KIND_ELF),
        OTHER("APBM\1\0", APPBIN_KIND_MANIFEST),
        OTHER("-----BEGIN PUBLIC KEY-----\nMFkw", APPBIN_KIND_KEY),
        OTHER("\x1F\x8B\x08\0\0\0", APPBIN_KIND_GZIP),
        OTHER(":10010000214601360121470136007EFE09D2190140\n", APPBIN_KIND_INTEL_HEX),
        OTHER(":00000001FF", APPBIN_KIND_INTEL_HEX),
        OTHER("UF2\n\x57\x51\x5D\x9E", APPBIN_KIND_UF2),
        OTHER("<!DOCTYPE html>", APPBIN_KIND_HTML),
        OTHER("\xEF\xBB\xBF\r\n <HTML lang", APPBIN_KIND_HTML),
        OTHER("<?xml version", APPBIN_KIND_HTML),
        OTHER("{\"error\": \"not\nfound\"}", APPBIN_KIND_TEXT),
        OTHER("garbage", APPBIN_KIND_UNKNOWN),
        OTHER("0123456789abcdef", APPBIN_KIND_UNKNOWN), /* no line ends: a key that is raw bytes? */
        OTHER("one line\nand\1another", APPBIN_KIND_UNKNOWN),
        OTHER(":1001000", APPBIN_KIND_UNKNOWN),
        OTHER(":100100002x46", APPBIN_KIND_UNKNOWN),
        OTHER("\x1F\x8B", APPBIN_KIND_UNKNOWN),
        OTHER("<htm", APPBIN_KIND_UNKNOWN),
        OTHER("\377\377\377\377", APPBIN_KIND_UNKNOWN),
        OTHER("\xE9\x03", APPBIN_KIND_UNKNOWN), /* an image, but damaged */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct appbin_kind_report report =
            report_of((const uint8_t *)cases[i].bytes, cases[i].size);
        assert_int_equal(report.kind, cases[i].kind);
        assert_int_equal(report.digest, APPBIN_DIGEST_NONE);
    }
}

static void test_kind_find_elf_machine_named(void **state)
{
    (void)state;
    static const struct {
        uint16_t machine;
        uint32_t entry;
        const char *what;
    } cases[] = {
        {94, 0x40100004, "an ELF"},
        {94, 0x40210010, "an ELF"},
        {94, 0x40080400, "an ELF for a chip of the ESP32 family (entry 0x40080400)"},
        {94, 0x40374000, "an ELF for a chip of the ESP32 family (entry 0x40374000)"},
        {243, 0x40380000, "an ELF for RISC-V"},
        {62, 0x401000, "an ELF for x86-64"},
        {40, 0x8000, "an ELF for ARM"},
        {8, 0x8000, "an ELF for machine 8"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint8_t bytes[52] = "\177ELF\1\1\1";
        put_le16(bytes + 18, cases[i].machine);
        put_le32(bytes + 24, cases[i].entry);
        struct appbin_kind_report report = report_of(bytes, sizeof bytes);
        assert_string_equal(report.what, cases[i].what);
        assert_int_equal(strstr(report.advice, "imagetool build") != NULL, i < 2);
    }
}

static void test_kind_str_every_kind_distinct(void **state)
{
    (void)state;
    for (int a = APPBIN_KIND_UNKNOWN; a <= KIND_LAST; a++) {
        const char *name = appbin_kind_str((enum appbin_kind)a);
        for (const char *c = name; *c != '\0'; c++) {
            assert_true((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '-');
        }
        for (int b = APPBIN_KIND_UNKNOWN; b < a; b++) {
            assert_string_not_equal(name, appbin_kind_str((enum appbin_kind)b));
        }
    }
    assert_string_equal(appbin_kind_str((enum appbin_kind)(KIND_LAST + 1)), "unknown");
    assert_string_equal(appbin_kind_str((enum appbin_kind) - 1), "unknown");
    assert_string_equal(appbin_kind_str(APPBIN_KIND_RTOS_SDK_3), "rtos-sdk-3");
}

static const struct CMUnitTest tests[] = {
    TEST(test_kind_find_images_for_slots_ota),
    TEST(test_kind_find_ram_part_ram_part),
    TEST(test_kind_find_linked_for_a_rom_rboot),
    TEST(test_kind_find_arduino_arduino),
    TEST(test_kind_find_load_to_flash_cache_loader),
    TEST(test_kind_find_rtos_sdk_3_digest_judged),
    TEST(test_kind_find_rtos_sdk_3_flash_size_of_header),
    TEST(test_kind_find_irom_joined_joined),
    TEST(test_kind_find_micropython_digest_judged),
    TEST(test_kind_find_esp32_family_chip_named),
    TEST(test_kind_find_almost_esp32_not_esp32),
    TEST(test_kind_find_other_files_named),
    TEST(test_kind_find_elf_machine_named),
    TEST(test_kind_str_every_kind_distinct),
};

TEST_MAIN(tests)
