/* SPDX-License-Identifier: MIT */
/* Runs the tables of tests on the emulated core. usage: run_tests.elf [TABLE] */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "nor_flash.h"
#include "stack.h"

/* Tables of the bench itself, beside the library's in check_tables. */
extern const struct check_table check_table_nor_flash;
extern const struct check_table check_table_port_board;
extern const struct check_table check_table_commit_nor;
extern const struct check_table check_table_commit_read_error;
extern const struct check_table check_table_runtime;

static uint32_t passed;
static uint32_t failed;

static void print_failure(const struct check_failure *failure)
{
    const char *file = strrchr(failure->file, '/');
    (void)printf(": %s:%u: %s: %u (0x%x), %u (0x%x); note %u; %u failures",
                 file != NULL ? file + 1 : failure->file, (unsigned)failure->line, failure->text,
                 (unsigned)failure->left, (unsigned)failure->left, (unsigned)failure->right,
                 (unsigned)failure->right, (unsigned)failure->note, (unsigned)failure->count);
}

static void run_case(const struct check_table *table, const struct check_case *one)
{
    check_reset();
    check_note(0);
    stack_paint();
    one->run();
    uint32_t violations = nor_flash_take_violations();
    int good = check_failure.count == 0 && violations == 0 && !stack_overflowed();
    (void)printf("%s %s %s", good ? "ok" : "FAIL", table->name, one->name);
    if (check_failure.count != 0) {
        print_failure(&check_failure);
    }
    if (violations != 0) {
        (void)printf(": %u violations of the flash's rules", (unsigned)violations);
    }
    if (stack_overflowed()) {
        (void)printf(": the stack overflowed");
    }
    (void)printf("\n");
    passed += good ? 1 : 0;
    failed += good ? 0 : 1;
}

static void run_table(const struct check_table *table, const char *wanted)
{
    if (wanted != NULL && strcmp(wanted, table->name) != 0) {
        return;
    }
    for (uint32_t i = 0; i < table->count; i++) {
        run_case(table, &table->cases[i]);
    }
}

int main(int argc, char **argv)
{
    const char *wanted = argc == 2 ? argv[1] : NULL;
    for (const struct check_table *const *table = check_tables; *table != NULL; table++) {
        run_table(*table, wanted);
    }
    run_table(&check_table_nor_flash, wanted);
    run_table(&check_table_port_board, wanted);
    run_table(&check_table_commit_nor, wanted);
    run_table(&check_table_commit_read_error, wanted);
    run_table(&check_table_runtime, wanted);
    (void)printf("%u passed, %u failed\n", (unsigned)passed, (unsigned)failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}
