# SPDX-License-Identifier: MIT
"""A wrong option of the CMake functions is an error at configure time that names the option."""
import json
import re
import shutil
import subprocess

from package_case import IMAGETOOL, SOURCE, TOOLCHAIN, PackageCase, main, write

PROJECT = """cmake_minimum_required(VERSION 3.25)
project(options LANGUAGES {languages})
set_property(GLOBAL PROPERTY APPBIN_VERSION {version})
include("{source}/cmake/AppbinFirmware.cmake")
foreach(elf one two)
  add_executable(${{elf}} IMPORTED)
  set_target_properties(${{elf}} PROPERTIES IMPORTED_LOCATION "${{CMAKE_SOURCE_DIR}}/${{elf}}.elf")
endforeach()
add_custom_target(not_an_elf)
{call}
"""

VERSION = subprocess.run([IMAGETOOL, "--version"], capture_output=True, text=True,
                         check=True).stdout.split()[1]

IMAGES = "appbin_add_ota_images(lamp USER1 one USER2 two MAP 2 {})"
SIGNED = ("appbin_add_ota_images(lamp USER1 one USER2 two MAP 2 SIGN_KEY key.pem "
          "VENDOR v PRODUCT p VERSION 1.0.0 SECURITY_COUNTER 1 {})")
FIRMWARE = "appbin_add_firmware(lamp {})"

