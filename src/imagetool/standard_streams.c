/* SPDX-License-Identifier: MIT */
#include "standard_streams.h"

#include <string.h>

#include "message.h"
#include "option_kind.h"

char standard_input_path[] = "/dev/stdin";
char standard_output_path[] = "/dev/stdout";

/* Operands of these are words, or must be files. */
static bool takes_files(const struct command *command)
{
    return command != &command_maps && command != &command_help && command != &command_gen_appbin;
}

static bool is_dash(const char *text)
{
    return strcmp(text, "-") == 0;
}

/* Both name a result after its input. */
static enum exit_code check_names(const struct arguments *arguments)
{
    static const char *const options[] = {"in-place", "out-dir"};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        /* release names its files itself */
        if (arguments_get(arguments, options[i]) != NULL &&
            arguments->command != &command_release) {
            return message_usage("--%s needs the name of a file; standard input has none",
                                 options[i]);
        }
    }
    return EXIT_DONE;
}

enum exit_code standard_streams_name(struct arguments *arguments)
{
    unsigned read = 0;
    unsigned written = 0;
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < arguments->value_count; i++) {
        struct argument_value *value = &arguments->values[i];
        if (option_kind_of(value->option) == OPTION_FILE && is_dash(value->value)) {
            bool output = option_is_output(value->option);
            value->value = output ? standard_output_path : standard_input_path;
            *(output ? &written : &read) += 1;
        }
    }
    for (size_t i = 0; takes_files(arguments->command) && i < arguments->operand_count; i++) {
        if (is_dash(arguments->operands[i])) {
            arguments->operands[i] = standard_input_path;
            read++;
            result = check_names(arguments);
        }
    }
    if (read > 1 || written > 1) {
        return message_usage("'-' is given twice; standard %s serves once",
                             read > 1 ? "input" : "output");
    }
    return result;
}
