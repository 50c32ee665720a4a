#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads and judges signed manifests and images: an independent second
implementation, written from docs/manifest-format.md, to compare the C tool
with.  Signatures go through the openssl command."""

import argparse
import base64
import dataclasses
import hashlib
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import unicodedata
import zlib

sys.dont_write_bytecode = True
import image_reference
import lms_reference

MAGIC = b"APBM"
HEADER = struct.Struct("<4sBBH16s16sHHIIIBBH")
PAYLOAD = struct.Struct("<BBHII32s")
MAX_SIGNED, MAX_MANIFEST, MAX_BLOCKS = 512, 3684, 8
TRAILER = 8  # pad word and CRC word
BOOT_OLD, BOOT_NEW = 1, 2
DNS_NAMESPACE = bytes.fromhex("6ba7b8109dad11d180b400c04fd430c8")

# flash map: (slot 1 offset, slot 2 offset, slot limit)
MAPS = {0: (0x1000, 0x41000, 0x3A000)}
MAPS.update(dict.fromkeys((2, 3, 4), (0x1000, 0x81000, 0x7A000)))
MAPS.update(dict.fromkeys((5, 6, 8, 9), (0x1000, 0x101000, 0xFA000)))
OLD_BOOT_MAPS = (0, 2, 3, 4)
OWN_LAYOUT = 0x80  # with the map of the flash size; a slot is where the policy has it
WINDOW = 0x100000

# The page says "RAM" without addresses; these are the ESP8266's.
RAM_RANGES = ((0x3FFE8000, 0x3FFFC000), (0x40100000, 0x40108000))
FLASH_ADDRESS = 0x40200000

TLV_BUILD_ID, TLV_VENDOR = 0x0001, range(0x4000, 0x8000)
TLV_REFUSED = range(0x0010, 0x0020)

# algorithm: (signature lengths, key bytes, SubjectPublicKeyInfo before and after them);
# fixed frames pin the curve, the point form, the modulus length, the exponent and the one level.
ALGORITHMS = {
    1: ((64,), 64, "3059301306072a8648ce3d020106082a8648ce3d03010703420004", ""),
    2: ((256,), 256, "30820122300d06092a864886f70d01010105000382010f00"
                  "3082010a0282010100", "0203010001"),
    3: ((384,), 384, "308201a2300d06092a864886f70d01010105000382018f00"
                  "3082018a0282018100", "0203010001"),
    4: ((1380, 1500, 1620, 1740), 48,
        "3046300d060b2a864886f70d010910031103350000000001", ""),
}
LMS_TREES, LMS_ONE_TIME = range(10, 14), 7  # LMS_SHA256_M24_H5 to H20, LMOTS_SHA256_N24_W4
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
PSS_OPTIONS = {"rsa_padding_mode": "pss", "rsa_pss_saltlen": "32", "rsa_mgf1_md": "sha256"}


class ManifestError(Exception):
    """The manifest or the image is invalid or not wanted; the text says why."""


def require(condition, reason):
    if not condition:
        raise ManifestError(reason)


@dataclasses.dataclass
class Payload:
    slot: int
    digest_algorithm: int
    reserved: int
    flash_offset: int
    length: int
    digest: bytes


@dataclasses.dataclass
class Tlv:
    type: int
    critical: bool
    value: bytes


@dataclasses.dataclass
class Block:
    algorithm: int
    key_id: bytes
    signature: bytes


@dataclasses.dataclass
class Manifest:
    signed: bytes
    vendor: bytes
    product: bytes
    version: tuple
    counter: int
    map: int
    boot: int
    payloads: list
    tlvs: list
    blocks: list
    length: int


@dataclasses.dataclass
class Policy:
    """What a device would know; None: not checked."""
    threshold: int = 1
    vendor: bytes = None
    product: bytes = None
    slot: int = None
    map: int = None
    min_counter: int = None
    known_tlvs: tuple = ()  # the vendor-defined types, without bit 15


def uuid5(namespace, name):
    digest = bytearray(hashlib.sha1(namespace + name).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    return bytes(digest)


def identifier(text, namespace):
    """Turns a UUID or a name into the 16 bytes of an identifier."""
    if re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text):
        return bytes.fromhex(text.replace("-", ""))
    try:
        name = text.encode("utf-8")
    except UnicodeEncodeError:
        raise ManifestError("a name is not UTF-8") from None
    require(1 <= len(name) <= 64, "a name is empty or longer than 64 bytes")
    require(all(unicodedata.category(char) != "Cc" for char in text),
            "a name has control characters")
    require(namespace is not None, "a product name needs the vendor too")
    return uuid5(namespace, name)


def check_tlv(tlv):
    number, length = tlv.type, len(tlv.value)
    require(number not in TLV_REFUSED, f"TLV {number:#06x} is reserved")
    if number == TLV_BUILD_ID:
        require(length <= 64, "the build id is longer than 64 bytes")
        require(all(0x20 <= byte <= 0x7E for byte in tlv.value), "the build id is not plain text")
        return
    vendor = number in TLV_VENDOR  # whether a critical one is known is policy
    require(vendor or not tlv.critical, f"TLV {number:#06x} is critical and unknown")
    require(not vendor or length <= 64, "a vendor TLV is longer than 64 bytes")


def parse_tlvs(area):
    result, offset, last = [], 0, 0
    while offset < len(area):
        kind, length = struct.unpack_from("<HH", area, offset)
        number, begin = kind & 0x7FFF, offset + 4
        end = begin + length
        offset = end + -length % 4
        require(number > 0, "a TLV has the type 0")
        require(number > last, "the TLVs do not ascend")
        require(length > 0, "a TLV is empty")
        require(offset <= len(area), "a TLV runs over the end of the signed part")
        require(not any(area[end:offset]), "the padding of a TLV is not zero")
        result.append(Tlv(number, kind >> 15 == 1, area[begin:end]))
        check_tlv(result[-1])
        last = number
    return result


def parse_signed(data):
    """Parses the signed part at the start of `data`, but for the payloads' fit."""
    require(len(data) >= HEADER.size, "the manifest is cut off")
    (magic, version, count, size, vendor, product, major, minor, patch, build, counter,
     flash_map, boot, reserved) = HEADER.unpack_from(data)
    payloads_end = HEADER.size + PAYLOAD.size * count
    require(magic == MAGIC, "no manifest magic")
    require(version == 1, f"the format version is {version}")
    require(count in (1, 2), f"the payload count is {count}")
    require(payloads_end <= size <= MAX_SIGNED and size % 4 == 0,
            f"the length of the signed part is {size}")
    require(size <= len(data), "the signed part is cut off")
    require(flash_map & ~OWN_LAYOUT in MAPS, f"the flash map is {flash_map}")
    require(boot == BOOT_NEW or boot == BOOT_OLD and flash_map in OLD_BOOT_MAPS,
            f"the boot mode is {boot} on map {flash_map}")
    require(reserved == 0, "reserved bytes of the header are not zero")
    signed = data[:size]
    payloads = [Payload(*fields)
                for fields in PAYLOAD.iter_unpack(signed[HEADER.size:payloads_end])]
    return Manifest(signed, vendor, product, (major, minor, patch, build), counter, flash_map,
                    boot, payloads, parse_tlvs(signed[payloads_end:]), [], 0)


