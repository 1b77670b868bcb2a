"""What is dropped while the program is killed or a call fails, and what must have become of it in the end.

The expectation is written down here, row by row, and not taken from a run of the program.
"""

import collections
import csv
import dataclasses
import datetime
import io
import os
import pathlib
import shutil
import sqlite3

import faults  # noqa: F401 (sets the path to the next one)
import certdrop

# Fifty learners; every tenth has no e-mail address, and is not told.
PEOPLE = [f"learner.{number:02}" for number in range(50)]
UNTOLD = set(PEOPLE[::10])


def address(username):
    return "" if username in UNTOLD else f"{username}@example.org"


@dataclasses.dataclass
class Scenario:
    name: str
    mode: str
    content: bytes
    folder: str
    # (row, outcome, reason) of every row
    outcomes: list
    # (username, certification, award date)
    awards: set
    # addresses of learners who are to be told
    told: set
    refusal: str = None
    sidecar: bytes = None
    # What the file is called.
    file: str = "march.csv"
    # The command that makes the file, if it is not dropped; what it finds: files and the awards of theirs.
    command: tuple = ()
    found: tuple = ()
    awards_found: set = dataclasses.field(default_factory=set)


def day(number):
    return (datetime.date(2020, 1, 1) + datetime.timedelta(number)).isoformat()


def scenario(name, mode, rows, mistakes=0):
    """A file of so many rows about different awards; every so-and-so-th has a mistake."""
    step = rows // mistakes if mistakes else 0
    lines, outcomes, awards, told = [], [], set(), set()
    for number in range(rows):
        username, date = PEOPLE[number * 7 % len(PEOPLE)], day(number)
        if step and number % step == step - 1:
            kind = number // step % 3
            lines.append((("nobody.at.all", "FAW", date), (username, "NONE", date), (username, "FAW", "2020-13-01"))[kind])
            outcomes.append((number + 2, "rejected", ("learner.unknown", "certification.unknown", "date.invalid")[kind]))
        else:
            lines.append((username, "FAW", date))
            outcomes.append((number + 2, "awarded", ""))
            awards.add((username, "FAW", date))
            if username not in UNTOLD:
                told.add(address(username))
    content = certdrop.certificates(*(",".join(line) for line in lines))
    folder = "failed" if mistakes else "done"
    if mode == "verify":
        awards = set()
    return Scenario(name, mode, content, folder, outcomes, awards, told if mode == "import" else set())


def refused():
    content = certdrop.csv_bytes("Username,Award date", "learner.01,2020-01-01")
    return Scenario("refused", "import", content, "failed", [], set(), set(), refusal="file.column-missing")


SCENARIOS = {
    made.name: made
    for made in (
        scenario("import", "import", 6),
        scenario("import-silent", "import-silent", 6),
        scenario("verify", "verify", 6, mistakes=2),
        refused(),
        scenario("mistakes", "import", 200, mistakes=20),
    )
}



def by_excel(heading, *rows):
    return b"\xef\xbb\xbf" + certdrop.csv_bytes(heading, *rows)


def undo():
    """Takes back what six rows of a file have awarded."""
    made = scenario("undo", "import-silent", 6)
    rows = [line.split(",") for line in made.content.decode().splitlines()[1:]]
    content = by_excel(
        "Row,Username,Certification reference,Award date",
        *(",".join([str(number), *row]) for number, row in enumerate(rows, 2)),
    )
    outcomes = [(row, "taken back", "") for row, _, _ in made.outcomes]
    return Scenario(
        "undo", made.mode, content, "done", outcomes, set(), set(), file="undo-of-run-3.csv",
        command=("runs", "undo", "3"), found=(("earlier.csv", made.content),), awards_found=made.awards,
    )  # fmt: skip


