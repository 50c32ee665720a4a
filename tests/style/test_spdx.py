# SPDX-License-Identifier: MIT
"""Every source, script and build file names its licence in one of its first lines.

usage: test_spdx.py SOURCE_FOLDER
"""
import os
import sys

LINE = "SPDX-License-Identifier: MIT"
FIRST_LINES = 5
ENDINGS = (".c", ".h", ".S", ".ld", ".py", ".sh", ".cmake", ".in")
NAMES = ("CMakeLists.txt", "Makefile")
LEFT_OUT = (".git", "build")


def sources(root):
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders
                      if name not in LEFT_OUT and not name.startswith("build-")]
        yield from (os.path.join(folder, name) for name in files
                    if name.endswith(ENDINGS) or name in NAMES)


def has_line(path):
    with open(path, encoding="utf-8") as file:
        return any(LINE in line for line, _ in zip(file, range(FIRST_LINES)))


def main():
    root = sys.argv[1]
    found = sorted(sources(root))
    bad = [os.path.relpath(path, root) for path in found if not has_line(path)]
    if len(found) < 300:
        sys.exit(f"only {len(found)} files were found")
    if bad:
        sys.exit(f"without '{LINE}' in the first {FIRST_LINES} lines:\n" + "\n".join(bad))


if __name__ == "__main__":
    main()
