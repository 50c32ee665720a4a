/* SPDX-License-Identifier: MIT */
#include "missing_inputs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "message.h"
#include "option_kind.h"

static const struct arguments *given;

struct list {
    char text[400]; /* a message has more room than that */
    unsigned named;
    unsigned count;
    const char *first;
};

/* A URI of a token is answered with advice where the key is read. */
static bool is_missing(const char *path)
{
    return access(path, F_OK) != 0 && errno == ENOENT && strncmp(path, "pkcs11:", 7) != 0;
}

static void add(struct list *list, const char *path)
{
    size_t used = strlen(list->text);
    if (!is_missing(path)) {
        return;
    }
    if (list->count == 0) {
        list->first = path;
    }
    if (list->named == list->count && used + 2 + strlen(path) < sizeof list->text) {
        (void)snprintf(list->text + used, sizeof list->text - used, "%s%s",
                       list->count == 0 ? "" : ", ", path);
        list->named++;
    }
    list->count++;
}

static void add_options(struct list *list)
{
    for (size_t i = 0; i < given->value_count; i++) {
        const struct command_option *option = given->values[i].option;
        if (option_kind_of(option) == OPTION_FILE && !option_is_output(option)) {
            add(list, given->values[i].value);
        }
    }
}

/* Commands that judge each file say so of each; of others not every operand is a file. */
static void add_operands(struct list *list)
{
    bool all_are_needed = given->command != &command_info && given->command != &command_check &&
                          given->command != &command_gen_appbin &&
                          (given->command != &command_verify || list->count > 0);
    for (size_t i = 0; all_are_needed && i < given->operand_count; i++) {
        add(list, given->operands[i]);
    }
}

void missing_inputs_of(const struct arguments *arguments)
{
    given = arguments;
}

bool missing_inputs_said(void)
{
    struct list list = {"", 0, 0, NULL};
    if (given != NULL) {
        add_options(&list);
        add_operands(&list);
    }
    if (list.count == 1) {
        message_error(list.first, "cannot open: %s", strerror(ENOENT));
    } else if (list.named < list.count) {
        message_error(NULL, "no such files: %s and %u more", list.text, list.count - list.named);
    } else if (list.count > 1) {
        message_error(NULL, "no such files: %s", list.text);
    }
    return list.count > 0;
}
