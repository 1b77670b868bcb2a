"""What certdrop has put into the drop root is kept for as long as the configuration says, and no longer."""

import contextlib
import hashlib
import os
import sqlite3
import subprocess
import time

from certdrop import CERTIFICATES, FAKETIME, MISTAKES, PATIENCE, PROGRAM, TrialTest, certificates, check, wait_for

DAY = 86_400

# The clock is another one, but not the times of files.
CLOCK = os.environ | {"NO_FAKE_STAT": "1"}


class RetentionTest(TrialTest):
    """Files and messages of every kind, and a service that looks again some days later."""

    settings = "retention:\n  done: 30d\n  failed: 60d\n  sent: 2w\n  undeliverable: 3m\n"

    def setUp(self):
        super().setUp()
        self.trial.seed()
        self.trial.start()
        content = CERTIFICATES.read_bytes()
        (self.trial.drop / "import/good.csv.sha256").write_text(f"{hashlib.sha256(content).hexdigest()}  good.csv\n")
        self.good = self.trial.drop_file("good.csv", content)
        self.bad = self.trial.drop_file("bad.csv", MISTAKES)
        self.trial.stop()
        self.messages = sorted(path.name for path in self.trial.outbox.glob("*.eml"))
        self.assertGreater(len(self.messages), 3)

    def later(self, days):
        """One round of the service, so many days from now. Returns its log."""
        command = [*FAKETIME, "-f", f"+{days}d", PROGRAM, "watch", "--once", "--config", str(self.trial.configuration)]
        return check(subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False, env=CLOCK)).stderr.decode()

    def files(self, folder):
        return {path.name for path in (self.trial.drop / folder).iterdir() if path.is_file() and path.name[0] != "."}

    good_files = {"good.csv", "good.csv.sha256", "good.report.csv", "good.report.html"}
    bad_files = {"bad.csv", "bad.report.csv", "bad.report.html", "bad.corrections.csv"}


class Files(RetentionTest):
    def test_each_folder_has_its_own_time(self):
        for days, done, failed in (
            (29, self.good_files, self.bad_files), (32, set(), self.bad_files), (59, set(), self.bad_files), (62, set(), set())
        ):
            with self.subTest(days):
                self.later(days)
                self.assertEqual((self.files("done"), self.files("failed")), (done, failed))

    def test_the_age_of_a_dropped_file_does_not_count_but_that_of_its_run(self):
        os.utime(self.trial.done / "good.csv", (0, 0))
        self.later(1)
        self.assertEqual(self.files("done"), self.good_files)

    def test_what_people_have_put_there_or_changed_stays(self):
        for name in ("notes.txt", "good.xlsx", "good.report.html.bak", "other.report.html", "expiring-2020-01.csv"):
            (self.trial.done / name).write_text("mine")
            os.utime(self.trial.done / name, (0, 0))
        theirs = self.files("done") - self.good_files
        corrections = self.trial.failed / "bad.corrections.csv"
        changed = time.time() + 50 * DAY
        os.utime(corrections, (changed, changed))
        self.later(62)
        self.assertEqual(self.files("done"), theirs)
        self.assertEqual(self.files("failed"), {"bad.corrections.csv"})
        self.later(112)
        self.assertEqual(self.files("failed"), set())

    def test_a_folder_or_a_link_in_the_place_of_a_file_stays(self):
        target = self.scratch / "target"
        target.write_text("elsewhere")
        (self.trial.done / "good.report.html").unlink()
        (self.trial.done / "good.report.html").symlink_to(target)
        self.later(100)
        self.assertTrue(target.exists())
        self.assertTrue((self.trial.done / "good.report.html").is_symlink())

    def test_the_journal_and_the_pages_do_not_point_to_what_is_gone(self):
        awards = self.trial.awards()
        self.later(100)
        shown = {pair["key"]: pair["value"] for pair in self.trial.json("runs", "show", str(self.good.id))}
        self.assertNotIn("report", shown)
        self.assertNotIn("destination", shown)
        self.assertEqual(self.trial.awards(), awards)
        self.trial.start()
        self.assertNotIn("good.report.html", (self.trial.drop / "status.html").read_text())

    def test_files_beside_which_the_command_line_was_used_stay(self):
        file = self.scratch / "mine.csv"
        file.write_bytes(certificates("li.na,FAW,2020-01-01"))
        check(self.trial.call("import", str(file)))
        self.later(100)
        self.assertTrue((self.scratch / "mine.report.html").exists())
        self.assertTrue(file.exists())

    def test_the_log_counts_what_was_removed_once_a_day(self):
        log = self.later(100)
        self.assertRegex(log, r"done=4 failed=4|failed=4.*done=4|done=4.*failed=4")
        self.assertNotIn("Removed", self.later(100))


    def test_a_folder_of_very_many_files_is_looked_through_in_a_moment(self):
        """Files that are dropped meanwhile wait for it."""
        for number in range(40_000):
            (self.trial.done / f"march-{number}.report.csv").touch()
        before = os.times().children_user
        self.later(1)
        self.assertLess(os.times().children_user - before, 1, "seconds of a processor")


