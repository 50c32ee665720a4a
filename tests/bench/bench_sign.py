# SPDX-License-Identifier: MIT
"""Time of `imagetool sign` and `verify` beside the openssl command on the same files, in one run.

usage: bench_sign.py IMAGETOOL REFERENCE_FOLDER
"""
import os
import subprocess
import sys
import tempfile

from bench_build import best_and_median, builds, make_elfs

KEYS = ("ecdsa-p256", "rsa-2048", "rsa-3072")
RELEASE = ["--vendor", "example.com", "--product", "lamp", "--fw-version", "1.2.3",
           "--security-counter", "1"]
PSS = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"]


def images(folder):
    return [f"{folder}/user{slot}.bin" for slot in (1, 2)]


def signed(folder, key):
    return [f"{folder}/{key}/user{slot}.bin" for slot in (1, 2)]


def sign(imagetool, folder, key):
    return [[imagetool, "sign", "--key", f"{folder}/{key}.pem", *RELEASE, "--out-dir",
             f"{folder}/{key}", *images(folder)]]


def verify(imagetool, folder, key):
    return [[imagetool, "verify", "--pubkey", f"{folder}/{key}.pub.pem", *signed(folder, key)]]


def openssl_sign(folder, key):
    options = PSS if key.startswith("rsa") else []
    return [["openssl", "dgst", "-sha256", *options, "-sign", f"{folder}/{key}.pem", "-out",
             f"{image}.{key}.sig", image] for image in images(folder)]


def openssl_verify(folder, key):
    options = PSS if key.startswith("rsa") else []
    return [["openssl", "dgst", "-sha256", *options, "-verify", f"{folder}/{key}.pub.pem",
             "-signature", f"{image}.{key}.sig", image] for image in images(folder)]


def make_keys(imagetool, folder):
    for key in KEYS:
        os.mkdir(f"{folder}/{key}")
        private = f"{folder}/{key}.pem"
        subprocess.run([imagetool, "keygen", "--no-passphrase", "--type", key, "-o", private], check=True)
        subprocess.run([imagetool, "pubkey", "-o", f"{folder}/{key}.pub.pem", private], check=True)


def pair(name, ours, theirs):
    """Prints one row; the ratio is of the medians."""
    best, median = best_and_median(ours)
    openssl_best, openssl_median = best_and_median(theirs)
    print(f"{name:28}{best * 1e3:9.2f}{median * 1e3:11.2f}{openssl_best * 1e3:14.2f}"
          f"{openssl_median * 1e3:11.2f}{median / openssl_median:9.2f}", flush=True)


def main():
    imagetool, reference = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder:
        make_elfs(reference, folder)
        for command in builds(imagetool, folder):
            subprocess.run(command, check=True)
        make_keys(imagetool, folder)
        print(f"user1 and user2, {os.path.getsize(images(folder)[0])} bytes each; "
              "openssl: two calls of dgst -sha256")
        print(f"{'':28}{'best ms':>9}{'median ms':>11}{'openssl best':>14}{'median ms':>11}"
              f"{'ratio':>9}")
        for key in KEYS:
            pair(f"sign, {key}", sign(imagetool, folder, key), openssl_sign(folder, key))
        for key in KEYS:
            pair(f"verify, {key}", verify(imagetool, folder, key), openssl_verify(folder, key))
        for key in KEYS:
            best, median = best_and_median(builds(imagetool, folder) +
                                           sign(imagetool, folder, key))
            name = f"2 ELFs to signed, {key}"
            print(f"{name:28}{best * 1e3:9.2f}{median * 1e3:11.2f}", flush=True)


if __name__ == "__main__":
    main()
