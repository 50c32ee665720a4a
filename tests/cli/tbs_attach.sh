# shellcheck shell=sh disable=SC1091,SC2086 # lists of options are split on purpose
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

sign_fixtures
make_keys ec=ecdsa-p256 other=ecdsa-p256 third=ecdsa-p256 rsa2=rsa-2048 rsa3=rsa-3072
for name in ec other third rsa2 rsa3; do
    cp "$KEYS/$name.pem" $name.pem
    cp "$KEYS/$name.pub.pem" $name.pub
done
for name in user1 user2 old1 old2 map6.1 map6.2 flash1 largest too-large damaged old-no-crc; do
    cp "$FIXTURES/$name.bin" .
done
cp "$FIXTURES/next/user2.bin" next2.bin
both="$release user1.bin user2.bin"
mkdir sign out

# tbs writes what sign signs, whatever the order of the images.
expect_done sign --key ec.pem --key rsa2.pem --pss-salt-from-message --out-dir sign \
    --manifest-out sign/manifest $both
expect_done tbs -o tbs $both
[ ! -s "$SCRATCH/stdout" ] || fail "text on standard output"
head -c 148 sign/manifest >signed-part
expect_same signed-part tbs
expect_done tbs -o tbs $release user2.bin user1.bin
expect_same signed-part tbs
expect_done tbs -o again sign/user1.bin sign/user2.bin $release
expect_same signed-part again
expect_done tbs --digest -o digest $both
"$PYTHON" -c '
import hashlib
assert hashlib.sha256(open("tbs", "rb").read()).digest() == open("digest", "rb").read()' ||
    fail "digest"
expect_done tbs --json -o tbs.json --build-id v1 --tlv 0x4000=0102,critical $both
expect_done tbs -o more.tbs --build-id v1 --tlv 0x4000=0102,critical $both
"$PYTHON" - <<'END' || fail "JSON"
import hashlib
import json

facts = json.load(open("tbs.json"))
part = open("more.tbs", "rb").read()
assert bytes.fromhex(facts["signed_part"]) == part and len(part) == 164
assert bytes.fromhex(facts["digest"]) == hashlib.sha256(part).digest()
assert facts["fw_version"] == "1.2.3+4" and facts["build_id"] == "v1"
assert facts["tlvs"] == [{"type": 0x4000, "critical": True, "value": "0102"}]
assert [(p["slot"], p["flash_offset"], p["length"]) for p in facts["payloads"]] == \
    [(1, "0x00001000", 512), (2, "0x00081000", 512)], facts["payloads"]
for entry, name in zip(facts["payloads"], ("user1.bin", "user2.bin")):
    body = open(name, "rb").read()[:-4]
    assert entry["sha256"] == hashlib.sha256(body).hexdigest()
assert "signatures" not in facts
END

# What sign refuses tbs refuses.
expect_error 2 "-o is missing" tbs $both
expect_error 2 "--digest and --json exclude each other" tbs --digest --json -o new $both
expect_error 2 "unknown option" tbs --key ec.pem -o new $both
expect_error 2 "the output is the input" tbs -o user2.bin $both
expect_error 1 "damaged.bin: CRC word is" tbs -o new $release damaged.bin
expect_error 1 "for slot 1, as is user1.bin" tbs -o new $release user1.bin user1.bin
expect_error 1 "user1.bin is for map 2" tbs -o new $release user1.bin map6.2.bin
expect_error 1 "user1.bin: header says flash map 2, not 3" tbs -o new --map 3 $release user1.bin
expect_error 2 "give --map" tbs -o new $release old1.bin
expect_error 2 "--fw-version is missing" tbs -o new --vendor v --product p --security-counter 1 \
    user1.bin
expect_error 3 "missing: cannot open" tbs -o new $release missing
expect_error 3 "nowhere" tbs -o nowhere/new $both
expect_error 3 "the signed part exceeds 512 bytes" tbs -o new $both \
    --tlv 0x4000=$(printf '%0128d' 0) --tlv 0x4001=$(printf '%0128d' 0) \
    --tlv 0x4002=$(printf '%0128d' 0) --tlv 0x4003=$(printf '%0128d' 0) \
    --tlv 0x4004=$(printf '%0128d' 0) --tlv 0x4005=$(printf '%0128d' 0)

