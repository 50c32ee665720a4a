#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of the manifest reference.  Expected values come from the format page,
from RFC 6979 and RFC 9562, from the uuid module and from openssl."""

import contextlib
import io
import json
import os
import re
import sys
import tempfile
import unittest
import unittest.mock
import uuid
import zlib

sys.dont_write_bytecode = True
import image_reference
import make_elf
import manifest_reference as reader
import manifest_sign_reference as writer
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "attacks"))
import must_fail

READ = image_reference.read_file
# The attacks of the design that a file can make; the others need a device.
FILE_ATTACKS = {1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 17, 18}


def vector():
    """Returns the vector's manifest, images and public key."""
    manifest = writer.vector_builder().build()
    images = [writer.signed_image(writer.vector_body(slot), manifest) for slot in (1, 2)]
    return manifest, images, writer.VectorKey().public


def flips(data, begin=0, bits=range(8)):
    for offset in range(begin, len(data)):
        for bit in bits:
            out = bytearray(data)
            out[offset] ^= 1 << bit
            yield offset, bytes(out)


def generate(folder, name, *options):
    path = os.path.join(folder, name)
    words = [word for option in options[1:] for word in ("-pkeyopt", option)]
    if reader.run_openssl("genpkey", "-algorithm", options[0], *words, "-out", path) is None:
        raise AssertionError("openssl makes no key")
    return path


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.checker = reader.SignatureChecker()

    def refuse(self, data, keys, reason="", policy=reader.Policy()):
        with self.assertRaisesRegex(reader.ManifestError, reason):
            reader.verify_file(data, keys, policy, self.checker)

    def run_main(self, *arguments):
        """Returns the exit code, standard output and standard error."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = reader.main([str(argument) for argument in arguments])
        return code, out.getvalue(), err.getvalue()


class Identifiers(Case):
    def test_identifier_matches_uuid_module(self):
        for vendor_name in ("example.com", "a", "x" * 64, "M\u00fcller GmbH", " two  spaces "):
            vendor = uuid.uuid5(uuid.NAMESPACE_DNS, vendor_name)
            mine = reader.identifier(vendor_name, reader.DNS_NAMESPACE)
            self.assertEqual(mine, vendor.bytes)
            self.assertEqual(reader.identifier("lamp", mine), uuid.uuid5(vendor, "lamp").bytes)
            self.assertEqual(reader.identifier(str(vendor), None), vendor.bytes)

    def test_identifier_rfc9562_example(self):
        # RFC 9562, A.4
        self.assertEqual(reader.identifier("www.example.com", reader.DNS_NAMESPACE).hex(),
                         "2ed6657de927568b95e12665a8aea6a2")

    def test_identifier_bad_name_refused(self):
        for name in ("", "a" * 65, "\u00fc" * 33, "a\0", "a\r", "a\n", "\x1b", "\x7f", "\x85",
                     "\udcff"):
            with self.assertRaises(reader.ManifestError):
                reader.identifier(name, reader.DNS_NAMESPACE)


class Keys(Case):
    def test_vector_key_matches_rfc6979(self):
        # RFC 6979, A.2.5, SHA-256, "sample"
        key = writer.VectorKey()
        self.assertEqual(key.public.der[-64:].hex().upper(),
                         "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
                         "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299")
        self.assertEqual(key.sign(b"sample").hex().upper(),
                         "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
                         "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8")
        self.assertTrue(self.checker.valid(key.public, b"sample", key.sign(b"sample")))

    def test_load_key_compressed_point_is_the_same_key(self):
        path = generate(self.folder, "ec", "EC", "ec_paramgen_curve:P-256")
        compressed = os.path.join(self.folder, "pub")
        reader.run_openssl("pkey", "-in", path, "-pubout", "-ec_conv_form", "compressed",
                           "-out", compressed)
        self.assertLess(len(READ(compressed)), 150)
        self.assertEqual(reader.load_key(compressed), reader.load_key(path, private=True))

    def test_load_key_other_kinds_refused(self):
        for name, *options in (("k1", "EC", "ec_paramgen_curve:secp256k1"),
                               ("p384", "EC", "ec_paramgen_curve:P-384"),
                               ("ed", "ED25519"), ("rsa1k", "RSA", "rsa_keygen_bits:1024"),
                               ("rsa3", "RSA", "rsa_keygen_bits:2048", "rsa_keygen_pubexp:3")):
            with self.assertRaisesRegex(reader.ManifestError, "not a P-256 key"):
                reader.load_key(generate(self.folder, name, *options), private=True)

    def test_sign_rsa_3072_accepted(self):
        key = writer.SigningKey(generate(self.folder, "rsa", "RSA", "rsa_keygen_bits:3072"))
        builder = writer.vector_builder()
        builder.blocks = [writer.BlockMaker(key)]
        self.assertEqual(key.public.algorithm, 3)
        reader.verify_manifest(builder.build(), [key.public])

    def test_ecdsa_der_is_minimal(self):
        one, high = (1).to_bytes(32, "big"), (1 << 255).to_bytes(32, "big")
        self.assertEqual(reader.ecdsa_der(one + high).hex(), "3026020101022100" + high.hex())
        for bad in (0, reader.P256_ORDER, reader.P256_ORDER + 1, 2**256 - 1):
            self.assertIsNone(reader.ecdsa_der(one + bad.to_bytes(32, "big")))


class Vector(Case):
    def test_vector_is_accepted(self):
        manifest, images, key = vector()
        vendor = uuid.uuid5(uuid.NAMESPACE_DNS, "vendor.example")
        policy = reader.Policy(1, vendor.bytes, uuid.uuid5(vendor, "lamp").bytes, None, 2, 7)
        for data in (manifest, *images):
            self.assertEqual(reader.verify_file(data, [key], policy).version, (1, 2, 3, 4))

    def test_vectors_command_prints_every_byte(self):
        code, text, _ = self.run_main("vectors")
        lines = re.findall(r"^ *\d+  ((?:[0-9a-f]{2} ?)+)", text, re.MULTILINE)
        manifest, images, _ = vector()
        expected = manifest + b"".join(writer.vector_body(slot) + image[-8:]
                                       for slot, image in enumerate(images, 1))
        self.assertEqual((code, bytes.fromhex("".join(lines))), (0, expected))

    def test_every_bit_flip_of_the_image_refused(self):
        _, images, key = vector()
        for image in images:
            reader.verify_image(image, [key], checker=self.checker)
            self.checker.known_only = True
            for _, data in flips(image):
                self.refuse(data, [key])
            self.checker.known_only = False

    def test_every_bit_flip_with_right_crc_refused(self):
        _, images, key = vector()
        for image in images:
            reader.verify_image(image, [key], checker=self.checker)
            self.checker.known_only = True
            for _, data in flips(image[:-8]):
                self.refuse(writer.signed_image(data, b""), [key])
            self.checker.known_only = False

    def test_pad_word_is_free_under_the_crc(self):
        _, images, key = vector()
        for _, data in flips(images[0][:-4], len(images[0]) - 8):
            crc = zlib.crc32(data) ^ 0xFFFFFFFF
            reader.verify_image(data + crc.to_bytes(4, "little"), [key], checker=self.checker)

    def test_bit_flips_of_the_manifest_refused_by_openssl(self):
        manifest, _, key = vector()
        signed = len(reader.parse_manifest(manifest).signed)
        for _, data in flips(manifest[:signed], bits=(0, 7)):
            self.refuse(data + manifest[signed:], [key])
        for _, data in flips(manifest, signed):
            self.refuse(data, [key])

    def test_every_truncation_refused(self):
        manifest, images, key = vector()
        for data in (manifest, *images):
            for size in range(len(data)):
                self.refuse(data[:size], [key])
                self.refuse(data[size + 1:], [key])

    def test_images_swapped_refused(self):
        _, images, key = vector()
        for slot, image in zip((2, 1), images):
            self.refuse(image, [key], "digest", reader.Policy(slot=slot))


class Lms(Case):
    """Algorithm 4: what is signed is the SHA-256 of the signed part."""

    def build(self, *keys):
        builder = writer.vector_builder()
        builder.blocks = [writer.BlockMaker(key) for key in keys]
        return builder.build()

    def test_every_height_is_accepted(self):
        for height, size in ((5, 1380), (10, 1500), (15, 1620), (20, 1740)):
            key = writer.LmsKey(height)
            self.assertEqual((key.public.algorithm, key.public.signature_size), (4, size))
            manifest = reader.verify_manifest(self.build(key), [key.public])
            self.assertEqual(len(manifest.blocks[0].signature), size)

    def test_public_key_is_that_of_rfc_9802(self):
        # SubjectPublicKeyInfo of id-alg-hss-lms-hashsig, 1.2.840.113549.1.9.16.3.17, one level.
        key = writer.LmsKey().public
        self.assertEqual(key.der.hex()[:44 + 4], "3046300d060b2a864886f70d0109100311033500"
                                                 "00000001")
        path = os.path.join(self.folder, "lms.pub.pem")
        image_reference.write_file(path, key.pem.encode())
        self.assertEqual(reader.load_key(path), key)

    def test_two_ecdsa_and_one_lms_fit(self):
        lms, ecdsa = writer.LmsKey(20), writer.VectorKey()
        builder = writer.vector_builder()
        builder.tlvs = [writer.tlv(2, bytes(360))]
        builder.blocks = [writer.BlockMaker(key) for key in (ecdsa, lms, ecdsa)]
        manifest = builder.build()
        self.assertEqual(len(manifest), 512 + 76 + 1752 + 76 + 4)
        reader.verify_manifest(manifest, [lms.public, ecdsa.public], reader.Policy(2))

    def test_three_of_the_highest_do_not_fit(self):
        lms = writer.LmsKey(20)
        self.refuse(self.build(lms, lms, lms), [lms.public], "length")

    def test_other_heights_and_lengths_refused(self):
        key, other = writer.LmsKey(10), writer.LmsKey(5)
        disguised = writer.BlockMaker(other, key_id=key.public.key_id)
        builder = writer.vector_builder()
        builder.blocks = [disguised]
        self.refuse(builder.build(), [key.public], "0 valid")
        for cut in (1, 119, 120, 500):
            builder.blocks = [writer.BlockMaker(key, change=lambda data: data[:-cut])]
            self.refuse(builder.build(), [key.public], "0 valid" if cut == 120 else "bytes")

    def test_message_is_the_digest(self):
        key, builder = writer.LmsKey(), writer.vector_builder()
        signed = key.private.sign(builder.signed(), key.leaf)
        builder.blocks = [writer.BlockMaker(key, signature=signed)]
        self.refuse(builder.build(), [key.public], "0 valid")

    def test_other_parameter_sets_refused(self):
        key = writer.LmsKey().public
        for offset, value in ((-48 + 3, 9), (-48 + 3, 14), (-48 + 7, 8), (-48 - 1, 2)):
            der = bytearray(key.der)
            der[offset] = value
            with self.assertRaises(reader.ManifestError):
                reader.key_from_der(bytes(der))


class Structure(Case):
    def test_parse_largest_manifest_accepted(self):
        builder = writer.vector_builder()
        builder.tlvs = [writer.tlv(2, bytes(360))]
        fields = {"algorithm": 3, "signature": bytes(384)}
        builder.blocks = [writer.BlockMaker(writer.VectorKey(), **fields) for _ in range(8)]
        self.assertEqual(reader.parse_manifest(builder.build()).length, 3684)

    def test_payload_fit_is_exact(self):
        for extra, fits in ((0, True), (1, False)):
            builder = writer.vector_builder()
            must_fail.over(extra)(builder, None)
            if fits:
                reader.parse_manifest(builder.build())
            else:
                with self.assertRaisesRegex(reader.ManifestError, "does not fit"):
                    reader.parse_manifest(builder.build())

    def test_critical_vendor_tlv_is_policy(self):
        builder, key = writer.vector_builder(), writer.VectorKey().public
        builder.tlvs = [writer.tlv(0xC001, b"?")]
        manifest = builder.build()
        self.assertTrue(reader.describe(manifest)["manifest"]["tlvs"][0]["critical"])
        for known in ((), (0x4000, 0x4002)):
            self.refuse(manifest, [key], "critical", reader.Policy(known_tlvs=known))
        reader.verify_manifest(manifest, [key], reader.Policy(known_tlvs=(0x4001,)))

    def test_known_only_calls_no_openssl(self):
        manifest, _, key = vector()
        self.checker.known_only = True
        with unittest.mock.patch.object(reader, "run_openssl", side_effect=AssertionError):
            self.refuse(manifest, [key], "0 valid signatures")


class MustFail(Case):
    def load(self):
        """Keys by file name; every call of openssl costs milliseconds."""
        return {name: reader.load_key(os.path.join(self.folder, name))
                for name in os.listdir(self.folder) if name.endswith(".pub.pem")}

    def judge(self, record, name, keys):
        keys = [keys[key] for key in record["keys"]]
        given = record["policy"]
        vendor = given.get("vendor") and reader.identifier(given["vendor"], reader.DNS_NAMESPACE)
        product = given.get("product") and reader.identifier(given["product"], vendor)
        policy = reader.Policy(record["threshold"], vendor, product, given.get("slot"),
                               given.get("map"), given.get("min-counter"))
        try:
            reader.verify_file(READ(os.path.join(self.folder, name)), keys, policy, self.checker)
        except reader.ManifestError:
            return "refuse"
        return "accept"

    def check_set(self, boot):
        records = must_fail.write_must_fail(self.folder, [], boot)
        index = json.loads(READ(os.path.join(self.folder, "manifest.json")))
        self.assertEqual(index, records)
        names = [record["name"] for record in records]
        self.assertEqual(len(set(names)), len(names))
        self.assertEqual({record["attack"] for record in records} - {None}, FILE_ATTACKS)
        keys = self.load()
        for record in records:
            self.assertTrue(record["files"])
            for name in record["files"]:
                with self.subTest(name=record["name"], file=name):
                    self.assertEqual(self.judge(record, name, keys), record["expected"])

    def test_boot_new_set_is_judged_right(self):
        self.check_set("new")

    def test_boot_old_set_is_judged_right(self):
        self.check_set("old")
        # The irom of a boot old image is not padded.
        facts = reader.describe(READ(os.path.join(self.folder, "good.user1.bin")))
        self.assertEqual(facts["manifest_offset"]["end"] % 4, 1)
        self.assertEqual(facts["manifest"]["boot"], reader.BOOT_OLD)


class CommandLine(Case):
    def setUp(self):
        super().setUp()
        self.key = generate(self.folder, "ec.pem", "EC", "ec_paramgen_curve:P-256")
        self.public = os.path.join(self.folder, "pub.pem")
        image_reference.write_file(
            self.public, reader.load_key(self.key, private=True).pem.encode())
        self.inputs = [os.path.join(self.folder, f"user{slot}.bin") for slot in (1, 2)]
        for slot, path in enumerate(self.inputs, 1):
            maker = make_elf.hello_preset(make_elf.irom_origin("new", 6, slot))
            elf = image_reference.ElfFile(maker.build())
            image_reference.write_file(path, image_reference.build_image(elf, "new", 6, slot)[0])
        self.out = os.path.join(self.folder, "out")
        self.files = [os.path.join(self.out, name)
                      for name in ("user1.bin", "user2.bin", "manifest.bin")]

    def sign(self, *extra, build="1"):
        code, _, err = self.run_main(
            "sign", "--key", self.key, "--vendor", "example.com", "--product", "lamp",
            "--fw-version", f"1.20.300+{build}", "--security-counter", 5, "--map", 6,
            "--build-id", "abc", "--tlv", "0x4001:00ff", "-o", self.out, *extra, *self.inputs)
        self.assertEqual((code, err), (0, ""))

    def test_sign_then_verify_accepted(self):
        self.sign()
        code, out, err = self.run_main(
            "verify", "--pubkey", self.public, "--vendor", "example.com", "--product", "lamp",
            "--map", 6, "--min-counter", 5, "--manifest", self.files[2], *self.files[:2])
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(out.count("\n"), 1)
        for slot, path in enumerate(self.files[:2], 1):
            self.assertEqual(self.run_main("verify", "--pubkey", self.public, "--slot", slot,
                                           path)[0], 0)
            self.assertLess(READ(path)[-1], 0x80)

    def test_verify_refusals_are_one_line_and_1(self):
        self.sign()
        for arguments in (["--slot", 2], ["--map", 5], ["--min-counter", 6], ["--threshold", 2],
                          ["--threshold", 0], ["--vendor", "other"], ["--product", "lamp"],
                          ["--manifest", self.files[1]]):
            code, out, err = self.run_main("verify", "--pubkey", self.public, *arguments,
                                           self.files[0])
            self.assertEqual((code, out, err.count("\n")), (1, "", 1), arguments)

    def test_verify_manifest_of_other_release_refused(self):
        self.sign()
        first = READ(self.files[0])
        self.sign(build="2")
        image_reference.write_file(self.files[0], first)
        code, _, err = self.run_main("verify", "--pubkey", self.public, "--manifest",
                                     self.files[2], self.files[0])
        self.assertEqual(code, 1)
        self.assertIn("differs", err)

    def test_describe_image_and_manifest_agree(self):
        self.sign()
        facts = [json.loads(self.run_main("describe", path)[1]) for path in self.files]
        self.assertEqual(facts[0]["manifest"], facts[2]["manifest"])
        self.assertEqual(facts[1]["manifest"], facts[2]["manifest"])
        self.assertEqual(facts[0]["crc_word"], facts[0]["crc_computed"])
        self.assertEqual(facts[0]["manifest_offset"]["front"], facts[0]["manifest_offset"]["end"])
        self.assertEqual(facts[2]["manifest"]["version"], [1, 20, 300, 1])
        self.assertEqual(facts[2]["manifest"]["tlvs"],
                         [{"type": 1, "critical": False, "value": "616263"},
                          {"type": 0x4001, "critical": False, "value": "00ff"}])

    def test_sign_refuses_a_signed_image(self):
        self.sign()
        self.inputs = self.files[:2]
        with self.assertRaises(AssertionError):
            self.sign()


if __name__ == "__main__":
    unittest.main()
