# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2086,SC2154,SC2317 # words are split
# Files that no reader may accept.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

need_openssl
sign_fixtures ec rsa2 rsa3
ATTACKS=$TESTS/attacks

# judge_set BOOT KEY: every file of the set is refused with a reason, or accepted where it is good.
judge_set()
{
    "$PYTHON" "$ATTACKS/must_fail.py" --boot $1 --key "$KEYS/ec.pem" --key "$KEYS/$2.pem" -o set
    last_command="verify, boot $1"
    "$PYTHON" "$ATTACKS/judge_must_fail.py" "$IMAGETOOL" set >counts || fail "the must-fail set"
    read -r refused accepted <counts
    runs=$((runs + refused + accepted))
    [ "$refused" -ge 450 ] || fail "only $refused files refused"
    [ "$accepted" -ge 10 ] || fail "only $accepted files accepted"
}

case_boot_new()
{
    judge_set new rsa2
}

case_boot_old()
{
    judge_set old rsa3
}

# Files of 0 to 64 bytes, of either beginning.
case_short_files()
{
    cp "$FIXTURES/user1.bin" "$FIXTURES/user2.bin" "$KEYS/ec.pub.pem" .
    signed_pair
    for start in out/user1.bin out/manifest user1.bin; do
        for length in $(seq 0 64); do
            head -c $length $start >short
            expect_error 1 "short: not verified: " verify --pubkey ec.pub.pem short
            expect_error 1 "short: not verified: " verify --pubkey ec.pub.pem --manifest-only short
        done
    done
}

run_cases
