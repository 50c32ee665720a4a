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
sys.path.insert(0, str(DEVICE.parent / "reference"))
import image_reference
import make_elf
import manifest_reference as reader
import manifest_sign_reference as signer
import rsa_reference

BUDGET = HERE / "budget.json"
PAGE = ROOT / "docs" / "device-cost.md"
GROWTH = 0.02
SKIPPED = 77

# What verify_image.c expects: ids, and slot 2 of map 5.
VENDOR, PRODUCT = bytes(range(0x10, 0x20)), bytes(range(0x20, 0x30))
MAP, SLOT = 5, 2
SLOT_OFFSET, SLOT_LIMIT = reader.MAPS[MAP][1:]
FLASH_SIZE = 2 << 20
STEP_BUDGET = 4096
# Bytes of irom beside RAM segments of 24 KB: an image of 250 KB, and nearly the longest of the map.
IROM_SIZE, LONG_IROM_SIZE = 231424, 998400
PARTS = ("library", "port", "crypto")
# Configuration: (title, number of the only algorithm or 0, algorithms that sign)
CONFIGURATIONS = {
    "rsa-2048": ("RSA-2048", 2, (2,)),
    "rsa-3072": ("RSA-3072", 3, (3,)),
    "ecdsa-p256": ("ECDSA P-256", 1, (1,)),
    "all": ("all three", 0, (1, 2, 3)),
}
ALGORITHM_NAMES = {1: "ECDSA_P256", 2: "RSA_2048_PSS", 3: "RSA_3072_PSS"}


def fail(text):
    raise SystemExit(f"{os.path.basename(sys.argv[0])}: {text}")


class RsaKey(rsa_reference.RsaKey):
    """With its public key as the format has it."""

    def __init__(self, algorithm, bits):
        super().__init__(bits)
        _, size, before, after = reader.ALGORITHMS[algorithm]
        self.public = reader.key_from_der(bytes.fromhex(before)
                                          + self.modulus.to_bytes(size, "big")
                                          + bytes.fromhex(after))


def make_key(algorithm):
    if algorithm == 1:
        return signer.VectorKey()
    return RsaKey(algorithm, {2: 2048, 3: 3072}[algorithm])


def words(data):
    return ", ".join(f"0x{int.from_bytes(data[i:i + 4], 'little'):08x}u"
                     for i in range(0, len(data), 4))


def key_ring_source(keys):
    """As imagetool pubkey --format c prints it."""
    arrays, entries = "", ""
    for public in (key.public for key in keys):
        _, size, before, _ = reader.ALGORITHMS[public.algorithm]
        begin = len(before) // 2
        name = ALGORITHM_NAMES[public.algorithm]
        arrays += f"static const uint32_t {name}[] = {{{words(public.der[begin:begin + size])}}};\n"
        table, table_size = "NULL", 0
        if public.algorithm != 1:
            table, table_size = f"friendly_{name}", 2 * size
            modulus = int.from_bytes(public.der[begin:begin + size], "big")
            arrays += (f"static const uint32_t {table}[] = "
                       f"{{{words(rsa_reference.friendly_bytes(modulus, 8 * size))}}};\n")
        entries += (f"    {{APPVERIFY_ALGORITHM_{name}, {{{words(public.key_id)}}}, {name}, "
                    f"{table}, {table_size}}},\n")
    return f"""#include <appverify/crypto.h>
{arrays}static const struct appverify_key keys[] = {{
{entries}}};
const struct appverify_key_ring appverify_key_ring = {{keys, {len(keys)}, 1}};
"""


def make_body(irom_size):
    maker = make_elf.hello_preset(make_elf.irom_origin("new", MAP, SLOT), text_size=20480,
                                  data_size=1024, rodata_size=3072, irom_size=irom_size)
    elf = image_reference.ElfFile(maker.build())
    return image_reference.build_image(elf, "new", MAP, SLOT)[0][:-4]


def sign_body(body, key):
    """Returns (image, length of its manifest)."""
    builder = signer.ManifestBuilder(VENDOR, PRODUCT, (1, 2, 3, 0), 1, MAP, reader.BOOT_NEW)
    builder.add_body(SLOT, body)
    builder.blocks = [signer.BlockMaker(key)]
    manifest = builder.build()
    return signer.signed_image(body, manifest), len(manifest)


def write_flash(path, image):
    flash = bytearray(b"\xFF") * FLASH_SIZE
    flash[SLOT_OFFSET:SLOT_OFFSET + len(image)] = image
    path.write_bytes(flash)


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


def build(folder, mbedtls, algorithm, keys):
    folder.mkdir(parents=True, exist_ok=True)
    ring = folder / "key_ring.c"
    source = key_ring_source(keys)
    if not ring.exists() or ring.read_text() != source:
        ring.write_text(source)
    run_tool(str(DEVICE / "build.sh"), str(folder), str(mbedtls), f"-DDEVICE_KEY_RING={ring}",
             f"-DDEVICE_ALGORITHM={algorithm}",
             env={**os.environ, "DEVICE_TARGETS": "measure verify_image"})


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
    """A firmware that only verifies links neither commit nor store; recovery is linked by its own
    name only."""
    linked = [name for name in symbols_of(program) if re.match(pattern, name)]
    if linked:
        fail(f"{program.name} links {', '.join(linked)}")


