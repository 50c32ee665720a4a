#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds a stand-in SDK and two releases of examples/nonos-sdk with it.
# usage: build.sh OUT_DIR IMAGETOOL
# Exit 77, with the reason, when the compiler or its C library are missing.
set -eu

[ $# -eq 2 ] || {
    echo "usage: ${0##*/} OUT_DIR IMAGETOOL" >&2
    exit 2
}
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck disable=SC2034 # for cross_tools.sh
mbedtls=
. "$here/../device/cross_tools.sh"

mkdir -p "$1"
out=$(cd "$1" && pwd)
python3 "$here/sdk/make_sdk.py" "$out/sdk"
rm -f "$out/key.pem"
"$2" keygen --no-passphrase -o "$out/key.pem"
"$2" pubkey -o "$out/key.pub.pem" "$out/key.pem"

# Port 80 of the server: network_board.py leads it to one that needs no rights.
for version in 1.0.0 1.1.0; do
    cmake -S "$here/../../examples/nonos-sdk" -B "$out/build" \
        --toolchain "$here/../../cmake/toolchain-xtensa-lx106.cmake" "-DAPPBIN_IMAGETOOL=$2" \
        "-DESP8266_NONOS_SDK_DIR=$out/sdk" "-DOTA_SIGN_KEY=$out/key.pem" -DOTA_WIFI_SSID=name \
        -DOTA_WIFI_PASSWORD=password -DOTA_HOST=updates.test -DOTA_PATH=/lamp \
        "-DOTA_VERSION=$version" -DAPPBIN_WARNINGS_AS_ERRORS=ON
    cmake --build "$out/build" --parallel 2
    mkdir -p "$out/$version"
    cp "$out/build/ota.manifest" "$out/build/ota.bundle" "$out/build/ota.user1.bin" \
        "$out/build/ota.user2.bin" "$out/$version"
done
