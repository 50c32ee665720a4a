/* SPDX-License-Identifier: MIT */
#include "arguments.h"
#include "command.h"
#include "message.h"

static enum exit_code run_help(const struct arguments *arguments)
{
    if (arguments->operand_count == 0) {
        command_print_overview();
        return EXIT_DONE;
    }
    const struct command *command = command_find(arguments->operands[0]);
    if (command == NULL) {
        return command_unknown(arguments->operands[0]);
    }
    command_print_help(command);
    return EXIT_DONE;
}

static const struct command_example examples[] = {
    {"Explain how an image is built", "imagetool help build"},
};

const struct command command_help = {
    .name = "help",
    .summary = "Explain a command, or list them",
    .synopsis = "[COMMAND]",
    .examples = examples,
    .example_count = sizeof examples / sizeof examples[0],
    .operand = OPERAND_COMMAND,
    .operands_max = 1,
    .run = run_help,
};
