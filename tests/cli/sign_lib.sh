# SPDX-License-Identifier: MIT
# Functions of the tests of signed images, sourced after cli_lib.sh.
# shellcheck shell=sh

# What every release needs; words without spaces.
release="--vendor vendor.example --product lamp --fw-version 1.2.3+4 --security-counter 7"

# sign_fixtures KEY...: the small images of make_sign_fixtures.py in $FIXTURES, test keys in
# $KEYS as
# KEY.pem and KEY.pub.pem.
sign_fixtures()
{
    "$PYTHON" "$CLI_FOLDER/make_sign_fixtures.py" "$FIXTURES"
    KEYS=$SCRATCH/keys
    mkdir "$KEYS"
    for key in "$@"; do
        test_key "$key" "$KEYS/$key.pem"
        cp "$TESTS/data/keys/test-$key.pub.pem" "$KEYS/$key.pub.pem"
    done
}

need_openssl()
{
    command -v openssl >/dev/null || skip "there is no openssl"
}

# For a case: whether there is openssl.
has_openssl()
{
    command -v openssl >/dev/null || {
        skip_part "there is no openssl"
        return 1
    }
}

# signed_pair: user1.bin, user2.bin and their manifest in out, signed by the key ec.
signed_pair()
{
    mkdir out
    expect_done sign --key "$KEYS/ec.pem" --out-dir out --manifest-out out/manifest $release \
        user1.bin user2.bin
}

# signed_single: user1.bin alone, and its manifest, in single.
signed_single()
{
    mkdir single
    expect_done sign --key "$KEYS/ec.pem" -o single/user1.bin --manifest-out single/manifest \
        $release user1.bin
}

# expect_verified NAME FILE...: by the key of that name.
expect_verified()
{
    verified_by=$1
    shift
    expect_done verify --pubkey "$KEYS/$verified_by.pub.pem" "$@"
}

# expect_refused TEXT WORD...: verify refuses, all files unchanged, with this reason.
expect_refused()
{
    reason=$1
    shift
    expect_error 1 "$reason" verify "$@"
}

# facts FILE EXPRESSION: true of what the independent reader finds: f of the file, m of its
# manifest.
facts()
{
    "$PYTHON" -c '
import sys
import image_reference
import manifest_reference
f = manifest_reference.describe(image_reference.read_file(sys.argv[1]))
m = f["manifest"]
tlvs = [(t["type"], t["critical"], bytes.fromhex(t["value"])) for t in m["tlvs"]]
sys.exit(not eval(sys.argv[2]))' "$1" "$2" || fail "$1: not: $2"
}

# expect_signed SOURCE SIGNED [MANIFEST]: the body of SOURCE, then the manifest, then a pad word
# and a CRC word that every device takes.
expect_signed()
{
    "$PYTHON" - "$@" <<'END' || fail "$2 is not $1 with a manifest"
import struct
import sys
import zlib

source, signed, *manifest = [open(path, "rb").read() for path in sys.argv[1:]]
body, size = source[:-4], struct.unpack("<H", signed[-10:-8])[0]
word = struct.unpack("<I", signed[-4:])[0]
assert signed.startswith(body)
assert len(signed) == len(body) + size + 8
assert signed[len(body):][:4] == b"APBM"
assert not manifest or signed[len(body):-8] == manifest[0]
assert word == zlib.crc32(signed[:-4]) ^ 0xFFFFFFFF and word < 0x80000000
END
}

# RSA-PSS as the format wants it, for openssl pkeyutl, with the length of the salt in bytes.
pss_options()
{
    echo "-pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:$1" \
        "-pkeyopt rsa_mgf1_md:sha256"
}
