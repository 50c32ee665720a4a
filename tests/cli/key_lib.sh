# SPDX-License-Identifier: MIT
# Functions of the tests of key files, sourced after cli_lib.sh.
# shellcheck shell=sh

command -v openssl >"$SCRATCH/which" || skip "there is no openssl command"
release="--vendor vendor.example --product lamp --fw-version 1.0.0 --security-counter 1"

# key_fixtures: what each case finds in its folder: an image, passphrases, a key of each kind.
key_fixtures()
{
    fixtures images
    prepare
    cp "$FIXTURES/new.2.1.bin" user1.bin
    printf 'secret\n' >secret
    printf 'Secret\n' >wrong
    chmod 600 secret wrong
    test_key ec ec.pem
    test_key rsa2 rsa2048.pem
    test_key rsa3 rsa3072.pem
    for name in ec rsa2048 rsa3072; do
        ssl pkey -in $name.pem -pubout -out $name.pub
        ssl pkey -in $name.pem -pubout -outform DER -out $name.pub.der
    done
}

# openssl, quiet; a test that cannot make its keys has failed.
ssl()
{
    openssl "$@" 2>"$SCRATCH/openssl" || {
        cat "$SCRATCH/openssl" >&2
        return 1
    }
}

# What the signed part and the first signature of a manifest are, for openssl.
cat >"$SCRATCH/split.py" <<'END'
import sys

manifest = open(sys.argv[1], "rb").read()
signed_size = int.from_bytes(manifest[6:8], "little")
block = manifest[signed_size:]
size = int.from_bytes(block[2:4], "little")
signature = block[12:12 + size]
if block[1] == 1:
    def integer(number):
        data = int.from_bytes(number, "big").to_bytes(33, "big").lstrip(b"\0")
        data = b"\0" + data if data[0] & 0x80 else data
        return bytes([2, len(data)]) + data
    numbers = integer(signature[:32]) + integer(signature[32:])
    signature = bytes([0x30, len(numbers)]) + numbers
open("signed-part", "wb").write(manifest[:signed_size])
open("signature", "wb").write(signature)
print(block[4:12].hex())
END

pss="-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -sigopt rsa_mgf1_md:sha256"

# key_id PUB.pem: as docs/manifest-format.md defines it.
key_id()
{
    ssl pkey -pubin -in "$1" -outform DER | openssl dgst -sha256 -r | cut -c 1-16
}

# public_facts PUB.pem: $public_id, and $public_options for openssl dgst. Most keys come many times.
public_facts()
{
    pem=$(cat "$1")
    [ "$pem" != "${public_pem:-}" ] || return 0
    public_pem=$pem
    public_id=$(key_id "$1")
    public_options=
    if ssl pkey -pubin -in "$1" -noout -text | grep -q Modulus; then
        public_options=$pss
    fi
}

# expect_signs KEY PUB.pem [OPTION...]: openssl verifies what the key signed.
expect_signs()
{
    key=$1
    public=$2
    shift 2
    expect_done sign --key "$key" "$@" $release --manifest-out manifest -o signed.bin user1.bin
    id=$("$PYTHON" -S "$SCRATCH/split.py" manifest) || fail "no manifest"
    public_facts "$public"
    [ "$id" = "$public_id" ] || fail "another key id in the manifest"
    ssl dgst -sha256 -verify "$public" $public_options -signature signature signed-part \
        >"$SCRATCH/verified" || fail "openssl does not verify the signature of $key"
    rm -f manifest signed.bin signed-part signature
}
