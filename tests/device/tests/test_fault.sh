#!/bin/sh
# SPDX-License-Identifier: MIT
# What run.sh answers when a program on the core ends well, fails or hangs. usage: test_fault.sh ELF
set -eu
run=$(dirname "$0")/../run.sh
elf=$1
failed=0

# expect STATUS TEXT ARGUMENT: exit status, and a text in the output
expect() {
    status=0
    output=$(DEVICE_TIMEOUT=${limit:-60} sh "$run" "$elf" "$3" 2>&1) || status=$?
    [ "$status" -ne 77 ] || {
        echo "$output"
        exit 77
    }
    case $status:$output in
    $1:*"$2"*) echo "ok $3" ;;
    *)
        echo "FAIL $3: exit $status, want $1 and \"$2\": $output"
        failed=1
        ;;
    esac
}

expect 0 "" 0
expect 5 "" 5
expect 98 "exception 9 at 0x402" "misaligned load"
expect 98 "exception 0 at 0x402" "illegal instruction"
expect 99 "the stack overflowed" "deep stack"
expect 99 "abort" "abort"
limit=2 expect 124 "" "endless, loop"
exit $failed
