# SPDX-License-Identifier: MIT
"""The examples and the makefile as they are installed: all there, and they build from that place."""
import glob
import os
import re
import shutil
import tarfile
import tempfile

from package_case import SOURCE, PackageCase, archive, main, read, write

# A path below examples/ in a document; not one below another folder of that name, as an SDK's.
NAMED = re.compile(r"(?<![\w/$])(?:\.\./)*examples/([A-Za-z][\w./-]*[\w-])")


class Examples(PackageCase):
    def setUp(self):
        super().setUp()
        # imagetool makefile refuses a path with a space: make cannot include one.
        self.prefix = tempfile.mkdtemp(prefix="appbin-installed-")
        self.addCleanup(shutil.rmtree, self.prefix)

    def install_all(self):
        self.run_command("cmake", "--install", os.environ["APPBIN_BUILD_DIR"], "--prefix",
                         self.prefix)
        self.imagetool = os.path.join(self.prefix, "bin", "imagetool")
        self.documents = os.path.join(self.prefix, "share", "doc", "appbin")
        self.examples = os.path.join(self.documents, "examples")

    def needs(self, program):
        if shutil.which(program) is None:
            self.skipTest(f"no {program}")

    def check_images(self, folder, *names):
        text = self.run_command(self.imagetool, "check", "--strict", "--map", "2", *names,
                                folder=folder)
        self.assertIn(f"{names[0]}, {names[1]}: two slots of map 2", text)

    def test_what_documents_name_is_there(self):
        self.install_all()
        named = set()
        for document in glob.glob(os.path.join(self.documents, "**", "*.md"), recursive=True):
            for name in NAMED.findall(read(document).decode()):
                named.add(name.split("/")[0])
                if name.endswith(".pem"):
                    continue  # its reader makes it
                self.assertTrue(os.path.exists(os.path.join(self.examples, name)),
                                f"{document}: examples/{name}")
        self.assertEqual(named, set(os.listdir(self.examples)))

    def test_what_was_built_there_stays_behind(self):
        """Neither it nor a key; of what a release has, everything is there."""
        archive(self.path("appbin.tar.gz"))
        with tarfile.open(self.path("appbin.tar.gz")) as file:
            file.extractall(self.folder)
        tree = self.path("appbin", "examples")
        shutil.rmtree(os.path.join(tree, "plain-makefile", "build"), ignore_errors=True)
        wanted = {name for name in self.files(tree) if not name.endswith((".pem", ".gitignore"))}
        for name in ("plain-makefile/build/main.c", "plain-makefile/build/user1.bin",
                     "hello-ota/build-2/Makefile", "hello-ota/build-2/a/CMakeLists.txt"):
            os.makedirs(os.path.dirname(os.path.join(tree, name)), exist_ok=True)
            write(os.path.join(tree, name), "")
        write(os.path.join(tree, "plain-makefile", "release.pem"), "")
        build = self.path("build")
        self.run_command("cmake", "-S", self.path("appbin"), "-B", build, "-G", "Ninja",
                         "-DAPPBIN_BUILD_TESTS=OFF")
        # The rules of the top folder alone need nothing that is built.
        self.run_command("cmake", "-DCMAKE_INSTALL_LOCAL_ONLY=1", "-DCMAKE_INSTALL_COMPONENT=tool",
                         f"-DCMAKE_INSTALL_PREFIX={self.prefix}", "-P",
                         os.path.join(build, "cmake_install.cmake"))
        installed = os.path.join(self.prefix, "share", "doc", "appbin", "examples")
        self.assertEqual(self.files(installed), wanted)

    def test_plain_makefile(self):
        self.needs("xtensa-lx106-elf-gcc")
        self.install_all()
        folder = self.path("a copy")
        shutil.copytree(os.path.join(self.examples, "plain-makefile"), folder)
        self.run_command(self.imagetool, "keygen", "--no-passphrase", "-o", "release.pem", folder=folder)
        self.run_command("make", "release", f"IMAGETOOL={self.imagetool}", folder=folder)
        release = os.path.join(folder, "build", "release")
        self.check_images(release, "user1.bin", "user2.bin")
        self.run_command(self.imagetool, "pubkey", "-o", "pub.pem", "release.pem", folder=folder)
        self.run_command(self.imagetool, "verify", "--pubkey", "pub.pem", "build/hello.manifest",
                         "build/release/user1.bin", "build/release/user2.bin", folder=folder)

    def test_quickstart(self):
        """Nothing is written beside it, where only root may."""
        self.needs("xtensa-lx106-elf-gcc")
        self.install_all()
        before = self.files(self.documents)
        self.environment["PATH"] = f"{self.prefix}/bin:{self.environment['PATH']}"
        self.run_command("sh", os.path.join(self.examples, "quickstart.sh"))
        self.check_images(self.path("quickstart"), "user1.bin", "user2.bin")
        self.assertEqual(self.files(self.documents), before)

    def test_hello_ota(self):
        self.needs("xtensa-lx106-elf-gcc")
        self.install_all()
        text = self.run_command(
            "cmake", "-S", os.path.join(self.examples, "hello-ota"), "-B", self.path("build"),
            "-G", "Ninja", "--toolchain",
            os.path.join(self.prefix, "share", "appbin", "cmake", "toolchain-xtensa-lx106.cmake"),
            f"-DCMAKE_PREFIX_PATH={self.prefix}")
        self.assertNotIn("Warning", text)
        cache = read(self.path("build", "CMakeCache.txt")).decode()
        self.assertIn(f"appbin_DIR:PATH={self.prefix}/share/appbin/cmake\n", cache)
        self.assertNotIn(SOURCE + "/", cache)
        self.build(self.folder)
        self.check_images(self.path("build"), "hello-ota.user1.bin", "hello-ota.user2.bin")

    def make_sdk(self):
        """As much of an SDK as is looked at before anything is compiled."""
        sdk = self.path("sdk")
        os.makedirs(os.path.join(sdk, "lib"))
        os.makedirs(os.path.join(sdk, "ld"))
        for name in ("gcc", "hal", "phy", "pp", "net80211", "lwip", "wpa", "crypto", "main",
                     "driver"):
            write(os.path.join(sdk, "lib", f"lib{name}.a"), "!<arch>\n")
        for slot in "12":
            write(os.path.join(sdk, "ld", f"eagle.app.v6.new.1024.app{slot}.ld"),
                  "SECTIONS { .irom0.text : {\n    _irom0_text_end = ABSOLUTE(.);\n} }\n")
        return sdk

    def test_nonos_sdk(self):
        """It configures; that it builds and runs is tested with a stand-in SDK."""
        self.needs("xtensa-lx106-elf-gcc")
        self.install_all()
        key = self.path("release.pem")
        self.run_command(self.imagetool, "keygen", "--no-passphrase", "-o", key)
        command = [
            "cmake", "-S", os.path.join(self.examples, "nonos-sdk"), "-G", "Ninja", "--toolchain",
            os.path.join(self.prefix, "share", "appbin", "cmake", "toolchain-xtensa-lx106.cmake"),
            f"-DESP8266_NONOS_SDK_DIR={self.make_sdk()}", f"-DOTA_SIGN_KEY={key}",
            "-DOTA_WIFI_SSID=net", "-DOTA_HOST=192.168.1.10", f"-DCMAKE_PREFIX_PATH={self.prefix}"]
        self.run_command(*command, "-B", self.path("build"))
        self.assertNotIn(SOURCE + "/", read(self.path("build", "build.ninja")).decode())
        text = self.run_command(*command, "-B", self.path("other"),
                                "-DCMAKE_DISABLE_FIND_PACKAGE_appbin=ON", status=1)
        self.assertIn("appbin is not found", text)

    def test_imagetool_makefile(self):
        self.install_all()
        share = os.path.join(self.prefix, "share", "appbin")
        self.assertEqual(self.run_command(self.imagetool, "makefile"),
                         os.path.join(os.path.realpath(share), "appbin.mk") + "\n")
        self.assertEqual(read(os.path.join(share, "appbin.mk")),
                         read(os.path.join(SOURCE, "makefile", "appbin.mk")))
        for folder in ("makefile", "include/appverify", "include/otastream", "src/appverify",
                       "src/otastream"):
            wanted = {name for name in self.files(os.path.join(SOURCE, folder))
                      if not name.endswith((".py", ".pyc")) and name != "appbin.mk"}
            self.assertTrue(wanted, folder)
            for name in wanted:
                self.assertEqual(read(os.path.join(share, folder, name)),
                                 read(os.path.join(SOURCE, folder, name)), name)


if __name__ == "__main__":
    main()
