#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures otastream on the emulated LX106: flash of its parts, RAM, instructions a byte, stack.
Compares every figure with stream_budget.json, and docs/ota-cost.md with the page that they make.

usage: stream_cost.py BUILD_FOLDER [--update]
BUILD_FOLDER holds measure_stream.elf. Exit 1, with a line for each reason; with other versions of
the tools than the budget's the reasons are only reported."""

import argparse
import pathlib
import sys

import exact_budget
from cost_page import table, text_of

HERE = pathlib.Path(__file__).resolve().parent
BUDGET = HERE / "stream_budget.json"
PAGE = HERE.parents[2] / "docs" / "ota-cost.md"
# Part: what it says on the page, and its sources.
PARTS = {
    "flash_slot": ("slot writer", ("slot_stream",)),
    "flash_update": ("update", ("stream_update", "update_decision", "manifest_end")),
    "flash_response": ("reader of answers",
                       ("response_reader", "message_body", "message_framing", "message_lines")),
    "flash_request": ("writer of requests", ("request_writer", "text_writer", "decimal")),
    "flash_pull": ("client", ("pull_client", "pull_request", "pull_wait")),
    "flash_journal": ("journal", ("stream_journal",)),
    "flash_redirect": ("redirects", ("redirect",)),
    "flash_upload": ("reader of uploads", ("upload_reader", "upload_form")),
    "flash_bundle": ("reader of bundles", ("bundle_reader",)),
    "flash_push": ("server and its answers", ("push_server", "push_answer", "answer_writer")),
}
CODE = r"\.(text|literal|irom0\.text|rodata|data).*"
WITH_PULL = ("flash_slot", "flash_update", "flash_response", "flash_request", "flash_pull")
PUSH_BESIDE = ("flash_upload", "flash_bundle", "flash_push")
RAM = (("update", "update"), ("pull", "client"), ("push", "server"), ("journal", "journal"),
       ("redirects", "redirects"), ("response", "reader of answers (part of the client)"),
       ("upload", "reader of uploads (part of the server)"))
# (text, figure, at most)
AIMS = (
    ("Flash with pull", "flash_with_pull", 6 * 1024),
    ("Flash that push adds", "flash_push_beside", 1536),
    ("RAM of update and client", "ram_with_pull", 700),
    ("Instructions a byte of the image, from the network to the slot", "pull_body", 10.0),
    ("Instructions a byte of a form", "form_body", 10.0),
    ("Instructions a byte of an answer's header", "length_header", 40.0),
    ("Instructions a byte of an upload's header", "form_header", 40.0),
    ("Stack, from the network to the slot", "pull_stack", 400),
)


def measure(folder):
    printed = exact_budget.run_program(HERE.parent / "run.sh", folder, "measure_stream.elf")
    figures = {f"{name}_{figure}": value for name, figures in printed.items()
               for figure, value in figures.items()}
    sizes = exact_budget.section_sizes(folder / "otastream" / "libotastream.a", CODE)
    for part, (_, sources) in PARTS.items():
        figures[part] = sum(sizes[f"{source}.c.obj"] for source in sources)
    verifier = exact_budget.section_sizes(folder / "appverify" / "libappverify.a", CODE)
    figures["flash_identity"] = (sizes["update_identity.c.obj"]
                                 + verifier["running_release.c.obj"])
    figures["flash_with_pull"] = sum(figures[part] for part in WITH_PULL)
    figures["flash_push_beside"] = sum(figures[part] for part in PUSH_BESIDE)
    figures["ram_with_pull"] = figures["ram_update"] + figures["ram_pull"]
    static = exact_budget.section_sizes(folder / "otastream" / "libotastream.a", r"\.(data|bss).*")
    figures["ram_static"] = sum(static.values())
    return figures


def page(figures, versions):
    flash = [[text, text_of(figures[part])] for part, (text, _) in PARTS.items()]
    flash += [["identity, with what of appverify it alone needs",
               text_of(figures["flash_identity"])]]
    flash += [["sum with pull", text_of(figures["flash_with_pull"])],
              ["what push adds", text_of(figures["flash_push_beside"])]]
    ram = [[text, text_of(figures[f"ram_{name}"])] for name, text in RAM]
    speed = [[text, text_of(figures[f"{name}_header"]), text_of(figures[f"{name}_body"]),
              text_of(figures[f"{name}_stack"])]
             for name, text in (("length", "answer with a length"), ("chunked", "chunked answer"),
                                ("upload", "upload, raw"), ("form", "upload of a form"))]
    aims = [[text, text_of(figures[figure]), text_of(most),
             "yes" if figures[figure] <= most else "**no**"] for text, figure, most in AIMS]
    return f"""# What receiving an update costs on the chip

Made by `python3 tests/device/cost/stream_cost.py BUILD_FOLDER --update`; do not edit. The
test `device_stream_cost` fails when a figure is not that of
`tests/device/cost/stream_budget.json`. Measured on an emulated LX106 with gcc {versions["gcc"]},
`-Os`, and qemu {versions["qemu"]}. What the verifier costs is in [device-cost.md](device-cost.md).

{table(["Flash, bytes", ""], flash)}
Functions of the chip's ROM are not counted. Names of results
(`otastream_result_name`) are text in DRAM, for those who log them; nothing else is static:
{figures["ram_static"]} bytes.

{table(["RAM, bytes, in the firmware's own variables", ""], ram)}
Beside them the firmware has the manifest (up to 1 KB), a page of the flash (256 bytes) and
the text of a request (some 256 bytes).

{table(["Instructions a byte, and stack", "header", "body", "stack"], speed)}
From the network to the slot, read back and compared, an image costs {text_of(figures["pull_body"])}
instructions a byte beside the functions of the flash. A form costs more than a raw upload
because its end is looked for in every byte. A journal adds the CRC-32 of what is written.

What runs is read once in a boot (`otastream_update_identify`): {text_of(figures["identity_instructions"])} instructions,
{text_of(figures["identity_reads"])} reads of the flash among them, and {text_of(figures["identity_stack"])} bytes of stack, for an image of three
segments with an ECDSA signature.

## Aims

{table(["", "is", "at most", "met"], aims)}
The flash misses its aims: the parts decide more than the estimates behind these had. Answers
1xx, 206, 304 and 416, chunks, bodies that end with the connection, sizes that contradict each
other, time limits, ways to go on, multipart forms and what is not installed are all code. What
a product does not call is not linked: journal, redirects, push, names.
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="BUILD_FOLDER", type=pathlib.Path)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    figures = measure(options.folder.resolve())
    text = page(figures, exact_budget.tool_versions())
    if options.update:
        exact_budget.write(BUDGET, figures)
        PAGE.write_text(text)
        return 0
    code = exact_budget.compare(BUDGET, figures)
    if code == 0 and exact_budget.is_with_same_tools(BUDGET) and PAGE.read_text() != text:
        print("docs/ota-cost.md is not what was measured: --update")
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
