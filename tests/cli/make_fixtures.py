#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the files of a group of tests in one process:
    make_fixtures.py GROUP FOLDER"""

import os
import struct
import sys
import zlib

import elf_defects
import image_reference as reference
import kind_files
import linked_code
import make_elf

TEXT, DATA = make_elf.TEXT_ADDRESS, make_elf.DATA_ADDRESS
FOLDER = sys.argv[2]


def write(name, data):
    reference.write_file(os.path.join(FOLDER, name), data)


def maker_of(boot="new", number=2, slot=1, **options):
    return make_elf.hello_preset(make_elf.irom_origin(boot, number, slot), **options)


def image_of(maker, boot="new", number=2, slot=1, **options):
    return reference.build_image(reference.ElfFile(maker.build()), boot, number, slot, **options)[0]


def preset_image(boot="new", number=2, slot=1, **options):
    return image_of(maker_of(boot, number, slot), boot, number, slot, **options)


def forged(target, boot="new", number=2, slot=1, **options):
    """An image of which the CRC without its last word is known."""
    maker = maker_of(boot, number, slot)
    make_elf.forge_crc(maker, target, {"boot": boot, "map_number": number, "slot": slot})
    return image_of(maker, boot, number, slot, **options)


def resealed(image, rule="sdk"):
    """The image with a trailer that is right for its changed bytes."""
    body = bytes(image[:-4])
    return body + struct.pack("<I", reference.trailer_words(zlib.crc32(body))[rule])


def with_bytes(image, offset, value):
    changed = bytearray(image)
    changed[offset:offset + len(value)] = value
    return changed


def wrong_xor(image):
    """A right CRC word over a wrong XOR byte."""
    xor = reference.describe_image(image)["xor"]
    return resealed(with_bytes(image, xor["offset"], bytes([xor["stored"] ^ 1])))


def xor_of_everything(image, rule="sdk"):
    """The XOR byte covers irom too, as that of esptool2 -iromchksum."""
    facts = reference.describe_image(image)
    whole = facts["xor"]["stored"]
    for byte in image[facts["irom"]["offset"]:][:facts["irom"]["length"]]:
        whole ^= byte
    return resealed(with_bytes(image, facts["xor"]["offset"], bytes([whole])), rule)


def segment_astray(image):
    offset = reference.describe_image(image)["segments"][1]["offset"] - 8
    return resealed(with_bytes(image, offset, struct.pack("<I", 0x3FFFC000)))


def entry_astray(image):
    entry = struct.pack("<I", 0x40108000)
    inner = 16 + reference.describe_image(image)["irom"]["length"]
    return resealed(with_bytes(with_bytes(image, 4, entry), inner + 4, entry))


def boot_loader(size, byte2=0, byte3=0, text=b"2nd boot version : 1.7(5d6f877)"):
    """An E9 image without segments, or, from 20 bytes on, with one up to the end that holds the
    text, as the vendor's boot loaders do."""
    header = struct.pack("<BBBBI", 0xE9, size >= 20, byte2, byte3, TEXT)
    if size < 20:
        return header + bytes(7) + b"\xEF"
    contents = make_elf.pseudo_random("boot", "loader", size // 16 * 16 - 20)
    contents = contents[:8] + text + contents[8 + len(text):]
    check = 0xEF
    for byte in contents:
        check ^= byte
    return header + struct.pack("<II", TEXT, len(contents)) + contents + bytes(3) + \
        bytes([check]) + bytes([0x5A] * (size % 16))


def images():
    """Sound ELF files and images by boot, map and slot, and a boot loader."""
    write("boot.bin", boot_loader(4096))
    for boot, number, slot in (("new", 0, 1), ("new", 0, 2), ("new", 2, 1), ("new", 2, 2),
                               ("new", 6, 1), ("old", 2, 1), ("old", 2, 2), ("none", 6, 1)):
        name = f"{boot}.{number}.{slot}"
        maker = maker_of(boot, number, slot)
        write(name + ".elf", maker.build())
        write(name + ".bin", image_of(maker, boot, number, slot))


def errors():
    """Damaged ELF files, and sound ones that no correct image can be made of."""
    for name in elf_defects.NAMES:
        write(name + ".elf", elf_defects.apply(name, maker_of()))
    images()
    maker = maker_of()
    maker.add(".li\x1b[31mt\n\x07\x7f\u009b4", TEXT + 0x2000, b"\1\2\3\4")
    write("control.elf", maker.build())
    maker.sections[-1].address, maker.sections[-1].contents = TEXT + 0x8000, bytes(8)
    write("control-outside.elf", maker.build())
    maker = maker_of()
    maker.add(".far", 0x60000000, b"\1\2\3\4")
    write("far.elf", maker.build())
    for name, address in (("esp32", 0x400D0020), ("rtos-sdk-3", 0x40210010)):
        maker = maker_of()
        maker.add(".flash.text", address, bytes(64))
        write(name + ".elf", maker.build())
    maker = maker_of()
    maker.find(".data").address += 2
    write("unaligned.elf", maker.build())
    write("text-outside.elf", maker_of(text_size=0x8004).build())
    write("data-outside.elf", maker_of(data_size=0x14004, rodata_size=0, bss_size=0).build())
    # The E9 part takes 0x10000 to the byte; one word more takes 16 bytes more.
    ram = 0x10000 - 32 - 4 + 4
    write("old-ram.elf", maker_of("old", text_size=0x8000, data_size=0x20,
                                  rodata_size=ram - 0x8020).build())
    write("none-ram.elf", maker_of("none", text_size=0x8000, data_size=0x20,
                                   rodata_size=ram - 0x8020).build())
    # Addresses of irom that boot none has, and has not.
    write("none-below.elf", make_elf.hello_preset(0x4020FFF0).build())
    sming = make_elf.hello_preset(0x40209000)
    for name, maker in (("none-lowest", make_elf.hello_preset(0x40210000)), ("none-sming", sming)):
        write(name + ".elf", maker.build())
        image, irom = reference.build_image(reference.ElfFile(maker.build()), "none", 6)
        write(name + ".bin", image)
        write(name + ".irom", irom)
    # The RAM part, headers and XOR line included, takes two sectors and 16 bytes.
    write("none-2000-over.elf", make_elf.hello_preset(
        0x40202000, text_size=0x1800, data_size=0x20, rodata_size=0x2000 - 0x1820 - 32).build())
    maker = maker_of()
    maker.remove(".irom0.text")
    write("no-irom.bin", image_of(maker, "none", 2))
    maker = maker_of()
    maker.add_undefined("missing_one")
    maker.add_undefined("optional", 2)
    maker.add_undefined("missing_two")
    write("unresolved.elf", maker.build())
    maker = maker_of()
    maker.find(".bss").address = DATA + 0x344 # the last byte of .data
    maker.remove(".rodata")
    write("bss-over-data.elf", maker.build())
    maker = maker_of()
    maker.add(".note.gnu.build-id", TEXT + 0x4000, bytes(36))
    maker.sections[-1].kind = 7
    write("note.elf", maker.build())
    write("old-slot.elf", maker_of("old", irom_size=0x7A000 - 4 - 0x10000 + 1).build())
    write("old-slot.0.elf", maker_of("old", 0, irom_size=0x3A000 - 4 - 0x10000 + 100).build())
    # 16 + irom + 8 + 24 + 0x100 of contents, 8 of pad with the XOR byte, CRC.
    ram = 8 + 3 * 8 + 0x100 + 16
    write("new-slot.elf", maker_of(text_size=0x80, data_size=0x40, rodata_size=0x40,
                                   irom_size=0x7A000 - 16 - ram).build())
    write("new-slot.6.elf", maker_of(number=6, text_size=0x80, data_size=0x40, rodata_size=0x40,
                                     irom_size=0xFA000 - 16 - ram + 16).build())
    maker = maker_of()
    maker.entry = 0x40200000
    maker.symbols = [s for s in maker.symbols if not s[0].startswith("call")]
    write("entry-outside.elf", maker.build())


def with_strings(maker, word):
    """The maker's program with 40 texts in .rodata."""
    texts = b"".join(f"text {number} of the {word}".encode() + bytes(1) for number in range(40))
    section = maker.find(".rodata")
    section.contents = texts.ljust(len(section.contents), bytes(1))
    assert len(section.contents) == section.memory_size
    return maker


def check():
    """One image for each finding; the name says which."""
    good = preset_image()
    write("good.bin", good)
    write("good.elf", maker_of().build())
    write("good.2.bin", preset_image(slot=2))
    write("good.0.2.bin", preset_image(number=0, slot=2))
    write("good.6.bin", preset_image(number=6))
    write("good.6.2.bin", image_of(maker_of(number=6, slot=2, seed="2"), number=6, slot=2))
    write("good.old.bin", preset_image("old"))
    write("good.old.2.bin", preset_image("old", slot=2))
    # Another program for slot 2, by what tells.
    write("irom.2.bin", image_of(maker_of(slot=2, irom_size=0x4000), slot=2))
    write("text.2.bin", image_of(maker_of(slot=2, text_size=0x1400), slot=2))
    maker = maker_of(slot=2)
    elf_defects.without(".data")(maker)
    write("segments.2.bin", image_of(maker, slot=2))
    write("strings.bin", image_of(with_strings(maker_of(), "first")))
    write("strings.2.bin", image_of(with_strings(maker_of(slot=2), "second"), slot=2))
    write("strings.same.2.bin", image_of(with_strings(maker_of(slot=2), "first"), slot=2))
    for number in (5, 6):
        for slot in (1, 2):
            write(f"flash-header.{number}.{slot}.bin",
                  preset_image("new", number, slot, header="flash"))
    write("magic.bin", resealed(with_bytes(good, 1, b"\5")))
    maker = maker_of("old")
    elf_defects.without(".data")(maker)
    write("magic.old.bin", image_of(maker, "old"))
    write("flash-header.bin", preset_image(header="flash"))
    write("flash-header.old.bin", preset_image("old", 2, header="flash", mode="dio", freq="80"))
    write("flash-header.2.bin", preset_image(slot=2, header="flash"))
    # Map 0 at 26 and 20 MHz: byte 3 looks like a slot.
    for freq in ("26", "20"):
        for slot in (1, 2):
            write(f"flash-header.0.{freq}.{slot}.bin",
                  preset_image("new", 0, slot, header="flash", freq=freq))
    write("slot-3.bin", resealed(with_bytes(good, 3, b"\3")))
    write("no-crc.bin", good[:-4])
    write("crc-refused.bin", forged(0x12345678, crc="inverted"))
    write("crc-python3.bin", forged(0x92345678, crc="python3"))
    write("crc-sdk.bin", forged(0x12345678, crc="sdk"))
    write("crc-sdk-same.bin", forged(0x92345678, crc="sdk"))
    write("damaged.bin", with_bytes(good, 0x1000, bytes([good[0x1000] ^ 4])))
    old = preset_image("old")
    write("damaged.old.bin", with_bytes(old, 0x11000, bytes([old[0x11000] ^ 4])))
    write("dump.bin", good + b"\xFF" * 4096)
    write("junk.bin", good + b"junk!")
    write("xor.bin", wrong_xor(good))
    write("xor-irom.bin", xor_of_everything(good))
    write("irom-slot.bin", image_of(maker_of(slot=2), slot=1))
    write("irom-map.bin", image_of(maker_of(number=0, slot=2), slot=2))
    write("too-large.bin", image_of(maker_of(number=0, irom_size=0x3A000), number=0))
    write("irom-limit.bin", preset_long_irom())
    write("map-1.bin", map_changed(good, 1))
    write("map-7.bin", map_changed(good, 7))
    write("segment.bin", segment_astray(good))
    write("entry.bin", entry_astray(good))
    write("not-ota.bin", preset_image("none", 6))
    xor = reference.describe_image(good)["xor"]
    write("two.bin", resealed(with_bytes(with_bytes(good, 1, b"\5"),
                                         xor["offset"], bytes([xor["stored"] ^ 1])), "python3"))
    write("garbage.bin", b"garbage")
    write("empty.bin", b"")


def preset_long_irom():
    """One byte more than the SDK's linker scripts allow for map 2."""
    return image_of(maker_of(irom_size=0x6B001))


def map_changed(image, number):
    facts = reference.describe_image(image)
    inner = facts["irom"]["offset"] + facts["irom"]["length"]
    return resealed(with_bytes(image, inner + 3, bytes([number << 4])))


def info():
    """Images of all kinds for the text and the JSON of info."""
    check()
    write("old.sdk.bin", forged(0x12345678, "old", crc="sdk"))
    old = preset_image("old", slot=2)
    write("old.dump.bin", old + b"\xFF" * 777)
    write("old.no-crc.bin", old[:-4])
    write("none.bin", preset_image("none", 6, mode="dio", freq="80"))
    write("flash.bin", preset_image("new", 6, header="flash", mode="dout", freq="20"))
    # A CRC word that ends in FF, before erased flash that looks like it.
    write("dump.ff.bin", forged(0x00123456, crc="inverted") + b"\xFF" * 99)
    write("dump.ff4.bin", forged(0, crc="inverted") + b"\xFF" * 99)
    # With boot old only the end of what was written tells where the word is.
    for target, ones in ((0x00123456, 1), (0x00000012, 3), (0, 4)):
        write(f"old.dump.ff{ones}.bin", forged(target, "old", crc="inverted") + b"\xFF" * 98)
    # Images that fill more than the slots of some maps.
    for name, size in (("small-slots", 0x3A000), ("medium-slots", 0x7A000), ("none", 0xFA000)):
        write(f"fits.{name}.bin", image_of(maker_of(number=6, irom_size=size), number=6))
    write("fits.old.bin", image_of(maker_of("old", irom_size=0x3A000), "old"))
    write("erased.bin", preset_image()[:-4] + b"\xFF" * 100)
    # esptool's elf2image v2: 04 in the E9 header too, the RAM segments in any order, flash
    # settings in both headers, a CRC word by the sdk rule.
    segments = b"".join(struct.pack("<II", address, len(data)) + data for address, data in
                        ((DATA, b"\1" * 8), (TEXT, b"\2" * 16), (DATA + 8, b"\3" * 4),
                         (TEXT + 16, b"\4" * 4)))
    ram = bytes.fromhex("e904022f 04001040") + segments
    check_byte = 0xEF ^ 3 ^ 3 ^ 3 ^ 3 ^ 4 ^ 4 ^ 4 ^ 4
    ram += bytes(15 - len(ram) % 16) + bytes([check_byte])
    image = bytes.fromhex("ea04022f 04001040 00000000 20000000") + b"\x11" * 32 + ram
    write("esptool.bin", resealed(image + bytes(4)))
    # esptool2 for boot none has no irom and may have a single segment.
    ram = bytes.fromhex("e9010000 00001040") + struct.pack("<II", TEXT, 4) + b"\1\2\3\4"
    write("esptool2.bin", ram + bytes(15 - len(ram) % 16) + bytes([0xEF ^ 1 ^ 2 ^ 3 ^ 4]))


def linked_maker(origin, calls):
    """An ELF with code that is linked at origin."""
    maker = make_elf.hello_preset(origin)
    for name, contents in ((".irom0.text", linked_code.code(origin, calls=calls)),
                           (".text", bytes(0x100))):
        section = maker.find(name)
        section.contents, section.memory_size = contents, len(contents)
    return maker


def linked_image(origin, calls):
    """Boot new for slot 1 of map 2 with code that is linked at origin."""
    return image_of(linked_maker(origin, calls))


def rboot():
    """Firmware for the ROMs of rBoot, and images as esptool2 makes them."""
    for name, origin in (("rom0", 0x40202010), ("rom1", 0x40282010), ("slot1", 0x40201010),
                         ("rom-high", 0x40212010)):
        write(name + ".elf", linked_maker(origin, 40).build())
    for name in ("rom0", "rom1"):
        elf = reference.ElfFile(linked_maker(0x40202010 if name == "rom0" else 0x40282010,
                                             40).build())
        image = reference.build_image(elf, "new", 0, header="flash")[0]
        write(f"esptool2.{name}.bin", image[:-4])


def linked():
    """Images whose functions tell where they are linked, or do not."""
    write("slot1.bin", linked_image(0x40201010, 40))
    write("slot1.at-2.bin", linked_image(0x40281010, 40))
    write("few.bin", linked_image(0x40234010, 4))


def kinds():
    """Images for no slot, and files that are no images."""
    for name, data in {**kind_files.IMAGES, **kind_files.ROMS, **kind_files.OTHERS}.items():
        write(name + ".bin", data)
    for name in ("rtos-sdk-3", "micropython"):
        data = kind_files.IMAGES[name]
        write(name + ".damaged.bin", with_bytes(data, 0x200, bytes([data[0x200] ^ 1])))
    write("rtos-sdk-3.short.bin", kind_files.IMAGES["rtos-sdk-3"][:-32])


def fix_crc():
    """Images to repair, and what must come out by each rule."""
    for boot in ("new", "old"):
        for target in (0x12345678, 0x92345678):
            name = f"{boot}.{target:08x}"
            for rule in ("portable", "inverted", "sdk", "python3"):
                write(f"{name}.{rule}.bin", forged(target, boot, crc=rule))
            plain = forged(target, boot, crc="sdk")
            write(f"{name}.bare.bin", plain[:-4])
            write(f"{name}.dump.bin", forged(target, boot, crc="python3") + b"\xFF" * 1000)
            if boot == "new":
                # For boot old no rule explains such a word, and irom may end anywhere.
                write(f"{name}.wrong.bin", plain[:-4] + b"\x12\x34\x56\x78")
    damaged = with_bytes(preset_image(), reference.describe_image(preset_image())["xor"]["offset"],
                         b"\0")
    write("xor.bin", damaged)
    good = preset_image()
    write("xor-only.bin", wrong_xor(good))
    write("xor-irom.bin", xor_of_everything(good, "python3"))
    write("hello.elf", maker_of().build())
    plain = forged(0x12345678, "old", crc="sdk")
    write("old.wrong.bin", plain[:-4] + b"\x12\x34\x56\x78")
    write("none.bin", preset_image("none", 6))
    write("junk.bin", preset_image() + b"junk!")
    write("garbage.bin", b"garbage")
    write("empty.bin", b"")


def size():
    """ELF files at and above each limit."""
    sizes = {"text_size": 0x100, "data_size": 0x40, "rodata_size": 0x40, "irom_size": 0x1000,
             "bss_size": 0x80}

    def put(name, **changed):
        write(name + ".elf", maker_of(**{**sizes, **changed}).build())

    put("small")
    put("iram-full", text_size=0x8000)
    put("iram-over", text_size=0x8004)
    put("dram-full", bss_size=0x14000 - 0x80)
    put("dram-over", bss_size=0x14000 - 0x80 + 1)
    put("irom-full", irom_size=0x6B000)
    put("irom-over", irom_size=0x6B001)
    put("slot-over", irom_size=0x7A000 - 16 - (8 + 24 + 0x180 + 16))
    put("iram-94", text_size=0x7800)
    write("old.elf", maker_of("old", **sizes).build())
    for name, origin in (("none", 0x40210000), ("none-rtos", 0x40220000), ("none-1.4", 0x40240000),
                         ("none-other", 0x40211010), ("none-sming", 0x40209000)):
        write(name + ".elf", make_elf.hello_preset(origin, **sizes).build())
    write("none-over.elf", make_elf.hello_preset(0x40210000,
                                                 **{**sizes, "text_size": 0x8004}).build())
    write("slot2.elf", maker_of(slot=2, **sizes).build())
    for name in ("no-irom", "empty-irom", "not-elf", "class64", "empty-file"):
        write(name + ".elf", elf_defects.apply(name, maker_of(**sizes)))


def limits():
    """A firmware and its image at and above each limit."""
    sizes = {"text_size": 0x100, "data_size": 0x40, "rodata_size": 0x40, "irom_size": 0x1000,
             "bss_size": 0x40}

    def put(name, boot="new", number=2, **changed):
        maker = maker_of(boot, number, **{**sizes, **changed})
        write(name + ".elf", maker.build())
        write(name + ".bin", image_of(maker, boot, number))

    put("iram-at", text_size=0x8000)
    put("iram-beyond", text_size=0x8004)
    put("dram-at", data_size=0x14000, rodata_size=0, bss_size=0)
    put("dram-beyond", data_size=0x14004, rodata_size=0, bss_size=0)
    put("bss-at", bss_size=0x14000 - 0x80)
    put("bss-beyond", bss_size=0x14000 - 0x80 + 1)
    # The headers, the contents of the RAM part, its XOR line and the leading headers.
    rest = 8 + 24 + 0x180 + 16 + 16
    for number, irom, slot in ((0, 0x2B000, 0x3A000), (2, 0x6B000, 0x7A000), (6, 0xE0000, 0xFA000)):
        put(f"irom-at.{number}", number=number, irom_size=irom)
        put(f"irom-beyond.{number}", number=number, irom_size=irom + 1)
        put(f"slot-at.{number}", number=number, irom_size=slot - rest - 16)
        put(f"slot-beyond.{number}", number=number, irom_size=slot - rest - 15)
    put("slot-at.old", "old", irom_size=0x7A000 - 0x10000 - 4)
    put("slot-beyond.old", "old", irom_size=0x7A000 - 0x10000 - 3)


def merge():
    """Boot loaders, slots and init data, in range and beyond."""
    images()
    # The boot loader's own settings, dout, 80 MHz and map 5, are others than any image's.
    for length in (16, 64, 4096, 4097):
        write(f"boot.{length}", boot_loader(length, 3, 0x5F))
    for version in ("1.1", "1.2", "1.4(b1)", "1.5", "1.6", "1.7(5d6f877)", "1.8"):
        write(f"boot.v{version[:3]}", boot_loader(2048, text=b"2nd boot version : " +
                                                  version.encode() + b"\n"))
    write("boot.rboot", boot_loader(2048, text=b"rBoot v1.4.2 - richardaburton@gmail.com"))
    write("boot.xor", with_bytes(boot_loader(4096), 4095, bytes([boot_loader(4096)[-1] ^ 1])))
    write("boot.data", with_bytes(boot_loader(4096), 100, bytes([boot_loader(4096)[100] ^ 1])))
    write("boot.cut", boot_loader(4096)[:4000])
    write("boot.blank", b"\xFF" * 4096)
    write("boot.zero", bytes(4096))
    init_data = b"\5" + make_elf.pseudo_random("merge", "init", 127)
    write("init.128", init_data)
    write("init.4096", init_data.ljust(4096, b"\xFF"))  # the sector, as it was read back
    write("init.4097", init_data.ljust(4097, b"\xFF"))
    write("init.127", init_data[:127])
    write("init.129", init_data + b"\0")
    write("init.first", b"\6" + init_data[1:])
    write("blank.bin", b"\xFF" * 4096)
    maker = maker_of(number=6, slot=2, seed="other")
    write("new.6.2.bin", image_of(maker, number=6, slot=2))
    write("new.8.1.bin", preset_image(number=8))
    write("new.6.1.large.bin", image_of(maker_of(number=6, irom_size=0x7A000), number=6))
    write("too-large.bin", image_of(maker_of(irom_size=0x7A000)))
    write("flash-header.bin", preset_image(header="flash"))
    for number, mode, freq in ((0, "qout", "26"), (2, "dio", "20"), (3, "dout", "80"),
                               (4, "qio", "80"), (5, "dio", "40"), (6, "qout", "80"),
                               (8, "dout", "26"), (9, "dio", "80")):
        write(f"settings.{number}.bin", preset_image("new", number, mode=mode, freq=freq))
    write("settings.old.bin", preset_image("old", header="flash", mode="qout", freq="26"))
    write("settings.flash.bin", preset_image("new", 4, header="flash", mode="dio", freq="26"))
    # Right for the way over the air or not, the boot loader takes them.
    good = preset_image()
    write("no-crc.bin", good[:-4])
    write("dump.bin", good + b"\xFF" * 4096)
    write("no-crc-dump.bin", good[:-4] + b"\xFF" * 100)
    write("dump-too-large.bin", good.ljust(0x7A001, b"\xFF"))
    write("dump-full.bin", good.ljust(0x7A000, b"\xFF"))
    for rule in ("inverted", "sdk", "python3"):
        write(f"crc-{rule}.bin", forged(0x92345678 if rule == "python3" else 0x12345678, crc=rule))
    # What it does not take, or what is not what was built.
    write("damaged.bin", with_bytes(good, 0x1000, bytes([good[0x1000] ^ 4])))
    write("wrong-word.bin", good[:-4] + b"\x12\x34\x56\x78")
    write("junk.bin", good + b"junk!")
    write("slot-3.bin", resealed(with_bytes(good, 3, b"\3")))
    write("magic.bin", resealed(with_bytes(good, 1, b"\5")))
    write("cut.bin", good[:20000])
    write("irom-map.bin", image_of(maker_of(number=0, slot=2), slot=2))
    write("xor.bin", wrong_xor(good))
    write("xor-irom.bin", xor_of_everything(good))
    write("segment.bin", segment_astray(good))
    write("entry.bin", entry_astray(good))
    write("garbage", b"garbage")
    write("empty", b"")


MAPS = {0: (0x80000, 0x41000), 2: (0x100000, 0x81000), 4: (0x400000, 0x81000),
        6: (0x400000, 0x101000), 8: (0x800000, 0x101000)}
INIT_DATA = b"\5" + bytes(range(1, 128))


def flash_of(*parts, number=2, version="1.7", map_byte=None, slot1=None, init_data=INIT_DATA,
             loader=None):
    """A whole flash of a map, by hand. Parts are (offset, bytes), negative from the end."""
    size, _ = MAPS[number]
    flash = bytearray(b"\xFF" * size)
    if loader is None:
        text = b"2nd boot version : " + version.encode()
        loader = boot_loader(4080, 2, (number << 4) if map_byte is None else map_byte, text=text)
    if slot1 is None:
        slot1 = preset_image(number=number)
    for offset, data in ((0, loader), (0x1000, slot1), (-0x4000, init_data), *parts):
        offset %= size
        flash[offset:offset + len(data)] = data
    return bytes(flash)


def parameters(first, second, copy=1, *address):
    """The boot loader's parameters, as tests/device/boot/README.md has them: a copy and the flag."""
    head = bytes([first, second, *(address or (0xFF,) * 6)])
    return [(-0x3000 if copy == 1 else -0x2000, head), (-0x1000, bytes([copy != 1]) + b"\xFF" * 3)]


def store_record(sequence, counter, slot=0, trial_counter=0, boots=0):
    """As docs/compatibility.md has it."""
    words = struct.pack("<6I", 0x54535641, sequence, counter, slot, trial_counter, boots)
    return words + struct.pack("<I", zlib.crc32(words))


def flash():
    """Whole flashes, good and bad."""
    user2 = (0x81000, preset_image(slot=2))
    good = preset_image()
    store = [(0x7C000, store_record(4, 7)), (0x7D000, store_record(3, 6))]
    damaged = bytes(with_bytes(good, 0x1800, bytes([good[0x1800] ^ 4])))
    for name, content in {
            "new": flash_of(),
            "both": flash_of(user2),
            "updated": flash_of(user2, *parameters(0xFD, 0xE7), *store),
            "updated-copy2": flash_of(user2, *parameters(0xFD, 0xE7, 2)),
            "back": flash_of(user2, *parameters(0xFC, 0xE7)),
            "other-version": flash_of(user2, *parameters(0xFD, 0xE6)),
            "by-address": flash_of(user2, *parameters(0xFC, 0x67, 1, *[0xFF] * 3, 0, 0x10, 8)),
            "elsewhere": flash_of(user2, *parameters(0xFC, 0x67, 1, *[0xFF] * 3, 0, 0x30, 8)),
            "stops": flash_of(user2, *parameters(0xFE, 0xE7)),
            "unknown-next": flash_of(user2, *parameters(0xFD, 0xE6), version="1.6"),
            "nothing-runs": flash_of(*parameters(0xFD, 0xE6), version="1.6", slot1=damaged),
            "trial": flash_of(user2, *parameters(0xFD, 0xE7),
                              (0x7C000, store_record(1, 6)), (0x7D000, store_record(2, 6, 2, 7, 3))),
            "torn-store": flash_of((0x7C000, store_record(1, 6)),
                                   (0x7D000, store_record(2, 7)[:20])),
            "store-in-slot": flash_of((0x79000, store_record(1, 6))),
            "no-init": flash_of(init_data=b""),
            "blank-init": flash_of(init_data=b"\xFF" * 4096),
            "wrong-init": flash_of(init_data=bytes(128)),
            "damaged": flash_of(user2, slot1=damaged),
            "damaged-next": flash_of((0x81000, wrong_xor(preset_image(slot=2))),
                                     *parameters(0xFD, 0xE7)),
            "damaged-other": flash_of((0x81000, wrong_xor(preset_image(slot=2)))),
            "no-user2": flash_of(*parameters(0xFD, 0xE7)),
            "swapped": flash_of(slot1=preset_image(slot=2)),
            "junk-slot": flash_of(slot1=b"junk"),
            "leftover": flash_of((0x10000, b"\x5A" * 0x5000)),
            "unknown-content": flash_of((0x7B000, b"settings"), (-0x5000, b"\1" * 0x200)),
            "boot-1.2-map-6": flash_of(number=6, version="1.2"),
            "boot-1.4-map-4": flash_of(number=4, version="1.4(b1)"),
            "boot-1.1": flash_of(version="1.1"),
            "boot-old": flash_of((0x81000, preset_image("old", slot=2)), version="1.1",
                                 slot1=preset_image("old")),
            "map-0": flash_of((0x41000, preset_image(number=0, slot=2)), number=0),
            "map-6": flash_of((0x101000, preset_image(number=6, slot=2)), number=6),
            "map-8": flash_of(number=8),
            "map-7": flash_of((0x101000, preset_image(number=6, slot=2)), number=6, map_byte=0x70),
            "nameless": flash_of(loader=boot_loader(4080, 2, 0x2F, text=b"")),
            "rboot": flash_of((0x1000, b"\xE1\1\0\0\0\2"), (0x2000, good), slot1=b"",
                              loader=boot_loader(2048, text=b"rBoot v1.4.2")),
            "short": flash_of(user2)[:0x90000],
            "short-1": flash_of()[:0x10000],
            "large-chip": flash_of(user2) + b"\xFF" * 0x300000,
            }.items():
        write(name + ".flash", content)
    write("user1.bin", good)
    write("user2.bin", user2[1])
    write("boot.bin", boot_loader(4080, text=b"2nd boot version : 1.7"))
    write("init.bin", INIT_DATA)


if __name__ == "__main__":
    GROUPS = (images, errors, check, info, linked, rboot, kinds, fix_crc, size, limits, merge, flash)
    {f.__name__: f for f in GROUPS}[sys.argv[1]]()
