#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Do the tests of a device library notice when one of its decisions is wrong?

Each mutant of list/LIBRARY/*.txt is one such decision made wrong: the script puts it into a copy of
its source, builds the programs of tests/LIBRARY with that and runs them; when all tests pass, once
more with the sanitizers. A mutant that nothing notices survives; that is an error, unless the list
says why it must.

usage: mutants.py [-v] [-j JOBS] [--work FOLDER] [--sample COUNT] [NAME ...]

Names are of mutants (SOURCE/MUTANT), sources or libraries; without them, all mutants. README.md in
this folder describes the list. The compiler is CC, else cc, with CFLAGS and LDFLAGS. Exit 1 when a
mutant does not end as its list says."""

import argparse
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
LIST = os.path.join(ROOT, "tests", "mutants", "list")
LIBRARIES = ("appverify", "otastream")
SOURCES = {library: os.path.join(ROOT, "src", library) for library in LIBRARIES}
TESTS = {library: os.path.join(ROOT, "tests", library) for library in LIBRARIES}
CRYPTO = os.path.join(SOURCES["appverify"], "crypto")  # needed by the tests; without mutants
PORT = "port_mbedtls.c"  # tested by a program of its own
FIELDS = {"mutant", "in", "old", "new", "allows", "survives"}
NAMES = ("library", "source", "id")  # by which mutants are chosen
REQUIRED = {"mutant", "old", "new", "allows"}
TIME_LIMIT = 20  # seconds; the programs take one or two, with the sanitizers five
SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
COMPILE = [os.environ.get("CC", "cc"), "-std=gnu99", "-O1", "-w", "-ffreestanding",
           *os.environ.get("CFLAGS", "").split(),
           *(f"-I{folder}" for folder in (os.path.join(ROOT, "include"), *SOURCES.values(), CRYPTO,
                                          *TESTS.values(),
                                          os.path.join(ROOT, "tests", "device", "cost")))]
LINK = [COMPILE[0], *os.environ.get("LDFLAGS", "").split()]


class ListError(Exception):
    pass


def read_list(path):
    """The mutants of one file: paragraphs of 'field: text', where an indented line goes on."""
    folder, name = os.path.split(path)
    library = os.path.basename(folder)
    source = name[:-len(".txt")] + ".c"
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"(?m)^#.*\n", "", file.read())
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        mutant = {}
        for line in re.sub(r"\n\s+", " ", paragraph).splitlines():
            field, colon, value = line.partition(":")
            if not colon or field not in FIELDS or field in mutant:
                raise ListError(f"{path}: cannot read '{line}'")
            mutant[field] = value.strip()
        missing = REQUIRED - mutant.keys()
        if missing:
            raise ListError(f"{path}: {sorted(missing)} missing in '{paragraph}'")
        yield {"library": library, "source": source, "id": f"{source[:-2]}/{mutant['mutant']}",
               **mutant}


def read_lists():
    mutants = [mutant for library in LIBRARIES
               for name in sorted(os.listdir(os.path.join(LIST, library)))
               for mutant in read_list(os.path.join(LIST, library, name))]
    identities = [mutant["id"] for mutant in mutants]
    twice = {identity for identity in identities if identities.count(identity) > 1}
    if twice:
        raise ListError(f"more than once in the list: {', '.join(sorted(twice))}")
    return mutants


def function_span(text, name):
    """Where the definition of a function is: at the margin, from its name to its last brace."""
    found = re.search(r"(?ms)^[a-z][^;{}=]*\b%s\([^;{}]*\)\n\{.*?^\}" % re.escape(name), text)
    return found.span() if found else (0, 0)


def apply(mutant, text):
    """The source with the mutant in it. Line breaks and indentation of the old text are free."""
    start, end = function_span(text, mutant["in"]) if "in" in mutant else (0, len(text))
    pattern = r"\s+".join(re.escape(word) for word in mutant["old"].split())
    found = list(re.finditer(pattern, text[start:end]))
    if len(found) != 1:
        place = mutant["source"] + (f", function {mutant['in']}" if "in" in mutant else "")
        raise ListError(f"{mutant['id']}: {len(found)} times instead of once in {place}:\n"
                        f"    {mutant['old']}")
    return text[:start + found[0].start()] + mutant["new"] + text[start + found[0].end():]


def check_lists(mutants):
    """Puts the whole source into each mutant; returns how many do not fit, having said which."""
    bad = 0
    for mutant in mutants:
        path = os.path.join(SOURCES[mutant["library"]], mutant["source"])
        with open(path, encoding="utf-8") as file:
            text = file.read()
        try:
            mutant["text"] = apply(mutant, text)
        except ListError as error:
            print(error)
            bad += 1
    return bad


def cmake_sources(folder, library):
    """What CMake builds a library from, on the host. Elsewhere than in its folder only the tests
    of the verifier have sources: those that the other library's tests share."""
    with open(os.path.join(folder, "CMakeLists.txt"), encoding="utf-8") as file:
        found = re.search(r"add_library\(%s STATIC([^)]*)\)" % library, file.read())
    names = found.group(1).replace('"', "").replace("${appverify_tests}", TESTS["appverify"])
    return [os.path.join(folder, name) for name in names.split() if name.endswith(".c")]


def run(command):
    subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def programs_of(library):
    """The programs that test a library: what each is built from, and linked with."""
    verifier = cmake_sources(SOURCES["appverify"], "appverify")
    host = os.path.join(TESTS["appverify"], "run_host.c")
    if library == "otastream":
        return {"test_otastream": (
            [*verifier, *cmake_sources(SOURCES[library], library),
             *cmake_sources(TESTS[library], "otastream_test_support"), host], [])}
    return {
        "test_appverify": (
            [*verifier, *cmake_sources(TESTS[library], "appverify_test_support"),
             *cmake_sources(CRYPTO, "appverify_builtin_crypto"), host], []),
        "test_port_misuse": (
            [*verifier, os.path.join(SOURCES[library], PORT),
             *(os.path.join(TESTS[library], name)
               for name in ("port_misuse.c", "chosen_mbedtls.c"))], ["-lmbedcrypto"]),
    }


class Programs:
    """The programs that test a library, of which one object at a time is exchanged."""

    def __init__(self, library, work, options):
        self.work = os.path.join(work, library)
        self.options = options
        os.makedirs(self.work, exist_ok=True)
        self.programs = programs_of(library)

    def object_of(self, source):
        return os.path.join(self.work, os.path.basename(source)[:-2] + ".o")

    def compile(self, source, target):
        run([*COMPILE, *self.options, "-c", source, "-o", target])

    def build(self, pool):
        """Everything without a mutant, which must pass."""
        sources = {source for parts, _ in self.programs.values() for source in parts}
        try:
            list(pool.map(lambda source: self.compile(source, self.object_of(source)),
                          sorted(sources)))
            failure = self.killer(self.work)
        except subprocess.CalledProcessError as error:
            raise ListError(f"does not build without a mutant:\n{error.stderr}") from error
        if failure:
            raise ListError(f"fails without a mutant: {failure}")

    def killer(self, folder, exchanged=None):
        """The first failure of the tests, or None when all pass. exchanged: name of a source whose
        object is in the folder."""
        for name, (parts, libraries) in self.programs.items():
            if exchanged and exchanged not in map(os.path.basename, parts):
                continue
            objects = [os.path.join(folder, "mutant.o")
                       if os.path.basename(part) == exchanged else self.object_of(part)
                       for part in parts]
            program = os.path.join(folder, name)
            run([*LINK, *self.options, *objects, *libraries, "-o", program])
            try:
                done = subprocess.run([program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                      timeout=TIME_LIMIT, check=False)
            except subprocess.TimeoutExpired:
                return f"{name} does not end"
            if done.returncode != 0:
                said = done.stdout.decode(errors="replace").splitlines()
                failures = [line for line in said
                            if re.match(r"FAIL |.*runtime error: |.*ERROR: \w+Sanitizer", line)]
                return (failures or [f"{name} fails"] if done.returncode > 0
                        else [f"{name} crashes"])[0]
        return None

    def try_mutant(self, mutant):
        folder = os.path.join(self.work, mutant["id"].replace("/", "-"))
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, mutant["source"])
        with open(path, "w", encoding="utf-8") as file:
            file.write(mutant["text"])
        try:
            self.compile(path, os.path.join(folder, "mutant.o"))
            mutant["killer"] = self.killer(folder, mutant["source"])
            for name in self.programs:
                if os.path.exists(os.path.join(folder, name)):
                    os.remove(os.path.join(folder, name))
        except subprocess.CalledProcessError as error:
            mutant["error"] = error.stderr


def verdict(mutant, verbose):
    """Says what is wrong with the end of a mutant; returns the word to count."""
    explained = mutant.get("survives")
    if "error" in mutant:
        print(f"{mutant['id']}: does not build:\n{mutant['error']}")
        return "wrong"
    if mutant["killer"] is None and not explained:
        print(f"{mutant['id']}: SURVIVES. It would allow: {mutant['allows']}")
        return "unexplained"
    if mutant["killer"] is not None and explained:
        print(f"{mutant['id']}: should survive, but is noticed: {mutant['killer']}")
        return "wrong"
    if verbose:
        print(f"{mutant['id']}: {mutant['killer'] or 'survives: ' + explained}")
    return "explained" if explained else "killed"


def choose(mutants, names, sample):
    if names:
        chosen = [mutant for mutant in mutants
                  if names & {mutant[key] for key in NAMES}]
        known = {mutant[key] for mutant in chosen for key in NAMES}
        if names - known:
            raise ListError(f"no such mutant: {', '.join(sorted(names - known))}")
        return chosen
    return mutants[::max(1, len(mutants) // sample)][:sample] if sample else mutants


def try_with(mutants, work, options, pool):
    programs = {library: Programs(library, work, options)
                for library in sorted({mutant["library"] for mutant in mutants})}
    for library in programs.values():
        library.build(pool)
    list(pool.map(lambda mutant: programs[mutant["library"]].try_mutant(mutant), mutants))


def try_all(mutants, work, pool):
    try_with(mutants, os.path.join(work, "plain"), [], pool)
    left = [mutant for mutant in mutants if not mutant.get("error") and not mutant["killer"]]
    try_with(left, os.path.join(work, "sanitized"), SANITIZERS, pool)


def main():
    parser = argparse.ArgumentParser(description="Which wrong decisions do the tests not notice?")
    parser.add_argument("-v", action="store_true", help="say what each mutant ended with")
    parser.add_argument("-j", type=int, default=os.cpu_count(), metavar="JOBS")
    parser.add_argument("--work", default=os.path.join(ROOT, "build", "mutants"), metavar="FOLDER")
    parser.add_argument("--sample", type=int, metavar="COUNT", help="try that many, from all files")
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()
    started = time.monotonic()

    mutants = read_lists()
    chosen = choose(mutants, set(options.names), options.sample)
    bad = check_lists(mutants)
    if bad:
        raise ListError(f"{bad} of {len(mutants)} mutants do not fit their source: write them anew")
    with ThreadPoolExecutor(options.j) as pool:
        try_all(chosen, options.work, pool)
    ends = [verdict(mutant, options.v) for mutant in chosen]
    print(f"{len(mutants)} mutants, {len(chosen)} tried: {ends.count('killed')} noticed, "
          f"{ends.count('explained')} survive as explained, {ends.count('unexplained')} survive, "
          f"{ends.count('wrong')} wrong; {time.monotonic() - started:.0f} s")
    return 1 if {"unexplained", "wrong"} & set(ends) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ListError as problem:
        sys.exit(f"mutants.py: {problem}")
