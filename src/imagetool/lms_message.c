/* SPDX-License-Identifier: MIT */
#include "lms_message.h"

#include "message.h"

#define FEW 10u
#define FEW_PART 10u /* of all: one tenth */

void lms_message_left(const char *path, const struct appbin_lms_status *status)
{
    unsigned left = status->end - status->next;
    unsigned all = status->end - status->first;
    if (left == 0) {
        message_warning(path, "this was the last signature of the key; devices need another one");
    } else if (left <= FEW || left <= all / FEW_PART) {
        message_warning(path,
                        "only %u of %u signatures %s left; bring a new key to the devices before "
                        "they are used up",
                        left, all, left == 1 ? "is" : "are");
    } else {
        message_note(path, "%u of %u signatures are left", left, all);
    }
}

void lms_message_new(const char *path, const struct appbin_lms_status *status)
{
    message_note(path,
                 "an LMS key with %u signatures; the file changes with each, and must never be "
                 "copied or restored: imagetool lms split makes one for another machine",
                 status->end - status->next);
}
