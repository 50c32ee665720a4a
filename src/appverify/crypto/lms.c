/* SPDX-License-Identifier: MIT */
/*
 * RFC 8554, algorithms 4b and 6a. The message is hashed to 48 digits of 4 bits and a checksum of
 * 3; digit a says that a chain of 15 hashes is entered behind the first a of them. The ends of the
 * chains make a leaf, leaf and path make the root.
 */
#include "lms.h"

#include "../context.h"
#include "../load.h"
#include "sha256_compress.h"

#define HASH_SIZE APPVERIFY_LMS_HASH_SIZE
#define HASH_WORDS (HASH_SIZE / 4)
#define CHAINS APPVERIFY_LMS_CHAINS
#define MESSAGE_CHAINS 48u
#define CHAIN_END 15u
#define CHECKSUM_SHIFT(chain) (4u * (CHAINS - 1 - (chain))) /* of the last chains' digits */
#define LEVELS_PER_STEP 7u                                  /* one costs 6,200 instructions */

/* What messages begin with: the identifier, a number of 4 bytes and a tag of 2. */
#define IDENTIFIER_SIZE 16u
#define NUMBER 16u
#define TAG 20u
#define PREFIX_SIZE 22u
#define TAG_CHAINS 0x80u /* D_PBLC; both bytes are the same */
#define TAG_MESSAGE 0x81u
#define TAG_LEAF 0x82u
#define TAG_NODE 0x83u
/* In the block of a chain the tag is its number, and then come: */
#define CHAIN_STEP 22u
#define CHAIN_VALUE 23u
#define CHAIN_PADDING (CHAIN_VALUE + HASH_SIZE)
#define CHAIN_BITS (8u * CHAIN_PADDING)

/* In the signature. */
#define ONE_TIME_TYPE 4u
#define RANDOMIZER 8u
#define CHAIN_VALUES (RANDOMIZER + HASH_SIZE)
#define TREE_TYPE (CHAIN_VALUES + CHAINS * HASH_SIZE)
#define PATH (TREE_TYPE + 4u)

/* Far from each other, lest a flipped bit skip one. */
#define STAGE_OVER 0x00000000u
#define STAGE_CHAINS 0x2DB61AC3u
#define STAGE_TREE 0x43B5D86Eu
#define STAGE_COMPARE 0x76DB51ACu

/* The shares of the evidence; the comparison adds EQUAL. */
#define EVIDENCE_CHAIN 0x0BA9D365u
#define EVIDENCE_LEVEL 0x1D3A65C7u

/* In place: calls would take a tenth of the time between two compressions. */
static inline __attribute__((always_inline)) void store_be32(uint8_t *bytes, uint32_t word)
{
    bytes[0] = (uint8_t)(word >> 24);
    bytes[1] = (uint8_t)(word >> 16);
    bytes[2] = (uint8_t)(word >> 8);
    bytes[3] = (uint8_t)word;
}

static uint8_t *prefix_of(struct appverify_lms *lms)
{
    return (uint8_t *)lms->link.block;
}

static void begin_hash(struct appverify_lms *lms, uint32_t number, uint32_t tag)
{
    uint8_t *prefix = prefix_of(lms);
    store_be32(prefix + NUMBER, number);
    prefix[TAG] = (uint8_t)tag;
    prefix[TAG + 1] = (uint8_t)tag;
    appverify_sha256_init(&lms->hash);
    appverify_sha256_update(&lms->hash, prefix, PREFIX_SIZE);
}

static void add_hash(struct appverify_lms *lms, const uint8_t *bytes)
{
    appverify_sha256_update(&lms->hash, bytes, HASH_SIZE);
}

static void end_node(struct appverify_lms *lms)
{
    (void)appverify_sha256_final(&lms->hash, lms->node);
}

static void begin_chains(struct appverify_lms *lms, const uint8_t *digest, uint32_t leaf)
{
    uint8_t *prefix = prefix_of(lms);
    appverify_copy_words(prefix, lms->key->words + 2, IDENTIFIER_SIZE);
    begin_hash(lms, leaf, TAG_MESSAGE);
    add_hash(lms, lms->signature + RANDOMIZER);
    appverify_sha256_update(&lms->hash, digest, APPVERIFY_DIGEST_SIZE);
    (void)appverify_sha256_final(&lms->hash, lms->message);
    begin_hash(lms, leaf, TAG_CHAINS);
    prefix[TAG] = 0;
    prefix[CHAIN_PADDING] = 0x80;
    prefix[APPVERIFY_SHA256_BLOCK_SIZE - 2] = (uint8_t)(CHAIN_BITS >> 8);
    prefix[APPVERIFY_SHA256_BLOCK_SIZE - 1] = (uint8_t)CHAIN_BITS;
    lms->stage = STAGE_CHAINS;
}

enum appverify_result appverify_lms_begin(struct appverify_lms *lms,
                                          const struct appverify_key *key, const uint8_t *digest,
                                          const uint8_t *signature)
{
    *lms = (struct appverify_lms){0};
    uint32_t tree_type = load_key_word(&key->words[0]);
    uint32_t one_time_type = load_key_word(&key->words[1]);
    uint32_t tree = tree_type >> 24;
    uint32_t leaf = load_be32(signature);
    uint32_t difference = (tree_type ^ tree << 24) |
                          (one_time_type ^ APPVERIFY_LMS_ONE_TIME << 24) |
                          (tree_type ^ load_le32(signature + TREE_TYPE)) |
                          (one_time_type ^ load_le32(signature + ONE_TIME_TYPE));
    if (tree < APPVERIFY_LMS_TYPE_H5 || tree > APPVERIFY_LMS_TYPE_H20 || difference != 0) {
        return APPVERIFY_ERR_SIGNATURE;
    }
    lms->height = 5 * (tree - APPVERIFY_LMS_TYPE_H5 + 1);
    if (leaf >> lms->height != 0) {
        return APPVERIFY_ERR_SIGNATURE;
    }
    lms->key = key;
    lms->signature = signature;
    lms->node_number = leaf | 1u << lms->height;
    lms->evidence = difference;
    begin_chains(lms, digest, leaf);
    return APPVERIFY_MORE;
}

