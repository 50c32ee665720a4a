# SPDX-License-Identifier: MIT
"""CPU time of `imagetool verify --each` and `check` for 500 releases, on one core and on two, in
pairs.

usage: bench_many.py IMAGETOOL REFERENCE_FOLDER

Bundles of two images of 460 KB, ECDSA P-256, read from the page cache.
"""
import os
import statistics
import subprocess
import sys
import tempfile

from bench_release import RELEASE, has_sha_instructions, make_inputs

RELEASES, PAIRS = 500, 7
AIM, AIM_OF_TWO = 1.3, 1.05


def make_releases(imagetool, folder):
    """One release under many names: what it says does not count."""
    subprocess.run([imagetool, "pubkey", "-o", f"{folder}/pub.pem", f"{folder}/key.pem"],
                   check=True)
    subprocess.run([imagetool, "release", "--key", f"{folder}/key.pem", *RELEASE, "--bundle",
                    f"{folder}/0.bundle", f"{folder}/s1.elf", f"{folder}/s2.elf"], check=True,
                   stderr=subprocess.DEVNULL)
    names = [f"{folder}/{i}.bundle" for i in range(RELEASES)]
    for name in names[1:]:
        os.link(names[0], name)
    return names


def cpu_time(command, cores):
    """Seconds of the processor, of the user and of the system."""
    process = os.fork()
    if process == 0:
        os.sched_setaffinity(0, cores)
        for stream in 1, 2:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        os.execv(command[0], command)
    _, status, usage = os.wait4(process, 0)
    if status != 0:
        raise RuntimeError(command)
    return usage.ru_utime + usage.ru_stime


def measure(name, command, aim):
    cores = sorted(os.sched_getaffinity(0))
    pairs = [(cpu_time(command, set(cores[:1])), cpu_time(command, set(cores[:2])))
             for _ in range(PAIRS)]
    one, two = (statistics.median(times) for times in zip(*pairs))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"{name}, {RELEASES} releases: one core {one:.2f} s{aim}, {min(2, len(cores))} cores "
          f"{two:.2f} s, ratio {ratio:.3f} (aim {AIM_OF_TWO})")


def main():
    imagetool, reference = os.path.abspath(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        make_inputs(imagetool, reference, folder)
        releases = make_releases(imagetool, folder)
        print(f"SHA instructions: {'yes' if has_sha_instructions() else 'no'}")
        measure("verify --each", [imagetool, "verify", "--each", "--pubkey", f"{folder}/pub.pem",
                                  *releases], f" (aim {AIM})")
        measure("check", [imagetool, "check", "--map", "2", *releases], "")


if __name__ == "__main__":
    main()
