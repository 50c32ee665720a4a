# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# sign: private keys and passphrases.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

sign_fixtures ec other rsa2 rsa3
F=$FIXTURES
K=$KEYS
both="$release user1.bin user2.bin"
prepare
cp "$F/user1.bin" "$F/user2.bin" .
cp "$K/ec.pem" key.pem
cp "$K/ec.pub.pem" pub.pem

make_passphrases()
{
    printf 'passphrase\n' >passphrase
    printf 'wrong\n' >wrong
    printf 'passphrase' >no-newline
    printf 'passphrase\nmore\n' >two-lines
    printf '\n' >blank
    chmod 600 passphrase wrong no-newline two-lines blank
}

# Keys that cannot sign.
case_cannot_sign()
{
    : >empty
    printf 'garbage' >garbage
    head -c 100 key.pem >cut.pem
    for key in missing empty garbage . pub.pem cut.pem user1.bin; do
        expect_error 3 "$key: " sign --key $key -o new $release user1.bin
        expect_error 3 "$key: " sign --key key.pem --key $key -o new $release user1.bin
    done
    expect_error 2 "give --key, or --signer and --pubkey" sign -o new $release user1.bin
    expect_error 2 "0 --signer and 1 --pubkey" sign --key key.pem --pubkey pub.pem -o new $release \
        user1.bin
    expect_error 2 "2 --signer and 1 --pubkey" sign --signer a --signer b --pubkey pub.pem -o new \
        $release user1.bin
    expect_error 2 "give --key, or --signer and --pubkey" sign --pubkey pub.pem -o new $release \
        user1.bin
}

# A key that others may read is worth a line, no more.
case_others_may_read()
{
    signed_single
    for mode in 640 604 644; do
        chmod $mode key.pem
        expect_warning sign --key key.pem -o new $release user1.bin
        expect_text stderr "key.pem: warning: others may read this file (mode 0$mode)"
        expect_same single/user1.bin new
    done
    chmod 400 key.pem
    expect_done sign --key key.pem -o new $release user1.bin
    rm new
}

# Encrypted keys.
case_encrypted()
{
    make_passphrases
    : >empty
    test_key locked locked.pem
    expect_done pubkey --passphrase-file passphrase -o "$K/locked.pub.pem" locked.pem
    for file in passphrase no-newline two-lines; do
        expect_done sign --key locked.pem --passphrase-file $file -o new $release user1.bin
        expect_verified locked new
        rm new
    done
    tool_environment=SECRET=passphrase
    expect_done sign --key locked.pem --passphrase-env SECRET -o new $release user1.bin
    expect_verified locked new
    rm new
    # A plain key does not ask for it.
    expect_done sign --key key.pem --key locked.pem --passphrase-env SECRET -o new $release \
        user1.bin
    rm new
    expect_error 2 "exclude each other" sign --key locked.pem --passphrase-env SECRET \
        --passphrase-file passphrase -o new $release user1.bin
    tool_environment="SECRET=wrong NOTHING="
    expect_error 3 "locked.pem: " sign --key locked.pem --passphrase-env SECRET -o new $release \
        user1.bin
    expect_text stderr "wrong"
    expect_error 3 "the passphrase is empty" sign --key locked.pem --passphrase-env NOTHING -o new \
        $release user1.bin
    tool_environment=
    expect_error 3 "locked.pem: the key is encrypted; give its passphrase" sign --key locked.pem \
        -o new $release user1.bin
    expect_error 3 "wrong passphrase" sign --key locked.pem --passphrase-file wrong -o new \
        $release user1.bin
    expect_error 3 "UNSET_VARIABLE is not set" sign --key locked.pem \
        --passphrase-env UNSET_VARIABLE -o new $release user1.bin
    # What is asked for first is what is not there.
    expect_error 3 "missing.pem: cannot open" sign --key missing.pem \
        --passphrase-env UNSET_VARIABLE -o new $release user1.bin
    for file in blank empty; do
        expect_error 3 "$file: the passphrase is empty" sign --key locked.pem \
            --passphrase-file $file -o new $release user1.bin
    done
    expect_error 3 "missing: cannot open" sign --key locked.pem --passphrase-file missing -o new \
        $release user1.bin
    chmod 644 passphrase
    expect_warning sign --key locked.pem --passphrase-file passphrase -o new $release user1.bin
    expect_text stderr "passphrase: warning: others may read this file"
    rm new
}

