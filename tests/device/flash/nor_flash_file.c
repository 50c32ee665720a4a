/* SPDX-License-Identifier: MIT */
#include "nor_flash_file.h"

#include "semihosting.h"

static int seek(const struct nor_flash_file *file, uint32_t offset)
{
    return host_seek(file->file, (int32_t)offset, HOST_SEEK_SET) == (int32_t)offset;
}

static int file_read(void *context, uint32_t offset, void *bytes, uint32_t length)
{
    const struct nor_flash_file *file = context;
    return seek(file, offset) && host_read(file->file, bytes, length) == (int32_t)length ? 0 : -1;
}

static int file_write(void *context, uint32_t offset, const void *bytes, uint32_t length)
{
    const struct nor_flash_file *file = context;
    return seek(file, offset) && host_write(file->file, bytes, length) == (int32_t)length ? 0 : -1;
}

uint32_t nor_flash_file_open(struct nor_flash_file *file, struct nor_flash_storage *storage,
                             const char *path)
{
    file->file = host_open(path, HOST_READ_WRITE);
    if (file->file < 0) {
        return 0;
    }
    *storage = (struct nor_flash_storage){file_read, file_write, file};
    int32_t size = host_seek(file->file, 0, HOST_SEEK_END);
    return size > 0 ? (uint32_t)size : 0;
}

void nor_flash_file_close(struct nor_flash_file *file)
{
    (void)host_close(file->file);
    file->file = -1;
}
