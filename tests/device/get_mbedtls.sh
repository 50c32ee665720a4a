#!/bin/sh
# SPDX-License-Identifier: MIT
# Puts the source of mbedTLS into DIR, from Debian's source package of the running release; does
# nothing when it is there already. usage: get_mbedtls.sh DIR
# Needs apt-get and dpkg-source (dpkg-dev), no root; the system's package lists stay as they are.
set -eu
name=${0##*/}
. "$(dirname "$0")/debian_packages.sh"

[ $# -eq 1 ] || {
    echo "usage: $name DIR" >&2
    exit 2
}
target=$1
if [ -f "$target/library/bignum.c" ]; then
    echo "mbedTLS source present: $target"
    exit 0
fi
[ ! -e "$target" ] || fail "$target exists and is no mbedTLS source"
for tool in apt-get dpkg-source; do
    command -v "$tool" >/dev/null 2>&1 ||
        fail "no $tool here; unpack mbedTLS 2.28 to $target yourself"
done

mkdir -p "$(dirname "$target")"
work=$(cd "$(dirname "$target")" && pwd)/.mbedtls-download.$$
begin_work
read_lists deb-src
(cd "$work" && quiet_apt source --download-only mbedtls) ||
    fail_with_log "apt-get source mbedtls failed"
dpkg-source -x "$work"/mbedtls_*.dsc "$work/tree" >>"$work/log" 2>&1 ||
    fail_with_log "dpkg-source could not unpack mbedTLS"
mv "$work/tree" "$target"
version=$(sed -n 's/^#define *MBEDTLS_VERSION_STRING *"\(.*\)"/\1/p' \
    "$target/include/mbedtls/version.h")
echo "mbedTLS ${version:-of unknown version}: $target"
