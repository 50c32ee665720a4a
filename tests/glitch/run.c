/* SPDX-License-Identifier: MIT */
/* What the lists of attacks share. */
#include "scenario.h"

#define STEPS_MAX 2000u
#define BUDGET 64u

const char *const glitch_path_names[PATHS] = {"image", "manifest", "weak"};

/* Counted where a write past the end of the context does not count too. */
static enum appverify_result switch_slot(void *context, uint32_t slot)
{
    (void)context;
    (void)slot;
    glitch_outcome.switches++;
    return APPVERIFY_OK;
}

/* Not behind the store in fix: a wrong pointer to the storage would call it. */
static const struct appverify_platform platform = {switch_slot, NULL};

void glitch_verify_release(void)
{
    fix.commit.platform = &platform;
    CHECK_EQUAL(fixture_verify_manifest(), APPVERIFY_MANIFEST_OK);
    CHECK_EQUAL(fixture_verify(fix.image_size, BUDGET), APPVERIFY_OK);
}

static enum glitch_level level_of(enum appverify_result answer)
{
    switch (answer) {
    case APPVERIFY_MANIFEST_OK:
        return LEVEL_MANIFEST;
    case APPVERIFY_OK:
        return LEVEL_IMAGE;
    case APPVERIFY_COMMITTED:
        return LEVEL_COMMIT;
    default:
        return LEVEL_NOTHING;
    }
}

static void note(enum appverify_result answer)
{
    enum glitch_level level = level_of(answer);
    glitch_outcome.answer = answer;
    if (level > glitch_outcome.level) {
        glitch_outcome.level = level;
    }
}

/* 1 for this verdict. As in the examples the answer of a begin is left to the first step. */
static int reaches(enum appverify_result begun, enum appverify_result wanted)
{
    uint32_t steps = 0;
    note(begun);
    do {
        note(appverify_step(&fix.context, BUDGET));
    } while (glitch_outcome.answer == APPVERIFY_MORE && ++steps < STEPS_MAX);
    return glitch_outcome.answer == wanted;
}

void glitch_run(enum glitch_path path)
{
    struct appverify_context *context = &fix.context;
    int good;
    glitch_outcome = (struct glitch_outcome){LEVEL_NOTHING, APPVERIFY_ERR_UNDECIDED, 0};
    if (path != PATH_IMAGE) {
        copy_bytes(fix.manifest, fixture_manifest(), fix.manifest_size);
    }
    if (path == PATH_WEAK) {
        note(glitch_weak_verdict(&fix));
        return;
    }
    if (path == PATH_IMAGE) {
        good = reaches(appverify_begin_image(context, &fix.config, fix.image_size), APPVERIFY_OK);
    } else {
        good = reaches(appverify_begin_manifest(context, &fix.config, fix.manifest_size),
                       APPVERIFY_MANIFEST_OK) &&
               reaches(appverify_begin_body(context, fix.image_size), APPVERIFY_OK);
    }
    if (good) {
        (void)reaches(appverify_begin_commit(context, &fix.commit), APPVERIFY_COMMITTED);
    }
}

int glitch_found(const struct glitch_attack *attack)
{
    return glitch_outcome.level > attack->allowed || glitch_outcome.switches != 0;
}

int glitch_as_expected(const struct glitch_attack *attack)
{
    return !glitch_found(attack) && glitch_outcome.answer == attack->refusal;
}
