# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# check: many files in one call, on all cores, in the order of the files.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

fixtures check
sign_fixtures ec
C=$FIXTURES

prepare
cp "$C/good.bin" "$C/good.2.bin" "$C/good.old.bin" "$C/damaged.bin" "$C/not-ota.bin" "$C/xor.bin" \
    "$C/flash-header.bin" "$C/garbage.bin" "$C/good.elf" .
: >empty
mkdir out
expect_done sign --key "$KEYS/ec.pem" $release --bundle bundle --out-dir out "$C/user1.bin" \
    "$C/user2.bin"
head -c 400 bundle >short
printf '\351\0\0\0\0\0\020@\0\0\0\0\0\0\0\357' >boot
run merge --map 2 --boot-bin boot --no-init-data --slot1 good.bin -o flash
cp flash damaged-flash
printf '\0' | dd of=damaged-flash bs=1 seek=5000 conv=notrunc 2>"$SCRATCH/refused"
several="good.bin bundle none.bin damaged.bin good.2.bin flash garbage.bin xor.bin short good.old.bin
    good.elf not-ota.bin empty flash-header.bin damaged-flash out/user1.bin"

# same [OPTION]...: one call says what a call for each file says, on one core and on all.
same()
{
    rm -rf each
    mkdir each
    files=
    for round in 1 2 3; do
        for file in $several; do
            files="$files $file"
            run check "$@" "$file"
            cat "$SCRATCH/stdout" >>each/text
            cat "$SCRATCH/stderr" >>each/errors
            run check --json "$@" "$file"
            cp "$SCRATCH/stdout" "each/$(echo "$files" | wc -w).json"
        done
    done
    run check "$@" $files
    worst=$status
    expect_same each/text "$SCRATCH/stdout"
    expect_same each/errors "$SCRATCH/stderr"
    expect_exit $worst check --json "$@" $files
    expect_same each/errors "$SCRATCH/stderr"
    cp "$SCRATCH/stdout" all.json
    cp "$SCRATCH/stderr" all.errors
    "$PYTHON" - <<'END' || fail "other JSON"
import json
each = [entry for number in range(1, 49) for entry in json.load(open(f"each/{number}.json"))]
assert len(each) >= 24 and each == json.load(open("all.json"))
END
    taskset -c 0 true 2>"$SCRATCH/refused" || return 0
    status=0
    taskset -c 0 "$IMAGETOOL" check --json "$@" $files >one.json 2>one.errors || status=$?
    [ $status -eq $worst ] || fail "exit $status on one core"
    expect_same all.json one.json
    expect_same all.errors one.errors
}

case_order()
{
    same
    [ $worst -eq 3 ] || fail "exit $worst"
    expect_text stderr "none.bin: cannot open"
}

# With an option that is not for every kind of file.
case_wrong_use()
{
    same --slot 1 --map 2
    [ $worst -eq 3 ] || fail "exit $worst"
    expect_text stderr "bundle: a bundle; --slot is for an image"
    expect_text stderr "flash: a whole flash; --slot is for an image"
    expect_exit 2 check --slot 1 good.bin bundle good.bin
}

case_all_good()
{
    several="good.bin good.2.bin bundle"
    files=
    for number in 1 2 3 4 5 6 7 8; do
        files="$files $several"
    done
    expect_exit 0 check --map 2 $files
    expect_text stderr "not checked whether any of the 24 files are a pair: give two"
    grep -c '^bundle: user2: ok' "$SCRATCH/stdout" | grep -qx 8 || fail "not eight bundles"
}

run_cases
