/* SPDX-License-Identifier: MIT */
/*
 * An LMS key under faults: a process is ended at each of its system calls, or the call fails. A
 * leaf may be lost; none is used twice, and the file can always be used.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lms_faults.h"
#include "lms_fixture.h"

#define NO_LEAF UINT32_MAX
#define CALLS_MAX 200u

static struct lms_folder folder;

static int set_up(void **state)
{
    (void)state;
    lms_folder_make(&folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    faults_disarm();
    lms_folder_remove(&folder);
    return 0;
}

/* What a process did that had a fault. */
struct outcome {
    bool killed;
    bool reached; /* the call with the fault was made */
    uint32_t leaf;
};

/* Signs in another process with a fault at a call; the leaf of the signature that came out. */
static struct outcome sign_with_fault(const char *path, enum fault_kind kind, unsigned number)
{
    struct outcome outcome = {.leaf = NO_LEAF};
    struct {
        uint32_t leaf;
        uint32_t calls;
    } told = {NO_LEAF, 0};
    int ends[2];
    int status = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct appbin_diagnostic diagnostic;
        faults_arm(kind, number);
        enum appbin_error error = lms_sign(&told.leaf, path, &diagnostic);
        faults_disarm();
        told.calls = faults_calls();
        _exit(write(ends[1], &told, sizeof told) != sizeof told || error != APPBIN_OK);
    }
    assert_int_equal(close(ends[1]), 0);
    bool has_told = read(ends[0], &told, sizeof told) == sizeof told;
    assert_int_equal(close(ends[0]), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    outcome.killed = WEXITSTATUS(status) == FAULT_KILLED;
    assert_int_equal(has_told, !outcome.killed);
    outcome.reached = outcome.killed || told.calls >= number;
    outcome.leaf = has_told && WEXITSTATUS(status) == 0 ? told.leaf : NO_LEAF;
    return outcome;
}

static uint32_t sign_well(const char *path)
{
    struct appbin_diagnostic diagnostic = {""};
    uint32_t leaf = NO_LEAF;
    if (lms_sign(&leaf, path, &diagnostic) != APPBIN_OK) {
        fail_msg("%s", diagnostic.message);
    }
    return leaf;
}

/* Every call of a signing, one after the other; how many there are. */
static unsigned each_call(enum fault_kind kind)
{
    char path[LMS_PATH_SIZE];
    unsigned kills = 0;
    for (unsigned number = 1; number < CALLS_MAX; number++) {
        lms_path(path, &folder, "key.pem");
        (void)unlink(path);
        lms_create(path, 5);
        uint32_t before = sign_well(path);
        struct outcome outcome = sign_with_fault(path, kind, number);
        uint32_t after = sign_well(path);
        assert_true(outcome.leaf == NO_LEAF || (outcome.leaf > before && outcome.leaf < after));
        assert_true(after > before && after <= before + 2);
        kills += outcome.killed ? 1 : 0;
        if (!outcome.reached) {
            assert_int_equal(outcome.leaf, 1);
            assert_true(kind == FAULT_ERROR || kills == number - 1);
            return number - 1;
        }
    }
    fail_msg("there is no end");
    return 0;
}

static void test_sign_killed_at_each_call_uses_no_leaf_twice(void **state)
{
    (void)state;
    unsigned before = each_call(FAULT_KILL_BEFORE);
    assert_true(before > 20);
    assert_int_equal(each_call(FAULT_KILL_HALF), before);
    assert_int_equal(each_call(FAULT_KILL_AFTER), before);
}

static void test_sign_call_fails_uses_no_leaf_twice(void **state)
{
    (void)state;
    assert_true(each_call(FAULT_ERROR) > 20);
}

/* A power cut may undo what was not synced: nothing comes out before all of it is. */
static void test_sign_order_is_create_write_sync_rename_sync(void **state)
{
    char path[LMS_PATH_SIZE];
    struct appbin_diagnostic diagnostic;
    uint32_t leaf = NO_LEAF;
    (void)state;
    lms_create(lms_path(path, &folder, "key.pem"), 5);
    faults_arm(FAULT_NONE, 0);
    assert_int_equal(lms_sign(&leaf, path, &diagnostic), APPBIN_OK);
    faults_disarm();
    assert_string_equal(faults_log(), "flock create fchmod write fsync renameat fsync_folder ");
}

