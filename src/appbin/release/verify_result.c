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
