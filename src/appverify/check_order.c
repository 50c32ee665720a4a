/* SPDX-License-Identifier: MIT */
/*
 * The order of the checks, one state after another:
 *
 *     locate        find the manifest in the slot, copy it to RAM      (image)
 *     read copy     structure and bounds of that copy, and SHA-256 of
 *                   its signed part                                    (image, manifest)
 *     pick key, signature: each trusted key, until enough have signed  (image, manifest)
 *     recheck       the copy, read again, is what was signed; it is
 *                   what the device accepts; for a commit, the stored
 *                   counter is not above it                            (all)
 *     body          read from flash, hashed and walked over;           (all but manifest)
 *       tail        with its last piece: the copy as in a recheck;
 *                   digest and structure of the body; the manifest in
 *                   flash is the copy; CRC word; for a commit, the
 *                   store is written and the slot switched
 *
 * In brackets: what was begun, by appverify_begin_image, _manifest, _body or _commit.
 *
 * Each line but those of the signatures and the body is one step: nobody can rewrite the copy
 * between two things that must be of the same bytes.
 *
 * Bounds come first because everything after them uses the lengths. Signatures come before the
 * policy, so that no answer depends on what a stranger wrote; and before the body, which takes the
 * longest, so that a forged manifest costs little. The recheck is done again right before every
 * body: by then the policy may name another slot or a higher counter. The body comes as late as
 * possible, and the tail belongs to its last step: from the last read of the image to the switch
 * nothing else runs.
 */
#include "context.h"

static enum appverify_result recheck_and_judge(struct appverify_context *context)
{
    enum appverify_result result = appverify_recheck(context);
    return result == APPVERIFY_MORE ? appverify_check_policy(context) : result;
}

/* One after the other, not one in the other: each has a buffer on the stack. */
static enum appverify_result read_image(struct appverify_context *context, uint32_t budget)
{
    enum appverify_result result = appverify_hash_body(context, budget);
    return result == PASSED ? appverify_check_tail(context) : result;
}

static enum appverify_result run_next_check(struct appverify_context *context, uint32_t budget)
{
    switch (context->state) {
    case STATE_LOCATE:
        return appverify_locate_manifest(context);
    case STATE_READ_COPY:
        return appverify_read_copy(context);
    case STATE_PICK_KEY:
        return appverify_pick_key(context);
    case STATE_SIGNATURE:
        return appverify_check_signature(context);
    case STATE_RECHECK:
        return recheck_and_judge(context);
    case STATE_BODY:
        return read_image(context, budget);
    default:
        return APPVERIFY_ERR_STATE;
    }
}

enum appverify_result appverify_step(struct appverify_context *context, uint32_t budget)
{
    if (context->result == APPVERIFY_MORE) {
        enum appverify_result result = APPVERIFY_ERR_CRYPTO;
        if (appverify_has_port(context)) {
            result = run_next_check(context, budget);
        }
        if (result == PASSED || result == APPVERIFY_OK) {
            /* Functions below use the second for success, too: as a verdict it needs evidence. */
            result = appverify_decide(context, EVIDENCE_IMAGE, APPVERIFY_OK);
        }
        context->result = result;
        if (result != APPVERIFY_MORE) {
            appverify_give_up_port(context);
        }
    }
    return (enum appverify_result)context->result;
}
