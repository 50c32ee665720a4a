# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Both readers and writers of manifests against each other.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"
need_openssl
sign_fixtures ec other rsa2 rsa3
prepare
cp "$FIXTURES"/*.bin .
cp "$KEYS"/*.pub.pem .
names="--vendor vendor.example --product lamp"

# manifest_reference WORD...: the independent reader and writer.
manifest_reference()
{
    "$PYTHON" "$REFERENCE/manifest_reference.py" "$@"
}

# expect_accepted WORD...: by the independent reader.
expect_accepted()
{
    manifest_reference verify "$@" >"$SCRATCH/stdout" 2>"$SCRATCH/stderr" ||
        fail "manifest_reference.py verify $*"
}

# What the tool signs the independent reader accepts.
case_signed_by_the_tool()
{
    mkdir out
    for key in ec rsa2 rsa3; do
        public="--pubkey $key.pub.pem"
        cp "$KEYS/$key.pub.pem" .
        for pair in "2 user1.bin user2.bin" "2 old1.bin old2.bin" "2 flash1.bin flash2.bin" \
            "6 map6.1.bin map6.2.bin" "2 user2.bin" "4 old1.bin"; do
            map=${pair%% *}
            images=${pair#* }
            expect_done sign --key "$KEYS/$key.pem" --map $map --out-dir out \
                --manifest-out out/manifest --build-id "a b" --tlv 0x4000=00 \
                --tlv 0x7fff=0102030405,critical $release $images
            cd out
            cp "../$key.pub.pem" .
            expect_accepted $public $names --map $map --min-counter 7 --known-tlv 0x7fff \
                --manifest manifest $images
            expect_done verify $public $names --map $map --min-counter 7 --critical-tlv 0x7fff \
                --manifest manifest $images
            cd ..
        done
    done
    expect_done sign --key "$KEYS/other.pem" --key "$KEYS/rsa3.pem" --key "$KEYS/ec.pem" \
        --out-dir out $release user1.bin user2.bin
    expect_accepted --threshold 2 --pubkey rsa3.pub.pem --pubkey ec.pub.pem out/user1.bin \
        out/user2.bin
}

# What the independent writer signs the tool accepts, and the other way round the same bytes:
# all but the signature, which openssl makes of a random number.
case_signed_by_the_reference()
{
    for words in "2 user1.bin user2.bin" "2 old1.bin old2.bin" "6 map6.1.bin map6.2.bin" \
        "2 user1.bin"; do
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
        expect_done verify --threshold 2 --pubkey ec.pub.pem --pubkey rsa2.pub.pem \
            --manifest-only theirs/manifest.bin
    done
}

run_cases
