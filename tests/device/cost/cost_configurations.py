# SPDX-License-Identifier: MIT
"""What cost.py measures: the configurations of crypto, their keys, and what they verify."""

import dataclasses
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parents[1]
sys.dont_write_bytecode = True
sys.path[:0] = [str(TESTS / "reference"), str(TESTS / "crypto")]
import curve
import image_reference
import make_elf
import manifest_reference as reader
import manifest_sign_reference as signer
import rsa_reference

# What verify_image.c expects: ids, and slot 2 of map 5.
VENDOR, PRODUCT = bytes(range(0x10, 0x20)), bytes(range(0x20, 0x30))
MAP, SLOT = 5, 2
SLOT_OFFSET, SLOT_LIMIT = reader.MAPS[MAP][1:]
FLASH_SIZE = 2 << 20
# Bytes of irom beside RAM segments of 24 KB: an image of 250 KB, and nearly the longest of the map.
IROM_SIZE, LONG_IROM_SIZE = 231424, 996352
ALGORITHM_NAMES = {1: "ECDSA_P256", 2: "RSA_2048_PSS", 3: "RSA_3072_PSS", 4: "LMS"}
TEETH = {256: 3, 512: 4, 1024: 5, 2048: 6}


@dataclasses.dataclass(frozen=True)
class Configuration:
    title: str
    port: str
    only: int  # number of the only algorithm that is built; 0: all; 14: P-256 and LMS
    signing: tuple  # algorithms
    key_table: int = 0  # bytes of a P-256 key's table
    options: tuple = ()  # of CMake
    threshold: int = 1  # 2: both keys sign each image


def of_port(port, key_table=0, options=(), rsa_options=()):
    """The same for both ports; LMS is the built-in one's only."""
    every = ("all three", (1, 2, 3)) if port == "mbedtls" else ("all four", (1, 2, 3, 4))
    return {f"{port}/{name}": Configuration(title, port, only, signing, key_table,
                                            options + (rsa_options if only > 1 else ()))
            for name, title, only, signing in (
                ("rsa-2048", "RSA-2048", 2, (2,)),
                ("rsa-3072", "RSA-3072", 3, (3,)),
                ("ecdsa-p256", "ECDSA P-256", 1, (1,)),
                ("all", every[0], 0, every[1]))}


FAST_CRC = "-DDEVICE_CRC32=appverify_crc32_fast"
TABLES_ONLY = "-DAPPVERIFY_P256_BARE_KEYS=OFF"
CONFIGURATIONS = {
    **of_port("mbedtls"),
    **of_port("builtin", 1024, (FAST_CRC,), (TABLES_ONLY,)),
    "builtin/lms": Configuration("LMS, H10", "builtin", 4, (4,), 0, (FAST_CRC, TABLES_ONLY)),
    "builtin/lms-small": Configuration("LMS, H10, small", "builtin", 4, (4,), 0,
                                       (TABLES_ONLY, "-DAPPVERIFY_SHA256_SMALL=ON")),
    "builtin/hybrid": Configuration("ECDSA P-256 and LMS, both needed", "builtin", 14, (1, 4),
                                    1024, (FAST_CRC, TABLES_ONLY), 2),
    "builtin/p256-tables": Configuration(
        "keys with tables only", "builtin", 1, (1,), 1024, (FAST_CRC, TABLES_ONLY)),
    "builtin/p256-fast": Configuration(
        "tables of 2 KB", "builtin", 1, (1,), 2048, (FAST_CRC, "-DAPPVERIFY_P256_BASE_TEETH=6")),
    "builtin/p256-small": Configuration(
        "small", "builtin", 1, (1,), 256,
        (TABLES_ONLY, "-DAPPVERIFY_P256_SMALL=ON", "-DAPPVERIFY_P256_BASE_TEETH=3",
         "-DAPPVERIFY_SHA256_SMALL=ON")),
}


class RsaKey(rsa_reference.RsaKey):
    """With its public key as the format has it."""

    def __init__(self, algorithm, bits):
        super().__init__(bits)
        _, size, before, after = reader.ALGORITHMS[algorithm]
        self.public = reader.key_from_der(bytes.fromhex(before)
                                          + self.modulus.to_bytes(size, "big")
                                          + bytes.fromhex(after))


def make_key(algorithm):
    if algorithm == 1:
        return signer.VectorKey()
    if algorithm == 4:
        return signer.LmsKey(10)
    return RsaKey(algorithm, {2: 2048, 3: 3072}[algorithm])


def words(data):
    return ", ".join(f"0x{int.from_bytes(data[i:i + 4], 'little'):08x}u"
                     for i in range(0, len(data), 4))


def table_of(public, key, key_table):
    """Bytes of the table that imagetool pubkey --table writes beside the key; b"": none."""
    if public.algorithm == 4:
        return b""
    if public.algorithm != 1:
        return rsa_reference.friendly_bytes(int.from_bytes(key, "big"), 8 * len(key))
    if key_table == 0:
        return b""
    point = tuple(int.from_bytes(key[i:i + 32], "big") for i in (0, 32))
    return curve.comb_table(point, TEETH[key_table])


def key_ring_source(keys, key_table, threshold=1):
    """As imagetool pubkey --format c prints it."""
    arrays, entries = "", ""
    for public in (key.public for key in keys):
        key = public.words
        made = table_of(public, key, key_table)
        name = ALGORITHM_NAMES[public.algorithm]
        arrays += f"static const uint32_t {name}[] APPVERIFY_IN_FLASH = {{{words(key)}}};\n"
        table = f"table_{name}" if made else "NULL"
        if made:
            arrays += (f"static const uint32_t {table}[] APPVERIFY_IN_FLASH = "
                       f"{{{words(made)}}};\n")
        entries += (f"    {{APPVERIFY_ALGORITHM_{name}, {{{words(public.key_id)}}}, {name}, "
                    f"{table}, {len(made)}}},\n")
    return f"""#include <appverify/crypto.h>
{arrays}static const struct appverify_key keys[] APPVERIFY_IN_FLASH = {{
{entries}}};
const struct appverify_key_ring appverify_key_ring APPVERIFY_IN_FLASH = {{keys, {len(keys)}, {threshold}}};
"""


def make_body(irom_size):
    maker = make_elf.hello_preset(make_elf.irom_origin("new", MAP, SLOT), text_size=20480,
                                  data_size=1024, rodata_size=3072, irom_size=irom_size)
    elf = image_reference.ElfFile(maker.build())
    return image_reference.build_image(elf, "new", MAP, SLOT)[0][:-4]


def sign_body(body, *keys):
    """Returns (image, length of its manifest)."""
    builder = signer.ManifestBuilder(VENDOR, PRODUCT, (1, 2, 3, 0), 1, MAP, reader.BOOT_NEW)
    builder.add_body(SLOT, body)
    builder.blocks = [signer.BlockMaker(key) for key in keys]
    manifest = builder.build()
    return signer.signed_image(body, manifest), len(manifest)


def write_flash(path, image):
    flash = bytearray(b"\xFF") * FLASH_SIZE
    flash[SLOT_OFFSET:SLOT_OFFSET + len(image)] = image
    path.write_bytes(flash)
