#!/usr/bin/env python3
"""What keeping a history costs an import, in processor time: the same import with and without it.

    history.py CERTDROP [--rows N] [--rounds N] [--folder DIR]

Without it is a copy of the database whose triggers are dropped, so that no change is written down. Three imports are
measured: new awards, the same file again, and the same awards with other details, all of which are changes. Processor
time, and not the clock, since other work disturbs it less; the medians of the rounds, which alternate.
"""

import argparse
import os
import pathlib
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile

from benchmark import Root, make_workload


def without_history(root):
    with sqlite3.connect(root.database) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
    database.close()


def processor_time(root, file):
    """Seconds that an import keeps processors busy, in the program and in the kernel."""
    before = os.times()
    command = [root.program, "import", "--silent", "--config", root.folder / "certdrop.yaml", file]
    status = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if status.returncode not in (0, 1):
        sys.exit(status.stderr.decode(errors="replace"))
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def changed(file):
    """The same file, each certificate with another number."""
    copy = file.with_name("changed.csv")
    copy.write_text(re.sub(r",N-(\d)", r",M-\1", file.read_text(encoding="utf-8")), encoding="utf-8")
    return copy


def history_entries(root):
    return int(subprocess.check_output(["sqlite3", root.database, "SELECT count(*) FROM history"]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=pathlib.Path)
    arguments = parser.parse_args()
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="certdrop-history-", dir=arguments.folder))
    try:
        work = make_workload(scratch / "work", arguments.rows)
        first = work / "certificates.csv"
        files = {"new awards": first, "the same file again": first, "all with other details": changed(first)}
        base = Root(arguments.program, scratch / "base", work)
        times = {(name, kept): [] for name in files for kept in (True, False)}
        for _ in range(arguments.rounds):
            for kept in (True, False):
                root = base.copy(scratch / "root")
                if not kept:
                    without_history(root)
                for name, file in files.items():
                    times[name, kept].append(processor_time(root, file))
                entries = history_entries(root)
                assert (entries > 0) == kept, f"{entries} entries in the history"
        print(f"| {arguments.rows:,} rows | with history, s | without, s | ratio |\n| --- | --- | --- | --- |")
        for name in files:
            with_it, without = (statistics.median(times[name, kept]) for kept in (True, False))
            print(f"| {name} | {with_it:.2f} | {without:.2f} | {with_it / without:.2f} |")
        ratio = statistics.median(times["new awards", True]) / statistics.median(times["new awards", False])
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    sys.exit(1 if ratio > 1.15 else 0)


if __name__ == "__main__":
    main()
