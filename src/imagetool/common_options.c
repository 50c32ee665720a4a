/* SPDX-License-Identifier: MIT */
#include "common_options.h"

#include <string.h>

#include "color.h"
#include "message.h"
#include "progress.h"

enum { QUIET, COLOR, HELP };

const struct command_option common_options[] = {
    [QUIET] = {"quiet", 'q', NULL, false,
               "no reports and notes: only what was asked for, warnings\nand errors", NULL},
    [COLOR] = {"color", 0, "WHEN", false,
               "auto (default): colour on a terminal, unless NO_COLOR\nis set; always or never",
               COLOR_CHOICES},
    [HELP] = {"help", 'h', NULL, false, "print this help", NULL},
};
const size_t common_option_count = sizeof common_options / sizeof common_options[0];
const struct command_option *const common_help_option = &common_options[HELP];
const struct command_option *const common_quiet_option = &common_options[QUIET];

bool common_options_have(const struct command_option *option)
{
    for (size_t i = 0; i < common_option_count; i++) {
        if (option == &common_options[i]) {
            return true;
        }
    }
    return false;
}

bool common_options_name(const char *word)
{
    for (size_t i = 0; i < common_option_count; i++) {
        const struct command_option *option = &common_options[i];
        const char letter[] = {'-', option->letter, '\0'};
        size_t length = strlen(option->name);
        if (option == common_help_option) { /* it may stand alone */
            continue;
        }
        if ((option->letter != 0 && strcmp(word, letter) == 0) ||
            (strncmp(word, "--", 2) == 0 && strncmp(word + 2, option->name, length) == 0 &&
             (word[2 + length] == '\0' || word[2 + length] == '='))) {
            return true;
        }
    }
    return false;
}

enum exit_code common_options_apply(const struct arguments *arguments)
{
    unsigned when = COLOR_AUTO;
    if (!arguments_get_choice(arguments, common_options[COLOR].name, &when)) {
        return EXIT_USAGE;
    }
    color_set_when((enum color_when)when);
    bool quiet = arguments_get(arguments, common_options[QUIET].name) != NULL;
    message_set_quiet(quiet);
    progress_set_quiet(quiet);
    return EXIT_DONE;
}
