#!/bin/sh
# SPDX-License-Identifier: MIT
# Unpacks into DIR the libraries that the tool and its tests need on another architecture; does
# nothing when they are there already. usage: get_sysroot.sh ARCHITECTURE DIR
# ARCHITECTURE is Debian's name. Needs apt-get and dpkg-deb, no root. Nothing is installed, and the
# system learns of no other architecture.
set -eu
name=${0##*/}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../device/debian_packages.sh"

[ $# -eq 2 ] || {
    echo "usage: $name ARCHITECTURE DIR" >&2
    exit 2
}
architecture=$1
target=$2
packages="libc6-dev zlib1g-dev libelf-dev libjansson-dev libmbedtls-dev nettle-dev libcmocka-dev"

foreign_apt() {
    quiet_apt -o "APT::Architecture=$architecture" -o "APT::Architectures=$architecture" \
        -o "Dir::State::status=$work/status" -o Debug::NoLocking=true "$@"
}

# Written last: of which packages it is.
if [ "$(cat "$target/packages" 2>/dev/null)" = "$packages" ]; then
    echo "libraries for $architecture present: $target"
    exit 0
fi
for tool in apt-get dpkg-deb; do
    command -v "$tool" >/dev/null 2>&1 || fail "no $tool here"
done
[ ! -e "$target" ] || [ -d "$target/usr/include" ] || fail "$target exists and holds no libraries"

mkdir -p "$(dirname "$target")"
work=$(cd "$(dirname "$target")" && pwd)/.sysroot-download.$$
begin_work
: >"$work/status"
read_lists deb foreign_apt
# shellcheck disable=SC2086 # one word per package
foreign_apt --yes --no-install-recommends --download-only install $packages ||
    fail_with_log "apt-get could not load the packages for $architecture"
for package in "$work"/cache/archives/*.deb; do
    dpkg-deb -x "$package" "$work/tree"
done
rm -rf "$target"
mv "$work/tree" "$target"
echo "$packages" >"$target/packages"
echo "libraries for $architecture: $target"
