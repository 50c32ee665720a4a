# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# attach: what it refuses.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"
. "$CLI_FOLDER/attach_lib.sh"

# Other images than those that were signed.
case_other_images()
{
    bad 1 "does not verify" $attach_ec user1.bin next2.bin
    bad 1 "made for 2 images, not for 1" $attach_ec user1.bin
    bad 1 "made for 1 image, not for 2" --tbs single.tbs --signature single.raw --pubkey ec.pub \
        $images
    bad 1 "does not verify" --tbs single.tbs --signature single.raw --pubkey ec.pub flash1.bin
    bad 1 "does not verify" --tbs single.tbs --signature single.raw --pubkey ec.pub user2.bin
    bad 1 "header says flash map 6, not 2" $attach_ec map6.1.bin map6.2.bin
    bad 1 "does not verify" $attach_ec old1.bin old2.bin
    bad 1 "CRC word" $attach_ec damaged.bin user2.bin
    bad 1 "no rule explains the last 4 bytes" --tbs old.tbs --signature old.raw --pubkey ec.pub \
        old-no-crc.bin old2.bin
    bad 3 "garbage: not an image" $attach_ec user1.bin garbage
    bad 3 "missing: cannot open" $attach_ec user1.bin missing
    bad 1 "the same image for slot 1 is given twice" $attach_ec user1.bin user1.bin
}

# Another signed part.
case_other_signed_part()
{
    expect_done tbs -o other.tbs --build-id x $both
    for file in other more; do
        bad 1 "ec.raw: not valid for ec.pub: another key made it, or something else was signed" \
            --tbs $file.tbs --signature ec.raw --pubkey ec.pub $images
        bad 1 "rsa2.sig: not valid for rsa2.pub: something else than the signed part was signed" \
            --tbs $file.tbs --signature rsa2.sig --pubkey rsa2.pub $images
    done
    head -c 144 tbs >cut.tbs
    { cat tbs && printf '\0\0\0\0'; } >long.tbs
    for file in digest tbs.json cut.tbs long.tbs sign/manifest sign/user1.bin garbage; do
        bad 3 "$file: not the signed part of a manifest" --tbs $file --signature ec.raw \
            --pubkey ec.pub $images
    done
    bad 3 "missing: cannot open" --tbs missing --signature ec.raw --pubkey ec.pub $images
    bad 3 "empty: " --tbs empty --signature ec.raw --pubkey ec.pub $images
}

# Signed parts that break the format.
case_broken_signed_part()
{
    "$PYTHON" - <<'END'
part = bytearray(open("tbs", "rb").read())

def put(name, offset, *values):
    changed = bytearray(part)
    changed[offset:offset + len(values)] = values
    open(name + ".tbs", "wb").write(changed)

put("magic", 0, 0)
put("version", 4, 2)
put("count", 5, 3)
put("reserved", 58, 1)
put("map1", 56, 1)
put("boot", 57, 3)
put("offset", 64, 1)
put("empty", 68, 0, 0)
put("huge", 68, 0xFF, 0xFF, 0xFF, 0xFF)
END
    for name in magic version count reserved map1 boot empty; do
        bad 3 "$name.tbs: not the signed part of a manifest" --tbs $name.tbs --signature ec.raw \
            --pubkey ec.pub $images
    done
}

# What does not fit the slot may be found with the images only.
case_no_room_in_slot()
{
    for name in offset huge; do
        before=$(snapshot)
        run attach --tbs $name.tbs --signature ec.raw --pubkey ec.pub --in-place $images
        [ "$status" -eq 1 ] || [ "$status" -eq 3 ] || fail "exit $status instead of 1 or 3"
        expect_one_error_line attach
        expect_unchanged "$before"
    done
}

# Signatures: too few, too many, twice, exchanged, malformed.
case_number_of_signatures()
{
    bad 2 "each signature needs its public key" --tbs tbs --signature ec.raw $images
    bad 2 "each signature needs its public key" --tbs tbs --pubkey ec.pub $images
    bad 2 "missing: --signature, --pubkey;" --tbs tbs $images
    bad 2 "2 --signature and 1 --pubkey" $attach_ec --signature rsa2.sig $images
    bad 2 "1 --signature and 2 --pubkey" $attach_ec --pubkey rsa2.pub $images
    bad 2 "the same key is given twice" $attach_ec --signature ec.der --pubkey ec.pub $images
    expect_error 2 "--tbs is missing" attach --signature ec.raw --pubkey ec.pub --out-dir part \
        $images
    nine=
    for number in 1 2 3 4 5 6 7 8 9; do
        nine="$nine --signature ec.raw --pubkey ec.pub"
    done
    bad 2 "more than 8 signatures" --tbs tbs $nine $images
}