class Lists(RetentionTest):
    settings = RetentionTest.settings + "expiring:\n  report_within: 60d\n"

    def test_lists_of_awards_that_expire_go_in_time_too(self):
        self.later(1)
        (first,) = self.files("done") - self.good_files
        aged = time.time() - 31 * DAY
        self.later(20)
        self.assertIn(first, self.files("done"))
        os.utime(self.trial.done / first, (aged, aged))
        self.later(21)
        self.assertNotIn(first, self.files("done"))


class KeptRuns(RetentionTest):
    settings = RetentionTest.settings + "keep_runs: 1\n"

    def test_a_run_is_known_as_long_as_its_files_are_there(self):
        self.later(100)
        self.assertEqual(self.files("done") | self.files("failed"), set())


class Messages(RetentionTest):
    def move(self, name, folder, *also):
        (self.trial.outbox / name).rename(self.trial.outbox / folder / name)
        for suffix, content in also:
            (self.trial.outbox / folder / name.replace(".eml", suffix)).write_text(content)

    def test_sent_and_undeliverable_messages_go_in_time_and_those_that_wait_stay(self):
        sent, lost, *waiting = self.messages
        self.move(sent, "sent")
        self.move(lost, "undeliverable", (".reason.txt", "no such mailbox"))
        for days, remaining in (
            (13, ({sent}, {lost, lost.replace(".eml", ".reason.txt")})),
            (16, (set(), {lost, lost.replace(".eml", ".reason.txt")})),
            (120, (set(), set())),
        ):
            with self.subTest(days):
                self.later(days)
                self.assertEqual((self.files("outbox/sent"), self.files("outbox/undeliverable")), remaining)
        self.assertEqual(self.files("outbox"), set(waiting))

    def test_so_do_those_to_the_contact(self):
        ((store,),) = self.trial.query("SELECT identity FROM store")
        for name in ("outage-disk-full-20260101T000000Z-42.eml", f"{store}-configuration-1767225600000.eml"):
            (self.trial.outbox / "sent" / name).write_text("To: it@example.org\n\n")
            os.utime(self.trial.outbox / "sent" / name, (0, 0))
        self.later(100)
        self.assertEqual(self.files("outbox/sent"), set())

    def test_the_messages_of_others_stay(self):
        foreign = {"outage-report.eml", "letter.eml", "00000000-run-1-learner-2.eml", "README"}
        for name in foreign:
            (self.trial.outbox / "sent" / name).write_text("To: someone\n\n")
            os.utime(self.trial.outbox / "sent" / name, (0, 0))
        self.later(100)
        self.assertEqual(self.files("outbox/sent"), foreign)

    def test_a_message_that_may_be_queued_again_stays(self):
        """A run that was not published to its end queues its messages again: only their names keep them from being sent
        twice. Here the publishing cannot end, since a folder of its path is missing."""
        learner = next(name for name in self.messages if "-learner-" in name)
        self.move(learner, "sent")
        with contextlib.closing(sqlite3.connect(self.trial.database)) as database, database:
            database.execute("UPDATE run SET state = 'committed' WHERE id = ?", (self.good.id,))
            place = bytes(self.trial.done) + b"/missing/good.csv"
            database.execute("INSERT INTO publication VALUES (?, 0, ?, ?)", (self.good.id, b"/missing/good.csv", place))
        done = "SELECT done FROM task WHERE name = 'retention'"
        today = self.trial.query(done)
        with self.trial.served_at("-f", "+100d", env=CLOCK):
            wait_for(lambda: self.trial.query(done) > today, "the task of that day")
        self.assertEqual(self.files("outbox/sent"), {learner})


class Off(RetentionTest):
    settings = ""

    def test_without_it_everything_stays(self):
        (self.trial.outbox / self.messages[0]).rename(self.trial.outbox / "sent" / self.messages[0])
        self.later(5000)
        self.assertEqual((self.files("done"), self.files("failed")), (self.good_files, self.bad_files))
        self.assertEqual(self.files("outbox/sent"), {self.messages[0]})
