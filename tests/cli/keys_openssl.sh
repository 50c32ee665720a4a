# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# The keys that openssl makes, in every form.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/key_lib.sh"

key_fixtures

# other_forms NAME: as openssl wrote keys before PKCS#8, and DER.
other_forms()
{
    name=$1
    ssl pkey -in $name.pem -traditional -out $name.traditional.pem
    ssl pkey -in $name.pem -traditional -outform DER -out $name.traditional.der
    ssl pkcs8 -topk8 -nocrypt -in $name.pem -outform DER -out $name.pkcs8.der
}

# plain_forms NAME
plain_forms()
{
    other_forms $1
    for form in pem traditional.pem traditional.der pkcs8.der; do
        chmod 600 $name.$form
        expect_signs $name.$form $name.pub
    done
}

# encrypted_forms NAME: of openssl genpkey and pkcs8, with every cipher and hash, and the old one.
encrypted_forms()
{
    name=$1
    ssl pkey -in $name.pem -aes256 -passout file:secret -out $name.genpkey.enc
    ssl pkey -in $name.pem -aes128 -passout file:secret -out $name.genpkey128.enc
    for cipher in aes-128-cbc aes-192-cbc aes-256-cbc des3; do
        ssl pkcs8 -topk8 -v2 $cipher -in $name.pem -passout file:secret -out $name.$cipher.enc
    done
    for hash in hmacWithSHA1 hmacWithSHA224 hmacWithSHA384 hmacWithSHA512; do
        ssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf $hash -in $name.pem -passout file:secret \
            -out $name.$hash.enc
    done
    ssl pkcs8 -topk8 -v2 aes256 -iter 100000 -in $name.pem -passout file:secret -outform DER \
        -out $name.der.enc
    for cipher in aes128 aes192 aes256 des des3; do
        case $name in
        ec) ssl ec -in ec.pem -$cipher -passout file:secret -out ec.$cipher.enc \
            -provider legacy -provider default ;;
        *) ssl rsa -in $name.pem -traditional -$cipher -passout file:secret \
            -out $name.$cipher.enc -provider legacy -provider default ;;
        esac
    done
    for file in "$name".*.enc; do
        chmod 600 "$file"
        expect_signs "$file" $name.pub --passphrase-file secret
        expect_error 3 \
            "$file: the key is encrypted; give its passphrase with --passphrase-file or" sign \
            --key "$file" $release -o new.bin user1.bin
        expect_error 3 "$file: wrong passphrase" sign --key "$file" --passphrase-file wrong \
            $release -o new.bin user1.bin
    done
    tool_environment="SIGN_PASSPHRASE=secret"
    expect_signs $name.aes-256-cbc.enc $name.pub --passphrase-env SIGN_PASSPHRASE
    expect_done pubkey --passphrase-env SIGN_PASSPHRASE $name.aes-256-cbc.enc
    tool_environment=
    expect_same $name.pub "$SCRATCH/stdout"
}

# public_forms NAME: pubkey writes every format, from the private and from the public key.
public_forms()
{
    other_forms $1
    for file in $name.pem $name.pub $name.pub.der $name.pkcs8.der $name.traditional.der; do
        expect_done pubkey $file
        expect_same $name.pub "$SCRATCH/stdout"
        expect_done pubkey --format der -o out.der $file
        expect_same $name.pub.der out.der
        expect_done pubkey --format id $file
        [ "$(cat "$SCRATCH/stdout")" = "$(key_id $name.pub)" ] || fail "another key id"
    done
}

case_ec()
{
    plain_forms ec
}

case_ec_encrypted()
{
    encrypted_forms ec
}

case_ec_public()
{
    public_forms ec
}

case_ec_with_parameters()
{
    other_forms ec
    { ssl ecparam -name prime256v1 && cat ec.traditional.pem; } >ec.params.pem
    chmod 600 ec.params.pem
    expect_signs ec.params.pem ec.pub
}

case_rsa2048()
{
    plain_forms rsa2048
}

case_rsa2048_encrypted()
{
    encrypted_forms rsa2048
}

case_rsa2048_public()
{
    public_forms rsa2048
}

case_rsa3072()
{
    plain_forms rsa3072
}

case_rsa3072_encrypted()
{
    encrypted_forms rsa3072
}

case_rsa3072_public()
{
    public_forms rsa3072
}

# The salt that is made from key and message, computed by other code.
case_salt_from_message()
{
    cat >"$SCRATCH/salt.py" <<'END'
import hashlib, hmac, subprocess, sys

def modulus(key):
    text = subprocess.run(["openssl", "rsa", "-in", key, "-noout", "-modulus"], check=True,
                          capture_output=True, text=True).stdout
    return int(text.split("=")[1], 16)

key = sys.argv[1]
n = modulus(key)
size = (n.bit_length() + 7) // 8
signature = int.from_bytes(open("signature", "rb").read(), "big")
encoded = pow(signature, 65537, n).to_bytes(size, "big")
masked, digest = encoded[:-33], encoded[-33:-1]
mask = b"".join(hashlib.sha256(digest + i.to_bytes(4, "big")).digest() for i in range(12))
salt = bytes(a ^ b for a, b in zip(masked, mask))[-32:]
der = subprocess.run(["openssl", "rsa", "-in", key, "-traditional", "-outform", "DER"], check=True,
                     capture_output=True).stdout
message = hashlib.sha256(open("signed-part", "rb").read()).digest()
wanted = hmac.new(hashlib.sha256(der).digest(), b"appbin PSS salt" + message, "sha256").digest()
sys.exit(salt != wanted)
END
    for name in rsa2048 rsa3072; do
        for number in 1 2; do
            expect_done sign --key $name.pem --pss-salt-from-message $release \
                --manifest-out manifest.$number -o signed.bin user1.bin
        done
        expect_same manifest.1 manifest.2
        "$PYTHON" "$SCRATCH/split.py" manifest.1 >"$SCRATCH/id"
        "$PYTHON" "$SCRATCH/salt.py" $name.pem || fail "another salt"
        expect_done sign --key $name.pem $release --manifest-out manifest.2 -o signed.bin user1.bin
        expect_differ manifest.1 manifest.2
    done
    for number in 1 2; do
        expect_done sign --key ec.pem $release --manifest-out manifest.$number -o signed.bin \
            user1.bin
    done
    expect_same manifest.1 manifest.2
    rm -f manifest.1 manifest.2 signed-part signature signed.bin
}

run_cases
