#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whole updates on the emulated board with mbedTLS in the firmware, and from one crypto to the
other. usage: test_mbedtls.py BUILD_DIR IMAGETOOL [CASE...]"""

import sys

from board import Bench, check, run_cases, skip


class Tests:
    def __init__(self, bench):
        self.bench = bench
        self.old, self.new = (bench.release(f"mbedtls-{version}") for version in ("1.0.0", "1.1.0"))

    def there_and_back(self):
        """mbedTLS judges mbedTLS's release, then the own arithmetic's; that judges mbedTLS's."""
        bench = self.bench
        flash = bench.factory_flash(self.old)
        flash = bench.update(flash, self.old, 1, self.new)
        bench.update(flash, self.new, 2, bench.release("v1.2.0"))
        builtin = bench.release("v1.0.0")
        bench.update(bench.factory_flash(builtin), builtin, 1, self.new)
        return "1.0.0 slot 1, 1.1.0 slot 2, 1.2.0 without mbedTLS slot 1"

    def rsa(self):
        bench = self.bench
        old = bench.release("mbedtls-rsa-1.0.0", "rsa")
        bench.update(bench.factory_flash(old), old, 1, bench.release("rsa-1.1.0", "rsa"))
        return "1.0.0 slot 1, 1.1.0 slot 2"

    def refusals(self):
        bench = self.bench
        _, flash = bench.boot(bench.factory_flash(self.old))
        for name, key in ("foreign-key", "foreign"), ("rsa-1.1.0", "rsa"):
            run, after = bench.boot(flash, offer=bench.release(name, key).offer())
            check(run.refusal == "manifest: REFUSED_SIGNATURE" and after == flash, f"{name}:\n{run.output}")
        damaged = bytearray(self.new.manifest)
        damaged[40] ^= 1
        run, after = bench.boot(flash, offer=self.new.offer(manifest=bytes(damaged)))
        check(run.refusal == "manifest: REFUSED_SIGNATURE" and after == flash, run.output)
        return "other keys, a changed manifest"


def main():
    bench = Bench(*sys.argv[1:3])
    if not (bench.build / "mbedtls-1.0.0.manifest").exists():
        skip("no mbedTLS source when the releases were built (get_mbedtls.sh fetches it)")
    tests = Tests(bench)
    return run_cases([(test.__name__, test) for test in (
        tests.there_and_back, tests.rsa, tests.refusals)], sys.argv[3:])


if __name__ == "__main__":
    sys.exit(main())
