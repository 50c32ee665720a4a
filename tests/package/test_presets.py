# SPDX-License-Identifier: MIT
"""The presets for packages and for the core, and the README's way to install, in a fresh copy."""
import os
import re
import tarfile

from package_case import IMAGETOOL, SOURCE, PackageCase, archive, main


class Presets(PackageCase):
    def setUp(self):
        super().setUp()
        archive(self.path("appbin.tar.gz"))
        with tarfile.open(self.path("appbin.tar.gz")) as file:
            file.extractall(self.folder)
        self.tree = self.path("appbin")

    def readme_commands(self):
        with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as file:
            section = file.read().split("\n## Install\n")[1].split("\n## ")[0]
        return re.findall(r"(?m)^    (.*)$", section)

    def test_the_readme_s_way_to_install(self):
        """It installs below a folder of the test; the last command makes the package."""
        self.environment["DESTDIR"] = self.path("root")
        commands = self.readme_commands()
        self.assertGreaterEqual(len(commands), 4)
        for command in commands:
            self.run_command("sh", "-c", command, folder=self.tree)
        version = self.run_command(IMAGETOOL, "--version")
        self.assertEqual(self.run_command(self.path("root/usr/local/bin/imagetool"), "--version"),
                         version)
        self.check_fortified(self.path("root/usr/local/bin/imagetool"))
        packages = [name for name in os.listdir(os.path.join(self.tree, "build", "package"))
                    if name.endswith(".deb")]
        self.assertEqual([name.split("_")[:2] for name in packages],
                         [["appbin", version.split()[1]]])
        self.run_command("lintian", "--fail-on=error,warning", "--allow-root",
                         os.path.join(self.tree, "build", "package", packages[0]))

    def check_fortified(self, program):
        """As test_hardening.py, and the copies whose lengths are checked, which only -O has."""
        self.check_hardened(program)
        self.assertGreaterEqual({name for name in self.imports(program) if name.endswith("_chk")},
                                {"__snprintf_chk", "__vsnprintf_chk", "__printf_chk"})

    def test_the_verifier_for_the_core(self):
        self.run_command("cmake", "--preset", "lx106", folder=self.tree)
        self.run_command("cmake", "--build", "--preset", "lx106", folder=self.tree)
        folder = os.path.join(self.tree, "build", "lx106", "src", "appverify")
        for name in "libappverify.a", "crypto/libappverify_builtin_crypto.a":
            library = os.path.join(folder, name)
            machines = re.findall(r"Machine: +(.*)", self.run_command("readelf", "-h", library))
            self.assertGreater(len(machines), 10)
            self.assertEqual(set(machines), {"Tensilica Xtensa Processor"})


if __name__ == "__main__":
    main(needs=("lintian", "readelf", "dpkg-shlibdeps", "file", "xtensa-lx106-elf-gcc"))
