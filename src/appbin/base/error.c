/* SPDX-License-Identifier: MIT */
#include "appbin/error.h"

const char *appbin_error_str(enum appbin_error error)
{
    switch (error) {
    case APPBIN_OK:
        return "ok";
    case APPBIN_ERR_NO_MEMORY:
        return "out of memory";
    case APPBIN_ERR_IO:
        return "input/output error";
    case APPBIN_ERR_OPTIONS:
        return "contradicting options";
    case APPBIN_ERR_SAME_FILE:
        return "the same file twice";
    case APPBIN_ERR_NOT_ELF:
        return "not an ELF";
    case APPBIN_ERR_ELF_UNSUPPORTED:
        return "ELF for another target";
    case APPBIN_ERR_ELF_MALFORMED:
        return "malformed ELF";
    case APPBIN_ERR_NO_SYMBOLS:
        return "no symbols";
    case APPBIN_ERR_NO_ENTRY:
        return "no entry";
    case APPBIN_ERR_NO_SECTION:
        return "missing section";
    case APPBIN_ERR_SECTION_DROPPED:
        return "section without a place";
    case APPBIN_ERR_PLACEMENT:
        return "misplaced section";
    case APPBIN_ERR_WRONG_SLOT:
        return "linked for another slot";
    case APPBIN_ERR_TOO_LARGE:
        return "too large";
    case APPBIN_ERR_NO_PORTABLE_CRC:
        return "no portable CRC";
    case APPBIN_ERR_NOT_IMAGE:
        return "not an image";
    case APPBIN_ERR_IMAGE_MALFORMED:
        return "malformed image";
    case APPBIN_ERR_TRAILER_UNKNOWN:
        return "unknown trailer";
    case APPBIN_ERR_OVERLAP:
        return "overlap";
    case APPBIN_ERR_KEY:
        return "no usable key";
    case APPBIN_ERR_PASSPHRASE:
        return "wrong passphrase";
    case APPBIN_ERR_CRYPTO:
        return "crypto library failed";
    case APPBIN_ERR_SIGNATURE:
        return "bad signature";
    case APPBIN_ERR_MANIFEST:
        return "bad manifest";
    case APPBIN_ERR_NOT_VERIFIED:
        return "not verified";
    case APPBIN_ERR_EXISTS:
        return "file exists";
    case APPBIN_ERR_UNSOUND:
        return "unsound image";
    case APPBIN_ERR_PAIR:
        return "not a pair";
    case APPBIN_ERR_COUNTER:
        return "counter leaps ahead";
    case APPBIN_ERR_NO_MAP:
        return "unknown flash map";
    case APPBIN_ERR_TRUST:
        return "not what the firmware trusts";
    case APPBIN_ERR_FOREIGN_RING:
        return "keys of another ring";
    }
    return "unknown error";
}
