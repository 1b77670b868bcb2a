"""Administrators with OpenSSH's sftp."""

import csv
import hashlib
import io
import os
import stat

from certdrop import CERTIFICATES, LEARNERS, MISTAKES, certificates, check, plain_text, wait_for
from files import BETWEEN_ROWS, WITHIN_A_DATE, WITHIN_A_ROW, cut_after
from machine import Client, MachineTest


class Sftp(MachineTest):
    def test_who_uploads_finds_the_answer_and_can_read_it(self):
        run = self.upload(self.maria, "march.csv", MISTAKES.read_bytes())
        self.assertEqual(run.folder, "failed")
        self.assertEqual(
            self.maria.list("failed"),
            ["march.corrections.csv", "march.csv", "march.report.csv", "march.report.html"],
        )
        self.assertEqual(self.maria.read("failed/march.csv"), MISTAKES.read_bytes())
        self.assertTrue(self.maria.read("failed/march.report.html").rstrip().endswith(b"</html>"))
        report = self.maria.read("failed/march.report.csv").decode("utf-8-sig")
        self.assertEqual(len(list(csv.DictReader(io.StringIO(report)))), sum(run.counts.values()))
        # The message links to it as an SFTP client reaches it.
        text = plain_text(self.trial.administrator_message(run))
        self.assertIn("sftp://files.example.org/drop/failed/march.report.html", text)
        self.assertTrue(self.maria.read("/drop/failed/march.report.html"))
        # The way back: the corrections are dropped again.
        corrections = self.maria.read("failed/march.corrections.csv")
        again = self.upload(self.maria, "corrections.csv", corrections)
        self.assertEqual(sum(again.counts.values()), run.counts["rejected"])

    def test_a_file_can_be_verified_and_imported_silently(self):
        run = self.upload(self.maria, "march.csv", CERTIFICATES.read_bytes(), folder="verify")
        self.assertEqual((run.mode, run.counts, len(self.trial.awards())), ("verify", {"awarded": 6}, 0))
        run = self.upload(self.maria, "april.csv", CERTIFICATES.read_bytes(), folder="import-silent")
        self.assertEqual((run.counts, self.trial.learner_messages(run)), ({"awarded": 6}, []))

    def test_a_slow_upload_is_taken_when_it_is_whole(self):
        content = cut_after(WITHIN_A_ROW)
        file = self.maria.file("march.csv", content)
        upload = self.maria.begin_sftp(f"put {file} import/march.csv", options=("-B", "8192", "-l", "1200"))
        self.wait_for_part(self.inbox("march.csv"), 10_000)
        wait_for(lambda: "still being written" in (self.waits("march.csv") or ""), "status to say so")
        self.assertEqual(self.trial.runs("march.csv"), [])
        self.assertEqual(upload.wait(60), 0)
        run = self.trial.next_run("march.csv")
        self.assertEqual((run.counts, run.file.read_bytes()), ({"awarded": 7_000}, content))

    def break_off(self, content, name="march.csv"):
        """Uploads some of a file, and is cut off."""
        path = self.maria.file("whole.csv", content)
        upload = self.maria.begin_sftp(f"put {path} import/{name}", options=("-B", "8192", "-l", "1200"))
        self.wait_for_part(self.inbox(name), 20_000)
        upload.kill()
        upload.wait()
        return path

    def test_an_upload_that_breaks_off_within_a_row_is_refused_and_nothing_of_it_imported(self):
        self.assert_refused_then_imported(cut_after(WITHIN_A_ROW))

    def test_an_upload_that_breaks_off_within_a_date_is_refused_although_the_date_would_do(self):
        self.assert_refused_then_imported(cut_after(WITHIN_A_DATE))

    def assert_refused_then_imported(self, content):
        self.break_off(content)
        run = self.trial.next_run("march.csv")
        self.assertEqual((run.folder, run.refusal), ("failed", "file.truncated"))
        self.assertTrue(content.startswith(run.file.read_bytes()))
        self.assertEqual(len(self.trial.awards()), 0)
        self.assertEqual(self.upload(self.maria, "march.csv", content).counts, {"awarded": 7_000})

    def test_an_upload_that_breaks_off_between_rows_is_made_good_by_the_whole_file(self):
        """Nothing tells that such a file is short; no row is lost, and none awarded twice."""
        content = cut_after(BETWEEN_ROWS)
        self.break_off(content)
        run = self.trial.next_run("march.csv")
        arrived = run.file.read_bytes().count(b"\n") - 1
        self.assertEqual((run.folder, run.counts), ("done", {"awarded": arrived}))
        self.assertLess(arrived, 7_000)
        whole = self.upload(self.maria, "march.csv", content)
        self.assertEqual(whole.counts, {"unchanged": arrived, "awarded": 7_000 - arrived})
        self.assertEqual(len(self.trial.awards()), 7_000)

    def test_with_its_checksum_an_upload_that_breaks_off_is_refused_wherever_that_is(self):
        content = cut_after(BETWEEN_ROWS)
        sidecar = f"{hashlib.sha256(content).hexdigest()}  march.csv\n".encode()
        check(self.maria.sftp(f"put {self.maria.file('sum', sidecar)} import/march.csv.sha256"))
        self.break_off(content)
        run = self.trial.next_run("march.csv")
        self.assertEqual((run.folder, run.refusal, len(self.trial.awards())), ("failed", "file.checksum", 0))
        check(self.maria.sftp(f"put {self.maria.file('sum', sidecar)} import/march.csv.sha256"))
        self.assertEqual(self.upload(self.maria, "march.csv", content).counts, {"awarded": 7_000})

    def test_under_a_temporary_name_an_upload_is_resumed_and_renamed(self):
        content = cut_after(BETWEEN_ROWS)
        path = self.break_off(content, name="march.csv.part")
        wait_for(lambda: not self.is_open(self.inbox("march.csv.part")), "the server to close the file")
        self.upload(self.paul, "look.csv", CERTIFICATES.read_bytes())
        self.assertLess(self.inbox("march.csv.part").stat().st_size, len(content))
        check(
            self.maria.sftp(
                f"reput {path} import/march.csv.part", "rename import/march.csv.part import/march.csv"
            )
        )
        run = self.trial.next_run("march.csv")
        self.assertEqual((run.counts, run.file.read_bytes()), ({"awarded": 7_000}, content))
        self.assertEqual(len(self.trial.runs()), 4)

    def test_under_its_own_name_there_is_nothing_left_to_resume(self):
        content = cut_after(WITHIN_A_ROW)
        path = self.break_off(content)
        self.trial.next_run("march.csv")
        self.assertNotEqual(self.maria.sftp(f"reput {path} import/march.csv").returncode, 0)
        self.assertEqual(len(self.trial.awards()), 0)
        self.assertEqual(self.upload(self.maria, "march.csv", content).counts, {"awarded": 7_000})

    def is_open(self, path):
        """Whether a process has it open."""
        wanted = os.stat(path)
        for process in os.scandir("/proc"):
            if not process.name.isdigit():
                continue
            try:
                for descriptor in os.scandir(f"/proc/{process.name}/fd"):
                    status = os.stat(descriptor.path)
                    if (status.st_dev, status.st_ino) == (wanted.st_dev, wanted.st_ino):
                        return True
            except OSError:
                continue
        return False

    def test_a_file_that_is_overwritten_while_it_waits_is_imported_once_as_it_is_then(self):
        self.trial.stop()
        first, second = certificates("li.na,FAW,2025-01-02"), certificates("li.na,FAW,2025-01-03")
        for content in (first, second):
            check(self.maria.sftp(f"put {self.maria.file('march.csv', content)} import/march.csv"))
        self.trial.start()
        run = self.trial.next_run("march.csv")
        self.assertEqual((run.counts, run.file.read_bytes()), ({"awarded": 1}, second))
        self.assertEqual(self.trial.awards(), [("li.na", "FAW", "2025-01-03")])

    def test_a_file_that_is_overwritten_again_and_again_is_only_ever_taken_whole(self):
        contents = [cut_after(WITHIN_A_ROW, 1_500), certificates("li.na,FAW,2025-01-02")]
        files = [self.maria.file(f"{number}.csv", content) for number, content in enumerate(contents)]
        puts = [f"put {files[number % 2]} import/march.csv" for number in range(40)]
        check(self.maria.sftp(*puts, options=("-B", "4096")))
        wait_for(lambda: not self.inbox("march.csv").exists(), "the last of them to be taken")
        wait_for(lambda: all(run.state == "finished" for run in self.trial.runs("march.csv")), "all answers")
        runs = self.trial.runs("march.csv")
        self.assertEqual([run.refusal for run in runs], [None] * len(runs))
        self.assertLessEqual({run.file.read_bytes() for run in runs}, set(contents))
        self.assertEqual(runs[-1].file.read_bytes(), contents[1])

    def test_many_upload_at_once(self):
        names = [f"{number}.csv" for number in range(24)]
        clients = [Client(self.trial, ("maria", "paul")[number % 2]) for number in range(24)]
        uploads = [
            client.begin_sftp(f"put {client.file(name, certificates(f'li.na,FAW,2025-01-{number + 1:02}'))} import/{name}")
            for number, (name, client) in enumerate(zip(names, clients))
        ]
        self.assertEqual([upload.wait(120) for upload in uploads], [0] * 24)
        for name in names:
            self.assertEqual(self.trial.next_run(name).counts, {"awarded": 1})
        self.assertEqual(len(self.trial.awards()), 24)


