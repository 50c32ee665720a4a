# SPDX-License-Identifier: MIT
"""Images for a stock device that runs slot 1, and what docs/image-formats.md says of each."""

import dataclasses
import pathlib
import struct
import subprocess
import sys
import zlib

TESTS = pathlib.Path(__file__).parent.parent.parent
sys.path.insert(0, str(TESTS / "reference"))

import make_elf  # pylint: disable=wrong-import-position

MAP = 2
KEY = TESTS / "data" / "keys" / "test-ec.pem"
IROM_SIZE = 260000  # a length of six digits
LIMIT = 0x80000000  # no word above it is taken by a stock device


@dataclasses.dataclass
class Image:
    name: str
    content: bytes
    expected: str  # "taken", or the line of libupgrade's console that refuses it

    @property
    def word(self):
        return struct.unpack("<I", self.content[-4:])[0]


def by_crc(name, content):
    """Stock devices compare the word with abs((int32)~CRC32)."""
    inverted = zlib.crc32(content[:-4]) ^ 0xFFFFFFFF
    compared = inverted if inverted < LIMIT else 2 ** 32 - inverted
    image = Image(name, content, "taken")
    image.expected = "taken" if image.word == compared else "CRC word refused"
    return image


class ImageMaker:
    def __init__(self, imagetool, work):
        self.imagetool = imagetool
        self.work = work
        self.seed = self.find_seed()

    def command(self, *arguments):
        done = subprocess.run([self.imagetool, *map(str, arguments)], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(f"imagetool {arguments[0]}: {done.stdout}")

    def build(self, *options, slot=2, boot="new", seed=None, section=None):
        irom = make_elf.irom_origin(boot, MAP, slot)
        elf, image = self.work / "firmware.elf", self.work / f"user{slot}.bin"
        maker = make_elf.hello_preset(irom, irom_size=IROM_SIZE, seed=seed or self.seed)
        if section is not None:
            maker.add(section, make_elf.TEXT_ADDRESS + 0x4000, bytes(16))
            options += ("--section", section)
        elf.write_bytes(maker.build())
        self.command("build", "--map", MAP, "--slot", slot, "--boot", boot, *options,
                     "-o", image, elf)
        return image.read_bytes()

    def find_seed(self):
        """A firmware whose plain ~CRC32 no stock device takes, as that of half of all."""
        for seed in map(str, range(100)):
            image = Image("", self.build("--crc", "inverted", seed=seed), "")
            if image.word > LIMIT:
                return seed
        raise AssertionError("no firmware has a large CRC word")

    def signed(self):
        self.build(slot=1)
        self.build()
        signed = self.work / "signed"
        signed.mkdir(exist_ok=True)
        self.command("sign", "--key", KEY, "--vendor", "example", "--product", "lamp",
                     "--fw-version", "1.0.0", "--security-counter", "1", "--out-dir", signed,
                     self.work / "user1.bin", self.work / "user2.bin")
        return (signed / "user2.bin").read_bytes()

    def images(self):
        yield by_crc("build", self.build())
        yield by_crc("sign", self.signed())
        yield by_crc("build --boot old", self.build(boot="old"))
        yield by_crc("build --crc sdk", self.build("--crc", "sdk"))
        yield by_crc("build --crc inverted", self.build("--crc", "inverted"))
        yield Image("old, four segments", self.build(boot="old", section=".text1"),
                    "error bin file")
        yield Image("for slot 1", self.build(slot=1), "please check the bin file")
        yield Image("a page", b"<!DOCTYPE html>".ljust(100000), "error bin file")
