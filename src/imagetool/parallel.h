/* SPDX-License-Identifier: MIT */
/* Work on many files with all cores. */
#ifndef IMAGETOOL_PARALLEL_H
#define IMAGETOOL_PARALLEL_H

#include <stddef.h>

/* Works on the files first to end - 1. It prints nothing: what it finds is printed in order later.
 */
typedef void parallel_block(void *context, size_t first, size_t end);

/*
 * Divides count files into as many blocks as there are cores for this process, and works on them at
 * the same time. Returns when all are done.
 */
void parallel_run(parallel_block *work, void *context, size_t count);

#endif
