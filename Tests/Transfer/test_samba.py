"""Administrators who reach the drop root as a share of Windows, by Samba's server and client."""

import os
import pathlib
import stat
import subprocess
import unittest

from certdrop import CERTIFICATES, MISTAKES, certificates, check, wait_for
from files import WITHIN_A_ROW, cut_after
from machine import GUIDE, MachineTest, accepts_connections, run, unused_port

PROGRAMS = ("/usr/sbin/smbd", "/usr/bin/smbclient", "/usr/bin/smbpasswd")
PASSWORD = "only for this test"


@unittest.skipUnless(all(os.access(program, os.X_OK) for program in PROGRAMS), "there is no Samba")
class Samba(MachineTest):
    def setUp(self):
        super().setUp()
        self.port = unused_port()
        self.state = self.scratch / "samba"
        self.state.mkdir()
        folders = ("private dir", "state directory", "cache directory", "lock directory", "pid directory", "ncalrpc dir")
        configuration = self.state / "smb.conf"
        configuration.write_text(
            "[global]\n"
            + "".join(f"{folder} = {self.state}/{folder.replace(' ', '-')}\n" for folder in folders)
            + f"log file = {self.state}/log\nserver role = standalone\nload printers = no\ndisable spoolss = yes\n"
            "interfaces = lo\nbind interfaces only = yes\n" + self.share()
        )
        for folder in folders:
            (self.state / folder.replace(" ", "-")).mkdir()
        for account in ("maria", "paul"):
            entry = f"{PASSWORD}\n{PASSWORD}\n".encode()
            check(run(["smbpasswd", "-c", configuration, "-s", "-a", account], input=entry))
        self.trial.spawn(
            ["/usr/sbin/smbd", "--foreground", "--no-process-group", f"--port={self.port}", f"--configfile={configuration}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(lambda: accepts_connections(self.port), "smbd to start")

    def share(self):
        """The share, as the guide has it."""
        _, _, rest = GUIDE.read_text().partition("```ini\n")
        return rest.partition("```")[0]

    def command(self, account, *commands):
        login = f"{account}%{PASSWORD}"
        return ["smbclient", "//127.0.0.1/certdrop", f"--port={self.port}", f"--user={login}", "-c", "; ".join(commands)]

    def smb(self, account, *commands):
        return run(self.command(account, *commands), cwd=self.maria.folder, env={**os.environ, "HOME": str(self.scratch)})

    def test_a_file_is_uploaded_and_its_answer_fetched(self):
        self.maria.file("march.csv", MISTAKES.read_bytes())
        check(self.smb("maria", "put march.csv import/march.csv"))
        run = self.trial.next_run("march.csv")
        self.assertEqual((run.folder, run.refusal), ("failed", None))
        check(self.smb("maria", f"get failed/{run.table.name} answer"))
        self.assertEqual((self.maria.folder / "answer").read_bytes(), run.table.read_bytes())

    def test_a_slow_upload_is_taken_when_it_is_whole(self):
        content = cut_after(WITHIN_A_ROW)
        pipe = self.maria.folder / "pipe"
        os.mkfifo(pipe)
        upload = self.trial.spawn(
            self.command("maria", "put pipe import/march.csv"),
            cwd=self.maria.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with pipe.open("wb", buffering=0) as writer:
            writer.write(content[:100_000])
            wait_for(lambda: "still being written" in (self.waits("march.csv") or ""), "status to say so")
            self.assertEqual(self.trial.runs("march.csv"), [])
            writer.write(content[100_000:])
        self.assertEqual(upload.wait(60), 0)
        run = self.trial.next_run("march.csv")
        self.assertEqual((run.counts, run.file.read_bytes()), ({"awarded": 7_000}, content))

    def test_under_a_temporary_name_a_file_is_left_until_it_is_renamed(self):
        self.maria.file("march.csv", CERTIFICATES.read_bytes())
        check(self.smb("maria", "put march.csv import/march.csv.part"))
        check(self.smb("paul", "put march.csv import/look.csv"))
        self.trial.next_run("look.csv")
        check(self.smb("maria", "rename import/march.csv.part import/march.csv"))
        self.assertEqual(self.trial.next_run("march.csv").counts, {"unchanged": 6})

    def test_what_is_anothers_is_neither_read_nor_changed(self):
        self.trial.stop()
        self.maria.file("march.csv", CERTIFICATES.read_bytes())
        check(self.smb("maria", "put march.csv import/march.csv"))
        self.maria.file("other.csv", certificates("li.na,FAW,2025-01-02"))
        for attempt in (
            "get import/march.csv stolen",
            "put other.csv import/march.csv",
            "rename import/march.csv import/mine.csv",
            "ls ../state/*",
            "ls outbox/*",
        ):
            self.assertNotEqual(self.smb("paul", attempt).returncode, 0, attempt)
        # This client says nothing of a file that it could not delete.
        self.smb("paul", "del import/march.csv")
        path = self.inbox("march.csv")
        self.assertEqual(path.read_bytes(), CERTIFICATES.read_bytes())
        self.assertEqual((path.owner(), stat.S_IMODE(path.stat().st_mode)), ("maria", 0o640))
        self.trial.start()
        run = self.trial.next_run("march.csv")
        self.assertEqual(run.counts, {"awarded": 6})
        for path in (run.file, run.page, run.table):
            self.assertNotEqual(self.smb("paul", f"get done/{path.name} stolen").returncode, 0, path)
            check(self.smb("maria", f"get done/{path.name} own"))
