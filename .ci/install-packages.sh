#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs the Debian packages of the named groups, only those missing.
# usage: install-packages.sh GROUP...
set -eu

name=${0##*/}
list=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/packages.txt

# Prints the list as "group package" lines, without comments.
list_entries() {
    sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$list"
}

is_installed() {
    dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

has() {
    command -v "$1" >/dev/null 2>&1
}

fail() {
    echo "$name: $1" >&2
    exit "${2:-1}"
}

[ -r "$list" ] || fail "cannot read $list"
bad=$(list_entries | awk 'NF != 2')
[ -z "$bad" ] || fail "$list: want 'group package', found: $bad"
groups=$(list_entries | awk '!seen[$1]++ { print $1 }' | tr '\n' ' ')
[ $# -gt 0 ] || fail "usage: $name GROUP... (groups: ${groups% })" 2

wanted=
for group in "$@"; do
    [ "$group" != unpacked ] || fail "tests/network/get_servers.sh unpacks the group '$group'" 2
    packages=$(list_entries | awk -v group="$group" '$1 == group { print $2 }')
    [ -n "$packages" ] || fail "no group '$group' (groups: ${groups% })" 2
    wanted="$wanted $packages"
done

missing=
for package in $wanted; do
    case "$missing " in *" $package "*) continue ;; esac
    if ! has dpkg-query || ! is_installed "$package"; then
        missing="$missing $package"
    fi
done

if [ -z "$missing" ]; then
    echo "all packages present: $*"
    exit 0
fi

has apt-get || fail "no apt-get here; install these yourself:$missing"

sudo=
if [ "$(id -u)" -ne 0 ]; then
    has sudo || fail "neither root nor sudo; cannot install:$missing"
    sudo=sudo
fi

# sudo drops the environment, so the variable is set behind it.
apt() {
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 "$@"
}

echo "installing:$missing"
apt update || fail "apt-get update failed"
# shellcheck disable=SC2086  # one word per package
apt install -y --no-install-recommends $missing || fail "apt-get install failed"
