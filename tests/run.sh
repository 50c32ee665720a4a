#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds and runs every test, or those for daily work; README.md here says which.
# usage: sh tests/run.sh [quick]
# The end names the skipped tests; with CI in the environment a skip is a failure.
set -eu
cd "$(dirname "$0")/.."
results=build/test-results

if [ $# -gt 1 ] || [ "${1-quick}" != quick ]; then
    echo "run.sh: unknown argument; usage: sh tests/run.sh [quick]" >&2
    exit 2
fi
mode=${1:-full}

step() {
    current_step=$1
    printf '\n== %s\n' "$1"
}

finish() {
    status=$?
    set --
    [ "$status" -eq 0 ] || set -- --stopped "$current_step"
    printf '\n== summary\n'
    for file in "$results"/*.xml; do
        [ ! -f "$file" ] || set -- "$@" "$file"
    done
    python3 tests/summarize.py "$@" || [ "$status" -ne 0 ] || status=1
    exit "$status"
}

# run_tests PRESET [OPTION...]: the whole output of each test goes to the summary.
run_tests() {
    preset=$1
    shift
    ctest --preset "$preset" -j2 --output-junit "$PWD/$results/$preset.xml" \
        --test-output-size-passed 1000000 "$@"
}

current_step=start
rm -rf "$results"
mkdir -p "$results"
trap finish EXIT

step "packages"
groups="build firmware test"
[ "$mode" = quick ] || groups="$groups emulator package elsewhere"
# shellcheck disable=SC2086 # one word for each group
sh .ci/install-packages.sh $groups

if [ "$mode" = full ]; then
    step "sources for the emulated core, servers"
    sh tests/device/get_mbedtls.sh build/mbedtls
    sh tests/network/get_lwip.sh build/lwip
    sh tests/network/get_servers.sh build/servers
fi

step "debug build, warnings are errors"
cmake --preset debug
cmake --build --preset debug

if [ "$mode" = quick ]; then
    step "formatting"
    sh tests/lint.sh

    step "quick tests"
    run_tests debug -L '^quick$'
    exit
fi

step "style and static analysis"
sh tests/lint.sh build/debug

step "tests"
run_tests debug

step "coverage of the verifier"
sh tests/coverage.sh

step "tests with AddressSanitizer and UndefinedBehaviorSanitizer"
cmake --preset sanitizers
cmake --build --preset sanitizers
run_tests sanitizers

step "fuzzing, bounded"
cmake --preset fuzz
cmake --build --preset fuzz
sh tests/fuzz/run.sh build/fuzz 20

step "other architectures and compilers, a static imagetool"
sh tests/elsewhere/run.sh short s390x i386 clang gcc-11 static

step "quickstart"
sh examples/quickstart.sh

step "all steps passed"
