/* SPDX-License-Identifier: MIT */
#include "appbin/firmware_trust.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "elf_maker.h"
#include "test_support.h"

#define TRUST_SIZE 112u
#define IROM_SECTION 5 /* of small_firmware, counted from 1 */
#define BSS_SECTION 3
#define PLACE 0x40u /* in irom */

/* As docs and include/appverify/trust.h have it: words of a little-endian machine. */
static void write_trust(uint8_t *bytes, uint32_t threshold, uint32_t count)
{
    memset(bytes, 0, TRUST_SIZE);
    put_le32(bytes, 0x31545241);
    put_le32(bytes + 4, 112);
    for (uint8_t i = 0; i < 32; i++) {
        bytes[8 + i] = (uint8_t)(0xA0 + i);
    }
    put_le32(bytes + 40, threshold);
    put_le32(bytes + 44, count);
    for (size_t i = 0; i < 8; i++) {
        memset(bytes + 48 + 8 * i, (int)i + 1, 8);
    }
}

struct made_elf {
    uint8_t irom[0x200];
    struct elf_maker maker;
    struct elf_maker_symbol *symbol;
    uint8_t *bytes;
    struct appbin_elf *elf;
};

/* A firmware with the symbol; a test may change it before it is opened. */
static void make(struct made_elf *made)
{
    struct firmware firmware = small_firmware();
    *made = (struct made_elf){.bytes = NULL};
    write_trust(made->irom + PLACE, 2, 3);
    firmware.irom = (struct sample){.bytes = made->irom, .size = sizeof made->irom};
    made->maker = firmware_maker(&firmware);
    made->symbol = elf_maker_add_symbol(&made->maker, "appverify_trust", IROM_SLOT1_NEW + PLACE);
    made->symbol->section = IROM_SECTION;
    made->symbol->type = STT_OBJECT;
    made->symbol->size = TRUST_SIZE;
}

static enum appbin_error read_made(struct made_elf *made, struct appbin_firmware_trust *trust,
                                   bool *found, struct appbin_diagnostic *diagnostic)
{
    size_t size = 0;
    made->bytes = elf_maker_build(&made->maker, &size);
    assert_int_equal(appbin_elf_open(&made->elf, made->bytes, size, NULL), APPBIN_OK);
    enum appbin_error error = appbin_firmware_trust_read(trust, found, made->elf, diagnostic);
    appbin_elf_close(made->elf);
    free(made->bytes);
    return error;
}

/* Refused with a reason, and nothing was set. */
static void assert_malformed(struct made_elf *made)
{
    struct appbin_firmware_trust trust = {.threshold = 77};
    struct appbin_diagnostic diagnostic = {""};
    bool found = false;
    assert_int_equal(read_made(made, &trust, &found, &diagnostic), APPBIN_ERR_ELF_MALFORMED);
    assert_int_equal(trust.threshold, 77);
    assert_false(found);
    assert_explained(&diagnostic);
}

static struct appbin_firmware_trust good_trust(void)
{
    struct made_elf made;
    struct appbin_firmware_trust trust;
    bool found = false;
    make(&made);
    assert_int_equal(read_made(&made, &trust, &found, NULL), APPBIN_OK);
    assert_true(found);
    return trust;
}

static void test_firmware_trust_read_every_field(void **state)
{
    (void)state;
    struct appbin_firmware_trust trust = good_trust();
    for (uint8_t i = 0; i < 16; i++) {
        assert_int_equal(trust.vendor_id[i], 0xA0 + i);
        assert_int_equal(trust.class_id[i], 0xB0 + i);
    }
    assert_int_equal(trust.threshold, 2);
    assert_int_equal(trust.key_count, 3);
    const uint8_t third[8] = {3, 3, 3, 3, 3, 3, 3, 3};
    assert_memory_equal(trust.key_ids[2], third, 8);
}

/* ld -r and objcopy --keep-global-symbol make it so. */
static void test_firmware_trust_read_local_symbol_counts(void **state)
{
    (void)state;
    struct made_elf made;
    struct appbin_firmware_trust trust;
    bool found = false;
    make(&made);
    made.symbol->binding = STB_LOCAL;
    assert_int_equal(read_made(&made, &trust, &found, NULL), APPBIN_OK);
    assert_true(found);
    assert_int_equal(trust.threshold, 2);
}

static void test_firmware_trust_read_no_symbol_not_found(void **state)
{
    (void)state;
    static const uint8_t types[] = {STT_FILE, STT_SECTION};
    for (size_t i = 0; i < 4; i++) {
        struct made_elf made;
        struct appbin_firmware_trust trust = {.threshold = 77};
        bool found = true;
        make(&made);
        made.maker.symbol_count -= i == 0 ? 1 : 0;
        made.symbol->section = i == 1 ? SHN_UNDEF : IROM_SECTION;
        made.symbol->type = i >= 2 ? types[i - 2] : STT_OBJECT;
        assert_int_equal(read_made(&made, &trust, &found, NULL), APPBIN_OK);
        assert_false(found);
        assert_int_equal(trust.threshold, 77);
    }
    struct made_elf made;
    struct appbin_firmware_trust trust;
    bool found = true;
    make(&made);
    made.maker.stripped = true;
    assert_int_equal(read_made(&made, &trust, &found, NULL), APPBIN_OK);
    assert_false(found);
}

