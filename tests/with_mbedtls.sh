#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds and tests the host's part with another mbedTLS, from its unpacked release.
# usage: with_mbedtls.sh SOURCE_FOLDER [OPTION OF CTEST...]
set -eu

name=${0##*/}

fail() {
    echo "$name: $1" >&2
    exit "${2:-1}"
}

[ $# -ge 1 ] || fail "usage: $name SOURCE_FOLDER [OPTION OF CTEST...]" 2
source=$(CDPATH='' cd -- "$1" 2>/dev/null && pwd) || fail "no folder $1"
shift
[ -f "$source/library/version_features.c" ] ||
    fail "$source is no release of mbedTLS: library/version_features.c is missing"
cd "$(dirname "$0")/.."

# 3.x moved the version to build_info.h.
version=$(sed -n 's/^#define *MBEDTLS_VERSION_STRING *"\(.*\)"/\1/p' \
    "$source"/include/mbedtls/version.h "$source"/include/mbedtls/build_info.h 2>/dev/null) || :
[ -n "$version" ] || fail "$source does not tell its version"
build=build/with-mbedtls-$version

cmake -S "$source" -B "$build/mbedtls" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DENABLE_PROGRAMS=OFF -DENABLE_TESTING=OFF -DGEN_FILES=OFF
cmake --build "$build/mbedtls" --target mbedcrypto
cmake -S . -B "$build/appbin" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DAPPBIN_WARNINGS_AS_ERRORS=ON \
    -DMbedTLS_INCLUDE_DIR="$source/include" \
    -DMbedTLS_CRYPTO_LIBRARY="$PWD/$build/mbedtls/library/libmbedcrypto.a"
cmake --build "$build/appbin"

# Left out: packages, documents and makefiles do not depend on it, and the core has an mbedTLS of its
# own.
ctest --test-dir "$build/appbin" --output-on-failure --no-tests=error -j2 \
    -E '^(package|docs|device|network|makefile)_' "$@"
echo "passed with mbedTLS $version"