def check_payloads(manifest):
    last = 0
    own = manifest.map & OWN_LAYOUT
    *offsets, limit = (None, None, WINDOW) if own else MAPS[manifest.map]
    for entry in manifest.payloads:
        require(entry.slot in (1, 2), f"a payload is for slot {entry.slot}")
        require(entry.slot > last, "the payloads do not ascend")
        require(entry.digest_algorithm == 1, f"the digest algorithm is {entry.digest_algorithm}")
        require(entry.reserved == 0, "reserved bytes of a payload are not zero")
        require(entry.flash_offset % 0x1000 == 0 < entry.flash_offset if own else
                entry.flash_offset == offsets[entry.slot - 1],
                f"the flash offset {entry.flash_offset:#x} is not that of slot {entry.slot}")
        require(entry.length > 0, "a payload is empty")
        require(entry.length + manifest.length + TRAILER <= limit,
                f"a payload of {entry.length} bytes does not fit the slot")
        last = entry.slot


def parse_block(data, offset):
    """Returns the signature block at `offset`."""
    require(len(data) - offset >= 12, "a signature block is cut off")
    algorithm, length, key_id = struct.unpack_from("<BH8s", data, offset + 1)
    require(algorithm in ALGORITHMS, f"the signature algorithm is {algorithm}")
    require(length in ALGORITHMS[algorithm][0], f"the signature has {length} bytes")
    signature = data[offset + 12:offset + 12 + length]
    require(len(signature) == length, "a signature is cut off")
    return Block(algorithm, key_id, signature)


