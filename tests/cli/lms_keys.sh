# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# LMS private keys: keygen, sign, release and lms, with the Python reference as the other side.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

sign_fixtures ec
prepare
cp "$KEYS/ec.pem" ec.pem
cp "$KEYS/ec.pub.pem" ec.pub
cp "$FIXTURES/user1.bin" "$FIXTURES/user2.bin" .
mkdir out
expect_done tbs -o tbs $release user1.bin user2.bin

# A key of a file, made anew by the reference from the seed that is in it.
cat >check.py <<'END'
import base64
import hashlib
import re
import subprocess
import sys
import lms_reference
import manifest_reference

text = open(sys.argv[1], encoding="ascii").read()
def block(label):
    found = re.search(f"-----BEGIN {label}-----\n(.*?)-----END {label}-----\n", text, re.S)
    return base64.b64decode(found.group(1))
secret = block("PRIVATE KEY")[-48:]
state = block("LMS STATE")
kind, one_time = int.from_bytes(secret[:4], "big"), int.from_bytes(secret[4:8], "big")
key = lms_reference.PrivateKey(kind, one_time, secret[8:24], secret[24:])
assert state[4:52] == key.public(), "another public key"
fixed = text[:text.index("-----BEGIN LMS STATE")].encode()
assert hashlib.sha256(fixed + state[:84]).digest() == state[84:], "another checksum"
if len(sys.argv) > 2:
    manifest = open(sys.argv[2], "rb").read()
    leaf = int(sys.argv[3])
    digest = hashlib.sha256(open("tbs", "rb").read()).digest()
    assert key.sign(digest, leaf) in manifest, "another signature"
    assert int.from_bytes(state[56:60], "big") == leaf + 1, "another state"
END

# new_key TYPE: key.pem and key.pub
new_key()
{
    expect_exit 0 keygen --no-passphrase --type "$1" -o key.pem
    expect_text stderr "must never be copied"
    expect_done pubkey -o key.pub key.pem
}

# sign_with ARGUMENT...: into out
sign_with()
{
    expect_exit 0 sign "$@" --out-dir out --manifest-out out/manifest $release user1.bin user2.bin
}

# left FILE COUNT: what status says
left()
{
    expect_done lms status "$1"
    expect_text stdout ", $2 of "
}

case_reference_makes_the_same()
{
    for type in lms-h5 lms-h10; do
        rm -f key.pem
        new_key $type
        "$PYTHON" check.py key.pem || fail "$type: not the reference's key"
        for leaf in 0 1 2; do
            sign_with --key key.pem
            expect_text stderr "signatures are left"
            "$PYTHON" check.py key.pem out/manifest $leaf || fail "$type: not its signature"
            expect_done verify --pubkey key.pub out/user1.bin out/user2.bin
            "$PYTHON" -B "$REFERENCE/manifest_reference.py" verify --pubkey key.pub \
                --manifest out/manifest out/user1.bin out/user2.bin >"$SCRATCH/reference" ||
                fail "the reference refuses it"
        done
    done
}

case_tall_tree_is_verified()
{
    new_key lms-h15
    expect_exit 0 lms split -n 32767 -o rest.pem key.pem
    sign_with --key key.pem
    expect_text stderr "the last signature"
    expect_done verify --pubkey key.pub out/user1.bin out/user2.bin
    sign_with --key rest.pem
    expect_done verify --pubkey key.pub out/user1.bin out/user2.bin
}

case_hybrid()
{
    new_key lms-h5
    expect_done pubkey --format c --threshold 2 -o ring.c ec.pem key.pem
    grep -qF "APPVERIFY_ALGORITHM_LMS, {" ring.c || fail "no record"
    sign_with --key ec.pem --key key.pem
    expect_done verify --threshold 2 --pubkey ec.pub --pubkey key.pub out/user1.bin out/user2.bin
    left key.pem 31
}

case_warnings()
{
    new_key lms-h5
    expect_exit 0 lms split -n 20 -o other.pem key.pem
    expect_text stderr "two copies of it would use the same leaves"
    sign_with --key key.pem
    expect_text stderr "note: 11 of 12 signatures are left"
    sign_with --key key.pem
    expect_text stderr "warning: only 10 of 12 signatures are left"
    expect_exit 0 lms split -n 9 -o more.pem key.pem
    sign_with --key key.pem
    expect_text stderr "warning: this was the last signature"
    expect_error 3 "no signature is left in this LMS key" sign --key key.pem --out-dir out \
        $release user1.bin user2.bin
    rm key.pem
    new_key lms-h10
    expect_exit 0 lms split -n 103 -o tenth.pem key.pem
    sign_with --key tenth.pem
    expect_text stderr "note: 102 of 103"
    expect_exit 0 lms adopt --skip 91 tenth.pem
    sign_with --key tenth.pem
    expect_text stderr "warning: only 10 of 103"
}

