/* SPDX-License-Identifier: MIT */
#include "appverify/run.h"

#if defined(APPVERIFY_STRINGS)
const char *appverify_result_name(enum appverify_result result)
{
    static const char *const errors[] = {
        "UNKNOWN",  "UNDECIDED", "CONFIG",    "READ",      "NOT_FOUND",     "FORMAT", "VERSION",
        "CRITICAL", "CRYPTO",    "SIGNATURE", "VENDOR",    "CLASS",         "MAP",    "SLOT",
        "LENGTH",   "ROLLBACK",  "DIGEST",    "STRUCTURE", "MANIFEST_COPY", "CRC",    "STATE",
        "CHANGED",  "WRITE",     "STORE",     "SWITCH",    "BOOT",
    };
    switch (result) {
    case APPVERIFY_OK:
        return "OK";
    case APPVERIFY_MANIFEST_OK:
        return "MANIFEST_OK";
    case APPVERIFY_COMMITTED:
        return "COMMITTED";
    case APPVERIFY_MORE:
        return "MORE";
    default:
        return (uint32_t)result < sizeof errors / sizeof errors[0] ? errors[(uint32_t)result]
                                                                   : "UNKNOWN";
    }
}
#else
/* ISO C forbids a file without a declaration. */
typedef int appverify_no_strings;
#endif
