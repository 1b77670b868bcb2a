"""Faults of the machine that last: a full disk, a file that cannot be read, a queue of events that overflows."""

import errno
import json
import os
import shutil
import signal
import struct
import subprocess
import time
import unittest

import faults
from certdrop import CERTIFICATES, PROGRAM, ServiceTest, Trial, TrialTest, certificates, needs_root, wait_for


@needs_root
class FullDisk(TrialTest):
    def setUp(self):
        super().setUp()
        self.small = self.scratch / "small"
        self.small.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", self.small], capture_output=True, check=False)
        if mounted.returncode:
            self.skipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", self.small], check=True)
        self.disk = Trial(self.small)
        self.disk.log = self.scratch / "service.log"
        # Before the disk is let go.
        self.addCleanup(self.disk.close)

    def fill(self):
        """Takes all space but some pages."""
        ballast = self.small / "ballast"
        with ballast.open("wb") as file:
            try:
                while True:
                    file.write(bytes(1 << 16))
                    file.flush()
            except OSError as error:
                self.assertEqual(error.errno, errno.ENOSPC)
        return ballast

    def test_the_service_goes_on_by_itself_when_space_is_back(self):
        self.disk.seed()
        self.disk.start()
        # Larger reports than there is room for, and a file that was uploaded just before the disk was full.
        rows = [f"amelie.dubois,FAW,{1960 + n // 336}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}" for n in range(15_000)]
        outside = self.small / "upload"
        outside.write_bytes(certificates(*rows))
        ballast = self.fill()
        outside.rename(self.disk.inbox("import", "march.csv"))
        wait_for(lambda: "Trying again" in self.disk.log.read_text(), "the service to say that it cannot go on")
        told = self.disk.log.read_text()
        self.assertRegex(told, r"No space left on device|disk is full")
        self.assertIn("Make space", told)
        time.sleep(1.5)
        self.assertTrue(self.disk.is_alive)
        self.assertEqual(self.disk.awards(), [])
        self.assertEqual(os.listdir(self.disk.done), [])
        ballast.unlink()
        run = self.disk.next_run("march.csv")
        self.assertEqual((run.folder, run.counts), ("done", {"awarded": len(rows)}))
        self.assertEqual(len(self.disk.awards()), len(rows))
        self.assertEqual(len(self.disk.learner_messages(run)), 1)
        self.disk.administrator_message(run)
        self.assert_published_on(run)

    def test_a_start_on_a_full_disk_ends_with_a_sentence(self):
        self.disk.seed()
        self.disk.put("march.csv", CERTIFICATES)
        ballast = self.fill()
        result = self.disk.call("watch", "--once")
        self.assertEqual(result.returncode, 70)
        self.assertRegex(result.stderr.decode(), r"No space left on device|disk is full")
        ballast.unlink()
        self.assertEqual(self.disk.call("watch", "--once").returncode, 0)
        self.assertEqual(len(self.disk.awards()), 6)

    def assert_published_on(self, run):
        trial, self.trial = self.trial, self.disk
        self.assert_published(run)
        self.trial = trial


class UnreadableFile(TrialTest):
    """The disk cannot be read where one file lies."""

    def test_it_does_not_hold_up_the_others_and_is_shown_in_status(self):
        self.trial.seed()
        bad = self.trial.folder / f"state/spool/{len(self.trial.runs()) + 1}/file"
        self.trial.put("bad.csv", certificates("li.na,FAW,2024-01-01"))
        for number in range(3):
            self.trial.put(f"good-{number}.csv", certificates(f"li.na,FAW,2025-01-0{number + 1}"))
        command = ["strace", "-f", "-qq", "-o", "/dev/null", "-P", str(bad), "-e", "trace=pread64,read"]
        command += ["-e", "inject=pread64,read:error=EIO", PROGRAM, "watch", "--config", str(self.trial.configuration)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=self.trial.log.open("ab")) as service:
            try:
                for number in range(3):
                    run = self.trial.next_run(f"good-{number}.csv")
                    self.assertEqual((run.folder, run.counts), ("done", {"awarded": 1}))

                def shown():
                    return [file for file in self.trial.status()["waiting"] if file["file"] == "bad.csv"]

                self.assertIn("Input/output error", wait_for(shown, "status to show it")[0]["reason"])
                self.assertIn("Others go first", self.trial.log.read_text())
            finally:
                os.kill(self.trial.served_by(), signal.SIGTERM)
                service.wait(30)
        self.trial.start()
        run = self.trial.next_run("bad.csv")
        self.assertEqual((run.folder, run.counts), ("done", {"awarded": 1}))
        self.assertEqual(len(self.trial.awards()), 4)

    def test_watching_once_handles_the_others_and_ends_with_the_fault(self):
        self.trial.seed()
        bad = self.trial.folder / f"state/spool/{len(self.trial.runs()) + 1}/file"
        self.trial.put("bad.csv", certificates("li.na,FAW,2024-01-01"))
        self.trial.put("good.csv", CERTIFICATES)
        command = ["strace", "-f", "-qq", "-o", "/dev/null", "-P", str(bad), "-e", "trace=pread64"]
        command += ["-e", "inject=pread64:error=EIO", PROGRAM, "watch", "--once", "--config", str(self.trial.configuration)]
        result = subprocess.run(command, capture_output=True, check=False, timeout=60)
        self.assertEqual(result.returncode, 70, result.stderr)
        self.assertIn(b"Input/output error", result.stderr)
        self.assertEqual(self.trial.runs("good.csv")[0].folder, "done")


