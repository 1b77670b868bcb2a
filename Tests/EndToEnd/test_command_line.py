"""The command line: exit statuses, reports beside the file, and lists for machines."""

import contextlib
import csv
import os
import pty
import shutil
import subprocess

from certdrop import CERTIFICATES, LEARNERS, MISTAKES, PROGRAM, TrialTest, certificates, check, read_csv


def read_terminal(master):
    """All that is written to a terminal until its last writer is gone, which Linux tells by EIO."""
    drawn = b""
    with contextlib.suppress(OSError):
        while chunk := os.read(master, 1 << 16):
            drawn += chunk
    os.close(master)
    return drawn


class FileCommands(TrialTest):
    def setUp(self):
        super().setUp()
        self.trial.seed()

    def copy(self, source):
        return self.scratch / shutil.copy(source, self.scratch)

    def test_a_right_file_ends_with_0_and_stays_where_it_is(self):
        file = self.copy(CERTIFICATES)
        result = check(self.trial.call("import", str(file)))
        self.assertIn(b"certificates.csv: All done: 6 awarded.", result.stdout)
        self.assertEqual(file.read_bytes(), CERTIFICATES.read_bytes())
        beside = {path.name for path in self.scratch.glob("certificates*")}
        self.assertEqual(beside, {"certificates.csv", "certificates.report.html", "certificates.report.csv"})
        self.assertEqual(len(self.trial.awards()), 6)

    def test_what_a_killed_import_has_left_is_gone_after_the_next_one_in_that_folder(self):
        file = self.copy(CERTIFICATES)
        command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync"]
        command += ["-e", "inject=fsync:signal=KILL:when=1", PROGRAM, "import", str(file)]
        subprocess.run([*command, "--config", str(self.trial.configuration)], capture_output=True, check=False)
        self.assertEqual(self.trial.awards(), [])
        self.assertNotEqual(list(self.scratch.glob(".certdrop-*")), [])
        # Those of another store, which may be on their way.
        other = self.scratch / ".certdrop-0123abcd-1.report.csv"
        other.touch()
        check(self.trial.call("import", str(self.copy(LEARNERS))))
        self.assertEqual(list(self.scratch.glob(".certdrop-*")), [other])

    def test_another_process_that_writes_when_a_verification_is_taken_back_does_not_get_in_between(self):
        """Every lock takes the verification a while, so that the others have time for it."""
        file = self.copy(CERTIFICATES)
        slowly = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fcntl", "-e", "inject=fcntl:delay_exit=20000"]
        command = [*slowly, PROGRAM, "verify", str(file), "--config", str(self.trial.configuration)]
        other = self.scratch / "other.csv"
        other.write_bytes(certificates("li.na,FAW,2025-01-02"))
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as verifying:
            while verifying.poll() is None:
                check(self.trial.call("verify", str(other)))
            self.assertEqual(verifying.returncode, 0, verifying.stdout.read())
        for stem in ("certificates", "other"):
            self.assertTrue((self.scratch / f"{stem}.report.html").exists() and (self.scratch / f"{stem}.report.csv").exists())
        self.assertEqual(list(self.scratch.glob(".certdrop-*")), [])

    def test_rejected_rows_end_with_1_and_are_named(self):
        file = self.copy(MISTAKES)
        result = check(self.trial.call("import", str(file)), status=1)
        self.assertIn("14 rows need correction; 2 awarded.", result.stdout.decode())
        self.assertIn("Row 8: '31/02/2025' is not a date.", result.stdout.decode())
        corrections = read_csv(self.scratch / "certificates-with-mistakes.corrections.csv")
        self.assertEqual(len(corrections), 14)

    def test_a_refused_file_ends_with_1(self):
        file = self.scratch / "empty.csv"
        file.touch()
        result = check(self.trial.call("verify", str(file)), status=1)
        self.assertIn(b"The file is empty.", result.stdout)
        self.assertTrue((self.scratch / "empty.report.html").exists())

    def test_wrong_use_ends_with_2(self):
        file = self.copy(CERTIFICATES)
        for words in (["verify"], ["import", str(file), "--loud"], ["verify", str(self.scratch / "no-such.csv")]):
            with self.subTest(words):
                result = check(self.trial.call(*words), status=2)
                self.assertEqual(result.stdout, b"")
                self.assertNotEqual(result.stderr, b"")
        for words in (["verify", str(self.scratch)], ["frobnicate"], ["runs", "show", "4711"]):
            with self.subTest(words):
                check(self.trial.call(*words), status=2)
        check(self.trial.call("verify", str(file), "--config", "/no/such.yaml", config=False), status=2)

    def test_a_fault_of_the_machine_ends_with_70(self):
        self.trial.database.write_bytes(b"This is no database, but it is long enough to be read as one." * 100)
        result = check(self.trial.call("verify", str(self.copy(CERTIFICATES))), status=70)
        self.assertIn(b"database", result.stderr)

    def test_verifying_changes_nothing_and_foretells_the_import(self):
        file = self.copy(MISTAKES)
        before = self.trial.dump()
        result = check(self.trial.call("verify", str(file)), status=1)
        self.assertIn(b"Nothing was changed", result.stdout)
        self.assertEqual(self.trial.dump(), before)
        report = self.scratch / "certificates-with-mistakes.report.csv"

        def outcomes():
            return [(row["row"], row["outcome"], row["reason"]) for row in read_csv(report)]

        foretold = outcomes()
        check(self.trial.call("import", str(file)), status=1)
        self.assertEqual(outcomes(), foretold)

    def test_learners_are_told_unless_the_import_is_silent(self):
        silent, loud = self.scratch / "silent.csv", self.scratch / "loud.csv"
        silent.write_bytes(certificates("li.na,FAW,2025-01-02"))
        loud.write_bytes(certificates("li.na,FIRE,2025-01-02"))
        check(self.trial.call("import", "--silent", str(silent)))
        self.assertEqual(self.trial.messages(), {})
        check(self.trial.call("import", str(loud)))
        self.assertEqual(len(self.trial.messages()), 1)

    def test_files_can_be_imported_while_the_service_runs(self):
        self.trial.start()
        check(self.trial.call("import", str(self.copy(CERTIFICATES))))
        self.assert_still_serves()
        self.assertEqual(len(self.trial.learner_messages(self.trial.runs("certificates.csv")[0])), 6)

    def test_a_terminal_sees_progress_and_a_pipe_does_not(self):
        file = self.scratch / "many.csv"
        # Long enough for a few fifths of a second.
        file.write_bytes(certificates(*["jose.nunez,FAW,2025-01-02"] * 1_000_000))
        self.assertEqual(check(self.trial.call("verify", str(file))).stderr, b"")
        master, slave = pty.openpty()
        command = [PROGRAM, "verify", str(file), "--config", str(self.trial.configuration)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=slave):
            os.close(slave)
            drawn = read_terminal(master)
        self.assertIn("█".encode(), drawn)
        self.assertTrue(drawn.endswith(b"\r\x1b[K"), "the line is cleared at the end")


