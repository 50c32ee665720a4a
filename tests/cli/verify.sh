# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# verify: keys, thresholds, and what the device is.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"
. "$CLI_FOLDER/verify_lib.sh"

# Who signed what.
case_signers()
{
    expect_done pubkey --format id ec.pem
    id=$(cat "$SCRATCH/stdout")
    expect_done verify $good a/user1.bin a/user2.bin a/manifest
    expect_text stdout "a/user1.bin: verified, for slot 1"
    expect_text stdout "a/user2.bin: verified, for slot 2"
    expect_text stdout "a/manifest: manifest verified"
    expect_no_text stdout "no image was looked at"
    expect_text stdout "  signed by   key $id, ecdsa-p256"
    expect_text stdout "  version     1.2.3+4, security counter 7"
    expect_text stdout "  flash       map 2, boot new"
    for words in "old/old1.bin old/old2.bin" old/old2.bin "flash/flash1.bin flash/flash2.bin" \
        "flash/flash2.bin flash/flash1.bin" flash/flash2.bin single/user1.bin \
        "--manifest-only single/manifest" \
        "a/manifest a/user2.bin" "a/user2.bin a/user1.bin" "six/map6.2.bin six/map6.1.bin"; do
        expect_done verify $good $words
        expect_no_text stdout "not verified"
    done
    # What the headers do not say is what the manifest says.
    for slot in 1 2; do
        expect_done verify $good flash/flash$slot.bin
        expect_text stdout "for slot $slot"
    done
}

# JSON, of good files and of refused ones.
case_json()
{
    expect_done pubkey --format id ec.pem
    id=$(cat "$SCRATCH/stdout")
    expect_exit 1 verify --json $good a/user1.bin b/user2.bin a/manifest
    expect_one_error_line verify
    cp "$SCRATCH/stdout" report.json
    "$PYTHON" - "$id" <<'END' || fail "JSON"
import json
import sys

good, bad, manifest = json.load(open("report.json"))
signers = [{"key_id": sys.argv[1], "algorithm": "ecdsa-p256"}]
assert [good["file"], bad["file"], manifest["file"]] == ["a/user1.bin", "b/user2.bin", "a/manifest"]
assert good["verified"] is True and good["manifest_only"] is False
assert good["result"] == 0x3CA5695A and manifest["result"] == 0x65C33A96
assert manifest["verified"] is True and manifest["manifest_only"] is True
assert good["signed_by"] == signers == manifest["signed_by"] and good["slot"] == 1
facts = good["manifest"]
assert facts == manifest["manifest"] and "signatures" not in facts
assert facts["fw_version"] == "1.2.3+4" and facts["security_counter"] == 7
assert [p["slot"] for p in facts["payloads"]] == [1, 2] and facts["map"] == 2
# Nothing that an unverified file claims is repeated.
assert bad["verified"] is False and bad["result"] < 100 and bad["reason"]
assert set(bad) == {"file", "verified", "manifest_only", "verdict", "result", "reason"}, bad
assert [e["verdict"] for e in (good, bad, manifest)] == ["verified", "other-release",
                                                         "manifest-verified"]
assert (good["trusted_keys"], good["threshold"], good["foreign_signatures"]) == (1, 1, [])
assert good["not_checked"] == ["vendor", "product", "map", "counter"] == manifest["not_checked"]
END
    expect_exit 3 verify --json $good a/user1.bin missing empty
    [ "$(wc -l <"$SCRATCH/stderr")" -eq 2 ] || fail "not a line for each bad file"
    "$PYTHON" - "$SCRATCH/stdout" <<'END' || fail "JSON"
import json
import sys

good, missing, empty = json.load(open(sys.argv[1]))
assert good["verified"] is True and (good["file"], missing["file"]) == ("a/user1.bin", "missing")
assert missing["verified"] is empty["verified"] is False
assert (missing["verdict"], missing["result"]) == ("unreadable", 1)
assert missing["reason"] == "cannot open: No such file or directory"
assert (empty["verdict"], empty["reason"]) == ("empty", "the file is empty")
END
    name=$(printf 'a/\377"\033b')
    cp a/user1.bin "$name"
    expect_done verify --json $good "$name"
    "$PYTHON" -c 'import json, sys; json.load(sys.stdin)' <"$SCRATCH/stdout" || fail "JSON"
    expect_done verify $good "$name"
    expect_no_text stdout "$(printf '\033')"
    rm "$name"
}

