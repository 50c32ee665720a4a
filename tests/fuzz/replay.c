/* SPDX-License-Identifier: MIT */
/* Runs a fuzz target over every file of a folder. An empty folder is a failure: nothing was tested.
 */
#include <dirent.h>
#include <limits.h>
#include <string.h>

#include "fuzz_target.h"

#define INPUT_MAX (32u * 1024u * 1024u)

/* Exactly as long as the file, so that a sanitizer sees a read beyond it. */
static uint8_t *read_input(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = NULL;
    if (file != NULL && fseek(file, 0, SEEK_END) == 0) {
        long length = ftell(file);
        if (length >= 0 && length <= (long)INPUT_MAX && fseek(file, 0, SEEK_SET) == 0) {
            *size = (size_t)length;
            bytes = malloc(*size > 0 ? *size : 1);
        }
    }
    if (bytes != NULL && fread(bytes, 1, *size, file) != *size) {
        free(bytes);
        bytes = NULL;
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return bytes;
}

static int replay(const char *folder, const char *name)
{
    char path[PATH_MAX];
    size_t size = 0;
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    uint8_t *bytes = length > 0 && (size_t)length < sizeof path ? read_input(path, &size) : NULL;
    if (bytes == NULL) {
        (void)fprintf(stderr, "replay: cannot read %s\n", path);
        return 1;
    }
    (void)fprintf(stderr, "replay: %s\n", path); /* the last line names the culprit of a crash */
    (void)LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
    return 0;
}

int main(int argc, char **argv)
{
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (folder == NULL) {
        (void)fprintf(stderr, "usage: fuzz_TARGET FOLDER\n");
        return 2;
    }
    const struct dirent *entry;
    unsigned count = 0;
    int result = 0;
    while (result == 0 && (entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] != '.') {
            result = replay(argv[1], entry->d_name);
            count++;
        }
    }
    (void)closedir(folder);
    if (count == 0) {
        (void)fprintf(stderr, "replay: no files in %s\n", argv[1]);
        return 1;
    }
    return result;
}
