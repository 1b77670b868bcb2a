"""Drops files at random while the service is killed at random, and checks the end against a model.

    python3 Tests/Durability/soak.py --minutes 60

Eight writers drop certificates files into three drop roots in every way that people and systems do: at once, slowly,
moved in from outside, overwritten while they wait, renamed, deleted again; one drops files that are so large, or that so
many learners are to be told of, that they give way to small ones. Clerks undo runs, award and revoke by hand, erase
learners, make backups and reload the configuration meanwhile, and some of their commands are killed, too. A mail program
that often fails takes the messages of two drop roots. The service is killed with SIGKILL every few seconds, and started
again. The model knows which rows must be there, which may be (of files that were overwritten, deleted or broken off by
their writer), which must not (of runs that were undone), and that no other is.
"""

import argparse
import collections
import contextlib
import copy
import csv
import os
import pathlib
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

import faults  # noqa: F401
import scenarios
from certdrop import PROGRAM, certificates, check as succeeded, csv_bytes, read_message, wait_for

WRITERS = 8
CLERKS = 3
ROOTS = ("sales", "nursing", "kitchen")
# Those of the last are not delivered.
DELIVERED = ROOTS[:2]
# Programs that run at a time.
MAIL_WORKERS = 4
CERTIFICATIONS = 40
# What one day of a large file has: every one of the people gets every certification.
LARGE_DAY = len(scenarios.PEOPLE) * CERTIFICATIONS
LARGE_DAYS = 60
# Learners of whom a talkative file tells; those who are erased.
MANY, GONE = 5_000, 200

# Accepts most messages, and notes which.
MAIL = """#!/bin/sh
while IFS= read -r line; do case $line in [Mm]essage-[Ii][Dd]:*) id=$line;; esac; done
case $(($$ % 8)) in 0) exit 75;; 1) exit 67;; esac
echo "$id" >> "$0.accepted"
"""