# The signatures inside a file that sign made fit what tbs wrote.
cut()
{
    tail -c +$(($2 + 1)) $1 | head -c $3
}
cut sign/manifest 160 64 >ec.raw
cut sign/manifest 236 256 >rsa2.sig
attach_ec="--tbs tbs --signature ec.raw --pubkey ec.pub"
attach_both="$attach_ec --signature rsa2.sig --pubkey rsa2.pub"
images="user1.bin user2.bin"
expect_done attach $attach_both --out-dir out --manifest-out out/manifest $images
[ ! -s "$SCRATCH/stdout" ] || fail "text on standard output"
for file in user1.bin user2.bin manifest; do
    expect_same sign/$file out/$file
done
mkdir place
cp user1.bin user2.bin place
expect_done attach $attach_both --in-place place/user2.bin place/user1.bin
expect_same sign/user1.bin place/user1.bin
expect_same sign/user2.bin place/user2.bin
# The signed files take another signature as well.
expect_done attach $attach_ec --in-place place/user1.bin place/user2.bin
expect_signed user1.bin place/user1.bin
expect_done verify --pubkey ec.pub place/user1.bin place/user2.bin
expect_done check place/user1.bin place/user2.bin

# DER, as most programs print it.
cat >der.py <<'END'
import sys
import manifest_reference

raw = open(sys.argv[1], "rb").read()
sys.stdout.buffer.write(manifest_reference.ecdsa_der(raw))
END
"$PYTHON" der.py ec.raw >ec.der
expect_done attach --tbs tbs --signature ec.der --pubkey ec.pub --out-dir out $images
expect_same place/user1.bin out/user1.bin

# m of n.
mkdir part
for name in other third; do
    expect_done sign --key $name.pem --out-dir part --manifest-out part/manifest $both
    cut part/manifest 160 64 >$name.raw
done
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

# A single image, boot old, critical values.
expect_done tbs -o single.tbs $release user1.bin
expect_done sign --key ec.pem -o part/single --manifest-out part/manifest $release user1.bin
cut part/manifest 116 64 >single.raw
expect_done attach --tbs single.tbs --signature single.raw --pubkey ec.pub -o new user1.bin
expect_same part/single new
rm new
expect_done tbs -o old.tbs --map 4 --tlv 0x4000=01,critical $release old1.bin old2.bin
expect_done sign --key ec.pem --map 4 --tlv 0x4000=01,critical --out-dir part --manifest-out \
    part/manifest $release old1.bin old2.bin
cut part/manifest 168 64 >old.raw
expect_done attach --tbs old.tbs --signature old.raw --pubkey ec.pub --out-dir out old1.bin old2.bin
expect_same part/old1.bin out/old1.bin
expect_same part/old2.bin out/old2.bin

# bad CODE TEXT WORD...: attach refuses; neither new files nor old ones are written.
bad()
{
    code=$1
    text=$2
    shift 2
    expect_error $code "$text" attach --out-dir part "$@"
    expect_error $code "$text" attach --in-place --manifest-out manifest "$@"
}
printf garbage >garbage
: >empty
# Other images than those that were signed.
bad 1 "does not verify" $attach_ec user1.bin next2.bin
bad 1 "made for 2 images, 1 are given" $attach_ec user1.bin
bad 1 "made for 1 images, 2 are given" --tbs single.tbs --signature single.raw --pubkey ec.pub \
    $images
