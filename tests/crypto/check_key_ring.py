#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Recomputes the tables of a key ring that imagetool pubkey --format c --table wrote: each holds
multiples of the P-256 key beside it, and nothing else.

usage: check_key_ring.py KEY_RING.c
"""
import pathlib
import re
import sys

import curve

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
        point = tuple(int.from_bytes(key[i:i + 32], "big") for i in (0, 32))
        if number != table or len(made) != int(size) or curve.with_x(point[0]) is None:
            sys.exit(f"table {table} does not go with key {number}")
        if made != curve.comb_table(point, TEETH[len(made)]):
            sys.exit(f"table {table} does not hold multiples of key {number}")
    print(f"{len(records)} keys, {len(tables)} right tables")


if __name__ == "__main__":
    main()
