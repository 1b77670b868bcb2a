"""Builds the Debian package, and installs, uses, updates and removes it on a clean machine: python3 Tests/Packaging

`CLEAN_ROOT` may name a folder to keep the clean machine's root in, so that it is made once.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import machine
import test_package

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


def clean_root(folder):
    """A fresh root at `folder`."""
    kept = os.environ.get("CLEAN_ROOT")
    if not kept:
        return machine.make_root(folder)
    if not os.path.exists(kept):
        machine.make_root(kept)
    subprocess.run(["cp", "--archive", kept, str(folder)], check=True)
    return None


def main():
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="certdrop-package-"))
    try:
        built = subprocess.run([REPOSITORY / "config/packaging/build-deb.sh", scratch], check=True, capture_output=True, text=True)
        test_package.Package.package = pathlib.Path(built.stdout.strip())
        try:
            clean_root(scratch / "root")
            test_package.Package.machine = machine.Machine(scratch / "root")
        except machine.Unavailable as reason:
            print(f"Without a clean machine, since {reason}.")
        suite = unittest.defaultTestLoader.loadTestsFromTestCase(test_package.Package)
        result = unittest.TextTestRunner(verbosity=2, failfast=True, stream=sys.stdout).run(suite)
        return 0 if result.wasSuccessful() else 1
    except subprocess.CalledProcessError as fault:
        print(f"The package cannot be built:\n{fault.stderr}")
        return 1
    finally:
        if test_package.Package.machine:
            test_package.Package.machine.stop()
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
