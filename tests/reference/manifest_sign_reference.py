#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes signed images and the test vector of docs/manifest-format.md; the commands are those
of manifest_reference.py."""

import hashlib
import hmac
import os
import re
import struct
import sys
import zlib

sys.dont_write_bytecode = True
import image_reference
import lms_reference
import make_elf
import manifest_reference as reader
from manifest_reference import require

READ, WRITE = image_reference.read_file, image_reference.write_file
ORDER = reader.P256_ORDER


def wire_signature(der):
    """Turns openssl's ECDSA signature into r || s."""
    size = der[3]
    numbers = der[4:4 + size], der[6 + size:]
    return b"".join(int.from_bytes(number, "big").to_bytes(32, "big") for number in numbers)


class SigningKey:
    def __init__(self, path):
        self.path = path
        self.public = reader.load_key(path, private=True)

    def sign(self, message, **options):
        """options override openssl's -sigopt values of RSA."""
        ec = self.public.algorithm == 1
        values = {} if ec else {**reader.PSS_OPTIONS, **options}
        words = [word for name, value in values.items() if value is not None
                 for word in ("-sigopt", f"{name}:{value}")]
        signature = reader.run_openssl("dgst", "-sha256", *words, "-sign", self.path,
                                       message=message)
        require(signature, f"{self.path} does not sign")
        return wire_signature(signature) if ec else signature


class VectorKey:
    """The P-256 key of RFC 6979, A.2.5, with the RFC's nonce: a test helper,
    as its timing tells the key."""
    SECRET = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
    PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
    BASE = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
            0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)

    def __init__(self):
        point = b"".join(number.to_bytes(32, "big") for number in self.multiply(self.SECRET))
        self.public = reader.key_from_der(bytes.fromhex(reader.ALGORITHMS[1][2]) + point)

    def add(self, a, b):
        if a is None or b is None:
            return a or b
        (x1, y1), (x2, y2), p = a, b, self.PRIME
        if x1 == x2 and y1 != y2:
            return None
        slope = (3 * (x1 * x1 - 1) * pow(2 * y1, -1, p) if a == b  # the curve's a is -3
                 else (y2 - y1) * pow(x2 - x1, -1, p))
        x = (slope * slope - x1 - x2) % p
        return x, (slope * (x1 - x) - y1) % p

    def multiply(self, factor):
        result, power = None, self.BASE
        while factor:
            if factor & 1:
                result = self.add(result, power)
            power, factor = self.add(power, power), factor >> 1
        return result

    def nonce(self, digest):
        secret = self.SECRET.to_bytes(32, "big")
        secret += (int.from_bytes(digest, "big") % ORDER).to_bytes(32, "big")
        key, value = bytes(32), b"\1" * 32
        for tag in (b"\0", b"\1"):
            key = hmac.digest(key, value + tag + secret, "sha256")
            value = hmac.digest(key, value, "sha256")
        value = hmac.digest(key, value, "sha256")  # the chance of a retry is 2^-32
        return int.from_bytes(value, "big")

    def sign(self, message):
        digest = hashlib.sha256(message).digest()
        k = self.nonce(digest)
        r = self.multiply(k)[0] % ORDER
        s = pow(k, -1, ORDER) * (int.from_bytes(digest, "big") + r * self.SECRET) % ORDER
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


class LmsKey:
    """An LMS key for tests: everybody knows its seed, and it signs with one leaf only, so the
    same leaf signs whatever it is asked to."""

    def __init__(self, height=10, leaf=None, name="lamp"):
        seed = hashlib.sha256(f"LMS {height} {name}".encode()).digest()
        self.leaf = (1 << height) // 3 if leaf is None else leaf
        self.private = lms_reference.FalseTree(9 + height // 5, reader.LMS_ONE_TIME, seed[:16],
                                               hashlib.sha256(seed).digest(), self.leaf)
        self.public = reader.key_from_der(bytes.fromhex(reader.ALGORITHMS[4][2])
                                          + self.private.public())

    def sign(self, message):
        return self.private.sign(hashlib.sha256(message).digest(), self.leaf)


