/* SPDX-License-Identifier: MIT */
#include "signing.h"

#include "appbin/signature.h"
#include "foreign_signatures.h"
#include "message.h"
#include "signer.h"

/* A signature by a private key of the command line. */
static enum exit_code sign_with_key(const struct arguments *arguments,
                                    struct appbin_release *release, const char *path)
{
    struct appbin_private_key *key = NULL;
    struct appbin_public_key public_key;
    struct appbin_diagnostic diagnostic;
    uint8_t signature[APPBIN_SIGNATURE_MAX];
    size_t size = 0;
    enum exit_code result = key_input_read_private(&key, path, arguments);
    if (result != EXIT_DONE) {
        return result;
    }
    bool salt_from_message = arguments_get(arguments, "pss-salt-from-message") != NULL;
    enum appbin_error error = appbin_private_key_public(&public_key, key, &diagnostic);
    if (error == APPBIN_OK) {
        error = appbin_private_key_sign(signature, &size, key, appbin_release_digest(release),
                                        salt_from_message, &diagnostic);
    }
    appbin_private_key_free(key);
    if (error == APPBIN_OK) {
        error = appbin_release_add_signature(release, &public_key, signature, &diagnostic);
    }
    return error == APPBIN_OK ? EXIT_DONE : message_failure(path, error, &diagnostic);
}

static enum exit_code read_publics(struct foreign_key *keys, const char *const *pubkeys,
                                   size_t count)
{
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < count && result == EXIT_DONE; i++) {
        keys[i].path = pubkeys[i];
        result = key_input_read_public(&keys[i].key, pubkeys[i]);
    }
    return result;
}

/* Signatures by programs. */
static enum exit_code sign_with_signers(struct appbin_release *release, const char *const *signers,
                                        const struct foreign_key *keys, size_t count)
{
    uint8_t outputs[APPVERIFY_SIGNATURES_MAX][SIGNER_OUTPUT_MAX];
    struct foreign_signature signatures[APPVERIFY_SIGNATURES_MAX];
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < count && result == EXIT_DONE; i++) {
        signatures[i] = (struct foreign_signature){"the signer's output", outputs[i], 0};
        result =
            signer_run(signers[i], appbin_release_digest(release), outputs[i], &signatures[i].size);
    }
    return result == EXIT_DONE ? foreign_signatures_add(release, signatures, keys, count) : result;
}

/* What the options ask for. */
struct wanted {
    const char *keys[APPVERIFY_SIGNATURES_MAX];
    const char *signers[APPVERIFY_SIGNATURES_MAX];
    const char *pubkeys[APPVERIFY_SIGNATURES_MAX];
    size_t key_count;
    size_t signer_count;
};

static enum exit_code read_wanted(struct wanted *wanted, const struct arguments *arguments)
{
    size_t keys = arguments_get_all(arguments, "key", wanted->keys, APPVERIFY_SIGNATURES_MAX);
    size_t signers =
        arguments_get_all(arguments, "signer", wanted->signers, APPVERIFY_SIGNATURES_MAX);
    size_t pubkeys =
        arguments_get_all(arguments, "pubkey", wanted->pubkeys, APPVERIFY_SIGNATURES_MAX);
    if (keys + signers == 0) {
        return message_usage("give --key, or --signer and --pubkey");
    }
    if (signers != pubkeys) {
        return message_usage("%zu --signer and %zu --pubkey; each signer needs its public key",
                             signers, pubkeys);
    }
    if (keys + signers > APPVERIFY_SIGNATURES_MAX) {
        return message_usage("more than %u keys", APPVERIFY_SIGNATURES_MAX);
    }
    wanted->key_count = keys;
    wanted->signer_count = signers;
    return EXIT_DONE;
}

enum exit_code signing_check(const struct arguments *arguments)
{
    struct wanted wanted;
    return read_wanted(&wanted, arguments);
}

bool signing_asks(const struct arguments *arguments)
{
    return arguments_get(arguments, "signer") != NULL;
}

enum exit_code signing_make(const struct arguments *arguments, struct appbin_release *release,
                            bool ask)
{
    struct wanted wanted;
    enum exit_code result = read_wanted(&wanted, arguments);
    for (size_t i = 0; result == EXIT_DONE && i < wanted.key_count; i++) {
        result = sign_with_key(arguments, release, wanted.keys[i]);
    }
    struct foreign_key keys[APPVERIFY_SIGNATURES_MAX];
    if (result == EXIT_DONE) {
        result = read_publics(keys, wanted.pubkeys, wanted.signer_count);
    }
    return result == EXIT_DONE && ask && wanted.signer_count > 0
               ? sign_with_signers(release, wanted.signers, keys, wanted.signer_count)
               : result;
}

size_t signing_inputs(const char *paths[SIGNING_INPUTS_MAX], const struct arguments *arguments)
{
    static const char *const lists[] = {"key", "pubkey"};
    const char *passphrase = arguments_get(arguments, "passphrase-file");
    size_t count = 0;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        size_t found =
            arguments_get_all(arguments, lists[i], paths + count, APPVERIFY_SIGNATURES_MAX);
        count += found < APPVERIFY_SIGNATURES_MAX ? found : APPVERIFY_SIGNATURES_MAX;
    }
    if (passphrase != NULL) {
        paths[count++] = passphrase;
    }
    return count;
}