def reapply():
    """Awards by a rule that came after six learners had done something, and tells five of them."""
    heading = "Username,Activity reference,Status,Date"
    rows = [f"{PEOPLE[number + 10]},SAFE-101,Passed,{day(number)}" for number in range(6)]
    awards = {(PEOPLE[number + 10], "FAW", day(number)) for number in range(6)}
    rules = certdrop.csv_bytes("Certification reference,Activity reference,Awarded when", "FAW,SAFE-101,passed")
    return Scenario(
        "reapply", "import", by_excel(heading, *(row.replace("Passed", "passed") for row in rows)), "done",
        [(row, "awarded", "") for row in range(2, 8)], awards,
        {address(username) for username, _, _ in awards if username not in UNTOLD}, file="reapply-since-2020-01-01.csv",
        command=("awards", "reapply", "--since", "2020-01-01", "--apply"),
        found=(("completions.csv", certdrop.csv_bytes(heading, *rows)), ("rules.csv", rules)),
    )  # fmt: skip


COMMANDS = {made.name: made for made in (undo(), reapply())}


class Template:
    """A drop root with learners and certifications, copied afresh for every trial into one and the same place."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.trial = certdrop.Trial(self.folder)
        learners, certifications = self.folder / "learners.csv", self.folder / "certifications.csv"
        learners.write_bytes(
            certdrop.csv_bytes("Username,First name,Surname,Email", *(f"{name},A,B,{address(name)}" for name in PEOPLE))
        )
        certifications.write_bytes(
            certdrop.csv_bytes("Certification reference,Certification name", "FAW,First Aid at Work")
        )
        for file in (learners, certifications):
            certdrop.check(self.trial.call("import", "--silent", str(file)))
        self.saved = self.folder / "saved"
        self.trial.folder.rename(self.saved)
        self.runs = 2

    def fresh(self, dropped):
        """The trial as it was, with the scenario's file dropped, or with what its command finds."""
        shutil.rmtree(self.trial.folder, ignore_errors=True)
        saved = self.saved
        if dropped.command:
            saved = self.folder / f"saved-for-{dropped.name}"
            if not saved.exists():
                shutil.copytree(self.saved, self.trial.folder)
                for name, content in dropped.found:
                    file = self.folder / name
                    file.write_bytes(content)
                    certdrop.check(self.trial.call("import", "--silent", str(file)))
                self.trial.folder.rename(saved)
        shutil.copytree(saved, self.trial.folder)
        if not dropped.command:
            self.trial.put(dropped.file, dropped.content, dropped.mode)
        return self.trial

    def runs_before(self, dropped):
        return self.runs + len(dropped.found)


def visible(folder):
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith(".") and path.is_file())


HIDDEN = {".queue.lock", ".delivery.lock"}


def check_what_is_visible(trial, dropped):
    """What must hold at any moment, so also right after a kill: nothing visible is half-written, and whoever sees the
    file in done/ or failed/ finds everything else in its place."""
    published = set()
    for folder in (trial.done, trial.failed):
        for name in visible(folder):
            assert folder.name == dropped.folder, f"{name} in {folder.name}/"
            published.add(name)
            check_complete(folder / name, dropped)
    for path in (trial.outbox, trial.outbox / "sent"):
        for name in visible(path):
            certdrop.read_message(path / name)
    if dropped.file in published:
        expected = expected_names(dropped)
        assert published == expected, f"The file is visible, but of the reports only {sorted(published)}"
        check_messages(trial, dropped)


def expected_names(dropped):
    stem = dropped.file.removesuffix(".csv")
    names = {dropped.file, f"{stem}.report.html", f"{stem}.report.csv"}
    return names | {f"{stem}.corrections.csv"} if any(row[1] == "rejected" for row in dropped.outcomes) else names


def check_complete(path, dropped):
    content = path.read_bytes()
    if path.name == dropped.file:
        assert content == dropped.content, f"The file is not what was dropped, but {content}"
    elif path.suffix == ".html":
        assert content.rstrip().endswith(b"</html>"), f"{path.name} is half-written."
    else:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        if path.name.endswith(".report.csv"):
            found = [(int(row["row"]), row["outcome"], row["reason"]) for row in rows]
            assert found == dropped.outcomes, f"{path.name}: {found}"
        else:
            rejected = sum(outcome == "rejected" for _, outcome, _ in dropped.outcomes)
            assert len(rows) == rejected, f"{path.name} has {len(rows)} rows, not {rejected}."


