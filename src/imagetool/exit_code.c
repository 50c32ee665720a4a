/* SPDX-License-Identifier: MIT */
#include "exit_code.h"

const struct exit_code_text exit_code_texts[] = {
    {EXIT_DONE, "done", "done", NULL},
    {EXIT_REFUSED, "refused", "refused", "the image or the request must not go to a device"},
    {EXIT_USAGE, "usage", "wrong usage", NULL},
    {EXIT_INPUT, "input", "input unreadable or malformed, or output not writable", NULL},
};
const size_t exit_code_text_count = sizeof exit_code_texts / sizeof exit_code_texts[0];

enum exit_code exit_code_of(enum appbin_error error)
{
    switch (error) {
    case APPBIN_OK:
        return EXIT_DONE;
    case APPBIN_ERR_OPTIONS:
    case APPBIN_ERR_SAME_FILE:
    case APPBIN_ERR_NO_MAP:
        return EXIT_USAGE;
    case APPBIN_ERR_SECTION_DROPPED:
    case APPBIN_ERR_PLACEMENT:
    case APPBIN_ERR_WRONG_SLOT:
    case APPBIN_ERR_TOO_LARGE:
    case APPBIN_ERR_NO_PORTABLE_CRC:
    case APPBIN_ERR_TRAILER_UNKNOWN:
    case APPBIN_ERR_OVERLAP:
    case APPBIN_ERR_SIGNATURE:
    case APPBIN_ERR_NOT_VERIFIED:
    case APPBIN_ERR_EXISTS:
    case APPBIN_ERR_UNSOUND:
    case APPBIN_ERR_PAIR:
    case APPBIN_ERR_COUNTER:
    case APPBIN_ERR_TRUST:
    case APPBIN_ERR_FOREIGN_RING:
        return EXIT_REFUSED;
    default:
        return EXIT_INPUT;
    }
}

const char *exit_code_name(enum exit_code code)
{
    return exit_code_texts[code].name; /* their order is that of the codes */
}

enum exit_code exit_code_worst(enum exit_code a, enum exit_code b)
{
    return a > b ? a : b;
}