static void test_firmware_trust_read_two_symbols_refused(void **state)
{
    (void)state;
    static const uint8_t bindings[][2] = {{STB_GLOBAL, STB_GLOBAL},
                                          {STB_GLOBAL, STB_LOCAL},
                                          {STB_LOCAL, STB_GLOBAL},
                                          {STB_LOCAL, STB_LOCAL},
                                          {STB_WEAK, STB_GLOBAL}};
    for (size_t i = 0; i < sizeof bindings / sizeof bindings[0]; i++) {
        struct made_elf made;
        make(&made);
        struct elf_maker_symbol *other =
            elf_maker_add_symbol(&made.maker, "appverify_trust", made.symbol->value);
        *other = *made.symbol;
        made.symbol->binding = bindings[i][0];
        other->binding = bindings[i][1];
        assert_malformed(&made);
    }
}

/* The ELF lies: nothing of a symbol may be believed. */
static void test_firmware_trust_read_symbol_elsewhere_refused(void **state)
{
    (void)state;
    static const struct {
        uint32_t value;
        uint32_t size;
        uint16_t section;
    } lies[] = {
        {IROM_SLOT1_NEW - 4, 112, IROM_SECTION},
        {IROM_SLOT1_NEW + 0x200 - 108, 112, IROM_SECTION},
        {IROM_SLOT1_NEW + 0x200, 112, IROM_SECTION},
        {0xFFFFFFFC, 112, IROM_SECTION},
        {0, 112, IROM_SECTION},
        {IROM_SLOT1_NEW + PLACE, 112, 1}, /* another section */
        {IROM_SLOT1_NEW + PLACE, 112, 6}, /* .symtab, without address */
        {0x10, 112, 6},
        {IROM_SLOT1_NEW + PLACE, 112, 200},
        {IROM_SLOT1_NEW + PLACE, 112, SHN_ABS},
        {IROM_SLOT1_NEW + PLACE, 112, SHN_COMMON},
        {IROM_SLOT1_NEW + PLACE, 112, SHN_XINDEX},
        {IROM_SLOT1_NEW + PLACE, 111, IROM_SECTION},
        {IROM_SLOT1_NEW + PLACE, 113, IROM_SECTION},
        {IROM_SLOT1_NEW + PLACE, 0, IROM_SECTION},
        {IROM_SLOT1_NEW + PLACE, 0xFFFFFFFF, IROM_SECTION},
    };
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        struct made_elf made;
        make(&made);
        made.symbol->value = lies[i].value;
        made.symbol->size = lies[i].size;
        made.symbol->section = lies[i].section;
        assert_malformed(&made);
    }
}

static void test_firmware_trust_read_without_bytes_refused(void **state)
{
    (void)state;
    struct made_elf made;
    make(&made);
    made.symbol->section = BSS_SECTION;
    made.symbol->value = elf_maker_find(&made.maker, ".bss")->address;
    assert_malformed(&made);
    make(&made);
    elf_maker_find(&made.maker, ".irom0.text")->flags = 0;
    assert_malformed(&made);
}

static void test_firmware_trust_read_last_bytes_of_section_taken(void **state)
{
    (void)state;
    struct made_elf made;
    struct appbin_firmware_trust trust;
    bool found = false;
    make(&made);
    write_trust(made.irom + sizeof made.irom - TRUST_SIZE, 1, 8);
    made.symbol->value = IROM_SLOT1_NEW + (uint32_t)sizeof made.irom - TRUST_SIZE;
    assert_int_equal(read_made(&made, &trust, &found, NULL), APPBIN_OK);
    assert_int_equal(trust.key_count, 8);
}

static void test_firmware_trust_read_bad_numbers_refused(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        uint32_t value;
    } bad[] = {
        {0, 0},  {0, 0x31545240}, {0, 0x41525431},  {4, 111},         {4, 116},
        {4, 0},  {40, 0},         {40, 4},          {40, 0xFFFFFFFF}, {44, 0},
        {44, 1}, {44, 9},         {44, 0xFFFFFFFF}, {44, 0x20000003},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct made_elf made;
        make(&made);
        put_le32(made.irom + PLACE + bad[i].at, bad[i].value);
        assert_malformed(&made);
    }
    struct made_elf made;
    make(&made);
    memcpy(made.irom + PLACE + 48 + 16, made.irom + PLACE + 48, 8); /* a key twice */
    assert_malformed(&made);
}

