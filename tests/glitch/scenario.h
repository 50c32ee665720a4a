/* SPDX-License-Identifier: MIT */
/* Attacks on a device, each run from the first begin to the commit, while a driver has one
 * instruction of the library changed. */
#ifndef APPVERIFY_TESTS_GLITCH_SCENARIO_H
#define APPVERIFY_TESTS_GLITCH_SCENARIO_H

#include "fixture.h"

/* How far a device gets with it when nothing is changed. */
enum glitch_level { LEVEL_NOTHING, LEVEL_MANIFEST, LEVEL_IMAGE, LEVEL_COMMIT };

struct glitch_attack {
    const char *name;
    void (*prepare)(void); /* turns the good release into the attack */
    enum glitch_level allowed;
    enum appverify_result refusal; /* the last answer */
};

/* What a run came to; written as it goes, for a run that does not return. */
struct glitch_outcome {
    enum glitch_level level; /* highest verdict that was given */
    enum appverify_result answer;
    uint32_t switches;
};

extern const struct glitch_attack glitch_attacks[];
extern const uint32_t glitch_attack_count;
/* By the driver, where no run writes it by mistake. */
extern struct glitch_outcome glitch_outcome;

/* The image at once; the manifest before its body; neither, but glitch_weak_verdict. */
enum glitch_path { PATH_IMAGE, PATH_MANIFEST, PATH_WEAK, PATHS };

extern const char *const glitch_path_names[PATHS];

/*
 * A device that has verified a good release, in fix: the context and what lies on the stack are
 * those of a yes. Then the attack. Ends with a failed check when the bench itself is wrong.
 */
void glitch_prepare(const struct glitch_attack *attack);

/* Verifies what is in fix, which must be good: for glitch_prepare. */
void glitch_verify_release(void);

/* The device takes what it finds; leaves glitch_outcome. */
void glitch_run(enum glitch_path path);

/* 1 when the run gave more than the attack may get. */
int glitch_found(const struct glitch_attack *attack);

/* 1 when the run was as it must be with nothing changed. */
int glitch_as_expected(const struct glitch_attack *attack);

/* 0 for an attack that the path has no answer to. */
int glitch_applies(const struct glitch_attack *attack, enum glitch_path path);

/*
 * Known to be weak: one branch between a comparison and the verdict. A campaign that finds nothing
 * here finds nothing anywhere.
 */
enum appverify_result glitch_weak_verdict(const struct fixture *fixture);

#endif
