/* SPDX-License-Identifier: MIT */
#include "lms_faults.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

static bool armed;
static enum fault_kind fault;
static unsigned fault_number;
static unsigned calls;
static char call_log[1024];
static const char *hook_name;
static void (*hook_function)(void *context);
static void *hook_context;
uint32_t faults_file_system;
unsigned faults_read_only;

void faults_arm(enum fault_kind kind, unsigned number)
{
    armed = true;
    fault = kind;
    fault_number = number;
    calls = 0;
    call_log[0] = '\0';
}

void faults_disarm(void)
{
    armed = false;
}

unsigned faults_calls(void)
{
    return calls;
}

const char *faults_log(void)
{
    return call_log;
}

void faults_hook(const char *name, void (*hook)(void *context), void *context)
{
    hook_name = name;
    hook_function = hook;
    hook_context = context;
}

static bool is_here(void)
{
    return armed && calls == fault_number;
}

/* In front of each call; true: it is to fail. */
static bool begin(const char *name, bool changes)
{
    if (hook_name != NULL && strcmp(hook_name, name) == 0) {
        hook_name = NULL;
        hook_function(hook_context);
    }
    if (!armed) {
        return false;
    }
    calls++;
    if (changes && strlen(call_log) + strlen(name) + 2 < sizeof call_log) {
        (void)stpcpy(stpcpy(call_log + strlen(call_log), name), " ");
    }
    if (is_here() && (fault == FAULT_KILL_BEFORE || fault == FAULT_KILL_HALF)) {
        _exit(FAULT_KILLED);
    }
    if (is_here() && fault == FAULT_ERROR) {
        errno = EIO;
        return true;
    }
    return false;
}

static void end(void)
{
    if (is_here() && fault == FAULT_KILL_AFTER) {
        _exit(FAULT_KILLED);
    }
}

static bool is_folder(int descriptor)
{
    int flags = fcntl(descriptor, F_GETFL);
    return flags >= 0 && (flags & O_DIRECTORY) != 0;
}

/* The names are those of --wrap, with the 64 that offsets of 64 bits have in glibc. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
 */
#define WRAP(name, log, changes, parameters, values)                                               \
    int __real_##name parameters;                                                                  \
    int __wrap_##name parameters;                                                                  \
    int __wrap_##name parameters                                                                   \
    {                                                                                              \
        if (begin(log, changes)) {                                                                 \
            return -1;                                                                             \
        }                                                                                          \
        int result = __real_##name values;                                                         \
        end();                                                                                     \
        return result;                                                                             \
    }

WRAP(close, "close", false, (int descriptor), (descriptor))
WRAP(flock, "flock", true, (int descriptor, int operation), (descriptor, operation))
WRAP(fsync, is_folder(descriptor) ? "fsync_folder" : "fsync", true, (int descriptor), (descriptor))
WRAP(fchmod, "fchmod", true, (int descriptor, mode_t mode), (descriptor, mode))
WRAP(fallocate64, "fallocate", true, (int descriptor, int mode, off_t offset, off_t size),
     (descriptor, mode, offset, size))
WRAP(fstat64, "fstat", false, (int descriptor, struct stat *status), (descriptor, status))
WRAP(fstatat64, "fstatat", false, (int folder, const char *name, struct stat *status, int flags),
     (folder, name, status, flags))
WRAP(statx, "statx", false,
     (int folder, const char *name, int flags, unsigned mask, struct statx *status),
     (folder, name, flags, mask, status))
WRAP(renameat, "renameat", true,
     (int old_folder, const char *old_name, int new_folder, const char *new_name),
     (old_folder, old_name, new_folder, new_name))
WRAP(renameat2, "renameat2", true,
     (int old_folder, const char *old_name, int new_folder, const char *new_name, unsigned flags),
     (old_folder, old_name, new_folder, new_name, flags))
WRAP(unlinkat, "unlinkat", true, (int folder, const char *name, int flags), (folder, name, flags))

int __real_faccessat(int folder, const char *name, int mode, int flags);
int __wrap_faccessat(int folder, const char *name, int mode, int flags);
int __wrap_faccessat(int folder, const char *name, int mode, int flags)
{
    if (faults_read_only > 0 && --faults_read_only == 0) {
        errno = EROFS;
        return -1;
    }
    if (begin("faccessat", false)) {
        return -1;
    }
    int result = __real_faccessat(folder, name, mode, flags);
    end();
    return result;
}

int __real_fstatfs64(int descriptor, struct statfs *status);
int __wrap_fstatfs64(int descriptor, struct statfs *status);
int __wrap_fstatfs64(int descriptor, struct statfs *status)
{
    if (begin("fstatfs", false)) {
        return -1;
    }
    int result = __real_fstatfs64(descriptor, status);
    if (faults_file_system != 0) {
        status->f_type = (__typeof__(status->f_type))faults_file_system;
    }
    end();
    return result;
}

ssize_t __real_read(int descriptor, void *bytes, size_t size);
ssize_t __wrap_read(int descriptor, void *bytes, size_t size);
ssize_t __wrap_read(int descriptor, void *bytes, size_t size)
{
    if (begin("read", false)) {
        return -1;
    }
    ssize_t result = __real_read(descriptor, bytes, size);
    end();
    return result;
}

ssize_t __real_write(int descriptor, const void *bytes, size_t size);
ssize_t __wrap_write(int descriptor, const void *bytes, size_t size);
ssize_t __wrap_write(int descriptor, const void *bytes, size_t size)
{
    if (armed && calls + 1 == fault_number && fault == FAULT_KILL_HALF) {
        (void)__real_write(descriptor, bytes, size / 2);
    }
    if (begin("write", true)) {
        return -1;
    }
    ssize_t result = __real_write(descriptor, bytes, size);
    end();
    return result;
}

int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    if (begin("open", (flags & O_CREAT) != 0)) {
        return -1;
    }
    int result = __real_open64(path, flags, mode);
    end();
    return result;
}

int __real_openat64(int folder, const char *path, int flags, ...);
int __wrap_openat64(int folder, const char *path, int flags, ...);
int __wrap_openat64(int folder, const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    if (begin((flags & O_CREAT) != 0 ? "create" : "openat", (flags & O_CREAT) != 0)) {
        return -1;
    }
    int result = __real_openat64(folder, path, flags, mode);
    end();
    return result;
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
 */
