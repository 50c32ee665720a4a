/* SPDX-License-Identifier: MIT */
#include "key/lms_folder.h"

#include <stdint.h>
#include <sys/vfs.h>

#include "base/diagnostic.h"

struct system {
    uint32_t magic; /* linux/magic.h, and the sources of those that are not in Linux */
    const char *name;
};

/* A lock that other machines do not see, or that is the server's to keep. */
static const struct system shared[] = {
    {0x00006969, "NFS"},
    {0x0000517B, "SMB"},
    {0xFF534D42, "CIFS"},
    {0xFE534D42, "SMB2"},
    {0x5346414F, "AFS"},
    {0x6B414653, "AFS"},
    {0x73757245, "Coda"},
    {0x0000564C, "NCP"},
    {0x00C36400, "Ceph"},
    {0x01021997, "9P"},
    {0x65735546, "FUSE"},
    {0x01161970, "GFS2"},
    {0x7461636F, "OCFS2"},
    {0x0BD00BD0, "Lustre"},
    {0x47504653, "GPFS"},
    {0x19830326, "BeeGFS"},
    {0x20030528, "OrangeFS"},
    {0x786F4256, "a folder of VirtualBox"},
    {0xBACBACBC, "a folder of VMware"},
};

/* A cut in a write can take the old file too, and files have no number that stays. */
static const struct system weak[] = {
    {0x00004D44, "FAT"},
    {0x2011BAB0, "exFAT"},
};

static const char *find(const struct system *systems, size_t count, uint32_t magic)
{
    for (size_t i = 0; i < count; i++) {
        if (systems[i].magic == magic) {
            return systems[i].name;
        }
    }
    return NULL;
}

enum appbin_error appbin_lms_folder_check(int descriptor, struct appbin_diagnostic *diagnostic)
{
    struct statfs status;
    if (fstatfs(descriptor, &status) != 0) {
        return appbin_fail_errno(diagnostic, "cannot tell the file system");
    }
    uint32_t magic = (uint32_t)status.f_type;
    const char *name = find(shared, sizeof shared / sizeof shared[0], magic);
    if (name != NULL) {
        return appbin_fail(diagnostic, APPBIN_ERR_KEY,
                           "on a network file system (%s), where no lock keeps another machine "
                           "from using the same leaf; an LMS key needs a local disk",
                           name);
    }
    name = find(weak, sizeof weak / sizeof weak[0], magic);
    return name == NULL
               ? APPBIN_OK
               : appbin_fail(diagnostic, APPBIN_ERR_KEY,
                             "on a file system (%s) that does not keep a state over a power cut; "
                             "an LMS key needs a local disk with another one",
                             name);
}
