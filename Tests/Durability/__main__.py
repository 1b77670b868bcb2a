"""Runs the tests of this folder that take seconds: python3 Tests/Durability [NAME-OF-A-TEST...]

The sweeps, the soak and the fuzzing are commands of their own; each says with --help what it does.
"""

import pathlib
import sys

import faults  # noqa: F401 (sets the path to the end-to-end tests)
import runner

if __name__ == "__main__":
    sys.exit(runner.main(pathlib.Path(__file__).parent, sys.argv[1:]))
