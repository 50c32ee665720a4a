#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs each fuzz target for bounded times on a scratch copy of its seeds and fails on a crash.
# usage: run.sh BUILD_DIR SECONDS    (a build with APPBIN_BUILD_FUZZERS, preset "fuzz")
# CI gives it some seconds a run; with 86400 it is a campaign. What crashed stays in
# BUILD_DIR/fuzz-crashes, and belongs among the seeds once it is repaired.
set -eu
if [ $# -ne 2 ]; then
    echo "usage: run.sh BUILD_DIR SECONDS" >&2
    exit 2
fi
build=$1
seconds=$2
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
crashes=$build/fuzz-crashes
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$crashes"

# usage: fuzz TARGET MAX_LENGTH
fuzz() {
    corpus=$scratch/$1.$2
    log=$corpus.log
    cp -R "$here/seeds/$1" "$corpus"
    if ! "$build/tests/fuzz/fuzz_$1" -max_total_time="$seconds" -max_len="$2" -timeout=10 \
        -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$crashes/$1_" "$corpus" \
        >"$log" 2>&1; then
        tail -n 60 "$log" >&2
        echo "run.sh: fuzz_$1 failed, see $crashes" >&2
        exit 1
    fi
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    echo "fuzz_$1: $runs runs in $seconds s, no crash"
}

fuzz bundle 4096
fuzz elf_file 8192
fuzz flash_dump 16384
# Images of boot old are above 64 KiB and slow; short ones alone go deeper in the same time.
fuzz image 4096
fuzz image 70000
fuzz signature_import 4096
fuzz manifest 4096
fuzz http_message 4096
fuzz update 600
fuzz pull 1200
fuzz push 1200
fuzz signature_ports 2048
