/* SPDX-License-Identifier: MIT */
#include "passphrase_prompt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "appbin/secret.h"
#include "core_dump.h"
#include "hidden_line.h"
#include "message.h"

/* A line that was typed; wiped once it is copied. */
struct typed {
    uint8_t bytes[PASSPHRASE_MAX + 1]; /* the newline is one of them */
    size_t size;
};

bool passphrase_prompt_possible(void)
{
    FILE *terminal = hidden_line_open();
    if (terminal != NULL) {
        (void)fclose(terminal);
    }
    return terminal != NULL;
}

static enum exit_code fail(const char *path, enum hidden_line result)
{
    switch (result) {
    case HIDDEN_LINE_ENDED:
        message_error(path, "no passphrase was given");
        break;
    case HIDDEN_LINE_LONG:
        message_error(path, "the passphrase is longer than %u bytes", PASSPHRASE_MAX);
        break;
    default:
        message_error(path, "cannot ask for the passphrase: %s", strerror(errno));
        break;
    }
    return EXIT_INPUT;
}

static enum exit_code read_typed(struct typed *typed, FILE *terminal,
                                 const struct hidden_prompt *prompt)
{
    enum hidden_line result =
        hidden_line_read(terminal, prompt, typed->bytes, sizeof typed->bytes, &typed->size);
    if (result != HIDDEN_LINE_READ) {
        return fail(prompt->file, result);
    }
    if (memchr(typed->bytes, '\0', typed->size) != NULL) {
        message_error(prompt->file, "the passphrase has a NUL byte");
        return EXIT_INPUT;
    }
    return EXIT_DONE;
}

/* Into memory of the caller's; nothing for an empty line. */
static enum exit_code keep(struct appbin_passphrase *passphrase, const struct typed *typed,
                           const char *path)
{
    if (typed->size == 0) {
        return EXIT_DONE;
    }
    uint8_t *copy = malloc(typed->size);
    if (copy == NULL) {
        message_error(path, "out of memory");
        return EXIT_INPUT;
    }
    memcpy(copy, typed->bytes, typed->size);
    passphrase->bytes = copy;
    passphrase->size = typed->size;
    return EXIT_DONE;
}

static FILE *open_terminal(const char *path)
{
    core_dump_off();
    FILE *terminal = hidden_line_open();
    if (terminal == NULL) {
        message_error(path, "cannot ask for the passphrase: there is no terminal");
    }
    return terminal;
}

enum exit_code passphrase_prompt_ask(struct appbin_passphrase *passphrase, const char *path,
                                     bool again)
{
    const struct hidden_prompt prompt = {again ? "Wrong. Passphrase of " : "Passphrase of ", path,
                                         ": "};
    struct typed typed;
    FILE *terminal = open_terminal(path);
    *passphrase = (struct appbin_passphrase){.bytes = NULL};
    if (terminal == NULL) {
        return EXIT_INPUT;
    }
    enum exit_code result = read_typed(&typed, terminal, &prompt);
    if (result == EXIT_DONE && typed.size == 0) {
        result = fail(path, HIDDEN_LINE_ENDED);
    }
    if (result == EXIT_DONE) {
        result = keep(passphrase, &typed, path);
    }
    appbin_wipe(&typed, sizeof typed);
    (void)fclose(terminal);
    return result;
}

static bool are_equal(const struct typed *first, const struct typed *second)
{
    return first->size == second->size && memcmp(first->bytes, second->bytes, first->size) == 0;
}

enum exit_code passphrase_prompt_new(struct appbin_passphrase *passphrase, const char *path)
{
    const struct hidden_prompt once = {"New passphrase of ", path, " (empty for none): "};
    const struct hidden_prompt twice = {"The same for ", path, " again: "};
    struct typed first;
    struct typed second;
    bool agreed = false;
    FILE *terminal = open_terminal(path);
    *passphrase = (struct appbin_passphrase){.bytes = NULL};
    if (terminal == NULL) {
        return EXIT_INPUT;
    }
    enum exit_code result = EXIT_DONE;
    for (unsigned i = 0; i < PASSPHRASE_TRIES && result == EXIT_DONE && !agreed; i++) {
        if (i > 0) {
            (void)fputs("They differ. Once more.\n", terminal);
        }
        result = read_typed(&first, terminal, &once);
        if (result == EXIT_DONE) {
            result = read_typed(&second, terminal, &twice);
        }
        agreed = result == EXIT_DONE && are_equal(&first, &second);
    }
    if (agreed) {
        result = keep(passphrase, &first, path);
    } else if (result == EXIT_DONE) {
        message_error(path, "the two passphrases differ; no key was made");
        result = EXIT_INPUT;
    }
    appbin_wipe(&first, sizeof first);
    appbin_wipe(&second, sizeof second);
    (void)fclose(terminal);
    return result;
}
