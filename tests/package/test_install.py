# SPDX-License-Identifier: MIT
"""What is installed, component by component, and that it needs no more than it says."""
import os
import re
import shutil

from package_case import (BUILD, CRYPTO_OUTPUT, CRYPTO_PROGRAM, HOST_PROJECT, IMAGETOOL,
                          LIBRARY_PROGRAM, SOURCE, TOOLCHAIN, PackageCase, main, read, write)

VERIFY_PROGRAM = """#include <stdio.h>
#include "appverify/appverify.h"
int main(void)
{
    printf("%08x\\n", (unsigned)appverify_crc32(0, (const uint8_t *)"123456789", 9));
    return 0;
}
"""

RECEIVE_PROGRAM = """#include <stdio.h>
#include "otastream/pull_client.h"
#include "otastream/push_server.h"
#include "otastream/redirect.h"
#include "otastream/request_writer.h"
#include "otastream/stream_journal.h"
int main(void)
{
    static const struct otastream_request request = {
        .host = "a", .port = 80, .target = "/b", .user_agent = "c"};
    char text[200];
    size_t length = 0;
    struct otastream_journal journal;
    otastream_journal_init(&journal);
    printf("%u %s\\n", (unsigned)otastream_request_write(&request, text, sizeof text, &length),
           otastream_result_name(OTASTREAM_ERR_CONNECT));
    return 0;
}
"""

# What an installed verifier must do without.
HIDDEN = [f"-DCMAKE_DISABLE_FIND_PACKAGE_{name}=ON" for name in ("ZLIB", "LibElf", "Jansson", "Nettle")]


class Install(PackageCase):
    def test_the_verifier_alone(self):
        prefix = self.install("--component", "verify")
        files = self.files(prefix)
        self.assertFalse({name for name in files if not name.startswith("share/appbin/")})
        sources = {name for _, _, names in os.walk(os.path.join(SOURCE, "src", "appverify"))
                   for name in names if not name.endswith((".py", ".pyc"))}
        self.assertEqual({os.path.basename(name) for name in files if "/src/appverify/" in name},
                         sources)
        self.assertEqual(
            self.build_host(prefix, "verify", "appbin::appverify", VERIFY_PROGRAM, *HIDDEN),
            "cbf43926\n")  # the check value of CRC-32

    def test_the_receiver(self):
        """Its component brings the verifier along, which it is built on."""
        prefix = self.install("--component", "verify")
        self.install("--component", "receive")
        files = self.files(prefix)
        for folder in ("src", "include"):
            wanted = set(os.listdir(os.path.join(SOURCE, folder, "otastream")))
            self.assertEqual({os.path.basename(name) for name in files
                              if f"/{folder}/otastream/" in name}, wanted)
        self.assertEqual(
            self.build_host(prefix, "receive", "appbin::otastream", RECEIVE_PROGRAM, *HIDDEN),
            "2 CONNECT\n")

    def test_its_own_crypto(self):
        """From its sources, in a project that has not enabled assembly; and built for the host."""
        for component in "verify", "library":
            prefix = self.install("--component", component)
            hidden = HIDDEN + ["-DCMAKE_DISABLE_FIND_PACKAGE_MbedTLS=ON"]
            self.assertEqual(
                self.build_host(prefix, component, "appbin::appverify_builtin_crypto",
                                CRYPTO_PROGRAM, *(hidden if component == "verify" else ())),
                CRYPTO_OUTPUT)

    def test_the_verifier_builds_and_installs_without_the_tool_s_packages(self):
        build = self.path("build of the verifier")
        self.run_command("cmake", "-S", SOURCE, "-B", build, "-G", "Ninja",
                         "-DAPPBIN_BUILD_TOOL=OFF", "-DCMAKE_DISABLE_FIND_PACKAGE_MbedTLS=ON",
                         *HIDDEN)
        self.run_command("cmake", "--build", build)
        prefix = self.install(build=build)
        files = self.files(prefix)
        shutil.rmtree(prefix)
        self.install("--component", "verify")
        self.install("--component", "receive")
        self.assertEqual(self.files(prefix), files)

    def test_the_library(self):
        prefix = self.install("--component", "library")
        self.assertEqual(
            self.build_host(prefix, "library", "appbin::appbin", LIBRARY_PROGRAM),
            f"{0x7A000}\n")

    def test_the_library_without_cmake(self):
        prefix = self.install("--component", "library")
        write(self.path("main.c"), LIBRARY_PROGRAM)
        self.run_command("cc", "-fsyntax-only", f"-I{prefix}/include", "main.c")
        for place, folders, names in os.walk(os.path.join(SOURCE, "include")):
            if "otastream" in folders:
                folders.remove("otastream")  # for firmware: with its sources alone
            for name in names:
                header = os.path.relpath(os.path.join(place, name),
                                         os.path.join(SOURCE, "include"))
                self.assertTrue(os.path.exists(os.path.join(prefix, "include", header)), header)

    def test_library_and_verifier_in_one_project(self):
        prefix = self.install()
        self.assertEqual(
            self.build_host(prefix, "library verify", "appbin::appbin appbin::appverify_mbedtls "
                            "appbin::appverify_builtin_crypto", LIBRARY_PROGRAM), f"{0x7A000}\n")

    def test_the_library_brings_the_verifier_along(self):
        """Built for the host: nothing but the program is compiled. The folder may move."""
        installed = self.install("--component", "library")
        prefix = self.path("moved here")
        os.rename(installed, prefix)
        self.assertEqual(
            self.build_host(prefix, "library", "appbin::appbin appbin::appverify_mbedtls "
                            "appbin::appverify_builtin_crypto", LIBRARY_PROGRAM), f"{0x7A000}\n")
        objects = [name for name in self.files(self.path("library")) if name.endswith(".o")]
        self.assertEqual([os.path.basename(name) for name in objects], ["main.c.o"])

    def test_library_and_verifier_in_either_order(self):
        prefix = self.install()
        for components in ("library", "verify"), ("verify", "library"):
            calls = ")\nfind_package(appbin REQUIRED COMPONENTS ".join(components)
            self.assertEqual(
                self.build_host(prefix, calls, "appbin::appbin appbin::appverify_mbedtls",
                                LIBRARY_PROGRAM, name=components[0]), f"{0x7A000}\n")

    def test_a_missing_component_is_named(self):
        prefix = self.install("--component", "verify")
        for component in ("tool", "receive", "library", "nonsense"):
            folder = self.path(component)
            os.makedirs(folder)
            write(os.path.join(folder, "CMakeLists.txt"),
                  HOST_PROJECT.format(components=component, libraries="x"))
            text = self.run_command("cmake", "-S", folder, "-B", os.path.join(folder, "build"),
                                    f"-DCMAKE_PREFIX_PATH={prefix}", status=1)
            self.assertIn(f"component '{component}' is not installed", re.sub(r"\s+", " ", text))

    def test_another_version_is_refused(self):
        prefix = self.install()
        for version, status in (("0.2", 0), ("0.2.0", 0), ("0.1", 1), ("0.3", 1), ("1.0", 1)):
            folder = self.path(version)
            os.makedirs(folder)
            write(os.path.join(folder, "CMakeLists.txt"),
                  "cmake_minimum_required(VERSION 3.25)\nproject(x LANGUAGES C)\n"
                  f"find_package(appbin {version} REQUIRED COMPONENTS verify)\n")
            self.run_command("cmake", "-S", folder, "-B", os.path.join(folder, "build"),
                             f"-DCMAKE_PREFIX_PATH={prefix}", status=status)

    def test_no_path_of_the_build_is_installed(self):
        prefix = self.install()
        for name in self.files(prefix):
            if name.endswith((".cmake", ".txt", ".ld", ".h", ".c", ".pc")):
                content = read(os.path.join(prefix, name))
                self.assertNotIn(SOURCE.encode(), content, name)
                self.assertNotIn(self.folder.encode(), content, name)