/* Of the message, then of the checksum, which is shifted as the RFC has it. */
static uint32_t digit_of(const struct appverify_lms *lms, uint32_t chain)
{
    if (chain >= MESSAGE_CHAINS) {
        return lms->checksum >> CHECKSUM_SHIFT(chain) & 0xFu;
    }
    uint32_t byte = lms->message[chain / 2];
    return chain % 2 == 0 ? byte >> 4 : byte & 0xFu;
}

/* The hash is the next value. */
static void take_value(uint8_t *value, const uint32_t *hash)
{
    store_be32(value, hash[0]);
    store_be32(value + 4, hash[1]);
    store_be32(value + 8, hash[2]);
    store_be32(value + 12, hash[3]);
    store_be32(value + 16, hash[4]);
    store_be32(value + 20, hash[5]);
}

/*
 * The steps are counted as they are done: with the digit they are 15, and those of the message are
 * its checksum, whose digits make up for them. What was stored is compared: a chain that always
 * began anew with the value of the signature would let pass what anybody can calculate.
 */
static void run_chain(struct appverify_lms *lms)
{
    uint8_t *block = prefix_of(lms);
    const volatile uint8_t *stored = block + CHAIN_VALUE + HASH_SIZE - 1;
    uint32_t digit = digit_of(lms, lms->count);
    uint32_t steps = 0;
    const uint8_t *value = lms->signature + CHAIN_VALUES + (size_t)HASH_SIZE * lms->count;
    block[TAG + 1] = (uint8_t)lms->count;
    block[CHAIN_STEP] = (uint8_t)digit;
    for (uint8_t *to = block + CHAIN_VALUE; to != block + CHAIN_PADDING; to += 4) {
        to[0] = value[0];
        to[1] = value[1];
        to[2] = value[2];
        to[3] = value[3];
        value += 4;
    }
    while (block[CHAIN_STEP] < CHAIN_END) {
        appverify_sha256_init(&lms->link);
        APPVERIFY_SHA256_COMPRESS(lms->link.state, block, 1);
        take_value(block + CHAIN_VALUE, lms->link.state);
        block[CHAIN_STEP]++;
        steps++;
    }
    add_hash(lms, block + CHAIN_VALUE);
    lms->evidence += EVIDENCE_CHAIN + digit + steps;
    if (steps > 0) {
        lms->evidence += *stored ^ (lms->link.state[HASH_WORDS - 1] & 0xFFu);
    }
    if (lms->count < MESSAGE_CHAINS) {
        lms->checksum += steps;
        lms->evidence += digit;
    } else {
        lms->evidence += digit << CHECKSUM_SHIFT(lms->count);
    }
    lms->count++;
}

static void make_leaf(struct appverify_lms *lms)
{
    end_node(lms);
    begin_hash(lms, lms->node_number, TAG_LEAF);
    add_hash(lms, lms->node);
    end_node(lms);
    lms->count = 0;
    lms->stage = STAGE_TREE;
}

/* One level up. An odd node is on the right of its neighbour. */
static void climb(struct appverify_lms *lms)
{
    const uint8_t *neighbour = lms->signature + PATH + (size_t)HASH_SIZE * lms->count;
    uint32_t is_right = lms->node_number & 1u;
    lms->node_number >>= 1;
    begin_hash(lms, lms->node_number, TAG_NODE);
    add_hash(lms, is_right != 0 ? neighbour : lms->node);
    add_hash(lms, is_right != 0 ? lms->node : neighbour);
    end_node(lms);
    lms->evidence += EVIDENCE_LEVEL;
    lms->count++;
}

static void climb_levels(struct appverify_lms *lms)
{
    for (uint32_t i = 0; i < LEVELS_PER_STEP && lms->count < lms->height; i++) {
        climb(lms);
    }
    if (lms->count == lms->height) {
        lms->stage = STAGE_COMPARE;
    }
}

static enum appverify_result compare(struct appverify_lms *lms)
{
    uint8_t root[HASH_SIZE] = {0};
    uint32_t wanted = CHAINS * (EVIDENCE_CHAIN + CHAIN_END) + MESSAGE_CHAINS * CHAIN_END +
                      lms->height * EVIDENCE_LEVEL + EQUAL(HASH_SIZE) + 1u;
    appverify_copy_words(root, lms->key->words + 6, HASH_SIZE);
    lms->evidence += appverify_compare(lms->node, root, HASH_SIZE) + lms->node_number;
    if (lms->evidence != wanted || ~lms->evidence != ~wanted) {
        return APPVERIFY_ERR_SIGNATURE;
    }
    return APPVERIFY_OK;
}

enum appverify_result appverify_lms_step(struct appverify_lms *lms)
{
    enum appverify_result result = APPVERIFY_ERR_CRYPTO;
    switch (lms->stage) {
    case STAGE_CHAINS:
        if (lms->count < CHAINS) {
            run_chain(lms);
        } else {
            make_leaf(lms);
        }
        return APPVERIFY_MORE;
    case STAGE_TREE:
        climb_levels(lms);
        return APPVERIFY_MORE;
    case STAGE_COMPARE:
        result = compare(lms);
        lms->stage = STAGE_OVER;
        return result;
    default:
        return APPVERIFY_ERR_CRYPTO;
    }
}