def tlv(kind, value, length=None, padding=None):
    padding = bytes(-len(value) % 4) if padding is None else padding
    return struct.pack("<HH", kind, len(value) if length is None else length) + value + padding


class BlockMaker:
    """One signature block; message and the raw fields can be overridden."""

    def __init__(self, key, **fields):
        self.key, self.kind, self.algorithm = key, 1, key.public.algorithm
        self.key_id, self.length, self.signature = key.public.key_id, None, None
        self.message, self.change, self.options, self.before = None, None, {}, b""
        vars(self).update(fields)

    def build(self, signed):
        message = signed if self.message is None else self.message(signed)
        signature = self.signature
        if signature is None:
            signature = self.key.sign(message, **self.options)
        if self.change:
            signature = self.change(signature)
        length = len(signature) if self.length is None else self.length
        return self.before + struct.pack("<BBH8s", self.kind, self.algorithm, length,
                                         self.key_id) + signature


class ManifestBuilder:
    """Holds every field of a manifest until build(); what is None is worked
    out.  `patches` are (offset, bytes) put into the signed part before signing."""

    def __init__(self, vendor, product, version, counter, flash_map, boot):
        self.vendor, self.product, self.version = vendor, product, version
        self.counter, self.map, self.boot = counter, flash_map, boot
        self.magic, self.format_version, self.reserved = reader.MAGIC, 1, 0
        self.payload_count = self.signed_length = None
        self.payloads, self.tlvs, self.patches, self.blocks = [], [], [], []
        self.before_end, self.after_end, self.end = b"", b"", None
        self.end_kind, self.end_count, self.end_length = 0, None, None

    def add_body(self, slot, body):
        self.payloads.append(reader.Payload(slot, 1, 0, reader.MAPS[self.map][slot - 1],
                                            len(body), hashlib.sha256(body).digest()))

    def signed(self):
        rest = b"".join(reader.PAYLOAD.pack(*vars(entry).values()) for entry in self.payloads)
        rest += b"".join(self.tlvs)
        count = len(self.payloads) if self.payload_count is None else self.payload_count
        size = reader.HEADER.size + len(rest) if self.signed_length is None else self.signed_length
        out = bytearray(reader.HEADER.pack(
            self.magic, self.format_version, count, size, self.vendor, self.product,
            *self.version, self.counter, self.map, self.boot, self.reserved) + rest)
        for offset, data in self.patches:
            out[offset:offset + len(data)] = data
        return bytes(out)

    def build(self):
        signed = self.signed()
        out = signed + b"".join(block.build(signed) for block in self.blocks) + self.before_end
        count = len(self.blocks) if self.end_count is None else self.end_count
        length = len(out) + 4 if self.end_length is None else self.end_length
        end = struct.pack("<BBH", self.end_kind, count, length) if self.end is None else self.end
        return out + end + self.after_end


def signed_image(body, manifest):
    """Appends manifest, pad word and CRC word; one of the page's two pad words does."""
    for pad in (0, 0x02000000):
        data = body + manifest + struct.pack("<I", pad)
        word = zlib.crc32(data) ^ 0xFFFFFFFF
        if word < 0x80000000:
            return data + struct.pack("<I", word)
    raise AssertionError("some pad word does")


def unsigned_body(image):
    """Returns the body of an image as built and its boot mode."""
    boot, _, _, end = reader.walk_headers(image)
    end = len(image) - 4 if boot == reader.BOOT_OLD else end
    word = struct.pack("<I", zlib.crc32(image[:-4]) ^ 0xFFFFFFFF)
    require(len(image) == end + 4 and image[-4:] == word, "not an unsigned image with CRC word")
    return image[:-4], boot


