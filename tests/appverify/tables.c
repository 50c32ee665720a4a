/* SPDX-License-Identifier: MIT */
/* Every table of tests, for whichever driver runs them. */
#include "check.h"

extern const struct check_table check_table_good;
extern const struct check_table check_table_policy;
extern const struct check_table check_table_manifest;
extern const struct check_table check_table_image_walk;
extern const struct check_table check_table_flow;
extern const struct check_table check_table_crypto_failure;
extern const struct check_table check_table_attack_format;
extern const struct check_table check_table_attack_keys;
extern const struct check_table check_table_attack_flash;
extern const struct check_table check_table_attack_bounds;
extern const struct check_table check_table_attack_interleaved;
extern const struct check_table check_table_attack_rewritten;
extern const struct check_table check_table_attack_located;
extern const struct check_table check_table_both_slots;
extern const struct check_table check_table_commit;
extern const struct check_table check_table_stored_counter;
extern const struct check_table check_table_evidence;
extern const struct check_table check_table_second_look;
extern const struct check_table check_table_head_last;
extern const struct check_table check_table_crc32;
extern const struct check_table check_table_store;
extern const struct check_table check_table_store_recover;
extern const struct check_table check_table_rboot;
extern const struct check_table check_table_lms;
extern const struct check_table check_table_rsa;
extern const struct check_table check_table_rsa_rows;
extern const struct check_table check_table_run;
extern const struct check_table check_table_running_release;
extern const struct check_table check_table_wear;
extern const struct check_table check_table_sha256;

const struct check_table *const check_tables[] = {
    &check_table_good,
    &check_table_policy,
    &check_table_manifest,
    &check_table_image_walk,
    &check_table_flow,
    &check_table_crypto_failure,
    &check_table_attack_format,
    &check_table_attack_keys,
    &check_table_attack_flash,
    &check_table_attack_bounds,
    &check_table_attack_interleaved,
    &check_table_attack_rewritten,
    &check_table_attack_located,
    &check_table_both_slots,
    &check_table_commit,
    &check_table_stored_counter,
    &check_table_evidence,
    &check_table_second_look,
    &check_table_head_last,
    &check_table_crc32,
    &check_table_store,
    &check_table_store_recover,
    &check_table_rboot,
    &check_table_lms,
    &check_table_rsa,
    &check_table_rsa_rows,
    &check_table_run,
    &check_table_running_release,
    &check_table_wear,
    &check_table_sha256,
    NULL,
};
