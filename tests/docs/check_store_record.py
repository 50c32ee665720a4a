# SPDX-License-Identifier: MIT
"""The table of the store record in the document is what the library writes.

usage: check_store_record.py DOCUMENT PRINT_STORE_RECORD
"""
import re
import struct
import subprocess
import sys
import zlib

# Words by which the document names a field, and its value in print_store_record.c.
FIELDS = (("0x54535641", 0x54535641), ("sequence number", 1), ("security counter:", 0x11121314),
          ("slot on trial", 2), ("counter that a confirmation", 0x21222324), ("boots", 3))


def main():
    with open(sys.argv[1], encoding="utf-8") as document:
        rows = re.findall(r"^\| (\d+) \| (.*) \|$", document.read(), re.M)
    sector = bytes.fromhex(subprocess.run([sys.argv[2]], check=True, text=True,
                                          stdout=subprocess.PIPE).stdout)
    wanted = b"".join(struct.pack("<I", value) for _, value in FIELDS)
    wanted += struct.pack("<I", zlib.crc32(wanted))
    if sector != wanted + b"\xFF" * (4096 - len(wanted)):
        sys.exit(f"the library writes {sector[:32].hex()}, the document says {wanted.hex()}")
    names = [name for name, _ in FIELDS] + ["CRC-32 of the 24 bytes"]
    if len(rows) != len(names):
        sys.exit(f"the table has {len(rows)} rows instead of {len(names)}")
    for i, (name, (offset, text)) in enumerate(zip(names, rows)):
        if int(offset) != 4 * i or not text.startswith(name):
            sys.exit(f"the document has '{offset}: {text}' where '{4 * i}: {name}' belongs")


if __name__ == "__main__":
    main()
