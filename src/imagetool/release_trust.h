/* SPDX-License-Identifier: MIT */
/* What the firmware of a release trusts, compared with who signs it and for what. */
#ifndef IMAGETOOL_RELEASE_TRUST_H
#define IMAGETOOL_RELEASE_TRUST_H

#include "appbin/firmware_trust.h"
#include "appbin/release.h"
#include "arguments.h"
#include "json_output.h"
#include "signing.h"

/* clang-format off */
#define RELEASE_TRUST_OPTION                                                                       \
    {"foreign-ring", 0, NULL, false,                                                               \
     "take keys that the firmware's own ring does not hold:\nthe last release before a rotation",  \
     NULL}

#define RELEASE_TRUST_HINTS                                                                        \
    {APPBIN_ERR_TRUST, "give the vendor and product of the firmware, or link it with its own "     \
                       "trust.c (imagetool pubkey --format c)"},                                   \
    {APPBIN_ERR_FOREIGN_RING, "sign with these, or give --foreign-ring if this is the last "       \
                              "release before a rotation"}
/* clang-format on */

struct release_trust {
    const char *elf; /* the first; NULL: none was read */
    bool compared;   /* it tells */
    struct appbin_firmware_trust firmware;
    bool foreign; /* permitted, by: */
    struct appbin_diagnostic reason;
    uint8_t signers; /* bits: which keys of the ring sign */
};

/* Of each ELF in turn: all must say the same. Each prints a message on failure. */
enum exit_code release_trust_read(struct release_trust *trust, const char *path,
                                  const struct appbin_elf *elf);
enum exit_code release_trust_allow_product(const struct release_trust *trust,
                                           const struct appbin_release_info *info);
enum exit_code release_trust_allow_keys(struct release_trust *trust,
                                        const struct arguments *arguments,
                                        const struct signing *signing);

/* When all is done: what was not compared, and what was permitted. */
void release_trust_warn(const struct release_trust *trust, const struct arguments *arguments);

json_t *release_trust_json(const struct release_trust *trust);

#endif
