"""Programs that upload with rsync over SSH, through the account that the guide makes for them."""

import os

from certdrop import CERTIFICATES, LEARNERS, certificates, check, wait_for
from files import BETWEEN_ROWS, WITHIN_A_ROW, cut_after
from machine import Client, MachineTest, run

# rsync writes a quarter of a megabyte at once.
ROWS = 40_000


class Rsync(MachineTest):
    def setUp(self):
        super().setUp()
        self.client = Client(self.trial, "hr-export")

    def command(self, *arguments):
        return ["rsync", "--rsh", self.client.remote_shell, *arguments]

    def rsync(self, *arguments):
        return run(self.command(*arguments), cwd=self.client.folder)

    def upload(self, name, content, *options, folder="import"):
        seen = len(self.trial.runs(name))
        check(self.rsync(*options, str(self.client.file(name, content)), f"{self.client.host}:{folder}/"))
        return self.trial.next_run(name, seen)

    def begin(self, name, content, *options):
        """Starts a slow upload, and returns when some of it has arrived."""
        command = self.command("--bwlimit=400", *options, str(self.client.file(name, content)), f"{self.client.host}:import/")
        return self.trial.spawn(command)

    def temporary_name(self, name):
        """Under what hidden name it is being written."""
        pattern = f".{name}."
        found = [entry for entry in os.listdir(self.trial.drop / "import") if entry.startswith(pattern)]
        return self.inbox(found[0]) if found else None

    def test_a_file_is_uploaded_and_its_answer_fetched(self):
        run = self.upload("learners.csv", LEARNERS.read_bytes())
        self.assertEqual((run.folder, run.refusal), ("done", None))
        check(self.rsync(f"{self.client.host}:done/learners.report.csv", f"{self.client.folder}/"))
        self.assertEqual((self.client.folder / "learners.report.csv").read_bytes(), run.table.read_bytes())

    def test_an_archive_upload_keeps_times_and_modes_and_is_taken(self):
        run = self.upload("march.csv", CERTIFICATES.read_bytes(), "--archive", "--chmod=F640")
        self.assertEqual(run.counts, {"awarded": 6})

    def test_several_files_at_once(self):
        names = [f"{number}.csv" for number in range(12)]
        for number, name in enumerate(names):
            self.client.file(name, certificates(f"li.na,FAW,2025-01-{number + 1:02}"))
        check(self.rsync("--times", *names, f"{self.client.host}:import/"))
        for name in names:
            self.assertEqual(self.trial.next_run(name).counts, {"awarded": 1})

    def test_a_slow_upload_is_left_alone_until_rsync_renames_it(self):
        content = cut_after(BETWEEN_ROWS, ROWS)
        upload = self.begin("march.csv", content)
        path = wait_for(lambda: self.temporary_name("march.csv"), "rsync's hidden file")
        self.assertIsNone(self.waits(path.name))
        self.assertEqual(upload.wait(60), 0)
        run = self.trial.next_run("march.csv")
        self.assertEqual((run.counts, run.file.read_bytes()), ({"awarded": ROWS}, content))

    def test_an_upload_that_breaks_off_leaves_nothing_to_take(self):
        content = cut_after(BETWEEN_ROWS, ROWS)
        upload = self.begin("march.csv", content)
        path = wait_for(lambda: self.temporary_name("march.csv"), "rsync's hidden file")
        upload.kill()
        # The other end notices, and removes its hidden file.
        wait_for(lambda: not path.exists(), "rsync to clean up")
        self.assertEqual(self.trial.runs("march.csv"), [])
        self.assertEqual(self.upload("march.csv", content).counts, {"awarded": ROWS})

    def test_what_rsync_keeps_under_the_files_own_name_is_taken_and_refused(self):
        """Why the guide advises against `--partial`."""
        content = cut_after(WITHIN_A_ROW, ROWS)
        upload = self.begin("march.csv", content, "--partial")
        path = wait_for(lambda: self.temporary_name("march.csv"), "rsync's hidden file")
        self.wait_for_part(path, 20_000)
        upload.kill()
        self.assertEqual(self.trial.next_run("march.csv").refusal, "file.truncated")
        self.assertEqual(self.upload("march.csv", content, "--partial").counts, {"awarded": ROWS})

    def test_a_file_that_is_written_in_place_is_taken_when_it_is_whole(self):
        content = cut_after(WITHIN_A_ROW, ROWS)
        upload = self.begin("march.csv", content, "--inplace")
        wait_for(lambda: "still being written" in (self.waits("march.csv") or ""), "status to say so")
        # rsync sets the time of the file after closing it, which is too late if the file is taken by then: status 23.
        self.assertIn(upload.wait(60), (0, 23))
        self.assertEqual(self.trial.next_run("march.csv").counts, {"awarded": ROWS})

    def test_the_account_can_do_nothing_else(self):
        for command in (["id"], ["sh", "-c", "id"]):
            result = self.client.ssh(*command)
            self.assertNotEqual(result.returncode, 0)
            self.assertNotIn(b"uid=", result.stdout)
        self.assertNotEqual(self.client.sftp("ls").returncode, 0)
        for path in ("/etc/passwd", "../state/certdrop.sqlite", "/srv/certdrop/state/", "outbox/"):
            result = self.rsync("--recursive", f"{self.client.host}:{path}", f"{self.client.folder}/stolen/")
            self.assertNotEqual(result.returncode, 0, path)
        self.assertFalse((self.client.folder / "stolen/passwd").exists())
        file = self.client.file("march.csv", CERTIFICATES.read_bytes())
        for path in ("done/", "../", "outbox/", "/tmp/"):
            self.assertNotEqual(self.rsync(str(file), f"{self.client.host}:{path}").returncode, 0, path)

    def test_what_others_dropped_cannot_be_read(self):
        check(self.maria.sftp(f"put {self.maria.file('march.csv', CERTIFICATES.read_bytes())} import/march.csv"))
        self.trial.next_run("march.csv")
        self.rsync("--recursive", f"{self.client.host}:done/", f"{self.client.folder}/copied/")
        self.assertEqual(list((self.client.folder / "copied").glob("march*")), [])

    def test_an_account_for_sftp_alone_cannot_use_rsync(self):
        self.client = self.maria
        result = self.rsync(str(self.maria.file("march.csv", b"x")), f"{self.maria.host}:import/")
        self.assertNotEqual(result.returncode, 0)
