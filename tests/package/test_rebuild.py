# SPDX-License-Identifier: MIT
"""A build makes again exactly what a changed input reaches: key, options, scripts, tool and all."""
import os
import shutil
import tempfile
import time

from package_case import IMAGETOOL, PackageCase, main, read, replace, write

LINKS = {"lamp.user1.elf", "lamp.user2.elf"}
PLAIN = {"plain images/plain.user1.bin", "plain images/plain.user2.bin"}
SIGNED = {"lamp.user1.bin", "lamp.user2.bin", "lamp.manifest"}
OBJECT = "CMakeFiles/lamp_objects.dir/main.c.obj"
EVERYTHING = LINKS | PLAIN | SIGNED | {OBJECT}

SCRIPT = """MEMORY {{ irom0_0_seg : ORIGIN = {origin}, LENGTH = 0x6B000 }}
INCLUDE "common here.ld"
"""


class Rebuild:
    """The tests; one class for each generator is below."""
    generator = None
    explain = ()  # makes the build tool say why it runs what
    place = None  # the folder of every test of the class
    kept = None  # a copy of it as the first build left it

    def setUp(self):
        """Every test has the same build, at the same place and with the same times of files."""
        super().setUp()
        if self.kept is None:
            self.build_first()
            type(self).kept = tempfile.mkdtemp()
            self.addClassCleanup(shutil.rmtree, self.kept)
            type(self).place = self.folder
            self.run_command("cp", "-a", self.place, self.kept)
        else:
            self.folder = self.place
            self.addCleanup(shutil.rmtree, self.place)
            self.run_command("cp", "-a", os.path.join(self.kept, os.path.basename(self.place)),
                             self.place, folder=self.kept)
        self.prefix = self.path("installed here")
        self.lamp = self.path("the lamp")

    def build_first(self):
        self.prefix = self.install()
        self.lamp = self.make_consumer()
        write(self.file("one.ld"), SCRIPT.format(origin="0x40201010"))
        write(self.file("two.ld"), SCRIPT.format(origin="0x40281010"))
        shutil.copy(os.path.join(self.prefix, "share", "appbin", "cmake", "firmware.ld"),
                    self.file("common here.ld"))
        replace(self.file("CMakeLists.txt"), "MAP ${LAMP_MAP}\n  SIGN_KEY",
                "MAP ${LAMP_MAP} LINKER_SCRIPTS one.ld two.ld\n  SIGN_KEY")
        self.configure(self.lamp, self.generator, f"-DCMAKE_PREFIX_PATH={self.prefix}")
        self.build(self.lamp)

    def file(self, *parts):
        return os.path.join(self.lamp, *parts)

    def times(self):
        return {name: os.stat(self.file("build", name)).st_mtime_ns for name in EVERYTHING}

    def check_change(self, change, wanted):
        """Builds after change(); wanted is what must be made again, and nothing else."""
        before = self.times()
        time.sleep(0.02)  # file systems count in ticks
        change()
        text = self.build(self.lamp, "--", *self.explain)
        after = self.times()
        self.assertEqual({name for name in EVERYTHING if after[name] != before[name]}, wanted, text)
        self.build(self.lamp)
        self.assertEqual(self.times(), after, "a second build made something")

    def test_nothing_changed(self):
        self.check_change(lambda: None, set())
        self.check_change(lambda: self.run_command("cmake", "build", folder=self.lamp), set())

    def test_a_source(self):
        self.check_change(lambda: replace(self.file("main.c"), "calls = 1", "calls = 2"),
                          EVERYTHING)

    def test_a_header_of_the_verifier(self):
        header = os.path.join(self.prefix, "share/appbin/include/appverify/appverify.h")
        self.check_change(lambda: os.utime(header), EVERYTHING)

    def test_the_key(self):
        key = self.file("release.pem")
        old = self.release(self.lamp)
        self.check_change(lambda: (os.remove(key), self.run_command(
            IMAGETOOL, "keygen", "--no-passphrase", "-o", key)), SIGNED)
        new = self.release(self.lamp)
        self.assertNotEqual(old["lamp.manifest"], new["lamp.manifest"])
        self.check_release(self.lamp)

    def test_an_option_of_the_release(self):
        self.check_change(lambda: self.run_command(
            "cmake", "-DLAMP_VERSION=1.2.4", "build", folder=self.lamp), SIGNED)
        text = self.run_command(IMAGETOOL, "info", self.file("build/lamp.user2.bin"))
        self.assertIn("1.2.4", text)

    def test_an_option_of_the_images(self):
        self.check_change(lambda: replace(self.file("CMakeLists.txt"), "MODE dio", "MODE qout"),
                          PLAIN)

    def test_an_included_linker_script(self):
        self.check_change(lambda: os.utime(self.file("common here.ld")),
                          LINKS | PLAIN | SIGNED)

    def test_one_linker_script(self):
        self.check_change(lambda: os.utime(self.file("two.ld")),
                          SIGNED | {"lamp.user2.elf", "plain images/plain.user2.bin"})

    def test_the_tool(self):
        tool = os.path.join(self.prefix, "bin", "imagetool")
        self.check_change(lambda: os.utime(tool), PLAIN | SIGNED)

    def test_a_failed_build_keeps_the_release_and_is_made_good(self):
        old = self.release(self.lamp)
        key = self.file("release.pem")
        good = read(key)
        write(key, "no key\n")
        text = self.build(self.lamp, status="any failure")
        self.assertIn("release.pem", text)
        self.assertEqual(self.release(self.lamp), old)
        with open(key, "wb") as file:
            file.write(good)
        self.build(self.lamp)
        self.assertEqual(self.release(self.lamp), old)

    def test_a_lost_output_comes_back(self):
        old = self.release(self.lamp)
        for name in sorted(SIGNED | PLAIN):
            os.remove(self.file("build", name))
            self.build(self.lamp)
        self.assertEqual(self.release(self.lamp), old)


class RebuildWithNinja(Rebuild, PackageCase):
    generator = "Ninja"
    explain = ("-d", "explain")


class RebuildWithMake(Rebuild, PackageCase):
    generator = "Unix Makefiles"


if __name__ == "__main__":
    main(needs=("xtensa-lx106-elf-gcc",))
