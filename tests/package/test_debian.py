# SPDX-License-Identifier: MIT
"""The Debian package: its bytes, what it asks for, and its life in a root of its own."""
import gzip
import hashlib
import os
import shutil
import tarfile
import tempfile

from package_case import BUILD, IMAGETOOL, PackageCase, main, read, write

NOBODY = "65534"


class DebianPackage(PackageCase):
    def make(self, umask="022", name="package"):
        """The package of the finished build; returns its path."""
        folder = self.path(name)
        self.run_command("sh", "-c", f"umask {umask}; exec cpack --config '{BUILD}/CPackConfig.cmake' "
                         f"-G DEB -B '{folder}'")
        packages = [name for name in os.listdir(folder) if name.endswith(".deb")]
        self.assertEqual(len(packages), 1)
        return os.path.join(folder, packages[0])

    def members(self, package):
        """The entries of the package's files."""
        archive = self.path("data.tar")
        self.run_command("sh", "-c", f"dpkg-deb --fsys-tarfile '{package}' >'{archive}'")
        with tarfile.open(archive) as file:
            return file.getmembers()

    def test_every_umask_makes_the_same_bytes(self):
        """Twice from one build, a second apart at least: the archives have times of a second."""
        first = self.make()
        self.run_command("sleep", "1.1")
        second = self.make("077", "second package")
        self.assertEqual(hashlib.sha256(read(second)).hexdigest(),
                         hashlib.sha256(read(first)).hexdigest())
        for entry in self.members(second):
            runs = entry.isdir() or entry.name.endswith(
                ("/link_firmware.sh", "/bin/imagetool"))
            self.assertEqual((oct(entry.mode), entry.uid, entry.gid),
                             (oct(0o755 if runs else 0o644), 0, 0), entry.name)

    def test_the_day_is_that_of_the_sources(self):
        self.environment["SOURCE_DATE_EPOCH"] = "86400"
        package = self.make()
        self.assertEqual({entry.mtime for entry in self.members(package)}, {86400})
        root = self.path("root")
        self.run_command("dpkg-deb", "--extract", package, root)
        with gzip.open(os.path.join(root, "usr/share/doc/appbin/changelog.gz"), "rt") as file:
            text = file.read()
        self.assertRegex(text, r"^appbin \([0-9.]+\) ")
        self.assertRegex(text, r"\n -- [^<]+ <[^<>@ ]+@[^<>@ ]+>  Fri, 02 Jan 1970 00:00:00 \+0000\n$")

    def test_it_asks_for_the_libraries_of_the_program(self):
        """Only for those: with static libraries it asks for fewer."""
        package = self.make()
        fields = self.run_command("dpkg-deb", "--field", package)
        self.assertIn("Package: appbin\n", fields)
        self.assertRegex(fields, r"(?m)^Description: .*\n \w")
        self.assertRegex(fields, r"(?m)^Maintainer: [^<]+ <[^<>@ ]+@[^<>@ ]+>$")
        self.check_depends(fields, IMAGETOOL)

    def test_installed_used_and_removed(self):
        """In a root that has nothing else, so that what it asks for is not looked at."""
        root = tempfile.mkdtemp(prefix="appbin-root-")  # make takes no path with a blank
        self.addCleanup(shutil.rmtree, root)
        os.chmod(root, 0o755)
        for name in "info", "updates", "triggers":
            os.makedirs(os.path.join(root, "var/lib/dpkg", name))
        write(os.path.join(root, "var/lib/dpkg/status"), "")
        dpkg = ["dpkg", f"--root={root}", "--log=/dev/null", "--force-not-root", "--force-depends"]
        self.run_command(*dpkg, "--install", self.make("077"))
        tool = os.path.join(root, "usr/bin/imagetool")
        user = ["setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"] \
            if os.geteuid() == 0 and shutil.which("setpriv") else []
        self.assertEqual(self.run_command(*user, tool, "--version"),
                         self.run_command(IMAGETOOL, "--version"))
        makefile = self.run_command(*user, tool, "makefile").strip()
        self.assertEqual(os.path.realpath(makefile), os.path.join(root, "usr/share/appbin/appbin.mk"))
        self.run_command(*user, "head", "-1", makefile)
        self.assertIn(b"MIT License", read(os.path.join(root, "usr/share/doc/appbin/copyright")))
        self.use_in_a_project(root)
        self.run_command(*dpkg, "--purge", "appbin")
        left = {name for name in self.files(root) if not name.startswith("var/lib/dpkg/")}
        self.assertEqual(left, set())
        self.assertFalse(os.path.exists(os.path.join(root, "usr")))

    def use_in_a_project(self, root):
        if shutil.which("xtensa-lx106-elf-gcc") is None:
            self.skipTest("no xtensa-lx106-elf-gcc")
        folder = self.make_consumer()
        self.configure(folder, "Ninja", f"-DCMAKE_PREFIX_PATH={root}/usr")
        self.build(folder)
        self.check_release(folder)


if __name__ == "__main__":
    main(needs=("dpkg", "dpkg-deb", "dpkg-shlibdeps", "file", "gzip", "readelf"))
