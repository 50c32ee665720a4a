# SPDX-License-Identifier: MIT
"""Exact figures of a program for the emulated LX106, and the budget file that they are held to."""

import json
import re
import subprocess

SKIPPED = 77


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def run_program(run, folder, program):
    """What the program prints, which is JSON. Ends with 77 where the emulator is missing."""
    done = subprocess.run(("sh", str(run), program), cwd=folder, text=True, stdout=subprocess.PIPE,
                          check=False)
    if done.returncode == SKIPPED:
        print(done.stdout.strip())
        raise SystemExit(SKIPPED)
    if done.returncode != 0:
        raise SystemExit(f"{program}: exit {done.returncode}\n{done.stdout}")
    return json.loads(done.stdout)


def symbol_sizes(program, groups):
    """Bytes of flash of each group: the functions and tables that its expression names. Literals in
    front of a function are not counted."""
    symbols = re.findall(r"(?m)^\w+ (\w+) [tTrRdD] (\w+)$",
                         output_of("xtensa-lx106-elf-nm", "-S", str(program)))
    return {group: sum(int(size, 16) for size, name in symbols if re.fullmatch(names, name))
            for group, names in groups.items()}


def section_sizes(archive, names):
    """{member: bytes} of the sections of an archive whose names the expression matches."""
    listing = output_of("xtensa-lx106-elf-size", "-A", str(archive))
    sizes = {}
    for member, body in re.findall(r"(?m)^(\S+) +\(ex [^)]*\):\n((?:.+\n)+)", listing):
        sizes[member] = sum(int(size) for name, size in re.findall(r"(?m)^(\S+) +(\d+)", body)
                            if re.fullmatch(names, name))
    if not sizes:
        raise SystemExit("size has another format")
    return sizes


def tool_versions():
    emulator = re.search(r"version (\d+\.\d+)", output_of("qemu-system-xtensa", "--version"))
    return {"gcc": output_of("xtensa-lx106-elf-gcc", "-dumpfullversion").strip(),
            "qemu": emulator[1]}


def write(budget, figures):
    budget.write_text(json.dumps({"versions": tool_versions(), "figures": figures}, indent=2)
                      + "\n")


def is_with_same_tools(budget):
    return json.loads(budget.read_text())["versions"] == tool_versions()


def compare(budget, figures):
    """Prints a line for each figure that is not the budget's. The exit code: with other versions
    of the tools the lines are only reported."""
    stored = json.loads(budget.read_text())
    names = sorted(figures.keys() | stored["figures"].keys())
    reasons = [f"{name} is {figures.get(name)}, budget {stored['figures'].get(name)}"
               for name in names if figures.get(name) != stored["figures"].get(name)]
    print("\n".join(reasons))
    versions = tool_versions()
    if versions != stored["versions"]:
        print(f"only reported: versions are {versions}, not {stored['versions']}")
        return 0
    return 1 if reasons else 0
