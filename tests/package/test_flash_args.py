# SPDX-License-Identifier: MIT
"""What esptool takes for a firmware that CMake builds: the target NAME_flash_args."""
import functools
import operator
import os

from package_case import GENERATORS, IMAGETOOL, PackageCase, main, read, replace, write

OPTIONS = 'MODE DIO BOOT_BIN "boot v1.7.bin" INIT_DATA "init data.bin"'


def write_bytes(path, content):
    with open(path, "wb") as file:
        file.write(content)


def boot_loader():
    """One segment of iram, with the text that tells the version."""
    text = b"2nd boot version : 1.7".ljust(28)
    return (bytes((0xE9, 1, 0, 0)) + 2 * (0x40100000).to_bytes(4, "little") +
            len(text).to_bytes(4, "little") + text + bytes(3) +
            bytes([functools.reduce(operator.xor, text, 0xEF)]))


class FlashArguments(PackageCase):
    def make_project(self, options):
        folder = self.make_consumer()
        write_bytes(os.path.join(folder, "boot v1.7.bin"), boot_loader())
        write_bytes(os.path.join(folder, "init data.bin"), b"\5" + bytes(127))
        replace(os.path.join(folder, "CMakeLists.txt"), "MAP ${LAMP_MAP}\n  SIGN_KEY",
                f"MAP ${{LAMP_MAP}} {options}\n  SIGN_KEY")
        return folder

    def test_a_first_flash_and_the_slots(self):
        """They are those of merge, for the same files."""
        folder = self.make_project(OPTIONS)
        prefix = self.install()
        for generator in GENERATORS:
            self.configure(folder, generator, f"-DCMAKE_PREFIX_PATH={prefix}", build=generator)
            text = self.build(folder, "--target", "lamp_flash_args", build=generator)
            at = os.path.join(folder, generator)
            self.assertIn(f'esptool write_flash "@{at}/lamp.first.args"', text)
            self.assertIn(f'esptool write_flash "@{at}/lamp.slots.args"', text)
            self.run_command(
                IMAGETOOL, "merge", "--map", "2", "--boot-bin", f"{folder}/boot v1.7.bin", "--slot1",
                f"{at}/lamp.user1.bin", "--slot2", f"{at}/lamp.user2.bin", "--init-data",
                f"{folder}/init data.bin", "--flash-args", "first", "--slot-args", "slots",
                folder=folder)
            for name in ("first", "slots"):
                self.assertEqual(read(os.path.join(at, f"lamp.{name}.args")),
                                 read(os.path.join(folder, name)))

    def test_boot_loader_and_init_data_are_inputs(self):
        folder = self.make_project(OPTIONS)
        self.configure(folder, "Ninja", f"-DCMAKE_PREFIX_PATH={self.install()}")
        self.build(folder)
        write(os.path.join(folder, "boot v1.7.bin"), "no boot loader")
        self.assertIn("boot v1.7.bin: ", self.build(folder, status="any failure"))
        write_bytes(os.path.join(folder, "boot v1.7.bin"), boot_loader())
        self.build(folder)
        write_bytes(os.path.join(folder, "init data.bin"), bytes(128))
        self.assertIn("init data.bin: ", self.build(folder, status="any failure"))

    def test_without_init_data(self):
        folder = self.make_project('BOOT_BIN "boot v1.7.bin" NO_INIT_DATA')
        self.configure(folder, "Ninja", f"-DCMAKE_PREFIX_PATH={self.install()}")
        self.build(folder)
        self.assertNotIn(b"init data", read(os.path.join(folder, "build", "lamp.first.args")))

    def test_the_slots_alone(self):
        folder = self.make_project("")
        self.configure(folder, "Ninja", f"-DCMAKE_PREFIX_PATH={self.install()}")
        text = self.build(folder, "--target", "lamp_flash_args")
        self.assertNotIn("first.args", text)
        at = os.path.join(folder, "build")
        self.assertEqual(read(os.path.join(at, "lamp.slots.args")).decode().splitlines(),
                         [f"0x001000 '{at}/lamp.user1.bin'", f"0x081000 '{at}/lamp.user2.bin'"])


if __name__ == "__main__":
    main(needs=("xtensa-lx106-elf-gcc",))