class Immovable(ServiceTest):
    def test_a_file_that_cannot_be_moved_does_not_hold_up_the_others(self):
        path = self.trial.inbox("import", "bad.csv")
        hidden = path.with_name(".bad.csv")
        hidden.write_bytes(CERTIFICATES.read_bytes())
        self.trial.stop()
        hidden.rename(path)
        if subprocess.run(["chattr", "+i", path], capture_output=True, check=False).returncode:
            self.skipTest("no file can be made immutable here")
        self.addCleanup(subprocess.run, ["chattr", "-i", path], capture_output=True, check=False)
        self.trial.start()
        run = self.trial.drop_file("good.csv", CERTIFICATES)
        self.assertEqual(run.folder, "done")
        subprocess.run(["chattr", "-i", path], check=True)
        self.trial.stop()
        self.trial.start()
        self.assertEqual(self.trial.next_run("bad.csv").folder, "done")


class Events(ServiceTest):
    def test_an_overflow_of_the_queue_of_events_loses_no_file(self):
        limit = int(open("/proc/sys/fs/inotify/max_queued_events").read())
        os.kill(self.trial.service.pid, signal.SIGSTOP)
        # Each makes four events, which no file in the inbox explains any more; then come the files.
        for number in range(limit // 4 + 100):
            hidden = self.trial.inbox("import", f".{number}")
            hidden.touch()
            hidden.unlink()
        for number in range(40):
            row = f"li.na,FAW,19{number + 50}-01-02"
            self.trial.put(f"{number}.csv", certificates(row), mode=("import", "import-silent")[number % 2])
        os.kill(self.trial.service.pid, signal.SIGCONT)
        for number in range(40):
            self.assertEqual(self.trial.next_run(f"{number}.csv").counts, {"awarded": 1})
        self.assert_still_serves()


class NoLeases(TrialTest):
    def test_the_doctor_says_what_that_means(self):
        environment = {**os.environ, "LD_PRELOAD": faults.build(), "FAULTS_NO_LEASES": "1"}
        self.trial.start()
        result = self.trial.call("doctor", "--format", "json", env=environment)
        found = [entry for entry in json.loads(result.stdout) if entry["check"] == "leases"]
        self.assertEqual([entry["code"] for entry in found], ["leases.unavailable"])
        self.assertIn("Invalid argument", found[0]["finding"])
        self.assertIn("fs.leases-enable=1", found[0]["remedy"])


class NoEvents(TrialTest):
    settings = "rescan: 1\n"

    def test_a_file_that_no_event_tells_of_is_found_by_the_next_scan(self):
        self.trial.seed()
        library = faults.build()
        # The folders are watched, but the kernel never says anything.
        environment = {**os.environ, "LD_PRELOAD": library, "FAULTS_NO_EVENTS": "1"}
        command = [PROGRAM, "watch", "--config", str(self.trial.configuration)]
        self.trial.service = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=self.trial.log.open("ab"), env=environment)
        wait_for(lambda: self.trial.served_by(), "the service to start")
        time.sleep(0.5)
        began = time.monotonic()
        self.assertEqual(self.trial.drop_file("march.csv", CERTIFICATES).folder, "done")
        self.assertLess(time.monotonic() - began, 10)


