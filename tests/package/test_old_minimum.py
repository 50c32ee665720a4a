# SPDX-License-Identifier: MIT
"""A firmware project that asks for an older CMake than appbin needs, and so has older policies."""
import os
import re

from package_case import SOURCE, PackageCase, main, replace

OLD = "cmake_minimum_required(VERSION 3.5)"


class OldMinimum(PackageCase):
    def make_old_consumer(self):
        folder = self.make_consumer("old lamp")
        lists = os.path.join(folder, "CMakeLists.txt")
        replace(lists, "cmake_minimum_required(VERSION 3.25)", OLD)
        replace(lists, "INTERFACE port.c", 'INTERFACE "${CMAKE_CURRENT_SOURCE_DIR}/port.c"')
        return folder

    def test_it_builds_the_same(self):
        prefix = f"-DCMAKE_PREFIX_PATH={self.install()}"
        releases = []
        for folder in self.make_consumer(), self.make_old_consumer():
            self.configure(folder, "Ninja", prefix)
            self.build(folder)
            self.check_release(folder)
            releases.append(self.release(folder))
        self.assertEqual(releases[0]["plain images/plain.user1.bin"],
                         releases[1]["plain images/plain.user1.bin"])
        self.assertEqual(releases[0]["plain images/plain.user2.bin"],
                         releases[1]["plain images/plain.user2.bin"])

    def test_with_the_sources_as_a_subfolder(self):
        folder = self.make_old_consumer()
        self.configure(folder, "Ninja", "-DWAY=add_subdirectory", f"-DAPPBIN={SOURCE}",
                       f"-DAPPBIN_IMAGETOOL={os.environ['IMAGETOOL']}")
        self.build(folder)
        self.check_release(folder)

    def test_a_cmake_that_is_too_old_is_named(self):
        folder = self.make_consumer()
        replace(os.path.join(folder, "CMakeLists.txt"), "ASM)\n", "ASM)\nset(CMAKE_VERSION 3.23.5)\n")
        text = self.configure(folder, "Ninja", f"-DCMAKE_PREFIX_PATH={self.install()}", status=1)
        self.assertIn("appbin needs CMake 3.24 or newer, this is 3.23.5", re.sub(r"\s+", " ", text))


if __name__ == "__main__":
    main(needs=("xtensa-lx106-elf-gcc",))
