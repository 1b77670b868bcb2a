"""Runs the end-to-end tests: python3 Tests/EndToEnd [NAME-OF-A-TEST...]"""

import pathlib
import sys

import runner

if __name__ == "__main__":
    sys.exit(runner.main(pathlib.Path(__file__).parent, sys.argv[1:]))
