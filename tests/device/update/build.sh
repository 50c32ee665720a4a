#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the emulated board's ROM and the releases that the update tests use.
# usage: build.sh OUT_DIR IMAGETOOL MBEDTLS_SOURCE_DIR
# Exit 77, with the reason, when the compiler, its C library or mbedTLS are missing.
set -eu

[ $# -eq 3 ] || {
    echo "usage: ${0##*/} OUT_DIR IMAGETOOL MBEDTLS_SOURCE_DIR" >&2
    exit 2
}
# shellcheck disable=SC2034 # for cross_tools.sh
mbedtls=$3
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../cross_tools.sh"

cmake -S "$here" -B "$1" --toolchain "$here/../../../cmake/toolchain-xtensa-lx106.cmake" \
    "-DAPPBIN_IMAGETOOL=$2" "-DAPPBIN_MBEDTLS_SOURCE_DIR=$3" --no-warn-unused-cli
cmake --build "$1" --parallel 2
