/* SPDX-License-Identifier: MIT */
/* Storage of an emulated flash in a file of the host, by semihosting. */
#ifndef DEVICE_NOR_FLASH_FILE_H
#define DEVICE_NOR_FLASH_FILE_H

#include "nor_flash.h"

struct nor_flash_file {
    int file;
};

/* Opens an existing file. Returns its size in bytes; 0 on failure. */
uint32_t nor_flash_file_open(struct nor_flash_file *file, struct nor_flash_storage *storage,
                             const char *path);
void nor_flash_file_close(struct nor_flash_file *file);

#endif
