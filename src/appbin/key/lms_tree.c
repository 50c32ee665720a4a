/* SPDX-License-Identifier: MIT */
#include "key/lms_tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/diagnostic.h"
#include "key/key_refusal.h"

#define LEAF_KIND 0x8282u     /* D_LEAF */
#define INTERNAL_KIND 0x8383u /* D_INTR */

bool appbin_lms_nodes_allocate(struct lms_nodes *nodes, uint32_t levels, uint32_t top)
{
    *nodes = (struct lms_nodes){.levels = levels, .top = top};
    nodes->node = calloc((size_t)2 << levels, sizeof nodes->node[0]);
    return nodes->node != NULL;
}

void appbin_lms_nodes_free(struct lms_nodes *nodes)
{
    free(nodes->node);
    *nodes = (struct lms_nodes){.node = NULL};
}

void appbin_lms_nodes_grow(struct lms_nodes *nodes, const uint8_t *identifier)
{
    for (uint32_t level = nodes->levels; level-- > 0;) {
        uint32_t first = 1u << level;
        for (uint32_t i = first; i < 2 * first; i++) {
            appbin_lms_hash(nodes->node[i], identifier, (nodes->top << level) + i - first,
                            INTERNAL_KIND, nodes->node[(size_t)2 * i], sizeof nodes->node[0] * 2);
        }
    }
}

static uint32_t bottom_levels(uint32_t height)
{
    return height - appbin_lms_upper_levels(height);
}

/* The bottom tree with this index. */
static void grow_bottom(struct lms_nodes *bottom, const struct lms_secret *secret, uint32_t height,
                        uint32_t index)
{
    uint8_t key[APPVERIFY_LMS_HASH_SIZE];
    uint32_t count = 1u << bottom->levels;
    bottom->top = (1u << appbin_lms_upper_levels(height)) + index;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t q = index * count + i;
        appbin_lms_one_time_public(key, secret, q);
        appbin_lms_hash(bottom->node[count + i], secret->identifier, (1u << height) + q, LEAF_KIND,
                        key, sizeof key);
    }
    appbin_lms_nodes_grow(bottom, secret->identifier);
}

bool appbin_lms_upper_make(struct lms_nodes *upper, const struct lms_secret *secret,
                           uint32_t height, const struct appbin_lms_progress *progress)
{
    struct lms_nodes bottom;
    if (!appbin_lms_nodes_allocate(upper, appbin_lms_upper_levels(height), 1)) {
        return false;
    }
    if (!appbin_lms_nodes_allocate(&bottom, bottom_levels(height), 1)) {
        appbin_lms_nodes_free(upper);
        return false;
    }
    for (uint32_t index = 0; index < 1u << upper->levels; index++) {
        grow_bottom(&bottom, secret, height, index);
        memcpy(appbin_lms_nodes_lowest(upper)[index], bottom.node[1], sizeof bottom.node[1]);
        if (progress != NULL) {
            progress->made(progress->context, 1u << bottom.levels);
        }
    }
    appbin_lms_nodes_grow(upper, secret->identifier);
    appbin_lms_nodes_free(&bottom);
    return true;
}

/* The nodes beside the way from one of the lowest up to node 1; returns where the next goes. */
static uint8_t *write_path(uint8_t *at, const struct lms_nodes *nodes, uint32_t lowest)
{
    for (uint32_t i = (1u << nodes->levels) + lowest; i > 1; i >>= 1) {
        memcpy(at, nodes->node[i ^ 1], sizeof nodes->node[0]);
        at += sizeof nodes->node[0];
    }
    return at;
}

enum appbin_error appbin_lms_sign_leaf(uint8_t *signature, const struct lms_secret *secret,
                                       const struct lms_nodes *upper, uint32_t height, uint32_t q,
                                       const uint8_t *digest, struct appbin_diagnostic *diagnostic)
{
    struct lms_nodes bottom;
    uint32_t levels = bottom_levels(height);
    uint32_t index = q >> levels;
    if (!appbin_lms_nodes_allocate(&bottom, levels, 1)) {
        return appbin_key_fail_no_memory(diagnostic);
    }
    grow_bottom(&bottom, secret, height, index);
    bool fits =
        memcmp(bottom.node[1], appbin_lms_nodes_lowest(upper)[index], sizeof bottom.node[1]) == 0;
    if (fits) {
        store_be32(signature, q);
        appbin_lms_one_time_sign(signature + 4, secret, q, digest);
        uint8_t *at = signature + 4 + LMS_ONE_TIME_SIZE;
        store_be32(at, APPVERIFY_LMS_TYPE_H5 + (height - 5) / 5);
        at = write_path(at + 4, &bottom, q & ((1u << levels) - 1));
        (void)write_path(at, upper, index);
    }
    appbin_lms_nodes_free(&bottom);
    return fits ? APPBIN_OK
                : appbin_fail(diagnostic, APPBIN_ERR_CRYPTO,
                              "the leaves of this key do not make the tree that its file keeps");
}
