/* SPDX-License-Identifier: MIT */
#include "arguments.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "appbin/flash_map.h"
#include "common_options.h"
#include "message.h"
#include "missing_inputs.h"
#include "missing_options.h"
#include "options_file.h"
#include "output.h"
#include "standard_streams.h"
#include "unknown_option.h"

#define OPTIONS_MAX 48
#define LONG_ONLY 256 /* getopt's value of an option without a letter: this plus its index */

struct getopt_tables {
    struct option long_options[OPTIONS_MAX + 1];
    char short_options[2 * OPTIONS_MAX + 3];
};

static void fill_tables(struct getopt_tables *tables, const struct command *command)
{
    size_t letters = 0;
    tables->short_options[letters++] = '-'; /* operands come in their order, as code 1 */
    tables->short_options[letters++] = ':';
    for (size_t i = 0; i < command_option_count(command) && i < OPTIONS_MAX; i++) {
        const struct command_option *option = command_option_at(command, i);
        tables->long_options[i] = (struct option){
            .name = option->name,
            .has_arg = option->argument != NULL ? required_argument : no_argument,
            .val = LONG_ONLY + (int)i,
        };
        if (option->letter != 0) {
            tables->short_options[letters++] = option->letter;
            if (option->argument != NULL) {
                tables->short_options[letters++] = ':';
            }
        }
    }
}

static const struct command_option *find_option(const struct command *command, int code)
{
    if (code >= LONG_ONLY) {
        return command_option_at(command, (size_t)(code - LONG_ONLY));
    }
    for (size_t i = 0; i < command_option_count(command); i++) {
        const struct command_option *option = command_option_at(command, i);
        if (option->letter == code) {
            return option;
        }
    }
    return NULL;
}

static const struct argument_value *find_value(const struct arguments *arguments, const char *name)
{
    for (size_t i = 0; i < arguments->value_count; i++) {
        if (strcmp(arguments->values[i].option->name, name) == 0) {
            return &arguments->values[i];
        }
    }
    return NULL;
}

static const char *place_of(const struct argument_value *value)
{
    return value->place != NULL ? value->place : "the command line";
}

static enum exit_code check_new(const struct arguments *arguments,
                                const struct argument_value *value)
{
    const char *name = value->option->name;
    bool again = value->option->repeats || value->option == common_quiet_option;
    const struct argument_value *first = again ? NULL : find_value(arguments, name);
    if (first != NULL && first->place == NULL && value->place == NULL) {
        return message_usage("--%s is given twice", name);
    }
    if (first != NULL) {
        return message_usage("--%s is given twice: %s and %s", name, place_of(first),
                             place_of(value));
    }
    return arguments->value_count < sizeof arguments->values / sizeof arguments->values[0]
               ? EXIT_DONE
               : message_usage("too many options");
}

enum exit_code arguments_add(struct arguments *arguments, const struct argument_value *value)
{
    enum exit_code result = check_new(arguments, value);
    if (result == EXIT_DONE) {
        arguments->values[arguments->value_count++] = *value;
        result = common_options_have(value->option) ? common_options_apply(arguments) : EXIT_DONE;
    } else {
        free(value->owned);
        free(value->place);
    }
    return result;
}

void arguments_free(struct arguments *arguments)
{
    for (size_t i = 0; i < arguments->value_count; i++) {
        free(arguments->values[i].owned);
        free(arguments->values[i].place);
    }
    arguments->value_count = 0;
}

/* What getopt could not take: a switch with a value, a letter inside a cluster, or a word. */
static enum exit_code unknown_option(const struct command *command,
                                     const struct getopt_tables *tables, const char *word)
{
    if (optopt >= LONG_ONLY) {
        return message_usage("--%s takes no value", tables->long_options[optopt - LONG_ONLY].name);
    }
    if (optopt != 0 && unknown_option_one_dash(command, word) == NULL) {
        return message_usage("unknown option '-%c'", optopt);
    }
    return unknown_option_say(command, word);
}

