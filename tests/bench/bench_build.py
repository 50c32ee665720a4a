# SPDX-License-Identifier: MIT
"""Time of `imagetool build` beside the tool calls that gen_appbin.py needs, in one run.

usage: bench_build.py IMAGETOOL REFERENCE_FOLDER PEAK_MEMORY
"""
import os
import struct
import subprocess
import sys
import tempfile
import time

ROUNDS = 60
DEBUG_SIZE = 20_000_000
SECTIONS = (".text", ".data", ".rodata", ".irom0.text")


def make_elfs(reference, folder):
    """Two linked ELFs of a firmware of 250 KB, one for each slot of map 2."""
    for slot in (1, 2):
        subprocess.run(
            [sys.executable, os.path.join(reference, "make_elf.py"), "-o", f"{folder}/s{slot}.elf",
             "--preset", "hello", "--map", "2", "--slot", str(slot), "--text-size", "28000",
             "--data-size", "1200", "--rodata-size", "9000", "--irom-size", "217000"],
            check=True)


def add_debug_information(source, target):
    """The ELF with one more section, not allocated, of random bytes."""
    with open(source, "rb") as file:
        data = bytearray(file.read())
    table, = struct.unpack_from("<I", data, 32)
    count, = struct.unpack_from("<H", data, 48)
    if table + 40 * count != len(data):
        raise ValueError("the section headers do not end the file")
    struct.pack_into("<H", data, 48, count + 1)
    data += struct.pack("<10I", 1, 1, 0, 0, len(data) + 40, DEBUG_SIZE, 0, 0, 1, 0)
    with open(target, "wb") as file:
        file.write(data + os.urandom(DEBUG_SIZE))


def builds(imagetool, folder):
    return [[imagetool, "build", "--map", "2", "--slot", str(slot), "-o", f"{folder}/user{slot}.bin",
             f"{folder}/s{slot}.elf"] for slot in (1, 2)]


def old_calls(folder):
    calls = []
    for slot in (1, 2):
        elf = f"{folder}/s{slot}.elf"
        for name in SECTIONS:
            calls.append(["xtensa-lx106-elf-objcopy", "--only-section", name, "-O", "binary", elf,
                          f"{folder}/section.bin"])
        calls.append(["xtensa-lx106-elf-nm", "-g", elf])
    return calls


def cat(folder):
    return [["cat", f"{folder}/user{slot}.bin"] for slot in (1, 2)]


def best_and_median(commands):
    """Seconds for all the commands in a row."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for command in commands:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    times.sort()
    return times[0], times[len(times) // 2]


def peak_memory(meter, command):
    """Peak resident bytes of one command."""
    return int(subprocess.run([meter] + command, check=True, stdout=subprocess.PIPE).stdout) * 1024


def print_debug_cost(imagetool, meter, folder):
    add_debug_information(f"{folder}/s1.elf", f"{folder}/debug.elf")
    build = [imagetool, "build", "--map", "2", "--slot", "1", "-o", f"{folder}/user1.bin"]
    for name, command in (("build", build), ("size", [imagetool, "size"])):
        plain, debug = command + [f"{folder}/s1.elf"], command + [f"{folder}/debug.elf"]
        times = [best_and_median([c])[1] * 1e3 for c in (plain, debug)]
        peaks = [peak_memory(meter, c) / 2**20 for c in (plain, debug)]
        print(f"{name} with {DEBUG_SIZE // 10**6} MB of debug information: {times[1]:.2f} ms, "
              f"{peaks[1]:.2f} MiB; without: {times[0]:.2f} ms, {peaks[0]:.2f} MiB")


def main():
    imagetool, reference, meter = sys.argv[1:4]
    with tempfile.TemporaryDirectory() as folder:
        make_elfs(reference, folder)
        rows = [("build, user1 and user2", builds(imagetool, folder)),
                ("8 objcopy and 2 nm", old_calls(folder)),
                ("cat of both images", cat(folder)),
                ("true, twice", [["true"], ["true"]])]
        measured = [(name, *best_and_median(commands)) for name, commands in rows]
        base = measured[0][2]
        print(f"{'':28}{'best ms':>10}{'median ms':>11}{'x build':>9}")
        for name, best, median in measured:
            print(f"{name:28}{best * 1e3:10.2f}{median * 1e3:11.2f}{median / base:9.2f}")
        elf_size = os.path.getsize(f"{folder}/s1.elf")
        peak = peak_memory(meter, builds(imagetool, folder)[0])
        floor = peak_memory(meter, [imagetool, "--version"])
        print(f"peak memory of a build: {peak / 2**20:.2f} MiB, {floor / 2**20:.2f} MiB of it for "
              f"an empty run; the ELF has {elf_size / 2**20:.2f} MiB")
        print_debug_cost(imagetool, meter, folder)


if __name__ == "__main__":
    main()
