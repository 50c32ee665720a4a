# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# sign and attach --publish: what a server holds for a release.
. "$CLI_FOLDER/cli_lib.sh"
. "$CLI_FOLDER/sign_lib.sh"

sign_fixtures ec rsa2
F=$FIXTURES
K=$KEYS
prepare
cp "$F/user1.bin" "$F/user2.bin" .
mkdir www out
next="--vendor vendor.example --product lamp --fw-version 2.0.0 --security-counter 8"

# reference PREFIX IMAGE...: the same by the independent reference.
reference()
{
    prefix=$1
    shift
    "$PYTHON" "$REFERENCE/bundle_reference.py" make -o bundle "$@"
    "$PYTHON" "$REFERENCE/bundle_reference.py" serve bundle "$prefix"
    rm bundle
}

# expect_served FOLDER WANTED: the same names and bytes.
expect_served()
{
    diff -r "$1" "$2" >&2 || fail "$1 is not $2"
}

case_names_and_bytes()
{
    expect_done sign --key "$K/ec.pem" --out-dir out --publish www/lamp $release user1.bin user2.bin
    reference wanted/lamp out/user2.bin out/user1.bin
    [ "$(find wanted -type f | wc -l)" -eq 5 ] || fail "the reference makes another number"
    expect_served www wanted
    # sha256sum names the release, too: the signed part has 148 bytes.
    name=$(head -c 148 www/lamp.manifest | sha256sum | cut -c 1-8)
    expect_same out/user2.bin "www/lamp.$name.user2.bin"
    expect_verified ec www/lamp.$name.user1.bin www/lamp.$name.user2.bin www/lamp.manifest
}

# It needs no other output, and no folder.
case_alone()
{
    cd www
    expect_done sign --key "$K/ec.pem" --publish lamp $release ../user2.bin ../user1.bin
    cd ..
    expect_same "$F/user1.bin" user1.bin
    expect_done sign --key "$K/ec.pem" --out-dir out $release user1.bin user2.bin
    reference wanted/lamp out/user1.bin out/user2.bin
    expect_served www wanted
}

case_one_slot()
{
    expect_done sign --key "$K/ec.pem" -o out/user2.bin --publish www/lamp $release user2.bin
    reference wanted/lamp out/user2.bin
    [ "$(find wanted -type f | wc -l)" -eq 3 ] || fail "the reference makes another number"
    expect_served www wanted
}

case_attach()
{
    expect_done tbs -o tbs $release user1.bin user2.bin
    openssl dgst -sha256 -sign "$K/ec.pem" -out signature tbs
    expect_done attach --tbs tbs --signature signature --pubkey "$K/ec.pub.pem" \
        --publish www/lamp user1.bin user2.bin
    reference wanted/lamp www/lamp.user1.bin www/lamp.user2.bin
    expect_served www wanted
    expect_verified ec www/lamp.user1.bin www/lamp.user2.bin www/lamp.manifest
}

# The next release leaves the images of the one before, under their names.
case_next_release()
{
    expect_done sign --key "$K/ec.pem" --publish www/lamp $release user1.bin user2.bin
    cp -r www before
    expect_done sign --key "$K/ec.pem" --publish www/lamp $next "$F/next/user1.bin" \
        "$F/next/user2.bin"
    [ "$(find www -type f | wc -l)" -eq 7 ] || fail "not two releases"
    for file in before/lamp.????????.user?.bin; do
        expect_same "$file" "www/${file#before/}"
    done
    expect_differ before/lamp.manifest www/lamp.manifest
    expect_verified ec www/lamp.user1.bin www/lamp.user2.bin www/lamp.manifest
}

# An edge serves the old images under the new manifest: what has the name of the release is not
# there, and what has the fixed name is refused.
case_old_images_under_the_new_manifest()
{
    expect_done sign --key "$K/ec.pem" --publish out/lamp $release user1.bin user2.bin
    expect_done sign --key "$K/ec.pem" --publish www/lamp $next "$F/next/user1.bin" \
        "$F/next/user2.bin"
    cp www/lamp.manifest out/lamp.manifest
    name=$("$PYTHON" "$REFERENCE/bundle_reference.py" name out/lamp.manifest)
    [ -f "www/lamp.$name.user1.bin" ] || fail "the new images have another name"
    [ ! -e "out/lamp.$name.user1.bin" ] || fail "an old image has the new name"
    for slot in 1 2; do
        expect_refused "another release: its manifest says version 1.2.3+4, not 2.0.0" \
            --pubkey "$K/ec.pub.pem" --manifest out/lamp.manifest out/lamp.user$slot.bin
    done
}

# What is there with the same bytes is left alone, whatever its mode is.
case_again()
{
    expect_done sign --key "$K/ec.pem" --publish www/lamp $release user1.bin user2.bin
    chmod 400 www/lamp.????????.user?.bin
    rm www/lamp.manifest www/lamp.user1.bin
    # shellcheck disable=SC2012 # the names are known
    before=$(ls -li www/lamp.????????.user?.bin)
    expect_done sign --key "$K/ec.pem" --publish www/lamp $release user1.bin user2.bin
    # shellcheck disable=SC2012
    [ "$(ls -li www/lamp.????????.user?.bin)" = "$before" ] || fail "a named image was replaced"
    expect_verified ec www/lamp.user1.bin www/lamp.user2.bin www/lamp.manifest
}