static void test_firmware_trust_same_keys_in_any_order(void **state)
{
    (void)state;
    struct appbin_firmware_trust first = good_trust();
    struct appbin_firmware_trust second = first;
    memcpy(second.key_ids[0], first.key_ids[2], 8);
    memcpy(second.key_ids[2], first.key_ids[0], 8);
    assert_int_equal(appbin_firmware_trust_same(&first, &second, NULL), APPBIN_OK);
}

static void test_firmware_trust_same_any_difference_told(void **state)
{
    (void)state;
    const struct appbin_firmware_trust first = good_trust();
    for (unsigned i = 0; i < 6; i++) {
        struct appbin_firmware_trust second = first;
        struct appbin_diagnostic diagnostic = {""};
        second.vendor_id[15] ^= i == 0;
        second.class_id[0] ^= i == 1;
        second.threshold -= i == 2;
        second.key_count -= i == 3; /* a subset: asked from the other side too */
        second.key_ids[2][7] ^= i == 4;
        second.key_ids[0][0] ^= i == 5;
        assert_int_equal(appbin_firmware_trust_same(&first, &second, &diagnostic), APPBIN_ERR_PAIR);
        assert_explained(&diagnostic);
        assert_int_equal(appbin_firmware_trust_same(&second, &first, NULL), APPBIN_ERR_PAIR);
    }
}

static void test_firmware_trust_check_product_other_refused(void **state)
{
    (void)state;
    const struct appbin_firmware_trust trust = good_trust();
    uint8_t vendor[16];
    uint8_t product[16];
    memcpy(vendor, trust.vendor_id, 16);
    memcpy(product, trust.class_id, 16);
    assert_int_equal(appbin_firmware_trust_check_product(&trust, vendor, product, NULL), APPBIN_OK);
    assert_int_equal(appbin_firmware_trust_check_product(&trust, product, vendor, NULL),
                     APPBIN_ERR_TRUST);
    for (unsigned bit = 0; bit < 128; bit++) {
        struct appbin_diagnostic diagnostic = {""};
        vendor[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_equal(appbin_firmware_trust_check_product(&trust, vendor, product, &diagnostic),
                         APPBIN_ERR_TRUST);
        assert_non_null(strstr(diagnostic.message, "another vendor"));
        vendor[bit / 8] ^= (uint8_t)(1u << bit % 8);
        product[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_equal(appbin_firmware_trust_check_product(&trust, vendor, product, &diagnostic),
                         APPBIN_ERR_TRUST);
        assert_non_null(strstr(diagnostic.message, "another product"));
        product[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

static void test_firmware_trust_check_keys_by_threshold(void **state)
{
    (void)state;
    /* Bits of the keys 1 to 3, which are the ring, and of a foreign one; two are needed. */
    const struct appbin_firmware_trust trust = good_trust();
    for (unsigned set = 0; set < 16; set++) {
        struct appbin_public_key keys[4] = {{.algorithm = 0}};
        struct appbin_diagnostic diagnostic = {""};
        size_t count = 0;
        for (uint8_t i = 0; i < 4; i++) {
            if ((set >> i & 1u) != 0) {
                memset(keys[count++].id, i + 1, 8);
            }
        }
        bool enough = (set & 7) == 3 || (set & 7) == 5 || (set & 7) == 6 || (set & 7) == 7;
        assert_int_equal(appbin_firmware_trust_check_keys(&trust, keys, count, &diagnostic),
                         enough ? APPBIN_OK : APPBIN_ERR_FOREIGN_RING);
        assert_int_equal(strstr(diagnostic.message, "0202020202020202") == NULL, enough);
    }
}

/* All of them fit one line. */
static void test_firmware_trust_check_keys_full_ring_named(void **state)
{
    (void)state;
    struct appbin_firmware_trust trust = {.threshold = 8, .key_count = 8};
    struct appbin_diagnostic diagnostic = {""};
    memset(trust.key_ids[7], 0xEF, 8);
    assert_int_equal(appbin_firmware_trust_check_keys(&trust, NULL, 0, &diagnostic),
                     APPBIN_ERR_FOREIGN_RING);
    assert_non_null(strstr(diagnostic.message, "efefefefefefefef"));
}

static const struct CMUnitTest tests[] = {
    TEST(test_firmware_trust_read_every_field),
    TEST(test_firmware_trust_read_local_symbol_counts),
    TEST(test_firmware_trust_read_no_symbol_not_found),
    TEST(test_firmware_trust_read_two_symbols_refused),
    TEST(test_firmware_trust_read_symbol_elsewhere_refused),
    TEST(test_firmware_trust_read_without_bytes_refused),
    TEST(test_firmware_trust_read_last_bytes_of_section_taken),
    TEST(test_firmware_trust_read_bad_numbers_refused),
    TEST(test_firmware_trust_same_keys_in_any_order),
    TEST(test_firmware_trust_same_any_difference_told),
    TEST(test_firmware_trust_check_product_other_refused),
    TEST(test_firmware_trust_check_keys_by_threshold),
    TEST(test_firmware_trust_check_keys_full_ring_named),
};

TEST_MAIN(tests)
