/* SPDX-License-Identifier: MIT */
#include "appverify/run.h"
#include "fixture.h"

static uint32_t yields;
static uint32_t logs;
static enum appverify_result logged;

static void count_yield(void *context)
{
    (void)context;
    yields++;
}

static void keep_result(void *context, enum appverify_result result)
{
    (void)context;
    logs++;
    logged = result;
}

static enum appverify_result run_with(const struct appverify_hooks *hooks, uint32_t budget)
{
    yields = 0;
    logs = 0;
    logged = APPVERIFY_ERR_UNDECIDED;
    CHECK_EQUAL(appverify_begin_image(&fix.context, &fix.config, fix.image_size), APPVERIFY_MORE);
    return appverify_run(&fix.context, budget, hooks);
}

static void run_good_image_yields_and_logs(void)
{
    const struct appverify_hooks hooks = {count_yield, keep_result, NULL};
    fixture_setup(BOOT_NEW);
    CHECK_EQUAL(run_with(&hooks, 64), APPVERIFY_OK);
    CHECK(yields > fix.body_size / 64);
    CHECK_EQUAL(logs, 1);
    CHECK_EQUAL(logged, APPVERIFY_OK);
}

static void run_damaged_image_logs_the_reason(void)
{
    const struct appverify_hooks hooks = {NULL, keep_result, NULL};
    fixture_setup(BOOT_NEW);
    fix.image[20] ^= 1;
    CHECK_EQUAL(run_with(&hooks, APPVERIFY_DEFAULT_BUDGET), APPVERIFY_ERR_DIGEST);
    CHECK_EQUAL(logged, APPVERIFY_ERR_DIGEST);
}

static void run_without_hooks_is_the_same(void)
{
    const struct appverify_hooks none = {NULL, NULL, NULL};
    fixture_setup(BOOT_OLD);
    CHECK_EQUAL(run_with(NULL, 1000), APPVERIFY_OK);
    CHECK_EQUAL(run_with(&none, 1000), APPVERIFY_OK);
}

static const struct check_case cases[] = {
    CHECK_CASE(run_good_image_yields_and_logs),
    CHECK_CASE(run_damaged_image_logs_the_reason),
    CHECK_CASE(run_without_hooks_is_the_same),
};
CHECK_TABLE(run);
