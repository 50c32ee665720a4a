# SPDX-License-Identifier: MIT
"""docs/device-cost.md, made of what cost.py measured."""

from cost_configurations import CONFIGURATIONS

# Row of the page: (figure, text); a figure that a configuration does not have stays empty.
ROWS = (
    ("Flash, bytes", (
        ("flash_library_verifying", "library, verifying only"),
        ("flash_library", "library, all of it"),
        ("flash_head_last", "head last, where it is used"),
        ("flash_port", "crypto port"),
        ("flash_crypto", "crypto"),
        ("flash_sha256", "of it SHA-256"),
        ("flash_compression", "of this its compression function"),
        ("flash_signatures", "of it the signatures"),
        ("flash_verifying", "sum, verifying only"),
        ("flash", "sum, all of it"),
        ("flash_keys", "key ring, one key of each"),
        ("flash_with_keys", "sum, all of it and the key ring"))),
    ("RAM, bytes", (
        ("dram_library", "static, library"),
        ("dram", "static, sum"),
        ("context", "context"),
        ("port_memory", "state and memory of the port"),
        ("heap", "heap, peak"),
        ("stack_library", "stack of library and flash reader, peak"),
        ("stack_crypto", "stack of the crypto, peak"),
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
        ("signature_1_0", "one ECDSA P-256 signature, bare key"),
        ("signature_1_256", "the same, key table of 256 bytes"),
        ("signature_1_1024", "the same, key table of 1 KB"),
        ("signature_1_2048", "the same, key table of 2 KB"),
        ("signature_4", "one LMS signature, H10"),
        ("slice", "longest step of a signature"),
        ("longest_step", "longest step, budget 4 096 bytes"),
        ("image", "image of 250 KB"))),
)

