/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "arguments.h"
#include "command.h"
#include "common_options.h"
#include "json_error.h"
#include "message.h"
#include "standard_streams.h"
#include "unknown_option.h"

/* Results that could not be written (a full disk, a closed pipe) are not "done". */
static enum exit_code flush_output(enum exit_code result)
{
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        message_error(NULL, "cannot write to standard output");
        return EXIT_INPUT;
    }
    return result;
}

static enum exit_code run_command(const struct command *command, int argc, char **argv)
{
    struct arguments arguments;
    bool help = false;
    message_set_command(command->name, command->hints);
    enum exit_code result = arguments_parse(&arguments, command, argc, argv, &help);
    if (result == EXIT_DONE && help) {
        command_print_help(command);
    } else if (result == EXIT_DONE) {
        result = command->run(&arguments);
    }
    if (result != EXIT_DONE) {
        json_error_print(&arguments, result);
    }
    message_forget();
    arguments_free(&arguments);
    return flush_output(result);
}

static enum exit_code dispatch(int argc, char **argv)
{
    if (argc < 2) {
        return message_usage("no command");
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        (void)printf("imagetool %s\n", IMAGETOOL_VERSION);
        return flush_output(EXIT_DONE);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        return run_command(&command_help, argc - 1, argv + 1);
    }
    if (common_options_name(argv[1])) {
        return message_usage("%s goes behind a command", argv[1]);
    }
    const struct command *command = command_find(argv[1]);
    if (command == NULL) {
        return argv[1][0] == '-' ? unknown_option_say(NULL, argv[1]) : command_unknown(argv[1]);
    }
    return run_command(command, argc - 1, argv + 1);
}

static void do_nothing(int number)
{
    (void)number;
}

/*
 * Exceeding a file size limit is an error of write(), which is reported. By a handler, which other
 * than SIG_IGN is no handler of the signers that are run.
 */
static void take_size_limit_as_error(void)
{
    if (signal(SIGXFSZ, do_nothing) == SIG_IGN) {
        (void)signal(SIGXFSZ, SIG_IGN);
    }
}

int main(int argc, char **argv)
{
    enum exit_code result = standard_streams_begin();
    take_size_limit_as_error();
    return (int)(result == EXIT_DONE ? dispatch(argc, argv) : result);
}
