# SPDX-License-Identifier: MIT
"""What the commands print with --json is what docs/json/ says, over good, bad and odd inputs.

usage: test_json.py IMAGETOOL SOURCE_FOLDER
"""
import copy
import glob
import json
import os
import struct
import subprocess
import sys
import tempfile
import unittest

import command_help

SKIPPED = 77
try:
    import jsonschema
except ImportError:
    print("skipped: no python3-jsonschema")
    sys.exit(SKIPPED)

IMAGETOOL, SOURCE = map(os.path.abspath, sys.argv[1:3])
SCHEMAS = os.path.join(SOURCE, "docs", "json")


def load_schemas():
    schemas = {}
    for path in glob.glob(os.path.join(glob.escape(SCHEMAS), "*.schema.json")):
        with open(path, encoding="ascii") as file:
            schemas[os.path.basename(path).removesuffix(".schema.json")] = json.load(file)
    return schemas


class Schema:
    """A schema and what the instances have shown of it."""

    def __init__(self, name, content):
        jsonschema.Draft202012Validator.check_schema(content)
        self.name, self.content = name, content
        self.validator = jsonschema.Draft202012Validator(content)
        self.shown, self.absent, self.values = set(), set(), set()

    def errors(self, instance):
        return [error.message for error in self.validator.iter_errors(instance)]

    def resolve(self, part, instance):
        """The part of the schema that describes the instance, without $ref and anyOf."""
        while "$ref" in part or "anyOf" in part:
            if "$ref" in part:
                part = self.content["$defs"][part["$ref"].removeprefix("#/$defs/")]
            else:
                part = next(one for one in part["anyOf"]
                            if self.validator.evolve(schema=self.with_definitions(one))
                            .is_valid(instance))
        return part

    def with_definitions(self, part):
        return {**part, "$defs": self.content.get("$defs", {})}

    def visit(self, instance, part=None, name=""):
        """Every value inside a valid instance, with the part that describes it and its name."""
        part = self.resolve(self.content if part is None else part, instance)
        yield name, part, instance
        if isinstance(instance, list):
            for item in instance:
                yield from self.visit(item, part["items"], name)
        elif isinstance(instance, dict):
            for field, value in instance.items():
                yield from self.visit(value, part["properties"][field], field)

    def note(self, instance):
        """Remembers the fields and values that a valid instance shows."""
        for name, part, value in self.visit(instance):
            if "enum" in part:
                self.values.add((name, value))
            for field in part.get("properties", {}):
                (self.shown if field in value else self.absent).add((id(part), field))

    def parts(self, part=None, name=""):
        """Every part of the schema with the name of its field."""
        part = self.content if part is None else part
        yield name, part
        for field, inner in part.get("properties", {}).items():
            yield from self.parts(inner, field)
        for field, inner in part.get("$defs", {}).items():
            yield from self.parts(inner, field)
        for inner in part.get("anyOf", []):
            yield from self.parts(inner, name)
        if "items" in part:
            yield from self.parts(part["items"], name)