class Clock(TrialTest):
    settings = "rescan: 1\n"

    def looked(self):
        """When the service looked through the inboxes last, in seconds since 2001."""
        return json.loads((self.trial.folder / "state/status.json").read_text())["looked"]

    def test_set_back_by_a_day_the_service_goes_on_looking(self):
        shift = self.scratch / "shift"
        shift.write_bytes(struct.pack("q", 0))
        environment = {**os.environ, "LD_PRELOAD": faults.build("clock"), "CLOCK_SHIFT": str(shift)}
        self.trial.seed()
        command = [PROGRAM, "watch", "--config", str(self.trial.configuration)]
        self.trial.service = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=self.trial.log.open("ab"), env=environment)
        wait_for((self.trial.folder / "state/status.json").exists, "the first look")
        before = self.looked()
        with shift.open("r+b") as file:
            file.write(struct.pack("q", -86_400))
        wait_for(lambda: before - 86_400 < self.looked() < before - 43_200, "a look a day earlier")
        first = self.looked()
        wait_for(lambda: self.looked() > first, "another look")


class Replaced(ServiceTest):
    """What the service has open or watches is taken away while it runs."""

    settings = "rescan: 600\n"

    def refuses(self, words):
        self.trial.put("march.csv", CERTIFICATES)
        wait_for(lambda: words in self.trial.log.read_text(), f"'{words}' in the log")
        self.assertTrue(self.trial.inbox("import", "march.csv").exists())

    def test_a_database_that_was_moved_away_is_not_written_to_and_is_used_when_it_is_back(self):
        away = self.scratch / "away.sqlite"
        self.trial.database.rename(away)
        self.refuses("certdrop.sqlite was removed or replaced while the database was open. Put it back")
        away.rename(self.trial.database)
        self.assertEqual(self.trial.next_run("march.csv").folder, "done")

    def test_nothing_is_written_to_a_database_that_another_one_replaced(self):
        copy = self.scratch / "copy.sqlite"
        shutil.copyfile(self.trial.database, copy)
        os.replace(copy, self.trial.database)
        self.refuses("certdrop.sqlite was removed or replaced while the database was open. Put it back")
        wait_for(lambda: b"service.outage" in self.trial.call("status", "--format", "json").stdout, "the status to say so")

    def test_without_its_log_nothing_is_written_until_the_next_start_which_has_lost_nothing(self):
        self.assertEqual(self.trial.drop_file("april.csv", certificates("li.na,FAW,2025-04-01")).counts, {"awarded": 1})
        os.unlink(f"{self.trial.database}-wal")
        self.refuses("certdrop.sqlite-wal was removed or replaced while the database was open. Stop the service")
        self.trial.stop()
        self.trial.start()
        self.assertEqual(self.trial.next_run("march.csv").folder, "done")
        self.assertIn(("li.na", "FAW", "2025-04-01"), self.trial.awards())

    def test_a_start_without_the_database_makes_no_empty_one_where_files_were_answered(self):
        self.assertEqual(self.trial.drop_file("april.csv", certificates("li.na,FAW,2025-04-01")).counts, {"awarded": 1})
        self.trial.stop()
        away = self.scratch / "away.sqlite"
        self.trial.database.rename(away)
        result = self.trial.call("watch", "--once")
        self.assertEqual(result.returncode, 70, result)
        self.assertIn(b"There is no database", result.stderr)
        self.assertFalse(self.trial.database.exists())
        away.rename(self.trial.database)
        self.trial.start()
        self.assertEqual(self.trial.drop_file("march.csv", CERTIFICATES).folder, "done")
        self.assertIn(("li.na", "FAW", "2025-04-01"), self.trial.awards())

    def test_an_inbox_that_takes_the_place_of_another_is_watched(self):
        inbox = self.trial.drop / "import"
        inbox.rename(self.scratch / "old")
        inbox.mkdir(0o770)
        # Long enough for the service to see it, and far less than until it looks by itself.
        time.sleep(12)
        began = time.monotonic()
        self.assertEqual(self.trial.drop_file("march.csv", CERTIFICATES).folder, "done")
        self.assertLess(time.monotonic() - began, 10)


if __name__ == "__main__":
    unittest.main()
