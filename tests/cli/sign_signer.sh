# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# sign: signers that are other programs.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

sign_fixtures ec other rsa2 rsa3
F=$FIXTURES
K=$KEYS
both="$release user1.bin user2.bin"
prepare
cp "$F/user1.bin" "$F/user2.bin" .
signed_single
cat "$K/ec.pub.pem" >pub.pem
tail -c 76 single/user1.bin | head -c 64 >raw

# signer_error CODE TEXT SIGNER: what it prints is verified before anything is written.
signer_error()
{
    code=$1
    text=$2
    shift 2
    expect_error $code "$text" sign --signer "$@" --pubkey pub.pem -o new $release user1.bin
    printf 'kept' >old
    expect_error $code "$text" sign --signer "$@" --pubkey pub.pem -o old --manifest-out new \
        $release user1.bin
    rm old
}

case_bad_output()
{
    mkdir out
    cp "$F/map6.1.bin" "$F/map6.2.bin" .
    expect_done sign --key "$K/ec.pem" --map 6 --out-dir out $release map6.1.bin map6.2.bin
    signer_error 3 "the signer failed (exit status 3)" "cat raw; exit 3"
    signer_error 3 "the signer failed (signal 9)" "cat raw; kill -9 \$\$"
    signer_error 3 "the signer printed nothing" true
    signer_error 3 "the signer printed nothing" "cat >/dev/null"
    signer_error 3 "the signer printed more than a signature" "cat raw; head -c 1100000 /dev/zero"
    signer_error 3 "the signer printed more than a signature" yes # it would never end
    signer_error 1 "the signer's output: " "printf garbage"
    signer_error 1 "the signer's output: " "head -c 64 /dev/zero"
    signer_error 1 "the signer's output: " "head -c 70 /dev/zero"
    signer_error 1 "the signer's output: " "head -c 63 raw"
    signer_error 1 "the signer's output: " "od -An -v -tx1 raw | tail -n +2"
    signer_error 1 "not valid for pub.pem: another key made it, or something else was signed" \
        "tail -c 76 out/map6.1.bin | head -c 64"
}

# What programs print around the bytes.
case_text()
{
    printf '{"SigningAlgorithm": "ECDSA_SHA_256", "Signature": "%s"}' "$(base64 -w 0 raw)" >json
    for print in "cat raw; echo" "od -An -v -tx1 raw" "od -An -v -tx1 raw | tr -d ' \n'" \
        "base64 raw" "base64 -w 0 raw" "cat json"; do
        expect_warning sign --signer "$print" --pubkey pub.pem -o new $release user1.bin
        expect_text stderr "the signer's output: warning: "
        expect_text stderr "the signature in it is taken"
        expect_same single/user1.bin new
    done
}

case_no_program()
{
    run sign --signer no-such-program-here --pubkey pub.pem -o new $release user1.bin
    [ "$status" -eq 3 ] || fail "exit $status instead of 3"
    expect_text stderr "the signer failed (exit status 127)"
    [ ! -e new ] || fail "an output of a signer that is not there"
}

# The passphrase is of the key that is here, and no signer's business.
case_environment()
{
    cp "$TESTS/data/keys/test-locked.pem" locked.pem
    chmod 600 locked.pem
    tool_environment="SECRET=passphrase KEPT=kept"
    expect_done sign --key locked.pem --passphrase-env SECRET --pubkey pub.pem \
        --signer "env >seen; cat raw" -o new $release user1.bin
    tool_environment=
    grep -q '^KEPT=kept$' seen || fail "the signer has another environment"
    if grep -q 'SECRET\|=passphrase' seen; then
        fail "the signer sees the passphrase"
    fi
}

# A limit of 1 byte keeps the dump from programs too.
case_no_core_dump()
{
    expect_done sign --signer "cat /proc/self/limits >limits; cat raw" --pubkey pub.pem -o new \
        $release user1.bin
    grep -q '^Max core file size  *\(1 \|0  *0 \)' limits ||
        fail "a core dump of keys is possible"
}

# same_ignored: a signer ignores the signals that any program of this shell does.
same_ignored()
{
    grep SigIgn /proc/self/status >wanted
    expect_done sign --signer "grep SigIgn /proc/self/status >mask; cat raw" --pubkey pub.pem \
        -o new $release user1.bin
    cmp wanted mask || fail "$(cat wanted mask)"
}

# A signer that exceeds a file size limit is ended by SIGXFSZ, unless that is ignored here.
case_ignored_signals()
{
    same_ignored
    trap '' XFSZ
    same_ignored
}

# It need not read its input.
case_input()
{
    expect_done sign --signer "exec cat raw" --pubkey pub.pem -o new $release user1.bin
    expect_same single/user1.bin new
    expect_done sign --signer "exec 0<&-; cat raw" --pubkey pub.pem -o new $release user1.bin
    expect_done sign --signer "cat >digest; wc -c <digest >size; cat raw" --pubkey pub.pem -o new \
        $release user1.bin
    [ "$(cat size)" -eq 32 ] || fail "the signer did not get 32 bytes"
    facts new "m['signed_sha256'] == '$(od -An -v -tx1 digest | tr -d ' \n')'"
    expect_done tbs --digest -o digest.tbs $release user1.bin
    expect_same digest digest.tbs
}

# No image, no call: the key may cost a confirmation.
case_no_image_no_call()
{
    cp "$F/damaged.bin" .
    expect_error 1 "damaged" sign --signer "touch called; cat raw" --pubkey pub.pem -o new2 \
        $release damaged.bin
}

