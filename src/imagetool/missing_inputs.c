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
    char text[512];
    unsigned count;
    bool has_path;
};

/* Commands that judge each file say so of each. */
static bool works_on_all(const struct command *command)
{
    return command->required != NULL && command != &command_verify;
}

static bool is_missing(const char *path)
{
    return access(path, F_OK) != 0 && errno == ENOENT;
}

static void add(struct list *list, const char *path, const char *wanted)
{
    size_t used = strlen(list->text);
    if (is_missing(path)) {
        (void)snprintf(list->text + used, sizeof list->text - used, "%s%s",
                       list->count == 0 ? "" : ", ", path);
        list->count++;
        list->has_path = list->has_path || strcmp(path, wanted) == 0;
    }
}

void missing_inputs_of(const struct arguments *arguments)
{
    given = arguments;
}

bool missing_inputs_said(const char *path)
{
    struct list list = {"", 0, false};
    if (given == NULL || !works_on_all(given->command) || !is_missing(path)) {
        return false;
    }
    for (size_t i = 0; i < given->value_count; i++) {
        const struct command_option *option = given->values[i].option;
        if (option_kind_of(option) == OPTION_FILE && !option_is_output(option)) {
            add(&list, given->values[i].value, path);
        }
    }
    for (size_t i = 0; i < given->operand_count; i++) {
        add(&list, given->operands[i], path);
    }
    if (list.count < 2 || !list.has_path) {
        return false;
    }
    message_error(NULL, "no such files: %s", list.text);
    return true;
}