static void test_create_order_is_create_write_sync_name_sync(void **state)
{
    char path[LMS_PATH_SIZE];
    (void)state;
    faults_arm(FAULT_NONE, 0);
    lms_create(lms_path(path, &folder, "key.pem"), 5);
    faults_disarm();
    assert_string_equal(faults_log(), "flock create fchmod write fsync renameat2 fsync_folder ");
}

/*
 * Marks all leaves that a file still gives, of which it gives the first; false when it cannot be
 * read.
 */
static bool mark_leaves(bool used[32], const char *path)
{
    struct appbin_lms_status status;
    struct appbin_diagnostic diagnostic;
    if (appbin_lms_file_status(&status, path, &diagnostic) != APPBIN_OK) {
        return false;
    }
    assert_true(status.next < status.end);
    assert_int_equal(sign_well(path), status.next);
    for (uint32_t leaf = status.next; leaf < status.end; leaf++) {
        assert_false(used[leaf]);
        used[leaf] = true;
    }
    return true;
}

typedef void changes_keys(const char *path, const char *other);

/* In a process of its own, with a fault at a call. False when there was no such call. */
static bool with_fault(changes_keys *change, const char *path, const char *other,
                       enum fault_kind kind, unsigned number)
{
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        faults_arm(kind, number);
        change(path, other);
        _exit(faults_calls() >= number ? 1 : 0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) != 0;
}

static void split(const char *path, const char *other)
{
    struct appbin_diagnostic diagnostic;
    (void)appbin_lms_key_split(path, 20, other, NULL, NULL, &diagnostic);
}

/* Two machines never have the same leaf, wherever the split ended. */
static void test_split_killed_at_each_call_shares_no_leaf(void **state)
{
    char path[LMS_PATH_SIZE];
    char other[LMS_PATH_SIZE];
    (void)state;
    for (unsigned kind = FAULT_KILL_BEFORE; kind < FAULT_KINDS; kind++) {
        bool reached = true;
        for (unsigned number = 1; reached; number++) {
            bool used[32] = {false};
            assert_true(number < CALLS_MAX);
            (void)unlink(lms_path(path, &folder, "key.pem"));
            (void)unlink(lms_path(other, &folder, "other.pem.new"));
            (void)unlink(lms_path(other, &folder, "other.pem"));
            lms_create(path, 5);
            reached = with_fault(split, path, other, kind, number);
            assert_true(mark_leaves(used, path));
            bool has_other = mark_leaves(used, other);
            assert_int_equal(has_other, access(other, F_OK) == 0);
            for (unsigned leaf = 0; leaf < 12; leaf++) {
                assert_true(used[leaf]);
            }
            assert_true(reached || (has_other && used[12] && used[31]));
        }
    }
}

static void test_split_takes_room_before_leaves_are_taken(void **state)
{
    char path[LMS_PATH_SIZE];
    char other[LMS_PATH_SIZE];
    struct appbin_diagnostic diagnostic;
    (void)state;
    lms_create(lms_path(path, &folder, "key.pem"), 5);
    lms_path(other, &folder, "other.pem");
    faults_arm(FAULT_NONE, 0);
    assert_int_equal(appbin_lms_key_split(path, 20, other, NULL, NULL, &diagnostic), APPBIN_OK);
    faults_disarm();
    assert_string_equal(faults_log(),
                        "flock create fallocate create fchmod write fsync renameat fsync_folder "
                        "fchmod write fsync renameat2 fsync_folder ");
}

enum split_end {
    SPLIT_UNDISTURBED,
    SPLIT_DONE,
    SPLIT_NOTHING_LOST,
    SPLIT_NO_ROOM,
    SPLIT_GIVEN_UP,
    SPLIT_WRONG
};

/* What the files are after a call has failed, and whether the diagnostic says it. */
static enum split_end split_failing(const char *path, const char *other, unsigned number)
{
    struct appbin_lms_status status;
    struct appbin_diagnostic diagnostic = {""};
    struct appbin_diagnostic unused;
    const char *failed = NULL;
    faults_arm(FAULT_ERROR, number);
    enum appbin_error error = appbin_lms_key_split(path, 20, other, NULL, &failed, &diagnostic);
    bool undisturbed = faults_calls() < number;
    faults_disarm();
    if (appbin_lms_file_status(&status, path, &unused) != APPBIN_OK) {
        return SPLIT_WRONG;
    }
    if (error == APPBIN_OK) {
        enum split_end done = undisturbed ? SPLIT_UNDISTURBED : SPLIT_DONE;
        return status.end == 12 ? done : SPLIT_WRONG;
    }
    if (strstr(diagnostic.message, "; 20 signatures are given up") != NULL) {
        return status.end == 12 && failed == other ? SPLIT_GIVEN_UP : SPLIT_WRONG;
    }
    bool no_room = failed == other && strstr(faults_log(), "create fallocate unlinkat ") != NULL;
    if (no_room) {
        return status.end == 32 ? SPLIT_NO_ROOM : SPLIT_WRONG;
    }
    return status.end == 32 || failed == path ? SPLIT_NOTHING_LOST : SPLIT_WRONG;
}

