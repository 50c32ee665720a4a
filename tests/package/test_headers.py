# SPDX-License-Identifier: MIT
"""Every public header compiles alone, without a warning, in C and C++."""
import os
import re

from package_case import SOURCE, PackageCase, main, write

INCLUDE = os.path.join(SOURCE, "include")
COMPILERS = (("cc", "c", "c99"), ("cc", "c", "c11"), ("c++", "c++", "c++11"),
             ("c++", "c++", "c++20"))
WARNINGS = ("-Wall", "-Wextra", "-Wundef", "-pedantic", "-Werror")


def public_headers():
    return sorted(os.path.join(library, name) for library in ("appbin", "appverify", "otastream")
                  for name in os.listdir(os.path.join(INCLUDE, library)))


class Headers(PackageCase):
    def compile(self, compiler, source, *options):
        program, language, standard = compiler
        return self.run_command(program, "-x", language, f"-std={standard}", *WARNINGS,
                                f"-I{INCLUDE}", *options, source)

    def test_each_alone(self):
        headers = public_headers()
        self.assertGreater(len(headers), 25)
        for header in headers:
            # Twice: it is guarded. The typedef: C wants one declaration.
            write(self.path("user"), f'#include "{header}"\n' * 2 + "typedef int user;\n")
            for compiler in COMPILERS:
                with self.subTest(header, standard=compiler[2]):
                    self.compile(compiler, "user", "-fsyntax-only")

    def test_functions_have_c_names_in_c_plus_plus(self):
        """Whatever a header declares: its address is taken, and the names are looked at."""
        includes, names = "", set()
        for header in public_headers():
            with open(os.path.join(INCLUDE, header), encoding="utf-8") as file:
                text = re.sub(r"(?s)/\*.*?\*/", "", file.read())
            includes += f'#include "{header}"\n'
            names |= set(re.findall(r"(?m)^[a-z][^;{}()#]*?\b((?:app[a-z]+|otastream)_\w+)\([^{}]*?\);", text))
        self.assertGreater(len(names), 60)
        write(self.path("user"), includes + "typedef void (*function)();\n" + "".join(
            f"extern const function use_{name};\n"
            f"const function use_{name} = reinterpret_cast<function>({name});\n"
            for name in sorted(names)))
        self.compile(("c++", "c++", "c++11"), "user", "-DAPPVERIFY_STRINGS", "-c", "-o", "user.o")
        undefined = self.run_command("nm", "--format=posix", "--undefined-only", "user.o")
        self.assertEqual({line.split()[0] for line in undefined.splitlines()}, names)


if __name__ == "__main__":
    main(needs=("cc", "c++", "nm"))
