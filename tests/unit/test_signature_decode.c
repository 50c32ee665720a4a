/* SPDX-License-Identifier: MIT */
#include "appbin/signature.h"

#include <string.h>

#include "test_support.h"

/* 0, 1, 2 ... 63, and what base64 and od make of it. */
#define BASE64_FIRST "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v"
#define BASE64_REST "MDEyMzQ1Njc4OTo7PD0+Pw"
#define HEX_FIRST "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define HEX_REST "202122232425262728292a2b2c2d2e2f303132333435363738393A3B3C3D3E3F"

static void assert_decoded(const char *text, const char *wanted_form)
{
    uint8_t bytes[APPBIN_SIGNATURE_TEXT_MAX];
    size_t size = 0;
    const char *form = appbin_signature_decode(bytes, &size, (const uint8_t *)text, strlen(text));
    assert_non_null(form);
    assert_string_equal(form, wanted_form);
    assert_int_equal(size, 64);
    for (size_t i = 0; i < size; i++) {
        assert_int_equal(bytes[i], i);
    }
}

static void test_signature_decode_hex_as_bytes(void **state)
{
    (void)state;
    assert_decoded(HEX_FIRST HEX_REST, "hexadecimal text");
    assert_decoded(HEX_FIRST "\n  " HEX_REST "\r\n", "hexadecimal text");
    assert_decoded("00:01:02 03"
                   "04:"
                   "05060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f" HEX_REST,
                   "hexadecimal text");
}

static void test_signature_decode_base64_as_bytes(void **state)
{
    (void)state;
    assert_decoded(BASE64_FIRST BASE64_REST "==", "base64 text");
    assert_decoded(BASE64_FIRST BASE64_REST, "base64 text");
    assert_decoded(BASE64_FIRST "\n" BASE64_REST "==\n", "base64 text");
    assert_decoded(BASE64_FIRST "\r\n" BASE64_REST "==\r\n", "base64 text");
    assert_decoded(BASE64_FIRST "MDEyMzQ1Njc4OTo7PD0-Pw", "base64 text"); /* RFC 4648, 5 */
}

static void test_signature_decode_pem_as_bytes(void **state)
{
    (void)state;
    assert_decoded("-----BEGIN SIGNATURE-----\n" BASE64_FIRST "\n" BASE64_REST
                   "==\n-----END SIGNATURE-----\n",
                   "a PEM block");
}

static void test_signature_decode_line_end_stripped(void **state)
{
    (void)state;
    static const char *const ends[] = {"\n", "\r\n"};
    uint8_t bytes[72];
    for (size_t i = 0; i < 2; i++) {
        char text[72] = {1, 2, (char)0x80};
        size_t size = 0;
        memcpy(text + 64, ends[i], strlen(ends[i]));
        assert_string_equal(
            appbin_signature_decode(bytes, &size, (const uint8_t *)text, 64 + strlen(ends[i])),
            "bytes with the end of a line after them");
        assert_int_equal(size, 64);
        assert_memory_equal(bytes, text, 64);
    }
}

static void test_signature_decode_anything_else_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "garbage",
        "\n",
        HEX_FIRST,                                    /* a digest */
        HEX_FIRST HEX_REST "0!",                      /* no digit */
        BASE64_FIRST "!" BASE64_REST,                 /* not of the alphabet */
        BASE64_FIRST BASE64_REST "===",               /* too much padding */
        BASE64_FIRST "=" BASE64_REST "=",             /* padding inside */
        ("-----BEGIN SIGNATURE-----\n" BASE64_FIRST), /* no end */
        "-----BEGIN SIGNATURE-----",
        "-----BEGIN SIGNATURE-----\n!\n-----END SIGNATURE-----",
    };
    static uint8_t huge[APPBIN_SIGNATURE_TEXT_MAX + 1];
    uint8_t bytes[sizeof huge] = {0xa5};
    size_t size = 77;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (appbin_signature_decode(bytes, &size, (const uint8_t *)texts[i], strlen(texts[i])) !=
            NULL) {
            fail_msg("'%s' is taken", texts[i]);
        }
    }
    memset(huge, 'A', sizeof huge);
    assert_null(appbin_signature_decode(bytes, &size, huge, sizeof huge));
    assert_int_equal(size, 77);
    assert_int_equal(bytes[0], 0xa5);
}

static const struct CMUnitTest tests[] = {
    TEST(test_signature_decode_hex_as_bytes),
    TEST(test_signature_decode_base64_as_bytes),
    TEST(test_signature_decode_pem_as_bytes),
    TEST(test_signature_decode_line_end_stripped),
    TEST(test_signature_decode_anything_else_refused),
};

TEST_MAIN(tests)
