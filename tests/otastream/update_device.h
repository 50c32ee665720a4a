/* SPDX-License-Identifier: MIT */
/* A device with a release in the slot that does not run, and a newer one on its way. */
#ifndef OTASTREAM_TESTS_UPDATE_DEVICE_H
#define OTASTREAM_TESTS_UPDATE_DEVICE_H

#include "fixture.h"
#include "otastream/bundle_reader.h"

#define DEVICE_SECTOR 4096u
#define DEVICE_SLOT (4 * DEVICE_SECTOR)
#define DEVICE_PAGE 256u

struct update_device {
    struct otastream_update update;
    struct otastream_update_config config;
    struct otastream_bundle bundle;
    int is_bundle;
    uint8_t slot[DEVICE_SLOT]; /* the flash */
    uint8_t old[DEVICE_SLOT];  /* what it had at first: version 1.0.0.0, bootable */
    uint8_t known[APPVERIFY_DIGEST_SIZE];
    uint32_t page[DEVICE_PAGE / 4];
    uint32_t steps;      /* so far */
    uint32_t abort_at;   /* the step after which the progress callback aborts, from 1; 0: none */
    uint32_t number;     /* of the update */
    uint32_t last_state; /* as the progress callback was told */
    uint32_t last_done;
};

extern struct update_device device;

/* The release on its way is fix.image, 1.2.3.4, over two sectors long; 1.0.0.0 runs. */
void device_setup(uint32_t boot_mode, uint32_t slot);

/* A reset: what was in RAM is gone. */
void device_restart(void);

/* Begins an update, or a bundle when is_bundle is set. */
enum otastream_result device_begin(void);

/* Feeds bytes in pieces and steps until the update wants other ones, or has ended. */
enum otastream_result device_feed(const uint8_t *bytes, uint32_t size, uint32_t piece);

/* From begin to the image: the manifest as it is in fix.image. */
enum otastream_result device_take_manifest(uint32_t piece);

/* The manifest, the image, and the commit if the image is good; the result of the last of them. */
enum otastream_result device_take_update(uint32_t piece);

/* Steps without input, up to an end. */
enum otastream_result device_commit(void);

int device_slot_holds(const uint8_t *image, uint32_t from, uint32_t size);
int device_is_bootable(void);

#endif
