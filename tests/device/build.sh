#!/bin/sh
# SPDX-License-Identifier: MIT
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

. "$here/cross_tools.sh"

cmake -S "$here" -B "$out" --toolchain "$here/../../cmake/toolchain-xtensa-lx106.cmake" \
    "-DAPPBIN_MBEDTLS_SOURCE_DIR=$mbedtls" --no-warn-unused-cli "$@"
# shellcheck disable=SC2086 # several words
cmake --build "$out" --parallel 2 ${DEVICE_TARGETS:+--target $DEVICE_TARGETS}
