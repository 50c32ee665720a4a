#!/bin/sh
# SPDX-License-Identifier: MIT
# The way of docs/makefile.md with a real SDK, and how long each step takes. Nothing of the SDK is
# changed: it is copied.
# usage: real_sdk.sh SDK_FOLDER [EXAMPLE [MAP]]
# SDK_FOLDER: ESP8266_NONOS_SDK, 2.2.1 to 3.0.x; EXAMPLE: one of its examples, default simple_pair.
# imagetool and the cross compiler are on the PATH. 2.2.1 and 3.0 want, with a new compiler,
# EXTRA_CCFLAGS="-w -Wno-error -std=gnu90 -fcommon" in the environment.
set -eu

[ $# -ge 1 ] || {
    echo "usage: ${0##*/} SDK_FOLDER [EXAMPLE [MAP]]" >&2
    exit 2
}
example=${2:-simple_pair}
map=${3:-2}
original=$(cd "$1/examples/$example" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$1/." "$work"
cp -R "$1/examples/$example" "$work/app"
cd "$work/app"

begin=$(date +%s%N)
step()
{
    now=$(date +%s%N)
    printf '%6d ms  %s\n' $(((now - begin) / 1000000)) "$1"
    begin=$(date +%s%N)
}
quiet()
{
    "$@" >log 2>&1 || {
        tail -20 log >&2
        echo "failed: $*" >&2
        exit 1
    }
}
sizes()
{
    xtensa-lx106-elf-size -A .output/eagle/debug/slot1.elf | awk -v what="$1" '
        $1 == ".text" { iram = $2 }
        $1 ~ /^\.(data|rodata|bss)$/ { dram += $2 }
        $1 == ".irom0.text" { flash = $2 }
        END { print what ": IRAM " iram ", DRAM " dram ", flash " flash }'
}

cat >lamp.release <<END
--map $map
--vendor example.com
--product lamp
--key lamp.pem
--security-counter 1
END
quiet imagetool keygen --no-passphrase -o lamp.pem
cat >>Makefile <<'END'

APPBIN_RELEASE = lamp.release
include $(shell imagetool makefile)
END
step "a key, a file of options, two lines"
quiet make release VERSION=0.9.0
sizes "without the call"
step "release 0.9.0, from nothing"

source=$(grep -l 'user_init(void)' user/*.c | head -n 1)
sed -i -e '/user_init(void)/,/{/s/{/{\
    appbin_ota_start(\&updates);/' \
    -e '0,/#include/s//#include "appbin_ota.h"\
static const struct appbin_ota updates = {.host = "192.168.1.10", .port = 8000, .path = "\/lamp"};\
#include/' "$source"
step "three lines of C"

quiet make release VERSION=1.0.0
step "release 1.0.0"
quiet make release VERSION=1.1.0
step "release 1.1.0, nothing changed"
imagetool pubkey -o lamp.pub.pem lamp.pem
for version in 1.0.0 1.1.0; do
    imagetool verify --pubkey lamp.pub.pem --vendor example.com --product lamp --map "$map" \
        release-$version/user1.bin release-$version/user2.bin release-$version/lamp.manifest |
        grep verified
done
sizes "with it"
make size
make flash-args
added()
{
    diff "$original/$1" "$1" | grep -c '^> .'
}
echo "lines: $(wc -l <lamp.release) of options, $(added Makefile) of make, $(added "$source") of C"
