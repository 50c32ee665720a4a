/* SPDX-License-Identifier: MIT */
#include "release/counter_step.h"

#include <inttypes.h>

#include "appverify/manifest.h"
#include "base/diagnostic.h"
#include "release/release_state.h"

#define WHY "devices refuse every lower one for ever"

/* False when no image carries a manifest that can be read. */
static bool find_replaced_counter(const struct appbin_release *release, uint32_t *counter)
{
    struct appverify_manifest manifest;
    for (size_t i = 0; i < release->count; i++) {
        const struct appbin_image *image = &release->given[i];
        if (image->manifest_size != 0 &&
            appverify_manifest_parse(&manifest, release->bodies[i].bytes + image->manifest_offset,
                                     image->manifest_size) == APPVERIFY_OK) {
            *counter = manifest.security_counter;
            return true;
        }
    }
    return false;
}

enum appbin_error appbin_counter_step_check(const struct appbin_release *release, uint32_t counter,
                                            struct appbin_diagnostic *diagnostic)
{
    uint32_t old = 0;
    if (counter > APPBIN_COUNTER_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_COUNTER,
                           "security counter %" PRIu32 " is in the upper half of the range; " WHY,
                           counter);
    }
    if (find_replaced_counter(release, &old) && counter > old &&
        counter - old > APPBIN_COUNTER_STEP_MAX) {
        return appbin_fail(diagnostic, APPBIN_ERR_COUNTER,
                           "security counter %" PRIu32 " is %" PRIu32 " above %" PRIu32
                           ", that of the manifest it replaces; " WHY,
                           counter, counter - old, old);
    }
    return APPBIN_OK;
}
