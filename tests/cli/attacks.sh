# The attacks of the must-fail set, and both readers and writers against each other.
# shellcheck shell=sh disable=SC1091,SC2086 # lists of options are split on purpose
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

need_openssl
sign_fixtures
make_keys ec=ecdsa-p256 other=ecdsa-p256 rsa2=rsa-2048 rsa3=rsa-3072

# manifest_reference WORD...: the independent reader and writer.
manifest_reference()
{
    "$PYTHON" "$REFERENCE/manifest_reference.py" "$@"
}

# Every file of the set: refused with a reason, or accepted where it is a good one.
for words in "new rsa2" "old rsa3"; do
    boot=${words% *}
    manifest_reference must-fail --boot $boot --key "$KEYS/ec.pem" --key "$KEYS/${words#* }.pem" \
        -o set.$boot
    last_command="verify, boot $boot"
    "$PYTHON" "$CLI_FOLDER/judge_must_fail.py" "$IMAGETOOL" set.$boot >counts || fail "the must-fail set"
    read -r refused accepted <counts
    cases=$((cases + refused + accepted))
    [ "$refused" -ge 450 ] && [ "$accepted" -ge 10 ] || fail "only $refused and $accepted files"
done

# What the tool signs the independent reader accepts.
names="--vendor vendor.example --product lamp"
cp "$FIXTURES"/*.bin .
expect_accepted()
{
    manifest_reference verify "$@" >"$SCRATCH/stdout" 2>"$SCRATCH/stderr" ||
        fail "manifest_reference.py verify $*"
}
mkdir out
for key in ec rsa2 rsa3; do
    public="--pubkey $key.pub.pem"
    cp "$KEYS/$key.pub.pem" .
    for pair in "2 user1.bin user2.bin" "2 old1.bin old2.bin" "2 flash1.bin flash2.bin" \
        "6 map6.1.bin map6.2.bin" "2 user2.bin" "4 old1.bin"; do
        map=${pair%% *}
        images=${pair#* }
        expect_done sign --key "$KEYS/$key.pem" --map $map --out-dir out --manifest-out out/manifest \
            --build-id "a b" --tlv 0x4000=00 --tlv 0x7fff=0102030405,critical $release $images
        cd out
        cp "../$key.pub.pem" .
        expect_accepted $public $names --map $map --min-counter 7 --known-tlv 0x7fff \
            --manifest manifest $images
        expect_done verify $public $names --map $map --min-counter 7 --critical-tlv 0x7fff \
            --manifest manifest $images
        cd ..
    done
done
expect_done sign --key "$KEYS/other.pem" --key "$KEYS/rsa3.pem" --key "$KEYS/ec.pem" --out-dir out \
    $release user1.bin user2.bin
expect_accepted --threshold 2 --pubkey rsa3.pub.pem --pubkey ec.pub.pem out/user1.bin out/user2.bin

# What the independent writer signs the tool accepts, and the other way round the same bytes:
# all but the signature, which openssl makes of a random number.
for words in "2 user1.bin user2.bin" "2 old1.bin old2.bin" "6 map6.1.bin map6.2.bin" "2 user1.bin"; do
    map=${words%% *}
    images=${words#* }
    rm -rf theirs ours
    mkdir ours
    manifest_reference sign --key "$KEYS/ec.pem" --key "$KEYS/rsa2.pem" --map $map $release \
        --build-id v1 --tlv 0x4000:0102 -o theirs $images
    expect_done sign --key "$KEYS/ec.pem" --key "$KEYS/rsa2.pem" --map $map $release \
        --build-id v1 --tlv 0x4000=0102 --out-dir ours --manifest-out ours/manifest.bin $images
    for name in $images; do
        expect_done verify --threshold 2 --pubkey ec.pub.pem --pubkey rsa2.pub.pem $names \
            --map $map --min-counter 7 --manifest theirs/manifest.bin theirs/$name
        expect_done check --map $map theirs/$name
        "$PYTHON" - $name <<'END' || fail "other bytes in $name"
import sys

import manifest_reference as reader

def parts(folder):
    data = open(f"{folder}/{sys.argv[1]}", "rb").read()
    offset = reader.find_manifest(data)["end"]
    manifest = reader.parse_manifest(data[offset:-8])
    return data[:offset], manifest.signed, len(data), \
        [(block.algorithm, block.key_id) for block in manifest.blocks]

assert parts("ours") == parts("theirs")
END
        # Signed by the one, signed again by the other.
        expect_done sign --key "$KEYS/other.pem" --map $map -o again $release theirs/$name
        expect_done sign --key "$KEYS/other.pem" --map $map -o new $release $name
        expect_same new again
    done
    expect_done verify --threshold 2 --pubkey ec.pub.pem --pubkey rsa2.pub.pem theirs/manifest.bin
done

# Files of 0 to 64 bytes, of either beginning.
for start in out/user1.bin ours/manifest.bin user1.bin; do
    for length in $(seq 0 64); do
        head -c $length $start >short
        expect_error 1 "short: not verified: " verify --pubkey ec.pub.pem short
    done
done
