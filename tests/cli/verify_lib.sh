# SPDX-License-Identifier: MIT
# What the tests of verify share: signed images, and the public keys, in the folder of each case.
# shellcheck shell=sh

sign_fixtures ec other third rsa2
F=$FIXTURES
prepare
for name in ec other third rsa2; do
    cp "$KEYS/$name.pub.pem" $name.pem
done

# sign NAME FOLDER WORD...
sign()
{
    signer=$1
    folder=$2
    shift 2
    mkdir -p $folder
    expect_done sign --key "$KEYS/$signer.pem" --out-dir $folder --manifest-out $folder/manifest \
        "$@"
}
sign ec a $release "$F/user1.bin" "$F/user2.bin"
sign ec b --vendor vendor.example --product lamp --fw-version 2.0.0 --security-counter 8 \
    "$F/next/user1.bin" "$F/next/user2.bin"
sign ec single $release "$F/user1.bin"
sign ec old --map 2 $release "$F/old1.bin" "$F/old2.bin"
sign ec flash $release "$F/flash1.bin" "$F/flash2.bin"
sign other foreign $release "$F/user1.bin" "$F/user2.bin"
sign rsa2 rsa $release "$F/user1.bin" "$F/user2.bin"
sign ec six $release "$F/map6.1.bin" "$F/map6.2.bin"
good="--pubkey ec.pem"
all="--pubkey ec.pem --pubkey other.pem --pubkey rsa2.pem"
mkdir two three
expect_done sign --key "$KEYS/ec.pem" --key "$KEYS/rsa2.pem" --out-dir two $release \
    "$F/user1.bin" "$F/user2.bin"
expect_done sign --key "$KEYS/rsa2.pem" --key "$KEYS/other.pem" --key "$KEYS/ec.pem" \
    --out-dir three $release "$F/user1.bin" "$F/user2.bin"
expect_done pubkey --format der -o ec.der ec.pem
: >empty
printf garbage >garbage
