/* SPDX-License-Identifier: MIT */
/* A firmware that updates itself over the air and goes back when an update does not work. */
#include "appverify/run.h"
#include "board.h"
#include "layout.h"
#include "print.h"
#include "update.h"

static const struct appverify_store store = {&board_storage, {LAYOUT_STORE_1, LAYOUT_STORE_2}};

/* What must work before there is no way back: whatever the next update needs. */
static int self_test(void)
{
#if defined(HELLO_NEVER_CONFIRM)
    return 0;
#else
    uint32_t word = 0;
    return board_storage.read(board_storage.context, LAYOUT_SLOT_1, (uint8_t *)&word,
                              sizeof word) == APPVERIFY_OK;
#endif
}

/* 1 when the other slot was to run, on trial, and still this one does. Until appverify_boot. */
static uint32_t other_slot_failed(void)
{
    struct appverify_store_state state;
    return appverify_store_read(&store, &state) == APPVERIFY_OK && state.trial_slot != 0 &&
           state.trial_slot != board_slot();
}

/* Else no update would ever be taken again. A trial that was on record ends as if confirmed. */
static void recover_store(uint32_t counter)
{
    if (self_test()) {
        print_result("store: recovery: ", appverify_store_recover(&store, counter));
    }
}

/* Counts the boots of a trial, and goes back after the last. counter: of this firmware. */
static uint32_t begin_boot(uint32_t counter)
{
    uint32_t on_trial = 0;
    enum appverify_result result =
        appverify_boot(&store, &board_platform, board_slot(), counter, &on_trial);
    if (result == APPVERIFY_COMMITTED) {
        print("trial: failed, back to the other slot\n");
        board_reset();
    }
    if (result != APPVERIFY_OK) {
        /* Not a reason to reset: with a store that stays broken, that would never end. */
        print_result("boot: ", result);
    }
    if (result == APPVERIFY_ERR_STORE) {
        recover_store(counter);
    }
    return on_trial;
}

/* Each reset leaves the trial one boot less. */
static void end_trial(void)
{
    print("trial: not yet confirmed\n");
    if (!self_test()) {
        print("trial: self-test failed\n");
        board_reset();
    }
    enum appverify_result result = appverify_confirm(&store, board_slot());
    if (result != APPVERIFY_OK) {
        print_result("trial: ", result);
        board_reset();
    }
    print("trial: confirmed\n");
}

void user_init(void);

void user_init(void)
{
    uint32_t counter = update_identify(&store);
    uint32_t trial_failed = other_slot_failed();
    if (begin_boot(counter)) {
        end_trial(); /* an update before that would overwrite the way back */
    }
    update_run(trial_failed);
    board_sleep();
}
