/* SPDX-License-Identifier: MIT */
#include "appbin/verify.h"

const char *appbin_verify_result_str(enum appverify_result result)
{
    switch (result) {
    case APPVERIFY_OK:
        return "image and manifest are good";
    case APPVERIFY_MANIFEST_OK:
        return "the manifest is good";
    case APPVERIFY_MORE:
        return "not finished";
    case APPVERIFY_ERR_UNDECIDED:
        return "nothing has been judged";
    case APPVERIFY_ERR_CONFIG:
        return "the trusted keys or the threshold are not usable";
    case APPVERIFY_ERR_READ:
        return "the image ends too early";
    case APPVERIFY_ERR_NOT_FOUND:
        return "no manifest: the image is not signed";
    case APPVERIFY_ERR_FORMAT:
        return "the manifest breaks the format";
    case APPVERIFY_ERR_VERSION:
        return "the manifest has a format version that this program does not know";
    case APPVERIFY_ERR_CRITICAL:
        return "the manifest has a critical or reserved TLV that this program does not know";
    case APPVERIFY_ERR_CRYPTO:
        return "the crypto library failed";
    case APPVERIFY_ERR_SIGNATURE:
        return "too few valid signatures by trusted keys";
    case APPVERIFY_ERR_VENDOR:
        return "signed for another vendor";
    case APPVERIFY_ERR_CLASS:
        return "signed for another product";
    case APPVERIFY_ERR_MAP:
        return "signed for another flash map";
    case APPVERIFY_ERR_SLOT:
        return "the manifest has no image for this slot";
    case APPVERIFY_ERR_LENGTH:
        return "the image is not as long as the manifest says, or does not fit the slot";
    case APPVERIFY_ERR_ROLLBACK:
        return "the security counter is too low";
    case APPVERIFY_ERR_DIGEST:
        return "the body is not the one that was signed";
    case APPVERIFY_ERR_STRUCTURE:
        return "the body was signed but is not an image that boots";
    case APPVERIFY_ERR_MANIFEST_COPY:
        return "the manifest in the image is not the one that was judged";
    case APPVERIFY_ERR_CRC:
        return "the CRC word is wrong";
    case APPVERIFY_COMMITTED:
        return "verified and committed";
    case APPVERIFY_ERR_STATE:
        return "calls out of order";
    case APPVERIFY_ERR_CHANGED:
        return "the manifest changed after it was verified";
    case APPVERIFY_ERR_WRITE:
        return "the flash could not be written";
    case APPVERIFY_ERR_STORE:
        return "the store of the security counter is damaged";
    case APPVERIFY_ERR_BOOT:
        return "signed for another boot mode";
    case APPVERIFY_ERR_SWITCH:
        return "the slot could not be switched";
    }
    return "unknown result";
}

static const char *refusal_name(enum appbin_refusal refusal)
{
    switch (refusal) {
    case APPBIN_REFUSAL_NONE:
        break;
    case APPBIN_REFUSAL_EMPTY:
        return "empty";
    case APPBIN_REFUSAL_NO_IMAGE:
        return "no-image";
    case APPBIN_REFUSAL_MALFORMED:
        return "malformed";
    case APPBIN_REFUSAL_OTHER_SLOT:
        return "other-slot";
    case APPBIN_REFUSAL_OTHER_RELEASE:
        return "other-release";
    case APPBIN_REFUSAL_SLOT_TWICE:
        return "slot-twice";
    }
    return NULL;
}

const char *appbin_verdict_str(const struct appbin_verify_report *report)
{
    static const char *const errors[] = {
        [APPVERIFY_ERR_UNDECIDED] = "undecided",
        [APPVERIFY_ERR_CONFIG] = "config",
        [APPVERIFY_ERR_READ] = "read",
        [APPVERIFY_ERR_NOT_FOUND] = "not-signed",
        [APPVERIFY_ERR_FORMAT] = "format",
        [APPVERIFY_ERR_VERSION] = "format-version",
        [APPVERIFY_ERR_CRITICAL] = "critical",
        [APPVERIFY_ERR_CRYPTO] = "crypto",
        [APPVERIFY_ERR_SIGNATURE] = "signature",
        [APPVERIFY_ERR_VENDOR] = "vendor",
        [APPVERIFY_ERR_CLASS] = "product",
        [APPVERIFY_ERR_MAP] = "map",
        [APPVERIFY_ERR_SLOT] = "slot",
        [APPVERIFY_ERR_LENGTH] = "length",
        [APPVERIFY_ERR_ROLLBACK] = "counter",
        [APPVERIFY_ERR_DIGEST] = "digest",
        [APPVERIFY_ERR_STRUCTURE] = "structure",
        [APPVERIFY_ERR_MANIFEST_COPY] = "manifest",
        [APPVERIFY_ERR_CRC] = "crc",
        [APPVERIFY_ERR_BOOT] = "boot",
    };
    const char *refusal = refusal_name(report->refusal);
    if (report->result == APPVERIFY_OK) {
        return "verified";
    }
    if (report->result == APPVERIFY_MANIFEST_OK) {
        return "manifest-verified";
    }
    if (refusal != NULL) {
        return refusal;
    }
    const char *name = (unsigned)report->result < sizeof errors / sizeof errors[0]
                           ? errors[(unsigned)report->result]
                           : NULL;
    return name != NULL ? name : "undecided";
}