bad 1 "does not verify" --tbs single.tbs --signature single.raw --pubkey ec.pub flash1.bin
bad 1 "does not verify" --tbs single.tbs --signature single.raw --pubkey ec.pub user2.bin
bad 1 "header says flash map 6, not 2" $attach_ec map6.1.bin map6.2.bin
bad 1 "does not verify" $attach_ec old1.bin old2.bin
bad 1 "CRC word" $attach_ec damaged.bin user2.bin
bad 1 "no rule explains the last 4 bytes" --tbs old.tbs --signature old.raw --pubkey ec.pub old-no-crc.bin old2.bin
bad 3 "garbage: not an image" $attach_ec user1.bin garbage
bad 3 "missing: cannot open" $attach_ec user1.bin missing
bad 1 "for slot 1, as is user1.bin" $attach_ec user1.bin user1.bin
# Another signed part.
expect_done tbs -o other.tbs --build-id x $both
bad 1 "too few valid signatures" --tbs other.tbs --signature ec.raw --pubkey ec.pub $images
bad 1 "too few valid signatures" --tbs more.tbs --signature ec.raw --pubkey ec.pub $images
head -c 144 tbs >cut.tbs
{ cat tbs && printf '\0\0\0\0'; } >long.tbs
for file in digest tbs.json cut.tbs long.tbs sign/manifest sign/user1.bin garbage; do
    bad 3 "$file: not the signed part of a manifest" --tbs $file --signature ec.raw --pubkey ec.pub \
        $images
done
bad 3 "missing: cannot open" --tbs missing --signature ec.raw --pubkey ec.pub $images
bad 3 "empty: " --tbs empty --signature ec.raw --pubkey ec.pub $images
# Signed parts that break the format.
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
# What does not fit the slot may be found with the images only.
for name in offset huge; do
    snapshot >"$SCRATCH/before"
    run attach --tbs $name.tbs --signature ec.raw --pubkey ec.pub --in-place $images
    [ "$status" -eq 1 ] || [ "$status" -eq 3 ] || fail "exit $status instead of 1 or 3"
    expect_one_error_line attach
    expect_unchanged
done
# Signatures: too few, too many, twice, exchanged, malformed.
bad 2 "each signature needs its public key" --tbs tbs --signature ec.raw $images
bad 2 "each signature needs its public key" --tbs tbs --pubkey ec.pub $images
bad 2 "each signature needs its public key" --tbs tbs $images
bad 2 "2 --signature and 1 --pubkey" $attach_ec --signature rsa2.sig $images
bad 2 "1 --signature and 2 --pubkey" $attach_ec --pubkey rsa2.pub $images
bad 2 "the same key is given twice" $attach_ec --signature ec.der --pubkey ec.pub $images
expect_error 2 "--tbs is missing" attach --signature ec.raw --pubkey ec.pub --out-dir part $images
nine=
for number in 1 2 3 4 5 6 7 8 9; do
    nine="$nine --signature ec.raw --pubkey ec.pub"
done
bad 2 "more than 8 signatures" --tbs tbs $nine $images
bad 1 "too few valid signatures" --tbs tbs --signature other.raw --pubkey ec.pub --signature ec.raw \
    --pubkey other.pub $images
bad 1 "too few valid signatures" --tbs tbs --signature ec.raw --pubkey other.pub $images
bad 1 "too few valid signatures" $attach_ec --signature other.raw --pubkey third.pub $images
bad 1 "ec.raw: 64 bytes; an rsa-2048 signature has 256" --tbs tbs --signature ec.raw \
    --pubkey rsa2.pub $images
bad 1 "rsa2.sig: 256 bytes" --tbs tbs --signature rsa2.sig --pubkey ec.pub $images
bad 1 "rsa2.sig: 256 bytes; an rsa-3072 signature has 384" --tbs tbs --signature rsa2.sig \
    --pubkey rsa3.pub $images
for key in missing empty garbage ec.pem; do
    bad 3 "$key: " --tbs tbs --signature ec.raw --pubkey $key $images
done
bad 3 "missing: cannot open" --tbs tbs --signature missing --pubkey ec.pub $images
bad 1 "empty: 0 bytes" --tbs tbs --signature empty --pubkey ec.pub $images
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
    "raw-short": raw[:-1], "raw-long": raw + b"\0", "raw-twice": raw * 2, "hex": raw.hex().encode(),
    "r-zero": bytes(32) + s, "s-zero": r + bytes(32), "zeros": bytes(64), "ff": b"\xFF" * 64,
    "r-order": order.to_bytes(32, "big") + s, "s-order": r + order.to_bytes(32, "big"),
    "der-cut": der[:-1], "der-more": der + b"\0", "der-newline": der + b"\n",
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
}
for name, data in cases.items():
    open(name + ".bad", "wb").write(data)
