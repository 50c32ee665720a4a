/* SPDX-License-Identifier: MIT */
#include "parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>

#define THREADS_MAX 16u

struct block {
    parallel_block *work;
    void *context;
    size_t first;
    size_t end;
};

static void *run_block(void *argument)
{
    const struct block *block = argument;
    block->work(block->context, block->first, block->end);
    return NULL;
}

static size_t count_cores(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? (size_t)CPU_COUNT(&set) : 1;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The first block, and one whose thread cannot be had, is worked on here. */
void parallel_run(parallel_block *work, void *context, size_t count)
{
    pthread_t threads[THREADS_MAX];
    struct block blocks[THREADS_MAX];
    bool started[THREADS_MAX] = {false};
    size_t parts = smaller(smaller(count_cores(), THREADS_MAX), count);
    for (size_t i = 0; i < parts; i++) {
        blocks[i] = (struct block){work, context, i * count / parts, (i + 1) * count / parts};
        started[i] = i > 0 && pthread_create(&threads[i], NULL, run_block, &blocks[i]) == 0;
    }
    for (size_t i = 0; i < parts; i++) {
        if (!started[i]) {
            (void)run_block(&blocks[i]);
        }
    }
    for (size_t i = 0; i < parts; i++) {
        if (started[i]) {
            (void)pthread_join(threads[i], NULL);
        }
    }
}
