#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes bundles and takes them apart, and gives the names of files on a server: a second
implementation, written from docs/manifest-format.md."""

import argparse
import hashlib
import os
import sys

sys.dont_write_bytecode = True
import image_reference
import manifest_reference as reader
import manifest_sign_reference as writer
from manifest_reference import require

READ, WRITE = image_reference.read_file, image_reference.write_file


def carried_manifest(image):
    return image[reader.find_manifest(image)["end"]:-reader.TRAILER]


def build(images):
    """The bundle of signed images, in any order."""
    data = carried_manifest(images[0])
    require(all(carried_manifest(image) == data for image in images), "two releases")
    manifest, left = reader.parse_manifest(data), list(images)
    require(len(images) == len(manifest.payloads), "another number of images")
    bundle = data
    for entry in manifest.payloads:
        image = next((one for one in left
                      if hashlib.sha256(one[:entry.length]).digest() == entry.digest), None)
        require(image, f"no image for slot {entry.slot}")
        left.remove(image)
        bundle += image
    return bundle


def manifest_length(data):
    """Of the manifest that the bytes begin with, by its own lengths."""
    offset = int.from_bytes(data[6:8], "little")
    while data[offset]:
        offset += 12 + int.from_bytes(data[offset + 2:offset + 4], "little")
    return offset + 4


def split(bundle):
    """Returns the manifest and a dictionary of slot to image; they fill the bundle."""
    offset = manifest_length(bundle)
    data, images = bundle[:offset], {}
    for entry in reader.parse_manifest(data).payloads:
        end = offset + entry.length + len(data) + reader.TRAILER
        require(end <= len(bundle), "the bundle is cut off")
        images[entry.slot] = bundle[offset:end]
        require(carried_manifest(images[entry.slot]) == data, "an image of another release")
        offset = end
    require(offset == len(bundle), "bytes follow the bundle")
    return data, images


def release_name(data):
    """Of a manifest."""
    return hashlib.sha256(reader.parse_manifest(data).signed).hexdigest()[:8]


def server_files(prefix, bundle):
    """Name to bytes of what a server holds for a release."""
    data, images = split(bundle)
    files = {f"{prefix}.manifest": data}
    for slot, image in images.items():
        files[f"{prefix}.user{slot}.bin"] = image
        files[f"{prefix}.{release_name(data)}.user{slot}.bin"] = image
    return files


def vector():
    """The bundle of the test vector on the format page."""
    manifest = writer.vector_builder().build()
    return build([writer.signed_image(writer.vector_body(slot), manifest) for slot in (1, 2)])


def write_server(prefix, bundle):
    os.makedirs(os.path.dirname(prefix) or ".", exist_ok=True)
    for name, data in server_files(prefix, bundle).items():
        WRITE(name, data)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make", help="make a bundle of signed images")
    make.add_argument("-o", "--output", required=True)
    make.add_argument("images", nargs="+", metavar="USER.bin")
    make.set_defaults(run=lambda options: WRITE(
        options.output, build([READ(path) for path in options.images])))
    serve = commands.add_parser("serve", help="write what a server holds")
    serve.add_argument("bundle")
    serve.add_argument("prefix")
    serve.set_defaults(run=lambda options: write_server(options.prefix, READ(options.bundle)))
    name = commands.add_parser("name", help="print the name of a release")
    name.add_argument("manifest")
    name.set_defaults(run=lambda options: print(release_name(READ(options.manifest))))
    example = commands.add_parser("vector", help="write the bundle of the test vector")
    example.add_argument("-o", "--output", required=True)
    example.set_defaults(run=lambda options: WRITE(options.output, vector()))
    options = parser.parse_args(arguments)
    options.run(options)


if __name__ == "__main__":
    main()
