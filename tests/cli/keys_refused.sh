# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Files that are no key, or a key of no use.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/key_lib.sh"

key_fixtures

# Keys that others may read, or replace by theirs.
case_others_may_read()
{
    for mode in 640 604 644 440; do
        chmod $mode ec.pem
        expect_warning pubkey ec.pem
        expect_text stderr "ec.pem: warning: others may read this file (mode 0$mode); chmod 600"
        expect_warning sign --key ec.pem $release -o signed.bin user1.bin
    done
    for mode in 620 602 622; do
        chmod $mode ec.pem
        expect_warning pubkey ec.pem
        expect_text stderr "ec.pem: warning: others may write this file (mode 0$mode); chmod 600"
    done
    for mode in 660 606 642; do
        chmod $mode ec.pem
        expect_warning pubkey ec.pem
        expect_text stderr "ec.pem: warning: others may read and write this file (mode 0$mode)"
    done
    for mode in 600 400 711; do
        chmod $mode ec.pem
        expect_done pubkey ec.pem
    done
    chmod 600 ec.pem
    chmod 644 ec.pub
    expect_done pubkey ec.pub
    rm -f signed.bin
}

# useless KEY TEXT: the private key, its DER, its traditional form and its public half.
useless()
{
    ssl pkey -in "$1" -pubout -out useless.pub
    ssl pkcs8 -topk8 -nocrypt -in "$1" -outform DER -out useless.der
    expect_error 3 "$1: $2" sign --key "$1" $release -o new.bin user1.bin
    for file in "$1" useless.pub useless.der; do
        expect_error 3 "$file: $2" pubkey "$file"
    done
    expect_error 3 "useless.pub: $2" verify --pubkey useless.pub user1.bin
    # Only some algorithms have such a form.
    if openssl pkey -in "$1" -traditional -out useless.old 2>"$SCRATCH/openssl"; then
        chmod 600 useless.old
        expect_error 3 "$2" sign --key useless.old $release -o new.bin user1.bin
    fi
    ssl pkey -in "$1" -aes256 -passout file:secret -out useless.enc
    expect_error 3 "$2" sign --key useless.enc --passphrase-file secret $release -o new.bin \
        user1.bin
    rm -f useless.*
}

case_curves()
{
    for name in secp256k1 p384 p521 brainpool explicit; do
        test_key refused-$name $name.bad
    done
    useless secp256k1.bad "an EC key on the curve secp256k1; supported are P-256 and RSA"
    useless p384.bad "an EC key on the curve P-384"
    useless p521.bad "an EC key on the curve P-521"
    useless brainpool.bad "an EC key on the curve brainpoolP256r1"
    useless explicit.bad "an EC key that does not name its curve"
}

case_rsa()
{
    for name in rsa1024 rsa2056 rsa4096 e3 pss; do
        test_key refused-$name $name.bad
    done
    useless rsa1024.bad "an RSA key of 1024 bits; supported are"
    useless rsa2056.bad "an RSA key of 2056 bits"
    useless rsa4096.bad "an RSA key of 4096 bits"
    useless e3.bad "an RSA key whose exponent is not 65537"
    useless pss.bad "an RSA key that is restricted to PSS"
}

case_edwards_curves()
{
    test_key refused-ed25519 ed25519.bad
    test_key refused-x25519 x25519.bad
    useless ed25519.bad "an Ed25519 key; supported are"
    useless x25519.bad "an X25519 key"
}

case_public_keys()
{
    ssl rsa -in rsa2048.pem -RSAPublicKey_out -out pkcs1.pub
    for file in ec.pub ec.pub.der rsa2048.pub pkcs1.pub; do
        expect_error 3 "$file: a public key; a private key is needed" \
            sign --key $file $release -o new.bin user1.bin
    done
    expect_error 3 "pkcs1.pub: a public key in PKCS#1 form; openssl rsa" pubkey pkcs1.pub
}

case_certificates()
{
    ssl req -new -x509 -key ec.pem -subj /CN=test -days 2 -out certificate
    ssl x509 -in certificate -outform DER -out certificate.der
    for file in certificate certificate.der; do
        expect_error 3 "$file: a certificate; a private key is needed" \
            sign --key $file $release -o new.bin user1.bin
        expect_error 3 "$file: a certificate; openssl x509 -pubkey" pubkey $file
        expect_error 3 "$file: a certificate; openssl x509" verify --pubkey $file user1.bin
    done
}

case_compressed_point()
{
    ssl ec -in ec.pem -pubout -conv_form compressed -out compressed.pub
    expect_error 3 "compressed.pub: an EC key with a compressed point; openssl" pubkey \
        compressed.pub
    ssl pkey -pubin -ec_conv_form uncompressed -in compressed.pub -out uncompressed.pub
    expect_same ec.pub uncompressed.pub
}

case_private_keys()
{
    ssl pkey -in ec.pem -traditional -out ec.traditional.pem
    ssl pkey -in ec.pem -traditional -outform DER -out ec.traditional.der
    ssl pkcs8 -topk8 -nocrypt -in rsa2048.pem -outform DER -out rsa2048.pkcs8.der
    ssl ec -in ec.pem -aes256 -passout file:secret -out ec.aes256.enc
    ssl pkey -in ec.pem -aes256 -passout file:secret -out ec.genpkey.enc
    ssl pkcs8 -topk8 -v2 aes256 -in rsa2048.pem -passout file:secret -outform DER \
        -out rsa2048.der.enc
    for file in ec.pem ec.traditional.pem ec.traditional.der rsa2048.pkcs8.der ec.aes256.enc \
        ec.genpkey.enc rsa2048.der.enc; do
        expect_error 3 "$file: a private key; a public key is needed" verify --pubkey $file \
            user1.bin
    done
}

case_no_keys()
{
    mkdir folder
    head -c 700 /dev/urandom >garbage
    head -c 70000 /dev/zero >huge
    : >empty
    for file in garbage user1.bin secret; do
        expect_error 3 "$file: no private key" sign --key $file $release -o new.bin user1.bin
        expect_error 3 "$file: no public key" pubkey $file
    done
    expect_error 3 "empty: the file is empty" pubkey empty
    expect_error 3 "empty: the file is empty" sign --key empty $release -o new.bin user1.bin
    expect_error 3 "huge: longer than 65536 bytes" pubkey huge
    expect_error 3 "missing: cannot open: No such file" pubkey missing
    expect_error 3 "missing: cannot open: No such file" sign --key missing $release -o new.bin \
        user1.bin
    expect_error 3 "folder: cannot read: Is a directory" pubkey folder
}

case_unreadable()
{
    if ! modes_count; then
        skip_part "unreadable keys: root may read everything"
    else
        unreadable=$FIXTURES/unreadable
        cp ec.pem "$unreadable"
        chmod 000 "$unreadable"
        expect_error 3 "unreadable: cannot open: Permission denied" pubkey "$unreadable"
    fi
}

# Two halves that are not of one key: the private number of one, the point of another.
case_mixed_halves()
{
    ssl pkcs8 -topk8 -nocrypt -in ec.pem -outform DER -out ec.pkcs8.der
    test_key other other.pem
    ssl pkcs8 -topk8 -nocrypt -in other.pem -outform DER -out other.der
    head -c 68 other.der >mixed.der
    tail -c +69 ec.pkcs8.der >>mixed.der
    chmod 600 mixed.der other.der
    expect_done pubkey other.der
    expect_error 3 "mixed.der: the private and the public half do not belong together" pubkey \
        mixed.der
    expect_error 3 "mixed.der: the private and the public half" \
        sign --key mixed.der $release -o new.bin user1.bin
}

run_cases