# No key, no verdict.
case_no_key()
{
    expect_error 2 "--pubkey is missing" verify a/user1.bin
    expect_error 2 "--pubkey is missing" verify --vendor vendor.example a/user1.bin
    expect_error 2 "too few arguments" verify $good
    expect_error 2 "--pubkey is empty" verify --pubkey "" a/user1.bin
    head -c 60 ec.pem >cut.pem
    for key in missing empty garbage . cut.pem a/user1.bin "$KEYS/ec.pem"; do
        expect_error 3 "$key: " verify --pubkey "$key" a/user1.bin
        expect_error 3 "$key: " verify $good --pubkey "$key" a/user1.bin
    done
    expect_done verify --pubkey ec.der a/user1.bin
}

# Keys that did not sign, or are of another type.
case_keys_that_did_not_sign()
{
    for key in other.pem rsa2.pem; do
        expect_refused "too few valid signatures by trusted keys" --pubkey $key a/user1.bin
        expect_refused "too few valid signatures by trusted keys" --pubkey $key --manifest-only \
            a/manifest
    done
    # The ids on both sides.
    expect_done pubkey --format id ec.pem
    id_ec=$(cat "$SCRATCH/stdout")
    expect_done pubkey --format id other.pem
    id_other=$(cat "$SCRATCH/stdout")
    ids="too few valid signatures by trusted keys: 1 needed, trusted: $id_ec; the signatures name: "
    expect_refused "foreign/user1.bin: not verified: $ids$id_other" $good foreign/user1.bin
    expect_refused "foreign/manifest: not verified: $ids$id_other" $good --manifest-only \
        foreign/manifest
    expect_refused "too few valid signatures" $good rsa/user1.bin
    expect_done verify --pubkey rsa2.pem rsa/user1.bin rsa/user2.bin
    expect_done verify --pubkey rsa2.pem --pubkey other.pem $good a/user1.bin
    expect_done pubkey --format id rsa2.pem
    id=$(cat "$SCRATCH/stdout")
    expect_done verify --pubkey rsa2.pem --pubkey other.pem $good a/user1.bin
    expect_text stdout "  keys        1 of 3 trusted keys signed, 1 needed"
    expect_text stdout "  not by      key $id, rsa-2048"
    expect_no_text stdout "signed by   key $id"
}

# Several keys and a threshold.
case_threshold()
{
    for key in ec.pem rsa2.pem; do
        expect_done verify --pubkey $key two/user1.bin two/user2.bin
        expect_done verify --pubkey third.pem --pubkey $key --threshold 1 two/user1.bin
        expect_refused "too few valid signatures" --pubkey third.pem --pubkey $key --threshold 2 \
            two/user1.bin
    done
    expect_done verify $all --threshold 2 two/user1.bin
    [ "$(grep -c "signed by" "$SCRATCH/stdout")" -eq 2 ] || fail "not two signers"
    expect_refused "too few valid signatures" $all --threshold 3 two/user1.bin
    expect_refused "too few valid signatures" $all --threshold 2 a/user1.bin
    expect_done verify $all --threshold 3 three/user1.bin three/user2.bin
    [ "$(grep -c "signed by" "$SCRATCH/stdout")" -eq 6 ] || fail "not three signers for each"
    expect_done verify $all --threshold 1 three/user1.bin
    [ "$(grep -c "signed by" "$SCRATCH/stdout")" -eq 3 ] || fail "not three signers"
    expect_refused "too few valid signatures" --threshold 3 $all two/user2.bin
    for threshold in 0 4; do
        expect_error 2 "--threshold is $threshold; it must be from 1 to the number of keys, 3" \
            verify $all --threshold $threshold three/user1.bin
    done
    for threshold in -1 9 x "" 1.5 4294967297; do
        expect_error 2 "--threshold is" verify $all --threshold "$threshold" three/user1.bin
    done
}

