/* SPDX-License-Identifier: MIT */
/*
 * The tree of LMS, RFC 8554, 5, in two parts: bottom trees of 2^10 leaves, which are grown when
 * they are needed, and above them the upper tree, whose lowest nodes the key file keeps. A tree of
 * H10 or less is one bottom tree.
 */
#ifndef APPBIN_SRC_LMS_TREE_H
#define APPBIN_SRC_LMS_TREE_H

#include <stdbool.h>

#include "appbin/error.h"
#include "appbin/lms_key.h"
#include "key/lms_one_time.h"

#define LMS_BOTTOM_MAX 10u
#define LMS_HEIGHT_MAX 20u

/* A tree of node 1, then its children: 2^(levels + 1) nodes, of which the first is unused. */
struct lms_nodes {
    uint8_t (*node)[APPVERIFY_LMS_HASH_SIZE];
    uint32_t levels;
    uint32_t top; /* number of node 1 in the whole tree */
};

static inline uint32_t appbin_lms_upper_levels(uint32_t height)
{
    return height > LMS_BOTTOM_MAX ? height - LMS_BOTTOM_MAX : 0;
}

/* Room for nodes with so many levels; appbin_lms_nodes_free. False without memory. */
bool appbin_lms_nodes_allocate(struct lms_nodes *nodes, uint32_t levels, uint32_t top);
void appbin_lms_nodes_free(struct lms_nodes *nodes);

/* The lowest nodes, 2^levels of them. */
static inline uint8_t (*appbin_lms_nodes_lowest(const struct lms_nodes *nodes))[24]
{
    return nodes->node + (1u << nodes->levels);
}

/* All other nodes out of the lowest. */
void appbin_lms_nodes_grow(struct lms_nodes *nodes, const uint8_t *identifier);

/*
 * Grows the whole upper tree of a new key: 2^height leaves are made, and progress, which may be
 * NULL, is told. False without memory.
 */
bool appbin_lms_upper_make(struct lms_nodes *upper, const struct lms_secret *secret,
                           uint32_t height, const struct appbin_lms_progress *progress);

/*
 * Signs a digest with leaf q: the signature of RFC 8554, APPVERIFY_LMS_SIZE bytes. Grows the bottom
 * tree of the leaf: 1/2^(height - 10) of the work of appbin_lms_upper_make. Returns APPBIN_OK,
 * NO_MEMORY; CRYPTO when the bottom tree is not that below upper.
 */
enum appbin_error appbin_lms_sign_leaf(uint8_t *signature, const struct lms_secret *secret,
                                       const struct lms_nodes *upper, uint32_t height, uint32_t q,
                                       const uint8_t *digest, struct appbin_diagnostic *diagnostic);

#endif
