#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the must-fail set: named files, most of which no reader may accept, and their index.
usage: must_fail.py [--key PRIV.pem]... [--boot new|old] -o OUT_DIR"""

import argparse
import copy
import hashlib
import json
import os
import pathlib
import struct
import sys
import tempfile
import zlib

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "reference"))
import image_reference
import make_elf
import manifest_reference as reader
from manifest_sign_reference import (ORDER, PRODUCT, VENDOR, BlockMaker, ManifestBuilder,
                                     SigningKey, VectorKey, flipped, signed_image, tlv, with_crc)


class Lab:
    """Keys, bodies and builders of the must-fail set."""

    def __init__(self, key_paths, boot, folder):
        keys = [SigningKey(path) for path in key_paths]
        self.boot, self.map = reader.BOOT_NEW if boot == "new" else reader.BOOT_OLD, 2
        self.bodies = {slot: self.body(boot, slot) for slot in (1, 2)}
        self.keys = {"foreign": VectorKey()}
        for name, algorithms, option in (("ec", (1,), "ec_paramgen_curve:P-256"),
                                         ("rsa", (2, 3), "rsa_keygen_bits:2048")):
            found = [key for key in keys if key.public.algorithm in algorithms]
            path = os.path.join(folder, name)
            if not found:
                reader.run_openssl("genpkey", "-algorithm", name.upper(), "-pkeyopt", option,
                                   "-out", path)
            self.keys[name] = found[0] if found else SigningKey(path)

    def body(self, boot, slot):
        origin = make_elf.irom_origin(boot, self.map, slot)
        # A boot old irom is not padded: its manifest stands at an odd offset.
        maker = make_elf.hello_preset(origin, 0x64, 0x20, 0x30, 0x101)
        elf = image_reference.ElfFile(maker.build())
        return image_reference.build_image(elf, boot, self.map, slot)[0][:-4]

    def builder(self):
        vendor = reader.identifier(VENDOR, reader.DNS_NAMESPACE)
        result = ManifestBuilder(vendor, reader.identifier(PRODUCT, vendor), (1, 2, 3, 4), 7,
                                 self.map, self.boot)
        for slot, body in self.bodies.items():
            result.add_body(slot, body)
        result.tlvs = [tlv(1, b"good")]
        result.blocks = [BlockMaker(self.keys["ec"])]
        return result


def fields(**values):
    return lambda builder, lab: vars(builder).update(values)


def entry(index, **values):
    return lambda builder, lab: vars(builder.payloads[index]).update(values)


def block(key="ec", **values):
    def edit(builder, lab):
        builder.blocks = [BlockMaker(lab.keys[key], **values)]
    return edit


def blocks(*keys):
    def edit(builder, lab):
        builder.blocks = [BlockMaker(lab.keys[key]) for key in keys]
    return edit


def extra_block(**values):
    """A block that no trusted key needs, before a good one."""
    def edit(builder, lab):
        builder.blocks.insert(0, BlockMaker(lab.keys["foreign"], **values))
    return edit


def tlvs(*values):
    return fields(tlvs=list(values))


def halves(r=None, s=None):
    """Replaces r and s of a signature by numbers or functions of them."""
    def change(signature):
        out = b""
        for new, old in ((r, signature[:32]), (s, signature[32:])):
            out += old if new is None else new(old) if callable(new) else new.to_bytes(32, "big")
        return out
    return block(change=change)


def over(length):
    """A payload that is `length` bytes longer than the slot takes."""
    def edit(builder, lab):
        room = reader.MAPS[builder.map][2] - len(builder.build()) - reader.TRAILER
        builder.payloads[0].length = room + length
    return edit


def twice(builder, lab):
    builder.payloads = [builder.payloads[0], copy.copy(builder.payloads[0])]


def retargeted(builder, lab):
    twice(builder, lab)
    vars(builder.payloads[1]).update(flash_offset=builder.payloads[1].flash_offset ^ 0x2000,
                                     digest=hashlib.sha256(b"other").digest())


def old_on_big_map(builder, lab):
    fields(map=5, boot=reader.BOOT_OLD)(builder, lab)
    builder.payloads[1].flash_offset = 0x101000


def high_s(old):
    return (ORDER - int.from_bytes(old, "big")).to_bytes(32, "big")


# (attack number of the design, or None for a plain rule of the format, name, edit)
SIGNED_CASES = [
    (2, "payload_twice", twice),
    (2, "payload_retargeted", retargeted),
    (2, "payloads_swapped", lambda builder, lab: builder.payloads.reverse()),
    (2, "payload_offset_of_other_slot", lambda builder, lab: vars(builder.payloads[0]).update(
        flash_offset=builder.payloads[1].flash_offset)),
    (2, "tlv_twice", tlvs(tlv(1, b"one"), tlv(1, b"two"))),
    (2, "tlv_twice_once_critical", tlvs(tlv(1, b"one"), tlv(0x8001, b"two"))),
    (2, "tlvs_descend", tlvs(tlv(0x4000, b"x"), tlv(1, b"x"))),
    (4, "tlv_length_0", tlvs(tlv(0x4000, b""))),
    (4, "tlv_over_end_by_1", tlvs(tlv(0x4000, b"good", 5))),
    (4, "tlv_length_ffff", tlvs(tlv(0x4000, b"good", 0xFFFF))),
    (4, "tlv_length_fffd", tlvs(tlv(0x4000, b"good", 0xFFFD))),
    (4, "payload_length_0", entry(0, length=0)),
    (4, "payload_length_2_31", entry(0, length=1 << 31)),
    (4, "payload_length_2_32_less_1", entry(1, length=(1 << 32) - 1)),
    (4, "payload_length_wraps", entry(1, length=(1 << 32) - 244)),
    (4, "payload_length_slot_plus_1", over(1)),
    (4, "payload_slot_0", entry(0, slot=0)),
    (4, "payload_slot_3", entry(1, slot=3)),
    (4, "payload_count_0", fields(payload_count=0)),
    (4, "payload_count_3", fields(payload_count=3)),
    (4, "payload_count_255", fields(payload_count=255)),
    (4, "payloads_none", fields(payloads=[])),
    (4, "signed_length_0", fields(signed_length=0)),
    (4, "signed_length_60", fields(signed_length=60)),
    (4, "signed_length_not_multiple_of_4", fields(signed_length=155)),
    (4, "signed_length_ffff", fields(signed_length=0xFFFF)),
    (4, "signed_length_fffc", fields(signed_length=0xFFFC)),
    (4, "signed_part_516", tlvs(tlv(2, bytes(364)))),
    (11, "digest_algorithm_0", entry(0, digest_algorithm=0)),
    (11, "digest_algorithm_2", entry(1, digest_algorithm=2)),
    (18, "build_id_nul", tlvs(tlv(1, b"a\0b"))),
    (18, "build_id_cr", tlvs(tlv(1, b"a\rb"))),
    (18, "build_id_del", tlvs(tlv(1, b"a\x7F"))),
    (18, "build_id_not_ascii", tlvs(tlv(1, "\u00e9".encode()))),
    (18, "build_id_65", tlvs(tlv(1, b"a" * 65))),
    (None, "magic", fields(magic=b"APBN")),
    (None, "format_version_0", fields(format_version=0)),
    (None, "format_version_2", fields(format_version=2)),
    (None, "reserved_header_low", fields(reserved=1)),
    (None, "reserved_header_high", fields(reserved=0x8000)),
    (None, "reserved_payload", entry(1, reserved=0x100)),
    (None, "map_1", fields(map=1)),
    (None, "map_7", fields(map=7)),
    (None, "map_10", fields(map=10)),
    (None, "map_with_other_offsets", fields(map=0)),
    (None, "boot_0", fields(boot=0)),
    (None, "boot_3", fields(boot=3)),
    (None, "boot_old_on_map_5", old_on_big_map),
    (None, "payload_offset_mismatched", entry(0, flash_offset=0x2000)),
    (None, "tlv_padding", tlvs(tlv(1, b"abc", padding=b"\1"))),
    (None, "tlv_type_0", tlvs(tlv(0, b"good"))),
    (None, "tlv_type_0_critical", tlvs(tlv(0x8000, b"good"))),
    (None, "tlv_critical_unknown_0002", tlvs(tlv(0x8002, b"good"))),
    (None, "tlv_critical_unknown_3fff", tlvs(tlv(1, b"good"), tlv(0xBFFF, b"good"))),
    (None, "tlv_critical_vendor", tlvs(tlv(0xC000, b"good"))),
    (None, "tlv_vendor_65", tlvs(tlv(0x4000, bytes(65)))),
] + [(None, f"tlv_reserved_{kind:04x}", tlvs(tlv(kind, b"good")))
     for low in range(0x10, 0x20) for kind in (low, 0x8000 | low)]

BLOCK_CASES = [
    (1, "signature_over_body", lambda builder, lab: block(
        message=lambda signed: lab.bodies[1])(builder, lab)),
    (1, "signature_over_part", block(message=lambda signed: signed[:-8])),
    (1, "signature_over_header", block(message=lambda signed: signed[:60])),
    (1, "signature_over_block_too", block(message=lambda signed: signed + b"\1\1\x40\0")),
    (1, "signature_over_digest", block(message=lambda s: hashlib.sha256(s).digest())),
    (1, "signed_length_before_tlv", fields(signed_length=148)),
    (3, "tlv_before_block", block(before=tlv(0x4000, b"good"))),
    (3, "build_id_before_block", block(before=tlv(1, bytes(64)))),
    (3, "tlv_between_blocks", lambda builder, lab: builder.blocks.append(
        BlockMaker(lab.keys["foreign"], before=tlv(0x4000, b"good")))),
    (3, "tlv_before_end", fields(before_end=tlv(0x4000, b"good"))),
    (4, "unterminated", fields(end=b"")),
    (4, "end_kind_2", fields(end_kind=2)),
    (4, "end_count_0", fields(end_count=0)),
    (4, "end_count_2", fields(end_count=2)),
    (4, "end_length_0", fields(end_length=0)),
    (4, "end_length_less_4", fields(end_length=232)),
    (4, "end_length_more_4", fields(end_length=240)),
    (4, "end_length_ffff", fields(end_length=0xFFFF)),
    (4, "blocks_9", blocks(*["ec"] * 9)),
    (4, "block_kind_0", block(kind=0)),
    (4, "block_kind_2", block(kind=2)),
    (5, "bytes_after_end", fields(after_end=bytes(4))),
    (5, "end_block_twice", fields(after_end=struct.pack("<BBH", 0, 1, 236))),
    (9, "r_0", halves(r=0)), (9, "s_0", halves(s=0)), (9, "signature_zero", halves(0, 0)),
    (9, "r_n", halves(r=ORDER)), (9, "s_n", halves(s=ORDER)),
    (9, "r_above_n", halves(r=ORDER + 1)), (9, "s_above_n", halves(s=ORDER + 1)),
    (9, "signature_ff", halves(2**256 - 1, 2**256 - 1)),
    (9, "r_1_s_1", halves(1, 1)),
    (9, "r_s_swapped", block(change=lambda raw: raw[32:] + raw[:32])),
    (9, "signature_63", block(change=lambda raw: raw[:63])),
    (9, "signature_65", block(change=lambda raw: raw + b"\0")),
    (9, "signature_empty", block(change=lambda raw: b"")),
    (9, "signature_length_ffff", block(length=0xFFFF)),
    (9, "signature_der", block(change=reader.ecdsa_der)),
    (9, "signature_der_cut_to_64", block(change=lambda raw: reader.ecdsa_der(raw)[:64])),
    (9, "extra_block_63", extra_block(change=lambda raw: raw[:63])),
    (9, "extra_block_68", extra_block(change=lambda raw: raw + bytes(4))),
    (9, "extra_block_empty", extra_block(signature=b"")),
    (12, "no_signature", blocks()),
    (13, "foreign_key", block("foreign")),
    (13, "foreign_key_with_trusted_id", lambda builder, lab: block(
        "foreign", key_id=lab.keys["ec"].public.key_id)(builder, lab)),
    (13, "key_id_of_other", block(key_id=bytes(8))),
    (13, "other_algorithm_key", block("rsa")),
    (13, "other_algorithm_key_with_trusted_id", lambda builder, lab: block(
        "rsa", key_id=lab.keys["ec"].public.key_id)(builder, lab)),
    (13, "algorithm_0", block(algorithm=0)), (13, "algorithm_2", block(algorithm=2)),
    (13, "algorithm_4_lms", block(algorithm=4)), (13, "algorithm_5", block(algorithm=5)),
    (13, "extra_block_algorithm_0", extra_block(algorithm=0)),
    (13, "extra_block_algorithm_2", extra_block(algorithm=2)),
    (13, "extra_block_algorithm_4_lms", extra_block(algorithm=4)),
    (13, "extra_block_algorithm_5", extra_block(algorithm=5)),
    (13, "algorithm_2_zero_filled", block(algorithm=2, change=lambda raw: raw + bytes(192))),
    (14, "no_signature_but_counted", lambda builder, lab: vars(builder).update(
        blocks=[], end_count=1)),
    (14, "digest_in_place_of_signature", lambda builder, lab: block(signature=hashlib.sha256(
        builder.signed()).digest() * 2)(builder, lab)),
]

# Judged with the RSA key as the trusted one.
RSA_CASES = [
    (10, "pss_salt_0", block("rsa", options={"rsa_pss_saltlen": "0"})),
    (10, "pss_salt_20", block("rsa", options={"rsa_pss_saltlen": "20"})),
    (10, "pss_salt_33", block("rsa", options={"rsa_pss_saltlen": "33"})),
    (10, "pss_salt_max", block("rsa", options={"rsa_pss_saltlen": "max"})),
    (10, "pss_mgf1_sha1", block("rsa", options={"rsa_mgf1_md": "sha1"})),
    (10, "pkcs1", block("rsa", options=dict.fromkeys(
        ("rsa_pss_saltlen", "rsa_mgf1_md")) | {"rsa_padding_mode": "pkcs1"})),
    (9, "rsa_zero", block("rsa", change=lambda raw: bytes(len(raw)))),
    (9, "rsa_ff", block("rsa", change=lambda raw: b"\xFF" * len(raw))),
    (9, "rsa_short", block("rsa", change=lambda raw: raw[1:])),
    (9, "rsa_reversed", block("rsa", change=lambda raw: raw[::-1])),
    (13, "rsa_trusted_ec_signed", block("ec")),
]

ACCEPTED_CASES = [
    (None, "good_high_s", halves(s=high_s)),
    (None, "good_two_blocks", blocks("foreign", "ec")),
    (None, "good_eight_blocks", blocks(*["foreign"] * 7, "ec")),
    (None, "good_after_bad_signature", lambda builder, lab: builder.blocks.insert(
        0, BlockMaker(lab.keys["ec"], message=lambda signed: b""))),
    (None, "good_one_payload", lambda builder, lab: builder.payloads.pop()),
    (None, "good_no_tlv", tlvs()),
    (None, "good_unknown_tlvs", tlvs(tlv(2, b"?"), tlv(0x4000, b"?"), tlv(0x7FFF, bytes(64)))),
    (None, "good_critical_build_id", tlvs(tlv(0x8001, b"a" * 64))),
    (None, "good_signed_part_512", tlvs(tlv(2, bytes(360)))),
]

# Edits of the second segment's header in the first body, which is then signed
# properly: (name, offset, u32 in its place).
SEGMENT_CASES = [
    ("address_outside_ram", 0, 0x60000000), ("address_in_irom", 0, 0x40201010),
    ("address_over_end_of_ram", 0, 0x3FFFFFF8), ("address_wraps", 0, 0xFFFFFFF8),
    ("length_2_31", 4, 1 << 31), ("length_2_32_less_4", 4, (1 << 32) - 4),
]

POLICY_CASES = [
    (2, "slot_of_other_image", ["good.user2.bin"], {"policy": {"slot": 1}}),
    (8, "counter_too_low", ["good.user1.bin", "good.manifest"], {"policy": {"min-counter": 8}}),
    (12, "threshold_0", ["good.user1.bin", "good.manifest"], {"threshold": 0}),
    (12, "threshold_2", ["good.user1.bin", "good.manifest"],
     {"threshold": 2, "keys": ["ec", "foreign"]}),
    (12, "same_key_trusted_twice", ["good.user1.bin"], {"threshold": 2, "keys": ["ec", "ec"]}),
    (13, "key_not_trusted", ["good.user1.bin", "good.manifest"], {"keys": ["foreign", "rsa"]}),
    (None, "vendor_of_other", ["good.user1.bin"], {"policy": {"vendor": "other.example"}}),
    (None, "product_of_other", ["good.user1.bin"],
     {"policy": {"vendor": VENDOR, "product": "lamp2"}}),
    (None, "map_of_other", ["good.user1.bin"], {"policy": {"map": 3}}),
]
GOOD_POLICY = {"vendor": VENDOR, "product": PRODUCT, "slot": 1, "map": 2, "min-counter": 7}


def resigned(lab, body, **changes):
    """An image of any body, whose manifest names it but for the changes."""
    builder = lab.builder()
    vars(builder.payloads[0]).update(
        {"length": len(body), "digest": hashlib.sha256(body).digest()} | changes)
    return signed_image(body, builder.build())


def changed_images(lab, good, manifest):
    """Yields (attack, name, image): images that no reader may accept."""
    body, end = good[:-8 - len(manifest)], len(good)
    start = len(body)
    yield 5, "image_bytes_after_crc", good + bytes(4)
    yield 5, "image_erased_flash_after_crc", good + b"\xFF" * 4
    yield 5, "image_third_trailer_word", with_crc(good + bytes(12))
    yield 4, "image_bytes_before_manifest", signed_image(body + bytes(4), manifest)
    yield 4, "image_body_short", signed_image(body[:-16], manifest)
    yield 4, "image_manifest_twice", signed_image(body + manifest, manifest)
    yield 14, "image_without_manifest", body + struct.pack("<I", zlib.crc32(body) ^ 0xFFFFFFFF)
    yield 14, "image_without_manifest_padded", signed_image(body, b"")
    yield None, "image_crc_0", good[:-4] + bytes(4)
    yield None, "image_crc_not_inverted", good[:-4] + struct.pack("<I", zlib.crc32(good[:-4]))
    for size in (0, 1, 4, 7, 8, 16, 63, 64, start, start + 60, end - 8, end - 4, end - 1):
        yield 6, f"image_cut_to_{size}", good[:size]
    for name, offset in (("first", 0), ("middle", start // 2), ("last", start - 1),
                         ("magic", start), ("counter", start + 52), ("digest", start + 75),
                         ("tlv", start + 152), ("key_id", end - 8 - 70),
                         ("signature", end - 8 - 20), ("end_block", end - 8 - 2)):
        yield 17, f"flip_{name}", flipped(good, offset)
        yield 17, f"flip_{name}_crc_right", with_crc(flipped(good, offset))
    yield 17, "flip_pad_word", flipped(good, end - 8)
    yield 17, "flip_crc_word", flipped(good, end - 4)
    for name, change in (("less_16", -16), ("less_4", -4), ("more_4", 4), ("more_16", 16)):
        yield 4, f"payload_length_{name}", resigned(lab, body, length=start + change)
    digest = hashlib.sha256(body).digest()
    yield 11, "digest_half", resigned(lab, body, digest=digest[:16] + bytes(16))
    yield 11, "digest_0", resigned(lab, body, digest=bytes(32))
    yield 2, "digest_of_other_slot", resigned(
        lab, body, digest=hashlib.sha256(lab.bodies[2]).digest())
    builder = lab.builder()
    builder.boot = reader.BOOT_OLD + reader.BOOT_NEW - builder.boot
    yield None, "boot_mode_of_other", signed_image(body, builder.build())


def changed_bodies(lab, good):
    """Yields (name, image): well-signed images of bodies that cannot run."""
    _, ram, start, end = reader.walk_headers(good)
    body, segments = lab.bodies[1], ram["segments"]

    def put(offset, word, data=body):
        return data[:offset] + struct.pack("<I", word) + data[offset + 4:]

    yield "xor_byte", flipped(body, end - 1)
    yield "entry_outside", put(start + 4, 0x50000000, put(4, 0x50000000))
    yield "ram_header_magic", put(start, 0x000003E8)
    yield "segment_count_255", put(start, 0x0000FFE9)
    for name, offset, word in SEGMENT_CASES:
        yield f"segment_{name}", put(segments[1]["offset"] - 8 + offset, word)
    # A zero pad byte joins the last segment; the XOR byte stays right.
    yield "segment_length_odd", put(segments[-1]["offset"] - 4, segments[-1]["length"] + 1)
    if lab.boot == reader.BOOT_NEW:
        yield "irom_header_magic", put(0, 0x010005EA)
        for name, word in (("16", start), ("2_31", 1 << 31), ("wraps", (1 << 32) - 16)):
            yield f"irom_length_{name}", put(12, word)


class CaseSet:
    """Writes named files and keeps the index of them."""

    def __init__(self, folder, lab):
        self.folder, self.lab, self.records = folder, lab, []
        os.makedirs(folder, exist_ok=True)
        for name, key in lab.keys.items():
            self.write(f"{name}.pub.pem", key.public.pem.encode())

    def write(self, name, data):
        image_reference.write_file(os.path.join(self.folder, name), data)

    def add(self, attack, name, files, expected="refuse", keys=("ec",), threshold=1, policy=None):
        """files: {suffix: contents}, or the names of files that exist."""
        if isinstance(files, dict):
            for suffix, data in files.items():
                self.write(f"{name}.{suffix}", data)
            files = [f"{name}.{suffix}" for suffix in files]
        self.records.append({"name": name, "files": files, "expected": expected,
                             "attack": attack, "threshold": threshold, "policy": policy or {},
                             "keys": [f"{key}.pub.pem" for key in keys]})

    def add_edit(self, attack, name, edit, **how):
        builder = self.lab.builder()
        edit(builder, self.lab)
        manifest = builder.build()
        self.add(attack, name, {"user1.bin": signed_image(self.lab.bodies[1], manifest),
                                "manifest": manifest}, **how)


def write_must_fail(folder, key_paths, boot="new"):
    """Writes the set and returns its index.  A record's files are judged one
    by one with its keys, threshold and policy."""
    with tempfile.TemporaryDirectory() as scratch:
        lab = Lab(key_paths, boot, scratch)
        cases = CaseSet(folder, lab)
        manifest = lab.builder().build()
        good = [signed_image(body, manifest) for body in lab.bodies.values()]
        cases.add(None, "good", {"user1.bin": good[0], "user2.bin": good[1],
                                 "manifest": manifest}, "accept")
        cases.add(None, "good_policy", ["good.user1.bin", "good.manifest"], "accept",
                  policy=GOOD_POLICY)
        for case in ACCEPTED_CASES:
            cases.add_edit(*case, expected="accept")
        cases.add_edit(None, "good_rsa", block("rsa"), expected="accept", keys=["rsa"])
        cases.add_edit(None, "good_two_of_two", blocks("rsa", "ec"), expected="accept",
                       keys=["ec", "rsa"], threshold=2)
        for case in SIGNED_CASES + BLOCK_CASES:
            cases.add_edit(*case)
        for case in RSA_CASES:
            cases.add_edit(*case, keys=["rsa"])
        cases.add_edit(None, "slot_not_in_manifest", lambda builder, lab: builder.payloads.pop(),
                       policy={"slot": 2})
        cases.add_edit(12, "same_key_twice", blocks("ec", "ec"), keys=["ec", "rsa"], threshold=2)
        cases.add_edit(12, "one_of_two_good", lambda builder, lab: builder.blocks.append(
            BlockMaker(lab.keys["rsa"], message=lambda s: b"")), keys=["ec", "rsa"], threshold=2)
        for attack, name, image in changed_images(lab, good[0], manifest):
            cases.add(attack, name, {"user1.bin": image}, policy={"slot": 1})
        for name, body in changed_bodies(lab, good[0]):
            cases.add(None, name, {"user1.bin": resigned(lab, body)})
        for size in (*range(64), len(manifest) // 2, len(manifest) - 4, len(manifest) - 1):
            cases.add(6, f"manifest_cut_to_{size}", {"manifest": manifest[:size]})
        cases.add(5, "manifest_bytes_after_end", {"manifest": manifest + bytes(4)})
        for attack, name, files, how in POLICY_CASES:
            cases.add(attack, name, files, **how)
    cases.write("manifest.json", json.dumps(cases.records, indent=1).encode() + b"\n")
    return cases.records


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--key", action="append", metavar="PRIV.pem", default=[])
    parser.add_argument("--boot", choices=("new", "old"), default="new")
    parser.add_argument("-o", "--out-dir", required=True)
    options = parser.parse_args()
    write_must_fail(options.out_dir, options.key, options.boot)


if __name__ == "__main__":
    main()