class Privacy(MachineTest):
    """What an account can reach, besides what is its own."""

    def assert_denied(self, client, *commands):
        for command in commands:
            result = client.sftp(command)
            self.assertNotEqual(result.returncode, 0, command)

    def test_files_of_one_name_from_two_people_are_both_answered(self):
        self.trial.stop()
        marias, pauls = certificates("li.na,FAW,2025-01-02"), certificates("jose.nunez,FAW,2025-01-03")
        check(self.maria.sftp(f"put {self.maria.file('march.csv', marias)} import/march.csv"))
        put = f"put {self.paul.file('march.csv', pauls)} import/march.csv"
        denied = self.paul.sftp(put)
        self.assertIn(b"ermission denied", denied.stderr)
        # Nor does it work under another name and a renaming.
        renamed = self.paul.sftp(put.replace("import/march.csv", "import/x.part"), "rename import/x.part import/march.csv")
        self.assertNotEqual(renamed.returncode, 0)
        self.trial.start()
        self.trial.next_run("march.csv")
        check(self.paul.sftp("rm import/x.part", put))
        runs = [self.trial.next_run("march.csv"), self.trial.next_run("march.csv", 1)]
        self.assertEqual([run.counts for run in self.trial.runs("march.csv")], [{"awarded": 1}] * 2)
        self.assertNotEqual(runs[-1].file.name, "march.csv")
        for client, content, run in ((self.maria, marias, self.trial.runs("march.csv")[0]), (self.paul, pauls, runs[-1])):
            self.assertEqual(client.read(f"done/{run.file.name}"), content)
            self.assertIn(b"awarded", client.read(f"done/{run.table.name}"))

    def test_nobody_reads_changes_or_removes_what_is_anothers(self):
        self.trial.stop()
        check(self.maria.sftp(f"put {self.maria.file('march.csv', MISTAKES.read_bytes())} import/march.csv"))
        self.assert_denied(
            self.paul,
            "get import/march.csv",
            "rm import/march.csv",
            "rename import/march.csv import/mine.csv",
            "rename import/march.csv verify/march.csv",
            "chmod 666 import/march.csv",
        )
        self.assertEqual(self.paul.list("import"), ["march.csv"])
        self.trial.start()
        run = self.trial.next_run("march.csv")
        for path in (run.file, run.page, run.table, run.corrections):
            name = f"failed/{path.name}"
            self.assertTrue(self.maria.read(name), name)
            self.assert_denied(self.paul, f"get {name}", f"rm {name}", f"rename {name} import/mine.csv")
        # Nor does who dropped it remove or change what certdrop says of it.
        self.assert_denied(self.maria, f"rm failed/{run.table.name}", "rm failed/march.csv", "put done/forged.csv")
        self.assertTrue(run.table.exists())
        # The service's group, auditors for one, reads all of it.
        status = run.table.stat()
        self.assertEqual((stat.S_IMODE(status.st_mode), status.st_gid), (0o640, self.trial.database.stat().st_gid))
        self.assertEqual(run.file.stat().st_gid, status.st_gid)

    def test_files_are_private_whatever_mode_the_client_asks_for(self):
        for mode in (0o666, 0o644, 0o640):
            name = f"{mode:o}.csv"
            check(self.maria.sftp(f"put {self.maria.file(name, CERTIFICATES.read_bytes(), mode)} import/{name}"))
            run = self.trial.next_run(name)
            self.assertIsNone(run.refusal, name)
            self.assertEqual(stat.S_IMODE(run.file.stat().st_mode), 0o640, name)

    def test_nobody_sees_the_database_or_messages_or_the_rest_of_the_machine(self):
        self.upload(self.maria, "march.csv", CERTIFICATES.read_bytes())
        self.assert_denied(
            self.maria,
            "ls /state",
            "get /state/certdrop.sqlite",
            "ls outbox",
            "get /etc/passwd",
            "put march.csv /",
            "put march.csv templates/",
            "put march.csv outbox/",
            "put march.csv .",
        )
        self.assertEqual(self.maria.list("/"), ["drop", "state"])
        self.assertIn("march.csv", self.maria.read("status.html").decode())
        self.assertIn("Username", self.maria.read("templates/certificates.csv").decode("utf-8-sig"))

    def test_no_account_has_a_shell_or_a_tunnel_or_can_change_its_key(self):
        for command in (["id"], ["sh", "-c", "id"], ["rsync", "--server", ".", "import/"]):
            result = self.maria.ssh(*command)
            self.assertNotEqual((result.returncode, result.stdout[:4]), (0, b"uid="), command)
            self.assertNotIn(b"uid=", result.stdout)
        tunnel = self.maria.ssh("-N", "-o", "ExitOnForwardFailure=yes", "-W", f"127.0.0.1:{self.trial.port}")
        self.assertNotIn(b"SSH-2.0", tunnel.stdout)
        self.assert_denied(self.maria, "mkdir /.ssh", "put march.csv /.ssh/authorized_keys")

    def test_links_cannot_be_made(self):
        self.trial.stop()
        check(self.maria.sftp(f"put {self.maria.file('march.csv', CERTIFICATES.read_bytes())} verify/march.csv"))
        self.assert_denied(self.maria, "ln verify/march.csv import/linked.csv", "ln -s /state import/state")
        self.assertEqual(self.maria.list("import"), [])

    def test_a_folder_is_left_where_it_is_and_shown(self):
        check(self.maria.sftp("mkdir import/march", f"put {self.maria.file('a.csv', b'x')} import/march/a.csv"))
        self.assertIn("folder", wait_for(lambda: self.waits("march"), "status to show it"))
        self.assertEqual(self.maria.list("import/march"), ["a.csv"])

    def test_roles_hold_and_the_answer_can_be_read_by_who_was_refused(self):
        stranger = Client(self.trial, "stranger")
        run = self.upload(stranger, "march.csv", CERTIFICATES.read_bytes())
        self.assertEqual(run.refusal, "file.unauthorised")
        self.assertIn(b"no administrator", stranger.read("failed/march.report.html"))
        run = self.upload(self.maria, "people.csv", LEARNERS.read_bytes())
        self.assertEqual(run.refusal, "file.unauthorised")

    def test_a_file_that_only_its_owner_may_read_is_taken(self):
        check(self.maria.sftp(f"put {self.maria.file('march.csv', CERTIFICATES.read_bytes(), 0o600)} import/march.csv"))
        self.assertEqual(self.trial.next_run("march.csv").counts, {"awarded": 6})


