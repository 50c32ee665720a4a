#!/bin/sh
# SPDX-License-Identifier: MIT
# What a new user does, in a bare Debian 12 of its own: installs by the README, makes the quickstart, goes
# through the README's tour, and moves a makefile project to signed updates, by the documents alone.
# Prints the minutes of each part and the lines of the project. Needs root, a network and debootstrap.
# usage: run.sh FOLDER [SDK_FOLDER [EXAMPLE [MAP]]]
# FOLDER must not exist; what every part said stays there in log. Without SDK_FOLDER the project is in
# the tests' stand-in of the vendor's SDK.
set -eu
name=${0##*/}
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)

fail() {
    echo "$name: $1" >&2
    exit "${2:-1}"
}
[ $# -ge 1 ] || fail "usage: $name FOLDER [SDK_FOLDER [EXAMPLE [MAP]]]" 2
[ ! -e "$1" ] || fail "$1: exists" 2
[ "$(id -u)" -eq 0 ] || fail "only root can make a root of its own" 2
command -v debootstrap >/dev/null || fail "no debootstrap" 2
mkdir -p "$1"
folder=$(cd "$1" && pwd)
root=$folder/root
log=$folder/log
sdk=${2:-}
[ $# -lt 2 ] || shift 2
[ -n "$sdk" ] || set --

leave() {
    umount "$root/proc" 2>/dev/null || :
}
trap leave EXIT
trap 'exit 1' INT TERM HUP

counted=0
# usage: part WHAT COMMAND...: its time, or the end of what it said. (WHAT) is not the user's work.
part() {
    what=$1
    shift
    from=$(date +%s)
    echo "== $what: $*" >>"$log"
    "$@" >>"$log" 2>&1 || {
        tail -n 30 "$log" >&2
        fail "$what failed; all of it is in $log"
    }
    took=$(($(date +%s) - from))
    print_time "$took" "$what"
    case $what in "("*) ;; *) counted=$((counted + took)) ;; esac
}
print_time() {
    printf '%3d:%02d  %s\n' $(($1 / 60)) $(($1 % 60)) "$2"
}
# In the bare root, as root or as an ordinary user.
as_root() {
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 sh -euc \
        "cd /home/user/appbin && $1"
}
as_user() {
    chroot "$root" setpriv --reuid 1000 --regid 1000 --clear-groups --no-new-privs \
        env -i PATH=/usr/bin:/bin HOME=/home/user LANG=C.UTF-8 sh -euc "cd /home/user/appbin && $1"
}
# The indented commands of a section of the README.
section() {
    awk -v wanted="## $1" '$0 == wanted { inside = 1; next } /^## / { inside = 0 }
        inside && /^    / { print substr($0, 5) }' "$root/home/user/appbin/README.md"
}

bare_root() {
    debootstrap --variant=minbase bookworm "$root"
    mount -t proc proc "$root/proc"
    cp -R /etc/apt/apt.conf.d "$root/etc/apt/" # a proxy, where there is one
    chroot "$root" useradd --create-home --uid 1000 user
}
unpack() {
    sh "$source/.ci/source-archive.sh" "$folder/sources"
    mkdir "$root/home/user/appbin"
    tar -xzf "$folder"/sources/*.tar.gz --strip-components=1 -C "$root/home/user/appbin"
    chroot "$root" chown -R user:user /home/user
}
packages() {
    as_root "sh .ci/install-packages.sh build package firmware"
}
# The README's way, up to the package, which is then installed as any other.
package() {
    as_user "$(section Install | grep -- '--workflow')"
}
install_package() {
    as_root "apt-get install -y --no-install-recommends ./build/package/appbin_*.deb"
    [ -x "$root/usr/bin/imagetool" ]
    as_user "imagetool --version"
}
quickstart() {
    as_user "mkdir /tmp/q && cd /tmp/q && sh /usr/share/doc/appbin/examples/quickstart.sh"
}
# The tests' runner brings the files that the documents name.
runner() {
    as_root "apt-get install -y --no-install-recommends python3 openssl"
}
document() {
    as_user "python3 tests/docs/run_blocks.py /usr/bin/imagetool . $1 /usr"
}
project() {
    if [ -n "$sdk" ]; then
        cp -R "$sdk" "$root/home/user/sdk"
        chroot "$root" chown -R user:user /home/user/sdk
    else
        as_user "python3 tests/makefile/sdk/make_sdk.py /home/user/sdk &&
            mkdir -p /home/user/sdk/examples /home/user/sdk/bin &&
            mv /home/user/sdk/app /home/user/sdk/examples/simple_pair &&
            cd tests/docs && python3 -c 'import run_blocks as blocks
blocks.make_images(\"/home/user/appbin\", \"/home/user/sdk/bin\")'"
    fi
}
migrate() {
    as_user "EXTRA_CCFLAGS='${EXTRA_CCFLAGS-}' sh tests/makefile/real_sdk.sh /home/user/sdk $*" \
        >"$folder/migration"
}
remove() {
    as_root "apt-get purge -y appbin"
    [ ! -e "$root/usr/share/appbin" ] && [ ! -e "$root/usr/bin/imagetool" ]
}

part "(a bare Debian 12)" bare_root
part "(sources unpacked)" unpack
part "the packages that the README names" packages
part "the package is made" package
part "it is installed" install_package
part "quickstart: two images" quickstart
part "(python3 for the next)" runner
part "the README's tour" document README.md
part "migrating.md, every command" document docs/migrating.md
part "(an SDK)" project
part "makefile.md: from the example to two verified releases" migrate "$@"
part "removed, and nothing left" remove
print_time "$counted" "all but what is in brackets"
echo
cat "$folder/migration"
