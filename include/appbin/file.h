/* SPDX-License-Identifier: MIT */
/** Reads whole files and replaces files atomically. */
#ifndef APPBIN_FILE_H
#define APPBIN_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "appbin/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Reads a whole file.
 *
 * @param bytes       out, *size bytes, free with free(); not NULL even when *size is 0
 * @param size        out, bytes
 * @param path        in
 * @param max_size    in, longest file accepted, in bytes
 * @param diagnostic  out, explains a failure without naming the file; may be NULL
 * @return APPBIN_OK, IO, NO_MEMORY
 */
enum appbin_error appbin_file_read(uint8_t **bytes, size_t *size, const char *path, size_t max_size,
                                   struct appbin_diagnostic *diagnostic);

/** A file to be written. */
struct appbin_output {
    const char *path;
    const uint8_t *bytes; /**< size bytes */
    size_t size;
};

/**
 * Writes files: each into a temporary file beside its target, and only when all are complete they
 * take their names, in their order, so that a failure leaves every target as it was. A target that
 * exists and is no regular file (a device, a pipe) is written directly, when the temporary files
 * are complete and before any takes its name, and so are /dev/stdout, /dev/stderr, /dev/fd/N and
 * /proc/self/fd/N, into the descriptor of that number.
 * A symbolic link keeps its place; one in a folder that others can write is refused. A file that is
 * replaced keeps its mode, but not the set-user-ID, set-group-ID and sticky bits; a new one has
 * what the umask leaves. While temporary files exist, SIGINT, SIGTERM, SIGHUP and SIGPIPE are
 * blocked in the calling thread; the first three end the wait for whoever reads a pipe, which is
 * IO, and act when the temporary files are removed. When a rename fails after an earlier one
 * succeeded, the earlier file stays replaced.
 *
 * @param outputs     in, count files
 * @param count       in, 1 to 12
 * @param failed      out, the index of the file that failed; may be NULL
 * @param diagnostic  out, explains a failure without naming the file; may be NULL
 * @return APPBIN_OK, IO, NO_MEMORY, OPTIONS when count is too large, SAME_FILE when two outputs are
 *         one file
 *
 * Allocates the paths. Stack: below 16 KiB, and 5 KiB more for each symbolic link of a chain that
 * leads to no file.
 */
enum appbin_error appbin_files_write(const struct appbin_output *outputs, size_t count,
                                     size_t *failed, struct appbin_diagnostic *diagnostic);

/**
 * appbin_files_write for what must outlive a loss of power: every file is on the disk before it
 * takes its name, and the names are, where the file system can, when the call returns. What is
 * written directly is not synchronized.
 *
 * @param outputs     in, count files
 * @param count       in, 1 to 12
 * @param failed      out, the index of the file that failed; may be NULL
 * @param diagnostic  out, explains a failure without naming the file; may be NULL
 * @return as appbin_files_write
 *
 * Allocates the paths. Stack: below 16 KiB, and 5 KiB more for each symbolic link of a chain that
 * leads to no file.
 */
enum appbin_error appbin_files_write_synced(const struct appbin_output *outputs, size_t count,
                                            size_t *failed, struct appbin_diagnostic *diagnostic);

/**
 * Writes one file that only its owner may read, mode 0600 whatever the umask is: whole, or not at
 * all. It is written beside its target, synchronized, and then takes its name, which is
 * synchronized where the file system can. Meanwhile SIGINT, SIGTERM and SIGHUP are blocked in the
 * calling thread.
 *
 * @param path        in; a symbolic link that leads to a file keeps its place, any other is
 *                    replaced; without replace, or in a folder that others can write, it is refused
 * @param bytes       in, size bytes; no copy of them is made in memory
 * @param size        in, bytes
 * @param replace     in, whether a file that is there is replaced
 * @param diagnostic  out, explains a failure without naming the file; may be NULL
 * @return APPBIN_OK, EXISTS, IO; then the path is what it was
 *
 * Allocates the paths. Stack: below 12 KiB.
 */
enum appbin_error appbin_file_write_private(const char *path, const void *bytes, size_t size,
                                            bool replace, struct appbin_diagnostic *diagnostic);

/**
 * Tells whether files could be written, and writes nothing: the folder of each is there and takes
 * new files, and what has its name already may be written. To be asked before something that cannot
 * be taken back.
 *
 * @param outputs     in, count files; only the paths are looked at
 * @param count       in, 1 to 12
 * @param failed      out, the index of the file that could not be written; may be NULL
 * @param diagnostic  out, explains a failure without naming the file; may be NULL
 * @return as appbin_files_write, whose refusals are found out here too
 *
 * Allocates the paths. Stack as appbin_files_write.
 */
enum appbin_error appbin_files_check(const struct appbin_output *outputs, size_t count,
                                     size_t *failed, struct appbin_diagnostic *diagnostic);

/**
 * Refuses an output that is one of the inputs, by path or by link. Devices may be both.
 *
 * @param output      in, path of the output
 * @param input       in, path of the input
 * @param diagnostic  out, explains a failure; may be NULL
 * @return APPBIN_OK, SAME_FILE
 */
enum appbin_error appbin_file_distinct(const char *output, const char *input,
                                       struct appbin_diagnostic *diagnostic);

#ifdef __cplusplus
}
#endif
#endif