# The call, and what its one message must have.
WRONG = {
    "images": [
        (IMAGES.format("FREG 40"), "unknown option 'FREG'"),
        (IMAGES.format("40"), "unknown option '40'"),
        (IMAGES.format("FREQ"), "FREQ has no value"),
        (IMAGES.format("MODE dio CRC sdk MODE qio"), "MODE is given twice"),
        (IMAGES.format("MODE DIA"), "MODE is 'DIA'; it must be one of qio, qout, dio, dout"),
        (IMAGES.format("FREQ 41"), "FREQ is '41'; it must be one of 40, 26, 20, 80, 26.7"),
        (IMAGES.format("BOOT none"), "BOOT is 'none'; it must be one of old, new"),
        (IMAGES.format("BOOT NONE"), "BOOT is 'none'; it must be one of old, new"),
        ("appbin_add_ota_images(lamp USER1 one MAP 5 BOOT OLD)", "BOOT is 'old'; flash map 5"),
        (IMAGES.format("HEADER G3"), "HEADER is 'G3'; it must be one of slot, flash"),
        (IMAGES.format("CRC zlib"), "CRC is 'zlib'; it must be one of portable, inverted, sdk"),
        ("appbin_add_ota_images(lamp USER1 one USER2 two)", "MAP is missing"),
        ("appbin_add_ota_images(lamp USER1 one USER2 two MAP 7)", "MAP is '7'; it must be one of"),
        ("appbin_add_ota_images(lamp USER1 one USER2 two MAP 1)", "MAP is '1'; it must be one of"),
        ("appbin_add_ota_images(lamp USER1 one USER2 two MAP 02)", "MAP is '02'"),
        ("appbin_add_ota_images(lamp USER1 one MAP 5 BOOT old)", "BOOT is 'old'; flash map 5"),
        (IMAGES.format("LAYOUT sming"), "LAYOUT is 'sming'; it must be one of vendor, rboot"),
        (IMAGES.format("ROMS 0x2000 0x82000"), "ROMS needs LAYOUT rboot"),
        (IMAGES.format("LAYOUT rboot ROMS 0x2000"), "ROMS has 1; it is the flash offset of"),
        (IMAGES.format("LAYOUT rboot BOOT old"), "BOOT is 'old'; LAYOUT rboot needs BOOT new"),
        ("appbin_add_ota_images(lamp MAP 5)", "USER1 is missing"),
        ("appbin_add_ota_images(lamp USER1 one MAP 2)", "USER2 is missing"),
        ("appbin_add_ota_images(lamp USER1 one USER2 one MAP 2)", "USER2 is the target of USER1"),
        ("appbin_add_ota_images(lamp USER1 three USER2 two MAP 2)",
         "USER1: there is no target 'three'"),
        ("appbin_add_ota_images(lamp USER1 one USER2 not_an_elf MAP 2)",
         "USER2: target 'not_an_elf' is no executable"),
        ('appbin_add_ota_images("a lamp" USER1 one USER2 two MAP 2)', "the name becomes part of"),
        ("appbin_add_ota_images(one USER1 one USER2 two MAP 2)", "a target of this name already"),
    ],
    "signature": [
        (SIGNED.format("SIGNER cmd SIGN_PUBKEY key.pem"), "SIGN_KEY and SIGNER exclude"),
        (SIGNED.format("SIGN_PUBKEY key.pem"), "SIGN_PUBKEY needs SIGNER"),
        (IMAGES.format("SIGNER cmd"), "SIGNER needs SIGN_PUBKEY"),
        (SIGNED.format("SIGN_PASSPHRASE_FILE key.pem SIGN_PASSPHRASE_ENV P"), "exclude each other"),
        (IMAGES.format("SIGN_PASSPHRASE_ENV P"), "SIGN_PASSPHRASE_ENV needs SIGN_KEY"),
        (IMAGES.format("VENDOR v"), "VENDOR is part of the signed manifest"),
        (IMAGES.format("BUNDLE lamp.bundle"), "BUNDLE is of signed images: it needs SIGN_KEY"),
        (IMAGES.format("PUBLISH www/lamp"), "PUBLISH is of signed images: it needs SIGN_KEY"),
        (IMAGES.format("BOOT_BIN key.pem NO_INIT_DATA"), "BOOT_BIN is of signed images"),
        (IMAGES.format("NO_INIT_DATA"), "NO_INIT_DATA is for signing"),
        (SIGNED.format("NO_INIT_DATA"), "INIT_DATA and NO_INIT_DATA go with BOOT_BIN"),
        (SIGNED.format("INIT_DATA key.pem"), "INIT_DATA and NO_INIT_DATA go with BOOT_BIN"),
        (SIGNED.format("BOOT_BIN key.pem"), "BOOT_BIN needs INIT_DATA"),
        (SIGNED.format("BOOT_BIN key.pem INIT_DATA key.pem NO_INIT_DATA"), "exclude each other"),
        (SIGNED.format("LAYOUT rboot BOOT_BIN key.pem NO_INIT_DATA"), "does not go with LAYOUT rboot"),
        (SIGNED.format("BUNDLE lamp.slots.args"), "lamp.slots.args' is an output already"),
        (SIGNED.format("BUNDLE lamp.manifest"), "lamp.manifest' is an output already"),
        (SIGNED.format("BUNDLE ."), "' is a folder"),
        (SIGNED.format("PUBLISH lamp"), "lamp.user1.bin' is an output already"),
        (SIGNED.format("PUBLISH www/"), "PUBLISH is 'www/'; it is a name, with its folder"),
        (SIGNED.format("PUBLISH"), "PUBLISH has no value"),
        (IMAGES.format("MANIFEST lamp.manifest"), "MANIFEST is part of the signed manifest"),
        (SIGNED.replace("key.pem", ".").format(""), "is a folder"),
        (SIGNED.format("MANIFEST lamp.user1.bin"), "lamp.user1.bin' is an output already"),
        (SIGNED.format("MANIFEST ."), "' is a folder"),
        (SIGNED.format("MANIFEST m") + "\n" + SIGNED.format("MANIFEST m").replace("(lamp", "(other"),
         "m' is an output already"),
        (IMAGES.format("STRICT"), "STRICT is for signing: it needs SIGN_KEY or SIGNER"),
        (IMAGES.format("ALLOW_COUNTER_JUMP"), "ALLOW_COUNTER_JUMP is for signing"),
        (SIGNED.format("STRICT STRICT"), "STRICT is given twice"),
        (SIGNED.format("BUILD_ID " + 65 * "x"), "BUILD_ID has 65 bytes"),
        (IMAGES.format("TLV 0x4000=01"), "TLV is part of the signed manifest"),
        (SIGNED.replace("key.pem", "").format(""), "SIGN_KEY has no value"),
        (SIGNED.replace("VENDOR v ", "").format(""), "VENDOR is missing"),
        (SIGNED.replace("PRODUCT p", 'PRODUCT ""').format(""), "PRODUCT"),
        (SIGNED.replace("VERSION 1.0.0 ", "").format(""), "VERSION is missing"),
        (SIGNED.replace("SECURITY_COUNTER 1 ", "").format(""), "SECURITY_COUNTER is missing"),
    ] + [
        (SIGNED.replace("VERSION 1.0.0", f"VERSION {version}").format(""), f"VERSION is '{version}'")
        for version in ("1", "1.0", "v1.0.0", "1.0.0-rc1", "1.0.0+", "1.-1.0", "65536.0.0",
                        "0.65536.0", "0.0.4294967296", "0.0.0+4294967296",
                        "0.0.99999999999999999999")
    ] + [
        (SIGNED.replace("COUNTER 1", f"COUNTER {counter}").format(""),
         f"SECURITY_COUNTER is '{counter}'")
        for counter in ("-1", "x", "4294967296", "18446744073709551617", "1.5")
    ],
    "firmware": [
        (FIRMWARE.format("MAP 2"), "SOURCES is missing"),
        (FIRMWARE.format("SOURCES main.c"), "MAP is missing"),
        (FIRMWARE.format("SOURCES main.c MAP 2 USER1 one"), "USER1"),
        (FIRMWARE.format("SOURCES main.c MAP 2 FREQ 13"), "FREQ is '13'"),
        (FIRMWARE.format("SOURCES main.c MAP 2"), "the project needs the language C"),
        ("set(CMAKE_C_COMPILER cc)\n" + FIRMWARE.format("SOURCES main.c MAP 2"),
         "the project needs the language C"),
    ],
}

