# SPDX-License-Identifier: MIT
"""Runs every ```sh block of a document.

usage: run_blocks.py IMAGETOOL SOURCE_FOLDER DOCUMENT [PREFIX]

The blocks run in order, in one folder that holds the files the documents name. A ```cmake block of a
whole project is the CMakeLists.txt of that folder. PREFIX, where appbin is installed, is $PREFIX in
the blocks. The ```make and ```c blocks of a page for rBoot are the last lines of a makefile and a
source: its blocks run in that project.
"""
import functools
import operator
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

SKIPPED = 77
FETCHED = {"mbedtls": "get_mbedtls.sh", "lwip": "get_lwip.sh"}  # sources below build


def make_images(source, folder):
    """Two firmware ELFs, an image with the SDK's CRC rule, a boot loader and init data."""
    make_elf = os.path.join(source, "tests", "reference", "make_elf.py")
    build = os.path.join(source, "tests", "reference", "image_reference.py")
    for slot in ("1", "2"):
        subprocess.run([sys.executable, make_elf, "-o", f"firmware.slot{slot}.elf", "--preset",
                        "hello", "--map", "2", "--slot", slot, "--seed", slot],
                       cwd=folder, check=True)
    subprocess.run([sys.executable, build, "build", "firmware.slot1.elf", "-o", "old.bin", "--boot",
                    "new", "--map", "2", "--slot", "1", "--crc", "sdk"], cwd=folder, check=True)
    text = b"2nd boot version : 1.7".ljust(28)
    check = functools.reduce(operator.xor, text, 0xEF)
    with open(os.path.join(folder, "boot_v1.7.bin"), "wb") as boot:
        boot.write(struct.pack("<4BIII", 0xE9, 1, 0, 0, 0x40100000, 0x40100000, len(text)) + text +
                   bytes(3) + bytes([check]))
    with open(os.path.join(folder, "esp_init_data_default_v08.bin"), "wb") as init_data:
        init_data.write(b"\5" + bytes(127))


# Builds as the SDK's does, and calls the vendor's script as it does.
MAKEFILE = """PYTHON ?= python2
mode = 0
all: firmware.slot$(APP).elf
	@mkdir -p ../bin/upgrade
	@$(PYTHON) ../tools/gen_appbin.py $< 2 $(mode) 0 $(SPI_SIZE_MAP) $(APP)
	@mv eagle.app.flash.bin ../bin/upgrade/user$(APP).1024.$(BOOT).$(SPI_SIZE_MAP).bin
clean:
.PHONY: all clean
"""


# The same for RTOS SDK 1.x and 2.x: no slot number, and the image goes to $BIN_PATH/upgrade.
RTOS_MAKEFILE = """size_map = $(SPI_SIZE_MAP)
mode = $(if $(filter DIO,$(SPI_MODE)),2,0)
freqdiv = $(if $(filter 80,$(SPI_SPEED)),15,0)
BIN_NAME = user$(APP).1024.$(BOOT).$(size_map)
all: lamp.slot$(APP).elf
	@mkdir -p $(BIN_PATH)/upgrade
	@cp $< eagle.app.v6.text.bin
	@python $(SDK_PATH)/tools/gen_appbin.py $< 2 $(mode) $(freqdiv) $(size_map)
	@mv eagle.app.flash.bin $(BIN_PATH)/upgrade/$(BIN_NAME).bin
	@rm eagle.app.v6.*
clean:
.PHONY: all clean
"""


def make_rtos_sdk(source, folder):
    """Its makefile, an application with its entry symbol, the environment that users set."""
    sdk = os.path.join(os.path.dirname(folder), "ESP8266_RTOS_SDK")
    application = os.path.join(folder, "lamp-rtos")
    for made, makefile in (sdk, RTOS_MAKEFILE), (application, "include $(SDK_PATH)/Makefile\n"):
        os.mkdir(made)
        with open(os.path.join(made, "Makefile"), "w", encoding="utf-8") as file:
            file.write(makefile)
    for slot in ("1", "2"):
        subprocess.run([sys.executable, os.path.join(source, "tests", "reference", "make_elf.py"),
                        "-o", f"lamp.slot{slot}.elf", "--preset", "hello", "--map", "2", "--slot",
                        slot, "--entry-name", "call_user_start"], cwd=application, check=True)
    return {"SDK_PATH": sdk, "BIN_PATH": os.path.join(application, "bin")}


# A makefile for rBoot, as far as the page's lines need one. What it links is there already.
RBOOT_MAKEFILE = """CC = xtensa-lx106-elf-gcc
LD = xtensa-lx106-elf-ld
SDK_BASE = {sdk}
all: build/rom0.elf build/rom1.elf
build/rom%.elf: linked.rom%.elf build/appbin.o
	cp $< $@
"""