/* In a process of its own: a close that fails keeps the lock. */
static void test_split_call_fails_says_what_is_given_up(void **state)
{
    char path[LMS_PATH_SIZE];
    char other[LMS_PATH_SIZE];
    unsigned ends[SPLIT_WRONG + 1] = {0};
    (void)state;
    lms_path(path, &folder, "key.pem");
    lms_path(other, &folder, "other.pem");
    for (unsigned number = 1; ends[SPLIT_UNDISTURBED] == 0; number++) {
        int status = 0;
        assert_true(number < CALLS_MAX);
        (void)unlink(path);
        (void)unlink(other);
        lms_create(path, 5);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            _exit((int)split_failing(path, other, number));
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFEXITED(status) || WEXITSTATUS(status) >= (int)SPLIT_WRONG) {
            fail_msg("call %u, status %d", number, status);
        }
        ends[WEXITSTATUS(status)]++;
    }
    assert_true(ends[SPLIT_NOTHING_LOST] > 0);
    assert_true(ends[SPLIT_NO_ROOM] > 0);
    assert_int_equal(ends[SPLIT_GIVEN_UP], 5); /* the calls behind the first fsync_folder */
}

static void append_newline(void *context)
{
    FILE *file = fopen(context, "ab");
    assert_non_null(file);
    assert_int_equal(fputc('\n', file), '\n');
    assert_int_equal(fclose(file), 0);
}

static void create(const char *path, const char *other)
{
    struct appbin_diagnostic diagnostic;
    (void)other;
    (void)appbin_lms_key_create(path, 5, &lms_no_passphrase, false, NULL, &diagnostic);
}

static void replace(const char *path, const char *other)
{
    struct appbin_diagnostic diagnostic;
    (void)other;
    (void)appbin_lms_key_create(path, 5, &lms_no_passphrase, true, NULL, &diagnostic);
}

static bool is_key(const char *path)
{
    struct appbin_lms_status status;
    struct appbin_diagnostic diagnostic;
    return appbin_lms_file_status(&status, path, &diagnostic) == APPBIN_OK && !status.is_copy;
}

/* Under its name there is a key, the old one or the new one, and the next try works. */
static void test_create_killed_at_each_call_leaves_a_key_or_none(void **state)
{
    char path[LMS_PATH_SIZE];
    (void)state;
    lms_path(path, &folder, "key.pem");
    for (unsigned kind = FAULT_KILL_BEFORE; kind < FAULT_KINDS; kind++) {
        bool reached = true;
        for (unsigned number = 1; reached; number++) {
            assert_true(number < CALLS_MAX);
            (void)unlink(path);
            reached = with_fault(create, path, NULL, kind, number);
            bool is_there = access(path, F_OK) == 0;
            assert_int_equal(is_key(path), is_there);
            assert_true(reached || is_there);
            (void)unlink(path);
            lms_create(path, 5);
            (void)with_fault(replace, path, NULL, kind, number);
            assert_true(is_key(path));
        }
    }
}

/* A file that comes meanwhile is nobody's to be replaced. */
static void test_split_other_made_meanwhile_kept(void **state)
{
    char path[LMS_PATH_SIZE];
    char other[LMS_PATH_SIZE];
    uint8_t bytes[16];
    struct appbin_diagnostic diagnostic;
    struct appbin_lms_status status;
    (void)state;
    lms_create(lms_path(path, &folder, "key.pem"), 5);
    faults_hook("create", append_newline, (void *)lms_path(other, &folder, "other.pem"));
    assert_int_equal(appbin_lms_key_split(path, 20, other, NULL, NULL, &diagnostic),
                     APPBIN_ERR_EXISTS);
    assert_int_equal(lms_read(other, bytes, sizeof bytes), 1);
    assert_int_equal(appbin_lms_file_status(&status, path, &diagnostic), APPBIN_OK);
    assert_int_equal(status.end, 12);
    assert_int_not_equal(access(lms_path(other, &folder, "other.pem.new"), F_OK), 0);
}

