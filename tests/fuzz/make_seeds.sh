#!/bin/sh
# SPDX-License-Identifier: MIT
# Regenerates the seeds of the fuzz targets from the reference scripts. usage: make_seeds.sh [FOLDER]
# The same scripts give the same bytes; files that a fuzzer found go beside them by hand.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
reference=$here/../reference
out=${1:-$here/seeds}
export PYTHONDONTWRITEBYTECODE=1

elfs=$out/elf_file
images=$out/image
mkdir -p "$elfs" "$images"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

make_elf() {
    python3 "$reference/make_elf.py" "$@"
}

# A small firmware.
hello() {
    make_elf --preset hello --text-size 36 --data-size 13 --rodata-size 18 --irom-size 65 \
        --bss-size 32 "$@"
}

image() {
    python3 "$reference/image_reference.py" build "$@"
}

# Erased flash, a number of bytes.
erased() {
    head -c "$1" /dev/zero | tr '\000' '\377'
}

hello --map 6 -o "$elfs/new_slot1.elf"
hello --map 2 --slot 2 -o "$elfs/new_slot2.elf"
hello --map 0 --slot 2 --entry-name call_user_start -o "$elfs/new_map0_slot2.elf"
hello --boot old --map 2 -o "$elfs/old_slot1.elf"
hello --boot old --map 4 --slot 2 -o "$elfs/old_slot2.elf"
hello --boot none --map 1 -o "$elfs/none.elf"
hello --map 5 --section .lit4:0x40101000:5 --section .vectors:0x40101010:16 -o "$elfs/extra.elf"
# What a firmware trusts: one key of one.
python3 -c '
import struct, sys
sys.stdout.buffer.write(struct.pack("<2I32s2I64s", 0x31545241, 112, b"v" * 32, 1, 1, b"k" * 8))
' >"$work/trust"
for kind in "" :local; do
    hello --map 6 --irom-size 160 --object "appverify_trust:0x40201020:$work/trust$kind" \
        -o "$elfs/trust${kind:+_local}.elf"
done
make_elf --help | grep -o -m 1 -e '--defect {[^}]*}' | tr -d '{}' | cut -d ' ' -f 2 |
    tr ',' '\n' >"$work/defects"
[ -s "$work/defects" ]
while read -r defect; do
    hello --map 6 --defect "$defect" -o "$elfs/$defect.elf"
done <"$work/defects"

# Both sides of the line where the CRC rules part.
hello --map 6 --crc-target 0ce39245 -o "$work/low.elf"
hello --map 6 --crc-target 8abc9d39 -o "$work/high.elf"
hello --map 6 --crc-target 00000000 -o "$work/zero.elf"
for crc in portable inverted sdk python3; do
    image "$work/low.elf" --boot new --map 6 --crc "$crc" -o "$images/new_$crc.bin"
done
image "$work/high.elf" --boot new --map 6 --crc python3 -o "$images/new_high_python3.bin"
image "$work/zero.elf" --boot new --map 6 --crc inverted -o "$images/new_word_ffffffff.bin"
image "$elfs/new_slot2.elf" --boot new --map 2 --slot 2 -o "$images/new_slot2.bin"
image "$elfs/new_slot1.elf" --boot new --map 6 --header flash --mode dio --freq 80 \
    -o "$images/new_flash_header.bin"
image "$elfs/none.elf" --boot none --map 1 -o "$images/none.bin"
image "$elfs/empty-data.elf" --boot new --map 6 -o "$images/new_two_segments.bin"
image "$elfs/extra.elf" --boot new --map 5 --section .lit4 --section .vectors \
    -o "$images/new_five_segments.bin"

new=$images/new_sdk.bin
size=$(wc -c <"$new")
head -c $((size - 4)) "$new" >"$images/new_no_trailer.bin"
{ cat "$new" && erased 60; } >"$images/new_dump.bin"
{ cat "$new" && printf 'garbage'; } >"$images/new_garbage.bin"
head -c $((size / 2)) "$new" >"$images/new_truncated.bin"
{ head -c $((size - 4)) "$new" && printf 'wrng'; } >"$images/new_wrong_word.bin"

# Of a whole flash the start: a boot loader that names its version, its header with a map, user1,
# and a record of the store.
flashes=$out/flash_dump
mkdir -p "$flashes"
python3 - "$new" "$images/none.bin" "$flashes" <<'END'
import functools
import operator
import struct
import sys
import zlib