# (text, configuration, figures to add up, at most)
AIMS_MBEDTLS = (
    ("Flash of the library, verifying only", "ecdsa-p256", "flash_library_verifying", 5800),
    ("Flash of the library, all of it", "ecdsa-p256", "flash_library", 8000),
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
AIMS_BUILTIN = (
    ("ECDSA P-256, key table of 1 KB", "ecdsa-p256", "signature_1_1024", 2000000),
    ("ECDSA P-256, tables of 2 KB", "p256-fast", "signature_1_2048", 1650000),
    ("ECDSA P-256, bare key", "ecdsa-p256", "signature_1_0", 4000000),
    ("RSA-2048", "rsa-2048", "signature_2", 2000000),
    ("RSA-3072", "rsa-3072", "signature_3", 4400000),
    ("Longest step of a signature, ECDSA P-256", "ecdsa-p256", "slice", 50000),
    ("Longest step of a signature, RSA-2048", "rsa-2048", "slice", 50000),
    ("Longest step of a signature, RSA-3072", "rsa-3072", "slice", 50000),
    ("SHA-256, instructions a byte", "ecdsa-p256", "hash_per_byte", 45),
    ("SHA-256, flash of the compression function", "ecdsa-p256", "flash_compression", 2300),
    ("SHA-256, flash of all of it", "ecdsa-p256", "flash_sha256", 2300),
    ("Everything, instructions a byte of an image", "ecdsa-p256", "body_per_byte", 51),
    ("Image of 250 KB, ECDSA P-256", "ecdsa-p256", "image", 15000000),
    ("Flash, all of it and key ring, ECDSA P-256", "ecdsa-p256", "flash_with_keys", 19 * 1024),
    ("Small: flash, all of it and key ring", "p256-small", "flash_with_keys", 15 * 1024),
    ("Small: ECDSA P-256, tables of 256 bytes", "p256-small", "signature_1_256", 6000000),
    ("LMS, H10, instructions", "lms", "signature_4", 1300000),
    ("LMS, longest step", "lms", "slice", 50000),
    ("LMS, flash beside SHA-256", "lms", "flash_signatures", 1638),
    ("LMS, stack of the crypto", "lms", "stack_crypto", 300),
    ("LMS alone, small: flash of all, verifying only", "lms-small", "flash_verifying", 10752),
    ("LMS alone, small: flash of all", "lms-small", "flash", 10752),
    ("Heap", "all", "heap", 0),
    ("Stack of the crypto, ECDSA P-256", "ecdsa-p256", "stack_crypto", 1250),
    ("Context and state, ECDSA P-256", "ecdsa-p256", "context+port_memory", 700),
    ("Context and state, keys with tables only", "p256-tables", "context+port_memory", 700),
    ("RAM of all, RSA-3072", "rsa-3072", "ram", 4608),
)


def text_of(figure):
    if figure is None:
        return ""
    return f"{figure:.2f}" if isinstance(figure, float) else f"{figure:,}".replace(",", " ")


def table(head, rows):
    lines = [head, ["---"] + ["---:"] * (len(head) - 1)] + rows
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def tables(figures, names):
    parts = []
    for title, rows in ROWS:
        body = [[text] + [text_of(figures[name].get(figure)) for name in names]
                for figure, text in rows if any(figure in figures[name] for name in names)]
        parts.append(table([title] + [CONFIGURATIONS[name].title for name in names], body))
    return "\n".join(parts)


def aims(figures, port, rows):
    lines = []
    for text, name, sum_of, limit in rows:
        value = sum(figures[f"{port}/{name}"][figure] for figure in sum_of.split("+"))
        lines.append([text, text_of(value), text_of(limit), "yes" if value <= limit else "**no**"])
    return table(["", "is", "at most", "met"], lines)


def page(figures, versions, growth):
    def of_port(port):
        return [f"{port}/{name}" for name in ("rsa-2048", "rsa-3072", "ecdsa-p256", "all")]

    forms = ["builtin/ecdsa-p256", "builtin/p256-tables", "builtin/p256-fast", "builtin/p256-small"]
    return f"""# What the verifier costs on the chip

Made by `python3 tests/device/cost/cost.py BUILD_FOLDER MBEDTLS_SOURCE --update`; do not
edit. The test `device_cost` fails when this page is not what the program measures,
or when a figure is more than {growth * 100:.0f} % above `tests/device/cost/budget.json`; with other
versions of the tools it only reports.

Measured on an emulated LX106 that counts instructions, with the compiler's `-Os`:
gcc {versions["gcc"]}, qemu {versions["qemu"]}, mbedTLS {versions["mbedtls"]} in the smallest configuration that has the
algorithm (`tests/device/mbedtls_config.h`). Keys, signatures and images are fixed, so
every figure repeats exactly. The chip needs at least one cycle for an instruction, more
where the flash cache misses: a million instructions are at least 12.5 ms at 80 MHz.

## The verifier's own arithmetic

The port `appverify/builtin_crypto.h`. Tables of P-256 have 1 KB, that of the base point
and that of the key. The CRC-32 is `appverify_crc32_fast`. The columns of RSA are built
with `APPVERIFY_P256_BARE_KEYS` off, which makes the state of the port smaller.

{tables(figures, of_port("builtin"))}
## LMS, alone and beside ECDSA P-256

LMS is `LMS_SHA256_M24_H10` with `LMOTS_SHA256_N24_W4`. A signature takes more or less
as the message wants it; the one measured here has 375 steps of its chains, and
[arithmetic.md](arithmetic.md#lms) has the average and the most of 10,000. *Small* has
`APPVERIFY_SHA256_SMALL` on and `appverify_crc32`. With *both needed* the ring has two keys and the
threshold 2, and the image has two signatures: the set-up for devices with a long life.

{tables(figures, ["builtin/lms", "builtin/lms-small", "builtin/hybrid"])}
## P-256 in other forms

The first column is that of the tables above. *Keys with tables only* has
`APPVERIFY_P256_BARE_KEYS` off, *tables of 2 KB* also that of the base point. *Small* has
`APPVERIFY_P256_SMALL` and `APPVERIFY_SHA256_SMALL` on, `APPVERIFY_P256_BARE_KEYS` off,
tables of 256 bytes and `appverify_crc32`.

{tables(figures, forms)}
## mbedTLS

The CRC-32 is `appverify_crc32`.

{tables(figures, of_port("mbedtls"))}
## What the figures are

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
- The columns of all three, or four, have the largest figure of the algorithms.
- The longest step of a signature is that of the port alone, whichever table the key has.
  mbedTLS cannot interrupt RSA.

## Aims

The library has been allowed 100 bytes more than 7,900 since LMS: an algorithm with four
lengths, and a limit of the manifest that its blocks alone do not keep. The stack of LMS is
that of SHA-256, 336 bytes, and its own.

The verifier's own arithmetic:

{aims(figures, "builtin", AIMS_BUILTIN)}
mbedTLS, and the library itself:

{aims(figures, "mbedtls", AIMS_MBEDTLS)}"""
