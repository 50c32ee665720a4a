#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What mutants.py makes of a list and of a source."""

import contextlib
import io
import os
import tempfile
import unittest

import mutants

SOURCE = """static int twice(int a,
                 int b)
{
    if (a > 0 &&
        b > 0) {
        return 1;
    }
    return 0;
}

int once(int a)
{
    return a > 0;
}
"""


def mutant(**fields):
    return {"source": "a.c", "id": "a/name", "allows": "much", **fields}


class Apply(unittest.TestCase):
    def test_apply_text_over_two_lines_is_replaced(self):
        made = mutants.apply(mutant(old="a > 0 && b > 0", new="1"), SOURCE)
        self.assertIn("    if (1) {\n", made)
        self.assertIn("return a > 0;", made)

    def test_apply_text_in_its_function_is_replaced(self):
        made = mutants.apply(mutant(**{"in": "once"}, old="a > 0", new="1"), SOURCE)
        self.assertIn("if (a > 0 &&", made)
        self.assertIn("    return 1;\n}\n", made[made.index("once"):])

    def test_apply_text_that_is_not_there_once_is_an_error(self):
        for fields in ({"old": "a > 0"}, {"old": "c > 0"}, {"old": "a > 0", "in": "never"},
                       {"old": "return 1;", "in": "once"}):
            with self.subTest(fields), self.assertRaisesRegex(mutants.ListError, "a/name.*once"):
                mutants.apply(mutant(**fields, new=""), SOURCE)


class Lists(unittest.TestCase):
    def read(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.txt")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            return list(mutants.read_list(path))

    def test_read_list_fields_and_lines(self):
        one, two = self.read("# licence\nmutant: x\nold: a\n  b: c\nnew:\nallows: y\n\n"
                             "mutant: z\nold: d\nnew: e\nallows: f\nsurvives: g\n")
        self.assertEqual(("a.c", "a/x", "a b: c", ""),
                         (one["source"], one["id"], one["old"], one["new"]))
        self.assertEqual("g", two["survives"])

    def test_read_list_with_mistake_is_an_error(self):
        for text in ("mutant: x\nold: a\nnew: b\n", "mutant: x\nodd: a\n", "mutant x\n",
                     "mutant: x\nold: a\nold: b\nnew: c\nallows: d\n"):
            with self.subTest(text), self.assertRaises(mutants.ListError):
                self.read(text)


class Choose(unittest.TestCase):
    def test_choose_by_name(self):
        one, two, other = chosen = [
            mutant(library="x", id="a/one"), mutant(library="x", id="a/two"),
            mutant(library="y", source="b.c", id="b/one")]
        for names, expected in (({"x"}, [one, two]), ({"b.c", "a/two"}, [two, other]),
                                ({"y"}, [other]), (set(), chosen)):
            with self.subTest(names):
                self.assertEqual(expected, mutants.choose(chosen, names, None))
        with self.assertRaisesRegex(mutants.ListError, "no such mutant: z"):
            mutants.choose(chosen, {"a/one", "z"}, None)


class Verdict(unittest.TestCase):
    def test_verdict_of_every_end(self):
        ends = (({"killer": "FAIL"}, "killed"), ({"killer": None}, "unexplained"),
                ({"killer": None, "survives": "so"}, "explained"),
                ({"killer": "FAIL", "survives": "so"}, "wrong"), ({"error": "syntax"}, "wrong"))
        for fields, expected in ends:
            with self.subTest(fields), contextlib.redirect_stdout(io.StringIO()):
                self.assertEqual(expected, mutants.verdict(mutant(**fields), False))


if __name__ == "__main__":
    unittest.main()
