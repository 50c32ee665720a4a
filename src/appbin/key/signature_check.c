/* SPDX-License-Identifier: MIT */
#include "appbin/signature_check.h"

#include <stdio.h>

#include "appbin/hash.h"
#include "base/diagnostic.h"
#include "key/host_crypto.h"
#include "key/key_refusal.h"
#include "key/signature_mistake.h"

enum appverify_result appbin_signature_verify(const struct appbin_public_key *key,
                                              const uint8_t *digest, const uint8_t *signature)
{
    struct host_crypto state;
    struct appverify_crypto crypto;
    struct appverify_key record;
    appbin_public_key_record(&record, key);
    appbin_host_crypto_init(&crypto, &state);
    enum appverify_result result =
        crypto.operations->signature_start(crypto.state, &record, digest, signature);
    while (result == APPVERIFY_MORE) {
        result = crypto.operations->signature_step(crypto.state);
    }
    appbin_host_crypto_free(&state);
    return result;
}

void appbin_signature_say(struct appbin_diagnostic *diagnostic,
                          const char *const parts[MISTAKE_PARTS])
{
    size_t length = 0;
    for (size_t i = 0; i < MISTAKE_PARTS && length < sizeof diagnostic->message; i++) {
        if (parts[i] != NULL) {
            length +=
                (size_t)snprintf(diagnostic->message + length, sizeof diagnostic->message - length,
                                 "%s%s", length > 0 ? "; " : "", parts[i]);
        }
    }
}

static void explain(struct appbin_diagnostic *diagnostic, const struct refused_signature *refused)
{
    if (refused->key->algorithm == APPVERIFY_ALGORITHM_ECDSA_P256) {
        appbin_signature_explain_ecdsa(diagnostic, refused);
    } else if (refused->key->algorithm == APPVERIFY_ALGORITHM_LMS) {
        /* From a digest nothing comes back that would tell what it was. */
        (void)appbin_fail(diagnostic, APPBIN_ERR_SIGNATURE,
                          "another key made it, or something else than the digest was signed");
    } else {
        appbin_signature_explain_rsa(diagnostic, refused);
    }
}

enum appbin_error appbin_signature_check(const struct appbin_public_key *key,
                                         const uint8_t *message, size_t size,
                                         const uint8_t *signature,
                                         struct appbin_diagnostic *diagnostic)
{
    const struct refused_signature refused = {key, message, size, signature};
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    enum appbin_error error = appbin_sha256(digest, message, size, diagnostic);
    if (error != APPBIN_OK) {
        return error;
    }
    switch (appbin_signature_verify(key, digest, signature)) {
    case APPVERIFY_OK:
        return APPBIN_OK;
    case APPVERIFY_ERR_SIGNATURE:
        if (diagnostic != NULL) {
            explain(diagnostic, &refused);
        }
        return APPBIN_ERR_SIGNATURE;
    default: /* out of memory is all that a verifier on the host fails of */
        return appbin_key_fail_no_memory(diagnostic);
    }
}
