/* SPDX-License-Identifier: MIT */
#include "bash_completion.h"

#include "command.h"
#include "completion_words.h"
#include "option_kind.h"

/* How the value of an option is completed. */
static const char *kind_name(const struct command_option *option)
{
    switch (option_kind_of(option)) {
    case OPTION_SWITCH:
        return "switch";
    case OPTION_WORDS:
        return "words";
    case OPTION_FILE:
    case OPTION_COMMAND:
        return "files";
    case OPTION_FOLDER:
        return "folders";
    case OPTION_VARIABLE:
        return "variables";
    default:
        return "text";
    }
}

static void print_names(FILE *script, const struct command_option *option)
{
    if (option->letter != 0) {
        (void)fprintf(script, "-%c ", option->letter);
    }
    (void)fprintf(script, "--%s", option->name);
}

/* A row of the function that knows an option by each of its names. */
static void print_option(FILE *script, const char *command, const struct command_option *option)
{
    (void)fputs("    ", script);
    if (option->letter != 0) {
        (void)fprintf(script, "%s:-%c | ", command, option->letter);
    }
    (void)fprintf(script, "%s:--%s) kind=%s", command, option->name, kind_name(option));
    if (option_kind_of(option) == OPTION_WORDS) {
        (void)fputs(" words='", script);
        completion_words_print(script, option);
        (void)fputc('\'', script);
    }
    if (!option->repeats) {
        (void)fputs(" names='", script);
        print_names(script, option);
        (void)fputc('\'', script);
    }
    (void)fputs(" ;;\n", script);
}

static void print_option_function(FILE *script)
{
    (void)fputs(
        "\n# Sets for OPTION of COMMAND: kind, words for kind \"words\", and the names that\n"
        "# are not offered again.\n"
        "_imagetool_option()\n{\n    kind=unknown words='' names=''\n    case $1:$2 in\n",
        script);
    for (size_t i = 0; i < command_count; i++) {
        for (size_t k = 0; k < commands[i]->option_count; k++) {
            print_option(script, commands[i]->name, &commands[i]->options[k]);
        }
    }
    for (size_t i = 0; i < common_option_count; i++) {
        print_option(script, "*", &common_options[i]);
    }
    (void)fputs("    esac\n}\n", script);
}

static void print_command(FILE *script, const struct command *command)
{
    (void)fprintf(script, "    %s)\n        options='", command->name);
    for (size_t i = 0; i < command_option_count(command); i++) {
        (void)fputs(i == 0 ? "" : " ", script);
        print_names(script, command_option_at(command, i));
    }
    (void)fputs("'\n        ", script);
    if (command->operand != OPERAND_FILE) {
        (void)fputs("kind=words words='", script);
        completion_words_print_operands(script, command);
        (void)fprintf(script, "' further=%s\n", command->operands_max == 1 ? "none" : "files");
    } else {
        (void)fprintf(script, "kind=%s\n", command->operands_max == 0 ? "none" : "files");
    }
    (void)fputs("        ;;\n", script);
}

static void print_command_function(FILE *script)
{
    (void)fputs(
        "\n# Sets for COMMAND: its options, kind and words of its operands, and the kind of those\n"
        "# behind such a word. Fails for an unknown one.\n"
        "_imagetool_command()\n{\n    words='' further=''\n    case $1 in\n",
        script);
    for (size_t i = 0; i < command_count; i++) {
        print_command(script, commands[i]);
    }
    (void)fputs("    *) return 1 ;;\n    esac\n}\n", script);
}

static void print_overview_function(FILE *script)
{
    (void)fputs("\n# Sets what may stand in the first place.\n"
                "_imagetool_overview()\n{\n    words='",
                script);
    completion_words_print_operands(script, &command_help);
    (void)fputs("'\n    options='", script);
    for (size_t i = 0; i < overview_option_count; i++) {
        (void)fputs(i == 0 ? "" : " ", script);
        print_names(script, &overview_options[i]);
    }
    (void)fputs("'\n}\n", script);
}

void bash_completion_print_table(FILE *script)
{
    print_overview_function(script);
    print_command_function(script);
    print_option_function(script);
}
