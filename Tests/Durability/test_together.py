"""Files that are taken together: the service is killed between the claim of the first and the end of the last."""

import collections
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import unittest

import faults
import scenarios
from certdrop import PROGRAM, certificates, read_message

FILES = {
    f"{month}.csv": [(scenarios.PEOPLE[1 + n + 3 * number], "FAW", scenarios.day(30 * number + n)) for n in range(3)]
    for number, month in enumerate(("march", "april", "may"))
}


class Together(unittest.TestCase):
    EVERY = 5

    def start(self, template):
        trial = template.trial
        shutil.rmtree(trial.folder, ignore_errors=True)
        shutil.copytree(template.saved, trial.folder)
        for name, rows in FILES.items():
            trial.put(name, certificates(*(",".join(row) for row in rows)), "import")
        return trial

    def run_once(self, trial, **settings):
        environment = faults.environment(self.library, **settings) if settings else None
        command = [PROGRAM, "watch", "--once", "--config", str(trial.configuration)]
        return subprocess.run(command, capture_output=True, env=environment, timeout=120, check=False).returncode

    def check_end(self, trial, earlier):
        for folder in ("drop/import", "drop/failed", "state/spool"):
            self.assertEqual(os.listdir(trial.folder / folder), [])
        reports = [name.replace(".csv", end) for name in FILES for end in (".csv", ".report.csv", ".report.html")]
        self.assertEqual(sorted(os.listdir(trial.done)), sorted(reports))
        with sqlite3.connect(trial.folder / "state" / "certdrop.sqlite") as connection:
            awards = connection.execute("SELECT username, certification_reference, awarded FROM awards").fetchall()
            runs = connection.execute("SELECT state, CAST(file_name AS TEXT) FROM run WHERE id > ?", [earlier]).fetchall()
        connection.close()
        self.assertEqual(sorted(awards), sorted(row for rows in FILES.values() for row in rows))
        self.assertEqual(sorted(runs), sorted(("finished", name) for name in FILES))
        messages = collections.Counter()
        for folder in (trial.outbox, trial.outbox / "sent"):
            for name in scenarios.visible(folder):
                messages[read_message(folder / name)["Message-ID"]] += 1
        self.assertEqual(set(messages.values()), {1})
        self.assertEqual(len(messages), len(FILES) + len({row[0] for rows in FILES.values() for row in rows}))

    def test_a_kill_at_any_call_loses_nothing_and_does_nothing_twice(self):
        self.library = faults.build()
        with tempfile.TemporaryDirectory() as folder:
            template = scenarios.Template(folder)
            log = template.folder / "calls"
            trial = self.start(template)
            self.assertEqual(self.run_once(trial, log=log), 0)
            self.check_end(trial, template.runs)
            kills = 0
            for point in range(1, len(log.read_text().splitlines()), self.EVERY):
                with self.subTest(point=point):
                    trial = self.start(template)
                    kills += self.run_once(trial, at=point) == -signal.SIGKILL
                    scenarios.deliver(trial)
                    self.assertIn(self.run_once(trial), (0, 1))
                    self.check_end(trial, template.runs)
            self.assertGreater(kills, 20)

    def test_they_are_recorded_in_one_transaction(self):
        """Or the kills above would not hit several claims."""
        with tempfile.TemporaryDirectory() as folder:
            template = scenarios.Template(folder)
            trial = self.start(template)
            self.assertEqual(self.run_once(trial), 0)
            with sqlite3.connect(trial.folder / "state" / "certdrop.sqlite") as connection:
                claimed = connection.execute("SELECT claimed FROM run WHERE id > ?", [template.runs]).fetchall()
            connection.close()
        self.assertEqual(len(set(claimed)), 1, claimed)


if __name__ == "__main__":
    unittest.main()