def parse_version(text):
    match = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)(?:\+(\d+))?", text)
    require(match, f"{text} is no version MAJOR.MINOR.PATCH[+BUILD]")
    return tuple(int(part or 0) for part in match.groups())


def parse_tlv_option(text):
    kind, value = text.split(":")
    return tlv(int(kind, 0), bytes.fromhex(value))


def run_sign(options):
    bodies = [unsigned_body(READ(path)) for path in options.images]
    require(len({boot for _, boot in bodies}) == 1, "the images are for different boot modes")
    vendor = reader.identifier(options.vendor, reader.DNS_NAMESPACE)
    builder = ManifestBuilder(vendor, reader.identifier(options.product, vendor),
                              parse_version(options.fw_version), options.security_counter,
                              options.map, bodies[0][1])
    for slot, (body, _) in enumerate(bodies, options.slot):
        builder.add_body(slot, body)
    build_id = [tlv(1, options.build_id.encode())] if options.build_id else []
    builder.tlvs = sorted(build_id + [parse_tlv_option(text) for text in options.tlv],
                          key=lambda data: data[0] + data[1] % 0x80 * 256)
    builder.blocks = [BlockMaker(SigningKey(path)) for path in options.key]
    manifest = builder.build()
    reader.verify_manifest(manifest, [block.key.public for block in builder.blocks],
                           reader.Policy(threshold=len(set(options.key))))
    os.makedirs(options.out_dir, exist_ok=True)
    for path, (body, _) in zip(options.images, bodies):
        WRITE(os.path.join(options.out_dir, os.path.basename(path)),
              signed_image(body, manifest))
    WRITE(os.path.join(options.out_dir, "manifest.bin"), manifest)


VENDOR, PRODUCT = "vendor.example", "lamp"


def with_crc(image):
    """Makes the CRC word of a changed image right again."""
    return signed_image(image[:-8], b"")


def flipped(data, offset):
    out = bytearray(data)
    out[offset] ^= 0x10
    return bytes(out)


VECTOR_FIELDS = [
    ("magic", 4), ("format version 1", 1), ("payload count", 1), ("length S", 2),
    ("vendor identifier", 16), ("class identifier", 16), ("version, major", 2),
    ("version, minor", 2), ("version, patch", 4), ("version, build", 4),
    ("security counter", 4), ("flash map", 1), ("boot mode: new", 1), ("reserved", 2)
] + [("slot", 1), ("digest algorithm", 1), ("reserved", 2), ("flash offset", 4),
     ("length of the body", 4), ("SHA-256 of the body", 32)] * 2 + [
    ("TLV type: build id", 2), ("TLV length", 2), ("value", 6), ("zero bytes", 2),
    ("kind: signature", 1), ("algorithm", 1), ("length g", 2), ("key id", 8), ("r", 32),
    ("s", 32), ("kind: end", 1), ("number of blocks", 1), ("length M", 2)]


def vector_body(slot):
    """A whole image as the tool builds it: one instruction and 16 bytes of irom."""
    maker = make_elf.ElfMaker()
    maker.add(".text", make_elf.TEXT_ADDRESS, bytes.fromhex("0df00000"))
    maker.add(".irom0.text", make_elf.irom_origin("new", 2, slot), b"irom of slot %d.." % slot)
    maker.add_symbol("call_user_start", make_elf.TEXT_ADDRESS)
    elf = image_reference.ElfFile(maker.build())
    return image_reference.build_image(elf, "new", 2, slot)[0][:-4]


def vector_builder():
    vendor = reader.identifier(VENDOR, reader.DNS_NAMESPACE)
    builder = ManifestBuilder(vendor, reader.identifier(PRODUCT, vendor), (1, 2, 3, 4), 7, 2,
                              reader.BOOT_NEW)
    for slot in (1, 2):
        builder.add_body(slot, vector_body(slot))
    builder.tlvs = [tlv(1, b"v1.2.3")]
    builder.blocks = [BlockMaker(VectorKey())]
    return builder


