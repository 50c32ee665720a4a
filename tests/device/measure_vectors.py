#!/usr/bin/env python3
"""Writes measure_vectors.h from the files of project Wycheproof.
usage: measure_vectors.py WYCHEPROOF_FOLDER > measure_vectors.h"""

import hashlib
import json
import pathlib
import sys

# File, algorithm, number of the test.
CHOSEN = (
    ("ecdsa_secp256r1_sha256_p1363_test", "ECDSA_P256", 1),
    ("rsa_pss_2048_sha256_mgf1_32_test", "RSA_2048_PSS", 4),
    ("rsa_pss_3072_sha256_mgf1_32_test", "RSA_3072_PSS", 4),
)

HEAD = """\
/*
 * Valid signatures of project Wycheproof (C2SP/wycheproof, testvectors_v1, Apache-2.0), made by
 * measure_vectors.py.
 */
#ifndef DEVICE_MEASURE_VECTORS_H
#define DEVICE_MEASURE_VECTORS_H

#include "appverify/crypto.h"

struct measure_vector {
    const char *name;
    struct appverify_key key;
    uint8_t digest[APPVERIFY_DIGEST_SIZE];
    const uint8_t *signature;
};
"""


def find(folder, name, number):
    groups = json.loads((folder / (name + ".json")).read_text())["testGroups"]
    for group in groups:
        for test in group["tests"]:
            if test["tcId"] == number and test["result"] == "valid":
                return group["publicKey"], test
    raise SystemExit(f"{name}: no valid test {number}")


def key_bytes(key):
    if "modulus" in key:
        return bytes.fromhex(key["modulus"]).lstrip(b"\0")
    return bytes.fromhex(key["uncompressed"])[1:]


def rows(values, width, per_row):
    texts = [f"0x{value:0{width}x}" + ("u" if width == 8 else "") for value in values]
    lines = [", ".join(texts[i : i + per_row]) for i in range(0, len(texts), per_row)]
    return ",\n    ".join(lines)


def words(data):
    return [int.from_bytes(data[i : i + 4], "little") for i in range(0, len(data), 4)]


def main():
    folder = pathlib.Path(sys.argv[1])
    print(HEAD)
    table = []
    for name, algorithm, number in CHOSEN:
        key, test = find(folder, name, number)
        prefix = algorithm.lower()
        public = words(key_bytes(key))
        signature = bytes.fromhex(test["sig"])
        digest = hashlib.sha256(bytes.fromhex(test["msg"])).digest()
        print(f"/* {name}.json, test {number} */")
        print(f"static const uint32_t {prefix}_words[{len(public)}] = {{")
        print(f"    {rows(public, 8, 6)}}};")
        print(f"static const uint8_t {prefix}_signature[{len(signature)}] = {{")
        print(f"    {rows(signature, 2, 15)}}};\n")
        table.append(
            f'    {{"{algorithm}",\n     {{APPVERIFY_ALGORITHM_{algorithm}, {{0, 0}}, '
            f"{prefix}_words}},\n     {{{rows(digest, 2, 8)}}},\n     {prefix}_signature}},\n"
        )
    print("static const struct measure_vector measure_vectors[] = {")
    print("".join(table), end="")
    print("};\n\n#endif")


main()