class Inputs:
    """Runs the tool in a folder of fixtures and collects what it prints."""

    def __init__(self, folder):
        self.folder = folder
        self.outputs = {}

    def make(self):
        tests = os.path.join(SOURCE, "tests")
        environment = dict(os.environ, PYTHONPATH=os.path.join(tests, "reference"),
                           PYTHONDONTWRITEBYTECODE="1")
        os.mkdir(os.path.join(self.folder, "flash"))
        for script, *arguments in (("make_fixtures.py", "info", "."),
                                   ("make_fixtures.py", "kinds", "."),
                                   ("make_fixtures.py", "linked", "."),
                                   ("make_fixtures.py", "size", "."),
                                   ("make_fixtures.py", "flash", "flash"),
                                   ("make_sign_fixtures.py", "sign")):
            subprocess.run([sys.executable, os.path.join(tests, "cli", script), *arguments],
                           cwd=self.folder, env=environment, check=True)
        for kind in ("ecdsa-p256", "rsa-2048", "rsa-3072"):
            self.run(0, "keygen", "--no-passphrase", "--type", kind, "-o", kind + ".pem")
            self.run(0, "pubkey", "-o", kind + ".pub.pem", kind + ".pem")
        self.make_lms()

    def make_lms(self):
        """Another program signs with LMS: the reference."""
        sys.path.insert(0, os.path.join(SOURCE, "tests", "reference"))
        import manifest_sign_reference
        with open(os.path.join(self.folder, "lms.pub.pem"), "w", encoding="ascii") as file:
            file.write(manifest_sign_reference.LmsKey().public.pem)
        with open(os.path.join(self.folder, "sign_lms.py"), "w", encoding="utf-8") as file:
            file.write(f"""import sys
sys.dont_write_bytecode = True
sys.path.insert(0, {sys.path[0]!r})
import manifest_sign_reference
key = manifest_sign_reference.LmsKey()
sys.stdout.buffer.write(key.private.sign(sys.stdin.buffer.read(), key.leaf))
""")

    def run(self, code, *words):
        done = subprocess.run([IMAGETOOL, *words], cwd=self.folder, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
        assert done.returncode == code, (words, done)
        return done.stdout

    def run_any(self, *words):
        """What is printed, whatever the exit code is."""
        return subprocess.run([IMAGETOOL, *words], cwd=self.folder, stdout=subprocess.PIPE,
                              check=False).stdout

    def show(self, code, command, *words):
        output = json.loads(self.run(code, command, "--json", *words))
        self.outputs.setdefault(command, []).append(output)
        return output

    def images(self):
        return sorted(os.path.relpath(path, self.folder)
                      for pattern in ("*.bin", "sign/**/*.bin", "signed/*/*.bin")
                      for path in glob.glob(os.path.join(glob.escape(self.folder), pattern),
                                            recursive=True))


RELEASE = ["--vendor", "vendor.example", "--product", "lamp", "--security-counter", "7"]
FIRST = [*RELEASE, "--fw-version", "1.2.3"]
SECOND = [*RELEASE, "--fw-version", "1.2.3+4", "--build-id", "v1 of today", "--tlv", "0x4000=0102",
          "--tlv", "0x4001=00,critical"]
ALL_KEYS = [word for kind in ("ecdsa-p256", "rsa-2048", "rsa-3072")
            for word in ("--key", kind + ".pem")]
BY_LMS = ["--signer", f"'{sys.executable}' sign_lms.py", "--pubkey", "lms.pub.pem"]


def sign_all(inputs):
    """Releases of every map and boot mode, by one key and by all."""
    for name, options, *images in (
            ("one", [*FIRST, "--key", "ecdsa-p256.pem"], "sign/user1.bin", "sign/user2.bin"),
            ("all", [*SECOND, *ALL_KEYS], "sign/user1.bin", "sign/user2.bin"),
            ("old", [*FIRST, "--map", "2", "--key", "rsa-2048.pem"], "sign/old1.bin",
             "sign/old2.bin"),
            ("single", [*FIRST, "--key", "ecdsa-p256.pem"], "sign/user2.bin"),
            ("lms", [*FIRST, *BY_LMS], "sign/user1.bin", "sign/user2.bin"),
            *((f"map{number}", [*FIRST, "--map", str(number), "--key", "ecdsa-p256.pem"],
               f"map{number}.bin") for number in (0, 3, 4, 5, 6, 8, 9))):
        os.makedirs(os.path.join(inputs.folder, "signed", name))
        inputs.run(0, "sign", *options, "--out-dir", f"signed/{name}", "--manifest-out",
                   f"signed/{name}/manifest", "--bundle", f"signed/{name}/bundle", *images)


def make_flashes(inputs):
    """Whole flashes beside the fixtures: of every map, with every setting, odd ones."""
    folder = os.path.join(inputs.folder, "flash")
    with open(os.path.join(folder, "boot.bin"), "rb") as file:
        loader = bytearray(file.read())
    for number in (0, 3, 4, 5, 6, 8, 9):
        inputs.run(0, "merge", "--map", str(number), "--boot-bin", "flash/boot.bin", "--slot1",
                   f"map{number}.bin", "--init-data", "flash/init.bin", "-o",
                   f"flash/map{number}.flash")
    inputs.run(0, "merge", "--map", "2", "--boot-bin", "flash/boot.bin", "--slot1",
               "signed/one/user1.bin", "--no-init-data", "-o", "flash/signed.flash")
    with open(os.path.join(folder, "signed.flash"), "rb") as file:
        flash = file.read()
    with open(os.path.join(inputs.folder, "good.2.bin"), "rb") as file:
        image = file.read()
    with open(os.path.join(folder, "beside.flash"), "wb") as file:  # signed beside unsigned
        file.write(flash[:0x81000] + image + flash[0x81000 + len(image):])
    for mode, clock in ((0, 0), (1, 1), (2, 2), (3, 15), (4, 3)):
        loader[2:4] = mode, 0x20 | clock
        with open(os.path.join(folder, f"settings{mode}.flash"), "wb") as file:
            file.write(loader.ljust(0x1000, b"\xFF") + b"\xFF" * 0x1000)
    with open(os.path.join(folder, "none.flash"), "wb") as file:  # an image without boot loader
        file.write(loader.ljust(0x1000, b"\xFF") + loader)


def build_for_maps(inputs):
    """An image for slot 1 of each map, of the ELF that fits all of them."""
    for number in (0, 3, 4, 5, 6, 8, 9):
        inputs.run(0, "build", "--map", str(number), "--slot", "1", "-o", f"map{number}.bin",
                   "small.elf")


def make_odd(inputs):
    """A segment inside the address range of irom, and a name that is not UTF-8."""
    with open(os.path.join(inputs.folder, "segment.bin"), "rb") as file:
        image = file.read().replace(bytes.fromhex("00C0FF3F"), bytes.fromhex("00002140"))
    with open(os.path.join(inputs.folder, "segment-irom.bin"), "wb") as file:
        file.write(image)
    os.symlink("good.bin", os.path.join(os.fsencode(inputs.folder), b"n\xe4me"))


def make_malformed(inputs):
    """A signed image whose manifest has a format version of the future."""
    with open(os.path.join(inputs.folder, "signed", "one", "user1.bin"), "rb") as file:
        image = bytearray(file.read())
    image[image.index(b"APBM") + 4] = 9
    with open(os.path.join(inputs.folder, "damaged-manifest.bin"), "wb") as file:
        file.write(image)
    inputs.run(0, "fix-crc", "-o", "malformed.bin", "damaged-manifest.bin")


def show_info(inputs):
    make_malformed(inputs)
    malformed, = inputs.show(0, "info", "malformed.bin")
    assert malformed["manifest"]["malformed"] == \
        "the manifest has a format version that this program does not know"
    assert malformed["crc"]["convention"] == "portable" and malformed["extra_bytes"] == 0
    images = inputs.images()
    assert len(inputs.show(3, "info", *images)) > 60
    inputs.show(0, "info", "signed/all/manifest", "signed/single/manifest", "signed/old/manifest")
    bundle, *images = inputs.show(0, "info", "signed/one/bundle")
    assert [image["file"] for image in images] == ["signed/one/bundle: user1",
                                                   "signed/one/bundle: user2"]
    assert bundle["manifest"] == images[1]["manifest"]
    inputs.show(0, "info", "signed/single/bundle")
    shown = inputs.show(3, "info", "good.elf", "missing")
    assert [(one["file"], one["error"]["name"]) for one in shown] == \
        [("good.elf", "input"), ("missing", "input")], shown
    assert inputs.show(0, "info", b"n\xe4me")[0]["file"] == "n?me"


def show_flashes(inputs):
    """Of the file names those that the fixtures have; some are refused."""
    make_flashes(inputs)
    for path in sorted(glob.glob(os.path.join(glob.escape(inputs.folder), "flash", "*.flash"))):
        name = os.path.relpath(path, inputs.folder)
        inputs.show(0, "info", name)
        code = 0 if json.loads(inputs.run_any("check", "--json", name))[0]["accepted"] else 1
        inputs.show(code, "check", name)


def show_check(inputs):
    images = inputs.images()
    for options in [], ["--slot", "2", "--map", "0"], ["--map", "1"], ["--header", "flash"]:
        assert len(inputs.show(3, "check", *options, *images)) > 60
    inputs.show(0, "check", "good.bin", "good.2.bin")
    for second in "good.bin", "crc-sdk.bin", "good.0.2.bin", "good.old.2.bin":
        inputs.show(1, "check", "good.bin", second)
    inputs.show(1, "check", "signed/one/user1.bin", "signed/all/user2.bin")
    inputs.show(1, "check", "--strict", "sign/user1.bin", "sign/next/user2.bin")
    assert len(inputs.show(0, "check", "signed/one/bundle")) == 3
    inputs.show(3, "check", "good.bin", "missing")
    shown, = inputs.show(2, "check", "--slot", "1", "signed/one/bundle")
    assert shown["error"]["name"] == "usage" and not shown["accepted"], shown


def show_size_and_maps(inputs):
    for elf in "small", "iram-full", "none", "old", "slot2":
        inputs.show(0, "size", "--map", "2", elf + ".elf")
        inputs.show(0, "size", elf + ".elf")
    inputs.show(0, "size", "--map", "2", "irom-over.elf")
    for elf in "iram-over", "dram-over", "slot-over":
        inputs.show(1, "size", "--map", "2", elf + ".elf")
    inputs.show(0, "maps")
    for number in (0, 1, 2, 3, 4, 5, 6, 8, 9):
        inputs.show(0, "maps", str(number))


def show_errors(inputs):
    """What is printed in place of the value of each command."""
    released = ["--map", "2", *FIRST, "--key", "ecdsa-p256.pem", "--out-dir", "."]
    for code, name, file, *words in (
            (2, "usage", None, "info"), (2, "usage", None, "check", "--map", "99", "good.bin"),
            (2, "usage", None, "maps", "7"), (2, "usage", None, "verify", "good.bin"),
            (3, "input", "missing", "size", "missing"),
            (1, "refused", "slot2.elf", "size", "--map", "2", "--slot", "1", "slot2.elf"),
            (3, "input", "good.bin", "verify", "--pubkey", "good.bin", "good.bin"),
            (3, "input", "missing", "tbs", *FIRST, "missing"),
            (3, "input", "good.bin", "release", "-", *released, "good.bin", "good.bin")):
        output = json.loads(inputs.run(code, words[0], "--json", *words[1:]))
        assert (output["file"], output["error"]["code"], output["error"]["name"]) == \
            (file, code, name), output
        inputs.outputs.setdefault("error", []).append(output)


def make_refused(inputs):
    """Changed copies of what was signed, each refused for another reason."""
    def read(name):
        with open(os.path.join(inputs.folder, name), "rb") as file:
            return bytearray(file.read())

    def write(name, data):
        with open(os.path.join(inputs.folder, name), "wb") as file:
            file.write(data)

    image, manifest = read("signed/one/user1.bin"), read("signed/one/manifest")
    start = image.rindex(manifest)
    write("crc.refused", image[:-1] + bytes([image[-1] ^ 1]))
    write("digest.refused", image[:128] + bytes([image[128] ^ 1]) + image[129:])
    write("longer.refused", image[:start] + bytes(16) + image[start:])
    write("cut.refused", image[:300])
    write("manifest.refused", manifest[:60])
    write("empty.refused", b"")
    subprocess.run(
        [sys.executable, os.path.join(SOURCE, "tests", "reference", "manifest_reference.py"), "sign",
         "--key", "ecdsa-p256.pem", "--map", "2", *FIRST, "-o", "unsound", "sign/xor.bin"],
        cwd=inputs.folder, check=True, stdout=subprocess.DEVNULL)


def show_refused(inputs, key):
    """Every verdict that a file can get."""
    make_refused(inputs)
    image, manifest = "signed/one/user1.bin", "signed/one/manifest"
    for verdict, words in (
            ("empty", ["empty.refused"]), ("no-image", ["good.elf"]), ("malformed", ["cut.refused"]),
            ("manifest-alone", [manifest]), ("no-manifest", ["--manifest-only", image]),
            ("not-signed", ["sign/user1.bin"]), ("format-version", ["malformed.bin"]),
            ("format", ["--manifest-only", "manifest.refused"]),
            ("manifest", [image, "manifest.refused"]),
            ("critical", ["signed/all/user1.bin"]), ("signature", ["signed/old/old1.bin"]),
            ("vendor", ["--vendor", "v", image]), ("map", ["--map", "3", image]),
            ("product", ["--vendor", "vendor.example", "--product", "lamp2", image]),
            ("counter", ["--min-counter", "8", image]),
            ("slot", ["--slot", "1", "signed/single/user2.bin"]),
            ("other-slot", ["--slot", "2", image]), ("slot-twice", [image, image]),
            ("other-release", [image, "signed/single/user2.bin"]),
            ("length", ["longer.refused"]), ("digest", ["digest.refused"]),
            ("structure", ["unsound/xor.bin"]), ("crc", ["crc.refused"])):
        assert inputs.show(1, "verify", *key, *words)[-1]["verdict"] == verdict, words
    assert inputs.show(3, "verify", *key, "missing")[0]["verdict"] == "unreadable"


def show_verify(inputs):
    keys = {kind: ["--pubkey", kind + ".pub.pem"] for kind in ("ecdsa-p256", "rsa-2048",
                                                               "rsa-3072")}
    every = [word for words in keys.values() for word in words]
    inputs.show(0, "verify", *keys["ecdsa-p256"], "signed/one/user1.bin", "signed/one/user2.bin",
                "signed/one/manifest")
    inputs.show(0, "verify", *every, "--threshold", "3", "--critical-tlv", "0x4001",
                "signed/all/user2.bin", "signed/all/manifest")
    inputs.show(0, "verify", *keys["rsa-2048"], "signed/old/old1.bin", "signed/old/old2.bin")
    inputs.show(0, "verify", "--pubkey", "lms.pub.pem", "signed/lms/user1.bin")
    for name, slots in (("one", [1, 2]), ("single", [2])):
        shown, = inputs.show(0, "verify", *keys["ecdsa-p256"], f"signed/{name}/bundle")
        assert shown["slots"] == slots, shown
    for name in ("single/user2", *(f"map{n}/map{n}" for n in (0, 3, 4, 5, 6, 8, 9))):
        inputs.show(0, "verify", *keys["ecdsa-p256"], f"signed/{name}.bin")
    for path in inputs.images():
        if path.startswith("signed/"):
            inputs.show(1, "verify", *keys["rsa-3072"], "--min-counter", "8", path)
        else:
            inputs.show(1, "verify", *keys["ecdsa-p256"], path)
    inputs.show(1, "verify", *every, "signed/all/user1.bin", "signed/one/user1.bin",
                "signed/old/manifest")
    inputs.show(0, "verify", *keys["ecdsa-p256"], "--critical-tlv", "0x4001", "--manifest-only",
                "signed/all/manifest")
    show_refused(inputs, keys["ecdsa-p256"])


def show_tbs(inputs):
    for options, *images in ((FIRST, "sign/user1.bin"),
                             (SECOND, "sign/user1.bin", "sign/user2.bin"),
                             ([*FIRST, "--map", "2"], "sign/old1.bin", "sign/old2.bin"),
                             *((FIRST, f"map{n}.bin") for n in (0, 3, 4, 5, 6, 8, 9))):
        inputs.run(0, "tbs", "--json", "-o", "tbs.json", *options, *images)
        with open(os.path.join(inputs.folder, "tbs.json"), encoding="utf-8") as file:
            inputs.outputs.setdefault("tbs", []).append(json.load(file))


def write_trust(inputs, description):
    """What a firmware has that trusts the keys of a release, for its product."""
    manifest = description["manifest"]
    ids = [bytes.fromhex(manifest[name].replace("-", "")) for name in ("vendor_id", "class_id")]
    keys = [bytes.fromhex(claim["key_id"]) for claim in manifest["signatures"]]
    with open(os.path.join(inputs.folder, "trust"), "wb") as file:
        file.write(struct.pack("<4sI16s16sII64s", b"ART1", 112, *ids, 1, len(keys),
                               b"".join(keys)))


def show_release(inputs):
    """Releases of every map and boot mode, of one ELF and of two, by one key and by all."""
    os.mkdir(os.path.join(inputs.folder, "released"))
    for number, boot, options in (
            (0, "new", []), (2, "new", SECOND[len(RELEASE):] + ALL_KEYS), (2, "old", []),
            (3, "new", FIRST[len(RELEASE):] + BY_LMS), (4, "new", []), (5, "new", []),
            (6, "new", []), (8, "new", []), (9, "new", [])):
        elfs = [f"released.{slot}.elf" for slot in ((1, 2) if number < 5 else (1,))]
        trust = []
        if number == 9:
            write_trust(inputs, inputs.outputs["release"][-1])
            trust = ["--object", "appverify_trust:0x40202000:trust"]
        for slot, elf in enumerate(elfs, 1):
            subprocess.run(
                [sys.executable, os.path.join(SOURCE, "tests", "reference", "make_elf.py"),
                 "--preset", "hello", "--map", str(number), "--slot", str(slot), "--boot", boot,
                 "-o", elf, *trust], cwd=inputs.folder, check=True)
        if not options:
            options = [*FIRST[len(RELEASE):], "--key", "ecdsa-p256.pem"]
        inputs.run(0, "release", "--map", str(number), "--boot", boot, *RELEASE, *options,
                   "--out-dir", "released", "--json", "release.json", *elfs)
        with open(os.path.join(inputs.folder, "release.json"), encoding="utf-8") as file:
            inputs.outputs.setdefault("release", []).append(json.load(file))


def collect():
    with tempfile.TemporaryDirectory(prefix="json schema ") as folder:
        inputs = Inputs(folder)
        inputs.make()
        build_for_maps(inputs)
        sign_all(inputs)
        make_odd(inputs)
        for show in show_info, show_flashes, show_check, show_size_and_maps, show_verify, show_tbs, \
                show_release, show_errors:
            show(inputs)
        return inputs.outputs


class Json(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.schemas = {name: Schema(name, content) for name, content in load_schemas().items()}
        cls.outputs = collect()
        for name, schema in cls.schemas.items():
            for output in cls.outputs[name]:
                if not schema.errors(output):
                    schema.note(output)

    def test_there_is_a_schema_for_each_command_that_prints_json(self):
        with_json = [name for name, _ in command_help.Overview(IMAGETOOL).commands
                     if any(names == ["--json"]
                            for names, _ in command_help.Command(IMAGETOOL, name).heads)]
        self.assertGreater(len(with_json), 4)
        self.assertEqual(sorted(self.schemas), sorted([*with_json, "error"]))

    def test_all_that_is_printed_is_valid(self):
        for name, schema in self.schemas.items():
            for output in self.outputs[name]:
                self.assertEqual(schema.errors(output), [], output)

    def test_every_field_is_shown_and_every_optional_one_is_absent_once(self):
        for name, schema in self.schemas.items():
            for _, part in schema.parts():
                for field in part.get("properties", {}):
                    self.assertIn((id(part), field), schema.shown, f"{name}: {field}")
                    optional = field not in part["required"]
                    self.assertEqual((id(part), field) in schema.absent, optional,
                                     f"{name}: {field}")

    def test_every_value_of_a_list_is_shown(self):
        for name, schema in self.schemas.items():
            for field, part in schema.parts():
                for value in part.get("enum", []):
                    self.assertIn((field, value), schema.values, name)

    def test_every_field_is_described_and_nothing_else_is_allowed(self):
        for name, schema in self.schemas.items():
            for field, part in schema.parts():
                if part.get("type") == "object":
                    self.assertIs(part["additionalProperties"], False, f"{name}: {field}")
                definition = part.get("$ref", "").removeprefix("#/$defs/")
                target = schema.content.get("$defs", {}).get(definition, part)
                self.assertTrue("description" in target or "anyOf" in part, f"{name}: {field}")

    def test_a_field_more_or_less_is_noticed(self):
        for name, schema in self.schemas.items():
            output = copy.deepcopy(self.outputs[name][0])
            if isinstance(output, list):
                del output[5:]
            for _, part, value in list(schema.visit(output)):
                if isinstance(value, dict):
                    value["surplus"] = 1
                    self.assertNotEqual(schema.errors(output), [], name)
                    del value["surplus"]
                    for field in part["required"]:
                        kept = value.pop(field)
                        self.assertNotEqual(schema.errors(output), [], f"{name}: {field}")
                        value[field] = kept
            self.assertEqual(schema.errors(output), [])

    def test_what_several_commands_print_is_described_once(self):
        for shared, count in ("payload", 4), ("tlv", 4), ("error", 3):
            found = [schema.content["$defs"][shared] for schema in self.schemas.values()
                     if shared in schema.content.get("$defs", {})]
            self.assertEqual(len(found), count)
            self.assertTrue(all(one == found[0] for one in found))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
