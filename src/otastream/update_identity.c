/* SPDX-License-Identifier: MIT */
#include "otastream/update_identity.h"

#include "appverify/image_format.h"

static void describe_other_slot(struct appverify_policy *policy,
                                const struct appverify_running_slot *running)
{
    policy->flash_map = running->flash_map;
    policy->boot_mode = running->boot_mode;
    policy->slot = 3 - running->slot;
    policy->slot_limit = running->slot_limit;
    if ((running->flash_map & APPVERIFY_MAP_OWN_LAYOUT) == 0) {
        policy->slot_offset = running->slot == 1 ? APPVERIFY_SLOT_2_OFFSET(running->flash_map)
                                                 : APPVERIFY_SLOT_1_OFFSET;
    }
}

static void set_version(struct otastream_update_config *config, uint32_t major, uint32_t minor,
                        uint32_t patch, uint32_t build)
{
    config->running_version[0] = major;
    config->running_version[1] = minor;
    config->running_version[2] = patch;
    config->running_version[3] = build;
}

enum appverify_result otastream_update_identify(struct otastream_update_config *config,
                                                struct appverify_policy *policy,
                                                const struct appverify_running_slot *running)
{
    struct appverify_manifest manifest;
    enum appverify_result result = appverify_read_running_release(
        &manifest, config->flash, running, config->manifest, config->manifest_capacity);
    describe_other_slot(policy, running);
    config->policy = policy;
    config->running_offset = running->slot_offset;
    config->running_length = running->slot_limit;
    policy->min_counter = 0;
    if (result == APPVERIFY_OK) {
        set_version(config, manifest.version_major, manifest.version_minor, manifest.version_patch,
                    manifest.version_build);
        policy->min_counter = manifest.security_counter;
    } else if (result == APPVERIFY_ERR_READ) {
        set_version(config, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX);
    } else {
        set_version(config, 0, 0, 0, 0);
    }
    return result;
}
