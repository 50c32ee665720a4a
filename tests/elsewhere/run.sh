#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the tool for another architecture, with another compiler or C library, or with static
# libraries, and runs tests that show a difference. README.md has what each takes.
# usage: run.sh [short] s390x|i386|arm64|armhf|clang|gcc-11|lto|static|musl|mbedtls=FOLDER...
# short builds and runs what takes seconds. The packages of the groups `elsewhere` and `by-hand` in
# .ci/packages.txt are installed before; what a machine lacks all the same is an error.
set -eu
cd "$(dirname "$0")/../.."
jobs=$(nproc 2>/dev/null || echo 2)
results=build/test-results
quick='^(unit_|appverify|otastream|cli_|attacks_must_fail)'
short=
short_tests='^(unit_|appverify|otastream$|cli_(golden|vectors|fix_crc|sign_images|lms)$)'
# They try many keys, and are the same on all hosts.
short_slow='^unit_(bundle|key|lms_faults|lms_key|lms_parallel|release_limit)$'
# Some hundred emulators at once that wait for a lock.
emulated_slow='^unit_lms_parallel$'

fail() {
    echo "run.sh: $1" >&2
    exit 1
}

need() {
    command -v "$1" >/dev/null 2>&1 || fail "no $1; sh .ci/install-packages.sh elsewhere by-hand"
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

# build_and_test NAME REGEX LEFT_OUT TARGET...
build_and_test() {
    folder=$1
    regex=$2
    left_out=$3
    shift 3
    cmake --build "build/elsewhere/$folder" -j "$jobs" --target "$@" \
        >"build/elsewhere/$folder.log" 2>&1 || {
        tail -n 40 "build/elsewhere/$folder.log" >&2
        fail "build/elsewhere/$folder could not be built"
    }
    mkdir -p "$results"
    ctest --test-dir "build/elsewhere/$folder" -j "$jobs" --output-on-failure --no-tests=error \
        -R "$regex" -E "$left_out" --output-junit "$PWD/$results/elsewhere-$folder.xml" \
        --test-output-size-passed 1000000
}

# run_tests NAME [LEFT_OUT]
run_tests() {
    if [ -n "$short" ]; then
        build_and_test "$1" "$short_tests" "$short_slow" \
            imagetool tests/unit/all tests/appverify/all test_otastream
    else
        build_and_test "$1" "$quick" "${2:-^$}" all
    fi
}

# cross NAME TRIPLET MULTIARCH PROCESSOR QEMU LOADER
cross() {
    need "$2-gcc"
    libraries=$PWD/build/elsewhere/$1-libraries
    left_out=
    sh tests/elsewhere/get_sysroot.sh "$1" "$libraries"
    emulator="$libraries/$6;--library-path;$libraries/usr/lib/$3:$libraries/lib/$3"
    # A processor may run these programs itself.
    if ! "$libraries/$6" --version >/dev/null 2>&1; then
        need "$5"
        emulator="$(command -v "$5");-L;$libraries"
        left_out=$emulated_slow
    fi
    configure "$1" --toolchain "$PWD/tests/elsewhere/toolchain.cmake" "-DSYSROOT=$libraries" \
        "-DTRIPLET=$2" "-DMULTIARCH=$3" "-DSYSTEM_PROCESSOR=$4" "-DEMULATOR=$emulator"
    run_tests "$1" "$left_out"
}

# with_compiler NAME COMPILER
with_compiler() {
    need "$2"
    configure "$1" "-DCMAKE_C_COMPILER=$2"
    run_tests "$1"
}

# One test counts calls by --wrap, which does not see a call that was optimized over files.
lto() {
    configure lto "-DCMAKE_C_FLAGS=-flto=auto"
    run_tests lto '^unit_verify$'
}

# With static libraries but cmocka. Warnings are errors elsewhere: macros of musl's headers have some.
# Debian's musl-gcc takes -static-pie and links no static program with it.
musl() {
    need musl-gcc
    libraries=$PWD/build/elsewhere/musl-libraries
    sh tests/elsewhere/get_musl.sh "$libraries"
    configure musl -DCMAKE_C_COMPILER=musl-gcc -DAPPBIN_STATIC=ON -DAPPBIN_HAS_STATIC_PIE=OFF \
        -DAPPBIN_WARNINGS_AS_ERRORS=OFF \
        "-DCMAKE_FIND_ROOT_PATH=$libraries" -DCMAKE_FIND_ROOT_PATH_MODE_LIBRARY=ONLY \
        -DCMAKE_FIND_ROOT_PATH_MODE_INCLUDE=ONLY -DCMAKE_FIND_ROOT_PATH_MODE_PACKAGE=ONLY
    run_tests musl
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
    lto) lto ;;
    static)
        configure static -DAPPBIN_STATIC=ON
        build_and_test static '^cli_(golden|usage|keys_keygen|sign_images|vectors)$' '^$' imagetool
        ;;
    musl) musl ;;
    mbedtls=*) sh tests/with_mbedtls.sh "${1#mbedtls=}" ;;
    *)
        echo "usage: run.sh [short] s390x|i386|arm64|armhf|clang|gcc-11|lto|static|musl|mbedtls=FOLDER..." >&2
        exit 2
        ;;
    esac
}

if [ "${1-}" = short ]; then
    short=yes
    shift
fi
[ $# -gt 0 ] || set -- help
mkdir -p build/elsewhere
for name; do
    one "$name"
done