class Lists(TrialTest):
    def setUp(self):
        super().setUp()
        self.trial.seed()
        self.trial.start()
        self.good = self.trial.drop_file("march.csv", CERTIFICATES)
        self.bad = self.trial.drop_file("april.csv", MISTAKES, mode="verify")

    def test_runs_are_listed_newest_first(self):
        runs = self.trial.json("runs", "list")
        self.assertEqual([run["file"] for run in runs[:2]], ["april.csv", "march.csv"])
        self.assertEqual([run["id"] for run in runs], sorted((run["id"] for run in runs), reverse=True))
        self.assertEqual((runs[1]["rows"], runs[1]["changed"], runs[1]["rejected"]), (6, 6, 0))
        self.assertEqual((runs[0]["rows"], runs[0]["changed"], runs[0]["rejected"]), (16, 0, 14))
        self.assertEqual(len(self.trial.json("runs", "list", "--limit", "1")), 1)

    def test_a_list_is_the_same_as_csv(self):
        text = check(self.trial.call("runs", "list", "--format", "csv")).stdout.decode()
        lines = list(csv.DictReader(text.splitlines()))
        self.assertEqual(
            [(line["id"], line["file"]) for line in lines],
            [(str(run["id"]), run["file"]) for run in self.trial.json("runs", "list")],
        )

    def test_one_run_is_shown_with_its_places(self):
        shown = {line["key"]: line["value"] for line in self.trial.json("runs", "show", str(self.bad.id))}
        self.assertEqual(shown["file"], "april.csv")
        self.assertEqual(shown["rejected"], "14")
        self.assertEqual(shown["report"], str(self.bad.page))
        self.assertEqual(shown["sha256"], self.bad.checksum)

    def test_status_tells_what_the_store_holds_and_the_last_runs(self):
        status = self.trial.status()
        self.assertEqual(status["store"], {"learners": 12, "certifications": 7, "awards": 6})
        self.assertEqual(status["served_by"], self.trial.service.pid)
        self.assertEqual((status["running"], status["waiting"]), ([], []))
        self.assertEqual([run["file"] for run in status["last_runs"]][:2], ["april.csv", "march.csv"])
        text = check(self.trial.call("status")).stdout.decode()
        self.assertIn(f"running (process {self.trial.service.pid})", text)


