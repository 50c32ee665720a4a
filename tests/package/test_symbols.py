# SPDX-License-Identifier: MIT
"""Libraries define no global symbol but their own: a program may have a der_write of its own."""
import os

from package_case import BUILD, PackageCase, main


class Symbols(PackageCase):
    def check_library(self, folder, name, prefix):
        """The static library of the build, or the shared one; test_shared.py makes its own."""
        library = os.path.join(BUILD, "src", folder, f"lib{name}")
        if os.path.exists(f"{library}.a"):
            self.check_symbols(f"{library}.a", "--extern-only", "--defined-only", prefix=prefix)
        else:
            self.check_symbols(f"{library}.so", "--dynamic", "--defined-only", prefix=prefix)

    def test_appbin(self):
        self.check_library("appbin", "appbin", "appbin_")

    def test_appverify(self):
        self.check_library("appverify", "appverify", "appverify_")

    def test_appverify_builtin_crypto(self):
        self.check_library("appverify/crypto", "appverify_builtin_crypto", "appverify_")

    def test_appverify_mbedtls(self):
        self.check_library("appverify", "appverify_mbedtls", "appverify_")

    def test_otastream(self):
        self.check_library("otastream", "otastream", "otastream_")

    def test_no_executable_stack(self):
        """Not even for the assembly, which is empty on the host."""
        library = os.path.join(BUILD, "src/appverify/crypto/libappverify_builtin_crypto.a")
        listed = self.run_command("readelf", "--section-headers", "--wide", library)
        files = listed.split("\nFile: ")[1:]
        self.assertGreater(len(files), 20)
        for file in files:
            self.assertIn(".note.GNU-stack", file)


if __name__ == "__main__":
    main(needs=("nm", "readelf"))