class CrossInstall(PackageCase):
    def test_a_cross_build_installs_the_verifier(self):
        if shutil.which("xtensa-lx106-elf-gcc") is None:
            self.skipTest("no xtensa-lx106-elf-gcc")
        build = self.path("cross build")
        self.run_command("cmake", "-S", SOURCE, "-B", build, "-G", "Ninja", "--toolchain", TOOLCHAIN)
        self.run_command("cmake", "--build", build)
        self.run_command("cmake", "--build", build, "--target", "appverify")
        prefix = self.install(build=build)
        self.assertTrue(os.path.exists(f"{prefix}/share/appbin/src/appverify/appverify.c"))
        self.assertFalse(os.path.exists(f"{prefix}/bin"))

    def test_options_of_the_crypto(self):
        """They come to the compiler: the smallest of all takes 4 KB less."""
        if shutil.which("xtensa-lx106-elf-size") is None:
            self.skipTest("no xtensa-lx106-elf-size")
        sizes = []
        for name, options in (("default", ()), ("small", (
                "-DAPPVERIFY_P256_SMALL=ON", "-DAPPVERIFY_P256_BASE_TEETH=3",
                "-DAPPVERIFY_P256_BARE_KEYS=OFF"))):
            build = self.path(name)
            self.run_command("cmake", "-S", SOURCE, "-B", build, "-G", "Ninja", "--toolchain",
                             TOOLCHAIN, *options)
            self.run_command("cmake", "--build", build, "--target", "appverify_builtin_crypto")
            table = self.run_command("xtensa-lx106-elf-size", "--totals", os.path.join(
                build, "src/appverify/crypto/libappverify_builtin_crypto.a"))
            sizes.append(int(table.splitlines()[-1].split()[3]))
        self.assertLess(sizes[1] + 4096, sizes[0])


if __name__ == "__main__":
    main()
