#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the command of a link. ld for the LX106 crashes when --gc-sections leaves nothing of a firmware,
# as when its entry is not defined: it relaxes first and looks for the entry then. Without relaxation
# it gets there, and says what is wrong. usage: link_firmware.sh COMPILER ARGUMENT...
set -u
exec 3>&1
status=0
messages=$("$@" 2>&1 >&3) || status=$?
case $status:$messages in
0:*) ;;
*[Ss]ignal*)
    output=$(mktemp)
    if explained=$("$@" -Wl,--no-relax -o "$output" 2>&1); then
        explained="$messages $explained"
    fi
    messages=$explained
    rm -f "$output"
    ;;
esac
[ -z "$messages" ] || printf '%s\n' "$messages" >&2
exit "$status"
