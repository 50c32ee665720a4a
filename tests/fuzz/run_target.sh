#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs one fuzz target on a scratch copy of its seeds; for run.sh.
# usage: run_target.sh BUILD_DIR SECONDS TARGET MAX_LENGTH
set -eu
build=$1
seconds=$2
target=$3
length=$4
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
crashes=$build/fuzz-crashes
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
log=$scratch/log

cp -R "$here/seeds/$target" "$scratch/corpus"
if ! "$build/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -max_len="$length" -timeout=10 \
    -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$crashes/${target}_" \
    "$scratch/corpus" >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    echo "run_target.sh: fuzz_$target failed, see $crashes" >&2
    exit 1
fi
runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
echo "fuzz_$target: $runs runs in $seconds s, no crash"