# Nor for a file that could not be written then.
case_no_output_no_call()
{
    mkdir folder
    signer="touch called; cat raw"
    expect_error 3 "no/new: cannot create" sign --signer "$signer" --pubkey pub.pem -o no/new \
        $release user1.bin
    expect_error 3 "folder: cannot create" sign --signer "$signer" --pubkey pub.pem -o new \
        --bundle folder $release user1.bin
    expect_error 3 "no/m: cannot create" sign --signer "$signer" --pubkey pub.pem -o new \
        --manifest-out no/m $release user1.bin
    expect_error 3 "no/lamp.user1.bin: cannot create" sign --signer "$signer" --pubkey pub.pem \
        --publish no/lamp $release user1.bin
    expect_error 2 "two outputs are the same file" sign --signer "$signer" --pubkey pub.pem -o new \
        --bundle new $release user1.bin
}

case_unusable_public_keys()
{
    : >empty
    printf 'garbage' >garbage
    for key in missing empty garbage "$K/ec.pem"; do
        expect_error 3 "$key: " sign --signer "cat raw" --pubkey "$key" -o new2 $release user1.bin
    done
}

# with_openssl: the keys and commands of the next cases.
with_openssl()
{
    has_openssl || return 1
    mkdir out
    for name in ec other rsa2 rsa3; do
        cp "$K/$name.pem" $name.pem
        cp "$K/$name.pub.pem" $name.pub.pem
    done
    ec_sign="openssl pkeyutl -sign -pkeyopt digest:sha256 -inkey"
    cat >to_raw.py <<'END'
import sys
import manifest_sign_reference
sys.stdout.buffer.write(manifest_sign_reference.wire_signature(sys.stdin.buffer.read()))
END
}

case_openssl_ecdsa()
{
    with_openssl || return 0
    expect_done sign --signer "$ec_sign ec.pem" --pubkey ec.pub.pem --out-dir out $both
    expect_verified ec out/user1.bin out/user2.bin
    expect_done sign --signer "$ec_sign ec.pem | '$PYTHON' to_raw.py" --pubkey ec.pub.pem \
        --out-dir out $both
    expect_verified ec out/user1.bin out/user2.bin
}

case_openssl_rsa()
{
    with_openssl || return 0
    for bits in 2 3; do
        rsa_sign="openssl pkeyutl -sign -inkey rsa$bits.pem"
        expect_done sign --signer "$rsa_sign $(pss_options 32)" --pubkey rsa$bits.pub.pem \
            --out-dir out $both
        expect_verified rsa$bits out/user1.bin out/user2.bin
        for salt in 0 20 31 33; do
            expect_error 1 "and a salt of $salt bytes; needed are SHA-256 for both and" sign \
                --signer "$rsa_sign $(pss_options $salt)" --pubkey rsa$bits.pub.pem -o new \
                $release user1.bin
        done
        # PKCS#1 v1.5 is not PSS.
        expect_error 1 "padded as PKCS#1 v1.5 has it; PSS is needed" sign \
            --signer "$rsa_sign -pkeyopt digest:sha256" --pubkey rsa$bits.pub.pem -o new $release \
            user1.bin
    done
}

case_openssl_with_another_key()
{
    with_openssl || return 0
    expect_error 1 "another key made it, or something else was signed" sign \
        --signer "$ec_sign other.pem" --pubkey ec.pub.pem -o new $release user1.bin
    expect_error 1 "the signer's output: 256 bytes" sign --pubkey ec.pub.pem -o new $release \
        user1.bin --signer "openssl pkeyutl -sign -inkey rsa2.pem $(pss_options 32)"
    expect_error 1 "an rsa-3072 signature has 384" sign --pubkey rsa3.pub.pem -o new $release \
        user1.bin --signer "openssl pkeyutl -sign -inkey rsa2.pem $(pss_options 32)"
    expect_error 1 "the signer's output: 7" sign --signer "$ec_sign ec.pem" --pubkey rsa2.pub.pem \
        -o new $release user1.bin
    # A digest that the signer hashes once more.
    expect_error 1 "the digest was hashed once more; it must be signed as it is" sign \
        --signer "openssl dgst -sha256 -sign ec.pem" --pubkey ec.pub.pem -o new $release user1.bin
}

case_several_signers()
{
    with_openssl || return 0
    expect_done sign --key rsa3.pem --signer "$ec_sign other.pem" --pubkey other.pub.pem \
        --signer "$ec_sign ec.pem" --pubkey ec.pub.pem --out-dir out $both
    facts out/user1.bin '[b["algorithm"] for b in m["blocks"]] == [3, 1, 1]'
    expect_done verify --threshold 3 --pubkey ec.pub.pem --pubkey other.pub.pem \
        --pubkey rsa3.pub.pem out/user1.bin out/user2.bin
    # The public keys may stand in another order.
    expect_done sign --key rsa3.pem --signer "$ec_sign other.pem" --pubkey ec.pub.pem \
        --signer "$ec_sign ec.pem" --pubkey other.pub.pem -o new $release user1.bin
    expect_done verify --threshold 3 --pubkey ec.pub.pem --pubkey other.pub.pem \
        --pubkey rsa3.pub.pem new
    rm new
    expect_error 2 "the same key" sign --key ec.pem --signer "$ec_sign ec.pem" --pubkey ec.pub.pem \
        -o new $release user1.bin
}

run_cases
