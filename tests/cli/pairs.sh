# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Two images together, signed or to be signed: of one release, of one program.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

fixtures images
sign_fixtures ec
F=$FIXTURES
K=$KEYS
prepare
cp "$F/user1.bin" "$F/user2.bin" "$F/rtos6.1.bin" "$F/rtos6.2.bin" "$F/boot.bin" .
cp "$F/next/user2.bin" next2.bin # as long as user2.bin, with other words
cp "$K/ec.pem" .

# twice NAME FILE FILE: signed together into a folder of that name.
twice()
{
    mkdir "$1"
    expect_done sign --key ec.pem --out-dir "$1" $release "$2" "$3"
}

# What check says of signed files: their manifests were compared and no more.
case_check_of_signed_files()
{
    twice one user1.bin user2.bin
    expect_done check one/user1.bin one/user2.bin
    expect_text stdout \
        "one/user1.bin, one/user2.bin: two slots of map 2, with one manifest, not verified here"
    mkdir other
    expect_done sign --key ec.pem --out-dir other --build-id other $release user1.bin user2.bin
    expect_exit 1 check one/user1.bin other/user2.bin
    expect_text stdout "refused: each file carries another manifest: they are not of one release"
    expect_exit 1 check one/user1.bin user2.bin
    expect_text stdout "refused: only the first file is signed: they are not of one release"
    expect_exit 1 check --json user1.bin one/user2.bin
    expect_text stdout '"pair-manifest"'
    expect_text stdout "only the second file is signed"
}

# Of more than two files nothing is said together, and that is told.
case_more_than_two()
{
    expect_exit 0 check user1.bin user2.bin user1.bin user2.bin
    expect_text stderr "check: note: not checked whether any of the 4 files are a pair: give two"
    [ "$(wc -l <"$SCRATCH/stdout")" -eq 4 ] || fail "not one line a file"
    expect_exit 1 check user1.bin user2.bin boot.bin
    [ ! -s "$SCRATCH/stderr" ] || fail "a note beside a refusal"
}

# A signed file that was cut in its manifest, or got bytes after it, is not one without a manifest.
case_broken_manifest()
{
    twice whole user1.bin user2.bin
    expect_done pubkey -o key.pub ec.pem
    size=$(wc -c <whole/user1.bin)
    body=$(wc -c <user1.bin)
    head -c $((size - 4)) whole/user1.bin >word.bin
    head -c $((body + 60)) whole/user1.bin >cut.bin
    { cat whole/user1.bin && echo junk; } >more.bin
    broken="a manifest begins after the image, but no CRC word ends it: cut, damaged, or followed by"
    for file in word cut more; do
        expect_exit 1 check $file.bin
        expect_text stdout "refused: $broken"
        expect_error 1 "$file.bin: $broken" fix-crc -o fixed.bin $file.bin
        expect_error 1 "$file.bin: not verified: no manifest: $broken" verify --pubkey key.pub $file.bin
        expect_done info $file.bin
    done
}

# Signing anew replaces manifests, and asks whether they were one.
case_signed_again()
{
    twice one user1.bin user2.bin
    mkdir other new
    expect_done sign --key ec.pem --out-dir other --build-id other $release user1.bin user2.bin
    expect_done sign --key ec.pem --out-dir new $release one/user1.bin one/user2.bin
    for command in "sign --key ec.pem --out-dir new" "tbs -o new.tbs"; do
        expect_error 1 "other/user2.bin: signed in another release than one/user1.bin; sign the" \
            $command $release one/user1.bin other/user2.bin
        expect_error 1 "user2.bin: not signed, one/user1.bin is; sign the images of one build" \
            $command $release one/user1.bin user2.bin
        expect_error 1 "one/user2.bin: signed already, user1.bin is not; sign the images of one" \
            $command $release user1.bin one/user2.bin
    done
}

# The factory image has both slots of one release.
case_merge_of_signed_files()
{
    twice one user1.bin user2.bin
    factory="merge --map 2 --boot-bin boot.bin --no-init-data"
    expect_done $factory --slot1 one/user1.bin --slot2 one/user2.bin -o flash.bin
    expect_error 1 "user2.bin: only the first file is signed" $factory --slot1 one/user1.bin \
        --slot2 user2.bin -o new.bin
}

programs="user1.bin, next2.bin: they look like two different programs: all lengths agree, but only"
case_two_programs()
{
    mkdir new
    expect_error 1 "$programs" sign --strict --key ec.pem --out-dir new $release user1.bin next2.bin
    expect_error 1 "$programs" tbs --strict -o new.tbs $release user1.bin next2.bin
    expect_warning sign --key ec.pem --out-dir new --manifest-out new/manifest $release user1.bin \
        next2.bin
    expect_text stderr "warning: $programs"
    expect_verified ec new/user1.bin new/next2.bin new/manifest
    expect_warning tbs -o new.tbs $release user1.bin next2.bin
    expect_text stderr "warning: $programs"
    expect_done sign --strict --key ec.pem --out-dir new $release user1.bin user2.bin
    expect_done tbs --strict -o new.tbs $release user1.bin user2.bin
    # A warning goes with a result.
    expect_error 2 "give --key" sign -o new.bin $release user1.bin
    expect_error 3 "nowhere" sign --key ec.pem --out-dir nowhere $release user1.bin next2.bin
    expect_error 3 "nowhere" tbs -o nowhere/new.tbs $release user1.bin next2.bin
}

# RTOS SDK 1.x and 2.x: on maps 5 and 6 user1 and user2 are the same bytes.
case_one_file_for_both_slots()
{
    expect_same rtos6.1.bin rtos6.2.bin
    twice new rtos6.1.bin rtos6.2.bin
    expect_same new/rtos6.1.bin new/rtos6.2.bin
    facts new/rtos6.1.bin '[p["slot"] for p in m["payloads"]] == [1, 2]'
    expect_verified ec new/rtos6.1.bin new/rtos6.2.bin
    expect_done check --header flash new/rtos6.1.bin new/rtos6.2.bin
    expect_text stdout ": one image for both slots of map 6, with one manifest, not verified here"
    expect_done merge --map 6 --boot-bin boot.bin --no-init-data --slot1 rtos6.1.bin \
        --slot2 rtos6.2.bin -o flash.bin
}

# A flash-style header whose byte 3 looks like a slot: the address of irom tells.
case_header_that_looks_like_a_slot()
{
    cp "$F/rtos0.1.bin" "$F/rtos0.2.bin" .
    twice new rtos0.1.bin rtos0.2.bin
    facts new/rtos0.1.bin 'm["map"] == 0 and [p["slot"] for p in m["payloads"]] == [1, 2]'
    expect_verified ec new/rtos0.1.bin new/rtos0.2.bin
    expect_verified ec new/rtos0.2.bin
    expect_text stdout "for slot 2"
    expect_done sign --key ec.pem -o single.bin $release rtos0.2.bin
    facts single.bin '[p["slot"] for p in m["payloads"]] == [2]'
}

run_cases
