#!/usr/bin/env python3
"""The benchmark of certdrop; started by run.sh, which builds the program first.

    benchmark.py CERTDROP [--rounds N] [--quick] [--folder DIR]

Programs are measured as whole processes, in turn (A B C A B C …), with the kernel's own account of each (wait4(2)).
"""

import argparse
import collections
import csv
import datetime
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
Run = collections.namedtuple("Run", "seconds megabytes")


def measure(command, **options):
    """Wall seconds and peak memory of a whole process; its exit status may be 0 or 1."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)
    complaint = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{command[0]} failed: {complaint.decode(errors='replace')}")
    return Run(seconds, usage.ru_maxrss / 1024)


class Root:
    """A drop root of its own, made by the program itself."""

    def __init__(self, program, folder, workload=None):
        self.program, self.folder = program, folder
        if not folder.exists():
            subprocess.run([program, "init", folder], check=True, stdout=subprocess.DEVNULL)
            for name in ("learners", "certifications"):
                self.import_file(workload / f"{name}.csv")

    def import_file(self, path):
        return measure([self.program, "import", "--silent", "--config", self.folder / "certdrop.yaml", path])

    def undo(self, run):
        return measure([self.program, "runs", "undo", str(run), "--config", self.folder / "certdrop.yaml"])

    def copy(self, folder):
        """A copy elsewhere; the configuration names its own folders."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        text = (folder / "certdrop.yaml").read_text().replace(str(self.folder), str(folder))
        (folder / "certdrop.yaml").write_text(text)
        return Root(self.program, folder)

    @property
    def database(self):
        return self.folder / "state" / "certdrop.sqlite"

    def awards(self):
        return count_awards(self.database)


def count_awards(database):
    return int(subprocess.check_output(["sqlite3", database, "SELECT count(*) FROM award"]))


