#!/bin/sh
# SPDX-License-Identifier: MIT
# From a fresh clone to two OTA images. usage: sh examples/quickstart.sh
# Where appbin is installed there is nothing to build first: the images go to ./quickstart then.
set -eu
examples=$(cd "$(dirname "$0")" && pwd)

# Shows a command before it runs, so that it can be repeated by hand.
run() {
    printf '\n$ %s\n' "$*"
    "$@"
}

if [ -f "$examples/../CMakePresets.json" ]; then
    cd "$examples/.."
    out=$PWD/build/quickstart
    imagetool=$PWD/build/release/src/imagetool/imagetool
    sh .ci/install-packages.sh build firmware
    run cmake --preset release
    run cmake --build --preset release
else
    out=$PWD/quickstart
    imagetool=imagetool
fi
run make -C "$examples/plain-makefile" "BUILD_DIR=$out"
run "$imagetool" build --map 2 --slot 1 -o "$out/user1.bin" "$out/hello.slot1.elf"
run "$imagetool" build --map 2 --slot 2 -o "$out/user2.bin" "$out/hello.slot2.elf"
run "$imagetool" info "$out/user1.bin" "$out/user2.bin"
run "$imagetool" check "$out/user1.bin" "$out/user2.bin"
printf '\nuser1.bin and user2.bin are in %s\n' "$out"