# What goes wrong before does not use a leaf.
case_leaf_is_used_last()
{
    new_key lms-h5
    expect_error 3 "" sign --key key.pem --out-dir nowhere $release user1.bin user2.bin
    expect_error 3 "" sign --key key.pem --key missing.pem --out-dir out $release user1.bin
    expect_error 2 "" sign --key key.pem --out-dir out --vendor v user1.bin
    expect_exit 3 sign --key key.pem --signer "exit 1" --pubkey ec.pub --out-dir out $release \
        user1.bin user2.bin
    expect_error 2 "the same key signs once" sign --key key.pem --key key.pem --out-dir out \
        $release user1.bin user2.bin
    cp key.pub twin.pub
    expect_error 2 "the same key signs once" sign --key key.pem --signer true --pubkey twin.pub \
        --out-dir out $release user1.bin user2.bin
    expect_error 2 "" sign --key key.pem -o key.pem $release user1.bin
    left key.pem 32
    sign_with --key key.pem
    left key.pem 31
}

case_dry_run_uses_no_leaf()
{
    new_key lms-h5
    for slot in 1 2; do
        "$PYTHON" "$REFERENCE/make_elf.py" -o slot$slot.elf --preset hello --map 2 --slot $slot
    done
    expect_exit 0 release --map 2 --key ec.pem --key key.pem --out-dir out --dry-run $release \
        slot1.elf slot2.elf
    expect_text stdout "would write out/user1.bin"
    left key.pem 32
    expect_exit 0 release --map 2 --key ec.pem --key key.pem --out-dir out $release \
        slot1.elf slot2.elf
    left key.pem 31
    expect_done verify --threshold 2 --pubkey ec.pub --pubkey key.pub out/user1.bin out/user2.bin
}

case_passphrase()
{
    echo secret >pass
    echo wrong >wrong
    chmod 600 pass wrong
    expect_exit 0 keygen --type lms-h5 --passphrase-file pass -o key.pem
    grep -q "BEGIN ENCRYPTED PRIVATE KEY" key.pem || fail "not encrypted"
    left key.pem 32
    expect_done pubkey -o key.pub key.pem
    expect_error 3 "the key is encrypted" sign --key key.pem --out-dir out $release user1.bin
    expect_error 3 "wrong passphrase" sign --key key.pem --passphrase-file wrong --out-dir out \
        $release user1.bin
    left key.pem 32
    sign_with --key key.pem --passphrase-file pass
    expect_exit 0 lms split -n 5 -o other.pem key.pem
    sign_with --key other.pem --passphrase-file pass
    expect_done verify --pubkey key.pub out/user1.bin out/user2.bin
}

case_copies_are_refused()
{
    new_key lms-h5
    cp key.pem copy.pem
    expect_error 3 "a copy of an LMS key file" sign --key copy.pem --out-dir out $release user1.bin
    expect_error 3 "a copy of an LMS key file" lms split -n 1 -o other.pem copy.pem
    [ ! -e other.pem ] || fail "a file of a copy"
    expect_done lms status copy.pem
    expect_text stdout "a copy, which is refused"
    rm key.pem
    expect_done lms adopt --skip 3 copy.pem
    left copy.pem 29
    sign_with --key copy.pem
    "$PYTHON" check.py copy.pem out/manifest 3 || fail "another leaf"
}

case_places_are_refused()
{
    new_key lms-h5
    ln key.pem name.pem
    expect_error 3 "hard links" sign --key key.pem --out-dir out $release user1.bin user2.bin
    rm name.pem
    mkdir closed
    mv key.pem closed/key.pem
    modes_count || return 0
    chmod 555 closed
    expect_error 3 "cannot write its folder" sign --key closed/key.pem --out-dir out $release \
        user1.bin user2.bin
    chmod 755 closed
    chmod 444 closed/key.pem
    expect_exit 3 sign --key closed/key.pem --out-dir out $release user1.bin user2.bin
    expect_text stderr "cannot write, and an LMS key changes with every signature"
    chmod 600 closed/key.pem
    left closed/key.pem 32
}

