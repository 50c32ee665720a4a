#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the sh block of README.md in this folder. usage: readme_commands.sh BUILD_DIR
set -eu
cd "$(dirname "$0")/.."
build=$1
export IMAGETOOL="$build/src/imagetool/imagetool"

commands=$(awk '/^```sh$/ { inside = 1; next } /^```$/ { inside = 0 } inside' tests/README.md)
[ -n "$commands" ] || {
    echo "tests/README.md has no sh block" >&2
    exit 1
}
echo "$commands" | sed "s#build/debug#$build#g" | sh -eux