def parse_manifest(data):
    """Returns the Manifest that `data` is, exactly; checks every rule of the
    format but the signatures' validity."""
    manifest = parse_signed(data)
    offset = len(manifest.signed)
    while True:
        require(len(data) - offset >= 4, "the end block is missing")
        if data[offset] == 0:
            break
        require(data[offset] == 1, f"a block has the kind {data[offset]}")
        manifest.blocks.append(parse_block(data, offset))
        require(len(manifest.blocks) <= MAX_BLOCKS, "more than 8 signature blocks")
        offset += 12 + len(manifest.blocks[-1].signature)
    require(manifest.blocks, "no signature block")
    count, length = struct.unpack_from("<BH", data, offset + 1)
    manifest.length = offset + 4
    require(count == len(manifest.blocks), "the end block's count is wrong")
    require(length == manifest.length <= MAX_MANIFEST, "the end block's length is wrong")
    require(len(data) == length, "bytes follow the manifest")
    check_payloads(manifest)
    return manifest


@dataclasses.dataclass(frozen=True)
class TrustedKey:
    """A public key; it alone says for which algorithm it is."""
    der: bytes
    algorithm: int

    @property
    def words(self):
        """The key as a device has it."""
        _, size, before, _ = ALGORITHMS[self.algorithm]
        return self.der[len(before) // 2:len(before) // 2 + size]

    @property
    def signature_size(self):
        if self.algorithm == 4:
            return lms_reference.signature_size(*lms_reference.parse_public(self.words)[:2])
        return ALGORITHMS[self.algorithm][0][0]

    @property
    def key_id(self):
        return hashlib.sha256(self.der).digest()[:8]

    @property
    def pem(self):
        text = base64.encodebytes(self.der).decode().replace("\n", "")
        lines = [text[i:i + 64] for i in range(0, len(text), 64)]
        return "\n".join(["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""])


def run_openssl(*arguments, message=b""):
    result = subprocess.run(("openssl",) + arguments, input=message, capture_output=True,
                            check=False)
    return result.stdout if result.returncode == 0 else None


def key_from_der(der):
    for algorithm, (_, size, before, after) in ALGORITHMS.items():
        before, after = bytes.fromhex(before), bytes.fromhex(after)
        if len(der) == len(before) + size + len(after) and der.startswith(before) \
                and der.endswith(after):
            key = TrustedKey(der, algorithm)
            require(algorithm != 4 or struct.unpack_from(">II", key.words) in
                    [(tree, LMS_ONE_TIME) for tree in LMS_TREES], "another parameter set of LMS")
            return key
    raise ManifestError("not a P-256 key, nor RSA-2048 or RSA-3072 with exponent 65537, nor LMS")


def der_of_pem(text):
    """What openssl does not know is taken as it is."""
    match = re.search(r"-----BEGIN PUBLIC KEY-----(.*)-----END PUBLIC KEY-----", text, re.DOTALL)
    return base64.b64decode(match[1]) if match else None


def load_key(path, private=False):
    """Reads a PEM key; a compressed point becomes an uncompressed one."""
    convert = ("pkey", "-in", path, "-pubout" if private else "-pubin", "-outform", "DER")
    der = run_openssl(*convert, "-ec_conv_form", "uncompressed",
                      "-ec_param_enc", "named_curve") or run_openssl(*convert)
    if not der and not private:
        der = der_of_pem(image_reference.read_file(path).decode("ascii", "replace"))
    require(der, f"{path} is no key in PEM form")
    return key_from_der(der)


def ecdsa_der(signature):
    """Encodes r || s for openssl; None when one is not in 1 .. n - 1."""
    out = b""
    for half in (signature[:32], signature[32:]):
        number = int.from_bytes(half, "big")
        if not 0 < number < P256_ORDER:
            return None
        digits = number.to_bytes(number.bit_length() // 8 + 1, "big")
        out += bytes((2, len(digits))) + digits
    return bytes((0x30, len(out))) + out


def valid_lms(key, message, signature):
    """What is signed is the digest, as for the other algorithms."""
    try:
        lms_reference.verify(key.words, hashlib.sha256(message).digest(), signature)
    except lms_reference.LmsError:
        return False
    return True


class SignatureChecker:
    """Remembers verdicts.  After known_only is set, what has no verdict yet is
    invalid without a call of openssl: sound for files mutated from good ones,
    as nobody mutates a signature into another valid one."""

    def __init__(self):
        self.verdicts = {}
        self.known_only = False

    def valid(self, key, message, signature):
        question = (key.der, hashlib.sha256(message).digest(), signature)
        if question not in self.verdicts and not self.known_only:
            self.verdicts[question] = self.ask(key, message, signature)
        return self.verdicts.get(question, False)

    @staticmethod
    def ask(key, message, signature):
        if key.algorithm == 4:
            return valid_lms(key, message, signature)
        options = [f"{name}:{value}" for name, value in PSS_OPTIONS.items()]
        if key.algorithm == 1:
            signature, options = ecdsa_der(signature), []
        if signature is None:
            return False
        with tempfile.TemporaryDirectory() as folder:
            key_path, path = os.path.join(folder, "key"), os.path.join(folder, "signature")
            image_reference.write_file(key_path, key.pem.encode())
            image_reference.write_file(path, signature)
            arguments = [word for option in options for word in ("-sigopt", option)]
            return run_openssl("dgst", "-sha256", *arguments, "-verify", key_path,
                               "-signature", path, message=message) is not None


def check_signatures(manifest, keys, threshold, checker):
    require(threshold >= 1, "the threshold is 0")
    good = sum(any(block.key_id == key.key_id and block.algorithm == key.algorithm
                   and checker.valid(key, manifest.signed, block.signature)
                   for block in manifest.blocks)
               for key in set(keys))
    require(good >= threshold, f"{good} valid signatures by trusted keys, {threshold} wanted")


def check_policy(manifest, policy):
    for name in ("vendor", "product", "map"):
        wanted = getattr(policy, name)
        require(wanted in (None, getattr(manifest, name)), f"the {name} is another one")
    for tlv in manifest.tlvs:
        require(tlv.type in (TLV_BUILD_ID, *policy.known_tlvs) or not tlv.critical,
                f"TLV {tlv.type:#06x} is critical and unknown")
    require(policy.slot is None or policy.slot in [entry.slot for entry in manifest.payloads],
            f"no payload for slot {policy.slot}")
    require(policy.min_counter is None or manifest.counter >= policy.min_counter,
            f"the security counter {manifest.counter} is too low")


def verify_manifest(data, keys, policy=Policy(), checker=None):
    """Judges a manifest of its own; returns it."""
    manifest = parse_manifest(data)
    check_signatures(manifest, keys, policy.threshold, checker or SignatureChecker())
    check_policy(manifest, policy)
    return manifest


def walk_headers(data):
    """Returns the boot mode, the RAM part, its offset and the end of what the
    headers describe."""
    boot, start = BOOT_OLD, 0
    try:
        if data[:1] == b"\xEA":
            magic, zero, length = struct.unpack(
                "<2s6xII", image_reference.slice_of(data, 0, 16, "the header"))
            require(magic == b"\xEA\x04" and zero == 0 and length % 16 == 0,
                    "the irom header is malformed")
            boot, start = BOOT_NEW, 16 + length
        ram = image_reference.walk_ram_part(data, start)
    except image_reference.MalformedError as error:
        raise ManifestError(f"not an image: {error}") from None
    return boot, ram, start, ram["xor"]["offset"] + 1


def find_manifest(data):
    """Returns where the manifest of an image starts: {way: offset}."""
    boot, _, _, front = walk_headers(data)
    require(len(data) >= front + TRAILER + 4, "the image ends before a manifest")
    length = struct.unpack_from("<H", data, len(data) - TRAILER - 2)[0]
    offset = len(data) - TRAILER - length
    if boot == BOOT_NEW:
        require(data[front:front + 4] == MAGIC, "no manifest after the body")
        require(offset == front, "the manifest does not end before the pad word")
        return {"front": front, "end": offset}
    require(offset >= image_reference.OLD_IROM_OFFSET, "no manifest before the pad word")
    return {"end": offset}


def check_image(data, manifest, entry):
    """The image's own structure, given the payload entry that names it."""
    boot, ram, start, end = walk_headers(data)
    require(boot == manifest.boot, "the image is for the other boot mode")
    require(boot == BOOT_NEW or end <= image_reference.OLD_IROM_OFFSET,
            "the RAM segments reach into the irom")
    allowed = []
    for segment in ram["segments"]:
        low, size = segment["load"], segment["length"]
        require(size % 4 == 0, "the length of a segment is not a multiple of 4")
        require(any(begin <= low and low + size <= top for begin, top in RAM_RANGES),
                f"a segment at {low:#x} lies outside the RAM")
        allowed.append((low, size))
    old = boot == BOOT_OLD
    irom = FLASH_ADDRESS + entry.flash_offset % 0x100000 + (0x10000 if old else 0x10)
    allowed.append((irom, entry.length - 0x10000 if old else start - 16))
    for address in {ram["entry"], struct.unpack_from("<I", data, 4)[0]}:
        require(any(0 <= address - low < size for low, size in allowed),
                f"the entry {address:#x} is in no segment")
    require(ram["xor"]["stored"] == ram["xor"]["computed"], "the XOR byte is wrong")
    word = struct.unpack("<I", data[-4:])[0]
    require(word == zlib.crc32(data[:-4]) ^ 0xFFFFFFFF, "the CRC word is wrong")


def verify_image(data, keys, policy=Policy(), checker=None):
    """Judges a signed image; returns its manifest."""
    offset = find_manifest(data)["end"]
    manifest = verify_manifest(data[offset:-TRAILER], keys, policy, checker)
    entries = [entry for entry in manifest.payloads
               if entry.length == offset and policy.slot in (None, entry.slot)]
    require(entries, "the offset of the manifest is not the payload's length")
    digest = hashlib.sha256(data[:offset]).digest()
    entry = next((entry for entry in entries if entry.digest == digest), None)
    require(entry, "the digest of the body is wrong")
    check_image(data, manifest, entry)
    return manifest


def is_manifest(data):
    return data[:4] == MAGIC


def verify_file(data, keys, policy=Policy(), checker=None):
    judge = verify_manifest if is_manifest(data) else verify_image
    return judge(data, keys, policy, checker)


def plain(value):
    """Makes dataclasses and byte strings fit for JSON."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {name: plain(item) for name, item in vars(value).items()}
    return value


def describe(data):
    """Returns the facts of an image or manifest; judges the structure only."""
    if is_manifest(data):
        manifest, result = parse_manifest(data), {"kind": "manifest", "file_length": len(data)}
    else:
        found = find_manifest(data)
        manifest = parse_manifest(data[found["end"]:-TRAILER])
        pad, crc = struct.unpack("<II", data[-TRAILER:])
        result = {"kind": "image", "file_length": len(data), "manifest_offset": found,
                  "boot": walk_headers(data)[0], "pad_word": pad, "crc_word": crc,
                  "crc_computed": zlib.crc32(data[:-4]) ^ 0xFFFFFFFF}
    fields = plain(manifest)
    signed = fields.pop("signed")
    result["manifest"] = {"magic": MAGIC.hex(), "format_version": manifest.signed[4],
                          "payload_count": len(manifest.payloads),
                          "signed_length": len(manifest.signed), **fields,
                          "block_count": len(manifest.blocks), "signed": signed,
                          "signed_sha256": hashlib.sha256(manifest.signed).hexdigest()}
    return result


def run_verify(options):
    vendor = options.vendor and identifier(options.vendor, DNS_NAMESPACE)
    product = options.product and identifier(options.product, vendor)
    policy = Policy(options.threshold, vendor, product, options.slot, options.map,
                    options.min_counter, tuple(options.known_tlv))
    keys, checker, seen = [load_key(path) for path in options.pubkey], SignatureChecker(), set()
    for path in options.files + ([options.manifest] if options.manifest else []):
        data = image_reference.read_file(path)
        try:
            verify_file(data, keys, policy, checker)
            require(path != options.manifest or is_manifest(data), "not a manifest file")
            seen.add(data if is_manifest(data) else data[find_manifest(data)["end"]:-TRAILER])
            require(len(seen) == 1, "the manifest differs from that of the other files")
        except ManifestError as error:
            raise ManifestError(f"{path}: {error}") from None
    print("accepted: " + " ".join(options.files))


def number(text):
    return int(text, 0)


def parse_arguments(arguments):
    import manifest_sign_reference  # it imports this module
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    verify = commands.add_parser("verify", help="judge images and manifest files")
    verify.add_argument("--pubkey", action="append", metavar="PUB.pem", required=True)
    for name in ("threshold", "slot", "map", "min-counter"):
        verify.add_argument(f"--{name}", type=number, metavar="N",
                            default=1 if name == "threshold" else None)
    verify.add_argument("--vendor", metavar="NAME|UUID")
    verify.add_argument("--product", metavar="NAME|UUID")
    verify.add_argument("--known-tlv", type=number, action="append", default=[], metavar="TYPE",
                        help="a vendor-defined type, without bit 15")
    verify.add_argument("--manifest", metavar="FILE", help="the images must carry this one")
    verify.add_argument("files", nargs="+", metavar="FILE")
    verify.set_defaults(run=run_verify)
    facts = commands.add_parser("describe", help="print every field as JSON")
    facts.add_argument("file", metavar="FILE")
    facts.set_defaults(run=lambda options: print(json.dumps(
        describe(image_reference.read_file(options.file)), indent=2)))
    manifest_sign_reference.add_commands(commands)
    return parser.parse_args(arguments)


def main(arguments=None):
    options = parse_arguments(arguments)
    try:
        options.run(options)
    except ManifestError as error:
        print(f"manifest_reference.py: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"manifest_reference.py: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    # As the module that the writer imports, so that there is one ManifestError.
    import manifest_reference
    sys.exit(manifest_reference.main())
