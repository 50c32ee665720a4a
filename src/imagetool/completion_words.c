/* SPDX-License-Identifier: MIT */
#include "completion_words.h"

#include "appbin/flash_map.h"

#define MAP_NUMBERS 10

static void print_maps(FILE *script)
{
    const char *space = "";
    for (unsigned number = 0; number < MAP_NUMBERS; number++) {
        if (appbin_flash_map_find(number) != NULL) {
            (void)fprintf(script, "%s%u", space, number);
            space = " ";
        }
    }
}

void completion_words_print(FILE *script, const struct command_option *option)
{
    if (option->choices != NULL) {
        (void)fputs(option->choices, script);
    } else {
        print_maps(script);
    }
}

void completion_words_print_operands(FILE *script, const struct command *command)
{
    if (command->operand == OPERAND_MAP) {
        print_maps(script);
    } else if (command->operand == OPERAND_WORD) {
        (void)fputs(command->operand_choices, script);
    }
    for (size_t i = 0; command->operand == OPERAND_COMMAND && i < command_count; i++) {
        (void)fprintf(script, "%s%s", i == 0 ? "" : " ", commands[i]->name);
    }
}
