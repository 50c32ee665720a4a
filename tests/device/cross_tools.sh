# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Sourced by the build scripts of the emulated core: ends with 77 and the reason when the compiler,
# its C library or the source of mbedTLS (in folder $mbedtls, unless that is empty) are missing.
skip() {
    echo "skipped: $1"
    exit 77
}

command -v xtensa-lx106-elf-gcc >/dev/null 2>&1 ||
    skip "no xtensa-lx106-elf-gcc (Debian: gcc-xtensa-lx106)"
echo '#include <picolibc.h>' | xtensa-lx106-elf-gcc -E - >/dev/null 2>&1 ||
    [ -f /usr/lib/xtensa-lx106-elf/include/picolibc.h ] ||
    skip "no picolibc (Debian: picolibc-xtensa-lx106-elf)"
[ -z "${mbedtls?}" ] || [ -f "$mbedtls/library/bignum.c" ] ||
    skip "no mbedTLS source in $mbedtls (get_mbedtls.sh fetches it)"

# The environment's CFLAGS are meant for the host.
unset CFLAGS LDFLAGS ASFLAGS CC
