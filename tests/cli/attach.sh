# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# attach: signatures that were made elsewhere.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"
. "$CLI_FOLDER/attach_lib.sh"

# The signatures inside a file that sign made fit what tbs wrote.
case_what_sign_made()
{
    expect_done attach $attach_both --out-dir out --manifest-out out/manifest $images
    expect_wrote out/user1.bin out/user2.bin out/manifest
    for file in user1.bin user2.bin manifest; do
        expect_same sign/$file out/$file
    done
}

case_in_place()
{
    cp user1.bin user2.bin place
    expect_done attach $attach_both --in-place place/user2.bin place/user1.bin
    expect_same sign/user1.bin place/user1.bin
    expect_same sign/user2.bin place/user2.bin
    # The signed files take another signature as well.
    expect_done attach $attach_ec --in-place place/user1.bin place/user2.bin
    expect_signed user1.bin place/user1.bin
    expect_done verify --pubkey ec.pub place/user1.bin place/user2.bin
    expect_done check place/user1.bin place/user2.bin
}

case_der()
{
    cp user1.bin user2.bin place
    expect_done attach $attach_ec --in-place place/user1.bin place/user2.bin
    expect_done attach --tbs tbs --signature ec.der --pubkey ec.pub --out-dir out $images
    expect_same place/user1.bin out/user1.bin
}

# m of n.
case_several_signatures()
{
    expect_done attach --tbs tbs --signature other.raw --pubkey other.pub --signature ec.der \
        --pubkey ec.pub --signature rsa2.sig --pubkey rsa2.pub --signature third.raw \
        --pubkey third.pub --out-dir out $images
    facts out/user1.bin '[b["algorithm"] for b in m["blocks"]] == [1, 1, 2, 1]'
    expect_done verify --threshold 3 --pubkey ec.pub --pubkey rsa2.pub --pubkey third.pub \
        out/user1.bin out/user2.bin
    # Options may stand in any order; signatures and keys go by their own order.
    expect_done attach --pubkey other.pub --pubkey ec.pub --tbs tbs --signature other.raw \
        --signature ec.raw --out-dir out $images
    expect_done verify --threshold 2 --pubkey ec.pub --pubkey other.pub out/user1.bin
    expect_done sign --key other.pem --key ec.pem --out-dir part $both
    expect_same part/user1.bin out/user1.bin
}

# Signatures and keys in another order make the file that the right order makes.
case_any_order()
{
    expect_done attach --tbs tbs --signature rsa2.sig --pubkey ec.pub --signature other.raw \
        --pubkey rsa2.pub --signature ec.der --pubkey third.pub --signature third.raw --pubkey \
        other.pub --out-dir part $images
    expect_done attach --tbs tbs --signature rsa2.sig --pubkey rsa2.pub --signature other.raw \
        --pubkey other.pub --signature ec.der --pubkey ec.pub --signature third.raw --pubkey \
        third.pub --out-dir out $images
    expect_same out/user1.bin part/user1.bin
    expect_same out/user2.bin part/user2.bin
}

# taken FILE TEXT WORD...: what the file says as text is the signature.
taken()
{
    signature=$1
    text=$2
    shift 2
    expect_warning attach --tbs tbs --signature $signature --out-dir part "$@" $images
    expect_text stderr "$signature: warning: $text; the signature in it is taken"
    expect_same out/user1.bin part/user1.bin
    expect_same out/user2.bin part/user2.bin
}

