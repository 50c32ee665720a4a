/* SPDX-License-Identifier: MIT */
#include "json_error.h"

#include <string.h>

#include "json_output.h"
#include "message.h"
#include "standard_streams.h"

json_t *json_error(enum exit_code code, const char *text)
{
    return json_pack("{s:i, s:s, s:o}", "code", (int)code, "name", exit_code_name(code), "message",
                     json_output_text(text));
}

json_t *json_error_entry(const char *file, enum exit_code code)
{
    return json_pack("{s:o, s:o}", "file", file != NULL ? json_output_text(file) : json_null(),
                     "error", json_error(code, message_first_text()));
}

static bool is_standard_output(const char *path)
{
    return path != NULL && (strcmp(path, "-") == 0 || strcmp(path, standard_output_path) == 0);
}

/* Its row in the table of the command, NULL where there is none. */
static const struct command_option *json_option(const struct command *command)
{
    for (size_t i = 0; i < command->option_count; i++) {
        if (strcmp(command->options[i].name, "json") == 0) {
            return &command->options[i];
        }
    }
    return NULL;
}

/* Behind a mistake nothing was parsed: the word alone decides. */
static bool follows(char *const *words, bool takes_file)
{
    for (; *words != NULL && strcmp(*words, "--") != 0; words++) {
        if (takes_file ? strcmp(*words, "--json=-") == 0 ||
                             (strcmp(*words, "--json") == 0 && is_standard_output(words[1]))
                       : strcmp(*words, "--json") == 0) {
            return true;
        }
    }
    return false;
}

/* Whether a value was to be on standard output: not in the file of --json, or of tbs -o. */
static bool is_wanted(const struct arguments *arguments)
{
    const struct command_option *option = json_option(arguments->command);
    const char *value = arguments_get(arguments, "json");
    if (option == NULL) {
        return false;
    }
    bool takes_file = option->argument != NULL;
    if (value == NULL ? !follows(arguments->unparsed, takes_file)
                      : takes_file && !is_standard_output(value)) {
        return false;
    }
    const char *output = arguments_get(arguments, "output");
    return output == NULL || is_standard_output(output);
}

void json_error_print(const struct arguments *arguments, enum exit_code code)
{
    const char *file = message_first_file();
    bool writable = file == NULL || strcmp(file, standard_output_path) != 0;
    if (writable && !json_output_is_done() && is_wanted(arguments)) {
        json_output_print(json_error_entry(file, code));
    }
}
