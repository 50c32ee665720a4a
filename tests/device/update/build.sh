#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the emulated board's ROM and the releases that the update tests use.
# usage: build.sh OUT_DIR IMAGETOOL [MBEDTLS_SOURCE_DIR]
# The releases with mbedTLS are left out where that is missing.
# Exit 77, with the reason, when the compiler or its C library are missing.
set -eu

[ $# -eq 2 ] || [ $# -eq 3 ] || {
    echo "usage: ${0##*/} OUT_DIR IMAGETOOL [MBEDTLS_SOURCE_DIR]" >&2
    exit 2
}
mbedtls=${3-}
[ -f "$mbedtls/library/bignum.c" ] || mbedtls=
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../cross_tools.sh"

cmake -S "$here" -B "$1" --toolchain "$here/../../../cmake/toolchain-xtensa-lx106.cmake" \
    "-DAPPBIN_IMAGETOOL=$2" "-DAPPBIN_MBEDTLS_SOURCE_DIR=$mbedtls" --no-warn-unused-cli
cmake --build "$1" --parallel 2
