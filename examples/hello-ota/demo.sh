#!/bin/sh
# SPDX-License-Identifier: MIT
# An update over HTTP without hardware: 1.0.0 in slot 1 of the emulated board fetches 1.1.0 from
# Python's web server and starts it. usage: demo.sh BUILD_DIR, which tests/network/build.sh filled.
# Needs imagetool, python3 and qemu-system-xtensa.
set -eu

[ $# -eq 1 ] || {
    echo "usage: ${0##*/} BUILD_DIR" >&2
    exit 2
}
build=$(cd "$1" && pwd)
[ -f "$build/network.elf" ] || {
    echo "${0##*/}: no network.elf in $1" >&2
    exit 2
}
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"

# A factory-fresh flash. The board's ROM plays the boot loader: an empty image takes its place.
printf '\351\0\0\0\0\0\020@\0\0\0\0\0\0\0\357' >boot.bin
imagetool merge --map 2 --boot-bin boot.bin --no-init-data --slot1 "$build/v1.0.0.user1.bin" \
    -o flash.bin >merge.log 2>&1 || {
    cat merge.log >&2
    exit 1
}

# What is on the server.
mkdir www
name=$(imagetool info "$build/v1.1.0.manifest" | sed -n 's/^ *release  *//p')
for slot in user1 user2; do
    cp "$build/v1.1.0.$slot.bin" "www/hello-ota.$name.$slot.bin"
done
cp "$build/v1.1.0.manifest" www/hello-ota.manifest
python3 -u -m http.server --bind 127.0.0.1 --directory www 0 >server.log 2>&1 &
server=$!
port=
tries=0
while [ -z "$port" ]; do
    [ "$tries" -lt 60 ] || {
        echo "${0##*/}: the web server does not start" >&2
        exit 1
    }
    tries=$((tries + 1))
    sleep 0.5
    port=$(sed -n 's/.*http:.*:\([0-9]*\)\/.*/\1/p' server.log)
done

# From reset (status 20) to reset, until the board sleeps. It sees this computer at 10.0.2.2.
status=20
while [ "$status" -eq 20 ]; do
    echo "--- reset"
    status=0
    qemu-system-xtensa -M lx60-nommu -cpu lx106 -display none -monitor none -serial null \
        -nic user,model=open_eth -kernel "$build/network.elf" -semihosting-config \
        "enable=on,target=native,arg=network.elf,arg=flash.bin,arg=set.host=10.0.2.2,arg=set.port=$port" \
        </dev/null >console.log || status=$?
    grep -v -e '^flash:' -e '^bench:' -e '^boot:' console.log
done
echo "--- what the server saw"
sed -n 's|.*\("GET.* [0-9]*\) -$|\1|p' server.log
[ "$status" -eq 0 ] && grep -q '^hello-ota 1.1.0' console.log