def check_messages(trial, dropped):
    """One message for the administrator, and one for each learner who is to be told, wherever it is by now."""
    names, recipients = collections.Counter(), collections.Counter()
    identities = collections.Counter()
    for folder in (trial.outbox, trial.outbox / "sent"):
        for name in visible(folder):
            message = certdrop.read_message(folder / name)
            names[name] += 1
            identities[message["Message-ID"]] += 1
            kind = "administrator" if "-administrator" in name else "learner"
            recipients[kind, message["To"].addresses[0].addr_spec] += 1
    assert not [name for name, count in (names + identities).items() if count > 1], f"A message twice: {names}"
    administrators = {key: count for key, count in recipients.items() if key[0] == "administrator"}
    assert list(administrators.values()) == [1], f"Administrator messages: {administrators}"
    told = collections.Counter({key[1]: count for key, count in recipients.items() if key[0] == "learner"})
    assert told == collections.Counter(dropped.told), f"Told: {told}; not {dropped.told}"


def deliver(trial):
    """What a delivery program does: takes the messages that are queued."""
    for name in visible(trial.outbox):
        (trial.outbox / name).rename(trial.outbox / "sent" / name)


def check_untouched(trial, dropped):
    """A command that was killed before it had committed anything has done nothing."""
    assert not visible(trial.outbox) and not visible(trial.outbox / "sent"), "Messages of nothing."
    assert not visible(trial.done) and not visible(trial.failed), "Reports of nothing."
    connection = sqlite3.connect(trial.database)
    try:
        awards = connection.execute("SELECT username, certification_reference, awarded FROM awards").fetchall()
        assert len(awards) == len(set(awards)) and set(awards) == dropped.awards_found, f"Awards: {awards}"
    finally:
        connection.close()


def is_journalled(trial, earlier_runs):
    connection = sqlite3.connect(trial.database)
    try:
        return connection.execute("SELECT count(*) FROM run WHERE id > ?", [earlier_runs]).fetchone() != (0,)
    finally:
        connection.close()


def check_end(trial, dropped, earlier_runs):
    """Nothing lost, nothing twice, nothing left."""
    check_what_is_visible(trial, dropped)
    for mode in ("verify", "import", "import-silent"):
        assert not os.listdir(trial.drop / mode), f"{mode}/ holds {os.listdir(trial.drop / mode)}"
    folder = trial.drop / dropped.folder
    assert set(os.listdir(folder)) == expected_names(dropped), f"{folder.name}/ holds {os.listdir(folder)}"
    state = trial.folder / "state"
    assert not os.listdir(state / "spool"), f"The spool holds {os.listdir(state / 'spool')}"
    hidden = {path.relative_to(trial.folder) for path in trial.folder.rglob(".*")}
    assert {path.name for path in hidden} <= HIDDEN, f"Left behind: {hidden}"
    assert {path.name.removesuffix("-wal").removesuffix("-shm") for path in state.iterdir()} <= {
        "certdrop.sqlite", "spool", "service.lock", "publish.lock", "status.json", "reserve", "outage.json",
    }, os.listdir(state)  # fmt: skip
    check_messages(trial, dropped)
    connection = sqlite3.connect(trial.database)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        runs = connection.execute("SELECT state, refusal FROM run WHERE id > ?", [earlier_runs]).fetchall()
        assert runs == [("finished", dropped.refusal)], f"The journal has {runs}"
        for table in ("publication", "notice"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), f"{table} is not empty"
        awards = connection.execute("SELECT username, certification_reference, awarded FROM awards").fetchall()
        assert len(awards) == len(set(awards)) and set(awards) == dropped.awards, f"Awards: {awards}"
    finally:
        connection.close()
