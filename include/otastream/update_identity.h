/* SPDX-License-Identifier: MIT */
/**
 * Who runs, read from the manifest in the running slot: an update and its policy are filled with
 * it, so that no constant of the firmware can contradict the command that signed it.
 *
 *     config.flash = ...; config.manifest = ...; config.manifest_capacity = ...;
 *     policy.keys = &appverify_key_ring;                 from appverify/trust.h
 *     policy.vendor_id = appverify_trust.vendor_id;
 *     policy.class_id = appverify_trust.class_id;
 *     result = otastream_update_identify(&config, &policy, &running);
 *     appverify_boot(&store, &platform, running.slot, policy.min_counter, &on_trial);
 */
#ifndef OTASTREAM_UPDATE_IDENTITY_H
#define OTASTREAM_UPDATE_IDENTITY_H

#include "appverify/running_release.h"
#include "otastream/stream_update.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Reads what runs, and makes an update of it for the other slot. First thing in a boot: before
 * appverify_boot, which takes policy->min_counter, and before otastream_update_init.
 *
 * @param config   in: flash, manifest, manifest_capacity; out: policy, running_version,
 *                 running_offset, running_length. The rest stays
 * @param policy   out: flash_map, boot_mode, slot, slot_offset, slot_limit, min_counter. The rest
 *                 stays. With APPVERIFY_MAP_OWN_LAYOUT slot_offset stays too. Must stay where it is
 * @param running  in
 * @return what appverify_read_running_release says. APPVERIFY_OK: version and counter are those of
 *         the manifest. READ: the version is the highest there is, so that nothing is installed in
 *         this boot. Anything else, such as NOT_FOUND for an unsigned image: version 0.0.0 and
 *         counter 0; the next signed release that the store's counter allows is installed. All is
 *         filled in, whatever the result is
 *
 * At most 950 bytes of stack beside that of the flash, no allocation.
 */
enum appverify_result otastream_update_identify(struct otastream_update_config *config,
                                                struct appverify_policy *policy,
                                                const struct appverify_running_slot *running);

#ifdef __cplusplus
}
#endif
#endif