def make_rboot_project(source, folder, document):
    """Two ROMs, the same as esptool2 makes them, and what the page says to write. Its folder."""
    tests = os.path.join(source, "tests")
    sys.path[:0] = [os.path.join(tests, "reference"), os.path.join(tests, "cli")]
    import image_reference
    import linked_code
    import make_elf
    project = os.path.join(folder, "lamp-rboot")
    os.makedirs(os.path.join(project, "include"))
    for rom, origin in enumerate((0x40202010, 0x40282010)):
        code = linked_code.code(origin)
        maker = make_elf.hello_preset(origin, irom_size=len(code))
        maker.find(".irom0.text").contents = code
        image_reference.write_file(os.path.join(project, f"linked.rom{rom}.elf"), maker.build())
        elf = image_reference.ElfFile(maker.build())
        image = image_reference.build_image(elf, "new", 0, header="flash")[0]
        image_reference.write_file(os.path.join(project, f"rom{rom}.bin"), image[:-4])
    sdk = os.path.join(tests, "makefile", "sdk")
    for name, text in (
            ("Makefile", RBOOT_MAKEFILE.format(sdk=sdk) + "".join(blocks(document, "make"))),
            ("ota_rom.c", "".join(blocks(document, "c"))), ("include/user_config.h", ""),
            ("include/version.h", "")):  # the stand-in headers include both
        with open(os.path.join(project, name), "w", encoding="utf-8") as file:
            file.write(text)
    return project


def make_sources(source, folder):
    """The sources of a firmware, and the makefiles of an SDK and its application."""
    with open(os.path.join(os.path.dirname(folder), "Makefile"), "w", encoding="utf-8") as file:
        file.write(MAKEFILE)
    with open(os.path.join(folder, "Makefile"), "w", encoding="utf-8") as file:
        file.write("include ../Makefile\n")
    shutil.copy(os.path.join(source, "examples", "plain-makefile", "start.S"), folder)
    with open(os.path.join(folder, "main.c"), "w", encoding="utf-8") as file:
        file.write("void user_init(void);\nvoid user_init(void)\n{\n}\n")


def link_tree(source, folder):
    """The source tree, but with a build folder of its own."""
    os.mkdir(os.path.join(folder, "build"))
    for name in (*os.listdir(source), *(os.path.join("build", name) for name in FETCHED)):
        if name not in (".git", "build"):
            os.symlink(os.path.join(source, name), os.path.join(folder, name))


def blocks(path, language):
    with open(path, encoding="utf-8") as document:
        return re.findall(rf"^```{language}\n(.*?)^```$", document.read(), re.M | re.S)


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


def main():
    imagetool, source, document, *prefix = map(os.path.abspath, sys.argv[1:])
    found = blocks(document, "sh")
    project = [block for block in blocks(document, "cmake")
               if block.startswith("cmake_minimum_required") and "ESP8266_NONOS_SDK" not in block]
    in_tree = "examples" in os.path.relpath(document, source).split(os.sep)
    if not found:
        sys.exit(f"{document}: no sh blocks")
    needed = []
    if project or in_tree or blocks(document, "make"):
        needed.append("xtensa-lx106-elf-gcc")
    if in_tree:
        needed.append("qemu-system-xtensa")
    for program in needed:
        if shutil.which(program) is None:
            skip(f"no {program}")
    for name, script in FETCHED.items():
        if in_tree and not os.path.isdir(os.path.join(source, "build", name)):
            skip(f"no source in build/{name} ({script} fetches it)")
    with tempfile.TemporaryDirectory() as sdk:
        folder = os.path.join(sdk, "application")
        os.mkdir(folder)
        make_images(source, folder)
        make_sources(source, folder)
        if blocks(document, "make"):
            folder = make_rboot_project(source, folder, document)
        if in_tree:
            link_tree(source, folder)
        for block in project:
            with open(os.path.join(folder, "CMakeLists.txt"), "w", encoding="utf-8") as file:
                file.write(block)
        environment = dict(os.environ, **make_rtos_sdk(source, folder))
        environment["PATH"] = os.path.dirname(imagetool) + os.pathsep + environment["PATH"]
        if prefix:
            environment["PREFIX"] = prefix[0]
        for block in found:
            print(block, end="", flush=True)
            subprocess.run(["sh", "-eu", "-c", block], cwd=folder, env=environment, check=True)
    print(f"{len(found)} blocks run")


if __name__ == "__main__":
    main()