class Model:
    """What the writers did, by award. Each file has awards of its own."""

    def __init__(self):
        self.lock = threading.Lock()
        self.numbers = iter(range(1, 1 << 30))
        self.must = {}
        self.may = set()
        self.silent = set()
        self.verified = set()
        self.revoked = set()
        # Days of large files.
        self.large = set()
        # Numbers of runs.
        self.undone = set()
        self.erased = []
        self.backups = 0
        self.counts = collections.Counter()
        self.problems = []

    def rows(self, chance):
        """A few new awards, and sometimes a row with a mistake."""
        with self.lock:
            numbers = [next(self.numbers) for _ in range(chance.choice((1, 1, 2, 5, 20, 200)))]
        rows = [
            (scenarios.PEOPLE[n % 50], f"C{n // 50 % CERTIFICATIONS}", scenarios.day(n // LARGE_DAY)) for n in numbers
        ]
        return rows, chance.random() < 0.2

    def number(self):
        with self.lock:
            return next(self.numbers)


def content(rows, has_mistake):
    return certificates(*map(",".join, rows), *(["nobody.at.all,C1,2020-01-01"] if has_mistake else []))


class Writer(threading.Thread):
    def __init__(self, trial, model, number, until):
        super().__init__()
        self.trial, self.model, self.number, self.until = trial, model, number, until
        self.chance = random.Random(number)
        self.files = 0
        self.ways = (
            self.at_once, self.at_once, self.moved_in, self.moved_in, self.slowly, self.overwritten, self.renamed,
            self.deleted,
        )  # fmt: skip

    def run(self):
        while time.monotonic() < self.until:
            way = self.chance.choice(self.ways)
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


class LargeWriter(Writer):
    """Drops files that give way to small ones in other drop roots: before their rows are stored, or while they are
    published."""

    def __init__(self, trial, model, number, until):
        super().__init__(trial, model, number, until)
        self.ways = (self.large, self.talkative)

    def large(self, _):
        with self.model.lock:
            first = -1 - len(self.model.large)
            days = [scenarios.day(day) for day in range(first, first - LARGE_DAYS, -1)]
            self.model.large.update(days)
        path = self.free("import-silent")
        rows = (
            f"{person},C{n},{day}" for day in days for person in scenarios.PEOPLE for n in range(CERTIFICATIONS)
        )
        self.outside(certificates(*rows)).rename(path)
        self.rest()

    def talkative(self, _):
        day = scenarios.day(self.files)
        rows = [(f"many.{number}", "C0", day) for number in range(MANY)]
        path = self.free("import")
        self.note("import", rows)
        path.write_bytes(content(rows, False))
        self.rest()

    def rest(self):
        time.sleep(min(20, max(0, self.until - time.monotonic())))


class Clerk(threading.Thread):
    """Types commands while the service runs."""

    def __init__(self, trials, model, number, until, serving):
        super().__init__()
        self.trials, self.trial, self.model, self.until, self.serving = trials, trials[0], model, until, serving
        self.chance = random.Random(number)
        self.number = number

    def run(self):
        ways = (self.undo, self.undo, self.by_hand, self.by_hand, self.reload, self.backup, self.erase)
        while time.monotonic() < self.until:
            way = self.chance.choice(ways)
            way()
            with self.model.lock:
                self.model.counts[way.__name__.replace("_", " ")] += 1
            time.sleep(self.chance.random())

    def command(self, *words, until=(0,)):
        """Types a command that is killed at times; then it is typed again, as often as it takes."""
        while True:
            full = [PROGRAM, *words, "--config", str(self.trial.configuration)]
            process = subprocess.Popen(full, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if self.chance.random() < 0.3:
                time.sleep(self.chance.random() * 0.1)
                process.kill()
            said, _ = process.communicate()
            if process.returncode in until:
                return
            if process.returncode != -signal.SIGKILL:
                with self.model.lock:
                    self.model.problems.append(f"{words} ended with {process.returncode}: {said.decode()[-300:]}")
                return

    def undo(self):
        runs = self.trial.query(
            "SELECT id FROM run WHERE state = 'finished' AND in_place = 0 AND undoes IS NULL AND mode <> 'verify'"
            " AND kind = 'certificates' AND CAST(file_name AS TEXT) NOT LIKE 'gone%' ORDER BY id DESC LIMIT 50"
        )
        with self.model.lock:
            runs = [run for (run,) in runs if run not in self.model.undone]
            if not runs:
                return
            run = self.chance.choice(runs)
            self.model.undone.add(run)
        self.command("runs", "undo", str(run))

    def by_hand(self):
        number = self.model.number()
        person, day = scenarios.PEOPLE[number % 50], scenarios.day(number // 50 % 2000)
        award = ("--learner", person, "--certification", f"H{number // 100_000}", "--date", day)
        root = ("--root", self.chance.choice(ROOTS))
        self.command("awards", "add", *award, *root, *self.chance.choice(((), ("--silent",))))
        with self.model.lock:
            self.model.must[person, award[3], day] = "by hand"
        if self.chance.random() < 0.5:
            self.command("awards", "revoke", *award, *root)
            with self.model.lock:
                self.model.revoked.add((person, award[3], day))

    def reload(self):
        with self.serving:
            self.trial.service.send_signal(signal.SIGHUP)

    def backup(self):
        file = self.trial.folder.parent / f"backup-{self.number}.sqlite"
        self.command("backup", "--force", str(file))
        with contextlib.closing(sqlite3.connect(file)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            awards = connection.execute(SMALL_AWARDS).fetchall()
        with self.model.lock:
            if not sound:
                self.model.problems.append("a backup is damaged")
            if others := {award[:3] for award in awards} - set(self.model.must) - self.model.may:
                self.model.problems.append(f"{len(others)} awards of a backup come from nowhere, as {sorted(others)[:3]}")

    def erase(self):
        if self.chance.random() < 0.8:
            return
        # Not where it waits for large files.
        trial = self.chance.choice(self.trials[:-1])
        with self.model.lock:
            number = len(self.model.erased)
            name = f"gone.{number}.person"
            self.model.erased.append(name)
        file = f"gone-{number}.csv"
        trial.put(file, certificates(f"{name},C0,2000-01-01", f"{name},C1,2000-01-01"))
        asked = "SELECT 1 FROM run WHERE CAST(file_name AS TEXT) = ? AND state = 'finished'"
        wait_for(lambda: trial.query(asked, file), f"the answer to {file}", 300)
        succeeded(trial.call("learners", "erase", name, "--yes", "--remove-files"))


# Of small files, and by hand.
SMALL_AWARDS = """
    SELECT username, certification_reference, awarded, revoked FROM awards
    WHERE awarded >= '2020-01-01' AND username NOT LIKE 'erased-%' AND username NOT LIKE 'gone.%'
"""


def prepare(folder):
    """A trial that sees each of the drop roots."""
    template = scenarios.Template(folder)
    trial = template.trial
    template.saved.rename(trial.folder)
    mail = trial.folder.parent / "mail"
    mail.write_text(MAIL)
    mail.chmod(0o755)
    roots = "".join(
        f"  - name: {name}\n    path: {name}\n"
        + (f"    deliver: true\n    mail_command: [{mail}]\n" if name in DELIVERED else "")
        for name in ROOTS
    )
    text = re.sub("(?m)^drop_root: .*", lambda _: f"drop_roots:\n{roots}", trial.configuration.read_text())
    trial.configuration.write_text(text)
    trials = []
    for name in ROOTS:
        trials.append(copy.copy(trial))
        trials[-1].drop = trial.folder / name
        for folder in ("outbox", "done", "failed"):
            setattr(trials[-1], folder, trials[-1].drop / folder)
    references = [f"C{n}" for n in range(CERTIFICATIONS)] + [f"H{n}" for n in range(100)]
    many = [f"many.{n},A,B,many.{n}@example.org" for n in range(MANY)]
    gone = [f"gone.{n}.person,A,B,gone.{n}.person@example.org" for n in range(GONE)]
    for name, content in (
        ("certifications", csv_bytes("Certification reference,Certification name", *(f"{r},Name {r}" for r in references))),
        ("learners", csv_bytes("Username,First name,Surname,Email", *many, *gone)),
    ):
        file = trial.folder / f"{name}.csv"
        file.write_bytes(content)
        succeeded(trial.call("import", "--silent", "--root", ROOTS[0], str(file)))
    return trials


def killer(trial, others, until, chance, serving):
    """Kills the service, and starts it again, which is seen by all trials."""
    kills = 0
    while (left := until - time.monotonic()) > 0:
        # Now and then it lives so long that a large file ends.
        time.sleep(min(left, chance.random() * 4 if kills % 12 else 30))
        with serving:
            trial.kill()
            trial.start()
            for other in others:
                other.service = trial.service
        kills += 1
    return kills


def settle(trial, trials):
    """Waits until everything was taken."""

    def settled():
        assert trial.is_alive
        if any(os.listdir(each.drop / mode) for each in trials for mode in ("verify", "import", "import-silent")):
            return False
        return not trial.query("SELECT 1 FROM run WHERE state <> 'finished' LIMIT 1")

    wait_for(settled, "every file to be taken", 300)


def run_of(message):
    """`1edea2ae-run-3-learner-15.eml`: 3"""
    return int(re.search(r"-run-(\d+)-", message)[1])


def rows_of(run, problems):
    """The rows of a run's report; only their outcomes are read of a large one."""
    with run.table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    counts = collections.Counter(row["outcome"] for row in rows)
    if counts != collections.Counter(run.counts):
        problems.append(f"run {run.id}: {counts} in the report, {run.counts}")
    return rows


def check_awards(trial, model, undone, problems):
    """`undone`: the awards of runs that were undone."""
    awards = trial.query(SMALL_AWARDS)
    found = {award[:3] for award in awards}
    if len(awards) != len(found):
        problems.append(f"{len(awards) - len(found)} awards are there twice")
    if missing := set(model.must) - undone - found:
        problems.append(f"{len(missing)} awards are lost, for example {sorted(missing)[:3]}")
    if others := found - (set(model.must) | model.may) | found & undone:
        problems.append(f"{len(others)} awards come from nowhere, for example {sorted(others)[:3]}")
    if wrong := {award[:3] for award in awards if award[3]} ^ model.revoked:
        problems.append(f"{len(wrong)} awards are revoked or not, for example {sorted(wrong)[:3]}")
    days = trial.query("SELECT awarded, count(*) FROM awards WHERE awarded < '2020-01-01' AND awarded <> '2000-01-01' GROUP BY 1")
    kept = model.large - {day for _, _, day in undone}
    if dict(days) != dict.fromkeys(kept, LARGE_DAY):
        problems.append(f"of large files there are {len(days)} days, not {len(kept)}, or not whole ones")
    erased = trial.query("SELECT count(*) FROM awards WHERE username LIKE 'erased-%'")[0][0]
    if erased != 2 * len(model.erased):
        problems.append(f"{erased} awards of erased learners, not {2 * len(model.erased)}")
    # What was awarded by hand was awarded once, and revoked once at most.
    wrong = trial.query(
        "SELECT count(*) FROM award WHERE key >> 18 & 65535 IN (SELECT id FROM certification WHERE reference LIKE 'H%')"
        " AND revoked <> (SELECT count(*) FROM history WHERE subject = 'award' AND history.key = award.key)"
    )
    if wrong != [(0,)]:
        problems.append(f"{wrong} awards by hand have a history that is not so")
    return len(awards) + sum(count for _, count in days)


def check_run(run, told, waiting, model, problems):
    """Its reports tell of each of its rows, and each of its awards was told to its learner once, unless it was undone.

    Returns the awards that it made, as its report says.
    """
    learners, administrators = told
    if run.name.startswith(b"gone-") or run.name == b"erasure":
        return set()
    if run.file is None:
        expected = run.counts.get("awarded", 0) if run.mode == "import" else 0
        if learners not in ({expected} if expected == 0 else {0, 1}) or administrators:
            problems.append(f"run {run.id} by hand: {learners} learners were told, not {expected}")
        return set()
    for path in (run.file, run.page, run.table):
        if not path.is_file():
            problems.append(f"{path} of run {run.id} is missing")
            return set()
    if not run.name.startswith(b"undo-of-") and not run.file.read_bytes().startswith(b"Username,"):
        problems.append(f"{run.file} is not what was dropped")
    if administrators != 1:
        problems.append(f"run {run.id} has {administrators} messages to the administrator")
    rows = rows_of(run, problems)
    if any(not row["outcome"] for row in rows):
        problems.append(f"run {run.id}: a row without an outcome")
    made = {(row["Username"], row["Certification reference"], row["Award date"]) for row in rows if row["outcome"] == "awarded"}
    new = {username for username, _, _ in made} - scenarios.UNTOLD if run.mode == "import" else set()
    if learners > len(new) or run.id not in model.undone and learners != len(new):
        problems.append(f"run {run.id}: {learners} learners were told, not {len(new)}")
    if run.id not in model.undone:
        return set()
    if waiting:
        problems.append(f"run {run.id} was undone, and {waiting} messages about it wait")
    return made


def check_messages(trials, kills, problems):
    """Who was told of each run, and of which runs messages to learners wait: (learners, administrators, waiting)."""
    learners, administrators, waiting = collections.Counter(), collections.Counter(), collections.Counter()
    for trial in trials:
        names = collections.Counter()
        for folder in (trial.outbox, trial.outbox / "sent", trial.outbox / "undeliverable"):
            for name in (path.name for path in folder.glob("*.eml")):
                names[name] += 1
                if (number := sum(names.values())) % 20 == 0:
                    read_message(folder / name)
                if "-learner-" in name:
                    learners[run_of(name)] += 1
                    waiting[run_of(name)] += folder == trial.outbox
                else:
                    administrators[run_of(name)] += 1
        if twice := [name for name, count in names.items() if count > 1]:
            problems.append(f"{len(twice)} messages lie in two places, for example {twice[:3]}")
        reasons = {path.name.removesuffix(".reason.txt") for path in (trial.outbox / "undeliverable").glob("*.txt")}
        refused = {path.name.removesuffix(".eml") for path in (trial.outbox / "undeliverable").glob("*.eml")}
        # The reason is there first: killed before the message is, it may be sent after all.
        if refused - reasons or reasons - {name.removesuffix(".eml") for name in names}:
            problems.append(f"reasons without messages, or the other way round: {sorted(reasons ^ refused)[:3]}")
    accepted = collections.Counter((trials[0].folder.parent / "mail.accepted").read_text().splitlines())
    again = sum(accepted.values()) - len(accepted)
    if again > kills * MAIL_WORKERS * len(DELIVERED):
        problems.append(f"{again} messages were sent again, by {kills} kills")
    return learners, administrators, waiting


def check(trials, model, kills):
    """(what is wrong, how many awards, runs, messages)"""
    problems = list(model.problems)
    trial = trials[0]
    learners, administrators, waiting = check_messages(trials, kills, problems)
    runs = trial.runs()[4:]
    taken_back = dict(
        trial.query("SELECT before ->> 'run', count(*) FROM history WHERE subject = 'award' AND change = 'undone' GROUP BY 1")
    )
    undone = set()
    for run in runs:
        told = learners[run.id], administrators[run.id]
        made = check_run(run, told, waiting[run.id], model, problems)
        if taken_back.get(run.id, 0) != len(made):
            problems.append(f"run {run.id}: of {len(made)} awards {taken_back.get(run.id, 0)} were undone")
        undone |= made
    awards = check_awards(trial, model, undone, problems)
    expected = set()
    for run in runs:
        if run.file and not run.name.startswith(b"gone-"):
            expected |= {run.file, run.page, run.table} | ({run.corrections} if "rejected" in run.counts else set())
    for folder in (folder for each in trials for folder in (each.done, each.failed)):
        if stray := set(folder.iterdir()) - expected:
            problems.append(f"{len(stray)} files of no run, for example {sorted(stray)[:3]}")
    # What an award by hand has left that was killed is removed by one that comes an hour later.
    if left := [name for name in os.listdir(trial.folder / "state/spool") if not name.startswith("by-hand-")]:
        problems.append(f"the spool holds {left}")
    hidden = {path.name for each in trials for path in each.drop.rglob(".*") if not path.name.startswith(".w")}
    if hidden := {name for name in hidden - scenarios.HIDDEN if not name.endswith(".retry")}:
        problems.append(f"left behind: {hidden}")
    for each in trials:
        waiting_names = {path.stem for path in each.outbox.glob("*.eml")}
        if orphans := {path.name for path in each.outbox.glob(".*.retry") if path.name[1:-6] not in waiting_names}:
            problems.append(f"retry notes of no message: {orphans}")
    with contextlib.closing(sqlite3.connect(trial.database)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            problems.append("the database is damaged")
    for path in (trial.database, *(path for each in trials for path in each.drop.rglob("*") if path.is_file())):
        if b"gone." in path.read_bytes() and (names := [n for n in model.erased if re.search(rb"\b%s\b" % n.encode(), path.read_bytes())]):
            problems.append(f"{path} names {names}, who are erased")
    return problems, awards, len(runs), sum(learners.values()) + sum(administrators.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60, metavar="M", help="how long files are dropped")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="certdrop-soak-") as folder:
        trials = prepare(folder)
        trial = trials[0]
        trial.start()
        until = time.monotonic() + arguments.minutes * 60
        model = Model()
        serving = threading.Lock()
        workers = [
            Writer(trials[number % len(trials)], model, arguments.seed * 100 + number, until) for number in range(WRITERS)
        ]
        workers += [LargeWriter(trials[-1], model, arguments.seed * 100 + WRITERS, until)]
        workers += [Clerk(trials, model, arguments.seed * 200 + number, until, serving) for number in range(CLERKS)]
        for worker in workers:
            worker.start()
        try:
            kills = killer(trial, trials[1:], until, random.Random(arguments.seed), serving)
        finally:
            for worker in workers:
                worker.join()
        settle(trial, trials)
        trial.stop()
        # What commands have left that were killed since the last start.
        succeeded(trial.call("watch", "--once"))
        problems, awards, runs, messages = check(trials, model, kills)
        ways = ", ".join(f"{count} {way}" for way, count in sorted(model.counts.items()))
        gave_way = pathlib.Path(trial.log).read_text().count("Gives way to another drop root")
        print(f"{sum(model.counts.values())} files and commands in {arguments.minutes:g} minutes ({ways})")
        for problem in problems[:20]:
            print(f"FAILED {problem}")
        print(
            f"{kills} kills, {runs} runs, {gave_way} times one gave way, {len(model.undone)} undone, {awards} awards, "
            f"{messages} messages, {len(problems)} problems"
        )
        if problems:
            print(pathlib.Path(trial.log).read_text()[-2000:])
    return 1 if problems or not awards else 0


if __name__ == "__main__":
    sys.exit(main())