case_text()
{
    "$PYTHON" - <<'END'
import base64
import json

for name in "ec.raw", "ec.der", "rsa2.sig":
    signature = open(name, "rb").read()
    text = base64.b64encode(signature).decode()
    url = base64.urlsafe_b64encode(signature).decode().rstrip("=")
    lines = base64.encodebytes(signature).decode()
    forms = {
        "hex": signature.hex(),
        "colons": signature.hex(":", 1).upper() + "\n",
        "array": ", ".join(f"0x{byte:02x}" for byte in signature) + "\r\n",
        "base64": text,
        "lines": lines,
        "crlf": lines.replace("\n", "\r\n"),
        "url": url,
        "pem": "-----BEGIN SIGNATURE-----\n" + lines + "-----END SIGNATURE-----\n",
        "aws": json.dumps({"KeyId": "arn:aws:kms:region:111122223333:key/1", "Signature": text,
                           "SigningAlgorithm": "ECDSA_SHA_256"}, indent=4),
        "google": json.dumps({"signature": text, "signatureCrc32c": "1", "name": "projects/p"}),
        "marked": "\ufeff" + text,
        "shell": "\ufeff" + json.dumps({"Signature": text}, indent=1).replace("\n", "\r\n"),
        "azure": json.dumps({"kid": "https://vault.example/keys/k/1", "value": url}),
    }
    for form, content in forms.items():
        open(name + "." + form, "w", newline="").write(content)
    open(name + ".newline", "wb").write(signature + b"\n")
END
    for name in ec.raw ec.der rsa2.sig; do
        pubkey=$(echo $name | sed 's/\..*//').pub
        expect_done attach --tbs tbs --signature $name --pubkey $pubkey --out-dir out $images
        for form in hex colons array; do
            taken $name.$form "hexadecimal text" --pubkey $pubkey
        done
        for form in base64 lines crlf url marked; do
            taken $name.$form "base64 text" --pubkey $pubkey
        done
        taken $name.pem "a PEM block" --pubkey $pubkey
        taken $name.newline "bytes with the end of a line after them" --pubkey $pubkey
        taken $name.aws 'JSON with a member "Signature"' --pubkey $pubkey
        taken $name.shell 'JSON with a member "Signature"' --pubkey $pubkey
        taken $name.google 'JSON with a member "signature"' --pubkey $pubkey
        taken $name.azure 'JSON with a member "value"' --pubkey $pubkey
    done
}

case_single_image()
{
    expect_done attach --tbs single.tbs --signature single.raw --pubkey ec.pub -o new user1.bin
    expect_same part/single new
    rm new
}

case_boot_old()
{
    expect_done attach --tbs old.tbs --signature old.raw --pubkey ec.pub --out-dir out old1.bin \
        old2.bin
    expect_same part/old1.bin out/old1.bin
    expect_same part/old2.bin out/old2.bin
}

# Through openssl, with the digest and with the signed part.
case_openssl_ecdsa()
{
    has_openssl || return 0
    cp user1.bin user2.bin place
    openssl dgst -sha256 -sign ec.pem -out ec.sig tbs
    expect_done attach --tbs tbs --signature ec.sig --pubkey ec.pub --out-dir out $images
    expect_done verify --pubkey ec.pub out/user1.bin out/user2.bin
    openssl pkeyutl -sign -inkey ec.pem -pkeyopt digest:sha256 -in digest -out ec.sig
    expect_done attach --tbs tbs --signature ec.sig --pubkey ec.pub --in-place place/user1.bin \
        place/user2.bin
    expect_done verify --pubkey ec.pub place/user1.bin place/user2.bin
}

case_openssl_rsa()
{
    has_openssl || return 0
    for bits in 2 3; do
        attach_rsa="--tbs tbs --signature rsa.sig --pubkey rsa$bits.pub"
        openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 \
            -sign rsa$bits.pem -out rsa.sig tbs
        expect_done attach $attach_rsa --out-dir out $images
        expect_done verify --pubkey rsa$bits.pub out/user1.bin out/user2.bin
        openssl pkeyutl -sign -inkey rsa$bits.pem $(pss_options 32) -in digest -out rsa.sig
        expect_done attach $attach_rsa --out-dir out $images
        expect_done verify --pubkey rsa$bits.pub out/user1.bin out/user2.bin
    done
}

run_cases