/* What is written in one word as for other programs: "-output" and "-o=FILE". */
static enum exit_code check_letter(const struct command *command,
                                   const struct command_option *option, const char *word)
{
    if (word[1] == '-' || optarg != word + 2) {
        return EXIT_DONE;
    }
    if (unknown_option_one_dash(command, word) != NULL) {
        return unknown_option_say(command, word);
    }
    return optarg[0] == '=' ? message_usage("the value of '%s' would be '%s'; write -%c %s", word,
                                            optarg, option->letter, optarg + 1)
                            : EXIT_DONE;
}

static enum exit_code too_few_operands(const struct command *command, size_t count)
{
    if (command->operand == OPERAND_WORD) {
        return message_usage("too few arguments: the first is one of: %s",
                             command->operand_choices);
    }
    return command->operands_min == 1
               ? message_usage("too few arguments: a file to work on is missing")
               : message_usage("too few arguments: %zu of at least %zu", count,
                               command->operands_min);
}

static enum exit_code check_operands(const struct arguments *arguments)
{
    const struct command *command = arguments->command;
    if (arguments->operand_count < command->operands_min) {
        return too_few_operands(command, arguments->operand_count);
    }
    if (arguments->operand_count > command->operands_max) {
        return message_usage("unexpected argument '%s'%s",
                             arguments->operands[command->operands_max],
                             command->operands_max == 0 ? ": options are all it takes" : "");
    }
    for (size_t i = 0; i < arguments->operand_count; i++) {
        if (arguments->operands[i][0] == '\0') {
            return message_usage("an argument is empty");
        }
    }
    return EXIT_DONE;
}

static enum exit_code add_option(struct arguments *arguments, const struct getopt_tables *tables,
                                 int code, const char *word)
{
    if (code == ':') {
        return message_usage("option '%s' needs an argument", word);
    }
    const struct command_option *option =
        code != '?' ? find_option(arguments->command, code) : NULL;
    if (option == NULL) {
        return unknown_option(arguments->command, tables, word);
    }
    if (option->argument != NULL && optarg[0] == '\0') {
        return message_usage("--%s is empty", option->name);
    }
    enum exit_code result =
        option->argument != NULL ? check_letter(arguments->command, option, word) : EXIT_DONE;
    const struct argument_value value = {.option = option, .value = optarg != NULL ? optarg : ""};
    return result == EXIT_DONE ? arguments_add(arguments, &value) : result;
}

/* Operands move to the front of argv, over words that were looked at. */
static enum exit_code add_word(struct arguments *arguments, char *word)
{
    if (word[0] == '@') {
        if (arguments->option_file_count == OPTION_FILES_MAX) {
            return message_usage("more than %u files of options", OPTION_FILES_MAX);
        }
        const char *path = strcmp(word, "@-") == 0 ? standard_input_path : word + 1;
        arguments->option_files[arguments->option_file_count++] = path;
        enum exit_code result = standard_streams_check(arguments);
        return result == EXIT_DONE ? options_file_read(arguments, path) : result;
    }
    arguments->operands[arguments->operand_count++] = word;
    return EXIT_DONE;
}

/* A file of options is an input, and no output may take its place. */
static enum exit_code keep_option_files(const struct arguments *arguments)
{
    enum exit_code result = EXIT_DONE;
    for (size_t i = 0; i < arguments->value_count && result == EXIT_DONE; i++) {
        const struct argument_value *value = &arguments->values[i];
        const struct appbin_output file = {.path = value->value};
        if (value->option->argument != NULL && strcmp(value->option->argument, "FILE") == 0) {
            result = output_check_distinct(&file, 1, arguments->option_files,
                                           arguments->option_file_count);
        }
    }
    return result;
}

