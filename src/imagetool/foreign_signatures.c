/* SPDX-License-Identifier: MIT */
#include "foreign_signatures.h"

#include <stdlib.h>
#include <string.h>

#include "appbin/signature_check.h"
#include "message.h"
#include "signature_text.h"

#define NO_KEY ((size_t)-1)

/* A signature on its way to its key. */
struct pairing {
    struct signature_text decoded;
    uint8_t wire[APPBIN_SIGNATURE_MAX];
    size_t key; /* whose it is, or NO_KEY */
    bool was_text;
};

struct pairings {
    const uint8_t *message; /* what is signed, message_size bytes */
    uint32_t message_size;
    const struct foreign_signature *signatures;
    const struct foreign_key *keys;
    size_t count;
    struct pairing at[APPVERIFY_SIGNATURES_MAX];
};

static enum appbin_error import(uint8_t *wire, const struct pairings *pairings, size_t index,
                                size_t key, bool as_text, struct appbin_diagnostic *diagnostic)
{
    const struct foreign_signature *signature = &pairings->signatures[index];
    const struct signature_text *decoded = &pairings->at[index].decoded;
    return appbin_signature_import(wire, pairings->keys[key].key.algorithm,
                                   as_text ? decoded->bytes : signature->bytes,
                                   as_text ? decoded->size : signature->size, diagnostic);
}

static enum appbin_error check(const uint8_t *wire, const struct pairings *pairings, size_t key,
                               struct appbin_diagnostic *diagnostic)
{
    return appbin_signature_check(&pairings->keys[key].key, pairings->message,
                                  pairings->message_size, wire, diagnostic);
}

/* As it is, or else as what it says as text. */
static bool is_by(struct pairings *pairings, size_t index, size_t key)
{
    struct pairing *pairing = &pairings->at[index];
    for (int as_text = 0; as_text <= (pairing->decoded.form != NULL ? 1 : 0); as_text++) {
        if (import(pairing->wire, pairings, index, key, as_text != 0, NULL) == APPBIN_OK &&
            check(pairing->wire, pairings, key, NULL) == APPBIN_OK) {
            pairing->was_text = as_text != 0;
            return true;
        }
    }
    return false;
}

static bool is_taken(const struct pairings *pairings, size_t key)
{
    for (size_t i = 0; i < pairings->count; i++) {
        if (pairings->at[i].key == key) {
            return true;
        }
    }
    return false;
}

/* The order of the command line goes first. */
static void pair(struct pairings *pairings)
{
    for (size_t i = 0; i < pairings->count; i++) {
        pairings->at[i].key = is_by(pairings, i, i) ? i : NO_KEY;
    }
    for (size_t i = 0; i < pairings->count; i++) {
        for (size_t key = 0; key < pairings->count && pairings->at[i].key == NO_KEY; key++) {
            if (!is_taken(pairings, key) && is_by(pairings, i, key)) {
                pairings->at[i].key = key;
            }
        }
    }
}

/* A key that has no signature: the one at the same place, or one of the right kind, or any. */
static size_t choose_key(const struct pairings *pairings, size_t index)
{
    uint8_t wire[APPBIN_SIGNATURE_MAX];
    size_t chosen = NO_KEY;
    for (size_t i = 0; i < pairings->count; i++) {
        size_t key = (index + i) % pairings->count;
        if (is_taken(pairings, key)) {
            continue;
        }
        if (import(wire, pairings, index, key, false, NULL) == APPBIN_OK ||
            import(wire, pairings, index, key, true, NULL) == APPBIN_OK) {
            return key;
        }
        chosen = chosen == NO_KEY ? key : chosen;
    }
    return chosen;
}

/* By a key that has a signature already? Then says so. */
static bool refuse_second(struct pairings *pairings, size_t index)
{
    for (size_t key = 0; key < pairings->count; key++) {
        if (is_taken(pairings, key) && is_by(pairings, index, key)) {
            message_error(pairings->signatures[index].name,
                          "the second signature by %s; each key counts once",
                          pairings->keys[key].path);
            return true;
        }
    }
    return false;
}

static enum exit_code refuse(struct pairings *pairings, size_t index)
{
    const char *name = pairings->signatures[index].name;
    const struct signature_text *decoded = &pairings->at[index].decoded;
    struct appbin_diagnostic diagnostic;
    uint8_t wire[APPBIN_SIGNATURE_MAX];
    size_t key = choose_key(pairings, index);
    if (decoded->empty) {
        message_error(name, "JSON without a signature: it needs a member \"Signature\", "
                            "\"signature\" or \"value\" in base64");
        return EXIT_REFUSED;
    }
    enum appbin_error error = import(wire, pairings, index, key, false, &diagnostic);
    bool as_text = error != APPBIN_OK && decoded->form != NULL;
    if (as_text) {
        error = import(wire, pairings, index, key, true, &diagnostic);
    }
    bool imported = error == APPBIN_OK;
    if (imported) {
        error = check(wire, pairings, key, &diagnostic);
    }
    message_error(name, "%s%s%s%s%s%s", as_text ? decoded->form : "", as_text ? ": " : "",
                  imported ? "not valid for " : "", imported ? pairings->keys[key].path : "",
                  imported ? ": " : "", diagnostic.message);
    return exit_code_of(error);
}

static enum exit_code add(struct appbin_release *release, const struct pairings *pairings,
                          size_t index)
{
    const struct pairing *pairing = &pairings->at[index];
    const char *name = pairings->signatures[index].name;
    struct appbin_diagnostic diagnostic;
    enum appbin_error error = appbin_release_add_signature(
        release, &pairings->keys[pairing->key].key, pairing->wire, &diagnostic);
    if (error != APPBIN_OK) {
        return message_failure(name, error, &diagnostic);
    }
    if (pairing->was_text) {
        message_warning(name, "%s; the signature in it is taken", pairing->decoded.form);
    }
    return EXIT_DONE;
}

enum exit_code foreign_signatures_add(struct appbin_release *release,
                                      const struct foreign_signature *signatures,
                                      const struct foreign_key *keys, size_t count)
{
    enum exit_code result = EXIT_DONE;
    struct pairings *pairings = calloc(1, sizeof *pairings);
    if (pairings == NULL) {
        message_error(NULL, "out of memory");
        return EXIT_INPUT;
    }
    pairings->signatures = signatures;
    pairings->keys = keys;
    pairings->count = count;
    pairings->message = appbin_release_signed_part(release, &pairings->message_size);
    for (size_t i = 0; i < count; i++) {
        signature_text_decode(&pairings->at[i].decoded, signatures[i].bytes, signatures[i].size);
    }
    pair(pairings);
    for (size_t i = 0; i < count && result == EXIT_DONE; i++) {
        if (pairings->at[i].key == NO_KEY) {
            result = refuse_second(pairings, i) ? EXIT_REFUSED : refuse(pairings, i);
        }
    }
    for (size_t i = 0; i < count && result == EXIT_DONE; i++) {
        result = add(release, pairings, i);
    }
    free(pairings);
    return result;
}
