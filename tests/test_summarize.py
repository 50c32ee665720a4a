#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What summarize.py tells of the files that ctest --output-junit writes."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SUMMARIZE = pathlib.Path(__file__).resolve().parent / "summarize.py"
PASSED = '<testcase name="good" status="run"><system-out>fine</system-out></testcase>'
FAILED = '<testcase name="bad" status="fail"><failure message="Failed"/></testcase>'
SKIPPED = """<testcase name="device" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/>
<system-out>started
skipped: no compiler</system-out></testcase>"""
NOT_RUN = """<testcase name="needy" status="notrun">
<skipped message="Fixture dependency failed"/><system-out/></testcase>"""
PARTS = """<testcase name="parts" status="run"><system-out>keys: case_a: left out: no openssl
keys: case_b: left out: no openssl
[  SKIPPED ] 1 test(s), listed below:
[  SKIPPED ] test_file_mode</system-out></testcase>"""

VERBOSE = """<testcase name="package" status="run"><system-out>test_a (Case.test_a) ... ok
test_b (Case.test_b) ... skipped 'no compiler'
OK (skipped=1)</system-out></testcase>"""
SILENT = """<testcase name="manual" status="run"><system-out>..s
OK (skipped=1)</system-out></testcase>"""


class Summarize(unittest.TestCase):
    def summarize(self, *cases, ci=False, words=()):
        """Exit status and lines, for one file with these cases."""
        environment = {name: value for name, value in os.environ.items() if name != "CI"}
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "debug.xml")
            path.write_text(f"<testsuite>{''.join(cases)}</testsuite>")
            done = subprocess.run([sys.executable, SUMMARIZE, *words, path], check=False, text=True,
                                  capture_output=True,
                                  env=environment | ({"CI": "true"} if ci else {}))
        self.assertEqual(done.stderr, "")
        return done.returncode, done.stdout.splitlines()

    def test_all_passed(self):
        for ci in (False, True):
            self.assertEqual(self.summarize(PASSED, PASSED, ci=ci),
                             (0, ["no test was skipped", "2 passed, 0 failed, 0 skipped"]))

    def test_skipped_is_named_and_in_ci_refused(self):
        line, counts = "skipped: debug: device: no compiler", "1 passed, 0 failed, 1 skipped"
        self.assertEqual(self.summarize(PASSED, SKIPPED), (0, [line, counts]))
        status, lines = self.summarize(PASSED, SKIPPED, ci=True)
        self.assertEqual((status, lines[0], lines[-1]), (1, line, counts))

    def test_part_is_named_once_and_in_ci_refused(self):
        lines = ["skipped: debug: parts, a part: no openssl",
                 "skipped: debug: parts, a part: test_file_mode", "1 passed, 0 failed, 0 skipped"]
        self.assertEqual(self.summarize(PARTS), (0, lines))
        self.assertEqual(self.summarize(PARTS, ci=True)[0], 1)

    def test_part_of_a_python_test_is_named(self):
        for case, line in (
                (VERBOSE, "skipped: debug: package, a part: 'no compiler'"),
                (SILENT, "skipped: debug: manual, a part: 1 cases, it does not say why")):
            self.assertEqual(self.summarize(case)[1][0], line)

    def test_failed_and_not_run_fail(self):
        status, lines = self.summarize(PASSED, FAILED, NOT_RUN)
        self.assertEqual((status, lines[-1]), (1, "1 passed, 2 failed, 0 skipped"))

    def test_stopped_step_counts_unless_a_test_failed(self):
        for case, counts in ((PASSED, "1 passed, 1 failed, 0 skipped"),
                             (FAILED, "0 passed, 1 failed, 0 skipped")):
            status, lines = self.summarize(case, words=("--stopped", "lint"))
            self.assertEqual((status, lines[-2:]), (1, ["stopped in the step: lint", counts]))


if __name__ == "__main__":
    unittest.main()