class Init(TrialTest):
    def test_it_refuses_to_overwrite(self):
        before = {path: path.read_bytes() for path in self.trial.folder.rglob("*") if path.is_file()}
        result = check(self.trial.call("init", str(self.trial.folder), config=False), status=2)
        self.assertIn(b"exists already", result.stderr)
        after = {path: path.read_bytes() for path in self.trial.folder.rglob("*") if path.is_file()}
        self.assertEqual(after, before)

    def test_each_part_that_exists_is_enough_to_refuse(self):
        for part in ("certdrop.yaml", "drop", "state"):
            with self.subTest(part):
                folder = self.scratch / f"with-{part}"
                folder.mkdir()
                (folder / part).write_text("mine")
                check(self.trial.call("init", str(folder), config=False), status=2)
                self.assertEqual([path.name for path in folder.iterdir()], [part])
                self.assertEqual((folder / part).read_text(), "mine")

    def test_it_says_what_it_made(self):
        folder = self.scratch / "another"
        output = check(self.trial.call("init", str(folder), config=False)).stdout.decode()
        made = {line.strip() for line in output.partition("Made:\n")[2].partition("\n\n")[0].splitlines()}
        there = {str(path) for path in folder.rglob("*")} | {str(folder)}
        self.assertEqual(made, there)

    def test_the_state_is_nobody_elses_business(self):
        self.assertEqual((self.trial.folder / "state").stat().st_mode & 0o777, 0o700)

    def test_templates_are_what_the_template_command_prints(self):
        for kind in ("certificates", "learners", "certifications", "award-rules", "completions"):
            printed = check(self.trial.call("template", kind, config=False)).stdout
            self.assertEqual((self.trial.drop / f"templates/{kind}.csv").read_bytes(), printed)
            # Excel takes a file for UTF-8 by its mark.
            self.assertTrue(printed.startswith(b"\xef\xbb\xbf") and printed.endswith(b"\r\n"))

    def test_a_filled_in_template_is_taken(self):
        template = check(self.trial.call("template", "learners", config=False)).stdout
        file = self.scratch / "learners.csv"
        file.write_bytes(template + "ana.lópez,Ana,López,ana@example.org,active,,,,\r\n".encode())
        check(self.trial.call("import", str(file)))
        self.assertEqual(self.trial.query("SELECT username FROM learner"), [("ana.lópez",)])
