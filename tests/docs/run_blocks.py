"""Runs every ```sh block of a document.

usage: run_blocks.py IMAGETOOL REFERENCE_FOLDER DOCUMENT

The blocks run in order, in one folder that holds the files the documents name.
"""
import os
import re
import subprocess
import sys
import tempfile


def make_fixtures(reference, folder):
    """Two firmware ELFs, an image with the SDK's CRC rule and a boot loader."""
    make_elf = os.path.join(reference, "make_elf.py")
    build = os.path.join(reference, "image_reference.py")
    for slot in ("1", "2"):
        subprocess.run([sys.executable, make_elf, "-o", f"firmware.slot{slot}.elf", "--preset",
                        "hello", "--map", "2", "--slot", slot, "--seed", slot],
                       cwd=folder, check=True)
    subprocess.run([sys.executable, build, "build", "firmware.slot1.elf", "-o", "old.bin", "--boot",
                    "new", "--map", "2", "--slot", "1", "--crc", "sdk"], cwd=folder, check=True)
    with open(os.path.join(folder, "boot_v1.7.bin"), "wb") as boot:
        boot.write(b"\xe9" + bytes(14) + b"\xef" + bytes(4064))  # no segments, XOR byte


def blocks(path):
    with open(path, encoding="utf-8") as document:
        return re.findall(r"^```sh\n(.*?)^```$", document.read(), re.M | re.S)


def main():
    imagetool, reference, document = map(os.path.abspath, sys.argv[1:4])
    found = blocks(document)
    if not found:
        sys.exit(f"{document}: no sh blocks")
    with tempfile.TemporaryDirectory() as folder:
        make_fixtures(reference, folder)
        environment = dict(os.environ)
        environment["PATH"] = os.path.dirname(imagetool) + os.pathsep + environment["PATH"]
        for block in found:
            print(block, end="", flush=True)
            subprocess.run(["sh", "-eu", "-c", block], cwd=folder, env=environment, check=True)
    print(f"{len(found)} blocks run")


if __name__ == "__main__":
    main()
