/* SPDX-License-Identifier: MIT */
/**
 * What a firmware trusts, as its ELF says by the symbol appverify_trust (appverify/trust.h): a
 * release that the firmware itself would refuse is noticed before it is made. It is asked of the
 * firmware in the release, not of the one that runs on the devices.
 */
#ifndef APPBIN_FIRMWARE_TRUST_H
#define APPBIN_FIRMWARE_TRUST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/elf_file.h"
#include "appbin/error.h"
#include "appbin/key.h"
#include "appverify/manifest_format.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What appverify_trust of a firmware says. */
struct appbin_firmware_trust {
    uint8_t vendor_id[APPVERIFY_UUID_SIZE];
    uint8_t class_id[APPVERIFY_UUID_SIZE];
    unsigned threshold; /**< how many of the keys must have signed, 1 to key_count */
    size_t key_count;   /**< 1 to 8 */
    uint8_t key_ids[APPVERIFY_SIGNATURES_MAX][APPVERIFY_KEY_ID_SIZE]; /**< all different */
};

/**
 * Reads it from an ELF. A local symbol counts as a global one does, and there must be only one.
 *
 * @param trust       out, set when it is there
 * @param found       out, set on success: whether the ELF has the symbol
 * @param elf         in
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, also without the symbol; ELF_MALFORMED for two symbols of the name, one of
 *         another size or that does not lie in bytes of the firmware, and for contents that
 *         imagetool pubkey does not write: another magic or size, a bad number of keys, a threshold
 *         that they cannot meet, a key twice
 */
enum appbin_error appbin_firmware_trust_read(struct appbin_firmware_trust *trust, bool *found,
                                             const struct appbin_elf *elf,
                                             struct appbin_diagnostic *diagnostic);

/**
 * Tells whether two firmwares trust the same, the keys in any order: those of the two slots must.
 *
 * @param first       in
 * @param second      in
 * @param diagnostic  out, in what they differ; may be NULL
 * @return APPBIN_OK, PAIR
 */
enum appbin_error appbin_firmware_trust_same(const struct appbin_firmware_trust *first,
                                             const struct appbin_firmware_trust *second,
                                             struct appbin_diagnostic *diagnostic);

/**
 * Tells whether a firmware takes releases of a vendor and product.
 *
 * @param trust       in
 * @param vendor_id   in, 16 bytes
 * @param class_id    in, 16 bytes
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, TRUST for another vendor or product
 */
enum appbin_error appbin_firmware_trust_check_product(const struct appbin_firmware_trust *trust,
                                                      const uint8_t *vendor_id,
                                                      const uint8_t *class_id,
                                                      struct appbin_diagnostic *diagnostic);

/**
 * Tells whether signatures of these keys meet the threshold of a firmware's ring.
 *
 * @param trust       in
 * @param keys        in, count different keys
 * @param count       in
 * @param diagnostic  out, explains a failure: how many are needed, and which the ring holds; may be
 *                    NULL
 * @return APPBIN_OK, FOREIGN_RING
 */
enum appbin_error appbin_firmware_trust_check_keys(const struct appbin_firmware_trust *trust,
                                                   const struct appbin_public_key *keys,
                                                   size_t count,
                                                   struct appbin_diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif
#endif
