# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# verify --each: many releases in one call, on all cores, in the order of the files.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

sign_fixtures ec other
F=$FIXTURES
K=$KEYS
P=$KEYS/ec.pub.pem

# bundle NAME VERSION KEY FOLDER
bundle()
{
    mkdir -p "out-$1"
    expect_done sign --key "$K/$3.pem" --vendor vendor.example --product lamp --fw-version "$2" \
        --security-counter 7 --bundle "$1" --manifest-out "$1.manifest" --out-dir "out-$1" \
        "$F/$4user1.bin" "$F/$4user2.bin"
}

prepare
bundle one 1.0.0 ec ""
bundle two 2.0.0 ec next/
bundle foreign 3.0.0 other ""
head -c 400 one >short
head -c 3000 /dev/zero >zeros

case_releases_of_their_own()
{
    expect_exit 1 verify --pubkey "$P" one two
    expect_text stderr "two: not verified as part of the release of one"
    expect_done verify --each --pubkey "$P" one two
    grep -c 'bundle verified' "$SCRATCH/stdout" | grep -qx 2 || fail "not two"
    expect_text stdout "version     1.0.0"
    expect_text stdout "version     2.0.0"
    # The one is not judged by the other's signature.
    expect_exit 1 verify --each --pubkey "$P" one foreign two
    expect_one_error_line verify
    expect_text stderr "foreign: not verified: too few valid signatures"
    expect_exit 1 verify --each --pubkey "$P" foreign one
    expect_text stdout "one: bundle verified"
    # The same image twice is no second image of one release.
    expect_done verify --each --pubkey "$P" out-one/user1.bin out-one/user1.bin out-two/user2.bin
    expect_text stdout "the images for slot 1 and slot 2 (none was verified)"
    # A manifest stands for itself alone, whatever else is given.
    expect_exit 1 verify --each --pubkey "$P" one one.manifest
    expect_text stderr "one.manifest: not verified: a manifest alone"
    expect_done verify --each --manifest-only --pubkey "$P" one.manifest two.manifest
    expect_error 2 "--manifest is of one release" verify --each --manifest one.manifest \
        --pubkey "$P" one
}

# One file a call says the same as all of them, and one core the same as many.
case_order()
{
    files=
    i=0
    while [ $i -lt 12 ]; do
        files="$files one two foreign short zeros missing out-one/user1.bin out-two/user2.bin"
        i=$((i + 1))
    done
    : >wanted
    : >wanted.errors
    for file in $files; do
        run verify --each --pubkey "$P" "$file"
        grep -v '^not checked' "$SCRATCH/stdout" >>wanted || true
        cat "$SCRATCH/stderr" >>wanted.errors
    done
    expect_exit 3 verify --each --pubkey "$P" $files
    grep -v '^not checked' "$SCRATCH/stdout" >found
    expect_same wanted found
    expect_same wanted.errors "$SCRATCH/stderr"
    run verify --each --json --pubkey "$P" $files
    cp "$SCRATCH/stdout" all.json
    for cores in 0 0-1; do
        taskset -c $cores true 2>"$SCRATCH/refused" || continue
        taskset -c $cores "$IMAGETOOL" verify --each --json --pubkey "$P" $files \
            >some.json 2>some.errors && fail "exit 0"
        expect_same all.json some.json
    done
    "$PYTHON" - $files <<'END' || fail "another order"
import json, sys
sys.exit([entry["file"] for entry in json.load(open("all.json"))] != sys.argv[1:])
END
}

run_cases
