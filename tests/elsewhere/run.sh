#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the tool for another architecture, with another compiler or with static libraries, and runs
# tests that show a difference. README.md has what each takes.
# usage: run.sh s390x|i386|arm64|armhf|clang|gcc-11|static|mbedtls=FOLDER...
# The packages of the group `elsewhere` in .ci/packages.txt are installed before; what a machine
# lacks all the same is an error.
set -eu
cd "$(dirname "$0")/../.."
jobs=$(nproc 2>/dev/null || echo 2)
results=build/test-results
quick='^(unit_|appverify|otastream|cli_|attacks_must_fail)'

fail() {
    echo "run.sh: $1" >&2
    exit 1
}

need() {
    command -v "$1" >/dev/null 2>&1 || fail "no $1; sh .ci/install-packages.sh elsewhere"
}

# configure NAME [OPTION...]: as the debug preset, but optimized, since an emulator is slow.
configure() {
    build=build/elsewhere/$1
    shift
    cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DAPPBIN_WARNINGS_AS_ERRORS=ON \
        -DAPPBIN_BUILD_TOOL=ON -DAPPBIN_BUILD_TESTS=ON "$@" >"$build.log" 2>&1 || {
        tail -n 20 "$build.log" >&2
        fail "$build: CMake failed"
    }
}

# run_tests NAME REGEX [TARGET]
run_tests() {
    cmake --build "build/elsewhere/$1" -j "$jobs" --target "${3:-all}" >"build/elsewhere/$1.log" 2>&1 || {
        tail -n 40 "build/elsewhere/$1.log" >&2
        fail "build/elsewhere/$1 could not be built"
    }
    mkdir -p "$results"
    ctest --test-dir "build/elsewhere/$1" -j "$jobs" --output-on-failure -R "$2" \
        --output-junit "$PWD/$results/elsewhere-$1.xml" --test-output-size-passed 1000000
}

# cross NAME TRIPLET MULTIARCH PROCESSOR QEMU LOADER
cross() {
    need "$2-gcc"
    libraries=$PWD/build/elsewhere/$1-libraries
    sh tests/elsewhere/get_sysroot.sh "$1" "$libraries"
    emulator="$libraries/$6;--library-path;$libraries/usr/lib/$3:$libraries/lib/$3"
    # A processor may run these programs itself.
    if ! "$libraries/$6" --version >/dev/null 2>&1; then
        need "$5"
        emulator="$(command -v "$5");-L;$libraries"
    fi
    configure "$1" --toolchain "$PWD/tests/elsewhere/toolchain.cmake" "-DSYSROOT=$libraries" \
        "-DTRIPLET=$2" "-DMULTIARCH=$3" "-DSYSTEM_PROCESSOR=$4" "-DEMULATOR=$emulator"
    run_tests "$1" "$quick"
}

# with_compiler NAME COMPILER
with_compiler() {
    need "$2"
    configure "$1" "-DCMAKE_C_COMPILER=$2"
    run_tests "$1" "$quick"
}

# one NAME
one() {
    printf '\n-- %s\n' "$1"
    case $1 in
    s390x) cross s390x s390x-linux-gnu s390x-linux-gnu s390x qemu-s390x-static lib/ld64.so.1 ;;
    i386) cross i386 i686-linux-gnu i386-linux-gnu i686 qemu-i386-static lib/ld-linux.so.2 ;;
    arm64) cross arm64 aarch64-linux-gnu aarch64-linux-gnu aarch64 qemu-aarch64-static \
        lib/ld-linux-aarch64.so.1 ;;
    armhf) cross armhf arm-linux-gnueabihf arm-linux-gnueabihf armv7l qemu-arm-static \
        lib/ld-linux-armhf.so.3 ;;
    clang) with_compiler clang clang ;;
    gcc-11) with_compiler gcc-11 gcc-11 ;;
    static)
        configure static -DAPPBIN_STATIC=ON
        run_tests static '^cli_(golden|usage|keys_keygen|sign_images|vectors)$' imagetool
        ;;
    mbedtls=*) sh tests/with_mbedtls.sh "${1#mbedtls=}" ;;
    *)
        echo "usage: run.sh s390x|i386|arm64|armhf|clang|gcc-11|static|mbedtls=FOLDER..." >&2
        exit 2
        ;;
    esac
}

[ $# -gt 0 ] || set -- help
mkdir -p build/elsewhere
for name; do
    one "$name"
done
