#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the emulated board with a network and the releases of its tests.
# usage: build.sh OUT_DIR IMAGETOOL LWIP_SOURCE_DIR
# Exit 77, with the reason, when the compiler, its C library or lwIP are missing.
set -eu

[ $# -eq 3 ] || {
    echo "usage: ${0##*/} OUT_DIR IMAGETOOL LWIP_SOURCE_DIR" >&2
    exit 2
}
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck disable=SC2034 # for cross_tools.sh
mbedtls=
. "$here/../device/cross_tools.sh"
[ -f "$3/src/core/tcp.c" ] || skip "no lwIP source in $3 (get_lwip.sh fetches it)"

cmake -S "$here" -B "$1" --toolchain "$here/../../cmake/toolchain-xtensa-lx106.cmake" \
    "-DAPPBIN_IMAGETOOL=$2" "-DAPPBIN_LWIP_SOURCE_DIR=$3" --no-warn-unused-cli
cmake --build "$1" --parallel 2
