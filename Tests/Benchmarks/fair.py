#!/usr/bin/env python3
"""Measures how long small files of one drop root wait while a huge one goes through another.

    fair.py [--rows N...] [--messages N] [--pause SECONDS] [--folder FOLDER]

For each number of rows, a huge file is imported silently, first alone, then while files of one row are dropped into the other
drop root, one after the other with pauses between them; then the same with a file that has a message for each of N learners.
Prints how long the huge one took, and from dropping a small one to finding it in done/: as long as the huge one still gives
way, and after that.
"""

import argparse
import copy
import datetime
import itertools
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "EndToEnd"))
from certdrop import Trial, certificates, check, wait_for  # noqa: E402

LEARNERS = 100_000


class Bench:
    def __init__(self, folder, pause):
        self.pause = pause
        self.random = random.Random(1)
        self.days = itertools.count()
        self.trial = Trial(folder)
        text = self.trial.configuration.read_text()
        roots = "drop_roots:\n  - name: large\n    path: drop\n  - name: small\n    path: small\n"
        self.trial.configuration.write_text(re.sub("(?m)^drop_root: .*", lambda _: roots, text))
        self.small = copy.copy(self.trial)
        self.small.drop = self.trial.folder / "small"
        self.folder = pathlib.Path(folder)

    def begin(self, rows):
        arguments = ["--rows", str(rows), "--learners", str(LEARNERS)]
        subprocess.run([sys.executable, HERE / "workload.py", self.folder, *arguments], check=True)
        for name in ("learners", "certifications"):
            check(self.trial.call("import", "--silent", "--root", "large", str(self.folder / f"{name}.csv")))
        self.trial.start()

    def drop(self, path, mode):
        """Moves a file in, and says when it was there."""
        path.rename(self.trial.inbox(mode, path.name))
        return time.monotonic()

    def has_ended(self, name):
        return any((self.trial.drop / folder / name).exists() for folder in ("done", "failed"))

    def gave_way(self):
        return self.trial.log.read_text().count("begins anew after it")

    def latency(self):
        """Seconds from dropping a file of one row to finding it in done/."""
        number = next(self.days)
        name = f"small-{number}.csv"
        day = datetime.date(1950, 1, 1) + datetime.timedelta(number)
        began = time.monotonic()
        self.small.put(name, certificates(f"u0000001,CERT-001,{day}"), mode="import-silent")
        done = self.small.drop / "done" / name
        while not done.exists():
            time.sleep(0.002)
        return time.monotonic() - began

    def alone(self, path, mode):
        began = self.drop(path, mode)
        wait_for(lambda: self.has_ended(path.name), path.name, patience=900)
        return time.monotonic() - began

    def together(self, path, mode):
        """How long the file took, and the latencies of small ones while it gave way and after that."""
        before = self.gave_way()
        began = self.drop(path, mode)
        wait_for(lambda: self.trial.runs(path.name), "the claim")
        early, late = [], []
        while not self.has_ended(path.name):
            time.sleep(self.random.uniform(0, self.pause))
            latencies = early if self.gave_way() - before < 8 or self.trial.runs(path.name)[0].state != "claimed" else late
            latencies.append(self.latency())
        return time.monotonic() - began, early, late, self.gave_way() - before


def told(latencies):
    if not latencies:
        return "none"
    return f"{len(latencies)}: median {statistics.median(latencies):.2f} s, longest {max(latencies):.2f} s"


def measure(name, options, rows, mode, write):
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        bench = Bench(folder, options.pause)
        bench.begin(rows)
        idle = [bench.latency() for _ in range(20)]
        first, second = write(bench)
        alone = bench.alone(first, mode)
        seconds, early, late, gave_way = bench.together(second, mode)
        bench.trial.stop()
    print(f"{name}: {alone:.1f} s alone, {seconds:.1f} s among small files; it gave way {gave_way} times")
    print(f"  small files, nothing else going on  {told(idle)}")
    print(f"  while it gives way                  {told(early)}")
    print(f"  when it does so no more             {told(late)}", flush=True)


def two_workloads(rows):
    """Two files of so many rows, none of which is in both."""

    def write(bench):
        first = bench.folder / "certificates.csv"
        first = first.rename(bench.folder / "first.csv")
        arguments = ["--rows", str(rows), "--learners", str(LEARNERS), "--first", str(rows)]
        subprocess.run([sys.executable, HERE / "workload.py", bench.folder, *arguments], check=True)
        return first, (bench.folder / "certificates.csv").rename(bench.folder / "second.csv")

    return write


def two_for_all(count):
    """Two files with an award for each of so many learners."""

    def write(bench):
        paths = [bench.folder / name for name in ("first.csv", "second.csv")]
        for path, day in zip(paths, ("2020-01-01", "2020-01-02")):
            path.write_bytes(certificates(*(f"u{number:07},CERT-001,{day}" for number in range(count))))
        return paths

    return write


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000_000, 10_000_000])
    parser.add_argument("--messages", type=int, default=LEARNERS)
    parser.add_argument("--pause", type=float, default=1, help="the longest between two small files, in seconds")
    parser.add_argument("--folder", help="where the drop roots are made")
    options = parser.parse_args()
    for rows in options.rows:
        measure(f"{rows:,} rows", options, rows, "import-silent", two_workloads(rows))
    if options.messages:
        measure(f"{options.messages:,} messages", options, 1000, "import", two_for_all(options.messages))


if __name__ == "__main__":
    main()