case_parallel_signers()
{
    new_key lms-h10
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
        mkdir out/$i
        "$IMAGETOOL" sign --key key.pem --out-dir out/$i --manifest-out out/$i/manifest $release \
            user1.bin user2.bin 2>out/$i/log &
    done
    wait
    left key.pem 1008
    # The leaf is the first word of the signature, behind the header of the first block.
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
        tail -c +173 out/$i/manifest | head -c 4 | od -An -tx1
    done | sort -u >leaves
    [ "$(wc -l <leaves)" -eq 16 ] || fail "a leaf came twice"
}

case_keygen_does_not_overwrite()
{
    new_key lms-h5
    cp key.pem before
    expect_error 1 "--force" keygen --no-passphrase --type lms-h5 -o key.pem
    expect_same before key.pem
    expect_exit 0 keygen --no-passphrase --type lms-h10 --force -o key.pem
    left key.pem 1024
    ! ls ./*.new 2>"$SCRATCH/ignored" || fail "a file is left"
}

# A file may have the name that the new state has for a while.
case_file_beside_it_is_kept()
{
    new_key lms-h5
    cp ec.pem key.pem.new
    printf 'LMS private key, not quite' >other.pem.new
    ln -s ec.pem link.pem.new
    mkdir folder.pem.new
    cp ec.pem kept.new
    no_state="is beside it and is no LMS state; move it away"
    expect_error 3 "key.pem.new $no_state" keygen --no-passphrase --type lms-h5 --force -o key.pem
    expect_error 3 "key.pem: key.pem.new $no_state" sign --key key.pem --out-dir out $release \
        user1.bin user2.bin
    expect_error 3 "key.pem.new $no_state" lms split -n 2 -o new.pem key.pem
    expect_error 3 "key.pem.new $no_state" lms adopt --skip 2 key.pem
    for name in other link folder; do
        expect_error 3 "$name.pem.new $no_state" keygen --no-passphrase --type lms-h5 -o $name.pem
    done
    expect_same kept.new key.pem.new
    # What an interrupted call leaves: the beginning of a state, or nothing yet.
    for size in 0 10 300; do
        head -c $size key.pem >first.pem.new
        chmod 600 first.pem.new
        rm -f first.pem
        expect_exit 0 keygen --no-passphrase --type lms-h5 -o first.pem
        [ ! -e first.pem.new ] || fail "it is left"
    done
}

# What is done is no failure because it cannot be told; status is asked for what it tells.
case_full_output()
{
    [ -c /dev/full ] || {
        skip_part "there is no /dev/full"
        return 0
    }
    new_key lms-h5
    for words in "0 split -n 2 -o other.pem" "0 adopt --skip 3" "3 status"; do
        last_command="lms ${words#* } key.pem >/dev/full"
        runs=$((runs + 1))
        status=0
        "$IMAGETOOL" lms ${words#* } key.pem >/dev/full 2>"$SCRATCH/stderr" || status=$?
        [ "$status" -eq "${words%% *}" ] || fail "exit $status"
    done
    left other.pem 2
    left key.pem 27
}

case_usage()
{
    new_key lms-h5
    expect_error 2 "none of status, split, adopt" lms show key.pem
    expect_error 2 "split needs -n and -o" lms split key.pem
    expect_error 2 "split needs -n and -o" lms split -n 4 key.pem
    expect_error 2 "--skip is not for split" lms split --skip 1 -n 4 -o o.pem key.pem
    expect_error 2 "--count is not for status" lms status -n 4 key.pem
    expect_error 2 "adopt needs --skip" lms adopt key.pem
    expect_error 2 "" lms split -n x -o o.pem key.pem
    expect_error 2 "32 are left" lms split -n 33 -o o.pem key.pem
    expect_error 2 "no leaf" lms split -n 0 -o o.pem key.pem
    expect_error 1 "exists" lms split -n 1 -o key.pem key.pem
    expect_error 3 "lms: nowhere/o.pem: cannot open" lms split -n 1 -o nowhere/o.pem key.pem
    expect_error 3 "not an LMS key file" lms status ec.pem
    expect_error 3 "cannot open" lms status missing.pem
    expect_error 2 "" keygen --type lms-h25 -o other.pem
    left key.pem 32
}

run_cases
