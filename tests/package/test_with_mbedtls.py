# SPDX-License-Identifier: MIT
"""tests/with_mbedtls.sh, in a fresh copy, with the mbedTLS that the core has."""
import os
import sys
import tarfile

from package_case import SKIPPED, SOURCE, PackageCase, archive, main, read

MBEDTLS = os.path.join(SOURCE, "build", "mbedtls")


class WithMbedTls(PackageCase):
    def setUp(self):
        super().setUp()
        archive(self.path("appbin.tar.gz"))
        with tarfile.open(self.path("appbin.tar.gz")) as file:
            file.extractall(self.folder)

    def script(self, *arguments, status=0):
        return self.run_command("sh", "tests/with_mbedtls.sh", *arguments, status=status,
                                folder=self.path("appbin"))

    def test_it_is_built_and_tested(self):
        version = read(os.path.join(MBEDTLS, "include", "mbedtls", "version.h")).decode()
        version = version.split('MBEDTLS_VERSION_STRING')[1].split('"')[1]
        text = self.script(MBEDTLS, "-R", "unit_mbedtls|wycheproof|unit_signature_import", "-V")
        self.assertIn(f"headers {version}, library {version}, CMake found {version}", text)
        self.assertIn(f"passed with mbedTLS {version}", text)
        text = self.script(MBEDTLS, "-R", "^nothing$", status="any failure")
        self.assertNotIn("passed with", text)

    def test_wrong_folders(self):
        os.makedirs(self.path("empty"))
        self.assertIn("no folder nowhere", self.script("nowhere", status=1))
        self.assertIn("is no release of mbedTLS", self.script(self.path("empty"), status=1))
        self.assertIn("usage:", self.script(status=2))


if __name__ == "__main__":
    if not os.path.exists(MBEDTLS):
        print("skipped: no mbedTLS source in build/mbedtls (get_mbedtls.sh fetches it)")
        sys.exit(SKIPPED)
    main()
