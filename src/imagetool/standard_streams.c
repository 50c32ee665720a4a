/* SPDX-License-Identifier: MIT */
#include "standard_streams.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "message.h"
#include "option_kind.h"

char standard_input_path[] = "/dev/stdin";
char standard_output_path[] = "/dev/stdout";

static bool is_closed[STDERR_FILENO + 1];

enum exit_code standard_streams_begin(void)
{
    for (int number = 0; number <= STDERR_FILENO; number++) {
        is_closed[number] = fcntl(number, F_GETFD) == -1;
        if (is_closed[number]) {
            /* Open in the other direction, so that using it goes on failing. */
            if (open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY) != number) {
                message_error("/dev/null", "cannot open: %s", strerror(errno));
                return EXIT_INPUT;
            }
        }
    }
    return EXIT_DONE;
}

static bool is_dash(const char *text)
{
    return strcmp(text, "-") == 0;
}

bool standard_streams_is_input(const char *path)
{
    return strcmp(path, standard_input_path) == 0;
}

bool standard_streams_is_output(const char *path)
{
    return strcmp(path, standard_output_path) == 0;
}

const char *standard_streams_text(const char *path)
{
    return standard_streams_is_input(path)    ? "standard input"
           : standard_streams_is_output(path) ? "standard output"
                                              : path;
}

/* Operands of others are words, or must be files. */
static bool has_files(const struct command *command)
{
    return command->operands_max != 0 && command->operand == OPERAND_FILE &&
           command != &command_gen_appbin;
}

const char *standard_streams_help(const struct command *command)
{
    bool reads = has_files(command);
    bool writes = false;
    for (size_t i = 0; i < command->option_count; i++) {
        bool output = option_is_output(&command->options[i]);
        writes = writes || output;
        reads = reads || (!output && option_kind_of(&command->options[i]) == OPTION_FILE);
    }
    /* A private key goes to a file of its own. */
    writes = writes && command != &command_keygen;
    return !reads   ? NULL
           : writes ? "as a FILE: standard input, or standard output where one is written"
                    : "as a FILE: standard input";
}

/* What a command was given for the streams. */
struct use {
    unsigned files; /* that are read from standard input */
    unsigned option_files;
    unsigned outputs;
};

static struct use count_uses(const struct arguments *arguments)
{
    struct use use = {0, 0, 0};
    for (size_t i = 0; i < arguments->value_count; i++) {
        const struct argument_value *value = &arguments->values[i];
        if (option_kind_of(value->option) == OPTION_FILE) {
            bool output = option_is_output(value->option);
            use.outputs +=
                output && (is_dash(value->value) || standard_streams_is_output(value->value));
            use.files +=
                !output && (is_dash(value->value) || standard_streams_is_input(value->value));
        }
    }
    for (size_t i = 0; has_files(arguments->command) && i < arguments->operand_count; i++) {
        use.files +=
            is_dash(arguments->operands[i]) || standard_streams_is_input(arguments->operands[i]);
    }
    for (size_t i = 0; i < arguments->option_file_count; i++) {
        use.option_files += standard_streams_is_input(arguments->option_files[i]);
    }
    return use;
}

/* Both name a result after its input. */
static enum exit_code check_names(const struct arguments *arguments)
{
    static const char *const options[] = {"in-place", "out-dir"};
    bool dash = false;
    for (size_t i = 0; has_files(arguments->command) && i < arguments->operand_count; i++) {
        dash = dash || is_dash(arguments->operands[i]);
    }
    for (size_t i = 0; dash && i < sizeof options / sizeof options[0]; i++) {
        /* release names its files itself */
        if (arguments_get(arguments, options[i]) != NULL &&
            arguments->command != &command_release) {
            return message_usage("--%s needs the name of a file; standard input has none",
                                 options[i]);
        }
    }
    return EXIT_DONE;
}

enum exit_code standard_streams_check_output(void)
{
    if (is_closed[STDOUT_FILENO]) {
        message_error(NULL, "standard output is closed");
        return EXIT_INPUT;
    }
    return EXIT_DONE;
}

enum exit_code standard_streams_check(const struct arguments *arguments)
{
    const struct use use = count_uses(arguments);
    if (use.files + use.option_files > 1) {
        return message_usage("standard input serves once, and %s",
                             use.option_files == 0 ? "two files are read from it"
                             : use.files == 0      ? "'@-' is given twice"
                                                   : "'@-' reads options from it");
    }
    if (use.outputs > 1) {
        return message_usage("standard output serves once, and two files would go to it");
    }
    if (use.files + use.option_files > 0 && is_closed[STDIN_FILENO]) {
        message_error(NULL, "standard input is closed");
        return EXIT_INPUT;
    }
    enum exit_code result = use.outputs > 0 ? standard_streams_check_output() : EXIT_DONE;
    return result == EXIT_DONE ? check_names(arguments) : result;
}

void standard_streams_name(struct arguments *arguments)
{
    for (size_t i = 0; i < arguments->value_count; i++) {
        struct argument_value *value = &arguments->values[i];
        if (option_kind_of(value->option) == OPTION_FILE && is_dash(value->value)) {
            value->value =
                option_is_output(value->option) ? standard_output_path : standard_input_path;
        }
    }
    for (size_t i = 0; has_files(arguments->command) && i < arguments->operand_count; i++) {
        if (is_dash(arguments->operands[i])) {
            arguments->operands[i] = standard_input_path;
        }
    }
}
