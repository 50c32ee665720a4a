# SPDX-License-Identifier: MIT
"""What the tests of a terminal share: the program, the fixtures of signing, a folder for each test."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from terminal import Terminal

IMAGETOOL, TESTS = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()


class TerminalCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.fixtures = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.fixtures)
        subprocess.run([sys.executable, TESTS / "cli/make_sign_fixtures.py", cls.fixtures],
                       check=True, env=dict(os.environ, PYTHONPATH=str(TESTS / "reference")))

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def start(self, *words, **options):
        session = Terminal([IMAGETOOL, *words], self.folder, **options)
        self.addCleanup(session.__exit__)
        return session
