#!/bin/sh
# SPDX-License-Identifier: MIT
# The field operations on the core give the digits that they give on the host, where a test compares
# them with Python's integers. usage: p256_arithmetic.sh HOST_PROGRAM ELF
set -eu
host=$1
elf=$2
here=$(cd "$(dirname "$0")" && pwd)

sh "$here/../run.sh" "$elf" >"$elf.txt" || {
    status=$?
    cat "$elf.txt"
    exit $status
}
"$host" >"$elf.host.txt"
cmp "$elf.host.txt" "$elf.txt"
echo "$(wc -l <"$elf.txt") results are the same"
