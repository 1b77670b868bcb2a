"""Drops files at random while the service is killed at random, and checks the end against a model.

    python3 Tests/Durability/soak.py --minutes 60

Eight writers drop certificates files in every way that people and systems do: at once, slowly, moved in from outside,
overwritten while they wait, renamed, deleted again. The service is killed with SIGKILL every few seconds, and started
again. The model knows which rows must be there, which may be (of files that were overwritten, deleted or broken off by
their writer), and that no other is.
"""

import argparse
import collections
import contextlib
import os
import pathlib
import random
import re
import sqlite3
import sys
import tempfile
import threading
import time

import faults  # noqa: F401
import scenarios
from certdrop import certificates, read_message, wait_for

WRITERS = 8


class Model:
    """What the writers did, by award. Each file has awards of its own."""

    def __init__(self):
        self.lock = threading.Lock()
        self.numbers = iter(range(1, 1 << 30))
        self.must = {}
        self.may = set()
        self.silent = set()
        self.verified = set()
        self.counts = collections.Counter()

    def rows(self, chance):
        """A few new awards, and sometimes a row with a mistake."""
        with self.lock:
            numbers = [next(self.numbers) for _ in range(chance.choice((1, 1, 2, 5, 20, 200)))]
        rows = [(scenarios.PEOPLE[n % 50], f"C{n // 50 % 40}", scenarios.day(n // 2000)) for n in numbers]
        return rows, chance.random() < 0.2


def content(rows, has_mistake):
    return certificates(*map(",".join, rows), *(["nobody.at.all,C1,2020-01-01"] if has_mistake else []))


class Writer(threading.Thread):
    def __init__(self, trial, model, number, until):
        super().__init__()
        self.trial, self.model, self.number, self.until = trial, model, number, until
        self.chance = random.Random(number)
        self.files = 0

    def run(self):
        ways = (self.at_once, self.at_once, self.moved_in, self.moved_in, self.slowly, self.overwritten, self.renamed, self.deleted)
        while time.monotonic() < self.until:
            way = self.chance.choice(ways)
            mode = self.chance.choice(("import", "import", "import-silent", "verify"))
            way(mode)
            with self.model.lock:
                self.model.counts[way.__name__.replace("_", " ")] += 1
            time.sleep(self.chance.random() * 0.5)

    def path(self, mode):
        self.files += 1
        # Names are few, so that they are taken again and again.
        return self.trial.inbox(mode, f"w{self.number}-{self.files % 5}.csv")

    def note(self, mode, rows, surely=True):
        with self.model.lock:
            for row in rows:
                if mode == "verify":
                    self.model.verified.add(row)
                elif surely:
                    self.model.must[row] = self.number
                else:
                    self.model.may.add(row)
                if mode != "import":
                    self.model.silent.add(row)

    def outside(self, text):
        path = self.trial.drop / f".w{self.number}"
        path.write_bytes(text)
        return path

    def free(self, mode):
        """A path that nobody uses: overwriting a file that waits would lose it, which is another way."""
        while (path := self.path(mode)).exists():
            time.sleep(0.05)
        return path

    def at_once(self, mode):
        rows, mistake = self.model.rows(self.chance)
        path = self.free(mode)
        self.note(mode, rows)
        path.write_bytes(content(rows, mistake))

    def moved_in(self, mode):
        rows, mistake = self.model.rows(self.chance)
        path = self.free(mode)
        self.note(mode, rows)
        self.outside(content(rows, mistake)).rename(path)

    def slowly(self, mode):
        rows, mistake = self.model.rows(self.chance)
        path = self.free(mode)
        self.note(mode, rows)
        text = content(rows, mistake)
        with path.open("wb", buffering=0) as file:
            for start in range(0, len(text), max(1, len(text) // 5)):
                file.write(text[start : start + max(1, len(text) // 5)])
                time.sleep(self.chance.random() * 0.3)

    def overwritten(self, mode):
        """Two versions under one name, the second moved over the first: the first may have been taken before."""
        path = self.free(mode)
        for surely in (False, True):
            rows, mistake = self.model.rows(self.chance)
            self.note(mode, rows, surely)
            self.outside(content(rows, mistake)).rename(path)
            time.sleep(self.chance.random() * 0.05)

    def renamed(self, mode):
        """Uploaded under a name that is ignored, then renamed."""
        rows, mistake = self.model.rows(self.chance)
        path = self.free(mode)
        part = path.with_name(path.name + ".part")
        part.write_bytes(content(rows, mistake))
        self.note(mode, rows)
        part.rename(path)

    def deleted(self, mode):
        rows, mistake = self.model.rows(self.chance)
        path = self.free(mode)
        self.note(mode, rows, surely=False)
        path.write_bytes(content(rows, mistake))
        with contextlib.suppress(FileNotFoundError):
            path.unlink()


def prepare(folder):
    template = scenarios.Template(folder)
    trial = template.trial
    template.saved.rename(trial.folder)
    file = trial.folder / "certifications.csv"
    file.write_text("Certification reference,Certification name\n" + "".join(f"C{n},Certification {n}\n" for n in range(40)))
    assert trial.call("import", "--silent", str(file)).returncode == 0
    return trial


def killer(trial, until, chance):
    kills = 0
    while time.monotonic() < until:
        time.sleep(chance.random() * 3)
        trial.kill()
        kills += 1
        trial.start()
    return kills


def settle(trial):
    """Waits until everything was taken."""

    def settled():
        assert trial.is_alive
        if any(os.listdir(trial.drop / mode) for mode in ("verify", "import", "import-silent")):
            return False
        return not trial.query("SELECT 1 FROM run WHERE state <> 'finished' LIMIT 1")

    wait_for(settled, "every file to be taken", 300)


def run_of(message):
    """`1edea2ae-run-3-learner-15.eml`: 3"""
    return int(re.search(r"-run-(\d+)-", message)[1])


def check(trial, model):
    """(what is wrong, how many awards, runs, messages)"""
    problems = []
    awards = trial.query("SELECT username, certification_reference, awarded FROM awards")
    found = set(awards)
    if len(awards) != len(found):
        problems.append(f"{len(awards) - len(found)} awards are there twice")
    if missing := set(model.must) - found:
        problems.append(f"{len(missing)} awards are lost, for example {sorted(missing)[:3]}")
    if others := found - set(model.must) - model.may:
        problems.append(f"{len(others)} awards come from nowhere, for example {sorted(others)[:3]}")
    # Each run's reports tell of each of its rows, and each of its awards was told to its learner once.
    names = [path.name for path in trial.outbox.glob("*.eml")]
    for name in names[::20]:
        read_message(trial.outbox / name)
    administrators = collections.Counter(run_of(name) for name in names if "-administrator" in name)
    learners = collections.Counter(run_of(name) for name in names if "-learner-" in name)
    runs = trial.runs()[3:]
    for run in runs:
        for path in (run.file, run.page, run.table):
            if not path.is_file():
                problems.append(f"{path} of run {run.id} is missing")
        if administrators[run.id] != 1:
            problems.append(f"run {run.id} has not one message to the administrator")
        rows = run.rows()
        if len(rows) != sum(run.counts.values()) or any(not row["outcome"] for row in rows):
            problems.append(f"run {run.id}: {len(rows)} rows in the report, {run.counts}")
        new = {row["Username"] for row in rows if row["outcome"] == "awarded"} if run.mode == "import" else set()
        expected = len(new - scenarios.UNTOLD)
        if learners[run.id] != expected:
            problems.append(f"run {run.id}: {learners[run.id]} learners were told, not {expected}")
    published = {run.file for run in runs} | {run.page for run in runs} | {run.table for run in runs}
    published |= {run.corrections for run in runs if "rejected" in run.counts}
    for folder in (trial.done, trial.failed):
        if stray := {path for path in folder.iterdir()} - published:
            problems.append(f"{len(stray)} files of no run, for example {sorted(stray)[:3]}")
    if left := os.listdir(trial.folder / "state/spool"):
        problems.append(f"the spool holds {left}")
    hidden = {path.name for path in trial.drop.rglob(".*") if not path.name.startswith(".w")}
    if hidden - scenarios.HIDDEN:
        problems.append(f"left behind: {hidden}")
    with contextlib.closing(sqlite3.connect(trial.database)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            problems.append("the database is damaged")
    return problems, len(awards), len(runs), len(names)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60, metavar="M", help="how long files are dropped")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="certdrop-soak-") as folder:
        trial = prepare(folder)
        trial.start()
        until = time.monotonic() + arguments.minutes * 60
        model = Model()
        writers = [Writer(trial, model, arguments.seed * 100 + number, until) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        try:
            kills = killer(trial, until, random.Random(arguments.seed))
        finally:
            for writer in writers:
                writer.join()
        settle(trial)
        trial.stop()
        problems, awards, runs, messages = check(trial, model)
        ways = ", ".join(f"{count} {way}" for way, count in sorted(model.counts.items()))
        print(f"{sum(model.counts.values())} files in {arguments.minutes:g} minutes ({ways})")
        for problem in problems[:20]:
            print(f"FAILED {problem}")
        print(f"{kills} kills, {runs} runs, {awards} awards, {messages} messages, {len(problems)} problems")
        if problems:
            print(pathlib.Path(trial.log).read_text()[-2000:])
    return 1 if problems or not awards else 0


if __name__ == "__main__":
    sys.exit(main())