def sizes(program):
    """{part: (bytes in flash, bytes of DRAM)}; what is initialised lies in both."""
    symbols = symbols_of(program)

    def length(part, kind):
        return symbols[f"device_{part}_{kind}_end"] - symbols[f"device_{part}_{kind}_start"]

    return {part: (length(part, "text") + length(part, "data"),
                   length(part, "data") + length(part, "bss")) for part in PARTS}


def head_last_size(program):
    """Bytes in flash; it has no data."""
    symbols = symbols_of(program)
    return symbols["device_head_last_text_end"] - symbols["device_head_last_text_start"]


def without_reads(cost):
    """The emulated flash is the test bench's, not the library's."""
    return cost["instructions"] - cost["flash_reads"] * cost["instructions_of_a_flash_read"]


def body_per_byte(folder, key):
    """A budget of everything makes the body one step, the longest by far in a long image."""
    body = make_body(LONG_IROM_SIZE)
    image, _ = sign_body(body, key)
    cost = verify_on_core(folder, image, FLASH_SIZE)
    bench = cost["flash_reads"] * cost["instructions_of_a_flash_read"]
    return round((cost["longest_step"] - bench) / len(body), 2)


def measure(folder, mbedtls, name):
    """Returns the figures of a configuration."""
    _, algorithm, signing = CONFIGURATIONS[name]
    keys = [make_key(number) for number in signing]
    folder = folder / name
    build(folder, mbedtls, algorithm, keys)
    check_not_linked(folder / "verify_image.elf", "appverify_(store|head_last|.*commit)")
    check_not_linked(folder / "measure.elf", "appverify_store_recover")

    pieces = run_core(folder, "measure.elf")
    whole, verifying = sizes(folder / "measure.elf"), sizes(folder / "verify_image.elf")
    signed = [sign_body(make_body(IROM_SIZE), key) for key in keys]
    costs = [verify_on_core(folder, image, STEP_BUDGET) for image, _ in signed]
    manifest = max(size for _, size in signed)

    def largest(figure):
        return max(cost[figure] for cost in costs)

    dram = sum(part[1] for part in whole.values())
    heap = largest("heap_peak")
    stacks = largest("stack_library_and_flash"), largest("stack_crypto")
    ram = sum((dram, pieces["context_size"], pieces["port_state_size"], manifest, heap, *stacks))
    figures = {
        "flash_library_verifying": verifying["library"][0],
        "flash_library": whole["library"][0],
        "flash_head_last": head_last_size(folder / "measure.elf"),
        "flash_port": whole["port"][0],
        "flash_crypto": whole["crypto"][0],
        "flash_verifying": sum(part[0] for part in verifying.values()),
        "flash": sum(part[0] for part in whole.values()),
        "dram_library": whole["library"][1],
        "dram": dram,
        "context": pieces["context_size"],
        "port_state": pieces["port_state_size"],
        "heap": heap,
        "stack_library": stacks[0],
        "stack_crypto": stacks[1],
        "ram": ram,
        "hash_per_byte": pieces["sha256_per_byte"],
        "crc_per_byte": pieces["crc32_per_byte"],
        "walk_irom_per_byte": pieces["walk_irom_per_byte"],
        "walk_segment_per_byte": pieces["walk_segment_per_byte"],
        "body_per_byte": body_per_byte(folder, keys[0]),
    }
    numbers = {label: number for number, label in ALGORITHM_NAMES.items()}
    for entry in pieces["signatures"]:
        number = numbers[entry["algorithm"]]
        figures[f"signature_{number}"] = entry["instructions"]
        figures[f"slice_{number}"] = entry["longest_slice"]
    figures["longest_step"] = largest("longest_step")
    figures["image"] = max(map(without_reads, costs))
    return figures


def tool_versions(mbedtls):
    emulator = re.search(r"version (\d+\.\d+)", output_of("qemu-system-xtensa", "--version"))
    header = (mbedtls / "include/mbedtls/version.h").read_text()
    library = re.search(r'MBEDTLS_VERSION_STRING +"([^"]+)"', header)
    return {"gcc": output_of("xtensa-lx106-elf-gcc", "-dumpfullversion").strip(),
            "qemu": emulator[1], "mbedtls": library[1]}


