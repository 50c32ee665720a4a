# SPDX-License-Identifier: MIT
"""A project that enables no language but C++ uses the package, by every way in."""
import os

from package_case import (GENERATORS, IMAGETOOL, SOURCE, PackageCase, archive, main,
                          write)

HOST = """cmake_minimum_required(VERSION 3.25)
project(host LANGUAGES CXX)
{way}
add_executable(host main.cpp)
target_link_libraries(host PRIVATE {libraries})
"""

FIND = "find_package(appbin REQUIRED COMPONENTS {})"
SUBFOLDER = f'add_subdirectory("{SOURCE}" appbin)'
FETCH = """include(FetchContent)
FetchContent_Declare(appbin URL "{}" DOWNLOAD_EXTRACT_TIMESTAMP ON)
FetchContent_MakeAvailable(appbin)"""

VERIFY_PROGRAM = """#include "appverify/appverify.h"
#include <cstdio>
int main()
{
    const uint8_t text[] = {'1', '2', '3', '4', '5', '6', '7', '8', '9'};
    std::printf("%08x\\n", unsigned(appverify_crc32(0, text, sizeof text)));
}
"""

CRYPTO_PROGRAM = """#include "appverify/builtin_crypto.h"
#include "appverify/appverify.h"
#include <cstdio>
static appverify_builtin_crypto state;
int main()
{
    const uint8_t text[] = {'1', '2', '3', '4', '5', '6', '7', '8', '9'};
    appverify_crypto crypto;
    appverify_builtin_crypto_init(&crypto, &state);
    appverify_builtin_crypto_use_p256(&state);
    std::printf("%08x\\n", unsigned(appverify_crc32(0, text, sizeof text)));
}
"""

LIBRARY_PROGRAM = """#include "appbin/crc.h"
#include <cstdio>
int main()
{
    const uint8_t text[] = {'1', '2', '3', '4', '5', '6', '7', '8', '9'};
    std::printf("%08x\\n", unsigned(appbin_crc32(0, text, sizeof text)));
}
"""

CHECK = "cbf43926\n"  # the check value of CRC-32

FIRMWARE = """cmake_minimum_required(VERSION 3.25)
project(lamp LANGUAGES CXX)
find_package(appbin REQUIRED)
appbin_add_firmware(lamp SOURCES {sources} MAP 2
  LINK_LIBRARIES appbin::appverify_builtin_crypto appbin::appverify c gcc
  LINK_OPTIONS -nostdlib -Wl,--gc-sections)
"""

FIRMWARE_PROGRAM = """#include "appverify/appverify.h"
#include "appverify/builtin_crypto.h"
volatile uint32_t lamp_result;
static appverify_builtin_crypto state;
extern "C" void call_user_start1();
extern "C" void call_user_start1()
{
    appverify_crypto crypto;
    appverify_builtin_crypto_init(&crypto, &state);
    appverify_builtin_crypto_use_p256(&state);
    lamp_result = appverify_crc32(0, nullptr, 0);
    for (;;) {
    }
}
"""


class Host(PackageCase):
    def check_host(self, name, generator, way, libraries, program, *options):
        folder = self.path(name)
        os.makedirs(folder)
        write(os.path.join(folder, "CMakeLists.txt"), HOST.format(way=way, libraries=libraries))
        write(os.path.join(folder, "main.cpp"), program)
        self.run_command("cmake", "-S", folder, "-B", os.path.join(folder, "build"), "-G", generator,
                         *options)
        self.build(folder, "--target", "host")
        self.assertEqual(self.run_command(os.path.join(folder, "build", "host")), CHECK)

    def test_installed(self):
        found = f"-DCMAKE_PREFIX_PATH={self.install()}"
        for generator in GENERATORS:
            self.check_host(f"verify {generator}", generator, FIND.format("verify"),
                            "appbin::appverify", VERIFY_PROGRAM, found)
            self.check_host(f"crypto {generator}", generator, FIND.format("verify"),
                            "appbin::appverify_builtin_crypto", CRYPTO_PROGRAM, found)
            self.check_host(f"library {generator}", generator, FIND.format("library"),
                            "appbin::appbin", LIBRARY_PROGRAM, found)

    def test_subfolder(self):
        self.check_host("whole", "Ninja", SUBFOLDER, "appbin::appbin", LIBRARY_PROGRAM)
        self.check_host("verifier", "Unix Makefiles", SUBFOLDER, "appbin::appverify",
                        VERIFY_PROGRAM, "-DAPPBIN_BUILD_TOOL=OFF")

    def test_fetched(self):
        sources = self.path("appbin.tar.gz")
        archive(sources)
        self.check_host("fetched", "Ninja", FETCH.format(sources), "appbin::appverify",
                        VERIFY_PROGRAM)


class Firmware(PackageCase):
    def setUp(self):
        super().setUp()
        self.folder_of_lamp = self.path("lamp")
        os.makedirs(self.folder_of_lamp)
        write(os.path.join(self.folder_of_lamp, "main.cpp"), FIRMWARE_PROGRAM)
        self.found = f"-DCMAKE_PREFIX_PATH={self.install()}"

    def write_project(self, sources):
        write(os.path.join(self.folder_of_lamp, "CMakeLists.txt"), FIRMWARE.format(sources=sources))

    def test_images(self):
        self.write_project("main.cpp")
        self.configure(self.folder_of_lamp, "Ninja", self.found)
        self.build(self.folder_of_lamp)
        self.run_command(IMAGETOOL, "check", "--map", "2", "lamp.user1.bin", "lamp.user2.bin",
                         folder=os.path.join(self.folder_of_lamp, "build"))

    def test_a_source_in_c_is_refused(self):
        """The verifier needs C in its folder, which does not enable it in the project's."""
        self.write_project("main.cpp port.c")
        write(os.path.join(self.folder_of_lamp, "port.c"), "")
        text = self.configure(self.folder_of_lamp, "Ninja", self.found, status=1)
        self.assertIn("SOURCES has C: the project needs the language C", " ".join(text.split()))


if __name__ == "__main__":
    main(needs=("c++", "xtensa-lx106-elf-g++"))