enum exit_code arguments_parse(struct arguments *arguments, const struct command *command, int argc,
                               char **argv, bool *help)
{
    struct getopt_tables tables = {0};
    enum exit_code result = EXIT_DONE;
    fill_tables(&tables, command);
    *arguments = (struct arguments){.command = command, .operands = argv + 1};
    *help = false;
    optind = 1;
    opterr = 0;
    while (result == EXIT_DONE) {
        /* Where optind is afterwards differs between C libraries. */
        const char *word = argv[optind];
        int code = getopt_long(argc, argv, tables.short_options, tables.long_options, NULL);
        if (code == -1) {
            break;
        }
        if (find_option(command, code) == common_help_option) {
            *help = true;
            return EXIT_DONE;
        }
        result =
            code == 1 ? add_word(arguments, optarg) : add_option(arguments, &tables, code, word);
    }
    arguments->unparsed = &argv[result == EXIT_DONE ? argc : optind];
    for (int i = optind; i < argc && result == EXIT_DONE; i++) { /* behind "--" */
        arguments->operands[arguments->operand_count++] = argv[i];
    }
    if (result == EXIT_DONE) {
        result = standard_streams_check(arguments);
    }
    if (result == EXIT_DONE) {
        result = missing_options_check(arguments);
    }
    if (result == EXIT_DONE) {
        result = check_operands(arguments);
    }
    standard_streams_name(arguments);
    missing_inputs_of(arguments);
    return result == EXIT_DONE ? keep_option_files(arguments) : result;
}

const char *arguments_get(const struct arguments *arguments, const char *name)
{
    const struct argument_value *value = find_value(arguments, name);
    return value != NULL ? value->value : NULL;
}

size_t arguments_get_all(const struct arguments *arguments, const char *name, const char **values,
                         size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < arguments->value_count; i++) {
        if (strcmp(arguments->values[i].option->name, name) == 0) {
            if (count < max) {
                values[count] = arguments->values[i].value;
            }
            count++;
        }
    }
    return count;
}

bool arguments_parse_number(const char *text, const char *what, unsigned max, unsigned *number)
{
    char *end = NULL;
    bool hexadecimal = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    errno = 0;
    unsigned long value = strtoul(text, &end, hexadecimal ? 16 : 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || value > max) {
        (void)message_usage("%s is '%s'; it must be a number from 0 to %u", what, text, max);
        return false;
    }
    *number = (unsigned)value;
    return true;
}

bool arguments_get_number(const struct arguments *arguments, const char *name, unsigned max,
                          unsigned *number)
{
    const struct argument_value *value = find_value(arguments, name);
    char what[128];
    if (value == NULL) {
        return true;
    }
    (void)snprintf(what, sizeof what, "%s%s--%s", value->place != NULL ? value->place : "",
                   value->place != NULL ? ": " : "", name);
    return arguments_parse_number(value->value, what, max, number);
}

/* The word at *list; *list moves past it. Returns its length, 0 at the end. */
static size_t next_word(const char **list, const char **word)
{
    *word = *list + strspn(*list, " ");
    size_t length = strcspn(*word, " ");
    *list = *word + length;
    return length;
}

bool arguments_get_choice(const struct arguments *arguments, const char *name, unsigned *index)
{
    const struct argument_value *value = find_value(arguments, name);
    if (value == NULL) {
        return true;
    }
    char known[128] = "";
    const char *text = value->value;
    const char *list = value->option->choices;
    const char *word = NULL;
    size_t length = 0;
    for (unsigned i = 0; (length = next_word(&list, &word)) != 0; i++) {
        if (strlen(text) == length && strncasecmp(text, word, length) == 0) {
            *index = i;
            return true;
        }
        size_t used = strlen(known);
        (void)snprintf(known + used, sizeof known - used, "%s%.*s", i == 0 ? "" : ", ", (int)length,
                       word);
    }
    (void)message_usage("%s%s--%s is '%s'; it must be one of %s",
                        value->place != NULL ? value->place : "", value->place != NULL ? ": " : "",
                        name, text, known);
    return false;
}

bool arguments_get_map(const struct arguments *arguments, unsigned *map)
{
    if (!arguments_get_number(arguments, "map", 9, map)) {
        return false;
    }
    if (arguments_get(arguments, "map") != NULL && appbin_flash_map_find(*map) == NULL) {
        (void)message_usage("flash map %u is not defined (imagetool maps lists them)", *map);
        return false;
    }
    return true;
}

bool arguments_get_slot(const struct arguments *arguments, unsigned *slot)
{
    unsigned index = 0;
    if (!arguments_get_choice(arguments, "slot", &index)) {
        return false;
    }
    if (arguments_get(arguments, "slot") != NULL) {
        *slot = index + 1;
    }
    return true;
}
