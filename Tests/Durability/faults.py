"""Runs the program with faults.c preloaded: it is killed, or a call fails, at the n-th call that changes a file.

clock.c, which `build` compiles too, sets its clock.
"""

import atexit
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "EndToEnd"))

HERE = pathlib.Path(__file__).parent


def build(name="faults"):
    """Compiles faults.c, or another one; returns the library's path."""
    compiler = next((path for path in map(shutil.which, ("cc", "gcc", "clang")) if path), None)
    if not compiler:
        sys.exit("There is no C compiler. Install one: apt-get install gcc libc6-dev")
    folder = tempfile.mkdtemp(prefix="certdrop-faults-")
    atexit.register(shutil.rmtree, folder, True)
    library = f"{folder}/{name}.so"
    subprocess.run([compiler, "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, str(HERE / f"{name}.c"), "-ldl"], check=True)
    return library


def environment(library, **settings):
    """The environment for a call of the program; `at=3` becomes FAULTS_AT=3."""
    faults = {f"FAULTS_{name.upper()}": str(value) for name, value in settings.items() if value not in (None, False)}
    return {**os.environ, "LD_PRELOAD": library, **faults}