static void expect_sign_refused(const char *path, const char *text)
{
    struct appbin_diagnostic diagnostic = {""};
    uint32_t leaf = NO_LEAF;
    assert_int_not_equal(lms_sign(&leaf, path, &diagnostic), APPBIN_OK);
    assert_explained(&diagnostic);
    if (strstr(diagnostic.message, text) == NULL) {
        fail_msg("'%s' has no '%s'", diagnostic.message, text);
    }
}

static void test_sign_on_network_file_system_refused(void **state)
{
    static const struct {
        uint32_t magic;
        const char *name;
    } systems[] = {{0x6969, "NFS"},      {0x517B, "SMB"},    {0xFF534D42, "CIFS"},
                   {0x65735546, "FUSE"}, {0x01021997, "9P"}, {0x4D44, "FAT"}};
    char path[LMS_PATH_SIZE];
    (void)state;
    lms_create(lms_path(path, &folder, "key.pem"), 5);
    for (size_t i = 0; i < sizeof systems / sizeof systems[0]; i++) {
        faults_file_system = systems[i].magic;
        expect_sign_refused(path, systems[i].name);
        struct appbin_diagnostic diagnostic;
        char other[LMS_PATH_SIZE];
        assert_int_equal(appbin_lms_key_create(lms_path(other, &folder, "new.pem"), 5,
                                               &lms_no_passphrase, false, NULL, &diagnostic),
                         APPBIN_ERR_KEY);
        faults_file_system = 0;
        assert_int_not_equal(access(other, F_OK), 0);
    }
    assert_int_equal(sign_well(path), 0);
}

static void test_sign_read_only_refused(void **state)
{
    char path[LMS_PATH_SIZE];
    (void)state;
    lms_create(lms_path(path, &folder, "key.pem"), 5);
    faults_read_only = 1;
    expect_sign_refused(path, "cannot write, and");
    faults_read_only = 2;
    expect_sign_refused(path, "cannot write its folder");
    assert_int_equal(sign_well(path), 0);
}

static void take_away(void *context)
{
    assert_int_equal(unlink(context), 0);
}

static void make_link(void *context)
{
    char other[LMS_PATH_SIZE];
    assert_int_equal(link(context, lms_path(other, &folder, "link.pem")), 0);
}

/* After it was read, which is when the new file is created. */
static void test_sign_file_changed_meanwhile_refused(void **state)
{
    char path[LMS_PATH_SIZE];
    (void)state;
    lms_create(lms_path(path, &folder, "key.pem"), 5);
    faults_hook("create", append_newline, path);
    expect_sign_refused(path, "changed meanwhile");
    (void)unlink(path);
    lms_create(path, 5);
    faults_hook("create", make_link, path);
    expect_sign_refused(path, "changed meanwhile");
    (void)unlink(lms_path(path, &folder, "link.pem"));
    lms_path(path, &folder, "key.pem");
    faults_hook("create", take_away, path);
    expect_sign_refused(path, "taken away");
    assert_int_not_equal(access(path, F_OK), 0);
}

static const struct CMUnitTest tests[] = {
    TEST_WITH_FIXTURE(test_sign_killed_at_each_call_uses_no_leaf_twice),
    TEST_WITH_FIXTURE(test_sign_call_fails_uses_no_leaf_twice),
    TEST_WITH_FIXTURE(test_sign_order_is_create_write_sync_rename_sync),
    TEST_WITH_FIXTURE(test_create_order_is_create_write_sync_name_sync),
    TEST_WITH_FIXTURE(test_split_killed_at_each_call_shares_no_leaf),
    TEST_WITH_FIXTURE(test_split_takes_room_before_leaves_are_taken),
    TEST_WITH_FIXTURE(test_split_call_fails_says_what_is_given_up),
    TEST_WITH_FIXTURE(test_create_killed_at_each_call_leaves_a_key_or_none),
    TEST_WITH_FIXTURE(test_split_other_made_meanwhile_kept),
    TEST_WITH_FIXTURE(test_sign_on_network_file_system_refused),
    TEST_WITH_FIXTURE(test_sign_read_only_refused),
    TEST_WITH_FIXTURE(test_sign_file_changed_meanwhile_refused),
};

TEST_MAIN(tests)
