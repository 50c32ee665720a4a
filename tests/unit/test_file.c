/* SPDX-License-Identifier: MIT */
#include "appbin/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test_support.h"

#define NOBODY 65534

/* The names are those of --wrap. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
 */
static unsigned synced_files;
static unsigned synced_folders;

int __wrap_fsync(int descriptor);
int __wrap_fsync(int descriptor)
{
    struct stat status;
    assert_int_equal(fstat(descriptor, &status), 0);
    *(S_ISDIR(status.st_mode) ? &synced_folders : &synced_files) += 1;
    return 0;
}

static void (*behind_access)(void); /* once */

int __real_access(const char *path, int mode);
int __wrap_access(const char *path, int mode);
int __wrap_access(const char *path, int mode)
{
    int result = __real_access(path, mode);
    void (*hook)(void) = behind_access;
    behind_access = NULL;
    if (hook != NULL) {
        hook();
    }
    return result;
}

static bool no_exclusive_rename; /* as a file system that cannot */

int __real_renameat2(int old_folder, const char *old_name, int new_folder, const char *new_name,
                     unsigned flags);
int __wrap_renameat2(int old_folder, const char *old_name, int new_folder, const char *new_name,
                     unsigned flags);
int __wrap_renameat2(int old_folder, const char *old_name, int new_folder, const char *new_name,
                     unsigned flags)
{
    if (no_exclusive_rename) {
        errno = EINVAL;
        return -1;
    }
    return __real_renameat2(old_folder, old_name, new_folder, new_name, flags);
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
 */

/* Every test runs inside a new, empty folder. */
static int enter_folder(void **state)
{
    char *path = strdup("test_file.XXXXXX");
    *state = path;
    return path == NULL || mkdtemp(path) == NULL || chdir(path) != 0 ? -1 : 0;
}

static unsigned count_files(void)
{
    unsigned count = 0;
    DIR *folder = opendir(".");
    assert_non_null(folder);
    while (readdir(folder) != NULL) {
        count++;
    }
    (void)closedir(folder);
    return count - 2;
}

static int leave_folder(void **state)
{
    DIR *folder = opendir(".");
    const struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        (void)remove(entry->d_name);
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    int result = chdir("..") != 0 || rmdir(*state) != 0 ? -1 : 0;
    free(*state);
    return result;
}

static void put_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static void assert_file_holds(const char *path, const char *text)
{
    char bytes[256];
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    assert_int_equal(size, strlen(text));
    assert_memory_equal(bytes, text, size);
}

static struct appbin_output output(const char *path, const char *text)
{
    return (struct appbin_output){path, (const uint8_t *)text, strlen(text)};
}

static void write_one(const char *path, const char *text)
{
    const struct appbin_output one = output(path, text);
    struct appbin_diagnostic diagnostic = {""};
    enum appbin_error error = appbin_files_write(&one, 1, NULL, &diagnostic);
    if (error != APPBIN_OK) {
        print_error("%s\n", diagnostic.message);
    }
    assert_int_equal(error, APPBIN_OK);
}

/* The same refusal when nothing is to be written. */
static void assert_check_refused(const struct appbin_output *outputs, size_t count,
                                 enum appbin_error expected, size_t expected_index)
{
    struct appbin_diagnostic diagnostic = {""};
    size_t failed = 99;
    assert_int_equal(appbin_files_check(outputs, count, &failed, &diagnostic), expected);
    assert_explained(&diagnostic);
    assert_int_equal(failed, expected_index);
    assert_int_equal(appbin_files_check(outputs, count, NULL, NULL), expected);
}

/* Expects a refusal that explains itself and names the output at fault. */
static void assert_write_refused(const struct appbin_output *outputs, size_t count,
                                 enum appbin_error expected, size_t expected_index)
{
    if (strcmp(outputs[expected_index].path, "/dev/full") != 0) {
        assert_check_refused(outputs, count, expected, expected_index);
    }
    struct appbin_diagnostic diagnostic = {""};
    size_t failed = 99;
    assert_int_equal(appbin_files_write(outputs, count, &failed, &diagnostic), expected);
    assert_explained(&diagnostic);
    assert_int_equal(failed, expected_index);
    assert_int_equal(appbin_files_write(outputs, count, NULL, NULL), expected);
}

/* --- reading --- */

static void test_file_read_whole_file(void **state)
{
    (void)state;
    uint8_t *bytes = NULL;
    size_t size = 0;
    put_file("a", "hello");
    assert_int_equal(appbin_file_read(&bytes, &size, "a", 100, NULL), APPBIN_OK);
    assert_int_equal(size, 5);
    assert_memory_equal(bytes, "hello", 5);
    free(bytes);
}

static void test_file_read_empty_file_not_null(void **state)
{
    (void)state;
    uint8_t *bytes = NULL;
    size_t size = 42;
    put_file("a", "");
    assert_int_equal(appbin_file_read(&bytes, &size, "a", 100, NULL), APPBIN_OK);
    assert_int_equal(size, 0);
    assert_non_null(bytes);
    free(bytes);
}

static void assert_read_refused(const char *path, size_t max_size)
{
    uint8_t sentinel = 0;
    uint8_t *bytes = &sentinel;
    size_t size = 42;
    struct appbin_diagnostic diagnostic = {""};
    assert_int_equal(appbin_file_read(&bytes, &size, path, max_size, &diagnostic), APPBIN_ERR_IO);
    assert_explained(&diagnostic);
    assert_ptr_equal(bytes, &sentinel);
    assert_int_equal(size, 42);
    assert_int_equal(appbin_file_read(&bytes, &size, path, max_size, NULL), APPBIN_ERR_IO);
}

static void test_file_read_limit_exactly_accepted_one_less_refused(void **state)
{
    (void)state;
    uint8_t *bytes = NULL;
    size_t size = 0;
    put_file("a", "hello");
    assert_int_equal(appbin_file_read(&bytes, &size, "a", 5, NULL), APPBIN_OK);
    assert_int_equal(size, 5);
    free(bytes);
    assert_read_refused("a", 4);
    assert_read_refused("a", 0);
    put_file("empty", "");
    assert_int_equal(appbin_file_read(&bytes, &size, "empty", 0, NULL), APPBIN_OK);
    assert_int_equal(size, 0);
    free(bytes);
}

static void test_file_read_endless_device_stopped_at_limit(void **state)
{
    (void)state;
    assert_read_refused("/dev/zero", 300000);
    assert_read_refused("/dev/zero", 65536);
    assert_read_refused("/dev/zero", 0);
}

/* The size of a pipe is not known before its end. */
static void test_file_read_pipe_whole_stream(void **state)
{
    (void)state;
    char pattern[1000];
    memset(pattern, 'p', sizeof pattern);
    assert_int_equal(mkfifo("pipe", 0600), 0);
    pid_t child = fork();
    if (child == 0) {
        int descriptor = open("pipe", O_WRONLY | O_CLOEXEC);
        for (unsigned i = 0; i < 200; i++) {
            (void)!write(descriptor, pattern, sizeof pattern);
        }
        _exit(0);
    }
    assert_true(child > 0);
    uint8_t *bytes = NULL;
    size_t size = 0;
    assert_int_equal(appbin_file_read(&bytes, &size, "pipe", 1000000, NULL), APPBIN_OK);
    assert_int_equal(size, 200000);
    assert_memory_equal(bytes + 199000, pattern, sizeof pattern);
    free(bytes);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static void test_file_read_missing_or_folder_refused(void **state)
{
    (void)state;
    assert_read_refused("missing", 100);
    assert_read_refused(".", 100);
    assert_read_refused("", 100);
}

/* --- writing --- */

static void test_files_write_new_file_created_with_default_mode(void **state)
{
    (void)state;
    struct stat status;
    mode_t mask = umask(027);
    write_one("a", "hello");
    (void)umask(mask);
    assert_file_holds("a", "hello");
    assert_int_equal(stat("a", &status), 0);
    assert_int_equal(status.st_mode & 07777, 0640);
    assert_int_equal(count_files(), 1);
}

static void test_files_write_existing_file_replaced_mode_kept(void **state)
{
    (void)state;
    struct stat status;
    put_file("a", "something longer");
    assert_int_equal(chmod("a", 0604), 0);
    write_one("a", "new");
    assert_file_holds("a", "new");
    assert_int_equal(stat("a", &status), 0);
    assert_int_equal(status.st_mode & 07777, 0604);
    assert_int_equal(count_files(), 1);
}

/* What was there may run as its owner; what replaces it was made by somebody else. */
static void test_files_write_special_bits_not_taken(void **state)
{
    (void)state;
    static const mode_t special[] = {04755, 02755, 01644, 07777};
    for (size_t i = 0; i < sizeof special / sizeof special[0]; i++) {
        struct stat status;
        put_file("a", "old");
        assert_int_equal(chmod("a", special[i]), 0);
        write_one("a", "new");
        assert_int_equal(stat("a", &status), 0);
        assert_int_equal(status.st_mode & 07777, special[i] & 0777);
    }
}

static void test_files_write_no_bytes_empty_file(void **state)
{
    (void)state;
    write_one("a", "");
    assert_file_holds("a", "");
}

static void test_files_write_symbolic_link_kept(void **state)
{
    (void)state;
    struct stat status;
    put_file("target", "old");
    assert_int_equal(symlink("target", "link"), 0);
    write_one("link", "new");
    assert_int_equal(lstat("link", &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_file_holds("target", "new");
    assert_int_equal(count_files(), 2);
}

static void test_files_write_dangling_symbolic_link_kept(void **state)
{
    (void)state;
    struct stat status;
    assert_int_equal(symlink("target", "link"), 0);
    const struct appbin_output one = output("link", "new");
    enum appbin_error error = appbin_files_write(&one, 1, NULL, NULL);
    assert_int_equal(lstat("link", &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    if (error == APPBIN_OK) { /* a refusal would do as well */
        assert_file_holds("target", "new");
    }
}

/* Everybody may plant links in such a folder, with the sticky bit too. */
static void test_files_write_link_in_open_folder_refused(void **state)
{
    (void)state;
    static const mode_t modes[] = {0777, 01777, 0702};
    put_file("victim", "kept");
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        assert_int_equal(mkdir("open", 0700), 0);
        assert_int_equal(symlink("../victim", "open/link"), 0);
        assert_int_equal(symlink("../missing", "open/dangling"), 0);
        assert_int_equal(symlink("open/link", "chain"), 0);
        assert_int_equal(chmod("open", modes[i]), 0);
        static const char *const paths[] = {"open/link", "open/dangling", "chain", "./open/link"};
        for (size_t k = 0; k < sizeof paths / sizeof paths[0]; k++) {
            const struct appbin_output one = output(paths[k], "new");
            assert_write_refused(&one, 1, APPBIN_ERR_IO, 0);
            assert_check_refused(&one, 1, APPBIN_ERR_IO, 0);
        }
        write_one("open/file", "a file there is none");
        assert_int_equal(unlink("open/file"), 0);
        assert_int_equal(unlink("open/link"), 0);
        assert_int_equal(unlink("open/dangling"), 0);
        assert_int_equal(unlink("chain"), 0);
        assert_int_equal(rmdir("open"), 0);
        assert_file_holds("victim", "kept");
        assert_int_equal(count_files(), 1);
    }
}

static void test_file_write_private_link_in_open_folder_refused(void **state)
{
    struct appbin_diagnostic diagnostic = {""};
    (void)state;
    put_file("victim", "kept");
    assert_int_equal(mkdir("open", 0700), 0);
    assert_int_equal(symlink("../victim", "open/link"), 0);
    assert_int_equal(symlink("open/link", "chain"), 0);
    assert_int_equal(chmod("open", 01777), 0);
    static const char *const paths[] = {"open/link", "chain"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        assert_int_equal(appbin_file_write_private(paths[i], "new", 3, true, &diagnostic),
                         APPBIN_ERR_IO);
        assert_explained(&diagnostic);
    }
    assert_file_holds("victim", "kept");
    assert_int_equal(unlink("open/link"), 0);
    assert_int_equal(appbin_file_write_private("open/link", "new", 3, true, NULL), APPBIN_OK);
    assert_file_holds("open/link", "new");
    assert_int_equal(unlink("open/link"), 0);
}

/* A link that leads into an open folder was not planted there. */
static void test_files_write_link_elsewhere_followed(void **state)
{
    (void)state;
    assert_int_equal(mkdir("open", 0700), 0);
    assert_int_equal(chmod("open", 0777), 0);
    put_file("open/file", "old");
    assert_int_equal(symlink("open/file", "link"), 0);
    write_one("link", "new");
    assert_file_holds("open/file", "new");
    assert_int_equal(unlink("open/file"), 0);
}

static void put_link_in_place(void)
{
    assert_int_equal(unlink("pipe"), 0);
    assert_int_equal(symlink("victim", "pipe"), 0);
}

static void put_device_link_in_place(void)
{
    assert_int_equal(unlink("pipe"), 0);
    assert_int_equal(symlink("/dev/null", "pipe"), 0);
}

static void put_file_in_place(void)
{
    assert_int_equal(unlink("pipe"), 0);
    assert_int_equal(link("victim", "pipe"), 0);
}

/* Between the look at it and its opening. */
static void test_files_write_pipe_replaced_meanwhile_refused(void **state)
{
    (void)state;
    static void (*const hooks[])(void) = {put_link_in_place, put_device_link_in_place,
                                          put_file_in_place};
    put_file("victim", "kept");
    for (size_t i = 0; i < sizeof hooks / sizeof hooks[0]; i++) {
        struct appbin_diagnostic diagnostic = {""};
        const struct appbin_output one = output("pipe", "new");
        assert_int_equal(mkfifo("pipe", 0600), 0);
        behind_access = hooks[i];
        assert_int_equal(appbin_files_write(&one, 1, NULL, &diagnostic), APPBIN_ERR_IO);
        assert_null(behind_access);
        assert_explained(&diagnostic);
        assert_file_holds("victim", "kept");
        assert_int_equal(unlink("pipe"), 0);
    }
}

/* Opened again, a pipe of another process or a file would be written from its beginning. */
static void test_files_write_named_descriptor_written_where_it_stands(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char path[64];
        char got[8] = "";
        int pipe_ends[2];
        assert_int_equal(pipe(pipe_ends), 0);
        (void)snprintf(path, sizeof path, i == 0 ? "/dev/fd/%d" : "/proc/self/fd/%d", pipe_ends[1]);
        write_one(path, "hello");
        assert_int_equal(read(pipe_ends[0], got, sizeof got), 5);
        assert_memory_equal(got, "hello", 5);
        (void)snprintf(path, sizeof path, i == 0 ? "/dev/fd/%d" : "/proc/self/fd/%d", pipe_ends[0]);
        const struct appbin_output reading_end = output(path, "hello");
        assert_write_refused(&reading_end, 1, APPBIN_ERR_IO, 0);
        (void)close(pipe_ends[0]);
        (void)close(pipe_ends[1]);

        int descriptor = open("a", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        assert_true(descriptor >= 0);
        assert_int_equal(write(descriptor, "before ", 7), 7);
        (void)snprintf(path, sizeof path, i == 0 ? "/dev/fd/%d" : "/proc/self/fd/%d", descriptor);
        write_one(path, "after");
        (void)close(descriptor);
        assert_file_holds("a", "before after");
    }
    const struct appbin_output closed = output("/dev/fd/99", "x");
    assert_write_refused(&closed, 1, APPBIN_ERR_IO, 0);
}

/* The kernel knows no such name, and neither does whoever asks what is on standard output. */
static void test_files_write_descriptor_with_zero_in_front_refused(void **state)
{
    (void)state;
    char path[64];
    char got[8];
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    for (size_t i = 0; i < 2; i++) {
        (void)snprintf(path, sizeof path, i == 0 ? "/dev/fd/0%d" : "/proc/self/fd/0%d", ends[1]);
        const struct appbin_output one = output(path, "hello");
        assert_int_equal(appbin_files_write(&one, 1, NULL, NULL), APPBIN_ERR_IO);
    }
    (void)close(ends[1]);
    assert_int_equal(read(ends[0], got, sizeof got), 0);
    (void)close(ends[0]);
}

static void test_files_write_descriptor_of_other_output_refused(void **state)
{
    (void)state;
    char path[64];
    int descriptor = open("a", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(descriptor >= 0);
    (void)snprintf(path, sizeof path, "/dev/fd/%d", descriptor);
    const struct appbin_output two[] = {output("a", "1"), output(path, "2")};
    const struct appbin_output other_order[] = {output(path, "2"), output("a", "1")};
    assert_write_refused(two, 2, APPBIN_ERR_SAME_FILE, 1);
    assert_write_refused(other_order, 2, APPBIN_ERR_SAME_FILE, 1);
    (void)close(descriptor);
    assert_file_holds("a", "");
}

static void test_files_write_synced_files_and_folders_synced(void **state)
{
    (void)state;
    put_file("a", "older");
    synced_files = 0;
    synced_folders = 0;
    write_one("a", "old");
    assert_int_equal(synced_files + synced_folders, 0);
    const struct appbin_output two[] = {output("a", "new"), output("b", "more")};
    assert_int_equal(appbin_files_write_synced(two, 2, NULL, NULL), APPBIN_OK);
    assert_file_holds("a", "new");
    assert_int_equal(synced_files, 2);
    assert_int_equal(synced_folders, 2);
    assert_file_holds("b", "more");
    assert_int_equal(count_files(), 2);
}

/* The mask of signals of the caller is its own again, on every way out. */
static void test_files_write_signal_mask_restored(void **state)
{
    (void)state;
    sigset_t before;
    sigset_t after;
    (void)sigemptyset(&before);
    (void)sigaddset(&before, SIGHUP);
    assert_int_equal(sigprocmask(SIG_SETMASK, &before, NULL), 0);
    const struct appbin_output outputs[] = {output("a", "x"), output("missing/a", "x"),
                                            output("/dev/full", "x")};
    for (size_t i = 0; i < 3; i++) {
        (void)appbin_files_write(&outputs[i], 1, NULL, NULL);
        assert_int_equal(sigprocmask(SIG_SETMASK, NULL, &after), 0);
        assert_int_equal(sigismember(&after, SIGHUP), 1);
        assert_int_equal(sigismember(&after, SIGINT), 0);
        assert_int_equal(sigismember(&after, SIGTERM), 0);
    }
    (void)sigemptyset(&before);
    assert_int_equal(sigprocmask(SIG_SETMASK, &before, NULL), 0);
}

static void test_files_write_device_written_directly(void **state)
{
    (void)state;
    struct stat status;
    write_one("/dev/null", "gone");
    assert_int_equal(stat("/dev/null", &status), 0);
    assert_true(S_ISCHR(status.st_mode));
    /* two outputs may go to one device */
    const struct appbin_output two[] = {output("/dev/null", "a"), output("/dev/null", "b")};
    assert_int_equal(appbin_files_write(two, 2, NULL, NULL), APPBIN_OK);
}

static void test_files_write_several_all_written(void **state)
{
    (void)state;
    char names[8][2] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    struct appbin_output outputs[8];
    for (size_t i = 0; i < 8; i++) {
        outputs[i] = output(names[i], names[i]);
    }
    assert_int_equal(appbin_files_write(outputs, 8, NULL, NULL), APPBIN_OK);
    for (size_t i = 0; i < 8; i++) {
        assert_file_holds(names[i], names[i]);
    }
    assert_int_equal(count_files(), 8);
}

static void test_files_write_full_device_refused(void **state)
{
    (void)state;
    const struct appbin_output one = output("/dev/full", "text");
    assert_write_refused(&one, 1, APPBIN_ERR_IO, 0);
}

static void test_files_write_one_fails_all_targets_unchanged(void **state)
{
    (void)state;
    put_file("a", "old a");
    const struct appbin_output full[] = {output("a", "new a"), output("new", "n"),
                                         output("/dev/full", "text")};
    assert_write_refused(full, 3, APPBIN_ERR_IO, 2);
    const struct appbin_output nowhere[] = {output("a", "new a"), output("missing/b", "b"),
                                            output("new", "n")};
    assert_write_refused(nowhere, 3, APPBIN_ERR_IO, 1);
    assert_file_holds("a", "old a");
    assert_int_equal(count_files(), 1);
}

/* A full disk, played by a limit on the size of files. */
static void test_files_write_disk_full_target_unchanged(void **state)
{
    (void)state;
    static char large[10000];
    struct rlimit before;
    memset(large, 'x', sizeof large - 1);
    put_file("a", "old");
    const struct appbin_output one = output("a", large);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit small = {4096, before.rlim_max};
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    struct appbin_diagnostic diagnostic = {""};
    size_t failed = 99;
    enum appbin_error error = appbin_files_write(&one, 1, &failed, &diagnostic);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(error, APPBIN_ERR_IO);
    assert_int_equal(failed, 0);
    assert_explained(&diagnostic);
    assert_file_holds("a", "old");
    assert_int_equal(count_files(), 1);
}

/* What goes into a pipe cannot be taken back: nothing does when a file cannot be written. */
static void test_files_write_file_fails_nothing_in_pipe(void **state)
{
    (void)state;
    char path[64];
    char got[8];
    int ends[2];
    struct rlimit before;
    assert_int_equal(pipe(ends), 0);
    (void)snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
    const struct appbin_output outputs[] = {output(path, "piped"), output("a", "file")};
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit none = {0, before.rlim_max};
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    size_t failed = 99;
    enum appbin_error error = appbin_files_write(outputs, 2, &failed, NULL);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(error, APPBIN_ERR_IO);
    assert_int_equal(failed, 1);
    (void)close(ends[1]);
    assert_int_equal(read(ends[0], got, sizeof got), 0);
    (void)close(ends[0]);
    assert_int_equal(count_files(), 0);
}

/* Writes a file, and more into a pipe than that takes; the child exits with the error. */
static pid_t start_long_write(const int ends[2])
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        static uint8_t bytes[1 << 20];
        char path[64];
        (void)close(ends[0]);
        (void)snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
        const struct appbin_output outputs[] = {output("a", "new"), {path, bytes, sizeof bytes}};
        _exit((int)appbin_files_write(outputs, 2, NULL, NULL));
    }
    (void)close(ends[1]);
    return child;
}

/* A pipe that nobody reads is no reason to stay, and nothing stays behind. */
static void test_files_write_waiting_for_pipe_ended_by_signal(void **state)
{
    (void)state;
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
    put_file("a", "old");
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        char first = 0;
        int status = 0;
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        pid_t child = start_long_write(ends);
        assert_int_equal(read(ends[0], &first, 1), 1);
        if (numbers[i] != SIGPIPE) {
            assert_int_equal(kill(child, numbers[i]), 0);
        } else {
            (void)close(ends[0]);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == numbers[i]);
        assert_file_holds("a", "old");
        assert_int_equal(count_files(), 1);
        if (numbers[i] != SIGPIPE) {
            (void)close(ends[0]);
        }
    }
}

/* As with nohup; the reader comes late. */
static void test_files_write_waiting_for_pipe_ignored_signal_ignored(void **state)
{
    (void)state;
    uint8_t bytes[4096];
    int status = 0;
    int ends[2];
    ssize_t got = 0;
    size_t size = 0;
    assert_int_equal(pipe(ends), 0);
    assert_true(signal(SIGHUP, SIG_IGN) != SIG_ERR);
    pid_t child = start_long_write(ends);
    assert_true(signal(SIGHUP, SIG_DFL) != SIG_ERR);
    while ((got = read(ends[0], bytes, sizeof bytes)) > 0) {
        if (size == 0) {
            assert_int_equal(kill(child, SIGHUP), 0);
        }
        size += (size_t)got;
    }
    (void)close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_int_equal(size, 1 << 20);
    assert_file_holds("a", "new");
}

static void test_files_write_folder_as_target_refused(void **state)
{
    (void)state;
    assert_int_equal(mkdir("folder", 0700), 0);
    const struct appbin_output cases[] = {output("folder", "x"), output(".", "x"), output("", "x"),
                                          output("missing/a", "x"), output("new/", "x")};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_write_refused(&cases[i], 1, APPBIN_ERR_IO, 0);
    }
    assert_int_equal(count_files(), 1);
}

static void test_files_write_read_only_target_refused(void **state)
{
    (void)state;
    put_file("a", "old");
    assert_int_equal(chmod("a", 0400), 0);
    const struct appbin_output one = output("a", "new");
    const int root = geteuid() == 0; /* may write everywhere */
    if (root && (chown(".", NOBODY, NOBODY) != 0 || chown("a", NOBODY, NOBODY) != 0 ||
                 setresuid(NOBODY, NOBODY, 0) != 0)) {
        skip();
    }
    assert_write_refused(&one, 1, APPBIN_ERR_IO, 0);
    assert_true(!root || setresuid(0, 0, 0) == 0);
    assert_file_holds("a", "old");
}

static void test_files_write_existing_file_twice_refused(void **state)
{
    (void)state;
    put_file("a", "old");
    assert_int_equal(symlink("a", "link"), 0);
    static const char *const other_names[] = {"a", "./a", "link"};
    for (size_t i = 0; i < 3; i++) {
        const struct appbin_output two[] = {output("a", "1"), output(other_names[i], "2")};
        assert_write_refused(two, 2, APPBIN_ERR_SAME_FILE, 1);
    }
    assert_file_holds("a", "old");
    assert_int_equal(count_files(), 2);
}

static void test_files_write_new_file_twice_refused(void **state)
{
    (void)state;
    const struct appbin_output two[] = {output("a", "1"), output("a", "2")};
    assert_write_refused(two, 2, APPBIN_ERR_SAME_FILE, 1);
    assert_int_equal(count_files(), 0);
}

static void test_files_write_new_file_twice_by_two_paths_refused(void **state)
{
    (void)state;
    const struct appbin_output two[] = {output("a", "1"), output("./a", "2")};
    assert_write_refused(two, 2, APPBIN_ERR_SAME_FILE, 1);
    assert_int_equal(count_files(), 0);
}

static void test_files_check_good_outputs_accepted_and_left(void **state)
{
    (void)state;
    put_file("a", "old");
    assert_int_equal(symlink("target", "dangling"), 0);
    const struct appbin_output outputs[] = {output("a", "1"), output("new", "2"),
                                            output("dangling", "3"), output("/dev/null", "4"),
                                            output("/dev/null", "5")};
    assert_int_equal(appbin_files_check(outputs, 5, NULL, NULL), APPBIN_OK);
    assert_file_holds("a", "old");
    assert_int_equal(count_files(), 2);
}

static void test_files_check_read_only_folder_refused(void **state)
{
    (void)state;
    assert_int_equal(mkdir("folder", 0500), 0);
    const int root = geteuid() == 0; /* may write everywhere */
    if (root && (chown(".", NOBODY, NOBODY) != 0 || chown("folder", NOBODY, NOBODY) != 0 ||
                 setresuid(NOBODY, NOBODY, 0) != 0)) {
        skip();
    }
    const struct appbin_output one = output("folder/new", "x");
    assert_check_refused(&one, 1, APPBIN_ERR_IO, 0);
    assert_true(!root || setresuid(0, 0, 0) == 0);
}

static void test_files_check_too_many_refused(void **state)
{
    (void)state;
    struct appbin_output outputs[13];
    for (size_t i = 0; i < 13; i++) {
        outputs[i] = output("/dev/null", "x");
    }
    assert_int_equal(appbin_files_check(outputs, 12, NULL, NULL), APPBIN_OK);
    assert_int_equal(appbin_files_check(outputs, 13, NULL, NULL), APPBIN_ERR_OPTIONS);
}

/* --- a file of its owner --- */

static void write_private(const char *path, bool replace, enum appbin_error wanted)
{
    struct appbin_diagnostic diagnostic = {""};
    assert_int_equal(appbin_file_write_private(path, "secret", 6, replace, &diagnostic), wanted);
    assert_true(wanted == APPBIN_OK || diagnostic.message[0] != '\0');
}

static void assert_mode(const char *path, mode_t wanted)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, wanted);
}

