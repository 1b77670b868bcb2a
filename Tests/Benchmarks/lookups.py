#!/usr/bin/env python3
"""Times `certdrop awards list` by each filter, with ten million awards in the store.

    lookups.py CERTDROP [--rows N] [--folder DIR]

Prints a table: the time of the whole process, the median of seven, and the processor's share of it, which other work on
the machine disturbs less; `certdrop --version` is the time of a process that does nothing. What the limit of 100 ms holds
for is marked.
Takes some minutes and 2 GB in the scratch folder; --rows makes both less.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

from benchmark import Root, make_workload, measure

LIMIT = 100

# What is asked, and whether it must be quick. Not in the limit is what looks far behind, which looks up all that it
# skips, and what is rare among what comes first in the order asked for.
QUESTIONS = [
    (["learners", "list"], True),
    (["learners", "list", "--prefix", "u00009"], True),
    (["learners", "show", "u0000997"], True),
    (["certifications", "list"], True),
    (["certifications", "show", "CERT-007"], True),
    (["runs", "list"], True),
    (["awards", "list"], True),
    (["awards", "list", "--sort", "awarded"], True),
    (["awards", "list", "--sort", "expires"], True),
    (["awards", "list", "--learner", "u0000997"], True),
    (["awards", "show", "--learner", "u0000997", "--certification", "RARE"], True),
    (["awards", "list", "--certification", "RARE"], True),
    (["awards", "list", "--certification", "RARE", "--sort", "expires"], True),
    (["awards", "list", "--certification", "CERT-007"], True),
    (["awards", "list", "--certification", "CERT-007", "--sort", "awarded"], True),
    (["awards", "list", "--certification", "CERT-007", "--sort", "expires"], True),
    (["awards", "list", "--certification", "CERT-007", "--offset", "48000"], False),
    (["awards", "list", "--from", "2024-01-01", "--to", "2024-01-31"], True),
    (["awards", "list", "--from", "2024-01-01", "--to", "2024-01-31", "--sort", "awarded"], True),
    (["awards", "list", "--from", "2024-01-01", "--to", "2024-01-31", "--sort", "expires"], False),
    (["awards", "list", "--state", "valid", "--sort", "expires"], True),
    (["awards", "list", "--state", "valid", "--sort", "awarded"], True),
    (["awards", "list", "--state", "expired", "--sort", "expires"], True),
    (["awards", "list", "--state", "expiring", "--sort", "expires"], True),
    (["awards", "list", "--state", "revoked"], True),
    (["awards", "list", "--run", "{small}"], True),
    (["awards", "list", "--run", "{small}", "--sort", "awarded"], True),
    (["awards", "list", "--run", "{large}"], True),
    (["awards", "list", "--run", "{large}", "--sort", "awarded"], True),
    (["awards", "list", "--run", "{large}", "--sort", "expires"], True),
    (["awards", "expiring", "--within", "60d"], True),
    (["awards", "expiring", "--within", "60d", "--certification", "CERT-007"], True),
    (["awards", "expiring", "--within", "60d", "--offset", "200000"], False),
    (["awards", "list", "--offset", "9790000"], False),
    (["awards", "list", "--sort", "awarded", "--offset", "9790000"], False),
    (["status"], False),
]


def fill(program, scratch, rows):
    """A store of `rows` awards, and a hundred of a rare certification by a run of its own: it, and both runs."""
    root = Root(program, scratch / "root", make_workload(scratch / "work", rows))
    root.import_file(scratch / "work/certificates.csv")
    rare = scratch / "rare-certification.csv"
    rare.write_text("Certification reference,Certification name,Valid for\r\nRARE,Rare,P1Y\r\n")
    root.import_file(rare)
    awards = scratch / "rare.csv"
    lines = [f"u{n * 997 % 100_000:07d},RARE,2024-01-{n % 28 + 1:02d}\r\n" for n in range(100)]
    awards.write_text("Username,Certification reference,Award date\r\n" + "".join(lines))
    root.import_file(awards)
    shutil.rmtree(scratch / "work")
    return root, {"large": 3, "small": 5}


def median(command):
    """Milliseconds by the clock and of the processors."""
    times = []
    for _ in range(7):
        before = os.times()
        seconds = measure(command).seconds
        after = os.times()
        times.append((seconds, after.children_user + after.children_system - before.children_user - before.children_system))
    return [statistics.median(column) * 1000 for column in zip(*times)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--folder", type=pathlib.Path)
    arguments = parser.parse_args()
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="certdrop-lookups-", dir=arguments.folder))
    missed = 0
    try:
        root, runs = fill(arguments.program, scratch, arguments.rows)
        print(f"| with {root.awards():,} awards | ms | processor, ms | limit |\n| --- | --- | --- | --- |")
        time, busy = median([arguments.program, "--version"])
        print(f"| (a process that does nothing) | {time:.0f} | {busy:.0f} | |")
        for words, is_quick in QUESTIONS:
            words = [word.format(**runs) for word in words]
            # `status` has no table for spreadsheets.
            output = ["--format", "json" if words == ["status"] else "csv"]
            time, busy = median([arguments.program, *words, *output, "--config", root.folder / "certdrop.yaml"])
            verdict = "" if not is_quick else "reached" if time <= LIMIT else "MISSED"
            missed += verdict == "MISSED"
            print(f"| {' '.join(words)} | {time:.0f} | {busy:.0f} | {verdict} |", flush=True)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