with open(sys.argv[1], "rb") as file:
    user1 = file.read()
with open(sys.argv[2], "rb") as file:
    none = file.read()


def flash(name, text, map_byte, *parts):
    check = functools.reduce(operator.xor, text, 0xEF)
    loader = struct.pack("<4BIII", 0xE9, 1, 0, map_byte, 0x40100000, 0x40100000, len(text)) + \
        text + bytes(3) + bytes([check])
    content = bytearray(b"\xFF" * 0x3000)
    for offset, data in ((0, loader), *parts):
        content[offset:offset + len(data)] = data
    with open(f"{sys.argv[3]}/{name}.bin", "wb") as file:
        file.write(content)


record = struct.pack("<6I", 0x54535641, 1, 7, 0, 0, 0)
record += struct.pack("<I", zlib.crc32(record))
version = b"2nd boot version : 1.7".ljust(28)
flash("user1", version, 0x60, (0x1000, user1))
flash("store", version, 0x20, (0x1000, user1), (0x2000, record))
flash("no_map", version, 0x70, (0x1000, user1))
flash("nameless", bytes(28), 0x60, (0x1000, user1))
flash("rboot", b"rBoot v1.4.2".ljust(28), 0x20, (0x1000, b"\xE1\1"))
flash("no_slot", version, 0x20, (0x1000, none))
END

# Boot old starts irom at 64 KiB, so there are few of these.
image "$elfs/old_slot1.elf" --boot old --map 2 -o "$images/old_portable.bin"
image "$elfs/old_slot2.elf" --boot old --map 4 --slot 2 --crc sdk -o "$work/old.bin"
{ cat "$work/old.bin" && erased 9; } >"$images/old_dump.bin"
{ head -c 65600 "$work/old.bin" && printf 'wrong'; } >"$images/old_wrong_word.bin"

# Kinds of image and of file that are not for a slot.
PYTHONPATH=$reference python3 - "$here/../cli" "$images" <<'END'
import os
import sys

sys.path.insert(0, sys.argv[1])
import kind_files

for name in ("rtos-sdk-3", "loader", "ram-part"):
    with open(os.path.join(sys.argv[2], f"kind_{name.replace('-', '_')}.bin"), "wb") as file:
        file.write(kind_files.IMAGES[name])
for name in ("esp32", "elf-riscv", "gzip", "html", "intel-hex", "key", "text", "uf2"):
    with open(os.path.join(sys.argv[2], f"kind_{name.replace('-', '_')}.bin"), "wb") as file:
        file.write(kind_files.OTHERS[name])
END

# HTTP messages behind a byte that says which (1 upload, 2 range, 4 length known) and one for cuts.
mkdir -p "$out/http_message"
python3 - "$out/http_message" <<'END'
import os
import sys

BODY = bytes(range(40))
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
POST = b"POST /update HTTP/1.1\r\nHost: lamp\r\nExpect: 100-continue\r\n"
CHUNKS = b"8\r\n" + BODY[:8] + b"\r\n20;x\r\n" + BODY[8:] + b"\r\n0\r\nA: b\r\n\r\n"
FORM = (b'--b\r\nContent-Disposition: form-data; name="n"\r\n\r\nskipped\r\n'
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n'
        b"Content-Type: x/y\r\n\r\n" + BODY + b"\r\n--b\r\n\r\n\r\n--b--\r\n")
