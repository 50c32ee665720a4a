/* SPDX-License-Identifier: MIT */
/* What the stages of a verification share. */
#ifndef APPVERIFY_SRC_CONTEXT_H
#define APPVERIFY_SRC_CONTEXT_H

#include "appverify/appverify.h"

#define CHUNK_SIZE 256u
/* Whole words that hold any CHUNK_SIZE bytes, wherever they start. */
#define CHUNK_WORDS (CHUNK_SIZE / 4u + 1u)

enum state {
    STATE_NONE,
    STATE_LOCATE,
    STATE_READ_COPY,
    STATE_PICK_KEY,
    STATE_SIGNATURE,
    STATE_RECHECK,
    STATE_BODY,
};

/*
 * Each check adds its share, which is made of what was compared and right only when it was equal.
 * An answer is given only for the exact sum, so that neither the branch behind a comparison nor the
 * sum alone makes a yes.
 */
#define EVIDENCE_SIGNATURES 0x1B8F35A9u
#define EVIDENCE_POLICY 0x23D4A6C5u
#define EVIDENCE_DIGEST 0x0C6E91B3u
#define EVIDENCE_TAIL 0x352B4C17u
#define EVIDENCE_RECHECK 0x11D2E86Bu
#define EVIDENCE_STORE 0x2A5D7913u
#define EVIDENCE_MANIFEST (EVIDENCE_SIGNATURES + EVIDENCE_RECHECK + EVIDENCE_POLICY)
#define EVIDENCE_BODY (EVIDENCE_RECHECK + EVIDENCE_DIGEST + EVIDENCE_TAIL) /* in the last step */
#define EVIDENCE_IMAGE (EVIDENCE_MANIFEST + EVIDENCE_BODY)
#define EVIDENCE_COMMIT (EVIDENCE_RECHECK + EVIDENCE_POLICY + EVIDENCE_STORE + EVIDENCE_BODY)
#define EVIDENCE_SWITCH (EVIDENCE_COMMIT + EVIDENCE_STORE)

/* What a check returns that passed: no verdict, wherever it gets to. */
#define PASSED ((enum appverify_result)0x0F96D2E1)

/* result when the evidence is exactly this, compared twice; else a refusal. */
enum appverify_result appverify_decide(const struct appverify_context *context, uint32_t evidence,
                                       enum appverify_result result);

/*
 * A crypto port belongs to the context that took it last, until that one gives it up: what is
 * pending in it can never answer for another.
 */
void appverify_take_port(const struct appverify_context *context);
int appverify_has_port(const struct appverify_context *context);
void appverify_give_up_port(const struct appverify_context *context);

/*
 * What a commit adds to the stages. The context points to it only in a commit, so that a firmware
 * that only verifies links neither commit nor store.
 */
struct appverify_commit_stages {
    /* APPVERIFY_MORE, or the reason of a refusal. */
    enum appverify_result (*check_store)(struct appverify_context *context);
    /* Writes the store and switches: APPVERIFY_COMMITTED, or the reason of a refusal. */
    enum appverify_result (*finish)(struct appverify_context *context);
};

/*
 * For a call out of order: APPVERIFY_ERR_STATE. A caller that ignores it must not find the verdict
 * on the last image, or the end of the last commit.
 */
enum appverify_result appverify_refuse_call(struct appverify_context *context);

#define EQUAL_UP 0x1B25A937u
#define EQUAL_DOWN 0x12713A23u
#define EQUAL(length) (EQUAL_UP + EQUAL_DOWN + 2u * (uint32_t)(length))

/*
 * EQUAL(length), or anything else. Compares every byte from both ends, length at least 1, and has
 * no branch that makes the answer: that is the sum of all differences and of how many bytes there
 * were. Bytes compared with themselves are not equal, since nothing was compared.
 */
uint32_t appverify_compare(const uint8_t *a, const uint8_t *b, size_t length);

/*
 * Reads length bytes of the slot, at most CHUNK_SIZE, as the whole words around them. Returns where
 * they start in words, NULL when the read failed.
 */
const uint8_t *appverify_read_slot(const struct appverify_context *context, uint32_t offset,
                                   uint32_t *words, uint32_t length);

/*
 * 0 when the security counter is not below the least; anything else when it is. Reads it anew from
 * the copy, which must be what was parsed, and has no branch.
 */
uint32_t appverify_counter_below(const struct appverify_context *context, const uint32_t *least);

/*
 * The stages. Each returns APPVERIFY_MORE and sets the next state, or ends the verification;
 * appverify_step makes an APPVERIFY_OK of PASSED, and only with the evidence for it.
 */
enum appverify_result appverify_locate_manifest(struct appverify_context *context);
enum appverify_result appverify_read_copy(struct appverify_context *context);
enum appverify_result appverify_pick_key(struct appverify_context *context);
enum appverify_result appverify_check_signature(struct appverify_context *context);
enum appverify_result appverify_recheck(struct appverify_context *context);
enum appverify_result appverify_check_policy(struct appverify_context *context);
enum appverify_result appverify_start_body(struct appverify_context *context);
enum appverify_result appverify_hash_body(struct appverify_context *context, uint32_t budget);
enum appverify_result appverify_check_tail(struct appverify_context *context);

#endif