# Behind a compiler for the core.
WRONG_SOURCES = [
    (FIRMWARE.format("SOURCES main.c MAP 2 OUTPUT_DIR . MANIFEST lamp.user2.elf SIGN_KEY key.pem "
                     "VENDOR v PRODUCT p VERSION 1.0.0 SECURITY_COUNTER 1"),
     "lamp.user2.elf' is an output already"),
    (FIRMWARE.format("SOURCES start.S main.c MAP 2"), "the project needs the language ASM"),
    (FIRMWARE.format("SOURCES main.c MAP 2 LINKER_SCRIPTS one.ld"),
     "LINKER_SCRIPTS has 1; flash map 2 needs 2"),
    (FIRMWARE.format("SOURCES main.c MAP 5 LINKER_SCRIPTS one.ld one.ld"),
     "LINKER_SCRIPTS has 2; flash map 5 needs 1"),
    (FIRMWARE.format("SOURCES main.c MAP 5 LINKER_SCRIPTS nowhere.ld"),
     "LINKER_SCRIPTS: there is no file"),
]


class Options(PackageCase):
    def configure_call(self, call, status=0, *options, languages="NONE", version=VERSION):
        write(self.path("CMakeLists.txt"),
              PROJECT.format(source=SOURCE, call=call, languages=languages, version=version))
        for name in ("key.pem", "one.ld"):
            write(self.path(name), "")
        text = self.run_command("cmake", "-S", ".", "-B", "build", "-G", "Ninja", *options,
                                status=status)
        return re.sub(r"\s+", " ", text)  # CMake wraps its messages

    def check_wrong(self, calls, *options, languages="NONE"):
        for call, message in calls:
            with self.subTest(call):
                text = self.configure_call(call, 1, f"-DAPPBIN_IMAGETOOL={IMAGETOOL}", *options,
                                           languages=languages)
                self.assertRegex(text, "appbin_add_(ota_images|firmware)[(]")
                self.assertIn(message, text)
                self.assertEqual(text.count("CMake Error"), 1, text)

    def test_images(self):
        self.check_wrong(WRONG["images"])

    def test_signature(self):
        self.check_wrong(WRONG["signature"])

    def test_firmware(self):
        self.check_wrong(WRONG["firmware"])

    def test_sources_and_linker_scripts(self):
        if shutil.which("xtensa-lx106-elf-gcc") is None:
            self.skipTest("no xtensa-lx106-elf-gcc")
        self.check_wrong(WRONG_SOURCES, "--toolchain", TOOLCHAIN, languages="C")

    def test_lists_may_be_empty(self):
        if shutil.which("xtensa-lx106-elf-gcc") is None:
            self.skipTest("no xtensa-lx106-elf-gcc")
        write(self.path("main.c"), "")
        empty = ("LINK_LIBRARIES", "COMPILE_DEFINITIONS", "COMPILE_OPTIONS", "INCLUDE_DIRECTORIES",
                 "LINK_OPTIONS", "SECTIONS")
        self.configure_call(FIRMWARE.format(f"SOURCES main.c MAP 2 {' '.join(empty)}"), 0,
                            f"-DAPPBIN_IMAGETOOL={IMAGETOOL}", "--toolchain", TOOLCHAIN,
                            languages="C")

    def test_the_host_s_compiler_is_refused(self):
        text = self.configure_call(FIRMWARE.format("SOURCES main.c MAP 2"), 1, languages="C")
        self.assertRegex(text, "the C compiler is for .+; configure with --toolchain")

    def test_the_largest_values_are_taken(self):
        self.configure_call(
            SIGNED.replace("1.0.0", "65535.65535.4294967295+4294967295")
            .replace("COUNTER 1", "COUNTER 4294967295").format("BUILD_ID x MANIFEST m"), 0,
            f"-DAPPBIN_IMAGETOOL={IMAGETOOL}")

    def test_the_tool_must_be_one(self):
        call = IMAGES.format("")
        for tool in ("/nonexistent", "/", "/bin/true", "/bin/false", self.path("key.pem")):
            with self.subTest(tool):
                text = self.configure_call(call, 1, f"-DAPPBIN_IMAGETOOL={tool}")
                self.assertIn(f"APPBIN_IMAGETOOL is '{tool}', which is no imagetool", text)

    def test_another_version_of_the_tool_is_told(self):
        text = self.configure_call(IMAGES.format(""), 0, f"-DAPPBIN_IMAGETOOL={IMAGETOOL}",
                                   version="9.9.9")
        self.assertIn(f"APPBIN_IMAGETOOL is version {VERSION}, this is appbin 9.9.9", text)

    def test_no_tool_at_all(self):
        text = self.configure_call(IMAGES.format(""), 1, version="9.9.9")
        self.assertIn("no imagetool 9.9.9 here; set APPBIN_IMAGETOOL", text)


