# SPDX-License-Identifier: MIT
"""A firmware project takes appbin in by find_package, add_subdirectory and FetchContent, with each
generator, from a clean folder; every way gives the same bytes."""
import hashlib
import os
import re
import shutil

from package_case import (GENERATORS, IMAGETOOL, SOURCE, PackageCase, archive, main, read,
                          replace, write)


class WaysIn(PackageCase):
    def use(self, generator, *options, name="the lamp"):
        folder = self.make_consumer(name)
        self.configure(folder, generator, *options)
        self.build(folder)
        self.check_release(folder)
        return self.release(folder)

    def test_every_way_gives_the_same_bytes(self):
        prefix = self.install()
        sources = self.path("appbin.tar.gz")
        archive(sources)
        tool = f"-DAPPBIN_IMAGETOOL={IMAGETOOL}"
        found = f"-DCMAKE_PREFIX_PATH={prefix}"
        wanted = self.use("Ninja", found, name="first")
        ways = {
            "installed, make": ("Unix Makefiles", found),
            "subfolder, ninja": ("Ninja", "-DWAY=add_subdirectory", f"-DAPPBIN={SOURCE}", tool),
            "subfolder, make": ("Unix Makefiles", "-DWAY=add_subdirectory", f"-DAPPBIN={SOURCE}",
                                f"-DCMAKE_PROGRAM_PATH={prefix}/bin"),
            "archive, ninja": ("Ninja", "-DWAY=FetchContent", f"-DAPPBIN={sources}", tool),
            "archive, make": ("Unix Makefiles", "-DWAY=FetchContent", f"-DAPPBIN={sources}", tool),
        }
        for name, options in ways.items():
            with self.subTest(name):
                self.assertEqual(self.use(*options, name=name), wanted)

    def test_the_tool_is_built_for_the_host_when_there_is_none(self):
        # Flags for the target must not reach the host's compiler.
        self.environment["CFLAGS"] = "-mlongcalls"
        self.environment["PATH"] = os.pathsep.join(
            folder for folder in self.environment["PATH"].split(os.pathsep)
            if not os.path.exists(os.path.join(folder, "imagetool")))
        sources = self.path("sources of appbin.tar.gz")
        archive(sources)
        for generator in GENERATORS:
            with self.subTest(generator):
                folder = self.make_consumer(generator)
                text = self.configure(folder, generator, "-DWAY=FetchContent",
                                      f"-DAPPBIN={sources}")
                self.assertIn("imagetool is built for the host", text)
                self.build(folder)
                self.check_release(folder)

    def test_the_package_is_found_by_the_path_of_programs(self):
        prefix = self.install()
        self.environment["PATH"] = f"{prefix}/bin:{self.environment['PATH']}"
        self.use("Ninja")

    def test_each_configuration_has_its_own_folder(self):
        prefix = self.install()
        folder = self.make_consumer()
        replace(os.path.join(folder, "CMakeLists.txt"), 'OUTPUT_DIR "plain images"',
                'OUTPUT_DIR "plain images/$<CONFIG>"')
        self.configure(folder, "Ninja Multi-Config", f"-DCMAKE_PREFIX_PATH={prefix}")
        self.build(folder, "--config", "Debug")
        self.build(folder, "--config", "Release")
        for name in ("Debug/lamp.user1.bin", "plain images/Debug/plain.user1.bin",
                     "plain images/Release/plain.user1.bin"):
            self.assertGreater(len(read(os.path.join(folder, "build", name))), 0)
        self.check_release(folder, "build/Release")

    def test_rsa_signatures_are_the_same_in_every_folder(self):
        found = f"-DCMAKE_PREFIX_PATH={self.install()}"
        self.run_command(IMAGETOOL, "keygen", "--no-passphrase", "--type", "rsa-2048", "-o", self.path("release.pem"))
        self.assertEqual(self.use("Ninja", found, name="here"),
                         self.use("Unix Makefiles", found, name="or there"))

    def build_as_by_hand(self, options, arguments):
        """The consumer with options of both functions; its unsigned images are those of a command."""
        folder = self.make_consumer(options[:8])
        lists = os.path.join(folder, "CMakeLists.txt")
        replace(lists, "MAP ${LAMP_MAP}\n  SIGN_KEY", f"MAP ${{LAMP_MAP}} {options}\n  SIGN_KEY")
        replace(lists, "MODE dio", f"{options} ENTRY user_init MODE dio")
        self.configure(folder, "Ninja", f"-DCMAKE_PREFIX_PATH={self.install()}")
        self.build(folder)
        for slot in ("1", "2"):
            self.run_command(
                IMAGETOOL, "build", "--map", "2", "--slot", slot, *arguments, "--mode", "dio",
                "--freq", "80", "--header", "flash", "--crc", "sdk", "--entry", "user_init",
                "-o", "by hand", f"lamp.user{slot}.elf", folder=os.path.join(folder, "build"))
            self.assertEqual(
                read(os.path.join(folder, "build", "by hand")),
                read(os.path.join(folder, "build", "plain images", f"plain.user{slot}.bin")))
        self.check_release(folder)

    def test_options_reach_the_images(self):
        self.build_as_by_hand("BOOT old", ["--boot", "old"])
        self.build_as_by_hand("BOOT new", [])

    def test_words_as_makefiles_of_the_sdk_have_them(self):
        folder = self.make_consumer()
        replace(os.path.join(folder, "CMakeLists.txt"), "MAP ${LAMP_MAP}\n  SIGN_KEY",
                "MAP ${LAMP_MAP} MODE DIO FREQ 26.7 BOOT NEW\n  SIGN_KEY")
        self.configure(folder, "Ninja", f"-DCMAKE_PREFIX_PATH={self.install()}")
        self.build(folder)
        self.check_release(folder)
        # Of the RAM part byte 2 is the mode, the low half of byte 3 the clock. It is behind a header
        # of 16 bytes, whose last word is the length of irom, and irom.
        image = read(os.path.join(folder, "build", "lamp.user1.bin"))
        ram = 16 + int.from_bytes(image[12:16], "little")
        self.assertEqual((image[ram], image[ram + 2], image[ram + 3] & 15), (0xE9, 2, 1))

    def test_further_sections(self):
        folder = self.make_consumer()
        lists = os.path.join(folder, "CMakeLists.txt")
        replace(os.path.join(folder, "main.c"), "volatile uint32_t lamp_result;",
                "volatile uint32_t lamp_result;\n"
                "__attribute__((section(\".more\"))) volatile uint32_t more = 7;")
        replace(os.path.join(folder, "main.c"), "calls += ", "calls += more + ")
        self.configure(folder, "Ninja", f"-DCMAKE_PREFIX_PATH={self.install()}")
        self.assertIn("section .more", self.build(folder, status="any failure"))
        replace(lists, "MAP ${LAMP_MAP}\n", "MAP ${LAMP_MAP} SECTIONS .more\n")
        self.build(folder)
        self.check_release(folder)
        text = self.run_command(IMAGETOOL, "info", os.path.join(folder, "build", "lamp.user1.bin"))
        self.assertEqual(len(re.findall(r"(?m)^ .*segment", text)), 4, text)

    def test_linker_scripts_that_the_build_makes(self):
        folder = self.make_consumer()
        replace(os.path.join(folder, "CMakeLists.txt"), "appbin_add_firmware(lamp\n",
                "foreach(slot 1 2)\n"
                "  add_custom_command(OUTPUT made${slot}.ld COMMAND ${CMAKE_COMMAND} -E copy\n"
                "    ${CMAKE_SOURCE_DIR}/${slot}.ld made${slot}.ld DEPENDS ${slot}.ld VERBATIM)\n"
                "endforeach()\nappbin_add_firmware(lamp\n"
                "  LINKER_SCRIPTS ${CMAKE_BINARY_DIR}/made1.ld ${CMAKE_BINARY_DIR}/made2.ld\n")
        sections = os.path.join(SOURCE, "cmake", "firmware.ld")
        for slot, origin in ((1, "0x40201010"), (2, "0x40281010")):
            write(os.path.join(folder, f"{slot}.ld"),
                  f"MEMORY {{ irom0_0_seg : ORIGIN = {origin}, LENGTH = 0x6B000 }}\n"
                  f'INCLUDE "{sections}"\n')
        for generator in GENERATORS:
            self.configure(folder, generator, f"-DCMAKE_PREFIX_PATH={self.install()}",
                           build=generator)
            self.build(folder, build=generator)
            self.check_release(folder, generator)
            self.configure(folder, generator, build=generator)
            self.build(folder, build=generator)  # what the scripts include is known by now
            self.configure(folder, generator, build=generator)
            self.assertNotIn("Linking", self.build(folder, build=generator))

    def test_roms_of_rboot(self):
        folder = self.make_consumer()
        lists = os.path.join(folder, "CMakeLists.txt")
        sections = os.path.join(SOURCE, "cmake", "firmware.ld")
        for slot, origin in ((1, "0x40212010"), (2, "0x40282010")):
            write(os.path.join(folder, f"{slot}.ld"),
                  f"MEMORY {{ irom0_0_seg : ORIGIN = {origin}, LENGTH = 0x69000 }}\n"
                  f'INCLUDE "{sections}"\n')
        layout = "MAP ${LAMP_MAP} LAYOUT rboot ROMS 0x12000 0x82000\n"
        replace(lists, "MAP ${LAMP_MAP}\n  SIGN_KEY", layout + "  LINKER_SCRIPTS 1.ld 2.ld\n  SIGN_KEY")
        replace(lists, "MAP ${LAMP_MAP}\n  MODE", layout + "  MODE")
        self.configure(folder, "Ninja", f"-DCMAKE_PREFIX_PATH={self.install()}")
        self.build(folder)
        self.build(folder, "--target", "lamp_size")
        roms = ["--map", "2", "--layout", "rboot", "--rom", "0x12000", "--rom", "0x82000"]
        at = os.path.join(folder, "build")
        self.run_command(IMAGETOOL, "check", *roms, "lamp.user1.bin", "lamp.user2.bin", folder=at)
        public = self.path("release.pub.pem")
        self.run_command(IMAGETOOL, "pubkey", "-o", public, os.path.join(folder, "release.pem"))
        self.run_command(IMAGETOOL, "verify", "--pubkey", public, *roms, "lamp.user1.bin",
                         "lamp.user2.bin", "lamp.manifest", folder=at)
        replace(lists, layout, layout.replace("0x12000", "0x2000"))
        self.assertIn("irom is linked at 0x40212010", self.build(folder, status="any failure"))

    def test_a_signer_instead_of_a_key(self):
        """Its command is the shell's, its path relative to the source, its files are inputs."""
        folder = self.make_consumer()
        self.run_command(IMAGETOOL, "pubkey", "-o", "release.pub.pem", "release.pem", folder=folder)
        write(os.path.join(folder, "sign.sh"), "exec openssl pkeyutl -sign -inkey release.pem\n")
        replace(os.path.join(folder, "CMakeLists.txt"), 'SIGN_KEY "${LAMP_KEY}"',
                'SIGNER "set -e; sh sign.sh" SIGN_PUBKEY release.pub.pem\n'
                '  BUILD_ID "a;b $c" TLV 0x4000=0102 0x4001=03')
        for generator in GENERATORS:
            self.configure(folder, generator, f"-DCMAKE_PREFIX_PATH={self.install()}",
                           build=generator)
            self.build(folder, build=generator)
            self.check_release(folder, generator)
            text = self.run_command(IMAGETOOL, "info",
                                    os.path.join(folder, generator, "lamp.user1.bin"))
            self.assertIn("a;b $c", text)
            self.assertIn("0x4001", text)
            write(os.path.join(folder, "sign.sh"), "echo no >&2; exit 1\n")
            self.build(folder, build=generator, status="any failure")
            write(os.path.join(folder, "sign.sh"),
                  "exec openssl pkeyutl -sign -inkey release.pem\n")

    def test_a_key_that_the_build_makes(self):
        """By a rule before the call, behind it, or of another folder."""
        makes = ('add_custom_command(OUTPUT {0}\n  COMMAND appbin::imagetool keygen --no-passphrase -o {0} VERBATIM)\n')
        prefix = self.install()
        for number, (key, before, after) in enumerate((
                ("made.pem", makes.format("made.pem"), ""),
                ("${CMAKE_BINARY_DIR}/made.pem", "", makes.format('"${CMAKE_BINARY_DIR}/made.pem"')),
                ("${CMAKE_BINARY_DIR}/keys/made.pem", "add_subdirectory(keys)\n",
                 "add_dependencies(lamp keys)\n"))):
            folder = self.make_consumer(f"lamp {number}")
            lists = os.path.join(folder, "CMakeLists.txt")
            replace(lists, 'SIGN_KEY "${LAMP_KEY}"', f'SIGN_KEY "{key}"')
            replace(lists, "appbin_add_firmware(lamp\n", before + "appbin_add_firmware(lamp\n")
            replace(lists, "# The same ELF", after + "# The same ELF")
            os.mkdir(os.path.join(folder, "keys"))
            write(os.path.join(folder, "keys", "CMakeLists.txt"),
                  makes.format("made.pem") + "add_custom_target(keys DEPENDS made.pem)\n")
            for generator in GENERATORS:
                with self.subTest(f"{key}, {generator}"):
                    self.configure(folder, generator, f"-DCMAKE_PREFIX_PATH={prefix}",
                                   build=generator)
                    self.build(folder, build=generator)
                    made = os.path.join(folder, generator, *key.split("/")[1:] or [key])
                    shutil.copy(made, os.path.join(folder, "release.pem"))
                    self.check_release(folder, generator)

    def test_a_key_that_nobody_makes_is_an_error_of_the_build(self):
        folder = self.make_consumer()
        os.remove(os.path.join(folder, "release.pem"))
        for generator in GENERATORS:
            text = self.configure(folder, generator, f"-DCMAKE_PREFIX_PATH={self.install()}",
                                  build=generator)
            self.assertIn(f"SIGN_KEY: '{folder}/release.pem' is not there", text)
            text = self.build(folder, build=generator, status="any failure")
            self.assertRegex(text, "release[.]pem', needed by '[^']*lamp[.]user1[.]bin'")
            self.assertRegex(text, "(?i)no (known )?rule to make")

    def test_a_bundle_and_the_files_of_a_server(self):
        folder = self.make_consumer()
        lists = os.path.join(folder, "CMakeLists.txt")
        replace(lists, "SECURITY_COUNTER 4)",
                'SECURITY_COUNTER 4\n  BUNDLE "to post/lamp.bundle" PUBLISH "a server/lamp")\n'
                "get_target_property(found lamp APPBIN_PUBLISH)\n"
                'message(STATUS "publish: ${found}")')
        for generator in GENERATORS:
            text = self.configure(folder, generator, f"-DCMAKE_PREFIX_PATH={self.install()}",
                                  build=generator)
            at = os.path.join(folder, generator)
            self.assertIn(f"publish: {at}/a server/lamp\n", text)
            self.build(folder, build=generator)
            parts = [read(os.path.join(at, "lamp." + part))
                     for part in ("manifest", "user1.bin", "user2.bin")]
            self.assertEqual(read(os.path.join(at, "to post", "lamp.bundle")), b"".join(parts))
            name = hashlib.sha256(parts[0][:int.from_bytes(parts[0][6:8], "little")]).hexdigest()[:8]
            names = ("manifest", "user1.bin", "user2.bin", f"{name}.user1.bin", f"{name}.user2.bin")
            served = os.path.join(at, "a server")
            self.assertEqual(self.files(served), {"lamp." + part for part in names})
            for part, wanted in zip(names, parts + parts[1:]):
                self.assertEqual(read(os.path.join(served, "lamp." + part)), wanted, part)
            # What is lost comes back, and the named images stay.
            os.remove(os.path.join(served, "lamp.manifest"))
            self.build(folder, build=generator)
            self.assertEqual(self.files(served), {"lamp." + part for part in names})

    def test_a_release_is_what_build_and_sign_make(self):
        """Of each slot an image, then both signed: three commands in place of one."""
        options = ("BOOT old MODE dio FREQ 26 HEADER flash CRC inverted\n"
                   "  BUILD_ID now TLV 0x4000=01 BUNDLE lamp.bundle PUBLISH www/lamp\n  SIGN_KEY")
        folder = self.make_consumer()
        self.run_command(IMAGETOOL, "keygen", "--no-passphrase", "--type", "rsa-2048", "-o", "other.pem",
                         folder=folder)
        lists = os.path.join(folder, "CMakeLists.txt")
        replace(lists, "MAP ${LAMP_MAP}\n  SIGN_KEY", f"MAP ${{LAMP_MAP}} {options} other.pem")
        replace(lists, "  MODE dio FREQ 80", "  BOOT old MODE dio FREQ 80")
        self.configure(folder, "Ninja", f"-DCMAKE_PREFIX_PATH={self.install()}")
        self.build(folder)
        at = os.path.join(folder, "build")
        hand = os.path.join(at, "hand")
        os.makedirs(os.path.join(hand, "www"))
        for slot in ("1", "2"):
            self.run_command(
                IMAGETOOL, "build", "--map", "2", "--slot", slot, "--boot", "old", "--mode", "dio",
                "--freq", "26", "--header", "flash", "--crc", "inverted", "-o", f"lamp.user{slot}.bin",
                os.path.join(at, f"lamp.user{slot}.elf"), folder=hand)
        self.run_command(
            IMAGETOOL, "sign", "--in-place", "--key", os.path.join(folder, "other.pem"), "--key",
            os.path.join(folder, "release.pem"), "--pss-salt-from-message", "--vendor", "example.com",
            "--product", "lamp", "--fw-version", "1.2.3", "--security-counter", "4", "--build-id",
            "now", "--tlv", "0x4000=01", "--manifest-out", "lamp.manifest", "--bundle",
            "lamp.bundle", "--publish", "www/lamp", "lamp.user1.bin", "lamp.user2.bin", folder=hand)
        names = self.files(hand)
        self.assertEqual(len(names), 9)
        for name in sorted(names):
            self.assertEqual(read(os.path.join(at, name)), read(os.path.join(hand, name)), name)

    def test_words_of_sign_without_a_value(self):
        folder = self.make_consumer()
        lists = os.path.join(folder, "CMakeLists.txt")
        replace(lists, "SECURITY_COUNTER 4)", "SECURITY_COUNTER 3000000000)")
        self.configure(folder, "Ninja", f"-DCMAKE_PREFIX_PATH={self.install()}")
        self.assertIn("--allow-counter-jump if it is meant",
                      self.build(folder, status="any failure"))
        replace(lists, "COUNTER 3000000000)", "COUNTER 3000000000 ALLOW_COUNTER_JUMP STRICT)")
        self.build(folder)
        with open(os.path.join(folder, "build", "build.ninja"), encoding="utf-8") as file:
            self.assertIsNotNone(re.search(r'imagetool"? release .* --strict --allow-counter-jump ',
                                           file.read()))

    def test_use_of_memory(self):
        folder = self.make_consumer()
        self.configure(folder, "Ninja", f"-DCMAKE_PREFIX_PATH={self.install()}")
        text = self.build(folder, "--target", "lamp_size")
        self.assertLess(text.index("slot 1:"), text.index("slot 2:"))
        for name, limit in (("iram", 0x8000), ("dram", 0x14000), ("irom", 0x6B000),
                            ("slot", 0x7A000)):
            self.assertEqual(len(re.findall(rf"(?m)^{name} +\d+ of +{limit} bytes", text)), 2, text)
        self.assertFalse(os.path.exists(os.path.join(folder, "build", "lamp.user1.bin")))

    def test_a_firmware_that_is_too_long_is_refused(self):
        folder = self.make_consumer()
        replace(os.path.join(folder, "main.c"), "static uint32_t calls",
                "__attribute__((section(\".irom0.text\")))\n"
                "static const volatile uint32_t in_flash[0x65800 / 4] = {1};\n"
                "static volatile uint32_t in_ram[0x12000 / 4] = {1};\nstatic uint32_t calls")
        replace(os.path.join(folder, "main.c"), "calls += ",
                "calls += in_flash[calls] + in_ram[calls] + ")
        self.configure(folder, "Ninja", f"-DCMAKE_PREFIX_PATH={self.install()}")
        text = self.build(folder, status="any failure")
        self.assertIn("exceed", text)
        self.assertFalse(os.path.exists(os.path.join(folder, "build", "lamp.user1.bin")))
        text = self.build(folder, "--target", "lamp_size", status="any failure")
        self.assertRegex(text, r"slot +\d+ of +499712 bytes .* exceeded by")

    def test_maps_from_5_on_link_once(self):
        prefix = self.install()
        folder = self.make_consumer()
        for map_number in (5, 6):
            build = f"map {map_number}"
            self.configure(folder, "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}",
                           f"-DLAMP_MAP={map_number}", build=build)
            self.build(folder, build=build)
            elfs = [name for name in os.listdir(os.path.join(folder, build))
                    if name.endswith(".elf")]
            self.assertEqual(elfs, ["lamp.elf"])
            self.run_command(IMAGETOOL, "check", "--map", str(map_number), "lamp.user1.bin",
                             "lamp.user2.bin", folder=os.path.join(folder, build))


if __name__ == "__main__":
    main(needs=("xtensa-lx106-elf-gcc", "openssl"))
