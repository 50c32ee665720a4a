#!/bin/sh
# Builds and runs every test. usage: sh tests/run.sh
set -eu
cd "$(dirname "$0")/.."

step() {
    printf '\n== %s\n' "$1"
}

step "packages"
sh .ci/install-packages.sh build firmware test emulator package

step "mbedTLS source for the emulated core"
sh tests/device/get_mbedtls.sh build/mbedtls

step "debug build, warnings are errors"
cmake --preset debug
cmake --build --preset debug

step "style and static analysis"
sh tests/lint.sh build/debug

step "tests"
ctest --preset debug -j2

step "coverage of the verifier"
sh tests/coverage.sh

step "tests with AddressSanitizer and UndefinedBehaviorSanitizer"
cmake --preset sanitizers
cmake --build --preset sanitizers
ctest --preset sanitizers -j2

step "fuzzing, bounded"
cmake --preset fuzz
cmake --build --preset fuzz
sh tests/fuzz/run.sh build/fuzz 20

step "quickstart"
sh examples/quickstart.sh

step "all steps passed"
