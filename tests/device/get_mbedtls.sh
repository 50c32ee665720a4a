#!/bin/sh
# SPDX-License-Identifier: MIT
# Puts the source of mbedTLS into DIR, from Debian's source package of the running release; does
# nothing when it is there already. usage: get_mbedtls.sh DIR
# Needs apt-get and dpkg-source (dpkg-dev), no root; the system's package lists stay as they are.
set -eu

name=${0##*/}

fail() {
    echo "$name: $1" >&2
    exit 1
}

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
mkdir -p "$work/sources" "$work/lists/partial" "$work/cache/archives/partial"
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The system's sources as source-package sources, in both formats that apt reads.
for file in /etc/apt/sources.list.d/*.sources; do
    [ -f "$file" ] && sed 's/^Types:.*/Types: deb-src/' "$file" >"$work/sources/${file##*/}"
done
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -f "$file" ] && sed -n 's/^deb /deb-src /p' "$file" >"$work/sources/${file##*/}"
done

quiet_apt() {
    apt-get -q -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/sources" \
        -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" \
        -o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=3 "$@" >>"$work/log" 2>&1
}

# A third party's list may fail to load; what counts is the package.
quiet_apt update || :
(cd "$work" && quiet_apt source --download-only mbedtls) || {
    tail -n 3 "$work/log" >&2
    fail "apt-get source mbedtls failed"
}
dpkg-source -x "$work"/mbedtls_*.dsc "$work/tree" >>"$work/log" 2>&1 || {
    tail -n 3 "$work/log" >&2
    fail "dpkg-source could not unpack mbedTLS"
}
mv "$work/tree" "$target"
version=$(sed -n 's/^#define *MBEDTLS_VERSION_STRING *"\(.*\)"/\1/p' \
    "$target/include/mbedtls/version.h")
echo "mbedTLS ${version:-of unknown version}: $target"
