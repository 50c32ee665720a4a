# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# LMS: public keys, signatures that another program made, and what verify and info say of them.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

sign_fixtures ec
prepare
cp "$KEYS/ec.pem" ec.pem
cp "$KEYS/ec.pub.pem" ec.pub
cp "$FIXTURES/user1.bin" "$FIXTURES/user2.bin" .
mkdir out
expect_done tbs -o tbs $release user1.bin user2.bin

# Keys in every form, and signatures of the reference over tbs.
cat >make.py <<'END'
import hashlib
import lms_reference
import manifest_sign_reference as writer

def write(name, data):
    with open(name, "wb") as file:
        file.write(data)

signed = open("tbs", "rb").read()
for height in (5, 10, 15, 20):
    key = writer.LmsKey(height)
    write(f"h{height}.pub", key.public.pem.encode())
    write(f"h{height}.sig", key.sign(signed))
key = writer.LmsKey(10)
words = key.public.words
write("der", key.public.der)
write("raw", words)
write("hss", lms_reference.u32(1) + words)
write("wrapped", bytes.fromhex("3048300d060b2a864886f70d010910031103370004340000") + b"\0\1" + words)
write("hss.sig", bytes(4) + key.sign(signed))
write("other.sig", writer.LmsKey(10, name="another").sign(signed))
write("not_hashed.sig", key.private.sign(signed, key.leaf))
for name, tree, one_time in (("m32", 5, 4), ("w8", 10, 8), ("h25", 14, 7), ("shake", 20, 15)):
    write(name, lms_reference.u32(tree) + lms_reference.u32(one_time) + bytes(16)
          + bytes(32 if tree < 10 else 24))
write("levels", lms_reference.u32(2) + words)
write("short", key.public.der[:-1])
for name, offset in (("types", 1256 + 3), ("leaf", 0)):
    changed = bytearray(key.sign(signed))
    changed[offset] ^= 4
    write(f"{name}.sig", bytes(changed))
write("cut.sig", key.sign(signed)[:-1])
write("zeros.sig", bytes(1500))
END
"$PYTHON" make.py

# Every form of a key is the same key.
case_key_forms()
{
    expect_done pubkey -o h10.again h10.pub
    expect_same h10.pub h10.again
    expect_done pubkey --format id h10.pub
    id=$(cat "$SCRATCH/stdout")
    for form in der raw hss wrapped; do
        expect_done pubkey --format id $form
        [ "$(cat "$SCRATCH/stdout")" = "$id" ] || fail "$form has another id"
        expect_done pubkey -o again $form
        expect_same h10.pub again
    done
    [ "$("$PYTHON" -c 'import manifest_reference
print(manifest_reference.load_key("h10.pub").key_id.hex())')" = "$id" ] || fail "another id"
}

case_key_ring()
{
    expect_done pubkey --format c --threshold 2 -o ring.c ec.pub h10.pub
    grep -qF "APPVERIFY_ALGORITHM_LMS, {" ring.c || fail "no record"
    grep -qF "key_2[12]" ring.c || fail "not 12 words"
    grep -qF "0x0b000000u, 0x07000000u," ring.c || fail "other types"
    grep -qF "key_2, NULL, 0}," ring.c || fail "a table"
    cc -std=c99 -Wall -Wextra -Werror -I "$CLI_FOLDER/../../include" -c -o ring.o ring.c ||
        fail "the key ring does not compile"
}

case_other_sets_are_refused_by_name()
{
    expect_error 3 "a key of LMS_SHA256_M32_H5 with LMOTS_SHA256_N32_W8; supported is" pubkey m32
    expect_error 3 "a key of LMS_SHA256_M24_H5 with LMOTS_SHA256_N24_W8" pubkey w8
    expect_error 3 "a key of LMS_SHA256_M24_H25 with LMOTS_SHA256_N24_W4" pubkey h25
    expect_error 3 "a key of LMS_SHAKE_M24_H5 with LMOTS_SHAKE_N24_W4" pubkey shake
    expect_error 3 "a key of HSS with 2 levels; only one level is supported" pubkey levels
    expect_error 3 "damaged" pubkey short
}

case_every_height()
{
    for height in 5 10 15 20; do
        expect_done attach --tbs tbs --signature h$height.sig --pubkey h$height.pub \
            --out-dir out --manifest-out out/manifest user1.bin user2.bin
        expect_done verify --pubkey h$height.pub out/user1.bin out/user2.bin
        expect_text stdout lms
        expect_error 1 "" verify --pubkey ec.pub out/user1.bin
        expect_done info out/user1.bin
        expect_text stdout lms
        "$PYTHON" -B "$CLI_FOLDER/../reference/manifest_reference.py" verify \
            --pubkey h$height.pub --manifest out/manifest out/user1.bin out/user2.bin \
            >"$SCRATCH/reference" || fail "the reference refuses it"
    done
}

case_hss_with_one_level_is_stripped()
{
    expect_done attach --tbs tbs --signature h10.sig --pubkey h10.pub --out-dir out \
        --manifest-out out/manifest user1.bin user2.bin
    cp out/manifest first
    expect_done attach --tbs tbs --signature hss.sig --pubkey hss --out-dir out \
        --manifest-out out/manifest user1.bin user2.bin
    expect_same first out/manifest
}

case_both_are_needed()
{
    expect_done sign --key ec.pem --out-dir out --manifest-out out/manifest $release \
        user1.bin user2.bin
    tail -c +161 out/manifest | head -c 64 >ec.sig
    expect_done attach --tbs tbs --signature ec.sig --pubkey ec.pub --signature h20.sig \
        --pubkey h20.pub --out-dir out --manifest-out out/manifest user1.bin user2.bin
    expect_done verify --threshold 2 --pubkey ec.pub --pubkey h20.pub out/user1.bin
    expect_error 1 "" verify --threshold 2 --pubkey ec.pub --pubkey h5.pub out/user1.bin
}

case_bad_signatures()
{
    for name in other not_hashed leaf; do
        expect_error 1 "another key made it, or something else than the digest was signed" \
            attach --tbs tbs --signature $name.sig --pubkey h10.pub --out-dir out \
            user1.bin user2.bin
    done
    for name in types cut zeros; do
        expect_error 1 "an lms signature has 1380, 1500, 1620 or 1740" \
            attach --tbs tbs --signature $name.sig --pubkey h10.pub --out-dir out \
            user1.bin user2.bin
    done
    expect_error 1 "" attach --tbs tbs --signature h5.sig --pubkey h10.pub --out-dir out \
        user1.bin user2.bin
}

case_too_many_do_not_fit()
{
    expect_error 3 "the signatures make a manifest of" attach --tbs tbs --signature h20.sig \
        --pubkey h20.pub --signature h15.sig --pubkey h15.pub --signature h10.sig \
        --pubkey h10.pub --out-dir out user1.bin user2.bin
}

case_public_key_does_not_sign()
{
    expect_error 3 "a public key; a private key is needed" sign --key h10.pub -o out/user1.bin \
        $release user1.bin
}

run_cases
