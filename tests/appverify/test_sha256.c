/* SPDX-License-Identifier: MIT */
/* SHA-256 of the library's own: published figures, every length, every way to cut a message. */
#include "check.h"
#include "random_words.h"
#include "sha256.h"
#include "sha256_compress.h"
#include "sha256_lengths.h"

#define LONGEST 300u
#define MONTE_CARLO_ROUNDS 1000u

/* Aligned, with room to begin at any byte of a word. */
static uint32_t message_words[LONGEST / 4 + 2];

static uint8_t message_byte(uint32_t index)
{
    return (uint8_t)(index * 167u + (index >> 5) * 29u + 11u);
}

static uint8_t *fill_message(uint32_t offset)
{
    uint8_t *message = (uint8_t *)message_words + offset;
    for (uint32_t i = 0; i < LONGEST; i++) {
        message[i] = message_byte(i);
    }
    return message;
}

static uint8_t from_hex(char digit)
{
    return (uint8_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

static uint32_t read_hex(uint8_t *bytes, const char *text)
{
    size_t length = 0;
    for (; text[2 * length] != '\0'; length++) {
        bytes[length] = (uint8_t)(from_hex(text[2 * length]) << 4 | from_hex(text[2 * length + 1]));
    }
    return (uint32_t)length;
}

static uint32_t first_word(const uint8_t *digest)
{
    return (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 |
           digest[3];
}

static void check_digest(const uint8_t *digest, const uint8_t *wanted)
{
    for (uint32_t i = 0; i < APPVERIFY_SHA256_DIGEST_SIZE; i++) {
        CHECK_EQUAL(digest[i], wanted[i]);
    }
}

static void hash_bytes(uint8_t *digest, const uint8_t *bytes, uint32_t length)
{
    struct appverify_sha256 hash;
    appverify_sha256_init(&hash);
    appverify_sha256_update(&hash, bytes, length);
    (void)appverify_sha256_final(&hash, digest);
}

/*
 * FIPS 180-4 by way of NIST's examples, and SHA256ShortMsg.rsp of NIST's CAVS. The first has no
 * byte.
 */
static const struct {
    const char *message;
    const char *digest;
} published[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"616263", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"6162636462636465636465666465666765666768666768696768696a68696a6b"
     "696a6b6c6a6b6c6d6b6c6d6e6c6d6e6f6d6e6f706e6f7071",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"d3", "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1"},
    {"11af", "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98"},
    {"b4190e", "dff2e73091f6c05e528896c4c831b9448653dc2ff043528f6769437bc7b975c2"},
    {"5a86b737eaea8ee976a0a24da63e7ed7eefad18a101c1211e2b3650c5187c2a8"
     "a650547208251f6d4237e661c7bf4c77f335390394c37fa1a9f9be836ac28509",
     "42e61e174fbb3897d6dd6cef3dd2802fe67b331953b06114a65c772859dfc1aa"},
};

static void sha256_published_messages_digest(void)
{
    uint8_t message[64];
    uint8_t digest[APPVERIFY_SHA256_DIGEST_SIZE];
    uint8_t wanted[APPVERIFY_SHA256_DIGEST_SIZE];
    for (uint32_t i = 0; i < CHECK_COUNT(published); i++) {
        check_note(i);
        hash_bytes(digest, message, read_hex(message, published[i].message));
        CHECK_EQUAL(read_hex(wanted, published[i].digest), sizeof wanted);
        check_digest(digest, wanted);
    }
}

/* SHA256Monte.rsp of NIST's CAVS, counts 0 and 1: each digest is of the three before it. */
static void sha256_monte_carlo_digest(void)
{
    static const char *const counts[] = {
        "e93c330ae5447738c8aa85d71a6c80f2a58381d05872d26bdd39f1fcd4f2b788",
        "2e78f8c8772ea7c9331d41ed3f9cdf27d8f514a99342ee766ee3b8b0d0b121c0",
    };
    uint8_t last[3][APPVERIFY_SHA256_DIGEST_SIZE];
    uint8_t wanted[APPVERIFY_SHA256_DIGEST_SIZE];
    (void)read_hex(last[2], "6d1e72ad03ddeb5de891e572e2396f8da015d899ef0e79503152d6010a3fe691");
    for (uint32_t count = 0; count < CHECK_COUNT(counts); count++) {
        check_note(count);
        for (uint32_t i = 0; i < sizeof wanted; i++) {
            last[0][i] = last[1][i] = last[2][i];
        }
        for (uint32_t round = 0; round < MONTE_CARLO_ROUNDS; round++) {
            uint8_t digest[APPVERIFY_SHA256_DIGEST_SIZE];
            hash_bytes(digest, last[0], sizeof last);
            for (uint32_t i = 0; i < sizeof digest; i++) {
                last[0][i] = last[1][i];
                last[1][i] = last[2][i];
                last[2][i] = digest[i];
            }
        }
        (void)read_hex(wanted, counts[count]);
        check_digest(last[2], wanted);
    }
}

/* At every address of a word: the library takes blocks from where they are, or copies. */
static void sha256_every_length_digest(void)
{
    for (uint32_t offset = 0; offset < 4; offset++) {
        const uint8_t *message = fill_message(offset);
        struct appverify_sha256 all;
        uint8_t digest[APPVERIFY_SHA256_DIGEST_SIZE];
        appverify_sha256_init(&all);
        for (uint32_t length = 0; length <= LONGEST; length++) {
            check_note(length * 4 + offset);
            hash_bytes(digest, message, length);
            CHECK_EQUAL(first_word(digest), length_digests[length]);
            appverify_sha256_update(&all, digest, sizeof digest);
        }
        (void)appverify_sha256_final(&all, digest);
        check_digest(digest, digest_of_digests);
    }
}

static void sha256_message_in_three_pieces_same_digest(void)
{
    const uint8_t *message = fill_message(0);
    for (uint32_t first = 0; first <= 130; first++) {
        for (uint32_t second = first; second <= LONGEST; second += 1 + first % 7) {
            struct appverify_sha256 hash;
            uint8_t digest[APPVERIFY_SHA256_DIGEST_SIZE];
            check_note(first * 1000 + second);
            appverify_sha256_init(&hash);
            appverify_sha256_update(&hash, message, first);
            appverify_sha256_update(&hash, message + first, second - first);
            appverify_sha256_update(&hash, message + second, LONGEST - second);
            (void)appverify_sha256_final(&hash, digest);
            CHECK_EQUAL(first_word(digest), length_digests[LONGEST]);
        }
    }
}

/* A million letters a, of NIST's examples: the count of bits needs more than 16 of its own. */
static void sha256_million_letters_digest(void)
{
    uint8_t letters[250];
    uint8_t digest[APPVERIFY_SHA256_DIGEST_SIZE];
    uint8_t wanted[APPVERIFY_SHA256_DIGEST_SIZE];
    struct appverify_sha256 hash;
    for (uint32_t i = 0; i < sizeof letters; i++) {
        letters[i] = 'a';
    }
    appverify_sha256_init(&hash);
    for (uint32_t i = 0; i < 1000000 / sizeof letters; i++) {
        appverify_sha256_update(&hash, letters, sizeof letters);
    }
    (void)appverify_sha256_final(&hash, digest);
    (void)read_hex(wanted, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    check_digest(digest, wanted);
}

/* Nobody hashes that much in a test: a state that says so, and the padding of FIPS 180-4, 5.1.1. */
static void sha256_length_in_bits_of_more_than_32(void)
{
    static const uint32_t lengths[] = {0x1FFFFFC0, 0x20000000, 0x40000040, 0xFFFFFFC0};
    for (uint32_t i = 0; i < CHECK_COUNT(lengths); i++) {
        struct appverify_sha256 hash;
        uint8_t digest[APPVERIFY_SHA256_DIGEST_SIZE];
        uint32_t state[8];
        uint32_t block[16] = {0};
        uint8_t *bytes = (uint8_t *)block;
        uint64_t bits = (uint64_t)lengths[i] * 8;
        check_note(i);
        appverify_sha256_init(&hash);
        for (uint32_t k = 0; k < 8; k++) {
            state[k] = hash.state[k];
            bytes[56 + k] = (uint8_t)(bits >> (56 - 8 * k));
        }
        bytes[0] = 0x80;
        appverify_sha256_compress(state, bytes, 1);
        hash.length = lengths[i];
        (void)appverify_sha256_final(&hash, digest);
        CHECK_EQUAL(first_word(digest), state[0]);
    }
}

/* The state of a hash that is under way is plain data. */
static void sha256_copy_of_a_hash_goes_on_alone(void)
{
    const uint8_t *message = fill_message(0);
    struct appverify_sha256 hash;
    uint8_t digest[APPVERIFY_SHA256_DIGEST_SIZE];
    appverify_sha256_init(&hash);
    appverify_sha256_update(&hash, message, 100);
    struct appverify_sha256 copy = hash;
    appverify_sha256_update(&hash, message, 1);
    (void)appverify_sha256_final(&hash, digest);
    CHECK(first_word(digest) != length_digests[200]);
    appverify_sha256_update(&copy, message + 100, 100);
    (void)appverify_sha256_final(&copy, digest);
    CHECK_EQUAL(first_word(digest), length_digests[200]);
}

#if defined(APPVERIFY_LX106)
/* Words that are all ones or zeros carry furthest; the others are random. */
static uint32_t any_word(uint32_t round)
{
    uint32_t word = random_word();
    return round % 4 == 0 ? 0u - (word & 1u) : word;
}

static void sha256_compress_lx106_words_of_c(void)
{
    random_seed(0x5EED0256);
    for (uint32_t round = 0; round < 200; round++) {
        uint32_t blocks[5 * 16];
        uint32_t state[8];
        uint32_t same[8];
        uint32_t count = 1 + round % 5;
        check_note(round);
        for (uint32_t i = 0; i < CHECK_COUNT(blocks); i++) {
            blocks[i] = any_word(round);
        }
        for (uint32_t i = 0; i < 8; i++) {
            state[i] = same[i] = any_word(round);
        }
        appverify_sha256_compress(state, (const uint8_t *)blocks, count);
        appverify_sha256_compress_lx106(same, (const uint8_t *)blocks, count);
        for (uint32_t i = 0; i < 8; i++) {
            CHECK_EQUAL(same[i], state[i]);
        }
    }
}
#endif

static const struct check_case cases[] = {
    CHECK_CASE(sha256_published_messages_digest),
    CHECK_CASE(sha256_monte_carlo_digest),
    CHECK_CASE(sha256_every_length_digest),
    CHECK_CASE(sha256_message_in_three_pieces_same_digest),
    CHECK_CASE(sha256_million_letters_digest),
    CHECK_CASE(sha256_length_in_bits_of_more_than_32),
    CHECK_CASE(sha256_copy_of_a_hash_goes_on_alone),
#if defined(APPVERIFY_LX106)
    CHECK_CASE(sha256_compress_lx106_words_of_c),
#endif
};
CHECK_TABLE(sha256);
