"""A database that another version of certdrop wrote. `schema-2.sql` is one of the second version, with six awards."""

import contextlib
import fcntl
import os
import pathlib
import sqlite3

from certdrop import CERTIFICATES, TrialTest, certificates, check

SCHEMA_2 = pathlib.Path(__file__).with_name("schema-2.sql")


class Upgrade(TrialTest):
    def setUp(self):
        super().setUp()
        self.copy = self.trial.database.with_name("certdrop.schema-2.sqlite")

    def make_older(self):
        for path in self.trial.database.parent.glob("certdrop.sqlite*"):
            path.unlink()
        with contextlib.closing(sqlite3.connect(self.trial.database)) as connection:
            connection.executescript(SCHEMA_2.read_text())

    def versions(self, path):
        with contextlib.closing(sqlite3.connect(path)) as connection:
            return len(connection.execute("SELECT * FROM grdb_migrations").fetchall())

    def assert_migrated(self):
        self.assertGreater(self.versions(self.trial.database), 2)
        self.assertEqual(self.versions(self.copy), 2)
        self.assertEqual(self.copy.stat().st_mode & 0o777, 0o600)
        for path in (self.trial.database, self.copy):
            with contextlib.closing(sqlite3.connect(path)) as connection:
                self.assertEqual(connection.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
                self.assertEqual(connection.execute("SELECT count(*) FROM awards").fetchall(), [(6,)])

    @contextlib.contextmanager
    def old_service(self):
        """Holds what the service of a drop root holds, and names this process as it."""
        with (self.trial.folder / "state/service.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(str(os.getpid()))
            file.flush()
            yield

    def test_the_service_copies_and_migrates_it_and_says_so(self):
        self.make_older()
        self.trial.start()
        self.assert_migrated()
        self.assertIn(f"How it was before stands in {self.copy}.", self.trial.log.read_text())
        run = self.trial.drop_file("march.csv", CERTIFICATES)
        self.assertEqual(run.counts, {"unchanged": 6})
        run = self.trial.drop_file("april.csv", certificates("li.na,FIRE,2025-04-01"))
        self.assertEqual(run.counts, {"awarded": 1})

    def test_without_a_service_a_command_does(self):
        self.make_older()
        self.assertEqual(len(self.trial.json("awards", "list")), 6)
        self.assert_migrated()

    def test_while_the_old_service_runs_nobody_touches_it(self):
        self.make_older()
        with self.old_service():
            for arguments in (("runs", "list"), ("awards", "list")):
                complaint = check(self.trial.call(*arguments), status=2).stderr.decode()
                self.assertIn(f"The service (process {os.getpid()}) still runs an older version", complaint)
                self.assertIn("systemctl restart certdrop", complaint)
            complaint = check(self.trial.call("watch"), status=70).stderr.decode()
            self.assertIn(f"process {os.getpid()}", complaint)
        self.assertEqual(self.versions(self.trial.database), 2)
        self.assertFalse(self.copy.exists())

    def test_one_of_a_newer_version_is_refused_with_the_way_back(self):
        self.make_older()
        check(self.trial.call("runs", "list"))
        known = self.versions(self.trial.database)
        with contextlib.closing(sqlite3.connect(self.trial.database)) as connection:
            connection.execute("INSERT INTO grdb_migrations VALUES ('999: from the future')")
            connection.commit()
        before = list(self.trial.query("SELECT * FROM awards"))
        for arguments in (("watch",), ("watch", "--once"), ("runs", "list"), ("import", str(CERTIFICATES))):
            complaint = check(self.trial.call(*arguments), status=2).stderr.decode()
            self.assertIn(f"schema {known + 1}; this version knows up to {known}", complaint)
            self.assertIn("Install that version again.", complaint)
        self.assertEqual(list(self.trial.query("SELECT * FROM awards")), before)
