# SPDX-License-Identifier: MIT
"""Builds every ```cmake block of README.md and docs/*.md for the core, each in a project of its own.

usage: test_cmake_blocks.py IMAGETOOL SOURCE_FOLDER PREFIX

A block is the whole CMakeLists.txt, or what stands in one behind project(). The files are those
that the documents name or show: start.S, main.c, linker scripts of both slots, keys, a signer, lamp.release.
PREFIX is where appbin is installed.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

from run_blocks import blocks, make_sources, skip

# Blocks that show how a function is called; each must be there.
SIGNATURES = {"appbin_add_firmware(<name> SOURCES", "appbin_add_ota_images(<name> USER1"}
# Needs an SDK: tests/makefile/test_cmake_updates.py builds it.
SDK_BLOCK = "appbin_add_sdk_updates("
# CMake that is not in a block escapes this test.
OUTSIDE = re.compile(r"^ {4}(find_package|project|include|set|add_\w+|target_\w+|appbin_add_\w+)[(]",
                     re.M)
PROJECT = """cmake_minimum_required(VERSION 3.25)
project(lamp LANGUAGES C ASM)
"""
FIND = "find_package(appbin 0.2 REQUIRED)\n"
SLOTS = {"slot1.ld": "0x40201010", "slot2.ld": "0x40281010"}


def options_file(document):
    """lamp.release, as the document shows it."""
    with open(document, encoding="utf-8") as file:
        found = re.search(r"(?:^    --.*\n)+", file.read(), re.M)
    return re.sub("(?m)^    ", "", found.group()) if found else ""


def make_entry(document, folder):
    """start.S, where the document has one of its own."""
    for block in blocks(document, ""):
        if block.startswith("    .section .text.call_user_start1"):
            with open(os.path.join(folder, "start.S"), "w", encoding="utf-8") as file:
                file.write(block)


def make_files(imagetool, source, prefix, document, folder):
    make_sources(source, folder)
    make_entry(document, folder)
    for name, origin in SLOTS.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(f"MEMORY {{ irom0_0_seg : ORIGIN = {origin}, LENGTH = 0x6B000 }}\n"
                       f'INCLUDE "{prefix}/share/appbin/cmake/firmware.ld"\n')
    with open(os.path.join(folder, "sign-in-the-token.sh"), "w", encoding="utf-8") as file:
        file.write("exec openssl pkeyutl -sign -inkey release.pem\n")
    with open(os.path.join(folder, "lamp.release"), "w", encoding="utf-8") as file:
        file.write(options_file(document))
    os.mkdir(os.path.join(folder, "keys"))
    for words in (("keygen", "--no-passphrase", "-o", "release.pem"), ("keygen", "--no-passphrase", "-o", "keys/lamp.pem"),
                  ("pubkey", "-o", "release.pub.pem", "release.pem")):
        subprocess.run([imagetool, *words], cwd=folder, check=True)


def build(imagetool, prefix, block, folder):
    text = block
    if not block.startswith("cmake_minimum_required"):
        text = PROJECT + ("" if "find_package(appbin" in block else FIND) + block
    with open(os.path.join(folder, "CMakeLists.txt"), "w", encoding="utf-8") as file:
        file.write(text)
    toolchain = os.path.join(prefix, "share", "appbin", "cmake", "toolchain-xtensa-lx106.cmake")
    for command in (["cmake", "-B", "build", "--toolchain", toolchain,
                     f"-DCMAKE_PREFIX_PATH={prefix}"], ["cmake", "--build", "build"],
                    [imagetool, "check", "build/lamp.user1.bin", "build/lamp.user2.bin"]):
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def main():
    imagetool, source, prefix = map(os.path.abspath, sys.argv[1:])
    for program in ("xtensa-lx106-elf-gcc", "cmake", "openssl"):
        if shutil.which(program) is None:
            skip(f"no {program}")
    built = 0
    signatures = set()
    for document in [os.path.join(source, "README.md"),
                     *sorted(glob.glob(os.path.join(source, "docs", "*.md")))]:
        with open(document, encoding="utf-8") as file:
            outside = OUTSIDE.search(file.read())
        if outside:
            sys.exit(f"{document}: no ```cmake block:{outside.group()}")
        for block in blocks(document, "cmake"):
            print(block, flush=True)
            known = {words for words in SIGNATURES if block.startswith(words)}
            signatures |= known
            if known or SDK_BLOCK in block:
                continue
            with tempfile.TemporaryDirectory() as sdk:
                folder = os.path.join(sdk, "application")
                os.mkdir(folder)
                make_files(imagetool, source, prefix, document, folder)
                build(imagetool, prefix, block, folder)
            built += 1
    if signatures != SIGNATURES or built == 0:
        sys.exit(f"{built} blocks built, signatures {signatures}")
    print(f"{built} blocks built")


if __name__ == "__main__":
    main()
