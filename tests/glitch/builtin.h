/* SPDX-License-Identifier: MIT */
/* Attacks on a device with the built-in crypto port: what the algorithms bring along. */
#ifndef APPVERIFY_TESTS_GLITCH_BUILTIN_H
#define APPVERIFY_TESTS_GLITCH_BUILTIN_H

#include "appverify/builtin_crypto.h"
#include "scenario.h"

/* An algorithm's key, and the signature of the release that the device has. */
struct glitch_algorithm {
    struct appverify_key key;
    void (*use)(struct appverify_builtin_crypto *state);
    const uint8_t *release_digest; /* SHA-256 of its signed part */
    const uint8_t *release_signature;
    const uint8_t *next_digest; /* of the release that the attacks are about */
};

extern const struct glitch_algorithm glitch_algorithm;

/* Nobody has signed the next release; it gets this signature. */
void glitch_forge(const uint8_t *signature);

/* The body of the signed release with two bytes changed. */
void glitch_unsigned_body(void);

#define FORGERY(name)                                                                              \
    static void name(void)                                                                         \
    {                                                                                              \
        glitch_forge(signature_##name);                                                            \
    }
#define FORGED(name)                                                                               \
    {                                                                                              \
#name, name, LEVEL_NOTHING, APPVERIFY_ERR_SIGNATURE                                        \
    }
#define UNSIGNED_BODY                                                                              \
    {                                                                                              \
        "unsigned_body", glitch_unsigned_body, LEVEL_MANIFEST, APPVERIFY_ERR_DIGEST                \
    }

#endif
