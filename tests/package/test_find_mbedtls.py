# SPDX-License-Identifier: MIT
"""Which versions of mbedTLS the build takes, and what it says of the others."""
import os

from package_case import SOURCE, PackageCase, main, write

PROJECT = f"""cmake_minimum_required(VERSION 3.25)
project(find LANGUAGES NONE)
list(APPEND CMAKE_MODULE_PATH "{SOURCE}/cmake")
find_package(MbedTLS REQUIRED)
"""


class FindMbedTls(PackageCase):
    def find(self, header, text, status):
        """Looks for an mbedTLS whose header has the text."""
        include = self.path("include")
        os.makedirs(os.path.join(include, "mbedtls"), exist_ok=True)
        for name in ("version.h", "build_info.h"):
            write(os.path.join(include, "mbedtls", name), text if name == header else "\n")
        write(self.path("libmbedcrypto.a"), "")
        write(self.path("CMakeLists.txt"), PROJECT)
        printed = self.run_command(
            "cmake", "-S", ".", "-B", "build", f"-DMbedTLS_INCLUDE_DIR={include}",
            f"-DMbedTLS_CRYPTO_LIBRARY={self.path('libmbedcrypto.a')}", status=status)
        return " ".join(printed.split())

    def version(self, version, status):
        header = "version.h" if version.startswith("2.") else "build_info.h"
        return self.find(header, f'#define MBEDTLS_VERSION_STRING         "{version}"\n', status)

    def test_supported(self):
        for version in ("2.28.0", "2.28.10", "3.0.0", "3.6.7"):
            self.assertIn(f'found version "{version}"', self.version(version, 0))

    def test_too_new(self):
        for version in ("4.0.0", "4.1.0", "10.0.0"):
            text = self.version(version, 1)
            self.assertIn(f"mbedTLS {version} in", text)
            self.assertIn("is too new: 4.x keeps its ECDSA, RSA and numbers to itself", text)

    def test_too_old(self):
        for version in ("2.16.12", "2.27.0"):
            self.assertIn("is too old, 2.28 or 3.x is wanted", self.version(version, 1))

    def test_no_version(self):
        self.assertIn("has no version", self.find("version.h", "\n", 1))

    def test_not_there(self):
        write(self.path("CMakeLists.txt"), PROJECT)
        text = self.run_command("cmake", "-S", ".", "-B", "build", "-DCMAKE_FIND_ROOT_PATH=/nowhere",
                                "-DCMAKE_FIND_ROOT_PATH_MODE_INCLUDE=ONLY",
                                "-DCMAKE_FIND_ROOT_PATH_MODE_LIBRARY=ONLY", status=1)
        self.assertIn("apt install libmbedtls-dev", " ".join(text.split()))


if __name__ == "__main__":
    main()
