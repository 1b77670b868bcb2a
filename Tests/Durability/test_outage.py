"""The service cannot go on: the operator is told, once, and sees it in `status.html`, `status`, `doctor` and the metrics."""

import errno
import json
import subprocess

from certdrop import CERTIFICATES, ServiceTest, Trial, TrialTest, certificates, needs_root, plain_text, read_message, wait_for

SETTINGS = "contact: it@example.org\nrescan: 1\n"


class Outage:
    def notices(self, trial):
        """The messages to the contact about an outage."""
        folders = (trial.outbox, trial.outbox / "sent")
        return [path for folder in folders for path in sorted(folder.glob("outage-*.eml"))]

    def attempts(self, trial):
        """How often it was tried in vain: a file that fails three times is set aside."""
        log = trial.log.read_text()
        return log.count("Trying again") + log.count("Others go first")

    def assert_told_once(self, trial, cause, *words):
        paths = wait_for(lambda: self.notices(trial), "the message to the contact")
        self.assertEqual(len(paths), 1)
        self.assertIn(cause, paths[0].name)
        message = read_message(paths[0])
        self.assertEqual(message["To"], "it@example.org")
        for word in words:
            self.assertIn(word, f"{message['Subject']}\n{plain_text(message)}")
        self.assertIn(str(trial.drop), plain_text(message))

    def assert_shown(self, trial, *words):
        wait_for(lambda: "cannot go on" in (trial.drop / "status.html").read_text(), "status.html to say so")
        listed = json.loads(trial.call("doctor", "--format", "json").stdout)
        outage = next(entry for entry in listed if entry["code"] == "service.outage")
        for word in words:
            self.assertIn(word, outage["finding"])

    def assert_gone(self, trial):
        wait_for(lambda: not trial.status().get("outage"), "the outage to be over")
        wait_for(lambda: "cannot go on" not in (trial.drop / "status.html").read_text(), "status.html to say so")
        self.assertIn("The service goes on.", trial.log.read_text())


@needs_root
class FullDisk(TrialTest, Outage):
    def setUp(self):
        super().setUp()
        small = self.scratch / "small"
        small.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", small], capture_output=True, check=False).returncode:
            self.skipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", small], check=True)
        self.disk = Trial(small, SETTINGS + f"metrics_file: {self.scratch}/certdrop.prom\n")
        self.disk.log = self.scratch / "service.log"
        self.addCleanup(self.disk.close)
        self.disk.seed()
        self.disk.start()
        self.ballast = small / "ballast"

    def fill(self):
        """Takes all space, to the last byte."""
        with self.ballast.open("wb", buffering=0) as file:
            size = 1 << 16
            while size:
                try:
                    file.write(bytes(size))
                except OSError as error:
                    self.assertEqual(error.errno, errno.ENOSPC)
                    size //= 2

    def test_the_contact_is_told_once_though_nothing_fits_on_the_disk(self):
        rows = [f"amelie.dubois,FAW,{1960 + n // 336}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}" for n in range(15_000)]
        outside = self.disk.folder / "upload"
        outside.write_bytes(certificates(*rows))
        wait_for((self.disk.folder / "state/reserve").exists, "the reserve")
        self.fill()
        outside.rename(self.disk.inbox("import", "march.csv"))
        self.assert_told_once(self.disk, "disk-full", "the disk is full", "Make space")
        self.assert_shown(self.disk, "Make space")
        status = self.disk.status()
        self.assertFalse(status["healthy"])
        self.assertIn("service.outage", [problem["code"] for problem in status["problems"]])
        prometheus = self.scratch / "certdrop.prom"
        wait_for(lambda: 'cause="disk-full"} 1' in prometheus.read_text(), "the metrics to say so")
        # Another file, another look and another service are no other outage.
        self.disk.put("april.csv", b"")
        tried = self.attempts(self.disk)
        wait_for(lambda: self.attempts(self.disk) > tried, "another attempt")
        self.disk.stop()
        self.disk.start()
        wait_for(lambda: self.disk.status().get("outage"), "the outage to be seen")
        self.assertEqual(len(self.notices(self.disk)), 1)
        self.ballast.unlink()
        run = self.disk.next_run("march.csv")
        self.assertEqual((run.folder, run.counts), ("done", {"awarded": len(rows)}))
        self.assert_gone(self.disk)
        wait_for((self.disk.folder / "state/reserve").exists, "the reserve again")
        wait_for(lambda: 'cause="disk-full"} 0' in prometheus.read_text(), "the metrics to say so")
        self.assertEqual(len(self.notices(self.disk)), 1)


class DamagedDatabase(ServiceTest, Outage):
    settings = SETTINGS

    def spoil(self):
        with self.trial.database.open("r+b") as file:
            file.write(b"garbage " * (self.trial.database.stat().st_size // 8))

    def test_while_the_service_runs(self):
        self.spoil()
        self.trial.put("march.csv", CERTIFICATES)
        self.assert_told_once(self.trial, "database-damaged", "the database is damaged", "restore the last backup")
        wait_for(lambda: self.attempts(self.trial) > 2, "more attempts")
        self.assertEqual(len(self.notices(self.trial)), 1)
        wait_for(lambda: "cannot go on" in (self.trial.drop / "status.html").read_text(), "status.html to say so")
        # A monitor is told, too, as far as that can be.
        result = self.trial.call("status", "--format", "json")
        self.assertEqual(result.returncode, 70)
        self.assertIn("service.outage", [problem["code"] for problem in json.loads(result.stdout)["problems"]])
        self.assertTrue(self.trial.inbox("import", "march.csv").exists())

    def test_before_it_starts_however_often_that_is_tried(self):
        self.trial.stop()
        backup = self.trial.database.read_bytes()
        self.spoil()
        for _ in range(3):
            result = self.trial.call("watch")
            self.assertEqual(result.returncode, 70)
            self.assertIn(b"damaged", result.stderr)
            self.assert_told_once(self.trial, "database-damaged", "the database is damaged")
        self.assertIn("cannot go on", (self.trial.drop / "status.html").read_text())
        self.trial.database.write_bytes(backup)
        self.trial.start()
        self.assert_gone(self.trial)
        self.assertEqual(self.trial.drop_file("march.csv", CERTIFICATES).folder, "done")
        # The next one is told anew.
        self.trial.stop()
        self.spoil()
        self.assertEqual(self.trial.call("watch").returncode, 70)
        self.assertEqual(len(self.notices(self.trial)), 2)


class NobodyToTell(ServiceTest, Outage):
    def test_the_log_and_the_page_have_to_do(self):
        self.trial.stop()
        self.trial.database.write_bytes(b"garbage " * 4096)
        result = self.trial.call("watch")
        self.assertEqual(result.returncode, 70)
        self.assertEqual(self.notices(self.trial), [])
        self.assertIn("cannot go on", (self.trial.drop / "status.html").read_text())


if __name__ == "__main__":
    import unittest

    unittest.main()