static void test_file_write_private_mode_0600_whatever_was_there(void **state)
{
    (void)state;
    mode_t mask = umask(0777);
    write_private("new", false, APPBIN_OK);
    (void)umask(0);
    put_file("old", "longer than the new one");
    assert_int_equal(chmod("old", 0644), 0);
    assert_int_equal(symlink("old", "link"), 0);
    synced_files = 0;
    synced_folders = 0;
    write_private("link", true, APPBIN_OK);
    (void)umask(mask);
    assert_int_equal(synced_files, 1);
    assert_int_equal(synced_folders, 1);
    assert_mode("new", 0600);
    assert_mode("old", 0600);
    assert_file_holds("new", "secret");
    assert_file_holds("old", "secret");
    assert_int_equal(count_files(), 3);
}

static void test_file_write_private_existing_name_refused(void **state)
{
    (void)state;
    put_file("old", "kept");
    assert_int_equal(symlink("nowhere", "link"), 0);
    for (int i = 0; i < 2; i++) {
        no_exclusive_rename = i == 1;
        write_private("old", false, APPBIN_ERR_EXISTS);
        write_private("link", false, APPBIN_ERR_EXISTS);
    }
    no_exclusive_rename = false;
    write_private("missing/new", false, APPBIN_ERR_IO);
    assert_file_holds("old", "kept");
    assert_int_equal(count_files(), 2);
}

