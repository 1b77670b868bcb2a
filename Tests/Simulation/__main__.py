"""A year of an organisation, day by day, against a model written in Python: python3 Tests/Simulation [--seed N]

Every night learners, certifications and completions are exported, days overlapping; every month certificates are typed, with
mistakes that are mended in the corrections file; rules change, people leave, come back and are renamed, runs are undone,
awards are made by hand and expire. Each evening the real program handles what was dropped (`watch --once`). After each
file, the outcome and reason of every row must be the model's; at the end of each month, everything on record.

The program takes the date from the system's clock, which Debian's libfaketime sets for it alone.
"""

import argparse
import csv
import datetime
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "EndToEnd"))

from certdrop import FAKETIME, PATIENCE, PROGRAM, Trial, check, read_csv
from model import Model
from world import (
    CERTIFICATE_COLUMNS,
    CERTIFICATION_COLUMNS,
    COMPLETION_COLUMNS,
    DAY,
    LEARNER_COLUMNS,
    RULE_COLUMNS,
    World,
)

FIRST_DAY = datetime.date(2025, 1, 1)
EVERYTHING = ("--limit", "1000000", "--format", "csv")


class Clock:
    """The day on which the program believes to run."""

    def __init__(self):
        self.day = FIRST_DAY

    def run(self, command, **options):
        command = [*FAKETIME, "-f", f"@{self.day} 20:00:00", *map(str, command)]
        environment = {**os.environ, "TZ": "UTC"}
        return subprocess.run(command, capture_output=True, timeout=PATIENCE * 5, check=False, env=environment, **options)


class FakedTrial(Trial):
    def __init__(self, folder, clock):
        self.clock = clock
        super().__init__(folder)

    def call(self, *arguments, config=True, **options):
        return self.clock.run([PROGRAM, *arguments, *(["--config", self.configuration] if config else [])], **options)


def file_bytes(columns, rows, delimiter=","):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


class Mismatch(Exception):
    pass


