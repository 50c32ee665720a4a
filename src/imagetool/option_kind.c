/* SPDX-License-Identifier: MIT */
#include "option_kind.h"

#include <string.h>

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);
    return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

enum option_kind option_kind_of(const struct command_option *option)
{
    static const struct {
        const char *argument;
        enum option_kind kind;
    } kinds[] = {
        {"FILE", OPTION_FILE},       {"DIR", OPTION_FOLDER},   {"PREFIX", OPTION_PREFIX},
        {"COMMAND", OPTION_COMMAND}, {"VAR", OPTION_VARIABLE},
    };
    if (option->argument == NULL) {
        return OPTION_SWITCH;
    }
    if (option->choices != NULL || strcmp(option->name, "map") == 0) {
        return OPTION_WORDS;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(option->argument, kinds[i].argument) == 0) {
            return kinds[i].kind;
        }
    }
    return ends_with(option->argument, ".pem") ? OPTION_FILE : OPTION_TEXT;
}

bool option_is_path(const struct command_option *option)
{
    enum option_kind kind = option_kind_of(option);
    return kind == OPTION_FILE || kind == OPTION_FOLDER || kind == OPTION_PREFIX;
}

bool option_is_output(const struct command_option *option)
{
    static const char *const names[] = {"output",    "irom-out",   "manifest-out", "bundle",
                                        "slot-args", "flash-args", "json"};
    for (size_t i = 0; option_kind_of(option) == OPTION_FILE && i < sizeof names / sizeof names[0];
         i++) {
        if (strcmp(option->name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}
