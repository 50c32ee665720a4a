/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "otastream/stream_result.h"

struct result_name {
    uint32_t result;
    const char *name;
};

#define NAME(result)                                                                               \
    {                                                                                              \
        OTASTREAM_##result, #result                                                                \
    }
#define ERROR_NAME(result)                                                                         \
    {                                                                                              \
        OTASTREAM_ERR_##result, #result                                                            \
    }
#define REFUSED_NAME(result)                                                                       \
    {                                                                                              \
        OTASTREAM_REFUSED_##result, "REFUSED_" #result                                             \
    }

static const struct result_name names[] = {
    ERROR_NAME(STATE),
    NAME(MORE),
    NAME(DONE),
    NAME(NOT_MODIFIED),
    NAME(PAGE),
    NAME(AGAIN),
    NAME(UP_TO_DATE),
    NAME(UNCHANGED),
    ERROR_NAME(ARGUMENT),
    ERROR_NAME(ROOM),
    ERROR_NAME(TEXT),
    ERROR_NAME(HEADER),
    ERROR_NAME(HEADER_SIZE),
    ERROR_NAME(LENGTH),
    ERROR_NAME(FRAMING),
    ERROR_NAME(TRANSFER_ENCODING),
    ERROR_NAME(CONTENT_ENCODING),
    ERROR_NAME(CHUNK),
    ERROR_NAME(TOO_LONG),
    ERROR_NAME(TOO_SHORT),
    ERROR_NAME(CUT),
    ERROR_NAME(EXCESS),
    ERROR_NAME(STATUS),
    ERROR_NAME(REDIRECT),
    ERROR_NAME(RANGE),
    ERROR_NAME(CONTENT_RANGE),
    ERROR_NAME(METHOD),
    ERROR_NAME(TARGET),
    ERROR_NAME(LENGTH_MISSING),
    ERROR_NAME(EXPECT),
    ERROR_NAME(FORM),
    ERROR_NAME(NO_FILE),
    ERROR_NAME(PATH),
    ERROR_NAME(RUNNING_SLOT),
    ERROR_NAME(SLOT_ROOM),
    ERROR_NAME(ERASE),
    ERROR_NAME(WRITE),
    ERROR_NAME(READ_BACK),
    ERROR_NAME(WRITTEN_WRONG),
    ERROR_NAME(LOWER_VERSION),
    ERROR_NAME(ON_TRIAL),
    ERROR_NAME(TRIAL_FAILED),
    ERROR_NAME(ABORTED),
    ERROR_NAME(CONNECT),
    ERROR_NAME(STALLED),
    ERROR_NAME(TIME),
    ERROR_NAME(REDIRECTS),
    ERROR_NAME(OTHER_HOST),
    REFUSED_NAME(UNDECIDED),
    REFUSED_NAME(CONFIG),
    REFUSED_NAME(READ),
    REFUSED_NAME(NOT_FOUND),
    REFUSED_NAME(FORMAT),
    REFUSED_NAME(VERSION),
    REFUSED_NAME(CRITICAL),
    REFUSED_NAME(CRYPTO),
    REFUSED_NAME(SIGNATURE),
    REFUSED_NAME(VENDOR),
    REFUSED_NAME(CLASS),
    REFUSED_NAME(MAP),
    REFUSED_NAME(SLOT),
    REFUSED_NAME(LENGTH),
    REFUSED_NAME(ROLLBACK),
    REFUSED_NAME(DIGEST),
    REFUSED_NAME(STRUCTURE),
    REFUSED_NAME(MANIFEST_COPY),
    REFUSED_NAME(CRC),
    REFUSED_NAME(STATE),
    REFUSED_NAME(CHANGED),
    REFUSED_NAME(WRITE),
    REFUSED_NAME(STORE),
    REFUSED_NAME(SWITCH),
    REFUSED_NAME(BOOT),
};

const char *otastream_result_name(enum otastream_result result)
{
    for (uint32_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].result == (uint32_t)result) {
            return names[i].name;
        }
    }
    return "UNKNOWN";
}
