#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds into DIR, with musl, the libraries that the tool and its tests need, from Debian's source
# packages of the running release; does nothing when they are there already.
# usage: get_musl.sh DIR
# Needs apt-get, dpkg-source (dpkg-dev) and musl-gcc (musl-tools), no root. Nothing is installed.
set -eu
name=${0##*/}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../device/debian_packages.sh"

[ $# -eq 1 ] || {
    echo "usage: $name DIR" >&2
    exit 2
}
target=$1
packages="zlib elfutils jansson mbedtls nettle cmocka"

if [ "$(cat "$target/packages" 2>/dev/null)" = "$packages" ]; then
    echo "libraries for musl present: $target"
    exit 0
fi
for tool in apt-get dpkg-source musl-gcc; do
    command -v "$tool" >/dev/null 2>&1 || fail "no $tool here"
done
[ ! -e "$target" ] || [ -d "$target/include" ] || fail "$target exists and holds no libraries"

mkdir -p "$(dirname "$target")"
work=$(cd "$(dirname "$target")" && pwd)/.musl-download.$$
begin_work
read_lists deb-src
# shellcheck disable=SC2086 # one word per package
(cd "$work" && quiet_apt source --download-only $packages) ||
    fail_with_log "apt-get could not load the source packages"
made=$work/made
mkdir -p "$made/include/nettle" "$made/include/sys" "$made/lib"

# In the order of the packages' time stamps make would call autoconf.
as_configured() {
    find . -name aclocal.m4 -exec touch {} + &&
    find . \( -name configure -o -name '*.in' \) -exec touch {} +
}

with_cmake() {
    cmake -S . -B made -G Ninja -DCMAKE_C_COMPILER=musl-gcc -DCMAKE_BUILD_TYPE=Release \
        -DBUILD_SHARED_LIBS=OFF -DCMAKE_INSTALL_PREFIX="$made" -DCMAKE_INSTALL_LIBDIR=lib "$@"
}

build_zlib() {
    CC=musl-gcc CFLAGS="-O2 -fPIC" sh ./configure --static &&
    make libz.a &&
    cp zlib.h zconf.h "$made/include" &&
    cp libz.a "$made/lib"
}

# Its programs need argp, fts and obstack, which musl has not; libelf itself does without.
build_elfutils() {
    as_configured &&
    ac_cv_search_argp_parse="none required" ac_cv_search_fts_close="none required" \
        ac_cv_search__obstack_free="none required" ./configure CC=musl-gcc CFLAGS="-O2 -fPIC" \
        --disable-debuginfod --disable-libdebuginfod --disable-nls --without-bzlib \
        --without-lzma --without-zstd CPPFLAGS="-I$made/include" LDFLAGS="-L$made/lib" &&
    make -j2 -C libelf libelf.a &&
    cp libelf/libelf.h libelf/gelf.h "$made/include" &&
    cp libelf/libelf.a "$made/lib"
}

build_jansson() {
    with_cmake -DJANSSON_BUILD_DOCS=OFF -DJANSSON_EXAMPLES=OFF -DJANSSON_WITHOUT_TESTS=ON &&
    cmake --build made --target install
}

build_mbedtls() {
    with_cmake -DENABLE_PROGRAMS=OFF -DENABLE_TESTING=OFF &&
    cmake --build made --target mbedcrypto &&
    cp -r include/mbedtls include/psa "$made/include" &&
    cp made/library/libmbedcrypto.a "$made/lib"
}

# SHA-256 is all that is needed of it.
build_nettle() {
    as_configured &&
    ./configure CC=musl-gcc CFLAGS="-O2 -fPIC" --disable-shared --disable-public-key \
        --disable-openssl --disable-documentation --disable-assembler &&
    make sha256.o sha256-compress.o write-be32.o &&
    cp ./*.h "$made/include/nettle" &&
    ar rc "$made/lib/libnettle.a" sha256.o sha256-compress.o write-be32.o
}

build_cmocka() {
    with_cmake -DWITH_EXAMPLES=OFF -DUNIT_TESTING=OFF &&
    cmake --build made --target install
}

for package in $packages; do
    dpkg-source -x "$work/$package"_*.dsc "$work/$package" >>"$work/log" 2>&1 ||
        fail_with_log "dpkg-source could not unpack $package"
    (cd "$work/$package" && "build_$package") >>"$work/log" 2>&1 ||
        fail_with_log "$package could not be built with musl"
done
cp "$here/musl_statx.h" "$made/include/sys/stat.h"
rm -rf "$target"
mv "$made" "$target"
echo "$packages" >"$target/packages"
echo "libraries for musl: $target"
