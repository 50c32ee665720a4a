#!/bin/sh
# SPDX-License-Identifier: MIT
# Formatting and static analysis of every C file and script. usage: lint.sh [BUILD_DIR]
# Without BUILD_DIR, which must hold compile_commands.json, formatting only.
set -eu
cd "$(dirname "$0")/.."
build=${1:-}

git ls-files -z '*.c' '*.h' | xargs -0 clang-format --dry-run --Werror
[ -n "$build" ] || exit 0

git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck --severity=warning

# Left out: what needs the vendor's SDK, and what is for a core that clang does not know.
git ls-files -z 'src/*.c' 'tests/*.c' ':!src/*/port_nonos_sdk.c' ':!src/*/port_espconn*.c' \
    ':!tests/device/*' ':!tests/makefile/*' ':!tests/network/*' ':!tests/package/*' |
    xargs -0 -n 4 -P 2 clang-tidy --quiet -p "$build" 2>/dev/null || {
    echo "lint.sh: clang-tidy found something" >&2
    exit 1
}

# A diagnostic is an out parameter: it is meant to be uninitialised.
cppcheck --quiet --std=c11 --language=c --error-exitcode=1 --inline-suppr \
    --enable=warning,performance,portability --suppress=missingIncludeSystem --suppress=ctuuninitvar \
    -I include src
