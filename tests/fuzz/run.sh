#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs each fuzz target for bounded times, one on each core, and fails on a crash.
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
mkdir -p "$build/fuzz-crashes"

# Each line is a target and the longest input that it gets.
# Images of boot old are above 64 KiB and slow; short ones alone go deeper in the same time.
xargs -n 2 -P "$(nproc)" sh "$here/run_target.sh" "$build" "$seconds" <<'END'
bundle 4096
elf_file 8192
flash_dump 16384
image 4096
image 70000
signature_import 4096
lms_key 4096
manifest 4096
http_message 4096
update 600
pull 1200
push 1200
signature_ports 2048
END