def outcomes(report):
    """How many rows of a report ended how: by reason if rejected, else by outcome."""
    counts = collections.Counter()
    with open(report, encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            counts[row["reason"] or row["outcome"]] += 1
    return counts


def make_workload(folder, rows, learners=100_000, first=0):
    subprocess.run(
        [sys.executable, HERE / "workload.py", folder, "--rows", str(rows), "--learners", str(learners),
         "--first", str(first)],
        check=True,
    )
    return folder


def check(name, counted, expected):
    if counted != expected:
        sys.exit(f"{name} disagrees: {dict(counted)} instead of {dict(expected)}")


def median(runs):
    return Run(statistics.median(run.seconds for run in runs), max(run.megabytes for run in runs))


def side_by_side(program, scratch, rounds, table):
    work = make_workload(scratch / "million", 1_000_000)
    expected = collections.Counter(json.loads((work / "expected.json").read_text()))
    certificates = work / "certificates.csv"
    base = Root(program, scratch / "base", work)
    runs = collections.defaultdict(list)
    for _ in range(rounds):
        root = base.copy(scratch / "root")
        runs["first"].append(root.import_file(certificates))
        check("certdrop", outcomes(work / "certificates.report.csv"), expected)
        check("certdrop's store", root.awards(), expected["awarded"])
        runs["second"].append(root.import_file(certificates))
        again = outcomes(work / "certificates.report.csv")
        check("certdrop, again", again["unchanged"], expected["awarded"])
        # The runs before it brought the learners and the certifications.
        runs["undo"].append(root.undo(3))
        check("certdrop's store, undone", root.awards(), 0)
        for peer in ("sqlite.sh", "python.py"):
            database, report = scratch / "peer.sqlite", scratch / "peer.csv"
            shutil.copy(base.database, database)
            runs[peer].append(measure([HERE / f"peer_{peer}", database, certificates, report]))
            check(peer, outcomes(report), expected)
            check(peer, count_awards(database), expected["awarded"])
    first, second = median(runs["first"]), median(runs["second"])
    table.add("1,000,000 rows", first)
    for peer, name, limit in (("sqlite.sh", "sqlite3 shell", 0.33), ("python.py", "Python", 0.20)):
        table.add(f"the same by {name}", median(runs[peer]))
        table.ratio(f"certdrop / {name}", first.seconds / median(runs[peer]).seconds, limit)
    table.add("the same file again (all unchanged)", second)
    table.ratio("again / first", second.seconds / first.seconds, 0.6)
    table.add("its awards undone", median(runs["undo"]))
    table.limit("peak memory, 1,000,000 rows, MiB", first.megabytes, 256)
    return base, first


def ten_million(program, scratch, base, first, table):
    work = make_workload(scratch / "ten-million", 10_000_000)
    more = make_workload(scratch / "more", 1_000_000, first=20_000_000)
    root = base.copy(scratch / "large-root")
    run = root.import_file(work / "certificates.csv")
    check("certdrop", root.awards(), json.loads((work / "expected.json").read_text())["awarded"])
    table.add("10,000,000 rows", run)
    table.ratio("10,000,000 / 1,000,000", run.seconds / first.seconds, 12)
    table.limit("peak memory, 10,000,000 rows, MiB", run.megabytes, 256)
    table.add("1,000,000 rows into 10,000,000 awards", root.import_file(more / "certificates.csv"))
    shutil.rmtree(root.folder)
    shutil.rmtree(work)


class Service:
    """The running service on a root."""

    def __init__(self, root):
        self.root = root

    def __enter__(self):
        self.process = subprocess.Popen(
            [self.root.program, "watch", "--config", self.root.folder / "certdrop.yaml"], stderr=subprocess.DEVNULL
        )
        self.drop("ready.csv", certificate_rows(0, 1, 1))
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def drop(self, name, text):
        """Seconds from the closing of the file to its standing in done/."""
        done = self.root.folder / "drop" / "done" / name
        file = open(self.root.folder / "drop" / "import-silent" / name, "w")
        file.write(text)
        began = time.perf_counter()
        file.close()
        while not done.exists():
            if time.perf_counter() - began > 60:
                sys.exit(f"{name} did not arrive in done/")
            time.sleep(0.0001)
        return time.perf_counter() - began


def certificate_rows(number, count, learners):
    """Rows that no other number makes."""
    lines = ["Username,Certification reference,Award date,Certificate number"]
    for row in range(count):
        place = number * count + row
        day = datetime.date(2020, 1, 1) + datetime.timedelta(days=place // 200 % 1500)
        lines.append(f"u{place * 7919 % learners:07d},CERT-{place % 200:03d},{day},N-{place}")
    return "\r\n".join(lines) + "\r\n"


def service(program, scratch, table):
    work = make_workload(scratch / "many-learners", 1, learners=1_000_000)
    root = Root(program, scratch / "service-root", work)
    with Service(root) as running:
        times = sorted(running.drop(f"drop{n}.csv", certificate_rows(n, 100, 1_000_000)) for n in range(200))
        table.limit("100 rows dropped, 1,000,000 learners: p50, ms", times[99] * 1000, 10)
        table.limit("the same: p99, ms", times[197] * 1000, 40)
        waiting = scratch / "burst"
        waiting.mkdir()
        for n in range(1000):
            (waiting / f"burst{n}.csv").write_text(certificate_rows(100_000 + n, 10, 1_000_000))
        done, inbox = root.folder / "drop" / "done", root.folder / "drop" / "import-silent"
        began = time.perf_counter()
        for n in range(1000):
            os.rename(waiting / f"burst{n}.csv", inbox / f"burst{n}.csv")
        while sum(1 for n in range(999, -1, -1) if (done / f"burst{n}.csv").exists()) < 1000:
            if time.perf_counter() - began > 300:
                sys.exit("the burst did not end")
            time.sleep(0.01)
        seconds = time.perf_counter() - began
    table.least("burst of 1,000 ten-row files, files a second", 1000 / seconds, 250)
    syncs, each = cost_of_syncs(root, scratch)
    table.note(f"of which waiting for the disk, ms a file ({syncs:.1f} syncs of {each * 1000:.2f} ms)", syncs * each * 1000)


def cost_of_syncs(root, scratch):
    """How often a ten-row file waits for the disk, and how long one such wait takes here."""
    files = 20
    inbox = root.folder / "drop" / "import-silent"
    for n in range(files):
        (inbox / f"sync{n}.csv").write_text(certificate_rows(200_000 + n, 10, 1_000_000))
    trace = scratch / "trace"
    subprocess.run(
        ["strace", "-f", "-o", trace, "-e", "trace=fsync,fdatasync,syncfs", root.program, "watch", "--once", "--config",
         root.folder / "certdrop.yaml"],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    syncs = sum("sync(" in line or "syncfs(" in line for line in trace.read_text().splitlines())
    times = []
    for n in range(100):
        descriptor = os.open(scratch / "sync-probe", os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
        os.write(descriptor, b"x" * 8192)
        began = time.perf_counter()
        os.fsync(descriptor)
        times.append(time.perf_counter() - began)
        os.close(descriptor)
    return syncs / files, statistics.median(times)


class Table:
    def __init__(self):
        self.missed = []

    def line(self, what, figure, target="", verdict=""):
        print(f"| {what} | {figure} | {target} | {verdict} |", flush=True)

    def add(self, what, run):
        self.line(what, f"{run.seconds:.2f} s, {run.megabytes:.0f} MiB")

    def judge(self, what, figure, target, reached):
        self.line(what, figure, target, "reached" if reached else "MISSED")
        if not reached:
            self.missed.append(what)

    def ratio(self, what, ratio, limit):
        self.judge(what, f"{ratio:.2f} ×", f"≤ {limit} ×", ratio <= limit)

    def limit(self, what, figure, limit):
        self.judge(what, f"{figure:.1f}", f"≤ {limit}", figure <= limit)

    def least(self, what, figure, least):
        self.judge(what, f"{figure:.0f}", f"≥ {least}", figure >= least)

    def note(self, what, figure):
        self.line(what, f"{figure:.2f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--folder", type=pathlib.Path)
    arguments = parser.parse_args()
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="certdrop-benchmark-", dir=arguments.folder))
    try:
        print(f"{datetime.date.today()}, {os.cpu_count()} processors, {platform.machine()}, load {os.getloadavg()[0]:.1f}\n")
        table = Table()
        table.line("what", "measured", "target", "")
        table.line("---", "---", "---", "---")
        base, first = side_by_side(arguments.program, scratch, arguments.rounds, table)
        if not arguments.quick:
            ten_million(arguments.program, scratch, base, first, table)
        service(arguments.program, scratch, table)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    sys.exit(1 if table.missed else 0)


if __name__ == "__main__":
    main()
