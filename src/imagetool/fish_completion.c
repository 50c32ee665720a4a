/* SPDX-License-Identifier: MIT */
#include "fish_completion.h"

#include "command.h"
#include "completion_words.h"
#include "option_kind.h"

/* On one line in single quotes, where these two characters count. */
static void print_quoted(FILE *script, const char *text)
{
    (void)fputc('\'', script);
    for (; *text != '\0'; text++) {
        if (*text == '\'' || *text == '\\') {
            (void)fputc('\\', script);
        }
        (void)fputc(*text == '\n' ? ' ' : *text, script);
    }
    (void)fputc('\'', script);
}

/* command: whose option it is, "" for what stands in place of a command */
static void print_option(FILE *script, const char *command, const struct command_option *option)
{
    (void)fprintf(script, "complete -c imagetool -n '__imagetool_is \"%s\"'", command);
    if (option->letter != 0) {
        (void)fprintf(script, " -s %c", option->letter);
    }
    (void)fprintf(script, " -l %s", option->name);
    switch (option_kind_of(option)) {
    case OPTION_SWITCH:
        break;
    case OPTION_WORDS:
        (void)fputs(" -x -a '", script);
        completion_words_print(script, option);
        (void)fputc('\'', script);
        break;
    case OPTION_FILE:
    case OPTION_COMMAND:
    case OPTION_PREFIX:
        (void)fputs(" -r -F", script);
        break;
    case OPTION_FOLDER:
        (void)fputs(" -x -a '(__fish_complete_directories)'", script);
        break;
    case OPTION_VARIABLE:
        (void)fputs(" -x -a '(set -nx)'", script);
        break;
    default:
        (void)fputs(" -x", script);
        break;
    }
    (void)fputs(" -d ", script);
    print_quoted(script, option->help);
    (void)fputc('\n', script);
}

static void print_command(FILE *script, const struct command *command)
{
    (void)fprintf(script, "\ncomplete -c imagetool -n '__imagetool_is \"\"' -a %s -d ",
                  command->name);
    print_quoted(script, command->summary);
    (void)fputc('\n', script);
    for (size_t i = 0; i < command_option_count(command); i++) {
        print_option(script, command->name, command_option_at(command, i));
    }
    if (command->operands_max == 0) {
        return;
    }
    (void)fprintf(script, "complete -c imagetool -n '__imagetool_is \"%s\"", command->name);
    if (command->operand == OPERAND_FILE) {
        (void)fputs("' -F\n", script);
        return;
    }
    (void)fputs("; and not __imagetool_has ", script);
    completion_words_print_operands(script, command);
    (void)fputs("' -a '", script);
    completion_words_print_operands(script, command);
    (void)fputs("'\n", script);
    if (command->operands_max > 1) {
        (void)fprintf(script,
                      "complete -c imagetool -n '__imagetool_is \"%s\"; and "
                      "__imagetool_has ",
                      command->name);
        completion_words_print_operands(script, command);
        (void)fputs("' -F\n", script);
    }
}

void fish_completion_print(FILE *script)
{
    (void)fputs("# Completion of imagetool for fish, made from the command table.\n\n"
                "# Whether the command in the line is this one; \"\" in front of it.\n"
                "function __imagetool_is\n"
                "    set -l words (commandline -poc)\n"
                "    test \"$words[2]\" = \"$argv[1]\"\n"
                "end\n\n"
                "# Whether one of these words follows the command.\n"
                "function __imagetool_has\n"
                "    set -l words (commandline -poc)\n"
                "    for index in (seq 3 (count $words))\n"
                "        contains -- $words[$index] $argv; and return 0\n"
                "    end\n"
                "    return 1\n"
                "end\n\n"
                "complete -c imagetool -f\n",
                script);
    for (size_t i = 0; i < overview_option_count; i++) {
        print_option(script, "", &overview_options[i]);
    }
    for (size_t i = 0; i < command_count; i++) {
        print_command(script, commands[i]);
    }
}