case_wrong_signatures()
{
    other="another key made it, or something else was signed"
    bad 1 "ec.raw: not valid for other.pub: $other" --tbs tbs --signature ec.raw --pubkey \
        other.pub $images
    bad 1 "other.raw: not valid for third.pub: $other" $attach_ec --signature other.raw \
        --pubkey third.pub $images
    bad 1 "other.raw: not valid for third.pub: $other" --tbs tbs --signature other.raw --pubkey \
        ec.pub --signature ec.raw --pubkey third.pub $images
    bad 1 "ec.der: the second signature by ec.pub; each key counts once" $attach_ec --signature \
        ec.der --pubkey other.pub $images
    bad 1 "ec.raw: 64 bytes, as long as one of P-256; an rsa-2048 signature has 256" --tbs tbs \
        --signature ec.raw --pubkey rsa2.pub $images
    bad 1 "ec.der: 71 bytes, an ECDSA signature in DER; an rsa-2048 signature has 256" --tbs tbs \
        --signature ec.der --pubkey rsa2.pub $images
    bad 1 "rsa2.sig: 256 bytes, as long as one of RSA-2048; an ecdsa-p256 signature is" --tbs tbs \
        --signature rsa2.sig --pubkey ec.pub $images
    bad 1 "rsa2.sig: 256 bytes, as long as one of RSA-2048; an rsa-3072 signature has 384" \
        --tbs tbs --signature rsa2.sig --pubkey rsa3.pub $images
    for key in missing empty garbage ec.pem; do
        bad 3 "$key: " --tbs tbs --signature ec.raw --pubkey $key $images
    done
    bad 3 "missing: cannot open" --tbs tbs --signature missing --pubkey ec.pub $images
    bad 1 "empty: 0 bytes" --tbs tbs --signature empty --pubkey ec.pub $images
}

