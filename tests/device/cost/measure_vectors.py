#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes measure_vectors.h from the vectors of project Wycheproof and from the reference, or the tables of its P-256 key.
usage: measure_vectors.py tests/data/wycheproof > measure_vectors.h
       measure_vectors.py tests/data/wycheproof tables > measure_tables.h"""

import hashlib
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "reference"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "crypto"))
import curve
import manifest_sign_reference
import rsa_reference

# File, algorithm, number of the test.
CHOSEN = (
    ("ecdsa_secp256r1_sha256_p1363_test", "ECDSA_P256", 1),
    ("rsa_pss_2048_sha256_mgf1_32_test", "RSA_2048_PSS", 4),
    ("rsa_pss_3072_sha256_mgf1_32_test", "RSA_3072_PSS", 4),
)

HEAD = """\
/* SPDX-License-Identifier: MIT */
/*
 * Valid signatures of project Wycheproof (C2SP/wycheproof, testvectors_v1, Apache-2.0), and one of
 * LMS, H10, by the reference; made by measure_vectors.py.
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

TABLES_HEAD = """\
/* SPDX-License-Identifier: MIT */
/* Tables of the P-256 key of measure_vectors.h, made by measure_vectors.py. */
#ifndef DEVICE_MEASURE_TABLES_H
#define DEVICE_MEASURE_TABLES_H

#include <stdint.h>

struct measure_table {
    const uint32_t *words;
    uint32_t size; /* bytes */
};
"""
TEETH = {256: 3, 1024: 5, 2048: 6}


def find(folder, name, number):
    for line in (folder / (name + ".txt")).read_text().splitlines():
        words = line.split(" ")
        if words[0] == "key":
            key = bytes.fromhex(words[1])
        elif words[:2] == [str(number), "valid"]:
            return key, *(b"" if word == "-" else bytes.fromhex(word) for word in words[2:4])
    raise SystemExit(f"{name}: no valid test {number}")


# What comes before and after the point or the modulus in the DER of a public key.
AROUND = {
    "ECDSA_P256": (27, 0),
    "RSA_2048_PSS": (33, 5),
    "RSA_3072_PSS": (33, 5),
}


def key_bytes(algorithm, der):
    before, after = AROUND[algorithm]
    return der[before : len(der) - after]


def rows(values, width, per_row):
    texts = [f"0x{value:0{width}x}" + ("u" if width == 8 else "") for value in values]
    lines = [", ".join(texts[i : i + per_row]) for i in range(0, len(texts), per_row)]
    return ",\n    ".join(lines)


def words(data):
    return [int.from_bytes(data[i : i + 4], "little") for i in range(0, len(data), 4)]


def print_tables(folder):
    key = key_bytes("ECDSA_P256", find(folder, CHOSEN[0][0], CHOSEN[0][2])[0])
    point = tuple(int.from_bytes(key[i : i + 32], "big") for i in (0, 32))
    print(TABLES_HEAD)
    for size, teeth in TEETH.items():
        print(f"static const uint32_t measure_table_{size}[{size // 4}] = {{")
        print(f"    {rows(words(curve.comb_table(point, teeth)), 8, 7)}}};")
    print("\nstatic const struct measure_table measure_tables[] = {")
    print(",\n".join(f"    {{measure_table_{size}, {size}}}" for size in TEETH) + "};\n\n#endif")


def print_lms():
    """Returns its row."""
    key, message = manifest_sign_reference.LmsKey(10), b"measured"
    signature = key.sign(message)
    print("/* manifest_sign_reference.LmsKey(10), leaf 341 */")
    print("static const uint32_t lms_words[12] = {")
    print(f"    {rows(words(key.public.words), 8, 6)}}};")
    print(f"static const uint8_t lms_signature[{len(signature)}] = {{")
    print(f"    {rows(signature, 2, 15)}}};\n")
    return ('    {"LMS",\n     {APPVERIFY_ALGORITHM_LMS, {0, 0}, lms_words, NULL, 0},\n'
            f"     {{{rows(hashlib.sha256(message).digest(), 2, 8)}}},\n     lms_signature}},\n")


def print_vectors(folder):
    print(HEAD)
    table = []
    for name, algorithm, number in CHOSEN:
        key, message, signature = find(folder, name, number)
        prefix = algorithm.lower()
        public = words(key_bytes(algorithm, key))
        digest = hashlib.sha256(message).digest()
        print(f"/* {name}.json, test {number} */")
        print(f"static const uint32_t {prefix}_words[{len(public)}] = {{")
        print(f"    {rows(public, 8, 6)}}};")
        friendly, size = "NULL", 0
        if algorithm != "ECDSA_P256":
            friendly = f"{prefix}_friendly"
            modulus = int.from_bytes(key_bytes(algorithm, key), "big")
            numbers = words(rsa_reference.friendly_bytes(modulus, modulus.bit_length()))
            size = 4 * len(numbers)
            print(f"static const uint32_t {friendly}[{len(numbers)}] = {{")
            print(f"    {rows(numbers, 8, 6)}}};")
        print(f"static const uint8_t {prefix}_signature[{len(signature)}] = {{")
        print(f"    {rows(signature, 2, 15)}}};\n")
        table.append(
            f'    {{"{algorithm}",\n     {{APPVERIFY_ALGORITHM_{algorithm}, {{0, 0}}, '
            f"{prefix}_words, {friendly}, {size}}},\n"
            f"     {{{rows(digest, 2, 8)}}},\n     {prefix}_signature}},\n"
        )
    table.append(print_lms())
    print("static const struct measure_vector measure_vectors[] = {")
    print("".join(table), end="")
    print("};\n\n#endif")


def main():
    folder = pathlib.Path(sys.argv[1])
    (print_tables if sys.argv[2:] == ["tables"] else print_vectors)(folder)


main()