# Other bytes under a name that caches hold for ever: another signature makes them.
case_named_images_never_change()
{
    never="exists with other bytes, and an image under the name of its release must never change"
    expect_done sign --key "$K/rsa2.pem" --publish www/lamp $release user1.bin user2.bin
    expect_error 1 "user1.bin: $never" sign --key "$K/rsa2.pem" --out-dir out --publish www/lamp \
        $release user1.bin user2.bin
    rm www/lamp.????????.user1.bin
    expect_error 1 "user2.bin: $never" sign --key "$K/rsa2.pem" --publish www/lamp $release \
        user1.bin user2.bin
    expect_error 1 "user2.bin: $never" sign --key "$K/rsa2.pem" --in-place --bundle new \
        --publish www/lamp $release user1.bin user2.bin
    : >"$(echo www/lamp.????????.user2.bin)"
    expect_error 1 "user2.bin: $never" sign --key "$K/rsa2.pem" --publish www/lamp $release \
        user1.bin user2.bin
    rm www/lamp.????????.user2.bin
    expect_done sign --pss-salt-from-message --key "$K/rsa2.pem" --publish www/lamp $release \
        user1.bin user2.bin
    expect_done sign --pss-salt-from-message --key "$K/rsa2.pem" --publish www/lamp $release \
        user1.bin user2.bin
}

# The manifest is the last of all that takes its name, as the kernel tells it.
case_manifest_comes_last()
{
    "$PYTHON" - "$IMAGETOOL" sign --quiet --key "$K/ec.pem" --out-dir out --manifest-out out/manifest \
        --bundle out/bundle --publish www/lamp $release user1.bin user2.bin <<'END' >order
import ctypes
import os
import struct
import subprocess
import sys

MOVED_TO = 0x80
library = ctypes.CDLL(None)
events = library.inotify_init()
for folder in (b"out", b"www"):
    assert library.inotify_add_watch(events, folder, MOVED_TO) > 0
subprocess.run(sys.argv[1:], check=True)
data, at = os.read(events, 65536), 0
while at < len(data):
    length, = struct.unpack_from("I", data, at + 12)
    print(data[at + 16:at + 16 + length].rstrip(b"\0").decode())
    at += 16 + length
END
    [ "$(wc -l <order)" -eq 9 ] || fail "not nine files: $(cat order)"
    tail -n 1 order | grep -qx lamp.manifest || fail "not the last: $(cat order)"
    head -n 6 order | tail -n 2 | grep -c 'lamp\.........\.user.\.bin' | grep -qx 2 ||
        fail "images under the name of the release are not before the others: $(cat order)"
}

# A manifest that cannot be replaced: it stays, and with it what it names.
case_all_or_nothing()
{
    expect_done sign --key "$K/ec.pem" --publish www/lamp $release user1.bin user2.bin
    expect_error 3 "nowhere/lamp" sign --key "$K/ec.pem" --out-dir out --publish nowhere/lamp \
        $release user1.bin user2.bin
    rm www/lamp.manifest
    mkdir www/lamp.manifest
    expect_error 3 "www/lamp.manifest: " sign --key "$K/ec.pem" --out-dir out --publish www/lamp \
        $next "$F/next/user1.bin" "$F/next/user2.bin"
}

case_outputs()
{
    expect_error 2 "give one of -o, --out-dir and --in-place, or --publish" sign --key "$K/ec.pem" \
        $release user1.bin user2.bin
    expect_error 2 "give one of" sign --key "$K/ec.pem" --out-dir out --in-place --publish www/lamp \
        $release user1.bin user2.bin
    for prefix in www/ /; do
        expect_error 2 "--publish needs a name" sign --key "$K/ec.pem" --publish "$prefix" $release \
            user1.bin user2.bin
    done
    # The fixed names may be those of the inputs or of other outputs.
    cp user1.bin lamp.user1.bin
    expect_error 2 "the output is the input" sign --key "$K/ec.pem" --publish lamp $release \
        lamp.user1.bin
    expect_error 2 "the output is the input" sign --key "$K/ec.pem" --in-place --publish lamp \
        $release lamp.user1.bin
    expect_error 2 "two outputs are the same file" sign --key "$K/ec.pem" --out-dir out \
        --publish out/lamp $release lamp.user1.bin
    expect_error 2 "two outputs are the same file" sign --key "$K/ec.pem" --publish www/lamp \
        --manifest-out www/lamp.manifest $release user1.bin
    cp "$K/ec.pem" lamp.manifest
    expect_error 2 "the output is the input" sign --key lamp.manifest --publish lamp $release \
        user1.bin user2.bin
}

run_cases
