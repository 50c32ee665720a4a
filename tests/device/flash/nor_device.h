/* SPDX-License-Identifier: MIT */
/*
 * A device on the board's emulated flash, whose old firmware has an update for the other slot: what
 * the tests of whole updates, of the board's port and of the slot writer share.
 */
#ifndef DEVICE_NOR_DEVICE_H
#define DEVICE_NOR_DEVICE_H

#include "fixture.h"
#include "nor_flash.h"
#include "port_board.h"

#define SECTOR NOR_FLASH_SECTOR
#define PIECE 256u /* of a download, written at once */
#define OLD_COUNTER 5u
#define NEW_COUNTER 7u
#define TRIAL_BOOTS 3u
#define BUDGET 256u
#define PASTS 7u /* old firmware in slot 1, sectors written 0 to 3 times; in slot 2, 1 to 3 */
#define COMMIT_CHANGES 6u /* 2 for the store, 4 for the board's parameters */

/* The sectors that are there; the rest of the flash reads as erased. */
enum place { SLOT_1, SLOT_2, STORE_A, STORE_B, BOARD_A, BOARD_B, BOARD_FLAG, HEADER, PLACES };

struct nor_device {
    struct nor_flash nor;
    uint8_t sectors[PLACES][SECTOR];
    uint8_t update[SECTOR];
    uint32_t update_size;
    uint32_t home;   /* slot of the old firmware */
    uint32_t other;  /* slot of the update */
    uint32_t before; /* stored counter of the device as it was */
};

extern struct nor_device device;
extern const struct appverify_storage device_storage;
extern const struct port_board device_board;

/* Flash offset of a place. */
uint32_t device_offset(enum place place);

/* The old firmware runs; update is the new one for the other slot. past: below PASTS. */
void device_setup(uint32_t past, uint32_t trial_boots);
void device_set_policy(uint32_t slot, uint32_t min_counter);
enum appverify_result device_switch(uint32_t slot);

/* Programs and erases of the flash so far. */
uint32_t device_changes(void);

/* The store, which must be readable, by the way of its counter: never down, never too far up. */
struct appverify_store_state device_stored(void);
/* 1 when the store says this; what it said before the update; what a commit leaves. */
int device_is(uint32_t counter, uint32_t slot, uint32_t trial_counter, uint32_t boots);
int device_is_old(void);
int device_is_new(void);

/* Power on, and what the boot loader starts; that must be a whole image. */
uint32_t device_restart(void);
enum appverify_result device_boot(uint32_t slot, uint32_t *on_trial);

/* Writes the update to the other slot; verifies what is there and commits; both. */
enum appverify_result device_download(void);
enum appverify_result device_commit(void);
enum appverify_result device_update(void);

/* The device runs the new firmware by a finished update. */
void device_expect_updated(void);
/* And its trial is over. */
void device_expect_confirmed(void);
/* After a reset anywhere in an update: what stands there is old or new, and the update can be
 * finished. */
void device_expect_retry(void);

/* For check_note. */
uint32_t device_note(uint32_t past, uint32_t at, uint32_t cut);

uint32_t device_random(void);

#endif
