"""Administrators and programs with lftp."""

from certdrop import CERTIFICATES, MISTAKES, certificates, check, wait_for
from files import BETWEEN_ROWS, WITHIN_A_ROW, cut_after
from machine import MachineTest, run


class Lftp(MachineTest):
    def command(self, *commands, settings=()):
        connect = f"ssh -a -x {' '.join(self.maria.ssh_options)}"
        settings = [f'set sftp:connect-program "{connect}"', "set net:max-retries 1", "set cmd:fail-exit yes", "set xfer:clobber yes", *settings]
        script = "; ".join([*settings, f"open -p {self.trial.port} sftp://maria:@127.0.0.1", *commands])
        return ["lftp", "--norc", "-c", script]

    def lftp(self, *commands, settings=()):
        return run(self.command(*commands, settings=settings), cwd=self.maria.folder, env=self.environment())

    def begin(self, *commands, settings=()):
        settings = ["set net:limit-rate 100000", *settings]
        return self.trial.spawn(
            self.command(*commands, settings=settings), cwd=self.maria.folder, env=self.environment(), start_new_session=True
        )

    def environment(self):
        return {"PATH": "/usr/bin:/bin", "HOME": str(self.maria.folder), "LC_ALL": "C.UTF-8"}

    def test_a_file_is_uploaded_and_its_answer_fetched(self):
        self.maria.file("march.csv", MISTAKES.read_bytes())
        check(self.lftp("put -O import march.csv"))
        run = self.trial.next_run("march.csv")
        self.assertEqual(run.folder, "failed")
        check(self.lftp("mget failed/march.*"))
        for path in (run.page, run.table, run.corrections):
            self.assertEqual((self.maria.folder / path.name).read_bytes(), path.read_bytes())

    def test_a_folder_of_files_is_mirrored_into_an_inbox(self):
        folder = self.maria.folder / "outgoing"
        folder.mkdir()
        for number in range(12):
            (folder / f"{number}.csv").write_bytes(certificates(f"li.na,FAW,2025-01-{number + 1:02}"))
        check(self.lftp("mirror --reverse --parallel=3 outgoing import"))
        for number in range(12):
            self.assertEqual(self.trial.next_run(f"{number}.csv").counts, {"awarded": 1})

    def test_a_slow_upload_is_taken_when_it_is_whole(self):
        content = cut_after(WITHIN_A_ROW)
        self.maria.file("march.csv", content)
        upload = self.begin("put -O import march.csv")
        self.wait_for_part(self.inbox("march.csv"), 1)
        self.assertEqual(self.trial.runs("march.csv"), [])
        self.assertEqual(upload.wait(60), 0)
        run = self.trial.next_run("march.csv")
        self.assertEqual((run.counts, run.file.read_bytes()), ({"awarded": 7_000}, content))

    def test_with_temporary_names_an_upload_that_breaks_off_is_left_and_made_good(self):
        content = cut_after(BETWEEN_ROWS)
        self.maria.file("march.csv", content)
        settings = ["set xfer:use-temp-file yes"]
        upload = self.begin("put -O import march.csv", settings=settings)
        temporary = wait_for(lambda: self.temporary_names(), "lftp's temporary file")
        upload.kill()
        upload.wait()
        self.assertTrue(all(name.startswith(".") for name in temporary), temporary)
        self.assertEqual(self.trial.runs("march.csv"), [])
        check(self.lftp("put -O import march.csv", settings=settings))
        self.assertEqual(self.trial.next_run("march.csv").counts, {"awarded": 7_000})

    def temporary_names(self):
        return [path.name for path in (self.trial.drop / "import").iterdir() if path.stat().st_size > 20_000]

    def test_continuing_an_upload_whose_beginning_was_taken_sends_the_whole_file(self):
        content = cut_after(WITHIN_A_ROW)
        self.maria.file("march.csv", content)
        upload = self.begin("put -O import march.csv")
        self.wait_for_part(self.inbox("march.csv"), 20_000)
        upload.kill()
        upload.wait()
        self.assertEqual(self.trial.next_run("march.csv").refusal, "file.truncated")
        check(self.lftp("put -c -O import march.csv"))
        run = self.trial.next_run("march.csv", 1)
        self.assertEqual((run.counts, run.file.read_bytes()), ({"awarded": 7_000}, content))

    def test_uploading_the_same_file_again_does_no_harm(self):
        self.maria.file("march.csv", CERTIFICATES.read_bytes())
        for counts in ({"awarded": 6}, {"unchanged": 6}):
            seen = len(self.trial.runs("march.csv"))
            check(self.lftp("put -O import march.csv"))
            self.assertEqual(self.trial.next_run("march.csv", seen).counts, counts)
