# SPDX-License-Identifier: MIT
"""Code that tells where it is linked: functions, and their addresses."""

import struct

import make_elf

CODE_SIZE = 0x6000


def code(origin, functions=64, calls=40):
    """Code linked at origin: addresses of functions, then functions, which begin with
    addi a1, a1, -32."""
    out = bytearray(byte & 0x3F for byte in make_elf.pseudo_random("kind", "code", CODE_SIZE))
    random = make_elf.pseudo_random("kind", "places", functions)
    places = [0x400 + n * 0x150 + random[n] % 0x40 * 4 for n in range(functions)]
    for place in places:
        out[place:place + 3] = b"\x12\xC1\xE0"
    for n in range(calls):
        struct.pack_into("<I", out, 4 * n, origin + places[n])
    return bytes(out)
