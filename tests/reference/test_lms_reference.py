#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of the LMS reference: the published vectors of tests/data/lms, and what breaks them."""

import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
import lms_reference as lms

DATA = pathlib.Path(__file__).resolve().parents[1] / "data" / "lms"
H5_W4 = (10, 7)
# RFC 8554, appendix F, test case 2: the private key of the second level.
RFC_SEED = bytes.fromhex("a1c4696e2608035a886100d05cd99945eb3370731884a8235e2fb3d4d71f2547")


def published():
    """(key, message, signature) of each vector."""
    found = {}
    for line in (DATA / "hss_vectors.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, value = line.split()
            found.setdefault(name, []).append(bytes.fromhex(value))
    return list(zip(found["key"], found["message"], found["signature"]))


class Published(unittest.TestCase):
    def test_vectors_are_valid(self):
        self.assertEqual(len(published()), 3)
        for vector in published():
            lms.verify_hss(*vector)

    def test_other_message_or_level_refused(self):
        for key, message, signature in published():
            with self.assertRaises(lms.LmsError):
                lms.verify_hss(key, message + b"x", signature)
            with self.assertRaises(lms.LmsError):
                lms.verify_hss(key, message, lms.u32(7) + signature[4:])

    def test_signer_repeats_the_rfc(self):
        # What the first level signed, and the signature of the second one.
        _, message, signature = published()[1]
        first = 4 + lms.signature_size(6, 3)
        public, below = signature[first:first + 56], signature[first + 56:]
        key = lms.PrivateKey(5, 4, public[8:24], RFC_SEED)
        self.assertEqual(key.public(), public)
        q = int.from_bytes(below[:4], "big")
        self.assertEqual(key.sign(message, q, below[8:40]), below)

    def test_keys_are_those_of_nist(self):
        for line in (DATA / "key_generation.txt").read_text().splitlines():
            seed, identifier, public = map(bytes.fromhex, line.split())
            types = [int.from_bytes(public[i:i + 4], "big") for i in (0, 4)]
            self.assertEqual(lms.PrivateKey(*types, identifier, seed).public(), public)

    def test_keys_and_signatures_of_pyhsslms(self):
        lines = (DATA / "pyhsslms.txt").read_text().splitlines()
        for line, leaf in zip(lines, (9, 700), strict=True):
            seed, identifier, public, message, signature = map(bytes.fromhex, line.split())
            types = [int.from_bytes(public[i:i + 4], "big") for i in (0, 4)]
            key = lms.PrivateKey(*types, identifier, seed)
            self.assertEqual(key.public(), public)
            self.assertEqual(lms.verify(public, message, signature), leaf)
            self.assertEqual(key.sign(message, leaf, signature[8:32]), signature)

    def test_lengths_are_those_of_the_tables(self):
        # RFC 8554, tables 1 and 2; NIST SP 800-208, tables 1 and 6.
        self.assertEqual([lms.ONE_TIME[i].size for i in range(1, 9)],
                         [8516, 4292, 2180, 1124, 4828, 2452, 1252, 652])
        self.assertEqual([lms.signature_size(tree, 7) for tree in range(10, 14)],
                         [1380, 1500, 1620, 1740])


class Broken(unittest.TestCase):
    def setUp(self):
        self.key = lms.PrivateKey(*H5_W4, bytes(range(16)), bytes(24))
        self.public = self.key.public()
        self.good = self.key.sign(b"message", 9)

    def refuse(self, reason, signature, public=None):
        with self.assertRaisesRegex(lms.LmsError, reason):
            lms.verify(public or self.public, b"message", signature)

    def test_every_leaf_is_valid(self):
        for q in range(32):
            self.assertEqual(lms.verify(self.public, b"message", self.key.sign(b"message", q)), q)

    def test_leaf_beyond_the_tree_refused(self):
        for q in (32, 33, 41, 1 << 31, 0xFFFFFFFF):
            self.refuse("no leaf", lms.u32(q) + self.good[4:])

    def test_other_leaf_refused(self):
        self.refuse("another root", lms.u32(8) + self.good[4:])

    def test_every_type_but_the_keys_refused(self):
        for number in (*range(16), 0x07000000, 0xFFFFFFFF):
            if number != H5_W4[1]:
                self.refuse("type of LM-OTS", self.good[:4] + lms.u32(number) + self.good[8:])
            if number != H5_W4[0]:
                self.refuse("type of LMS", self.good[:1256] + lms.u32(number) + self.good[1260:])

    def test_other_lengths_refused(self):
        for size in (0, 4, 1379, 1260):
            self.refuse("length", self.good[:size])
        self.refuse("length", self.good + b"\0")

    def test_every_byte_counts(self):
        for offset in range(len(self.good)):
            changed = bytearray(self.good)
            changed[offset] ^= 0x10
            self.refuse("", bytes(changed))

    def test_keys_of_other_sets_refused(self):
        for public in (self.public[:47], self.public + b"\0", bytes(48),
                       lms.u32(5) + self.public[4:], lms.u32(15) + self.public[4:]):
            self.refuse("key", self.good, public)

    def test_false_tree_is_valid_at_its_ends(self):
        for tree_type, height in zip(range(10, 14), (5, 10, 15, 20)):
            for q in (0, (1 << height) - 1):
                key = lms.FalseTree(tree_type, 7, bytes(16), bytes(24), q)
                self.assertEqual(lms.verify(key.public(), b"", key.sign(b"", q)), q)


if __name__ == "__main__":
    unittest.main()
