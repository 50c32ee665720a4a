/* SPDX-License-Identifier: MIT */
/* sys/stat.h of musl before 1.2.5, which has no statx(): what the host library uses of it. */
#include_next <sys/stat.h>

#ifndef STATX_BTIME
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#define STATX_INO 0x100u
#define STATX_BTIME 0x800u

struct statx_timestamp {
    int64_t tv_sec;
    uint32_t tv_nsec;
    int32_t unused;
};

/* As the kernel writes it: 256 bytes. */
struct statx {
    uint32_t stx_mask;
    uint32_t before_inode[7];
    uint64_t stx_ino;
    uint64_t before_birth[5];
    struct statx_timestamp stx_btime;
    uint64_t behind_birth[20];
};
_Static_assert(sizeof(struct statx) == 256, "struct statx");

static inline int statx(int folder, const char *path, int flags, unsigned mask,
                        struct statx *status)
{
    return (int)syscall(SYS_statx, folder, path, flags, mask, status);
}
#endif
