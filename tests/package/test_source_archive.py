# SPDX-License-Identifier: MIT
"""The archive of the sources that a release has."""
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile

from package_case import IMAGETOOL, SKIPPED, SOURCE, PackageCase, main, read


class SourceArchive(PackageCase):
    def make(self, umask):
        """Of a clone, with the umask; returns the path of the archive."""
        clone = self.path(f"clone {umask}")
        self.run_command("git", "clone", "--quiet", "--no-hardlinks", SOURCE, clone)
        self.run_command("sh", "-c", f"umask {umask}; sh .ci/source-archive.sh ../'for {umask}'",
                         folder=clone)
        version = self.run_command(IMAGETOOL, "--version").split()[1]
        return self.path(f"for {umask}", f"appbin-{version}.tar.gz")

    def test_it_has_the_files_of_the_commit_and_depends_on_nothing_else(self):
        archive = self.make("022")
        self.assertEqual(read(self.make("077")), read(archive))
        with open(f"{archive}.sha256", encoding="ascii") as file:
            self.assertEqual(file.read(), f"{hashlib.sha256(read(archive)).hexdigest()}  "
                                          f"{os.path.basename(archive)}\n")
        top = os.path.basename(archive)[:-len(".tar.gz")]
        listed = self.run_command("git", "-C", SOURCE, "ls-tree", "-r", "--name-only", "-z", "HEAD")
        with tarfile.open(archive) as file:
            entries = file.getmembers()
        self.assertEqual({entry.name for entry in entries if not entry.isdir()},
                         {f"{top}/{name}" for name in listed.split("\0")[:-1]})
        self.assertEqual({entry.mode & 0o666 for entry in entries}, {0o644})

    def test_wrong_arguments(self):
        self.assertIn("usage:", self.run_command("sh", f"{SOURCE}/.ci/source-archive.sh", status=2))


if __name__ == "__main__":
    if shutil.which("git") is None or subprocess.run(
            ["git", "-C", SOURCE, "rev-parse", "HEAD"], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, check=False).returncode != 0:
        print("skipped: no history of git here")
        sys.exit(SKIPPED)
    main(needs=("gzip", "sha256sum"))