# An s in the upper half is as valid.
high = order - int.from_bytes(s, "big")
open("high-s.raw", "wb").write(r + high.to_bytes(32, "big"))
END
for signature in *.bad; do
    expect_error 1 "$signature: " attach --tbs tbs --signature $signature --pubkey ec.pub --out-dir \
        part $images
done
for half in raw der; do
    [ $half = raw ] || "$PYTHON" der.py high-s.raw >high-s.der
    expect_done attach --tbs tbs --signature high-s.$half --pubkey ec.pub --out-dir out $images
    expect_done verify --pubkey ec.pub out/user1.bin out/user2.bin
done
# r of one signature and s of another.
{ cut ec.raw 0 32 && cut other.raw 32 32; } >mixed.raw
bad 1 "too few valid signatures" --tbs tbs --signature mixed.raw --pubkey ec.pub $images

# What does not fit the slot once it is signed.
expect_done sign --key ec.pem -o new $release --manifest-out new.manifest largest.bin
cut new.manifest 116 64 >largest.raw
expect_done tbs -o largest.tbs $release largest.bin
expect_done attach --tbs largest.tbs --signature largest.raw --pubkey ec.pub -o new2 largest.bin
expect_same new new2
rm new new2 new.manifest
expect_error 1 "exceeds the slot of map 2 by 76 bytes" attach --tbs largest.tbs --signature \
    largest.raw --pubkey ec.pub --signature other.raw --pubkey other.pub -o new largest.bin

# Outputs are neither inputs nor each other.
expect_error 2 "give one of -o, --out-dir and --in-place" attach $attach_ec $images
expect_error 2 "-o goes with one image" attach $attach_ec -o new $images
expect_error 2 "the output is the input" attach $attach_ec --out-dir . $images
for name in tbs ec.raw ec.pub user1.bin; do
    cp $name kept
    expect_error 2 "the output is the input" attach $attach_ec --out-dir out --manifest-out $name \
        $images
    cp kept $name
done
for name in single.tbs single.raw ec.pub user1.bin; do
    cp $name kept
    expect_error 2 "the output is the input" attach --tbs single.tbs --signature single.raw --pubkey \
        ec.pub -o $name user1.bin
    cp kept $name
done
expect_error 2 "two outputs are the same file" attach $attach_ec --out-dir out --manifest-out \
    out/user1.bin $images
expect_error 3 "nowhere" attach $attach_ec --out-dir nowhere $images

# Through openssl, with the digest and with the signed part.
if ! command -v openssl >/dev/null; then
    skip_part "there is no openssl"
    exit 0
fi
openssl dgst -sha256 -sign ec.pem -out ec.sig tbs
expect_done attach --tbs tbs --signature ec.sig --pubkey ec.pub --out-dir out $images
expect_done verify --pubkey ec.pub out/user1.bin out/user2.bin
openssl pkeyutl -sign -inkey ec.pem -pkeyopt digest:sha256 -in digest -out ec.sig
expect_done attach --tbs tbs --signature ec.sig --pubkey ec.pub --in-place place/user1.bin \
    place/user2.bin
expect_done verify --pubkey ec.pub place/user1.bin place/user2.bin
for bits in 2 3; do
    attach_rsa="--tbs tbs --signature rsa.sig --pubkey rsa$bits.pub"
    openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 \
        -sign rsa$bits.pem -out rsa.sig tbs
    expect_done attach $attach_rsa --out-dir out $images
    expect_done verify --pubkey rsa$bits.pub out/user1.bin out/user2.bin
    openssl pkeyutl -sign -inkey rsa$bits.pem $(pss_options 32) -in digest -out rsa.sig
    expect_done attach $attach_rsa --out-dir out $images
    expect_done verify --pubkey rsa$bits.pub out/user1.bin out/user2.bin
    for salt in 0 20 33; do
        openssl pkeyutl -sign -inkey rsa$bits.pem $(pss_options $salt) -in digest -out rsa.sig
        bad 1 "too few valid signatures" $attach_rsa $images
    done
    openssl dgst -sha256 -sign rsa$bits.pem -out rsa.sig tbs
    bad 1 "too few valid signatures" $attach_rsa $images
done
