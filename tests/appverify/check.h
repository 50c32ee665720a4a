/* SPDX-License-Identifier: MIT */
/* Checks and tables of tests for a machine without an operating system: no stdio, no heap, no
 * longjmp. A check that fails is recorded and the test goes on; a driver prints what was recorded.
 */
#ifndef APPVERIFY_TESTS_CHECK_H
#define APPVERIFY_TESTS_CHECK_H

#include <stddef.h>
#include <stdint.h>

struct check_case {
    const char *name;
    void (*run)(void);
};

struct check_table {
    const char *name;
    const struct check_case *cases;
    uint32_t count;
};

/* The first failure of a test, and how many there were. */
struct check_failure {
    const char *file;
    const char *text;
    uint32_t line;
    uint32_t left;
    uint32_t right;
    uint32_t note; /* what check_note was last given: which round of a loop */
    uint32_t count;
};

extern struct check_failure check_failure;
extern const struct check_table *const check_tables[]; /* ends with NULL */

/* Starts a test. */
void check_reset(void);

/* Says which round of a loop the next checks belong to. */
void check_note(uint32_t note);

/* Both return 1 when the check held. */
int check_equal(uint32_t left, uint32_t right, const char *text, const char *file, uint32_t line);
int check_that(int condition, const char *text, const char *file, uint32_t line);

#define CHECK(condition) check_that((condition) != 0, #condition, __FILE__, __LINE__)
#define CHECK_EQUAL(a, b)                                                                          \
    check_equal((uint32_t)(a), (uint32_t)(b), #a " == " #b, __FILE__, __LINE__)

#define CHECK_COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define CHECK_CASE(function)                                                                       \
    {                                                                                              \
#function, function                                                                        \
    }
/* The table of a test file, named by it. */
#define CHECK_TABLE(table)                                                                         \
    const struct check_table check_table_##table = {#table, cases, CHECK_COUNT(cases)}

#endif