case_same_key_twice()
{
    cp ec.pem again.pem
    expect_error 2 "the key ec.pem is given twice" verify $good --pubkey ec.pem a/user1.bin
    for again in again.pem ./ec.pem ec.der; do
        expect_error 2 "is the same key as ec.pem" verify $good --pubkey $again a/user1.bin
        expect_error 2 "is the same key as ec.pem" verify $all --pubkey $again --threshold 2 \
            a/user1.bin
    done
}

# The same signature twice is one signer.
case_same_signature_twice()
{
    "$PYTHON" - <<'END'
import manifest_sign_reference as writer

manifest = open("a/manifest", "rb").read()
block = manifest[148:-4]
body = open("a/user1.bin", "rb").read()[:-8 - len(manifest)]
whole = manifest[:148] + block * 2 + bytes((0, 2)) + (228 + 76).to_bytes(2, "little")
open("twice.bin", "wb").write(writer.signed_image(body, whole))
END
    expect_done verify $good twice.bin
    expect_refused "too few valid signatures" $all --threshold 2 twice.bin
}

case_eight_keys()
{
    keys=$good
    for number in 1 2 3 4 5 6 7; do
        cp "$TESTS/data/keys/test-n$number.pub.pem" n$number.pem
        keys="$keys --pubkey n$number.pem"
    done
    expect_done verify $keys a/user1.bin
    expect_error 2 "more than 8 --pubkey" verify $keys --pubkey other.pem a/user1.bin
}

# What the device is. Each mismatch has its reason, in images and in manifests.
case_device()
{
    expect_done verify $good --manifest-only a/manifest
    vendor=$(sed -n 's/^  vendor *//p' "$SCRATCH/stdout")
    product=$(sed -n 's/^  product *//p' "$SCRATCH/stdout")
    for file in a/user1.bin "--manifest-only a/manifest"; do
        for words in "--vendor vendor.example" "--vendor vendor.example --product lamp" \
            "--vendor $vendor" "--product $product" "--vendor $vendor --product lamp" \
            "--vendor vendor.example --product $product" "--map 2" "--min-counter 7" \
            "--min-counter 0" "--slot 1" \
            "--min-counter 7 --map 2 --slot 1 --vendor vendor.example"; do
            expect_done verify $good $words $file
        done
        expect_refused "signed for another vendor" $good --vendor Vendor.example $file
        expect_refused "signed for another vendor" $good --vendor $product $file
        expect_refused "signed for another vendor" $good --vendor v --product lamp $file
        expect_refused "signed for another product" $good --vendor vendor.example --product lamp2 \
            $file
        expect_refused "signed for another product" $good --product $vendor $file
        expect_refused "the security counter is too low" $good --min-counter 8 $file
        expect_refused "the security counter is too low" $good --min-counter 4294967295 $file
        for map in 0 3 4 6 8; do
            expect_refused "signed for another flash map" $good --map $map $file
        done
        expect_error 2 "flash map 7 is not defined" verify $good --map 7 $file
        expect_error 2 "--product with a name needs --vendor" verify $good --product lamp $file
    done
}

case_slots_and_counters()
{
    expect_error 2 "flash map 1 has no OTA slots" verify $good --map 1 a/user1.bin
    expect_done verify $good --slot 2 --manifest-only a/manifest
    expect_refused "no image for this slot" $good --slot 2 --manifest-only single/manifest
    expect_refused "the manifest has no image for slot 2" $good --slot 2 single/user1.bin
    expect_refused ": not verified: the image for slot 1, not for slot 2" $good --slot 2 a/user1.bin
    expect_refused ": not verified: the image for slot 2, not for slot 1" $good --slot 1 \
        flash/flash2.bin
    for slot in 0 3 x ""; do
        expect_error 2 "--slot is" verify $good --slot "$slot" a/user1.bin
    done
    for counter in -1 4294967296 x ""; do
        expect_error 2 "--min-counter is" verify $good --min-counter "$counter" a/user1.bin
    done
    expect_error 2 "the vendor name has" verify $good --vendor "$(printf 'a\r')" a/user1.bin
}

run_cases
