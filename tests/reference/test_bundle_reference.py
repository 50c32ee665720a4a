#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of the bundle reference, with the test vector of the format page."""

import hashlib
import sys
import unittest

sys.dont_write_bytecode = True
import bundle_reference as reference
from manifest_reference import ManifestError

# From the page: lengths of manifest and images, SHA-256 of the signed part.
MANIFEST, IMAGE = 240, 312
SIGNED_PART = "1eb7b736a8af53074bca800de7c48d5d543e0f7c7e09ba09e58bce0133600b3c"


class Bundle(unittest.TestCase):
    def setUp(self):
        self.bundle = reference.vector()
        self.manifest = self.bundle[:MANIFEST]
        self.images = self.bundle[MANIFEST:-IMAGE], self.bundle[-IMAGE:]

    def test_vector_is_manifest_and_images(self):
        self.assertEqual(len(self.bundle), MANIFEST + 2 * IMAGE)
        self.assertEqual([image[3] for image in self.images], [1, 2])
        self.assertEqual(hashlib.sha256(self.bundle[:160]).hexdigest(), SIGNED_PART)

    def test_build_order_does_not_matter(self):
        self.assertEqual(reference.build(self.images[::-1]), self.bundle)

    def test_split_gives_the_parts(self):
        self.assertEqual(reference.split(self.bundle),
                         (self.manifest, {1: self.images[0], 2: self.images[1]}))

    def test_server_files_have_the_name_of_the_release(self):
        self.assertEqual(reference.server_files("www/lamp", self.bundle), {
            "www/lamp.manifest": self.manifest,
            "www/lamp.user1.bin": self.images[0], "www/lamp.1eb7b736.user1.bin": self.images[0],
            "www/lamp.user2.bin": self.images[1], "www/lamp.1eb7b736.user2.bin": self.images[1]})

    def test_wrong_bundles_refused(self):
        for bundle in (self.bundle[:-1], self.bundle + b"\0", self.manifest + self.images[0]):
            self.assertRaises(ManifestError, reference.split, bundle)
        self.assertRaises(ManifestError, reference.build, self.images[:1])
        self.assertRaises(ManifestError, reference.build, self.images[:1] * 2)


if __name__ == "__main__":
    unittest.main()
