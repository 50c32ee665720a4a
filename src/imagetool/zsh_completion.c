/* SPDX-License-Identifier: MIT */
#include "zsh_completion.h"

#include <string.h>

#include "command.h"
#include "completion_words.h"
#include "option_kind.h"

/* On one line, inside single quotes, brackets and fields between colons. */
static void print_text(FILE *script, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            (void)fputs("'\\''", script);
        } else {
            if (strchr("[]:\\", *text) != NULL) {
                (void)fputc('\\', script);
            }
            (void)fputc(*text == '\n' ? ' ' : *text, script);
        }
    }
}

static void print_action(FILE *script, const struct command_option *option)
{
    (void)fputc(':', script);
    print_text(script, option->argument);
    (void)fputc(':', script);
    switch (option_kind_of(option)) {
    case OPTION_WORDS:
        (void)fputc('(', script);
        completion_words_print(script, option);
        (void)fputc(')', script);
        break;
    case OPTION_FILE:
    case OPTION_COMMAND:
    case OPTION_PREFIX:
        (void)fputs("_files", script);
        break;
    case OPTION_FOLDER:
        (void)fputs("_files -/", script);
        break;
    case OPTION_VARIABLE:
        (void)fputs("_parameters -g \"*export*\"", script);
        break;
    default:
        (void)fputc(' ', script); /* nothing */
        break;
    }
}

/* One specification for each name; none is offered again, unless the option may repeat. */
static void print_name(FILE *script, const struct command_option *option, bool is_long)
{
    (void)fputs("            '", script);
    if (option->repeats) {
        (void)fputc('*', script);
    } else {
        (void)fprintf(script, "(--%s", option->name);
        if (option->letter != 0) {
            (void)fprintf(script, " -%c", option->letter);
        }
        (void)fputc(')', script);
    }
    if (is_long) {
        (void)fprintf(script, "--%s%s", option->name, option->argument != NULL ? "=" : "");
    } else {
        (void)fprintf(script, "-%c%s", option->letter, option->argument != NULL ? "+" : "");
    }
    (void)fputc('[', script);
    print_text(script, option->help);
    (void)fputc(']', script);
    if (option->argument != NULL) {
        print_action(script, option);
    }
    (void)fputs("' \\\n", script);
}

static void print_option(FILE *script, const struct command_option *option)
{
    print_name(script, option, true);
    if (option->letter != 0) {
        print_name(script, option, false);
    }
}

static void print_command(FILE *script, const struct command *command)
{
    (void)fprintf(script, "    %s)\n        _arguments -s -S \\\n", command->name);
    for (size_t i = 0; i < command_option_count(command); i++) {
        print_option(script, command_option_at(command, i));
    }
    if (command->operands_max == 0) {
        (void)fputs("            ;;\n", script);
    } else if (command->operand != OPERAND_FILE) {
        (void)fputs("            '1:word:(", script);
        completion_words_print_operands(script, command);
        (void)fprintf(script, ")'%s ;;\n", command->operands_max == 1 ? "" : " '*:file:_files'");
    } else {
        (void)fputs("            '*:file:_files' ;;\n", script);
    }
}

/* What may stand in the first place. */
static void print_overview(FILE *script)
{
    (void)fputs("    if (( CURRENT == 2 )) && [[ $words[2] == -* ]]; then\n"
                "        _arguments -S \\\n",
                script);
    for (size_t i = 0; i < overview_option_count; i++) {
        print_option(script, &overview_options[i]);
    }
    (void)fputs("            ;\n        return\n    fi\n"
                "    if (( CURRENT == 2 )); then\n        local -a commands=(\n",
                script);
    for (size_t i = 0; i < command_count; i++) {
        (void)fprintf(script, "            '%s:", commands[i]->name);
        print_text(script, commands[i]->summary);
        (void)fputs("'\n", script);
    }
    (void)fputs("        )\n        _describe command commands\n        return\n    fi\n", script);
}

void zsh_completion_print(FILE *script)
{
    (void)fputs("#compdef imagetool\n# Made from the command table.\n\n_imagetool()\n{\n", script);
    print_overview(script);
    (void)fputs("    local command=$words[2]\n    shift words\n    (( CURRENT-- ))\n"
                "    case $command in\n",
                script);
    for (size_t i = 0; i < command_count; i++) {
        print_command(script, commands[i]);
    }
    (void)fputs("    esac\n}\n\n_imagetool \"$@\"\n", script);
}