static void test_file_write_private_without_exclusive_rename_written(void **state)
{
    (void)state;
    no_exclusive_rename = true;
    write_private("new", false, APPBIN_OK);
    no_exclusive_rename = false;
    assert_file_holds("new", "secret");
    assert_int_equal(count_files(), 1);
}

/* --- output and input --- */

static void assert_same(const char *a, const char *b)
{
    struct appbin_diagnostic diagnostic = {""};
    assert_int_equal(appbin_file_distinct(a, b, &diagnostic), APPBIN_ERR_SAME_FILE);
    assert_explained(&diagnostic);
    assert_int_equal(appbin_file_distinct(b, a, NULL), APPBIN_ERR_SAME_FILE);
}

static void test_file_distinct_one_file_by_any_name_refused(void **state)
{
    (void)state;
    put_file("a", "x");
    assert_int_equal(link("a", "hard"), 0);
    assert_int_equal(symlink("a", "soft"), 0);
    assert_same("a", "a");
    assert_same("./a", "a");
    assert_same("hard", "a");
    assert_same("soft", "a");
    assert_same("soft", "hard");
}

static void test_file_distinct_two_files_accepted(void **state)
{
    (void)state;
    put_file("a", "x");
    put_file("b", "x");
    assert_int_equal(appbin_file_distinct("a", "b", NULL), APPBIN_OK);
    assert_int_equal(appbin_file_distinct("new", "a", NULL), APPBIN_OK);
}

