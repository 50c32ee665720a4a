#!/bin/sh
# SPDX-License-Identifier: MIT
# Puts the source of lwIP into DIR, from Debian's source package; does nothing when it is there
# already. usage: get_lwip.sh DIR
# Needs apt-get and dpkg-source (dpkg-dev), no root; the system's package lists stay as they are.
set -eu
name=${0##*/}
. "$(dirname "$0")/../device/debian_packages.sh"

[ $# -eq 1 ] || {
    echo "usage: $name DIR" >&2
    exit 2
}
target=$1
if [ -f "$target/src/core/tcp.c" ]; then
    echo "lwIP source present: $target"
    exit 0
fi
[ ! -e "$target" ] || fail "$target exists and is no lwIP source"
for tool in apt-get dpkg-source; do
    command -v "$tool" >/dev/null 2>&1 || fail "no $tool here; unpack lwIP 2.1.3 to $target yourself"
done

mkdir -p "$(dirname "$target")"
work=$(cd "$(dirname "$target")" && pwd)/.lwip-download.$$
begin_work
read_lists deb-src
(cd "$work" && quiet_apt source --download-only lwip=2.1.3+dfsg1-2) ||
    fail_with_log "apt-get source lwip failed"
(cd "$work" && sha256sum --quiet -c -) <<EOF || fail "what was loaded is not the lwIP that is expected"
0a8276d09fc4e97bbba2f953d74af2388fc2195ea156be9d7589e297a68fde24  lwip_2.1.3+dfsg1.orig.tar.xz
c5a48413d362cc757032cdd58f528f75eb64ee781ca46ca24f010b49b0e62a90  lwip_2.1.3+dfsg1-2.debian.tar.xz
EOF
dpkg-source -x "$work"/lwip_*.dsc "$work/tree" >>"$work/log" 2>&1 ||
    fail_with_log "dpkg-source could not unpack lwIP"
mv "$work/tree" "$target"
echo "lwIP 2.1.3: $target"
