# SPDX-License-Identifier: MIT
"""The protections of compiler and linker, as they are in the files; test_presets.py has the rest."""
import os
import platform
import re

from package_case import BUILD, IMAGETOOL, PackageCase, main

# What every object says of itself: jumps and returns go only where the program means them to.
FEATURES = {"x86_64": "IBT, SHSTK", "aarch64": "BTI, PAC"}
LIBRARIES = ("appbin/libappbin.a", "appverify/libappverify.a", "appverify/libappverify_mbedtls.a",
             "appverify/crypto/libappverify_builtin_crypto.a")


class Hardening(PackageCase):
    def test_the_program(self):
        self.check_hardened(IMAGETOOL)

    def test_branches_of_every_object(self):
        feature = FEATURES.get(platform.machine())
        if feature is None:
            self.skipTest(f"nothing is known about {platform.machine()}")
        for library in LIBRARIES:
            path = os.path.join(BUILD, "src", library)
            if not os.path.exists(path):
                self.skipTest("the libraries are shared ones")
            files = self.run_command("readelf", "--notes", path).split("\nFile: ")
            files = [text for text in files if re.search(r"\.c\.o\)", text)]
            self.assertTrue(files)
            for text in files:
                self.assertIn(f"feature: {feature}", text)


if __name__ == "__main__":
    main(needs=("nm", "readelf"))