case_encodings()
{
    "$PYTHON" - <<'END'
"""Signatures in every encoding but the right one, each named by its file."""
import manifest_reference as reader

raw = open("ec.raw", "rb").read()
der = reader.ecdsa_der(raw)
order = reader.P256_ORDER
r, s = raw[:32], raw[32:]

def integer(digits):
    return bytes((2, len(digits))) + digits

def number(value):
    return integer(value.to_bytes(value.bit_length() // 8 + 1, "big"))

def sequence(contents):
    return bytes((0x30, len(contents))) + contents

first, second = (number(int.from_bytes(half, "big")) for half in (r, s))
cases = {
    "raw-short": raw[:-1], "raw-long": raw + b"\0", "raw-twice": raw * 2,
    "hex-short": raw.hex().encode()[2:], "newlines": raw + b"\n\n",
    "r-zero": bytes(32) + s, "s-zero": r + bytes(32), "zeros": bytes(64), "ff": b"\xFF" * 64,
    "r-order": order.to_bytes(32, "big") + s, "s-order": r + order.to_bytes(32, "big"),
    "der-cut": der[:-1], "der-more": der + b"\0", "der-newline": der + b"\n\n",
    "der-long-length": b"\x30\x81" + der[1:],
    "der-longer-length": b"\x30\x82\0" + der[1:],
    "der-indefinite": b"\x30\x80" + der[2:] + b"\0\0",
    "der-number-long-length": sequence(b"\2\x81" + first[1:] + second),
    "der-leading-zero": sequence(integer(b"\0" + first[2:]) + second),
    "der-leading-zeros": sequence(first + integer(b"\0\0\0" + second[2:])),
    "der-negative": sequence(integer(b"\xFF" + r) + second),
    "der-empty-number": sequence(first + integer(b"")),
    "der-r-zero": sequence(integer(b"\0") + second),
    "der-s-zero": sequence(first + integer(b"\0")),
    "der-s-order": sequence(first + number(order)),
    "der-r-plus-order": sequence(number(int.from_bytes(r, "big") + order) + second),
    "der-one-number": sequence(first), "der-three-numbers": sequence(first + second + second),
    "der-set": b"\x31" + der[1:], "der-bit-string": sequence(b"\3" + first[1:] + second),
    "der-inner-more": sequence(first + second + b"\5\0"),
    "der-trailing-in-length": bytes((0x30, len(der) - 1)) + der[2:],
    "der-in-sequence": sequence(der), "der-header-only": b"\x30\0", "one-byte": b"\x30",
    "pem": b"-----BEGIN SIGNATURE-----\n",
    "der-long-length-hex": (b"\x30\x81" + der[1:]).hex().encode(),
    "json-empty": b"{}", "json-number": b'{"Signature": 1}', "json-list": b"[1]",
    "json-text": b'{"Signature": "' + b"*" * 96 + b'"}',
    "json-twice": b'{"value": "' + raw.hex().encode() + b'", "value": 1}',
}
for name, data in cases.items():
    open(name + ".bad", "wb").write(data)
# An s in the upper half is as valid.
high = order - int.from_bytes(s, "big")
open("high-s.raw", "wb").write(r + high.to_bytes(32, "big"))
END
    for signature in *.bad; do
        expect_error 1 "$signature: " attach --tbs tbs --signature $signature --pubkey ec.pub \
            --out-dir part $images
    done
    for half in raw der; do
        [ $half = raw ] || "$PYTHON" der.py high-s.raw >high-s.der
        expect_done attach --tbs tbs --signature high-s.$half --pubkey ec.pub --out-dir out $images
        expect_done verify --pubkey ec.pub out/user1.bin out/user2.bin
    done
}

case_json_without_signature()
{
    printf '{"message": "AccessDeniedException"}' >answer
    bad 1 "answer: JSON without a signature: it needs a member \"Signature\"" --tbs tbs \
        --signature answer --pubkey ec.pub $images
}

# r of one signature and s of another.
case_mixed_signature()
{
    { cut ec.raw 0 32 && cut other.raw 32 32; } >mixed.raw
    bad 1 "mixed.raw: not valid for ec.pub: another key made it" --tbs tbs --signature mixed.raw \
        --pubkey ec.pub $images
}

# What does not fit the slot once it is signed.
case_image_too_large()
{
    cp "$FIXTURES/largest.bin" .
    expect_done sign --key ec.pem -o new $release --manifest-out new.manifest largest.bin
    cut new.manifest 116 64 >largest.raw
    expect_done sign --key other.pem -o new $release --manifest-out new.manifest largest.bin
    cut new.manifest 116 64 >largest.other
    expect_done sign --key ec.pem -o new $release largest.bin
    expect_done tbs -o largest.tbs $release largest.bin
    expect_done attach --tbs largest.tbs --signature largest.raw --pubkey ec.pub -o new2 largest.bin
    expect_same new new2
    rm new new2 new.manifest
    expect_error 1 "exceeds the slot of map 2 by 76 bytes" attach --tbs largest.tbs --signature \
        largest.raw --pubkey ec.pub --signature largest.other --pubkey other.pub -o new largest.bin
}

# Outputs are neither inputs nor each other.
case_outputs()
{
    expect_error 2 "give one of -o, --out-dir and --in-place" attach $attach_ec $images
    expect_error 2 "-o goes with one image" attach $attach_ec -o new $images
    expect_error 2 "the output is the input" attach $attach_ec --out-dir . $images
    for name in tbs ec.raw ec.pub user1.bin; do
        cp $name kept
        expect_error 2 "the output is the input" attach $attach_ec --out-dir out \
            --manifest-out $name $images
        cp kept $name
    done
    for name in single.tbs single.raw ec.pub user1.bin; do
        cp $name kept
        expect_error 2 "the output is the input" attach --tbs single.tbs --signature single.raw \
            --pubkey ec.pub -o $name user1.bin
        cp kept $name
    done
    expect_error 2 "two outputs are the same file" attach $attach_ec --out-dir out --manifest-out \
        out/user1.bin $images
    expect_error 3 "nowhere" attach $attach_ec --out-dir nowhere $images
}

run_cases