def dump(data, offset=0, note=""):
    """Prints 16 bytes to a line, the offset in front and the note behind the first."""
    for begin in range(0, len(data), 16):
        line = data[begin:begin + 16].hex(" ")
        print(f"{offset + begin:5}  {line:47}  {note if begin == 0 else ''}".rstrip())


def write_vectors(folder):
    """The images before and after signing and the key, to be signed again by another tool."""
    os.makedirs(folder, exist_ok=True)
    manifest = vector_builder().build()
    for slot in (1, 2):
        body = vector_body(slot)
        for name, data in (("unsigned", body + struct.pack("<I", ~zlib.crc32(body) & 0xFFFFFFFF)),
                           ("signed", signed_image(body, manifest))):
            with open(os.path.join(folder, f"{name}.user{slot}.bin"), "wb") as image:
                image.write(data)
    # SEC1 ECPrivateKey without the public point, which readers compute.
    sec1 = bytes.fromhex("30310201010420") + VectorKey.SECRET.to_bytes(32, "big") + bytes.fromhex(
        "a00a06082a8648ce3d030107")
    with open(os.path.join(folder, "key.der"), "wb") as key:
        key.write(sec1)


def run_vectors(options):
    if options.out_dir:
        write_vectors(options.out_dir)
        return
    builder, key = vector_builder(), VectorKey().public
    manifest, signed = builder.build(), builder.signed()
    print(f"names: vendor {VENDOR}, product {PRODUCT}")
    print(f"private key (RFC 6979, A.2.5; nonce as there): {VectorKey.SECRET:064x}")
    print(f"SubjectPublicKeyInfo:\n{key.der.hex()}")
    print(f"key id: {key.key_id.hex()}")
    print(f"SHA-256 of the signed part: {hashlib.sha256(signed).hexdigest()}")
    print(f"\nManifest, {len(manifest)} bytes (SHA-256 {hashlib.sha256(manifest).hexdigest()}):\n")
    offset = 0
    for name, size in VECTOR_FIELDS:
        dump(manifest[offset:offset + size], offset, name)
        offset += size
    require(offset == len(manifest), "the vector's fields do not fill it")
    for slot in (1, 2):
        body = vector_body(slot)
        image = signed_image(body, manifest)
        print(f"\nBody of slot {slot}, {len(body)} bytes:\n")
        dump(body)
        print(f"\nAfter body and manifest, pad word and CRC word of slot {slot} "
              f"(image: {len(image)} bytes):\n")
        dump(image[-8:], len(image) - 8)
    bundle = manifest + b"".join(signed_image(vector_body(slot), manifest) for slot in (1, 2))
    print(f"\nBundle, {len(bundle)} bytes: SHA-256 {hashlib.sha256(bundle).hexdigest()}")
    print(f"Name of the release: {hashlib.sha256(signed).hexdigest()[:8]}")


def add_commands(commands):
    sign = commands.add_parser("sign", help="sign the images of slot 1 and slot 2 (test keys)")
    sign.add_argument("--key", action="append", metavar="PRIV.pem", required=True)
    for name in ("vendor", "product", "fw-version"):
        sign.add_argument(f"--{name}", required=True)
    for name in ("security-counter", "map"):
        sign.add_argument(f"--{name}", type=reader.number, required=True, metavar="N")
    sign.add_argument("--build-id")
    sign.add_argument("--tlv", action="append", default=[], metavar="TYPE:HEX")
    sign.add_argument("--slot", type=int, choices=(1, 2), default=1, help="of a single image")
    sign.add_argument("-o", "--out-dir", required=True)
    sign.add_argument("images", nargs="+", metavar="USER.bin")
    sign.set_defaults(run=run_sign)
    vectors = commands.add_parser("vectors", help="print the test vector of the format page")
    vectors.add_argument("-o", "--out-dir", help="write the images and the key instead")
    vectors.set_defaults(run=run_vectors)
