#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the figures of tests/data/wycheproof from the files of project Wycheproof.
usage: wycheproof_figures.py TESTVECTORS_V1_FOLDER OUTPUT_FOLDER"""

import json
import pathlib
import sys

NAMES = (
    "ecdsa_secp256r1_sha256_p1363_test",
    "ecdsa_secp256r1_sha256_test",
    "rsa_pss_2048_sha256_mgf1_32_test",
    "rsa_pss_3072_sha256_mgf1_32_test",
)


def lines(groups):
    for group in groups:
        yield f"key {group['publicKeyDer']}"
        for test in group["tests"]:
            comment = " ".join(test["comment"].split())
            yield f"{test['tcId']} {test['result']} {test['msg'] or '-'} {test['sig'] or '-'} {comment}"


def main():
    source, output = map(pathlib.Path, sys.argv[1:])
    for name in NAMES:
        groups = json.loads((source / f"{name}.json").read_text())["testGroups"]
        text = "".join(line.rstrip() + "\n" for line in lines(groups))
        (output / f"{name}.txt").write_text(text, encoding="ascii")


main()