# Row of the page: (figure, text); a figure that a configuration does not have stays empty.
ROWS = (
    ("Flash, bytes", (
        ("flash_library_verifying", "library, verifying only"),
        ("flash_library", "library, all of it"),
        ("flash_head_last", "head last, where it is used"),
        ("flash_port", "mbedTLS port"),
        ("flash_crypto", "mbedTLS"),
        ("flash_verifying", "sum, verifying only"),
        ("flash", "sum, all of it"))),
    ("RAM, bytes", (
        ("dram_library", "static, library"),
        ("dram", "static, sum"),
        ("context", "context"),
        ("port_state", "state of the port"),
        ("heap", "heap, peak"),
        ("stack_library", "stack of library and flash reader, peak"),
        ("stack_crypto", "stack of port and mbedTLS, peak"),
        ("ram", "all of these and the manifest"))),
    ("Instructions a byte of the body", (
        ("hash_per_byte", "SHA-256"),
        ("crc_per_byte", "CRC-32"),
        ("walk_irom_per_byte", "walk, irom"),
        ("walk_segment_per_byte", "walk, RAM segment"),
        ("body_per_byte", "everything, in an image"))),
    ("Instructions", (
        ("signature_2", "one RSA-2048 signature"),
        ("signature_3", "one RSA-3072 signature"),
        ("signature_1", "one ECDSA P-256 signature"),
        ("slice_1", "longest slice of it"),
        ("longest_step", f"longest step, budget {STEP_BUDGET}"),
        ("image", "image of 250 KB"))),
)

# (text, configuration, figure, at most)
AIMS = (
    ("Flash of the library, verifying only", "ecdsa-p256", "flash_library_verifying", 5800),
    ("Flash of the library, all of it", "ecdsa-p256", "flash_library", 7900),
    ("Context", "ecdsa-p256", "context", 256),
    ("Stack of library and flash reader", "ecdsa-p256", "stack_library", 768),
    ("Instructions a byte of the body", "ecdsa-p256", "body_per_byte", 72),
    ("Flash of all, ECDSA P-256", "ecdsa-p256", "flash", 28 * 1024),
    ("RAM of all, ECDSA P-256", "ecdsa-p256", "ram", 6 * 1024),
    ("Longest step, ECDSA P-256", "ecdsa-p256", "longest_step", 1999999),
    ("Longest step, RSA-2048", "rsa-2048", "longest_step", 1999999),
    ("Longest step, RSA-3072", "rsa-3072", "longest_step", 1999999),
    ("Image of 250 KB, RSA-2048", "rsa-2048", "image", 27000000),
)


def text_of(figure):
    if figure is None:
        return ""
    return f"{figure:.2f}" if isinstance(figure, float) else f"{figure:,}".replace(",", " ")


def table(head, rows):
    lines = [head, ["---"] + ["---:"] * (len(head) - 1)] + rows
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def page(figures, versions):
    names = list(CONFIGURATIONS)
    parts = []
    for title, rows in ROWS:
        body = [[text] + [text_of(figures[name].get(figure)) for name in names]
                for figure, text in rows]
        parts.append(table([title] + [CONFIGURATIONS[name][0] for name in names], body))
    aims = [[text, text_of(figures[name][figure]), text_of(limit),
             "yes" if figures[name][figure] <= limit else "**no**"]
            for text, name, figure, limit in AIMS]
    return f"""# What the verifier costs on the chip

Made by `python3 tests/device/cost/cost.py BUILD_FOLDER MBEDTLS_SOURCE --update`; do not
edit. The test `device_cost` fails when this page is not what the program measures,
or when a figure is more than {GROWTH * 100:.0f} % above `tests/device/cost/budget.json`; with other
versions of the tools it only reports.

Measured on an emulated LX106 that counts instructions, with the compiler's `-Os`:
gcc {versions["gcc"]}, qemu {versions["qemu"]}, mbedTLS {versions["mbedtls"]} in the smallest configuration that has the
algorithm (`tests/device/mbedtls_config.h`). Keys, signatures and images are fixed, so
every figure repeats exactly. The chip needs at least one cycle for an instruction, more
where the flash cache misses: a million instructions are at least 12.5 ms at 80 MHz.

{chr(10).join(parts)}
- *Verifying only* is what a program links that judges an image in a slot; *all of it*
  adds the manifest in advance, the commit, the counter store and the trial boot. *Head
  last* is `appverify/head_last.h`, which a firmware may do without; it is in no sum.
- Flash holds code and initialised data. Static RAM is `.data`, `.rodata` and `.bss`:
  constants lie in RAM where the SDK's linker scripts put them. Functions of the chip's
  ROM, of libgcc and of the C library are not counted.
- The heap is what was asked for, without the allocator's own. Both stacks are
  counted in full in the sum, though they need not be deepest at the same time.
- The image of 250 KB has one signature. The reads of the emulated flash are taken off
  it and off the instructions a byte, not off the longest step.
- The last column has the largest figure of the three algorithms.
- RSA is one slice: mbedTLS cannot interrupt it.

## Aims

{table(["", "is", "at most", "met"], aims)}"""


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
    if not PAGE.exists() or PAGE.read_text() != page(figures, versions):
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
    PAGE.write_text(page(figures, versions))
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