# Keys that openssl made, in each of their forms.
case_from_openssl()
{
    has_openssl || return 0
    make_passphrases
    cp "$K/rsa2.pem" rsa2.pem
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out pkcs8.pem \
        2>"$SCRATCH/stderr"
    openssl pkcs8 -topk8 -v2 aes-256-cbc -passout file:two-lines -in pkcs8.pem -out pkcs8.locked.pem
    openssl ec -in pkcs8.pem -out sec1.pem 2>"$SCRATCH/stderr"
    openssl ec -aes256 -passout file:two-lines -in pkcs8.pem -out sec1.locked.pem \
        2>"$SCRATCH/stderr"
    openssl pkey -in pkcs8.pem -pubout -out "$K/made.pub.pem"
    openssl rsa -in rsa2.pem -traditional -out pkcs1.pem 2>"$SCRATCH/stderr"
    openssl rsa -in rsa2.pem -traditional -aes256 -passout file:two-lines -out pkcs1.locked.pem \
        2>"$SCRATCH/stderr"
    cp "$K/rsa2.pub.pem" "$K/pkcs1.pub.pem"
    chmod 600 ./*.pem
    for key in pkcs8 sec1 pkcs1; do
        verifier=made
        [ $key = pkcs1 ] && verifier=pkcs1
        expect_done sign --key $key.pem -o new $release user1.bin
        expect_verified $verifier new
        expect_done sign --key $key.locked.pem --passphrase-file no-newline -o new $release \
            user1.bin
        expect_verified $verifier new
        rm new
        expect_error 3 "wrong passphrase" sign --key $key.locked.pem --passphrase-file wrong \
            -o new $release user1.bin
        expect_error 3 "the key is encrypted" sign --key $key.locked.pem -o new $release user1.bin
    done
}

case_kinds_refused()
{
    has_openssl || return 0
    test_key refused-p384 p384.pem
    test_key refused-rsa1024 rsa1024.pem
    test_key refused-e3 exponent3.pem
    test_key refused-ed25519 ed25519.pem
    openssl req -x509 -key key.pem -subj /CN=test -out certificate.pem 2>"$SCRATCH/stderr"
    for key in p384 rsa1024 exponent3 ed25519; do
        expect_error 3 "$key.pem: " sign --key $key.pem -o new $release user1.bin
        openssl pkey -in $key.pem -pubout -out $key.pub.pem
        expect_error 3 "$key.pub.pem: " sign --signer true --pubkey $key.pub.pem -o new $release \
            user1.bin
    done
    expect_error 3 "certificate.pem: " sign --key certificate.pem -o new $release user1.bin
    expect_error 3 "certificate.pem: " sign --signer true --pubkey certificate.pem -o new $release \
        user1.bin
}

# The salt is HMAC-SHA-256 of "appbin PSS salt" and the digest, keyed by the hash of the key.
case_salt_from_message()
{
    has_openssl || return 0
    cp "$K/rsa2.pem" "$K/rsa2.pub.pem" "$K/rsa3.pem" "$K/rsa3.pub.pem" .
    for bits in 2 3; do
        openssl rsa -in rsa$bits.pem -traditional -outform DER -out rsa.der 2>"$SCRATCH/stderr"
        expect_done sign --pss-salt-from-message --key rsa$bits.pem -o new --manifest-out manifest \
            $release user1.bin
        "$PYTHON" - rsa$bits.pub.pem <<'END' || fail "another salt"
import hashlib
import hmac
import sys

import manifest_reference

key = manifest_reference.load_key(sys.argv[1])
modulus = int.from_bytes(key.words, "big")
manifest = manifest_reference.parse_manifest(open("manifest", "rb").read())
signature = int.from_bytes(manifest.blocks[0].signature, "big")
message = pow(signature, 65537, modulus).to_bytes(key.signature_size, "big")
block, seed = message[:-33], message[-33:-1]
mask = b"".join(hashlib.sha256(seed + bytes([0, 0, 0, i])).digest() for i in range(12))
salt = bytes(a ^ b for a, b in zip(block, mask))[-32:]
secret = hashlib.sha256(open("rsa.der", "rb").read()).digest()
digest = hashlib.sha256(manifest.signed).digest()
assert salt == hmac.digest(secret, b"appbin PSS salt" + digest, "sha256")
END
    done
    rm new manifest
}

run_cases
