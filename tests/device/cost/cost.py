#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures what the verifier costs on the emulated LX106, one configuration of crypto after the
other, and compares the figures with budget.json and docs/device-cost.md.

Nothing is random: keys, signatures and images are the same in every run, so the figures are too.
usage: cost.py BUILD_FOLDER MBEDTLS_SOURCE [--update]
  --update  writes budget.json and docs/device-cost.md instead of comparing
Exit 1, with a line for each reason, when a figure grew by more than 2 % or the page is not what
the figures give; both are only reported with other versions of the tools than the budget's.
Exit 77 when the compiler, the emulator or mbedTLS are missing."""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
DEVICE = HERE.parent
ROOT = HERE.parents[2]
sys.dont_write_bytecode = True
from cost_configurations import (ALGORITHM_NAMES, CONFIGURATIONS, FLASH_SIZE, IROM_SIZE,
                                 LONG_IROM_SIZE, MAP, SLOT, SLOT_LIMIT, SLOT_OFFSET,
                                 key_ring_source, make_body, make_key, sign_body, write_flash)
from cost_page import page

BUDGET = HERE / "budget.json"
PAGE = ROOT / "docs" / "device-cost.md"
GROWTH = 0.02
SKIPPED = 77
STEP_BUDGET = 4096
CODE_OF = {"p256": {1}, "rsa": {2, 3}, "pss": {2, 3}, "lms": {4}}
PARTS = ("library", "port", "crypto")


def fail(text):
    raise SystemExit(f"{os.path.basename(sys.argv[0])}: {text}")


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def run_tool(*command, **options):
    """Runs a script of the folder above; when it skips, this program does."""
    done = subprocess.run(("sh",) + command, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False, **options)
    if done.returncode == SKIPPED:
        print(done.stdout.strip().splitlines()[-1])
        raise SystemExit(SKIPPED)
    if done.returncode != 0:
        print("\n".join(done.stdout.splitlines()[-20:]), file=sys.stderr)
        fail(f"{os.path.basename(command[0])} {command[1]}: exit {done.returncode}")
    return done.stdout


def build(folder, mbedtls, configuration, keys, targets="measure verify_image"):
    folder.mkdir(parents=True, exist_ok=True)
    ring = folder / "key_ring.c"
    source = key_ring_source(keys, configuration.key_table, configuration.threshold)
    if not ring.exists() or ring.read_text() != source:
        ring.write_text(source)
    run_tool(str(DEVICE / "build.sh"), str(folder), str(mbedtls), f"-DDEVICE_KEY_RING={ring}",
             f"-DDEVICE_ALGORITHM={configuration.only}", f"-DDEVICE_PORT={configuration.port}",
             *configuration.options,
             env={**os.environ, "DEVICE_TARGETS": targets})


def run_core(folder, *arguments):
    output = run_tool(str(DEVICE / "run.sh"), *map(str, arguments), cwd=folder)
    return json.loads(output)


def verify_on_core(folder, image, budget):
    write_flash(folder / "flash.bin", image)
    return run_core(folder, "verify_image.elf", "flash.bin", MAP, SLOT, SLOT_OFFSET, SLOT_LIMIT,
                    len(image), budget)


def symbols_of(program):
    """{name: address}"""
    lines = output_of("xtensa-lx106-elf-nm", str(program)).splitlines()
    return {name: int(address, 16) for address, _, name in map(str.split, lines)}


def check_not_linked(program, pattern):
    linked = [name for name in symbols_of(program) if re.match(pattern, name)]
    if linked:
        fail(f"{program.name} links {', '.join(linked)}")


def check_links(folder, configuration):
    """A firmware that only verifies links neither commit nor store; recovery is linked by its own
    name only; no port links another one, or an algorithm that it was not asked for."""
    check_not_linked(folder / "verify_image.elf", "appverify_(store|head_last|.*commit)")
    check_not_linked(folder / "measure.elf", "appverify_store_recover")
    if configuration.port == "mbedtls":
        check_not_linked(folder / "measure.elf", "appverify_(builtin|sha256|p256|rsa|pss|lms)_")
        return
    check_not_linked(folder / "measure.elf", "(appverify_)?mbedtls_|malloc")
    if configuration.only:
        left_out = [name for name, numbers in CODE_OF.items()
                    if not numbers & set(configuration.signing)]
        check_not_linked(folder / "measure.elf", f"appverify_({'|'.join(left_out)})_")


def sizes(program):
    """{part: (bytes in flash, bytes of DRAM)}; what is initialised lies in both."""
    symbols = symbols_of(program)

    def length(part, kind):
        return symbols[f"device_{part}_{kind}_end"] - symbols[f"device_{part}_{kind}_start"]

    return {part: (length(part, "text") + length(part, "data"),
                   length(part, "data") + length(part, "bss")) for part in PARTS}


def size_of_code(program, part):
    """Bytes in flash of a part that has no data."""
    symbols = symbols_of(program)
    return symbols[f"device_{part}_text_end"] - symbols[f"device_{part}_text_start"]


def without_reads(cost):
    """The emulated flash is the test bench's, not the library's."""
    return cost["instructions"] - cost["flash_reads"] * cost["instructions_of_a_flash_read"]


def body_per_byte(folder, keys):
    """A budget of everything makes the body one step, the longest by far in a long image."""
    body = make_body(LONG_IROM_SIZE)
    image, _ = sign_body(body, *keys)
    cost = verify_on_core(folder, image, FLASH_SIZE)
    bench = cost["flash_reads"] * cost["instructions_of_a_flash_read"]
    return round((cost["longest_step"] - bench) / len(body), 2)


def flash_figures(folder, configuration):
    measured, verifier = folder / "measure.elf", folder / "verify_image.elf"
    whole, verifying = sizes(measured), sizes(verifier)
    flash = sum(part[0] for part in whole.values())
    keys = size_of_code(verifier, "keys")
    figures = {
        "flash_library_verifying": verifying["library"][0],
        "flash_library": whole["library"][0],
        "flash_head_last": size_of_code(measured, "head_last"),
        "flash_port": whole["port"][0],
        "flash_crypto": whole["crypto"][0],
        "flash_verifying": sum(part[0] for part in verifying.values()),
        "flash": flash,
        "flash_keys": keys,
        "flash_with_keys": flash + keys,
        "dram_library": whole["library"][1],
        "dram": sum(part[1] for part in whole.values()),
    }
    if configuration.port == "builtin":
        figures["flash_sha256"] = size_of_code(measured, "sha256")
        figures["flash_compression"] = size_of_code(measured, "compression")
        figures["flash_signatures"] = figures["flash_crypto"] - figures["flash_sha256"]
    return figures


def signature_figures(signatures):
    numbers = {label: number for number, label in ALGORITHM_NAMES.items()}
    figures = {}
    for entry in signatures:
        number = numbers[entry["algorithm"]]
        table = f"_{entry['table']}" if number == 1 else ""
        figures[f"signature_{number}{table}"] = entry["instructions"]
    figures["slice"] = max(entry["longest_slice"] for entry in signatures)
    return figures


def measure(folder, mbedtls, name):
    """Returns the figures of a configuration."""
    configuration = CONFIGURATIONS[name]
    keys = [make_key(number) for number in configuration.signing]
    folder = folder / name
    build(folder, mbedtls, configuration, keys)
    check_links(folder, configuration)

    pieces = run_core(folder, "measure.elf")
    signers = [keys] if configuration.threshold > 1 else [[key] for key in keys]
    signed = [sign_body(make_body(IROM_SIZE), *each) for each in signers]
    costs = [verify_on_core(folder, image, STEP_BUDGET) for image, _ in signed]
    manifest = max(size for _, size in signed)

    def largest(figure):
        return max(cost[figure] for cost in costs)

    figures = flash_figures(folder, configuration)
    memory = {
        "context": pieces["context_size"],
        "port_memory": pieces["port_memory"],
        "heap": largest("heap_peak"),
        "stack_library": largest("stack_library_and_flash"),
        "stack_crypto": largest("stack_crypto"),
    }
    return {
        **figures, **memory,
        "ram": figures["dram"] + sum(memory.values()) + manifest,
        "hash_per_byte": pieces["sha256_per_byte"],
        "crc_per_byte": pieces["crc32_per_byte"],
        "walk_irom_per_byte": pieces["walk_irom_per_byte"],
        "walk_segment_per_byte": pieces["walk_segment_per_byte"],
        "body_per_byte": body_per_byte(folder, signers[0]),
        **signature_figures(pieces["signatures"]),
        "longest_step": largest("longest_step"),
        "image": max(map(without_reads, costs)),
    }


def tool_versions(mbedtls):
    emulator = re.search(r"version (\d+\.\d+)", output_of("qemu-system-xtensa", "--version"))
    header = (mbedtls / "include/mbedtls/version.h").read_text()
    library = re.search(r'MBEDTLS_VERSION_STRING +"([^"]+)"', header)
    return {"gcc": output_of("xtensa-lx106-elf-gcc", "-dumpfullversion").strip(),
            "qemu": emulator[1], "mbedtls": library[1]}


def growth(figures, budget):
    """A line for each figure that is too large or has no budget."""
    for name, values in figures.items():
        for figure, value in values.items():
            allowed = budget.get(name, {}).get(figure)
            if allowed is None:
                yield f"{name}: {figure} is {value} and has no budget"
            elif value > allowed * (1 + GROWTH):
                percent = f" (+{(value / allowed - 1) * 100:.1f} %)" if allowed else ""
                yield f"{name}: {figure} is {value}, budget {allowed}{percent}"


def compare(figures, versions):
    if not BUDGET.exists():
        fail(f"no {BUDGET.name}: run with --update")
    stored = json.loads(BUDGET.read_text())
    reasons = list(growth(figures, stored["figures"]))
    if not PAGE.exists() or PAGE.read_text() != page(figures, versions, GROWTH):
        reasons.append(f"{PAGE.relative_to(ROOT)} is not what was measured: run with --update")
    for reason in reasons:
        print(reason)
    if versions != stored["versions"]:
        print(f"only reported: versions are {versions}, the budget's {stored['versions']}")
        return 0
    return 1 if reasons else 0


def update(figures, versions):
    if BUDGET.exists():
        for line in growth(figures, json.loads(BUDGET.read_text())["figures"]):
            print("raised:", line)
    stored = {"versions": versions, "figures": figures}
    BUDGET.write_text(json.dumps(stored, indent=2) + "\n")
    PAGE.write_text(page(figures, versions, GROWTH))
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="BUILD_FOLDER", type=pathlib.Path)
    parser.add_argument("mbedtls", metavar="MBEDTLS_SOURCE", type=pathlib.Path)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    folder, mbedtls = options.folder.resolve(), options.mbedtls.resolve()
    figures = {name: measure(folder, mbedtls, name) for name in CONFIGURATIONS}
    versions = tool_versions(mbedtls)
    return (update if options.update else compare)(figures, versions)


if __name__ == "__main__":
    sys.exit(main())
