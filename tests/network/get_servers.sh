#!/bin/sh
# SPDX-License-Identifier: MIT
# Unpacks servers, curl and a browser for the tests into DIR; does nothing when they are there
# already. usage: get_servers.sh DIR
# Afterwards DIR/commands has a command for each of them. They are not installed: no service starts. Of
# what they need, the packages that the system has not are unpacked too. Needs apt-get and
# dpkg-deb, no root; the system's package lists stay as they are.
set -eu
name=${0##*/}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../device/debian_packages.sh"

[ $# -eq 1 ] || {
    echo "usage: $name DIR" >&2
    exit 2
}
target=$1
packages=$(sed 's/#.*//' "$here/../../.ci/packages.txt" | awk '$1 == "unpacked" { print $2 }')

# Debian's own version, also where a third party has another. Those that the list names are loaded
# even if they are installed.
load() {
    printf 'Package: *\nPin: release o=Debian\nPin-Priority: 1001\n' >"$work/preferences"
    # shellcheck disable=SC2086 # one word per package
    quiet_apt -o "Dir::Etc::preferences=$work/preferences" -o Dir::Etc::preferencesparts=/dev/null \
        -o Debug::NoLocking=true --yes --no-install-recommends --allow-downgrades \
        --allow-change-held-packages --reinstall --download-only install $packages ||
        fail_with_log "apt-get could not load the packages"
}

# Node has the absolute names of some files of JavaScript in it, which it reads at its start: they
# become relative ones of the same length.
make_node_movable() {
    for library in "$target"/usr/lib/*-linux-gnu/libnode.so.*; do
        LC_ALL=C sed -i 's|/usr/share/nodejs/|nodejs////////////|g' "$library"
    done
}

# command_for NAME FILE [FOLDER]: DIR/commands/NAME starts FILE with its libraries, in FOLDER.
command_for() {
    libraries=
    for folder in "$target"/usr/lib/*-linux-gnu "$target"/lib/*-linux-gnu \
        "$target"/usr/lib/*-linux-gnu/pulseaudio; do
        [ ! -d "$folder" ] || libraries=$libraries:$folder
    done
    [ -f "$target/$2" ] || fail "no $2 in the packages"
    missing=$(LD_LIBRARY_PATH=${libraries#:} ldd "$target/$2" | awk '/not found/ { print $1 }')
    [ -z "$missing" ] || fail "$1 lacks $missing"
    mkdir -p "$target/commands"
    {
        echo '#!/bin/sh'
        [ $# -eq 2 ] || echo "cd '$target/$3' || exit"
        echo "LD_LIBRARY_PATH='${libraries#:}' exec '$target/$2' \"\$@\""
    } >"$target/commands/$1"
    chmod +x "$target/commands/$1"
}

# Written last: of which packages it is.
if [ "$(cat "$target/packages" 2>/dev/null)" = "$packages" ]; then
    echo "servers present: $target"
    exit 0
fi
for tool in apt-get dpkg-deb ldd; do
    command -v "$tool" >/dev/null 2>&1 || fail "no $tool here"
done

[ ! -e "$target" ] || [ -f "$target/usr/sbin/nginx" ] ||
    fail "$target exists and holds no servers"

mkdir -p "$(dirname "$target")"
work=$(cd "$(dirname "$target")" && pwd)/.servers-download.$$
begin_work
read_lists deb
load
for package in "$work"/cache/archives/*.deb; do
    dpkg-deb -x "$package" "$work/tree"
done
rm -rf "$target"
mv "$work/tree" "$target"
target=$(cd "$target" && pwd)
make_node_movable
command_for nginx usr/sbin/nginx
command_for lighttpd usr/sbin/lighttpd
command_for haproxy usr/sbin/haproxy
command_for node usr/bin/node usr/share
command_for curl usr/bin/curl
command_for chromium usr/lib/chromium/chromium-headless-shell
echo "$packages" >"$target/packages"
echo "servers: $target"