class Year:
    def __init__(self, folder, seed):
        self.clock = Clock()
        self.world = World(seed)
        self.random = self.world.random
        self.model = Model()
        self.trial = FakedTrial(folder, self.clock)
        self.pending = []
        """What was dropped since the last evening: (file name, the model's verdicts)."""
        self.imported = []
        """The certificates files: (file name, content, rows)."""
        self.to_be_mended = []
        """(day, file name, the rows as they should have been; None for those that should not be there)."""
        self.counts = dict.fromkeys(("files", "rows", "rejected", "awarded", "undone", "comparisons"), 0)

    @property
    def today(self):
        return self.clock.day

    def run(self, days):
        for number in range(days):
            self.clock.day = FIRST_DAY + number * DAY
            self.world.live(self.today)
            self.change_rules(number)
            self.export()
            self.type_certificates()
            self.evening()
            self.work_by_hand()
            self.undo_something()
            if (self.today + DAY).day == 1 or number == days - 1:
                self.compare_everything()

    # What is dropped

    def drop(self, name, content, verdicts, mode="import"):
        self.trial.put(name, content, mode)
        if mode != "import":
            verdicts = verdicts.untold()
        self.pending.append((name, verdicts))

    def export(self):
        day = self.today
        if day.month == 6 and day.day == 1:
            self.world.certifications["FOOD"]["months"] = 9
        if day.month == 9 and day.day == 15:
            self.world.certifications["OLD"]["is_active"] = False
        rows = self.world.certification_rows()
        content = file_bytes(CERTIFICATION_COLUMNS, rows)
        self.drop(f"certifications-{day}.csv", content, self.model.import_certifications(rows))
        if self.rules:
            self.drop(f"rules-{day}.csv", file_bytes(RULE_COLUMNS, self.rules), self.model.import_rules(self.rules))
        rows = self.world.learners(day)
        self.drop(f"learners-{day}.csv", file_bytes(LEARNER_COLUMNS, rows, ";"), self.model.import_learners(rows))
        rows = self.world.completions(day)
        if rows:
            name = f"completions-{day}.csv"
            self.drop(name, file_bytes(COMPLETION_COLUMNS, rows), self.model.import_completions(rows, day, name))

    def change_rules(self, number):
        changes = {
            0: [("FIRE", "FIRE-DRILL", "attended"), ("FOOD", "FOOD-1", "passed"), ("GAS", "GAS-1", "completed")],
            60: [("FAW", "SAFE-101", "completed"), ("FIRE", "SAFE-101", "passed"), ("OLD", "TRUCK-1", "passed")],
            120: [("FOOD", "FOOD-1", "completed"), ("FIRE", "SAFE-101", "never")],
            200: [("FLT", "TRUCK-1", "passed"), ("GAS", "GAS-1", "never")],
            280: [("GAS", "GAS-1", "passed"), ("FIRE", "SAFE-101", "completed")],
        }
        self.rules = [dict(zip(RULE_COLUMNS, change)) for change in changes.get(number, [])]

    def type_certificates(self):
        """On the 5th of each month; the corrections follow two days later, and now and then a file comes twice."""
        if self.today.day == 5:
            self.drop_certificates()
        for day, name, mended in list(self.to_be_mended):
            if day == self.today:
                self.mend(name, mended)
                self.to_be_mended.remove((day, name, mended))
        if self.today.day in (9, 20) and self.imported:
            _, content, rows = self.random.choice(self.imported)
            self.drop_rows(f"again-{self.today}.csv", content, rows, mode=self.random.choice(["import", "import-silent"]))

    def drop_certificates(self):
        world, right, typed = self.world, [], []
        for _ in range(30):
            row = world.certificate(self.today)
            if self.random.random() < 0.25:
                right.append(row)
                typed.append(world.mistake(row, self.today))
            else:
                right.append(row)
                typed.append(row)
        # Typed twice, once the same and once with another number; revocations, of what is there and of what is not.
        right += [right[0], None]
        typed += [typed[0], {**typed[1], "Certificate number": "another"}]
        known = [key for key in self.model.awards if self.model.learners[key[0]].is_active]
        for number, (learner, reference, day) in enumerate(self.random.sample(known, min(12, len(known)))):
            row = dict.fromkeys(CERTIFICATE_COLUMNS, "") | {
                "Username": self.model.learners[learner].username,
                "Certification reference": reference,
                "Award date": str(day),
            }
            # Others are said again, with a new number and nothing about the expiry date.
            row |= {"Action": "revoke"} if number < 3 else {"Certificate number": f"again on {self.today}"}
            right.append(row)
            typed.append(row)
        nothing = {**world.certificate(self.today), "Award date": "2001-01-01", "Expiry date": "", "Action": "revoke"}
        right.append(None)
        typed.append(nothing)
        name = f"certificates-{self.today}.csv"
        content = file_bytes(CERTIFICATE_COLUMNS, typed)
        # First verified: the same outcomes, and no effect.
        self.trial.put(f"verified-{name}", content, "verify")
        verdicts = self.drop_rows(name, content, typed)
        self.pending.append((f"verified-{name}", verdicts.untold()))
        self.imported.append((name, content, typed))
        mended = [row for row, (outcome, _) in zip(right, verdicts) if outcome == "rejected"]
        self.to_be_mended.append((self.today + 2 * DAY, name, mended))

    def drop_rows(self, name, content, rows, mode="import"):
        verdicts = self.model.import_certificates(rows, self.today, name)
        self.drop(name, content, verdicts, mode)
        return verdicts

    def mend(self, name, mended):
        """Opens the corrections file, rights each row, or removes it, and drops it, the column of problems and all."""
        corrections = read_csv(self.trial.runs(name)[-1].corrections)
        self.expect(len(corrections), len(mended), f"the rows of the corrections of {name}")
        rows = [{**row, **right} for row, right in zip(corrections, mended) if right is not None]
        if not rows:
            return
        content = file_bytes(list(corrections[0]), rows)
        mended_name = f"mended-{name}"
        self.drop_rows(mended_name, content, [{column: row[column] for column in CERTIFICATE_COLUMNS} for row in rows])
        self.imported.append((mended_name, content, [row for row in mended if row is not None]))

    # The evening

    def evening(self):
        result = self.trial.call("watch", "--once")
        if result.returncode not in (0, 1):
            check(result)
        said = (result.stdout + result.stderr).decode()
        for name, verdicts in self.pending:
            self.expect(len(self.trial.runs(name)), 1, f"the runs of {name}, of which 'watch --once' said:\n{said}")
            self.compare_run(name, verdicts)
        self.pending = []

    def compare_run(self, name, verdicts):
        [run] = self.trial.runs(name)
        self.expect(run.refusal, None, f"the refusal of {name}")
        found = [(row["outcome"], row["reason"]) for row in run.rows()]
        self.expect(found, list(verdicts), f"the outcomes of {name}")
        self.expect(run.counts, verdicts.counts, f"the counts of {name}")
        self.expect(run.folder, "failed" if "rejected" in verdicts.counts else "done", f"the folder of {name}")
        self.expect(len(self.trial.learner_messages(run)), len(verdicts.told), f"the learners told by {name}")
        self.counts["files"] += 1
        self.counts["rows"] += len(verdicts)
        for outcome in ("rejected", "awarded"):
            self.counts[outcome] += verdicts.counts.get(outcome, 0)

    # The command line

    def work_by_hand(self):
        if self.random.random() > 0.10:
            return
        row = self.world.certificate(self.today) | {"Notes": "", "Expiry date": "", "Action": ""}
        known = [key for key, award in self.model.awards.items() if not award.is_revoked]
        if known and self.random.random() < 0.4:
            learner, reference, day = self.random.choice(known)
            row |= {
                "Username": self.model.learners[learner].username,
                "Certification reference": reference,
                "Award date": str(day),
                "Certificate number": "",
                "Action": "revoke",
            }
        verdicts = self.model.import_certificates([row], self.today, f"by hand on {self.today}")
        arguments = ["--learner", row["Username"], "--certification", row["Certification reference"]]
        arguments += ["--date", row["Award date"]]
        if row["Action"] == "revoke":
            result = self.trial.call("awards", "revoke", *arguments)
        else:
            result = self.trial.call("awards", "add", *arguments, "--number", row["Certificate number"])
        self.expect(result.returncode, 1 if "rejected" in verdicts.counts else 0, f"by hand: {row} {result.stderr}")

    def undo_something(self):
        """A run of certificates, of this month or an earlier one, or what a night's completions awarded."""
        if self.today.day != 25 or self.today.month % 2 == 0:
            return
        names = [name for name, _, _ in self.imported] + [f"completions-{self.today - DAY}.csv"]
        name = self.random.choice([name for name in names if self.model.changed_by.get(name)])
        run = self.trial.runs(name)[-1]
        result = self.trial.call("runs", "undo", str(run.id))
        if result.returncode not in (0, 1):
            check(result)
        self.model.undo(name)
        self.counts["undone"] += 1

    # What is on record

    def compare_everything(self):
        model, today = self.model, self.today
        awards = [
            {
                "username": model.learners[learner].username,
                "certification": reference,
                "awarded": str(day),
                "expires": str(award.expires or ""),
                "state": model.state(award, today),
                "number": award.number,
                "notes": award.notes,
            }
            for (learner, reference, day), award in model.awards.items()
        ]
        self.compare_list("awards", awards, "list")
        for state in ("valid", "expiring", "expired", "revoked"):
            self.compare_list("awards", [award for award in awards if award["state"] == state], "list", "--state", state)
        expiring = [award for award in awards if award["state"] == "expiring"]
        self.compare_list("awards", expiring, "expiring", "--within", "60d")
        learners = [
            {
                "username": learner.username,
                "first_name": learner.first_name,
                "surname": learner.surname,
                "email": learner.email,
                "department": learner.department,
                "active": "active" if learner.is_active else "inactive",
                "awards": str(sum(key[0] == number and not award.is_revoked for key, award in model.awards.items())),
            }
            for number, learner in model.learners.items()
        ]
        self.compare_list("learners", learners, "list")
        certifications = [
            {
                "reference": certification.reference,
                "name": certification.name,
                "state": "active" if certification.is_active else "retired",
            }
            for certification in model.certifications.values()
        ]
        self.compare_list("certifications", certifications, "list")
        print(f"{today}: {len(awards)} awards of {len(learners)} learners are as they must be", flush=True)

    def compare_list(self, what, wanted, *arguments):
        limit = () if what == "certifications" else EVERYTHING[:2]
        result = check(self.trial.call(what, *arguments, *limit, *EVERYTHING[2:]))
        listed = list(csv.DictReader(io.StringIO(result.stdout.decode("utf-8-sig"), newline="")))
        columns = list(wanted[0]) if wanted else []
        found = sorted([row[column] for column in columns] for row in listed)
        self.expect(found, sorted(list(row.values()) for row in wanted), f"'{what} {' '.join(arguments)}'")
        self.counts["comparisons"] += 1

    def expect(self, found, wanted, what):
        if found == wanted:
            return
        if isinstance(found, list) and isinstance(wanted, list):
            pairs = [pair for pair in zip(found, wanted) if pair[0] != pair[1]]
            found, wanted = pairs[0] if pairs else (f"{len(found)} rows", f"{len(wanted)} rows")
        raise Mismatch(f"{self.today}: {what}:\n  found  {found}\n  wanted {wanted}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=2025)
    parser.add_argument("--days", type=int, default=365)
    arguments = parser.parse_args()
    if not shutil.which("faketime"):
        print("Skipped: there is no faketime, without which the program cannot be made to believe in another day.")
        return 0
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="certdrop-year-") as folder:
        year = Year(folder, arguments.seed)
        try:
            year.run(arguments.days)
        except Mismatch as mismatch:
            print(f"Seed {arguments.seed}: {mismatch}")
            return 1
        finally:
            year.trial.close()
    said = ", ".join(f"{count} {what}" for what, count in year.counts.items())
    print(f"{arguments.days} days in {time.monotonic() - began:.0f} s: {said}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
