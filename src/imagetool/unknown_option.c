/* SPDX-License-Identifier: MIT */
#include "unknown_option.h"

#include <stdio.h>
#include <string.h>

#include "message.h"
#include "nearest_word.h"

/* The options that begin with a name. */
struct list {
    char text[160];
    size_t count;
};

static void add(struct list *list, const char *name)
{
    size_t used = strlen(list->text);
    (void)snprintf(list->text + used, sizeof list->text - used, "%s--%s",
                   list->count == 0 ? "" : ", ", name);
    list->count++;
}

enum exit_code unknown_option_say(const struct command *command, const char *word)
{
    size_t count = command != NULL ? command_option_count(command) : overview_option_count;
    const char *name = word + strspn(word, "-");
    struct nearest_word nearest = {.word = name, .length = strcspn(name, "=")};
    struct list list = {"", 0};
    for (size_t i = 0; i < count; i++) {
        const struct command_option *option =
            command != NULL ? command_option_at(command, i) : &overview_options[i];
        nearest_word_try(&nearest, option->name);
        if (nearest.length > 0 && strncmp(option->name, name, nearest.length) == 0) {
            add(&list, option->name);
        }
    }
    bool exact = nearest.found != NULL && nearest.distance == 0;
    if (exact && name == word + 2) {
        return message_usage("--%s takes no value", nearest.found);
    }
    if (list.count > 1 && !exact) {
        return message_usage("'%s' is short for several options: %s", word, list.text);
    }
    return nearest.found != NULL
               ? message_usage("unknown option '%s', did you mean --%s?", word, nearest.found)
               : message_usage("unknown option '%s'", word);
}

const struct command_option *unknown_option_one_dash(const struct command *command,
                                                     const char *word)
{
    size_t length = word[0] == '-' && word[1] != '-' ? strcspn(word + 1, "=") : 0;
    for (size_t i = 0; length > 1 && i < command_option_count(command); i++) {
        const struct command_option *option = command_option_at(command, i);
        if (strlen(option->name) == length && strncmp(option->name, word + 1, length) == 0) {
            return option;
        }
    }
    return NULL;
}
