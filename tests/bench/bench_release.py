# SPDX-License-Identifier: MIT
"""CPU time of `imagetool release` beside the three processes that make the same files, in pairs.

usage: bench_release.py IMAGETOOL REFERENCE_FOLDER [OTHER_IMAGETOOL]

The three processes are those of OTHER_IMAGETOOL, the same one without it: another version shows
what has been gained since.

Two ELFs of 460 KB, ECDSA P-256, all outputs, a fresh folder each time: to rename over a file
costs more. SHA-256 is calculated by the processor where it can; the benchmark says whether.
"""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

from bench_build import add_debug_information

PAIRS = 61
# What is noted of the ELFs is known.
QUIET = [(os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]
AIM, AIM_WITH_DEBUG = 0.46, 1.2
RELEASE = ["--map", "2", "--vendor", "example.com", "--product", "lamp", "--fw-version", "1.2.3",
           "--security-counter", "1"]
SIZES = ["--text-size", "28000", "--data-size", "1200", "--rodata-size", "9000", "--irom-size",
         "430000"]


def has_sha_instructions():
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
        words = file.read().split()
    return "sha_ni" in words or "sha2" in words


def make_inputs(imagetool, reference, folder):
    for slot in (1, 2):
        subprocess.run(
            [sys.executable, os.path.join(reference, "make_elf.py"), "-o", f"{folder}/s{slot}.elf",
             "--preset", "hello", "--map", "2", "--slot", str(slot), *SIZES], check=True)
        add_debug_information(f"{folder}/s{slot}.elf", f"{folder}/debug{slot}.elf")
    subprocess.run([imagetool, "keygen", "--no-passphrase", "-o", f"{folder}/key.pem"], check=True)


def three(imagetool, folder):
    out = f"{folder}/out"
    images = [f"{folder}/user{slot}.bin" for slot in (1, 2)]
    builds = [[imagetool, "build", "--map", "2", "--slot", str(slot), "-o", images[slot - 1],
               f"{folder}/s{slot}.elf"] for slot in (1, 2)]
    return builds + [[imagetool, "sign", "--key", f"{folder}/key.pem", *RELEASE, "--out-dir", out,
                      "--manifest-out", f"{out}/m", "--bundle", f"{out}/b", "--publish",
                      f"{out}/lamp", *images]]


def one(imagetool, folder, name="s"):
    out = f"{folder}/out"
    return [[imagetool, "release", "--key", f"{folder}/key.pem", *RELEASE, "--out-dir", out,
             "--manifest-out", f"{out}/m", "--bundle", f"{out}/b", "--publish", f"{out}/lamp",
             "--slot-args", f"{out}/args", "--json", f"{out}/json", f"{folder}/{name}1.elf",
             f"{folder}/{name}2.elf"]]


def cpu_time(commands, folder):
    """Seconds of the processor, of the user and of the system."""
    shutil.rmtree(f"{folder}/out", ignore_errors=True)
    for slot in (1, 2):
        if os.path.exists(f"{folder}/user{slot}.bin"):
            os.unlink(f"{folder}/user{slot}.bin")
    os.mkdir(f"{folder}/out")
    total = 0.0
    for command in commands:
        process = os.posix_spawn(command[0], command, os.environ, file_actions=QUIET)
        _, status, usage = os.wait4(process, 0)
        if status != 0:
            raise RuntimeError(command)
        total += usage.ru_utime + usage.ru_stime
    return total


def compare(name, first, second, folder):
    """Prints the medians of both, and returns that of the ratios."""
    pairs = []
    for _ in range(PAIRS):
        pairs.append((cpu_time(first, folder), cpu_time(second, folder)))
    ratio = statistics.median(a / b for a, b in pairs)
    medians = [statistics.median(times) * 1e3 for times in zip(*pairs)]
    print(f"{name:44}{medians[0]:8.2f} ms {medians[1]:8.2f} ms {ratio:8.3f}", flush=True)
    return ratio


def main():
    imagetool, reference = os.path.abspath(sys.argv[1]), sys.argv[2]
    other = os.path.abspath(sys.argv[3]) if len(sys.argv) > 3 else imagetool
    with tempfile.TemporaryDirectory() as folder:
        make_inputs(imagetool, reference, folder)
        print(f"ELFs of {os.path.getsize(folder + '/s1.elf') // 1000} KB; SHA instructions: "
              f"{'yes' if has_sha_instructions() else 'no'}")
        single = one(imagetool, folder)
        compare(f"release / build, build, sign (aim {AIM})", single, three(other, folder),
                folder)
        compare(f"with 20 MB of debug sections (aim {AIM_WITH_DEBUG})",
                one(imagetool, folder, "debug"), single, folder)


if __name__ == "__main__":
    main()
