# SPDX-License-Identifier: MIT
"""RELEASE_FILE: one file of options for CMake and for imagetool release."""
import os
import shutil
import time

from package_case import GENERATORS, IMAGETOOL, START, PackageCase, main, read, write

OPTIONS = """# All that the releases of lamps have in common.
--map 2
  --mode=dio
--vendor example.com

--product\tlamp
--key keys/release.pem
--tlv 0x4000=0102
--tlv 0x4001=03
--security-counter 4
"""
IN_THE_CALL = """MAP 2 MODE dio VENDOR example.com PRODUCT lamp SIGN_KEY release.pem
  TLV 0x4000=0102 0x4001=03 SECURITY_COUNTER 4"""
PROJECT = """cmake_minimum_required(VERSION 3.25)
project(lamp LANGUAGES C ASM)
find_package(appbin 0.2 REQUIRED COMPONENTS tool)
appbin_add_firmware(lamp SOURCES start.S main.c LINK_OPTIONS -nostdlib {words})
get_target_property(found lamp APPBIN_USER2)
message(STATUS "user2: ${{found}}")
"""
# Its three segments are what images of boot old must have.
MAIN = """volatile unsigned calls = 1;
static const unsigned steps[4] = {1, 3, 5, 7};
void user_init(void);
void user_init(void)
{
    calls += steps[calls & 3];
}
"""


