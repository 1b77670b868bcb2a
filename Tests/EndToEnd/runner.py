"""Runs the tests of a folder, several at once: each test has a drop root of its own.

The last line says how many passed and failed.
"""

import concurrent.futures
import multiprocessing
import os
import pathlib
import subprocess
import sys
import time
import unittest

import certdrop


def flatten(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flatten(test)
        else:
            yield test


def load(folder, names):
    names = names or sorted(path.stem for path in pathlib.Path(folder).glob("test_*.py"))
    return [test.id() for test in flatten(unittest.defaultTestLoader.loadTestsFromNames(names))]


def run(name):
    """(name, seconds, what went wrong, why it was skipped)"""
    result = unittest.TestResult()
    began = time.monotonic()
    unittest.defaultTestLoader.loadTestsFromName(name).run(result)
    problems = [text for _, text in result.failures + result.errors]
    skipped = [reason for _, reason in result.skipped]
    return name, time.monotonic() - began, problems, skipped


def main(folder, names):
    if not os.access(certdrop.PROGRAM, os.X_OK):
        sys.exit(f"There is no program {certdrop.PROGRAM}. Build it: swift build -c release")
    passed = failed = 0
    # Tests wait more than they compute.
    workers = 2 * (os.cpu_count() or 1)
    context = multiprocessing.get_context("fork")
    with concurrent.futures.ProcessPoolExecutor(workers, mp_context=context) as pool:
        for name, seconds, problems, skipped in pool.map(run, load(folder, names)):
            verdict = "failed" if problems else "skipped" if skipped else "passed"
            print(f"{verdict:7}  {seconds:6.2f} s  {name}", *skipped, flush=True)
            for text in problems:
                print(text, flush=True)
            passed += not problems and not skipped
            failed += bool(problems)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0

