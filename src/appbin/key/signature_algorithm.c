/* SPDX-License-Identifier: MIT */
#include "appbin/signature.h"

const char *appbin_algorithm_str(uint32_t algorithm)
{
    switch (algorithm) {
    case APPVERIFY_ALGORITHM_ECDSA_P256:
        return "ecdsa-p256";
    case APPVERIFY_ALGORITHM_RSA_2048_PSS:
        return "rsa-2048";
    case APPVERIFY_ALGORITHM_RSA_3072_PSS:
        return "rsa-3072";
    case APPVERIFY_ALGORITHM_LMS:
        return "lms";
    default:
        return "unknown algorithm";
    }
}
