# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The commands of docs/hsm.md with SoftHSM as the token, and what may go wrong with a token.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

for program in openssl softhsm2-util pkcs11-tool base64; do
    command -v $program >/dev/null || skip "there is no $program"
done
for module in ${PKCS11_MODULE:-} /usr/lib/softhsm/libsofthsm2.so \
    /usr/lib/*/softhsm/libsofthsm2.so /usr/lib64/softhsm/libsofthsm2.so \
    /usr/lib64/pkcs11/libsofthsm2.so; do
    [ ! -f "$module" ] || break
done
[ -f "$module" ] || skip "there is no libsofthsm2.so; PKCS11_MODULE names one"
PKCS11_MODULE=$module
PIN=271828
export PKCS11_MODULE PIN
sign_fixtures
mkdir "$SCRATCH/token"
cd "$SCRATCH/token"
cp "$FIXTURES/user1.bin" "$FIXTURES/user2.bin" .
# A stand-in for the service: the key is a file, the interface is that of the document.
mkdir "$SCRATCH/bin"
ln -s "$IMAGETOOL" "$SCRATCH/bin/imagetool"
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$SCRATCH/cloud.pem" \
    2>"$SCRATCH/stderr"
cat >"$SCRATCH/bin/aws" <<'END'
#!/bin/sh
set -eu
[ "$1 $3 $4" = "kms --key-id alias/release" ]
command=$2
shift 4
case $command in
get-public-key)
    [ "$*" = "--output text --query PublicKey" ]
    openssl pkey -in "$SCRATCH/cloud.pem" -pubout -outform DER | base64 -w 0
    ;;
sign)
    [ "$1" = --message ]
    message=$2
    shift 2
    [ "$*" = "--message-type DIGEST --signing-algorithm ECDSA_SHA_256 --output text --query Signature" ]
    printf %s "$message" | base64 -d |
        openssl pkeyutl -sign -inkey "$SCRATCH/cloud.pem" -pkeyopt digest:sha256 | base64 -w 0
    ;;
*) exit 2 ;;
esac
END
chmod +x "$SCRATCH/bin/aws"
PATH=$SCRATCH/bin:$PATH
export PATH

# All sh blocks as one script.
awk '/^```sh$/ { inside = 1; blocks++; next }
    /^```$/ { inside = 0 }
    inside
    END { exit blocks < 8 }' "$CLI_FOLDER/../../docs/hsm.md" >"$SCRATCH/blocks" ||
    fail "docs/hsm.md has lost blocks"
last_command="docs/hsm.md"
runs=$((runs + 1))
sh -eu "$SCRATCH/blocks" >"$SCRATCH/stdout" 2>"$SCRATCH/stderr" || fail "the commands fail"
[ "$(grep -c ": verified, for slot" "$SCRATCH/stdout")" -eq 8 ] || fail "not everything verified"

SOFTHSM2_CONF=$PWD/softhsm2.conf
export SOFTHSM2_CONF

# The token keeps its own books in the folder above.
mkdir sign
cp "$FIXTURES/user1.bin" "$FIXTURES/user2.bin" ecdsa.der rsa.der ecdsa.pub.pem ec.pub.pem sign
cd sign
expect_done pubkey -o rsa.pub.pem rsa.der

before_each()
{
    cd "$SCRATCH/token/sign"
}

case_documented_commands()
{
    cd "$SCRATCH/token"
    expect_done verify --pubkey release.der signed/user1.bin signed/user2.bin
    expect_signed user1.bin signed/user1.bin
}

# token_error TEXT SIGNER PUBKEY: refused with this text after the token's own words.
token="pkcs11-tool --module '$PKCS11_MODULE' --token-label release --login --pin env:PIN"
pss="--mechanism RSA-PKCS-PSS --hash-algorithm SHA256 --mgf MGF1-SHA256"
token_error()
{
    before=$(snapshot)
    run sign --signer "$2" --pubkey $3 $release --in-place --manifest-out manifest user1.bin \
        user2.bin
    [ "$status" -ne 0 ] || fail "exit 0"
    expect_text stderr "$1"
    [ "$(grep -c "^imagetool sign: " "$SCRATCH/stderr")" -eq 1 ] || fail "not one line of its own"
    expect_unchanged "$before"
}
failed="the signer failed (exit status 1)"

case_token_fails()
{
    token_error "$failed" "PIN=1 $token --sign --id 01 --mechanism ECDSA" ecdsa.pub.pem
    token_error "$failed" "$token --sign --id 07 --mechanism ECDSA" ecdsa.pub.pem
    token_error "$failed" \
        "$(echo "$token" | sed 's/release/other/') --sign --id 01 --mechanism ECDSA" ecdsa.pub.pem
}

# The token hashes the digest once more, or takes another key, salt or padding.
case_wrong_signatures()
{
    hashed="--mechanism SHA256-RSA-PKCS-PSS --mgf MGF1-SHA256 --salt-len 32"
    token_error "the digest was hashed once more" "$token --sign --id 02 $hashed" rsa.pub.pem
    token_error "another key made it" "$token --sign --id 01 --mechanism ECDSA" ec.pub.pem
    token_error "an rsa-3072 signature has 384" "$token --sign --id 01 --mechanism ECDSA" \
        rsa.pub.pem
    for salt in 20 0; do
        token_error "a salt of $salt bytes" "$token --sign --id 02 $pss --salt-len $salt" \
            rsa.pub.pem
    done
    for mechanism in SHA256-RSA-PKCS RSA-PKCS; do
        token_error "padded as PKCS#1 v1.5 has it; PSS is needed" \
            "$token --sign --id 02 --mechanism $mechanism" rsa.pub.pem
    done
}

# What the message about a URI advises.
case_uri()
{
    uri="pkcs11:token=release;id=%01"
    expect_error 3 "$uri: a key in a token; pkcs11-tool" sign --key "$uri" $release --in-place \
        user1.bin user2.bin
    advice=${one_line#*; }
    advice=$(echo "${advice%% reads its*}" | sed "s|MODULE|'$PKCS11_MODULE'|; s/--id ID/--id 01/")
    eval "$advice" >"$SCRATCH/stdout" 2>"$SCRATCH/stderr" || fail "'$advice' fails"
    expect_same ecdsa.der PUB.der
}

# The same through DER, as pkcs11-tool prints it when asked.
case_der()
{
    for format in rs sequence; do
        expect_exit 0 sign --signer "$token --sign --id 01 --mechanism ECDSA -f $format" --pubkey \
            ecdsa.der $release --in-place user1.bin user2.bin
        expect_done verify --pubkey ecdsa.pub.pem user1.bin user2.bin
    done
}

case_two_keys()
{
    expect_exit 0 sign --signer "$token --sign --id 02 $pss --salt-len 32" --pubkey rsa.der \
        --signer "$token --sign --id 01 --mechanism ECDSA" --pubkey ecdsa.der $release --in-place \
        user1.bin user2.bin
    expect_done verify --threshold 2 --pubkey ecdsa.der --pubkey rsa.der user1.bin user2.bin
}

run_cases
