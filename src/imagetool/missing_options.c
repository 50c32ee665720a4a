/* SPDX-License-Identifier: MIT */
#include "missing_options.h"

#include <stdio.h>
#include <string.h>

struct list {
    char text[200];
    size_t count;
};

static void add(struct list *list, const char *dashes, const char *name)
{
    size_t used = strlen(list->text);
    (void)snprintf(list->text + used, sizeof list->text - used, "%s%s%s",
                   list->count == 0 ? "" : ", ", dashes, name);
    list->count++;
}

/* -o is better known than --output. */
static void add_option(struct list *list, const char *name)
{
    if (strcmp(name, "output") == 0) {
        add(list, "", "-o");
    } else {
        add(list, "--", name);
    }
}

/* One need: names of options with a bar between, of which any will do. */
static void look_for(struct list *list, const struct arguments *arguments, const char *need,
                     size_t length)
{
    char names[128];
    char *next = NULL;
    (void)snprintf(names, sizeof names, "%.*s", (int)length, need);
    char *first = strtok_r(names, "|", &next);
    for (char *name = first; name != NULL; name = strtok_r(NULL, "|", &next)) {
        if (arguments_get(arguments, name) != NULL) {
            return;
        }
    }
    if (first != NULL) {
        add_option(list, first);
    }
}

enum exit_code missing_options_check(const struct arguments *arguments)
{
    const struct command *command = arguments->command;
    struct list list = {"", 0};
    for (const char *need = command->required; need != NULL && *need != '\0';) {
        size_t length = strcspn(need, " ");
        look_for(&list, arguments, need, length);
        need += length + strspn(need + length, " ");
    }
    if (arguments->operand_count < command->operands_min) {
        add(&list, "", "a file to work on");
    }
    return list.count > 1 ? message_usage("missing: %s", list.text) : EXIT_DONE;
}
