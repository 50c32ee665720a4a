#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The rooms of src/appbin and the layers of the project: which way an include may point.

    release -> image, key -> base        and: imagetool -> appbin -> appverify
                                       otastream -> appverify
No file may reach itself by includes. usage: test_rooms.py SOURCE_FOLDER"""

import os
import re
import sys

BELOW = {
    "release": {"release", "image", "key", "base"},
    "image": {"image", "base"},
    "key": {"key", "base"},
    "base": {"base"},
}
# What a folder may include of include/: its own library and what is below it.
PUBLIC = {
    "src/appverify": {"appverify"},
    "include/appverify": {"appverify"},
    "include/appbin": {"appverify", "appbin"},
    "src/appbin": {"appverify", "appbin"},
    "src/otastream": {"appverify", "otastream"},
    "include/otastream": {"appverify", "otastream"},
    "src/imagetool": {"appverify", "appbin"},
}


def sources(folder):
    for place, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            if name.endswith((".c", ".h")):
                yield os.path.join(place, name)


def includes(path):
    with open(path, encoding="utf-8") as file:
        return re.findall(r'(?m)^#include "([^"]+)"', file.read())


def wrong_ways(root):
    """Includes that point up or sideways, and private headers used from outside."""
    rooms = os.path.join(root, "src", "appbin")
    for folder, allowed in PUBLIC.items():
        for path in sources(os.path.join(root, folder)):
            for name in includes(path):
                library = name.split("/")[0]
                if library in ("appverify", "appbin", "otastream") and library not in allowed:
                    yield f"{path} includes {name}"
                if library in BELOW and not path.startswith(rooms):
                    yield f"{path} includes {name}, which is private to src/appbin"
    for room, allowed in BELOW.items():
        for path in sources(os.path.join(rooms, room)):
            for name in includes(path):
                other = name.split("/")[0]
                if other in BELOW and other not in allowed:
                    yield f"{path} includes {name}"
                if "/" not in name:
                    yield f"{path} includes {name} without its room"


def module(path):
    return path.rsplit(".", 1)[0]


def circle(arrows, start):
    """The way from start back to start, or nothing."""
    ways, seen = [[start]], set()
    while ways:
        way = ways.pop()
        for following in sorted(arrows.get(way[-1], ())):
            if following == start:
                return way + [start]
            if following not in seen:
                seen.add(following)
                ways.append(way + [following])
    return None


def circles(root):
    """Of a file and its header taken as one."""
    rooms = os.path.join(root, "src", "appbin")
    arrows = {}
    for path in sources(rooms):
        source = module(os.path.relpath(path, rooms))
        arrows.setdefault(source, set()).update(
            module(name) for name in includes(path)
            if name.split("/")[0] in BELOW and module(name) != source)
    for start in sorted(arrows):
        way = circle(arrows, start)
        if way:
            yield "circle: " + " -> ".join(way)


def main():
    root = sys.argv[1]
    found = [*wrong_ways(root), *circles(root)]
    count = sum(1 for _ in sources(os.path.join(root, "src", "appbin")))
    if count < 30:
        found.append(f"only {count} files in src/appbin: the folder has moved")
    print("\n".join(found) if found else f"{count} files of src/appbin, every include points down")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
