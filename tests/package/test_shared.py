# SPDX-License-Identifier: MIT
"""BUILD_SHARED_LIBS: a shared host library, found by imagetool and by programs where it is."""
import os
import re
import shutil
import tempfile

from package_case import LIBRARY_PROGRAM, SOURCE, PackageCase, main, write

PROGRAM = LIBRARY_PROGRAM.replace(
    '#include "appbin', '#include "appverify/appverify.h"\n#include "appbin').replace(
        '    return 0;', '    return (int)appverify_crc32(0, (const uint8_t *)"", 0);')


class Shared(PackageCase):
    @classmethod
    def setUpClass(cls):
        cls.build_folder = tempfile.mkdtemp(prefix="appbin shared ")
        cls.addClassCleanup(shutil.rmtree, cls.build_folder)
        case = cls("test_symbols")
        case.setUp()
        cls.addClassCleanup(case.doCleanups)
        case.run_command("cmake", "-S", SOURCE, "-B", cls.build_folder, "-G", "Ninja",
                         "-DBUILD_SHARED_LIBS=ON", "-DAPPBIN_BUILD_TESTS=OFF",
                         "-DAPPBIN_WARNINGS_AS_ERRORS=ON")
        case.run_command("cmake", "--build", cls.build_folder)

    def moved(self, *options):
        """Installs and moves to another folder; returns that."""
        prefix = self.path("moved here")
        os.rename(self.install(*options, build=self.build_folder), prefix)
        return prefix

    def check_imagetool(self, program):
        self.assertRegex(self.run_command(program, "--version"), r"^imagetool [0-9.]+\n$")

    def test_symbols(self):
        library = os.path.join(self.build_folder, "src", "appbin", "libappbin.so")
        self.check_symbols(library, "--dynamic", "--defined-only", prefix=r"appbin_")

    def test_the_name_has_the_version(self):
        prefix = self.install("--component", "library", build=self.build_folder)
        version = self.run_command(os.path.join(self.build_folder, "src/imagetool/imagetool"),
                                   "--version").split()[1]
        self.assertEqual({name for name in self.files(os.path.join(prefix, "lib")) if ".so" in name},
                         {"libappbin.so", f"libappbin.so.{version}"})
        dynamic = self.run_command("readelf", "-d", os.path.join(prefix, "lib", "libappbin.so"))
        self.assertIn(f"Library soname: [libappbin.so.{version}]", dynamic)

    def test_imagetool_where_it_is_built(self):
        self.check_imagetool(os.path.join(self.build_folder, "src", "imagetool", "imagetool"))

    def test_imagetool_alone_where_it_is_moved_to(self):
        program = os.path.join(self.moved("--component", "tool"), "bin", "imagetool")
        self.check_imagetool(program)
        dynamic = self.run_command("readelf", "-d", program)
        self.assertEqual(re.findall(r"R(?:UN)?PATH.*\[(.*)\]", dynamic), ["$ORIGIN/../lib"])

    def test_a_program(self):
        """It is linked with a verifier of its own, and without what the library needs."""
        prefix = self.moved("--component", "library")
        hidden = [f"-DCMAKE_DISABLE_FIND_PACKAGE_{name}=ON"
                  for name in ("ZLIB", "LibElf", "MbedTLS", "Nettle")]
        self.assertEqual(self.build_host(prefix, "library", "appbin::appbin", PROGRAM, *hidden),
                         f"{0x7A000}\n")

    def test_a_program_with_the_verifier_s_sources(self):
        self.assertEqual(
            self.build_host(self.moved(), "library verify",
                            "appbin::appbin appbin::appverify_mbedtls", PROGRAM),
            f"{0x7A000}\n")

    def test_a_program_by_pkg_config(self):
        prefix = self.moved("--component", "library")
        self.environment["PKG_CONFIG_PATH"] = os.path.join(prefix, "lib", "pkgconfig")
        write(self.path("main.c"), PROGRAM)
        self.run_command("sh", "-c", "eval cc -o program main.c "
                         "$(pkg-config --cflags --libs appbin)")
        self.assertIn("[libappbin.so.", self.run_command("readelf", "-d", self.path("program")))
        self.environment["LD_LIBRARY_PATH"] = os.path.join(prefix, "lib")
        self.assertEqual(self.run_command(self.path("program")), f"{0x7A000}\n")

    def test_debian_package(self):
        for program in ("dpkg-deb", "dpkg-shlibdeps", "file"):
            if shutil.which(program) is None:
                self.skipTest(f"no {program}")
        self.run_command("cpack", "--config", os.path.join(self.build_folder, "CPackConfig.cmake"),
                         "-G", "DEB", "-B", self.path("package"))
        package = self.path("package", next(name for name in os.listdir(self.path("package"))
                                            if name.endswith(".deb")))
        fields = self.run_command("dpkg-deb", "--field", package)
        for program in "imagetool/imagetool", "appbin/libappbin.so":
            self.check_depends(fields, os.path.join(self.build_folder, "src", program))
        self.run_command("dpkg-deb", "--extract", package, self.path("root"))
        self.check_imagetool(self.path("root", "usr", "bin", "imagetool"))


if __name__ == "__main__":
    main(needs=("nm", "pkg-config", "readelf"))
