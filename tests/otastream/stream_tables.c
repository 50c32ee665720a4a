/* SPDX-License-Identifier: MIT */
/* Every table of tests of otastream, for whichever driver runs them. */
#include "check.h"

extern const struct check_table check_table_stream_response;
extern const struct check_table check_table_stream_refused;
extern const struct check_table check_table_stream_hostile;
extern const struct check_table check_table_stream_upload;
extern const struct check_table check_table_stream_writers;
extern const struct check_table check_table_slot_stream;
extern const struct check_table check_table_stream_update;
extern const struct check_table check_table_bundle_reader;
extern const struct check_table check_table_update_refused;
extern const struct check_table check_table_update_identity;
extern const struct check_table check_table_stream_journal;
extern const struct check_table check_table_pull_client;
extern const struct check_table check_table_pull_redirect;
extern const struct check_table check_table_pull_events;
extern const struct check_table check_table_pull_resume;
extern const struct check_table check_table_push_server;

const struct check_table *const check_tables[] = {
    &check_table_stream_response,
    &check_table_stream_refused,
    &check_table_stream_hostile,
    &check_table_stream_upload,
    &check_table_stream_writers,
    &check_table_slot_stream,
    &check_table_stream_update,
    &check_table_update_refused,
    &check_table_bundle_reader,
    &check_table_stream_journal,
    &check_table_pull_client,
    &check_table_pull_redirect,
    &check_table_pull_events,
    &check_table_pull_resume,
    &check_table_push_server,
    &check_table_update_identity,
    NULL,
};
