#!/bin/sh
# Builds the programs for the emulated core.
# usage: build.sh OUT_DIR MBEDTLS_SOURCE_DIR [CMAKE_OPTION...]
# DEVICE_TARGETS in the environment names the programs to build; all of them when it is empty.
# Exit 77, with the reason, when the compiler, its C library or mbedTLS are missing.
set -eu

[ $# -ge 2 ] || {
    echo "usage: ${0##*/} OUT_DIR MBEDTLS_SOURCE_DIR [CMAKE_OPTION...]" >&2
    exit 2
}
out=$1
mbedtls=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)

skip() {
    echo "skipped: $1"
    exit 77
}

command -v xtensa-lx106-elf-gcc >/dev/null 2>&1 ||
    skip "no xtensa-lx106-elf-gcc (Debian: gcc-xtensa-lx106)"
echo '#include <picolibc.h>' | xtensa-lx106-elf-gcc -E - >/dev/null 2>&1 ||
    [ -f /usr/lib/xtensa-lx106-elf/include/picolibc.h ] ||
    skip "no picolibc (Debian: picolibc-xtensa-lx106-elf)"
[ -f "$mbedtls/library/bignum.c" ] ||
    skip "no mbedTLS source in $mbedtls (get_mbedtls.sh fetches it)"

# The environment's CFLAGS are meant for the host.
unset CFLAGS LDFLAGS ASFLAGS CC
cmake -S "$here" -B "$out" --toolchain "$here/../../cmake/toolchain-xtensa-lx106.cmake" \
    "-DAPPBIN_MBEDTLS_SOURCE_DIR=$mbedtls" --no-warn-unused-cli "$@"
# shellcheck disable=SC2086 # several words
cmake --build "$out" --parallel 2 ${DEVICE_TARGETS:+--target $DEVICE_TARGETS}
