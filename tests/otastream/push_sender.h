/* SPDX-License-Identifier: MIT */
/* A server for uploads, and who posts to it. */
#ifndef OTASTREAM_TESTS_PUSH_SENDER_H
#define OTASTREAM_TESTS_PUSH_SENDER_H

#include "device_bundle.h"
#include "feed.h"
#include "otastream/push_server.h"

#define SENDER_TICK 10u /* milliseconds */

struct push_sender {
    struct otastream_push push;
    struct otastream_push_config config;
    struct otastream_push_network network;
    char answer[OTASTREAM_PUSH_ANSWER_SIZE];
    char sent[400]; /* all of it, ended by NUL */
    uint32_t sent_size;
    uint32_t piece;
    int may_commit;
    int closes_late; /* the other side does not close after the answer */
    int is_open;
    uint32_t closes;
    uint32_t reports;
    enum otastream_result result;
};

extern struct push_sender sender;
extern const char sender_page[];

/* A device that waits for uploads, and a bundle for it in device_bundle. */
void sender_setup(uint32_t slot);

void sender_connect(void);
void sender_drop(void);

/* Sends bytes in pieces, with a tick after each. */
void sender_post(const uint8_t *bytes, uint32_t size);
void sender_text(const char *text);
void sender_number(uint32_t number);

/* Connects and sends a header: its first lines, and the length of what follows. */
void sender_head(const char *lines, uint32_t length);

/* Ticks up to the report, which it returns; an answer makes the other side close. */
enum otastream_result sender_finish(void);

/* From connect to finish. */
enum otastream_result sender_bundle(void);
enum otastream_result sender_request(const char *text);

#endif
