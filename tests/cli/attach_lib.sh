# SPDX-License-Identifier: MIT
# What the tests of attach share: images, signed parts and signatures in the folder of each case.
# shellcheck shell=sh

sign_fixtures ec other third rsa2 rsa3
prepare
for name in ec other third rsa2 rsa3; do
    cp "$KEYS/$name.pem" $name.pem
    cp "$KEYS/$name.pub.pem" $name.pub
done
for name in user1 user2 old1 old2 map6.1 map6.2 flash1 damaged old-no-crc; do
    cp "$FIXTURES/$name.bin" .
done
cp "$FIXTURES/next/user2.bin" next2.bin
both="$release user1.bin user2.bin"
mkdir sign out part place
printf garbage >garbage
: >empty

# cut FILE OFFSET SIZE
cut()
{
    tail -c +$(($2 + 1)) $1 | head -c $3
}

# The files that sign made, and their parts.
expect_done sign --key ec.pem --key rsa2.pem --pss-salt-from-message --out-dir sign \
    --manifest-out sign/manifest $both
expect_done tbs -o tbs $both
expect_done tbs --digest -o digest $both
expect_done tbs --json -o tbs.json --build-id v1 --tlv 0x4000=0102,critical $both
expect_done tbs -o more.tbs --build-id v1 --tlv 0x4000=0102,critical $both
cut sign/manifest 160 64 >ec.raw
cut sign/manifest 236 256 >rsa2.sig
attach_ec="--tbs tbs --signature ec.raw --pubkey ec.pub"
attach_both="$attach_ec --signature rsa2.sig --pubkey rsa2.pub"
images="user1.bin user2.bin"
for name in other third; do
    expect_done sign --key $name.pem --out-dir part --manifest-out part/manifest $both
    cut part/manifest 160 64 >$name.raw
done
expect_done tbs -o single.tbs $release user1.bin
expect_done sign --key ec.pem -o part/single --manifest-out part/manifest $release user1.bin
cut part/manifest 116 64 >single.raw
expect_done tbs -o old.tbs --map 4 --tlv 0x4000=01,critical $release old1.bin old2.bin
expect_done sign --key ec.pem --map 4 --tlv 0x4000=01,critical --out-dir part --manifest-out \
    part/manifest $release old1.bin old2.bin
cut part/manifest 168 64 >old.raw

# der.py RAW: the signature in DER, as most programs print it.
cat >der.py <<'END'
import sys
import manifest_reference

raw = open(sys.argv[1], "rb").read()
sys.stdout.buffer.write(manifest_reference.ecdsa_der(raw))
END
"$PYTHON" der.py ec.raw >ec.der

# bad CODE TEXT WORD...: attach refuses; neither new files nor old ones are written.
bad()
{
    code=$1
    text=$2
    shift 2
    expect_error $code "$text" attach --out-dir part "$@"
    expect_error $code "$text" attach --in-place --manifest-out manifest "$@"
}
