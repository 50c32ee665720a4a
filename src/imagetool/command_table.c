/* SPDX-License-Identifier: MIT */
#include "command.h"

#include <string.h>

#include "nearest_word.h"

const struct command *const commands[] = {
    &command_build,   &command_release,  &command_gen_appbin, &command_info,  &command_check,
    &command_fix_crc, &command_maps,     &command_size,       &command_merge, &command_keygen,
    &command_lms,     &command_pubkey,   &command_sign,       &command_tbs,   &command_attach,
    &command_verify,  &command_makefile, &command_help,
};
const size_t command_count = sizeof commands / sizeof commands[0];

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
    }
    return NULL;
}

enum exit_code command_unknown(const char *name)
{
    struct nearest_word nearest = {.word = name, .length = strlen(name)};
    for (size_t i = 0; i < command_count; i++) {
        nearest_word_try(&nearest, commands[i]->name);
    }
    return nearest.found != NULL
               ? message_usage("unknown command '%s', did you mean '%s'?", name, nearest.found)
               : message_usage("unknown command '%s'", name);
}

const char overview_summary[] = "Build, check and repair ESP8266 firmware images";

const char overview_streams[] =
    "Where a file is read, - is standard input, and where one is written, standard output.";

size_t command_option_count(const struct command *command)
{
    return command->option_count + common_option_count;
}

const struct command_option *command_option_at(const struct command *command, size_t index)
{
    return index < command->option_count ? &command->options[index]
                                         : &common_options[index - command->option_count];
}

const char command_file_head[] = "@FILE";
const char command_file_help[] =
    "further options are in FILE, one a line, as docs/releasing.md says;\n"
    "@-: on standard input";

const char command_dash_head[] = "-";

const struct command_option overview_options[] = {
    {"version", 'V', NULL, false, "print the version", NULL},
    {"help", 'h', NULL, false, "print this help; imagetool COMMAND --help explains a command",
     NULL},
};
const size_t overview_option_count = sizeof overview_options / sizeof overview_options[0];
