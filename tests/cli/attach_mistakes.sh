# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# attach: signatures that openssl makes when it is told something else than what is needed.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"
. "$CLI_FOLDER/attach_lib.sh"

need_openssl
openssl dgst -sha256 -binary -out twice digest
openssl dgst -sha256 -r tbs | head -c 64 >digest.hex
echo >>digest.hex
[ "$(wc -c <twice)" -eq 32 ] || fail "no digest"

# mistake NAME TEXT: attach says what is wrong with the signature in the file sig.
mistake()
{
    bad 1 "sig: not valid for $1.pub: $2" --tbs tbs --signature sig --pubkey $1.pub $images
}

# pss HASH MGF1-HASH SALT FILE
pss()
{
    openssl pkeyutl -sign -inkey $key.pem -pkeyopt digest:$1 -pkeyopt rsa_padding_mode:pss \
        -pkeyopt rsa_mgf1_md:$2 -pkeyopt rsa_pss_saltlen:$3 -in $4 -out sig
}

needed="needed are SHA-256 for both and a salt of 32 bytes"
again="the digest was hashed once more; it must be signed as it is"

case_pss_parameters()
{
    for key in rsa2 rsa3; do
        for salt in 0 20 31 33; do
            pss sha256 sha256 $salt digest
            mistake $key "PSS with SHA-256, MGF1 with SHA-256 and a salt of $salt bytes; $needed"
        done
        for hash in 1 224 384 512; do
            pss sha256 sha$hash 32 digest
            mistake $key "PSS with SHA-256, MGF1 with SHA-$hash and a salt of 32 bytes; $needed"
        done
        # The longest salt is what is left beside a digest and two bytes (RFC 8017, 9.1.1).
        pss sha256 sha1 max digest
        longest=$(($(wc -c <sig) - 34))
        mistake $key "PSS with SHA-256, MGF1 with SHA-1 and a salt of $longest bytes; $needed"
        pss sha256 sha256 32 twice
        mistake $key "$again"
        pss sha256 sha256 20 twice
        mistake $key "PSS with SHA-256, MGF1 with SHA-256 and a salt of 20 bytes; $needed; $again"
    done
}

# As openssl dgst does it by default, with each hash.
case_other_hash()
{
    for hash in 1:20 224:28 384:48 512:64; do
        name=SHA-${hash%:*}
        openssl dgst -sha${hash%:*} -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1 \
            -sign rsa2.pem -out sig tbs
        mistake rsa2 "PSS with $name, MGF1 with $name and a salt of ${hash#*:} bytes; $needed"
        openssl dgst -sha${hash%:*} -sign ec.pem -out sig tbs
        mistake ec "hashed with $name; SHA-256 is needed"
    done
}

case_other_padding()
{
    padded="padded as PKCS#1 v1.5 has it; PSS is needed"
    for key in rsa2 rsa3; do
        openssl dgst -sha256 -sign $key.pem -out sig tbs
        mistake $key "$padded"
        openssl pkeyutl -sign -inkey $key.pem -pkeyopt digest:sha256 -in digest -out sig
        mistake $key "$padded"
        openssl pkeyutl -sign -inkey $key.pem -in digest -out sig
        mistake $key "$padded"
        openssl dgst -sha256 -sign $key.pem -out sig digest
        mistake $key "$padded; $again"
        openssl dgst -sha256 -sign $key.pem -out sig garbage
        mistake $key "$padded; something else than the signed part was signed"
        { head -c $(($(wc -c <sig) - 32)) /dev/zero && cat digest; } >block
        openssl pkeyutl -decrypt -inkey $key.pem -pkeyopt rsa_padding_mode:none -in block -out sig
        mistake $key "not padded; PSS is needed"
    done
}

case_other_subject()
{
    openssl dgst -sha256 -sign ec.pem -out sig digest
    mistake ec "$again"
    for file in digest.hex digest.base64; do
        base64 digest >digest.base64
        form=$(echo ${file#*.} | sed 's/hex/hexadecimal/')
        openssl dgst -sha256 -sign ec.pem -out sig $file
        mistake ec "the $form text of the digest was signed, not its 32 bytes"
        tr -d '\n' <$file >bare
        openssl dgst -sha256 -sign ec.pem -out sig bare
        mistake ec "the $form text of the digest was signed, not its 32 bytes"
        openssl pkeyutl -sign -inkey ec.pem -in bare -out sig
        mistake ec "the $form text of the digest was signed, not its 32 bytes"
    done
    head -c 32 tbs >bare
    openssl pkeyutl -sign -inkey ec.pem -in bare -out sig
    mistake ec "the first bytes of the signed part were signed, not its digest"
    openssl dgst -sha256 -sign ec.pem -out sig garbage
    mistake ec "another key made it, or something else was signed"
}

case_other_order_of_bytes()
{
    "$PYTHON" - <<'END'
raw = open("ec.raw", "rb").read()
r, s = raw[:32], raw[32:]
open("swapped", "wb").write(s + r)
open("numbers", "wb").write(r[::-1] + s[::-1])
open("all", "wb").write(raw[::-1])
open("rsa", "wb").write(open("rsa2.sig", "rb").read()[::-1])
END
    cp swapped sig
    mistake ec "r and s are swapped"
    "$PYTHON" der.py swapped >sig
    mistake ec "r and s are swapped"
    cp numbers sig
    mistake ec "the bytes of r and of s are in reverse order (little-endian)"
    cp all sig
    mistake ec "all bytes are in reverse order (little-endian)"
    cp rsa sig
    mistake rsa2 "the bytes are in reverse order (little-endian)"
}

case_other_key()
{
    key=rsa2
    pss sha256 sha256 32 digest
    openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out new.pem 2>"$SCRATCH/openssl"
    openssl pkey -in new.pem -pubout -out new.pub
    mistake new "another key made it, or it is damaged"
}

# The mistake is found behind text as well, and with several keys.
case_text()
{
    openssl dgst -sha256 -sign ec.pem digest | base64 >again
    bad 1 "again: base64 text: not valid for ec.pub: $again" --tbs tbs --signature again --pubkey \
        ec.pub $images
    openssl dgst -sha256 -sign rsa2.pem -out sig tbs
    bad 1 "sig: not valid for rsa2.pub: padded as PKCS#1 v1.5 has it" --tbs tbs --signature sig \
        --pubkey ec.pub --signature ec.raw --pubkey rsa2.pub $images
    bad 1 "again: base64 text: not valid for ec.pub: $again" --tbs tbs --signature rsa2.sig \
        --pubkey ec.pub --signature again --pubkey rsa2.pub $images
}

run_cases