FORM_TYPE = b'Content-Type: multipart/form-data; boundary="b"\r\n'
SEEDS = {
    "length": (4, OK + b"Content-Length: 40\r\n\r\n" + BODY),
    "chunked": (4, OK + CHUNKED + CHUNKS),
    "to_the_end": (4, b"HTTP/1.0 200 OK\r\n\r\n" + BODY),
    "bounded": (0, OK + b"Content-Encoding: identity\r\n\r\n" + BODY),
    "interim": (0, b"HTTP/1.1 103 x\r\nLink: y\r\n\r\n" + OK + CHUNKED + CHUNKS),
    "range": (2, b"HTTP/1.1 206 x\r\nContent-Range: bytes 7-39/40\r\n"
                 b"Content-Length: 33\r\n\r\n" + BODY[7:]),
    "redirect": (0, b"HTTP/1.1 301 x\r\nLocation: http://a/b\r\nRetry-After: 120\r\n\r\n"),
    "refused": (0, b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"),
    "upload": (5, POST + b"Content-Length: 40\r\n\r\n" + BODY),
    "upload_chunked": (5, POST + CHUNKED + CHUNKS),
    "form": (5, POST + FORM_TYPE + b"Content-Length: %d\r\n\r\n" % len(FORM) + FORM),
    "form_chunked": (1, POST + FORM_TYPE + CHUNKED
                     + b"%x\r\n" % 90 + FORM[:90] + b"\r\n"
                     + b"%x\r\n" % (len(FORM) - 90) + FORM[90:] + b"\r\n0\r\n\r\n"),
    "page": (1, b"GET / HTTP/1.1\r\n\r\n"),
}
for name, (flags, message) in SEEDS.items():
    with open(os.path.join(sys.argv[1], name), "wb") as file:
        file.write(bytes([flags, 7]) + message)
END

# Updates: options (1 slot 2, 2 a bundle of its own, 4 cut, 8 and 16 how), where the power is cut,
# two bytes for the pieces, and a bundle or changes of the good one: where, what, how.
mkdir -p "$out/update"
python3 - "$out/update" <<'END'
import os
import struct
import sys


def change(at, value, how=3):
    return struct.pack("<HBB", at, value, how)


MANIFEST = b"APBM" + struct.pack("<BBH", 1, 2, 148) + bytes(140)
SEEDS = {
    "good_slot1": (0, 0, b""),
    "good_slot2": (1, 0, b""),
    "cut_before": (4, 3, b""),
    "cut_half": (4 + 8, 0, b""),
    "cut_after": (5 + 16, 30, b""),
    "cut_in_commit": (4, 44, b""),
    "short": (0, 0, change(4000, 0, 0)),
    "without_other": (0, 0, change(9500, 0, 0)),
    "long": (0, 0, change(9000, 0x55, 1)),
    "signature": (0, 0, change(180, 1)),
    "signed_part": (1, 0, change(61, 2)),
    "block": (0, 0, change(158, 2)),
    "image_twice": (1, 0, change(5000, 1) + change(5000, 1)),
    "image": (0, 0, change(8000, 0x80)),
    "no_end": (2, 0, MANIFEST + (b"\1\1\0\0" + bytes(8)) * 40),
    "html": (2, 0, b"<!doctype html><title>Login</title>"),
}
for name, (options, cut, rest) in SEEDS.items():
    with open(os.path.join(sys.argv[1], name), "wb") as file:
        file.write(bytes([options, cut, 7, len(name)]) + rest)
END

# Bundles: the vector of the format page, whole and in other ways.
mkdir -p "$out/bundle"
PYTHONPATH=$reference python3 - "$out/bundle" <<'END'
import os
import sys

import bundle_reference
import manifest_sign_reference as writer

whole = bundle_reference.vector()
manifest, images = bundle_reference.split(whole)
other = writer.vector_builder()
other.counter += 1
single = writer.vector_builder()
del single.payloads[0]


def signed(builder, slot):
    return writer.signed_image(writer.vector_body(slot), builder.build())


SEEDS = {
    "whole": whole,
    "single": bundle_reference.build([signed(single, 2)]),
    "cut": whole[:-1],
    "one_image": whole[:-len(images[2])],
    "longer": whole + b"\xFF",
    "swapped": manifest + images[2] + images[1],
    "other_release": manifest + images[1] + signed(other, 2),
    "body": writer.flipped(whole, len(manifest) + 20),
    "copy": writer.flipped(whole, len(whole) - 100),
    "end_block": writer.flipped(whole, len(manifest) - 2),
    "manifest": manifest,
}
for name, data in SEEDS.items():
    with open(os.path.join(sys.argv[1], name), "wb") as file:
        file.write(data)
END

# The client and its server: options (1 slot 2, 2 journal, 4 redirects, 8 cut, 16 and 32 how), where
# the power is cut, two bytes for the pieces, and an answer for each connection with what it needs.
# The same for posts (4: not to be committed at once).
mkdir -p "$out/pull" "$out/push"
python3 - "$out" <<'END'
import os
import struct
import sys

GOOD, WHOLE, CHANGED, SHORT, STALLS, RESET, HEAD, RAW, SILENT, REFUSED = (
    bytes([kind]) for kind in range(10))
POST_CHANGED, POST_SHORT, POST_STALLS, POST_RESET, TAKEN, POST_HEAD, POST_RAW, FORM = (
    bytes([kind]) for kind in range(1, 9))


def half(number):
    return struct.pack("<H", number)


def text(kind, lines):
    lines = lines.encode().replace(b"\n", b"\r\n")
    return kind + half(len(lines)) + lines


MOVED = "HTTP/1.1 302 X\nLocation: http://updates.example/other\n\n"
MISSING = "HTTP/1.1 404 X\n\n"
PULL = {
    "good": (0, 0, GOOD),
    "cut_of_power": (8, 12, GOOD),
    "cut_in_commit": (8 + 16 + 1, 44, GOOD),
    "cut_with_journal": (8 + 2, 25, GOOD + GOOD + SHORT + half(5000)),
    "resumed": (0, 0, GOOD + SHORT + half(5000) + REFUSED + SHORT + half(700) + GOOD),
    "whole_for_range": (1, 0, GOOD + SHORT + half(5000) + WHOLE),
    "in_vain": (0, 0, GOOD + (SHORT + half(60)) * 5),
    "reset": (2, 0, GOOD + RESET + half(9000) + GOOD + RESET + half(3000)),
    "reset_without_journal": (0, 0, GOOD + RESET + half(9000)),
    "changed": (0, 0, GOOD + CHANGED + half(4000) + b"\1"),
    "changed_manifest": (0, 0, CHANGED + half(120) + b"\2" + GOOD),
    "changed_and_resumed": (2, 0, GOOD + SHORT + half(5000) + CHANGED + half(500) + b"\x80"),
    "stalls": (0, 0, STALLS + half(100) + GOOD + STALLS + half(6001) + SILENT),
    "redirects": (4, 0, text(RAW, MOVED) + text(RAW, MOVED) + GOOD + text(RAW, MOVED)),
    "circle": (4, 0, text(RAW, MOVED) * 3),
    "elsewhere": (4, 0, text(RAW, MOVED.replace("updates", "update"))),
    "missing": (1, 0, GOOD + text(RAW, MISSING)),
    "gone": (1, 0, GOOD + text(RAW, MISSING) * 2),
    "busy": (0, 0, text(RAW, "HTTP/1.1 503 X\nRetry-After: 4000\n\n")),
    "to_the_end": (0, 0, text(HEAD, "HTTP/1.0 200 X\n\n") * 2),
    "interim": (0, 0, text(HEAD, "HTTP/1.1 103 X\n\nHTTP/1.1 200 X\nServer: y\n\n") * 2),
    "chunked": (0, 0, GOOD + text(HEAD, "HTTP/1.1 200 X\nTransfer-Encoding: chunked\n\n2500\n")),
    "other_range": (0, 0, GOOD + SHORT + half(5000) + text(
        HEAD, "HTTP/1.1 206 X\nContent-Range: bytes 4999-9503/9504\n\n")),
    "html": (0, 0, text(RAW, "HTTP/1.1 200 X\n\n<!doctype html><title>Login</title>" + 200 * "x")),
}
TO_UPDATE = "POST /update HTTP/1.1\n"
PUSH = {
    "good": (0, 0, GOOD),
    "form": (1, 0, FORM),
    "not_yet": (4, 0, GOOD + GOOD),
    "not_yet_and_page": (4, 0, GOOD + text(POST_RAW, "GET /favicon.ico HTTP/1.1\n\n")),
    "cut_of_power": (8, 12, GOOD),
    "cut_in_commit": (8 + 16 + 1, 44, GOOD),
    "short": (0, 0, POST_SHORT + half(5000) + POST_STALLS + half(50)),
    "changed": (0, 0, POST_CHANGED + half(5000) + b"\1"),
    "changed_manifest": (1, 0, POST_CHANGED + half(150) + b"\1"),
    "reset": (2, 0, POST_RESET + half(9000)),
    "taken": (0, 0, TAKEN + half(3000)),
    "chunked": (0, 0, text(POST_HEAD, TO_UPDATE + "Transfer-Encoding: chunked\n\n4000\n")),
    "other_path": (0, 0, text(POST_HEAD, "POST /other HTTP/1.1\nContent-Length: 9999\n\n")),
    "no_length": (0, 0, text(POST_HEAD, TO_UPDATE + "\n")),
    "long": (0, 0, text(POST_HEAD, TO_UPDATE + "Content-Length: 4000000\n\n")),
    "form_of_text": (0, 0, text(POST_RAW, TO_UPDATE + "Content-Type: multipart/form-data\n"
                                "Content-Length: 148\n\n--x\n\n" + 140 * "y")),
    "page": (0, 0, text(POST_RAW, "GET /update HTTP/1.1\n\n")),
}
for folder, seeds in (("pull", PULL), ("push", PUSH)):
    for name, (options, cut, rest) in seeds.items():
        with open(os.path.join(sys.argv[1], folder, name), "wb") as file:
            file.write(bytes([options, cut, 7, len(name)]) + rest)
END

# Private keys of LMS: 0 and a file, or 1, a record and the fixed part of one. The lowest nodes of a
# tree of H15 are made up, and the root is theirs.
mkdir -p "$out/lms_key"
python3 - "$out/lms_key" <<'END'
import base64
import hashlib
import os
import struct
import sys

IDENTIFIER, SEED = bytes(range(16)), bytes(range(100, 124))
HEAD = b"LMS private key.\n"


def pem(label, data):
    text = base64.b64encode(data)
    lines = b"".join(text[i:i + 64] + b"\n" for i in range(0, len(text), 64))
    return b"-----BEGIN %s-----\n%s-----END %s-----\n" % (label, lines, label)


def wrap(tag, data):
    return bytes([tag, len(data)]) + data


def private(kind, identifier=IDENTIFIER):
    key = struct.pack(">II", kind, 7) + identifier + SEED
    oid = bytes.fromhex("060b2a864886f70d0109100311")
    return pem(b"PRIVATE KEY", wrap(0x30, b"\2\1\0" + wrap(0x30, oid) + wrap(4, key)))


def root_of(lowest):
    level, number = lowest, len(lowest)
    while len(level) > 1:
        number //= 2
        level = [hashlib.sha256(IDENTIFIER + struct.pack(">IH", number + i, 0x8383) +
                                level[2 * i] + level[2 * i + 1]).digest()[:24]
                 for i in range(number)]
    return level[0]


def record(kind, root, first, following, end):
    return struct.pack(">II", kind, 7) + IDENTIFIER + root + struct.pack(">3I", first, following, end)


def whole(fixed, made, place=bytes(20), version=1):
    state = struct.pack(">I", version) + made + place
    return b"\0" + fixed + pem(b"LMS STATE", state + hashlib.sha256(fixed + state).digest())


NODES = [bytes([i]) * 24 for i in range(32)]
TREE = pem(b"LMS TREE", b"".join(NODES))
H5, H10, H15 = 10, 11, 12
ROOT = bytes(range(200, 224))
plain, known = HEAD + private(H5), record(H5, ROOT, 0, 3, 32)
high, known_high = HEAD + private(H15) + TREE, record(H15, root_of(NODES), 0, 1000, 32768)
encrypted = HEAD + pem(b"ENCRYPTED PRIVATE KEY", bytes.fromhex("3003300130"))
SEEDS = {
    "plain": whole(plain, known),
    "placed": whole(plain, known, struct.pack(">QQI", 1234567, 1700000000, 5)),
    "used_up": whole(plain, record(H5, ROOT, 12, 32, 32)),
    "high": whole(high, known_high),
    "encrypted": whole(encrypted, known),
    "checksum": whole(plain, known)[:-60] + whole(plain, known)[-59:],
    "version": whole(plain, known, version=2),
    "no_state": b"\0" + plain,
    "blank": whole(plain, known) + b"\n",
    "made": b"\1" + known + plain,
    "made_high": b"\1" + known_high + high,
    "made_other_tree": b"\1" + known_high + HEAD + private(H15) + TREE.replace(b"BAQE", b"BAQF", 1),
    "made_no_tree": b"\1" + known_high + HEAD + private(H15),
    "made_other_key": b"\1" + known + HEAD + private(H5, bytes(16)),
    "made_other_kind": b"\1" + record(14, ROOT, 0, 0, 32) + plain,
    "made_beyond": b"\1" + record(H10, ROOT, 0, 1025, 1024) + plain,
    "made_two_states": b"\1" + known + whole(plain, known)[1:],
    "made_encrypted": b"\1" + known + encrypted,
}
for name, data in SEEDS.items():
    with open(os.path.join(sys.argv[1], name), "wb") as file:
        file.write(data)
END
