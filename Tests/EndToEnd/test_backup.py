"""Copying the database while the service runs, and going back to the copy."""

import json
import os
import pathlib
import shutil
import sqlite3
import stat
import subprocess
import threading

from certdrop import CERTIFICATES, PROGRAM, REPOSITORY, ServiceTest, TrialTest, certificates, check


def query(path, sql):
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


class Backup(ServiceTest):
    def setUp(self):
        super().setUp()
        self.copy = self.scratch / "backup.sqlite"

    def test_it_holds_what_was_there_and_is_sound(self):
        self.trial.drop_file("march.csv", CERTIFICATES)
        result = check(self.trial.call("backup", str(self.copy)))
        self.assertIn(str(self.copy), result.stdout.decode())
        self.assertEqual(query(self.copy, "PRAGMA integrity_check"), [("ok",)])
        self.assertEqual(query(self.copy, "SELECT count(*) FROM award"), [(6,)])
        self.assertEqual(stat.S_IMODE(self.copy.stat().st_mode), 0o600)
        self.assertEqual({path.name for path in self.scratch.glob("*backup*")}, {"backup.sqlite"})
        self.assert_still_serves()

    def test_nothing_is_overwritten_unless_that_is_said(self):
        self.copy.write_text("precious")
        result = check(self.trial.call("backup", str(self.copy)), status=2)
        self.assertIn(b"--force", result.stderr)
        self.assertEqual(self.copy.read_text(), "precious")
        check(self.trial.call("backup", "--force", str(self.copy)))
        self.assertEqual(query(self.copy, "PRAGMA quick_check"), [("ok",)])

    def test_a_damaged_database_makes_no_backup(self):
        self.trial.stop()
        content = bytearray(self.trial.database.read_bytes())
        size = 8192
        for page in range(2, len(content) // size):
            content[page * size : page * size + 32] = b"\xff" * 32
        self.trial.database.write_bytes(content)
        self.copy.write_text("the last good one")
        result = self.trial.call("backup", "--force", str(self.copy))
        self.assertEqual(result.returncode, 70, result.stderr)
        self.assertIn(b"damaged", result.stderr)
        self.assertEqual(self.copy.read_text(), "the last good one")
        self.assertEqual({path.name for path in self.scratch.glob("*backup*")}, {"backup.sqlite"})

    def test_a_folder_that_is_missing_is_named(self):
        result = check(self.trial.call("backup", str(self.scratch / "no/backup.sqlite")), status=70)
        self.assertIn(str(self.scratch / "no").encode(), result.stderr)

    def test_backups_that_are_taken_during_imports_hold_whole_runs_that_are_told(self):
        """Each copy is sound, and has no run in it that is stored but still to be published."""
        rows = 2000
        files = 20
        ended = threading.Event()

        def drop():
            for number in range(files):
                days = [f"li.na,FAW,{1960 + row // 336}-{row // 28 % 12 + 1:02}-{row % 28 + 1:02}" for row in range(rows)]
                self.trial.put(f"{number}.csv", certificates(*[day.replace("FAW", ("FAW", "FIRE")[number % 2]) for day in days]))
            self.trial.next_run(f"{files - 1}.csv")
            ended.set()

        dropping = threading.Thread(target=drop)
        dropping.start()
        taken = 0
        while not ended.is_set() or taken < 3:
            check(self.trial.call("backup", "--force", str(self.copy)))
            taken += 1
            self.assertEqual(query(self.copy, "PRAGMA integrity_check"), [("ok",)])
            self.assertEqual(query(self.copy, "SELECT count(*) FROM run WHERE state = 'committed'"), [(0,)])
            for (count,) in query(self.copy, "SELECT count(*) FROM award GROUP BY key >> 18"):
                self.assertEqual(count, rows)
        dropping.join()
        self.assertEqual(len([run for run in self.trial.runs() if run.state == "finished"]), files + 2)


class Restored(TrialTest):
    """Back to an older state: stop, copy, start, as .github/OPERATIONS.md says."""

    def setUp(self):
        super().setUp()
        self.trial.seed()
        self.trial.start()
        self.copy = self.scratch / "backup.sqlite"
        self.trial.drop_file("february.csv", certificates("li.na,FAW,2025-02-01"))
        check(self.trial.call("backup", str(self.copy)))

    def typed(self, start, end):
        """A part of what OPERATIONS says to type, about this trial."""
        text = (REPOSITORY / ".github/OPERATIONS.md").read_text()
        command = text[text.index(start) : text.index(end, text.index(start))]
        places = {"sudo -u certdrop certdrop": f"'{PROGRAM}'", "/srv/certdrop/": f"{self.trial.folder}/"}
        for place, here in places.items():
            command = command.replace(place, here)
        return command

    def restore(self):
        # As it comes from another machine.
        shutil.copyfile(self.copy, self.trial.database)
        for suffix in ("-wal", "-shm"):
            self.trial.database.with_name(self.trial.database.name + suffix).unlink(missing_ok=True)
        os.chmod(self.trial.database, 0o600)

    def doctor(self):
        listed = json.loads(self.trial.call("doctor", "--format", "json").stdout)
        return [entry["code"] for entry in listed if entry["code"] not in (None, "clock.unsynchronised")]

    def test_a_file_that_was_handled_since_awards_what_is_missing_when_it_is_dropped_again(self):
        path = self.trial.drop / ".march.csv"
        path.write_bytes(CERTIFICATES.read_bytes())
        # As `rsync --times` and `sftp -p` leave it.
        os.utime(path, (1e9, 1e9))
        path.rename(self.trial.inbox("import", "march.export"))
        run = self.trial.next_run("march.export")
        told = len(self.trial.learner_messages(run))
        self.assertEqual(told, 6)
        # A corrections file that was mended and dropped under its own name is one to drop again, unlike the one beside it.
        mistaken = self.trial.drop_file("wrong.csv", certificates("li.nah,FAW,2025-05-01"))
        mended = self.trial.drop_file("wrong.corrections.csv", certificates("li.na,FAW,2025-05-01"))
        awards = self.trial.awards()
        self.assertEqual(len(awards), 8)
        # What another drop root answered last.
        other = self.trial.folder / "nursing/done/april.csv"
        other.parent.mkdir(parents=True)
        for path in (other.with_name("april.report.html"), other):
            path.touch()
        self.trial.stop()
        self.restore()
        last = self.typed("since=$(", "\n") + '; echo "$since"'
        environment = {**os.environ, "CERTDROP_CONFIG": str(self.trial.configuration)}
        since = subprocess.run(last, shell=True, check=True, capture_output=True, text=True, env=environment).stdout.strip()
        self.trial.start()
        self.assertEqual(self.doctor(), [])
        self.assertEqual(len(self.trial.awards()), 1)
        # What is newer than the last run of the backup, whatever it is called.
        listing = self.typed("find /srv/certdrop", "```")
        listed = subprocess.run(
            listing, shell=True, check=True, capture_output=True, text=True, env={**environment, "since": since}
        ).stdout
        newer = [pathlib.Path(line.split()[2]) for line in listed.splitlines()]
        self.assertEqual(newer[-4:], [self.trial.done / "march.export", mistaken.file, mended.file, other])
        # The last run that the backup knows may be among them, and does no harm.
        self.assertLessEqual({path.name for path in newer[:-4]}, {"february.csv"})
        self.trial.put("march.export", newer[-4], mode="import-silent")
        again = self.trial.next_run("march.export")
        self.assertEqual((again.id, again.counts, again.folder), (run.id, {"awarded": 6}, "done"))
        self.assertEqual(self.trial.drop_file("mended.csv", mended.file, "import-silent").counts, {"awarded": 1})
        self.assertEqual(self.trial.awards(), awards)
        # Its reports do not take the place of the older ones.
        self.assertTrue(run.page.exists())
        self.assertNotEqual(again.page, run.page)
        # What was on record in the backup is not awarded twice.
        february = self.trial.drop_file("again.csv", certificates("li.na,FAW,2025-02-01"))
        self.assertEqual(february.counts, {"unchanged": 1})

    def test_no_message_is_taken_for_one_of_the_time_before(self):
        """Runs are counted on from the backup, so a new one has the number of one whose messages were sent already."""
        run = self.trial.drop_file("march.csv", certificates("li.na,FAW,2025-03-01"))
        self.assertEqual(len(self.trial.learner_messages(run)), 1)
        for path in self.trial.outbox.glob("*.eml"):
            path.rename(self.trial.outbox / "sent" / path.name)
        self.trial.stop()
        self.restore()
        self.trial.start()
        other = self.trial.drop_file("april.csv", certificates("li.na,FAW,2025-04-01"))
        self.assertEqual(other.id, run.id)
        self.assertEqual(len(self.trial.learner_messages(other)), 1)
        self.trial.administrator_message(other)

    def test_a_file_that_was_in_hand_is_kept_and_named(self):
        # As a service leaves it that is killed while it works on the file.
        name, content = "march.csv", certificates("li.na,FAW,2025-03-01")
        self.trial.stop()
        folder = self.trial.folder / f"state/spool/{len(self.trial.runs()) + 1}"
        folder.mkdir()
        (folder / "file").write_bytes(content)
        self.restore()
        self.trial.start()
        self.assertEqual(self.doctor(), ["spool.orphan"])
        # The next run has that number, and takes its own file.
        run = self.trial.drop_file("april.csv", certificates("jose.nunez,FAW,2025-04-01"))
        self.assertEqual((run.id, run.file.read_bytes()), (int(folder.name), certificates("jose.nunez,FAW,2025-04-01")))
        orphan = folder.with_name(f"orphan-{folder.name}") / "file"
        self.assertEqual(orphan.read_bytes(), content)

    def test_after_a_stop_all_stands_in_one_file(self):
        self.trial.drop_file("march.csv", CERTIFICATES)
        self.trial.stop()
        self.assertEqual([path.name for path in self.trial.database.parent.glob("certdrop.sqlite*")], ["certdrop.sqlite"])
        self.assertEqual(query(self.trial.database, "SELECT count(*) FROM award"), [(7,)])


if __name__ == "__main__":
    import unittest

    unittest.main()
