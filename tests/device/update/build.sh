#!/bin/sh
# Builds the emulated board's ROM and the releases that the update tests use.
# usage: build.sh OUT_DIR IMAGETOOL MBEDTLS_SOURCE_DIR
# Exit 77, with the reason, when the compiler, its C library or mbedTLS are missing.
set -eu

[ $# -eq 3 ] || {
    echo "usage: ${0##*/} OUT_DIR IMAGETOOL MBEDTLS_SOURCE_DIR" >&2
    exit 2
}
here=$(cd "$(dirname "$0")" && pwd)

skip() {
    echo "skipped: $1"
    exit 77
}

command -v xtensa-lx106-elf-gcc >/dev/null 2>&1 ||
    skip "no xtensa-lx106-elf-gcc (Debian: gcc-xtensa-lx106)"
[ -f /usr/lib/xtensa-lx106-elf/include/picolibc.h ] ||
    echo '#include <picolibc.h>' | xtensa-lx106-elf-gcc -E - >/dev/null 2>&1 ||
    skip "no picolibc (Debian: picolibc-xtensa-lx106-elf)"
[ -f "$3/library/bignum.c" ] || skip "no mbedTLS source in $3 (get_mbedtls.sh fetches it)"

# The environment's CFLAGS are meant for the host.
unset CFLAGS LDFLAGS ASFLAGS CC
cmake -S "$here" -B "$1" --toolchain "$here/../../../cmake/toolchain-xtensa-lx106.cmake" \
    "-DAPPBIN_IMAGETOOL=$2" "-DAPPBIN_MBEDTLS_SOURCE_DIR=$3" --no-warn-unused-cli
cmake --build "$1" --parallel 2