class ReleaseFile(PackageCase):
    def make_project(self, words="RELEASE_FILE conf/lamp.release VERSION 1.2.3", text=OPTIONS,
                     name="the lamp"):
        """A project with the words in its call, and the text in conf/lamp.release."""
        folder = self.path(name)
        os.makedirs(os.path.join(folder, "conf", "keys"))
        shutil.copy(START, folder)
        write(os.path.join(folder, "main.c"), MAIN)
        write(os.path.join(folder, "CMakeLists.txt"), PROJECT.format(words=words))
        if not os.path.exists(self.path("release.pem")):
            self.run_command(IMAGETOOL, "keygen", "--no-passphrase", "-o", self.path("release.pem"))
        for place in "release.pem", "conf/keys/release.pem":
            shutil.copy(self.path("release.pem"), os.path.join(folder, place))
        self.write_options(folder, text)
        return folder

    def write_options(self, folder, text):
        with open(os.path.join(folder, "conf", "lamp.release"), "w", encoding="utf-8",
                  newline="") as file:
            file.write(text)

    def make(self, folder, generator="Ninja", *options):
        self.configure(folder, generator, f"-DCMAKE_PREFIX_PATH={self.install()}", *options,
                       build=generator)
        self.build(folder, build=generator)
        return os.path.join(folder, generator)

    def images(self, folder):
        return [read(os.path.join(folder, f"lamp.{name}"))
                for name in ("user1.bin", "user2.bin", "manifest")]

    def test_it_is_as_if_the_call_had_the_options(self):
        called = self.make(self.make_project(f"{IN_THE_CALL} VERSION 1.2.3", name="call"))
        wanted = self.images(called)
        editor = "\ufeff" + OPTIONS.replace("\n", "\r\n")
        for generator in GENERATORS:
            for name, text in ("unix", OPTIONS), ("windows", editor), ("end", OPTIONS.rstrip("\n")):
                folder = self.make_project(text=text, name=f"{name} {generator}")
                self.assertEqual(self.images(self.make(folder, generator)), wanted, name)
        # A makefile calls the tool by itself.
        hand = os.path.join(folder, "hand")
        os.mkdir(hand)
        self.run_command(
            IMAGETOOL, "release", "@conf/lamp.release", "--fw-version", "1.2.3", "--out-dir", hand,
            "--name", "lamp", "--manifest-out", f"{hand}/lamp.manifest", f"{called}/lamp.user1.elf",
            f"{called}/lamp.user2.elf", folder=folder)
        self.assertEqual(self.images(hand), wanted)

    def test_it_says_where_to_write(self):
        folder = self.make_project(text=OPTIONS + """--out-dir ../made
--name a.lamp
--manifest-out m/lamp.manifest
--bundle ../made/b/lamp.bundle
--publish /""" + self.path("served", "lamp").lstrip("/") + """
--json ../made/lamp.json
--slot-args ../made/slots
--pss-salt-from-message
""")
        text = self.configure(folder, "Ninja", f"-DCMAKE_PREFIX_PATH={self.install()}")
        self.assertIn(f"user2: {folder}/made/a.lamp.user2.bin\n", text)
        self.assertNotIn("wrote ", self.build(folder))  # a build is calm
        made = {"made/a.lamp.user1.bin", "made/a.lamp.user2.bin", "made/b/lamp.bundle",
                "made/lamp.json", "made/slots", "conf/m/lamp.manifest"}
        self.assertLessEqual(made, self.files(folder))
        self.assertFalse([name for name in self.files(os.path.join(folder, "build"))
                          if "lamp" in name and name.endswith((".bin", ".args", ".manifest"))])
        self.assertEqual(len(self.files(self.path("served"))), 5)
        for name in sorted(made):
            os.remove(os.path.join(folder, name))
            self.build(folder)
            self.assertTrue(os.path.exists(os.path.join(folder, name)), name)

    def test_the_map_of_the_file_decides_how_often_is_linked(self):
        folder = self.make_project()
        at = self.make(folder)
        self.assertTrue(os.path.exists(os.path.join(at, "lamp.user2.elf")))
        time.sleep(0.02)
        self.write_options(folder, OPTIONS.replace("--map 2", "--map 6"))
        self.build(folder, build="Ninja")
        self.assertTrue(os.path.exists(os.path.join(at, "lamp.elf")))
        self.run_command(IMAGETOOL, "check", "--map", "6", "lamp.user1.bin", "lamp.user2.bin",
                         folder=at)
        self.write_options(folder, OPTIONS.replace("--map 2", "--map 2\n--boot old"))
        self.build(folder, build="Ninja")
        self.assertIn("boot old", self.run_command(IMAGETOOL, "info", "lamp.user1.bin", folder=at))

    def test_the_file_and_what_it_names_are_inputs(self):
        for generator in GENERATORS:
            folder = self.make_project(name=f"inputs {generator}")
            at = self.make(folder, generator)
            before = self.images(at)
            time.sleep(0.02)
            self.write_options(folder, OPTIONS.replace("--tlv 0x4001=03", "--tlv 0x4001=04"))
            self.build(folder, build=generator)
            changed = self.images(at)
            self.assertNotEqual(changed[2], before[2])
            time.sleep(0.02)
            key = os.path.join(folder, "conf", "keys", "release.pem")
            os.remove(key)
            self.run_command(IMAGETOOL, "keygen", "--no-passphrase", "-o", key)
            self.build(folder, build=generator)
            self.assertNotEqual(self.images(at)[2], changed[2])
            text = self.build(folder, build=generator)
            self.assertNotIn("Making the release", text)

    def test_signers(self):
        """Their commands run in the source folder, and the files in them are inputs."""
        text = OPTIONS.replace("--key keys/release.pem",
                               "--signer set -e; sh sign.sh\n--pubkey keys/release.pub.pem")
        folder = self.make_project(text=text)
        self.run_command(IMAGETOOL, "pubkey", "-o", "conf/keys/release.pub.pem", "release.pem",
                         folder=folder)
        script = os.path.join(folder, "sign.sh")
        write(script, "exec openssl pkeyutl -sign -inkey release.pem\n")
        at = self.make(folder)
        self.run_command(IMAGETOOL, "verify", "--pubkey", f"{folder}/conf/keys/release.pub.pem",
                         "lamp.user1.bin", "lamp.user2.bin", folder=at)
        time.sleep(0.02)
        write(script, "exit 1\n")
        self.build(folder, build="Ninja", status="any failure")

    def test_imagetool_judges_the_file(self):
        for line, message in (("--vendro x", "lamp.release:11: unknown option '--vendro'"),
                              ("lamp.elf", "lamp.release:11: not an option: 'lamp.elf'"),
                              ("--crc zlib", "--crc")):
            folder = self.make_project(text=OPTIONS + line + "\n", name=line)
            if line == "--crc zlib":
                text = self.configure(folder, "Ninja", f"-DCMAKE_PREFIX_PATH={self.install()}",
                                      status=1)
                self.assertIn("CRC is 'zlib'", text)
                continue
            self.configure(folder, "Ninja", f"-DCMAKE_PREFIX_PATH={self.install()}")
            self.assertIn(message, self.build(folder, status="any failure"))

    def test_what_is_refused(self):
        both = "RELEASE_FILE conf/lamp.release VERSION 1.2.3 "
        found = f"-DCMAKE_PREFIX_PATH={self.install()}"
        for number, (words, text, message) in enumerate((
                (both + "MAP 2", OPTIONS, "MAP is given here and in the RELEASE_FILE"),
                (both + "MODE QIO", OPTIONS, "MODE is given here and in the RELEASE_FILE"),
                (both + "SIGN_KEY release.pem", OPTIONS, "SIGN_KEY is given here and in the"),
                (both + "TLV 0x4002=01", OPTIONS, "TLV is given here and in the RELEASE_FILE"),
                (both + "STRICT", OPTIONS + "--strict\n", "STRICT is given here and in the"),
                (both + "OUTPUT_DIR x", OPTIONS + "--out-dir x\n", "OUTPUT_DIR is given here and"),
                (both, OPTIONS.replace("--map 2", "# --map 2"), "MAP is missing"),
                (both, OPTIONS.replace("--map 2", "--map 7"), "MAP is '7'; it must be one of"),
                (both, OPTIONS.replace("--key keys", "#"), "neither the RELEASE_FILE nor the call"),
                (both, OPTIONS.replace("--vendor", "#"), "VENDOR is missing"),
                (both, OPTIONS + "--dry-run\n", "the RELEASE_FILE has --dry-run"),
                (both, OPTIONS + "--boot-bin b\n", "BOOT_BIN needs INIT_DATA"),
                (both, OPTIONS + "--bundle keys\n", "' is a folder"),
                ("RELEASE_FILE conf/no.release", OPTIONS, "RELEASE_FILE: there is no file"),
                ("RELEASE_FILE conf", OPTIONS, "RELEASE_FILE: there is no file"),
                ("RELEASE_FILE conf/lamp.release", OPTIONS, "VERSION is missing"))):
            with self.subTest(message):
                folder = self.make_project(words, text, name=f"lamp {number}")
                output = " ".join(self.configure(folder, "Ninja", found, status=1).split())
                self.assertIn(message, output)
                self.assertEqual(output.count("CMake Error"), 1, output)
        folder = self.make_project(text=OPTIONS + "--out-dir x\n", name="several")
        output = self.configure(folder, "Ninja Multi-Config", found, status=1)
        self.assertIn("the same for every configuration", " ".join(output.split()))


if __name__ == "__main__":
    main(needs=("xtensa-lx106-elf-gcc", "openssl"))
