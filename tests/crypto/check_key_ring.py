#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Recomputes the tables of a key ring that imagetool pubkey --format c wrote: each is made of the
key beside it, and of nothing else.

usage: check_key_ring.py KEY_RING.c
"""
import pathlib
import re
import sys

import curve

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "reference"))
import rsa_reference  # noqa: E402

TEETH = {256: 3, 512: 4, 1024: 5, 2048: 6}


def arrays(text):
    """Bytes by name and number."""
    found = re.findall(r"static const uint32_t (key|table)_(\d+)\[(\d+)\] APPVERIFY_IN_FLASH = "
                       r"\{([^}]*)\};", text)
    result = {}
    for name, number, count, body in found:
        words = [int(word, 16) for word in re.findall(r"0x([0-9a-f]{8})u", body)]
        if len(words) != int(count):
            sys.exit(f"{name}_{number} has {len(words)} words")
        result[name, number] = b"".join(word.to_bytes(4, "little") for word in words)
    return result


def wanted_table(key, size):
    """What a table of this size has to be; None: there is none."""
    if len(key) > 64:
        return rsa_reference.friendly_bytes(int.from_bytes(key, "big"), 8 * len(key))
    point = tuple(int.from_bytes(key[i:i + 32], "big") for i in (0, 32))
    if curve.with_x(point[0]) is None or size not in TEETH:
        return None
    return curve.comb_table(point, TEETH[size])


def main():
    text = pathlib.Path(sys.argv[1]).read_text(encoding="ascii")
    found = arrays(text)
    records = re.findall(r"key_(\d+), (?:table_(\d+)|NULL), (\d+)\}", text)
    tables = [number for name, number in found if name == "table"]
    if [table for _, table, _ in records if table] != tables:
        sys.exit("a table is not used, or not there")
    for number, table, size in records:
        if not table:
            continue
        key, made = found["key", number], found["table", table]
        if number != table or len(made) != int(size):
            sys.exit(f"table {table} does not go with key {number}")
        if made != wanted_table(key, len(made)):
            sys.exit(f"table {table} is not made of key {number}")
    print(f"{len(records)} keys, {len(tables)} right tables")


if __name__ == "__main__":
    main()
