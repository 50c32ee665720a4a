# SPDX-License-Identifier: MIT
"""What the tests of the CMake package share: folders with spaces, CMake runs, what they changed.

Needs in the environment: APPBIN_SOURCE_DIR, APPBIN_BUILD_DIR (a finished build), IMAGETOOL.
"""
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

SOURCE = os.environ["APPBIN_SOURCE_DIR"]
BUILD = os.environ["APPBIN_BUILD_DIR"]
IMAGETOOL = os.environ["IMAGETOOL"]
TOOLCHAIN = os.path.join(SOURCE, "cmake", "toolchain-xtensa-lx106.cmake")
CONSUMER = os.path.join(SOURCE, "tests", "package", "consumer")
START = os.path.join(SOURCE, "examples", "plain-makefile", "start.S")
GENERATORS = ("Ninja", "Unix Makefiles")
SKIPPED = 77
DEBIAN_PACKAGES = {"libelf.so.1": "libelf1", "libjansson.so.4": "libjansson4", "libz.so.1": "zlib1g",
                   "libmbedcrypto.so.7": "libmbedcrypto7", "libnettle.so.8": "libnettle8"}

# What is set for the host or by a caller's shell must not reach the projects under test.
FOREIGN = ("CC", "CFLAGS", "CXX", "CXXFLAGS", "LDFLAGS", "ASFLAGS", "MAKEFLAGS", "CMAKE_GENERATOR",
           "CMAKE_PREFIX_PATH", "CMAKE_BUILD_TYPE", "CMAKE_TOOLCHAIN_FILE", "DESTDIR")

HOST_PROJECT = """cmake_minimum_required(VERSION 3.25)
project(host LANGUAGES C)
find_package(appbin REQUIRED COMPONENTS {components})
add_executable(host main.c)
target_link_libraries(host PRIVATE {libraries})
"""

LIBRARY_PROGRAM = """#include <stdio.h>
#include "appbin/flash_map.h"
int main(void)
{
    printf("%u\\n", (unsigned)appbin_flash_map_find(2)->slot_limit);
    return 0;
}
"""

CRYPTO_PROGRAM = """#include <stdio.h>
#include "appverify/builtin_crypto.h"
static struct appverify_builtin_crypto state;
static uint32_t memory[APPVERIFY_BUILTIN_RSA_3072_MEMORY / 4];
int main(void)
{
    struct appverify_crypto crypto;
    uint8_t digest[32] = {0};
    appverify_builtin_crypto_init(&crypto, &state);
    appverify_builtin_crypto_use_p256(&state);
    appverify_builtin_crypto_use_rsa(&state, memory, sizeof memory);
    int hashed = crypto.operations->hash_start(crypto.state) == APPVERIFY_OK &&
                 crypto.operations->hash_update(crypto.state, (const uint8_t *)"abc", 3) ==
                     APPVERIFY_OK &&
                 crypto.operations->hash_finish(crypto.state, digest) == APPVERIFY_OK;
    printf("%d %02x%02x\\n", hashed, digest[0], digest[31]);
    return 0;
}
"""
CRYPTO_OUTPUT = "1 baad\n"  # FIPS 180-2, B.1: ba7816bf ... f20015ad


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def replace(path, old, new):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    assert old in text, f"{path} has no '{old}'"
    write(path, text.replace(old, new))


def archive(path):
    """An archive of the sources, as a release has it: no build folder, no history."""
    def wanted(entry):
        parts = entry.name.split("/")
        return None if len(parts) > 1 and parts[1] in (".git", "build") else entry
    with tarfile.open(path, "w:gz") as file:
        file.add(SOURCE, arcname="appbin", filter=wanted)


class PackageCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="appbin package ")
        self.addCleanup(shutil.rmtree, self.folder)
        self.environment = {key: value for key, value in os.environ.items() if key not in FOREIGN}

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def run_command(self, *command, status=0, folder=None):
        """Runs a command; returns what it printed."""
        done = subprocess.run(command, cwd=folder or self.folder, env=self.environment, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        if status == "any failure":
            self.assertNotEqual(done.returncode, 0, done.stdout)
        else:
            self.assertEqual(done.returncode, status, f"{command}\n{done.stdout}")
        return done.stdout

    def check_symbols(self, library, *options, prefix):
        """Every symbol that nm lists has the prefix, a regular expression; lists those without."""
        listed = self.run_command("nm", "--quiet", "--format=posix", *options, library)
        names = {line.split()[0] for line in listed.splitlines() if not line.endswith(":")}
        self.assertTrue(names, library)
        self.assertEqual({name for name in names if not re.match(prefix, name)}, set())

    def check_hardened(self, program):
        """A position-independent program with canaries, whose tables are read-only once it runs."""
        text = self.run_command("readelf", "--wide", "--file-header", "--program-headers",
                                "--dynamic", program)
        self.assertRegex(text, r"Type: +DYN")
        self.assertRegex(text, r"\(FLAGS_1\) +Flags:.* PIE")
        self.assertRegex(text, r"\(FLAGS_1\) +Flags:.*\bNOW\b")
        self.assertRegex(text, r"(?m)^ +GNU_RELRO ")
        self.assertRegex(text, r"(?m)^ +GNU_STACK .* RW +0x")
        self.assertNotIn("RWE", text)
        self.assertIn("__stack_chk_fail", self.imports(program))

    def check_depends(self, fields, program):
        """A package asks for every library of Debian that its program is linked with."""
        listed = self.run_command("readelf", "--dynamic", program)
        for library in re.findall(r"\(NEEDED\) .*\[(.*)\]", listed):
            if library in DEBIAN_PACKAGES:
                self.assertRegex(fields, f"(?m)^Depends:.*{DEBIAN_PACKAGES[library]}\\b")
        self.assertRegex(fields, "(?m)^Depends:.*libc6")

    def imports(self, program):
        """What a program takes from shared libraries."""
        listed = self.run_command("nm", "--dynamic", "--undefined-only", "--format=posix", program)
        return {line.split()[0].split("@")[0] for line in listed.splitlines()}

    def install(self, *options, build=BUILD):
        """Installs into a folder with a space; returns it."""
        prefix = self.path("installed here")
        self.run_command("cmake", "--install", build, "--prefix", prefix, *options)
        return prefix

    def files(self, folder):
        found = set()
        for place, _, names in os.walk(folder):
            found |= {os.path.relpath(os.path.join(place, name), folder) for name in names}
        return found

    def build_host(self, prefix, components, libraries, program, *options, name=None):
        """Builds and runs a program of the host; returns what it prints."""
        folder = self.path(name or components)
        os.makedirs(folder)
        write(os.path.join(folder, "CMakeLists.txt"),
              HOST_PROJECT.format(components=components, libraries=libraries))
        write(os.path.join(folder, "main.c"), program)
        self.run_command("cmake", "-S", folder, "-B", os.path.join(folder, "build"), "-G", "Ninja",
                         f"-DCMAKE_PREFIX_PATH={prefix}", *options)
        self.build(folder)
        return self.run_command(os.path.join(folder, "build", "host"))

    def make_consumer(self, name="the lamp"):
        """A copy of the firmware project, with a key."""
        folder = self.path(name)
        shutil.copytree(CONSUMER, folder)
        shutil.copy(START, folder)
        key = self.path("release.pem")
        if not os.path.exists(key):
            self.run_command(IMAGETOOL, "keygen", "--no-passphrase", "-o", key)
        shutil.copy(key, folder)
        return folder

    def configure(self, folder, generator, *options, build="build", status=0):
        text = self.run_command("cmake", "-S", folder, "-B", os.path.join(folder, build),
                                "-G", generator, "--toolchain", TOOLCHAIN, *options, status=status)
        self.assertNotIn("Warning", text)
        return text

    def build(self, folder, *options, build="build", status=0):
        return self.run_command("cmake", "--build", os.path.join(folder, build), "-j4", *options,
                                status=status)

    def release(self, folder, build="build"):
        """The bytes of everything that a build of the consumer makes."""
        names = ("lamp.user1.bin", "lamp.user2.bin", "lamp.manifest",
                 "plain images/plain.user1.bin", "plain images/plain.user2.bin")
        return {name: read(os.path.join(folder, build, name)) for name in names}

    def check_release(self, folder, build="build"):
        """The images are what a device and a verifier want."""
        at = os.path.join(folder, build)
        self.run_command(IMAGETOOL, "check", "--map", "2", "lamp.user1.bin", "lamp.user2.bin",
                         folder=at)
        public = self.path("release.pub.pem")
        self.run_command(IMAGETOOL, "pubkey", "-o", public, os.path.join(folder, "release.pem"))
        self.run_command(IMAGETOOL, "verify", "--pubkey", public, "--vendor", "example.com",
                         "--product", "lamp", "--min-counter", "4", "lamp.user1.bin",
                         "lamp.user2.bin", "lamp.manifest", folder=at)


def main(needs=()):
    for program in ("cmake", "ninja", "make", *needs):
        if shutil.which(program) is None:
            print(f"skipped: no {program}")
            sys.exit(SKIPPED)
    unittest.main(verbosity=2)
