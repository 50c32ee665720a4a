/* SPDX-License-Identifier: MIT */
#include "command.h"

const struct command *const commands[] = {
    &command_build,   &command_release,  &command_gen_appbin, &command_info,  &command_check,
    &command_fix_crc, &command_maps,     &command_size,       &command_merge, &command_keygen,
    &command_lms,     &command_pubkey,   &command_sign,       &command_tbs,   &command_attach,
    &command_verify,  &command_makefile,
};
const size_t command_count = sizeof commands / sizeof commands[0];

const char overview_summary[] = "Build, check and repair ESP8266 firmware images";

const struct command_option command_help_option = {
    "help", 'h', NULL, false, "print this help", NULL,
};

const char command_file_head[] = "@FILE";
const char command_file_help[] =
    "further options are in FILE, one a line, as docs/releasing.md says";

const struct command_option overview_options[] = {
    {"version", 0, NULL, false, "print the version", NULL},
    {"help", 'h', NULL, false, "print this help; imagetool COMMAND --help explains a command",
     NULL},
};
const size_t overview_option_count = sizeof overview_options / sizeof overview_options[0];