class FlashMaps(PackageCase):
    """The linker scripts' own table of flash maps is that of the tool."""

    def test_scripts_of_every_map(self):
        maps = [entry for entry in json.loads(self.run_command(IMAGETOOL, "maps", "--json"))
                if entry["ota"]]
        calls = f'include("{SOURCE}/cmake/AppbinTables.cmake")\n' + "".join(
            f"_appbin_write_linker_script(${{CMAKE_BINARY_DIR}}/{entry['map']}.{boot}.{slot}.ld"
            f" {entry['map']} {slot} {boot})\n"
            for entry in maps for slot in (1, 2) for boot in ("new", "old"))
        write(self.path("CMakeLists.txt"), PROJECT.format(source=SOURCE, call=calls, languages="NONE",
                                                        version=VERSION))
        self.run_command("cmake", "-S", ".", "-B", "build", "-G", "Ninja")
        self.assertEqual([entry["map"] for entry in maps], [0, 2, 3, 4, 5, 6, 8, 9])
        for entry in maps:
            for slot in (1, 2):
                for boot in ("new", "old") if entry["map"] < 5 else ("new",):
                    path = self.path("build", f"{entry['map']}.{boot}.{slot}.ld")
                    with open(path, encoding="utf-8") as script:
                        text = script.read()
                    origin, length = re.search(r"ORIGIN = (\w+), LENGTH = (\w+)", text).groups()
                    wanted = entry[f"irom_origin_{boot}"][slot - 1]
                    self.assertEqual(int(origin, 16), int(wanted, 16), path)
                    self.assertEqual(int(length, 16), entry["irom_limit"], path)
                    self.assertEqual(f"slot_number = ABSOLUTE({slot})" in text, entry["map"] < 5)


if __name__ == "__main__":
    main()