#define FOLDER_TEST(function) cmocka_unit_test_setup_teardown(function, enter_folder, leave_folder)

static const struct CMUnitTest tests[] = {
    FOLDER_TEST(test_file_read_whole_file),
    FOLDER_TEST(test_file_read_empty_file_not_null),
    FOLDER_TEST(test_file_read_limit_exactly_accepted_one_less_refused),
    FOLDER_TEST(test_file_read_endless_device_stopped_at_limit),
    FOLDER_TEST(test_file_read_pipe_whole_stream),
    FOLDER_TEST(test_file_read_missing_or_folder_refused),
    FOLDER_TEST(test_files_write_new_file_created_with_default_mode),
    FOLDER_TEST(test_files_write_existing_file_replaced_mode_kept),
    FOLDER_TEST(test_files_write_special_bits_not_taken),
    FOLDER_TEST(test_files_write_no_bytes_empty_file),
    FOLDER_TEST(test_files_write_symbolic_link_kept),
    FOLDER_TEST(test_files_write_dangling_symbolic_link_kept),
    FOLDER_TEST(test_files_write_link_in_open_folder_refused),
    FOLDER_TEST(test_files_write_link_elsewhere_followed),
    FOLDER_TEST(test_file_write_private_link_in_open_folder_refused),
    FOLDER_TEST(test_files_write_named_descriptor_written_where_it_stands),
    FOLDER_TEST(test_files_write_pipe_replaced_meanwhile_refused),
    FOLDER_TEST(test_files_write_descriptor_with_zero_in_front_refused),
    FOLDER_TEST(test_files_write_descriptor_of_other_output_refused),
    FOLDER_TEST(test_files_write_synced_files_and_folders_synced),
    FOLDER_TEST(test_files_write_signal_mask_restored),
    FOLDER_TEST(test_file_write_private_mode_0600_whatever_was_there),
    FOLDER_TEST(test_file_write_private_existing_name_refused),
    FOLDER_TEST(test_file_write_private_without_exclusive_rename_written),
    FOLDER_TEST(test_files_write_device_written_directly),
    FOLDER_TEST(test_files_write_several_all_written),
    FOLDER_TEST(test_files_write_full_device_refused),
    FOLDER_TEST(test_files_write_file_fails_nothing_in_pipe),
    FOLDER_TEST(test_files_write_waiting_for_pipe_ended_by_signal),
    FOLDER_TEST(test_files_write_waiting_for_pipe_ignored_signal_ignored),
    FOLDER_TEST(test_files_write_one_fails_all_targets_unchanged),
    FOLDER_TEST(test_files_write_disk_full_target_unchanged),
    FOLDER_TEST(test_files_write_folder_as_target_refused),
    FOLDER_TEST(test_files_write_read_only_target_refused),
    FOLDER_TEST(test_files_write_existing_file_twice_refused),
    FOLDER_TEST(test_files_write_new_file_twice_refused),
    FOLDER_TEST(test_files_write_new_file_twice_by_two_paths_refused),
    FOLDER_TEST(test_files_check_good_outputs_accepted_and_left),
    FOLDER_TEST(test_files_check_read_only_folder_refused),
    FOLDER_TEST(test_files_check_too_many_refused),
    FOLDER_TEST(test_file_distinct_one_file_by_any_name_refused),
    FOLDER_TEST(test_file_distinct_two_files_accepted),
};

TEST_MAIN(tests)
