# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# tbs: the signed part of a manifest.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"
sign_fixtures ec rsa2
prepare
for name in ec rsa2; do
    cp "$KEYS/$name.pem" .
done
for name in user1 user2 old1 map6.1 map6.2 damaged; do
    cp "$FIXTURES/$name.bin" .
done
both="$release user1.bin user2.bin"

# tbs writes what sign signs, whatever the order of the images.
case_what_sign_signs()
{
    mkdir sign
    expect_done sign --key ec.pem --key rsa2.pem --pss-salt-from-message --out-dir sign \
        --manifest-out sign/manifest $both
    expect_done tbs -o tbs $both
    expect_wrote tbs
    expect_no_text stdout manifest
    head -c 148 sign/manifest >signed-part
    expect_same signed-part tbs
    expect_done tbs -o tbs $release user2.bin user1.bin
    expect_same signed-part tbs
    expect_done tbs -o again sign/user1.bin sign/user2.bin $release
    expect_same signed-part again
}

case_digest()
{
    expect_done tbs -o tbs $both
    expect_done tbs --digest -o digest $both
    "$PYTHON" -c '
import hashlib
assert hashlib.sha256(open("tbs", "rb").read()).digest() == open("digest", "rb").read()' ||
        fail "digest"
}

case_json()
{
    expect_done tbs --json -o tbs.json --build-id v1 --tlv 0x4000=0102,critical $both
    expect_done tbs -o more.tbs --build-id v1 --tlv 0x4000=0102,critical $both
    "$PYTHON" - <<'END' || fail "JSON"
import hashlib
import json

facts = json.load(open("tbs.json"))
part = open("more.tbs", "rb").read()
assert bytes.fromhex(facts["signed_part"]) == part and len(part) == 164
assert bytes.fromhex(facts["digest"]) == hashlib.sha256(part).digest()
assert facts["fw_version"] == "1.2.3+4" and facts["build_id"] == "v1"
assert facts["tlvs"] == [{"type": 0x4000, "critical": True, "value": "0102"}]
assert [(p["slot"], p["flash_offset"], p["length"]) for p in facts["payloads"]] == \
    [(1, "0x00001000", 512), (2, "0x00081000", 512)], facts["payloads"]
for entry, name in zip(facts["payloads"], ("user1.bin", "user2.bin")):
    body = open(name, "rb").read()[:-4]
    assert entry["sha256"] == hashlib.sha256(body).hexdigest()
assert "signatures" not in facts
END
}

# What sign refuses tbs refuses.
case_refused()
{
    expect_error 2 "--digest and --json exclude each other" tbs --digest --json -o new $both
    expect_error 2 "unknown option" tbs --key ec.pem -o new $both
    expect_error 2 "the output is the input" tbs -o user2.bin $both
    expect_error 1 "damaged.bin: CRC word is" tbs -o new $release damaged.bin
    expect_error 1 "the same image for slot 1 is given twice" tbs -o new $release user1.bin user1.bin
    expect_error 1 "user1.bin is for map 2" tbs -o new $release user1.bin map6.2.bin
    expect_error 1 "user1.bin: header says flash map 2, not 3" tbs -o new --map 3 $release user1.bin
    expect_error 2 "give --map" tbs -o new $release old1.bin
    expect_error 2 "--fw-version is missing" tbs -o new --vendor v --product p \
        --security-counter 1 user1.bin
    expect_error 3 "missing: cannot open" tbs -o new $release missing
    expect_error 3 "nowhere" tbs -o nowhere/new $both
    expect_error 3 "the signed part exceeds 512 bytes" tbs -o new $both \
        --tlv 0x4000=$(printf '%0128d' 0) --tlv 0x4001=$(printf '%0128d' 0) \
        --tlv 0x4002=$(printf '%0128d' 0) --tlv 0x4003=$(printf '%0128d' 0) \
        --tlv 0x4004=$(printf '%0128d' 0) --tlv 0x4005=$(printf '%0128d' 0)
}

run_cases
