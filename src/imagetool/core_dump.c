/* SPDX-License-Identifier: MIT */
#include "core_dump.h"

#include <sys/resource.h>

void core_dump_off(void)
{
    struct rlimit limit;
    /*
     * A limit of 1 is too short for a file, and the only one that keeps the kernel from piping the
     * dump to a program, see core(5). PR_SET_DUMPABLE would take /dev/stdin and <(...) from users
     * other than root.
     */
    if (getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_max != 0) {
        limit.rlim_cur = 1;
        (void)setrlimit(RLIMIT_CORE, &limit);
    }
}