class WithoutCapabilities(MachineTest):
    """What the unit grants and other set-ups may not."""

    def setUp(self):
        super().setUp()
        self.trial.stop()

    def test_a_file_that_the_service_may_not_read_is_refused(self):
        self.trial.capabilities = ["lease"]
        self.trial.start()
        check(self.maria.sftp(f"put {self.maria.file('march.csv', CERTIFICATES.read_bytes(), 0o600)} import/march.csv"))
        self.assertIn("cannot be read", wait_for(lambda: self.waits("march.csv"), "status to show it"))
        run = self.trial.next_run("march.csv")
        self.assertEqual((run.folder, run.refusal, len(self.trial.awards())), ("failed", "file.unreadable", 0))
        self.assertIn(b"0640", self.maria.read("failed/march.report.html"))
        self.assertEqual(self.maria.read("failed/march.csv"), CERTIFICATES.read_bytes())
        check(self.maria.sftp("chmod 640 failed/march.csv"))

    def test_where_the_kernel_does_not_say_who_writes_a_slow_upload_is_taken_when_it_stands_still(self):
        self.trial.capabilities = []
        self.trial.configuration.write_text(
            self.trial.configuration.read_text().replace("settle: 0.2", "settle: 4")
        )
        self.trial.start()
        content = cut_after(WITHIN_A_ROW)
        upload = self.maria.begin_sftp(
            f"put {self.maria.file('march.csv', content)} import/march.csv", options=("-B", "8192", "-l", "1200")
        )
        self.wait_for_part(self.inbox("march.csv"), 10_000)
        wait_for(lambda: "may still be written" in (self.waits("march.csv") or ""), "status to say so")
        self.assertEqual(upload.wait(60), 0)
        self.assertEqual(self.trial.next_run("march.csv").counts, {"awarded": 7_000})
