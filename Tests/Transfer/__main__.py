"""Runs the tests with real file-transfer programs: python3 Tests/Transfer [NAME-OF-A-TEST...]

They need to be root's, since they make accounts and start servers: on a copy of /etc, in a mount namespace of their own, so
that nothing of it is left on the machine.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "EndToEnd"))

import runner

if __name__ == "__main__":
    sys.exit(runner.main(pathlib.Path(__file__).parent, sys.argv[1:]))
