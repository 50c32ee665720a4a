# SPDX-License-Identifier: MIT
"""A program that is built without CMake asks pkg-config for the libraries."""
import os
import shutil
import tempfile

from package_case import (BUILD, CRYPTO_OUTPUT, CRYPTO_PROGRAM, IMAGETOOL, PackageCase, main,
                          write)

# Uses everything that the library is linked with: the verifier, zlib, libelf, nettle and mbedTLS.
LIBRARY_PROGRAM = """#include <stdio.h>
#include "appbin/crc.h"
#include "appbin/elf_file.h"
#include "appbin/hash.h"
#include "appverify/appverify.h"
int main(void)
{
    const uint8_t *text = (const uint8_t *)"123456789";
    uint8_t digest[32] = {0};
    struct appbin_elf *elf = NULL;
    int refused = appbin_elf_open(&elf, text, 9, NULL) != APPBIN_OK;
    int hashed = appbin_sha256(digest, text, 9, NULL) == APPBIN_OK;
    printf("%08x %08x %02x %d %d\\n", (unsigned)appbin_crc32(0, text, 9),
           (unsigned)appverify_crc32(0, text, 9), digest[0], hashed, refused);
    return 0;
}
"""

VERIFY_PROGRAM = """#include <stdio.h>
#include "appverify/appverify.h"
int main(void)
{
    printf("%08x\\n", (unsigned)appverify_crc32(0, (const uint8_t *)"123456789", 9));
    return 0;
}
"""


class PkgConfig(PackageCase):
    def setUp(self):
        super().setUp()
        self.prefix = self.install("--component", "library")
        self.use(self.prefix)
        write(self.path("library.c"), LIBRARY_PROGRAM)
        write(self.path("verify.c"), VERIFY_PROGRAM)

    def use(self, prefix):
        self.environment["PKG_CONFIG_PATH"] = os.path.join(prefix, "lib", "pkgconfig")
        self.environment["LD_LIBRARY_PATH"] = os.path.join(prefix, "lib")  # of a shared build

    def build_and_run(self, command):
        self.run_command("sh", "-c", command)
        return self.run_command(self.path("program"))

    def test_the_library_in_a_folder_with_a_space(self):
        """The shell must read once more what pkg-config escapes."""
        self.assertIn(" ", self.prefix)
        self.assertEqual(
            self.build_and_run("eval cc -Wall -Werror -o program library.c "
                               "$(pkg-config --cflags --libs --static appbin)"),
            "cbf43926 cbf43926 15 1 1\n")  # check values of CRC-32 and SHA-256

    def test_the_library_as_the_readme_has_it(self):
        """In a folder without a space."""
        prefix = tempfile.mkdtemp(prefix="appbin-")
        self.addCleanup(shutil.rmtree, prefix)
        self.run_command("cmake", "--install", BUILD, "--prefix", prefix, "--component", "library")
        self.use(prefix)
        self.assertEqual(
            self.build_and_run("cc -o program library.c "
                               "$(pkg-config --cflags --libs --static appbin)"),
            "cbf43926 cbf43926 15 1 1\n")

    def test_the_verifier(self):
        self.assertEqual(
            self.build_and_run("eval cc -o program verify.c "
                               "$(pkg-config --cflags --libs appverify)"), "cbf43926\n")

    def test_its_crypto(self):
        write(self.path("crypto.c"), CRYPTO_PROGRAM)
        self.assertEqual(
            self.build_and_run("eval cc -o program crypto.c "
                               "$(pkg-config --cflags --libs appverify)"), CRYPTO_OUTPUT)

    def test_version(self):
        version = self.run_command(IMAGETOOL, "--version").split()[1]
        for name in ("appbin", "appverify"):
            self.assertEqual(self.run_command("pkg-config", "--modversion", name), f"{version}\n")

    def test_no_absolute_path(self):
        for name in ("appbin", "appverify"):
            with open(os.path.join(self.prefix, "lib", "pkgconfig", f"{name}.pc"),
                      encoding="utf-8") as file:
                self.assertNotRegex(file.read(), r"(?m)[=\s\"]/")


if __name__ == "__main__":
    main(needs=("pkg-config", "cc"))
