/* SPDX-License-Identifier: MIT */
/*
 * A device that runs examples/nonos-sdk's update client, its flash, and the server it asks; all of
 * them good until a test changes something. The release is that of fixture.h.
 */
#ifndef OTA_CLIENT_FIXTURE_H
#define OTA_CLIENT_FIXTURE_H

#include "ota_client.h"

#define FLASH_SIZE 0x100000u
#define SECTOR 4096u
#define STORE 0x7C000u
#define SLOT_LIMIT 0x7A000u
#define NEVER SIZE_MAX
#define PERIOD OTA_TICKS(3600u)

/* NOR flash of 1 MB that may be touched in the inactive slot and in the store only. */
struct ota_fixture_flash {
    uint8_t bytes[FLASH_SIZE];
    uint32_t changes;
    uint32_t slot_changes; /* of the slot, without one that failed */
    uint32_t fail_at;      /* the change that fails, from 1; 0: none */
};

/* One answer for each file; what is sent of it, and how. */
struct ota_fixture_server {
    char answer[2][0x12000]; /* manifest, image */
    size_t size[2];
    size_t piece;         /* bytes for each tick */
    size_t stop[2];       /* sent up to here, then nothing or the end of the connection */
    size_t pause;         /* ticks between two pieces */
    uint32_t silent;      /* 1: never lets a connection come about */
    uint32_t holds;       /* 1: does not close by itself, nor at stop */
    uint32_t close_tries; /* how many closes it takes; 0: it is closed at once, inside the call */
    /* the connection */
    uint32_t is_open;
    uint32_t is_connected;
    uint32_t is_closing;
    uint32_t in_event;
    const char *request;
    size_t request_size;
    uint32_t is_taken;
    size_t file;
    size_t sent;
    size_t waited;
    uint32_t connections;
    uint32_t closes;
    char requests[4096];
};

struct ota_fixture {
    struct ota_client client;
    struct ota_config config; /* of the client, which has started */
    /* of the last check */
    uint32_t reports;
    enum ota_outcome outcome;
    uint32_t detail;
};

extern struct ota_fixture_flash flash;
extern struct ota_fixture_server server;
extern struct ota_fixture ota;

/* A device that runs the other slot than this one, and an image of some sectors on the server. */
void ota_fixture_setup_slot(uint32_t slot);

/* The same for slot 1, for cmocka. */
int ota_fixture_setup(void **state);

/* Starts the client anew, with the release as it is now. */
void ota_fixture_start_client(void);
void ota_fixture_serve_release(void);

/* What the server answers: header and bytes; or a good header with this length, then size bytes. */
void ota_fixture_set_answer(size_t file, const char *header, const uint8_t *bytes, size_t size);
void ota_fixture_set_file(size_t file, size_t said, const uint8_t *bytes, size_t size);

/* At most one event of the network. */
void ota_fixture_serve(void);

/* Runs until a check is over; returns how many ticks it took. */
uint32_t ota_fixture_run_check(void);

/* The same, and how it has to end. */
void ota_fixture_expect(enum ota_outcome how, uint32_t why);

/* That nothing in the slot is bootable: it is untouched, or its first word is erased. */
void ota_fixture_expect_not_bootable(void);

/* That the slot is untouched and no image was asked for. */
void ota_fixture_expect_no_erase(void);

#endif
