/* SPDX-License-Identifier: MIT */
/* Runs the tables. usage: test_appverify [TABLE], or another program with tables. */
#include <stdio.h>
#include <string.h>

#include "check.h"

static int run_case(const struct check_table *table, const struct check_case *one)
{
    check_reset();
    check_note(0);
    one->run();
    const struct check_failure *failure = &check_failure;
    if (failure->count == 0) {
        (void)printf("ok %s %s\n", table->name, one->name);
        return 1;
    }
    const char *file = strrchr(failure->file, '/');
    (void)printf("FAIL %s %s: %s:%u: %s: %u (0x%x), %u (0x%x); note %u; %u failures\n", table->name,
                 one->name, file != NULL ? file + 1 : failure->file, (unsigned)failure->line,
                 failure->text, (unsigned)failure->left, (unsigned)failure->left,
                 (unsigned)failure->right, (unsigned)failure->right, (unsigned)failure->note,
                 (unsigned)failure->count);
    return 0;
}

int main(int argc, char **argv)
{
    const char *wanted = argc == 2 ? argv[1] : NULL;
    unsigned passed = 0;
    unsigned failed = 0;
    for (const struct check_table *const *table = check_tables; *table != NULL; table++) {
        if (wanted != NULL && strcmp(wanted, (*table)->name) != 0) {
            continue;
        }
        for (uint32_t i = 0; i < (*table)->count; i++) {
            int good = run_case(*table, &(*table)->cases[i]);
            passed += good ? 1 : 0;
            failed += good ? 0 : 1;
        }
    }
    (void)printf("%u passed, %u failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}
