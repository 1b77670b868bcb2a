"""Who may do what, with real accounts, and who may read what is written."""

import contextlib
import fcntl
import os
import pathlib
import pwd
import stat
import subprocess
import unittest

from certdrop import CERTIFICATES, CERTIFICATIONS, LEARNERS, MISTAKES, PROGRAM, TrialTest, check, needs_root, plain_text

GROUP = "certdrop-test"
CERTIFIER = "certdrop-certifier"
STRANGER = "certdrop-stranger"
LEAVER = "certdrop-leaver"
SERVICE = "certdrop-service"
ACCOUNTS = (CERTIFIER, STRANGER, LEAVER, SERVICE)


def can_make_accounts():
    return os.geteuid() == 0 and all(pathlib.Path(f"/usr/sbin/{name}").exists() for name in ("useradd", "userdel", "groupadd"))


@needs_root
@unittest.skipUnless(can_make_accounts(), "no accounts can be made here")
class Accounts(TrialTest):
    """The service runs as an account of its own, as an installation does."""

    settings = "contact: it@example.org\n"

    @classmethod
    def setUpClass(cls):
        # The tests of this class are run at once, and the accounts are the machine's.
        cls.lock = open("/tmp/certdrop-test-accounts.lock", "w")
        fcntl.flock(cls.lock, fcntl.LOCK_EX)
        cls.remove_accounts()
        subprocess.run(["groupadd", GROUP], check=True)
        for account in ACCOUNTS:
            subprocess.run(["useradd", "--no-create-home", "--shell", "/bin/sh", "--gid", GROUP, account], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.remove_accounts()
        cls.lock.close()

    @classmethod
    def remove_accounts(cls):
        for account in ACCOUNTS:
            subprocess.run(["userdel", account], capture_output=True, check=False)
        subprocess.run(["groupdel", GROUP], capture_output=True, check=False)

    def setUp(self):
        super().setUp()
        self.trial.administrator(CERTIFIER, "certifications")
        self.trial.administrator(LEAVER, "global")
        self.trial.seed()
        self.scratch.chmod(0o755)
        subprocess.run(["chown", "-R", f"{SERVICE}:{GROUP}", self.trial.folder], check=True)
        self.before = self.trial.dump()

    def watch(self):
        return self.trial.call("watch", "--once", user=SERVICE, group=GROUP, extra_groups=[])

    def drop_as(self, account, name, source, mode="import"):
        """Drops a file as the account itself does, and lets the service take it."""
        path = self.trial.inbox(mode, name)
        content = source.read_bytes() if isinstance(source, pathlib.Path) else source
        subprocess.run(["sh", "-c", 'cat > "$0"', path], input=content, check=True, user=account, group=GROUP, umask=0o027)
        return path

    def run_of(self, account, name, source, mode="import"):
        self.drop_as(account, name, source, mode)
        result = self.watch()
        self.assertIn(result.returncode, (0, 1), result.stderr)
        return self.trial.runs(name)[-1]

    def assert_refused(self, run):
        self.assertEqual((run.state, run.folder, run.refusal), ("finished", "failed", "file.unauthorised"))
        self.assertEqual(self.trial.dump(), self.before)
        self.assertEqual(self.trial.learner_messages(run), [])

    def test_a_certifications_administrator_drops_learners(self):
        for file in (LEARNERS, CERTIFICATIONS):
            run = self.run_of(CERTIFIER, file.name, file)
            self.assert_refused(run)
            self.assertEqual(self.trial.administrator_message(run)["To"], f"{CERTIFIER} <{CERTIFIER}@example.org>")
        self.assertEqual(self.run_of(CERTIFIER, "march.csv", CERTIFICATES).counts, {"awarded": 6})

    def test_a_stranger_drops_certificates(self):
        for mode in ("import", "import-silent", "verify"):
            run = self.run_of(STRANGER, f"{mode}.csv", MISTAKES, mode)
            self.assert_refused(run)
            self.assertEqual(run.rows(), [])
            message = self.trial.administrator_message(run)
            self.assertEqual(message["To"], "it@example.org")
            self.assertIn(STRANGER, plain_text(message))

    def test_an_administrator_whose_role_is_taken_away_before_the_file_is_processed(self):
        self.drop_as(LEAVER, "march.csv", CERTIFICATES)
        text = self.trial.configuration.read_text()
        self.trial.configuration.write_text(text.replace(f'"{LEAVER}"', f'"{LEAVER}-no-more"'))
        self.assertEqual(self.watch().returncode, 1)
        self.assert_refused(self.trial.runs("march.csv")[-1])
        self.trial.configuration.write_text(text)
        self.assertEqual(self.run_of(LEAVER, "april.csv", CERTIFICATES).counts, {"awarded": 6})

    def test_an_owner_who_has_no_account_any_more(self):
        uid = pwd.getpwnam(LEAVER).pw_uid
        self.drop_as(LEAVER, "march.csv", CERTIFICATES)
        subprocess.run(["chmod", "o+r", self.trial.inbox("import", "march.csv")], check=True)
        subprocess.run(["userdel", LEAVER], check=True)
        try:
            self.assertEqual(self.watch().returncode, 1)
        finally:
            subprocess.run(
                ["useradd", "--no-create-home", "--shell", "/bin/sh", "--gid", GROUP, "--uid", str(uid), LEAVER], check=True
            )
        run = self.trial.runs("march.csv")[-1]
        self.assert_refused(run)
        self.assertIn(str(uid), run.message + plain_text(self.trial.administrator_message(run)))

    def test_a_stranger_cannot_move_an_administrators_file_into_an_inbox(self):
        """The owner of a file is its uploader, so whoever moved a file that was only to be verified would import it."""
        path = self.drop_as(LEAVER, "march.csv", CERTIFICATES, "verify")
        moved = self.trial.inbox("import", "march.csv")
        self.assertNotEqual(self.as_stranger("mv", path, moved), 0)
        self.assertEqual(self.watch().returncode, 0)
        done = self.trial.done / "march.csv"
        self.assertTrue(done.exists())
        self.assertNotEqual(self.as_stranger("mv", done, moved), 0)
        for published in self.trial.done.iterdir():
            self.assertNotEqual(self.as_stranger("rm", "-f", published), 0, published)
        self.assertEqual(self.trial.dump(), self.before)
        self.assertEqual(os.listdir(self.trial.drop / "import"), [])

    def test_a_stranger_cannot_link_to_an_administrators_file(self):
        path = self.drop_as(LEAVER, "march.csv", CERTIFICATES, "verify")
        self.assertEqual(self.watch().returncode, 0)
        done = self.trial.done / path.name
        link = self.trial.inbox("import", "linked.csv")
        with hard_links_allowed():
            if self.as_stranger("ln", done, link) != 0:
                self.skipTest("hard links to files of others cannot be allowed here")
        self.watch()
        run = self.trial.runs("linked.csv")[-1]
        self.assertEqual((run.folder, run.refusal), ("failed", "file.linked"))
        self.assertEqual(self.trial.dump(), self.before)

    def test_a_stranger_reaches_neither_database_nor_spool_nor_outbox(self):
        self.run_of(LEAVER, "march.csv", CERTIFICATES)
        state = self.trial.folder / "state"
        self.assertNotEqual(self.as_stranger("ls", state), 0)
        self.assertNotEqual(self.as_stranger("cat", self.trial.database), 0)
        for folder in (self.trial.outbox, self.trial.outbox / "sent", self.trial.drop, self.trial.drop / "templates"):
            self.assertNotEqual(self.as_stranger("touch", folder / "forged.eml"), 0, folder)
        result = self.trial.call("import", str(CERTIFICATES), user=STRANGER, group=GROUP, extra_groups=[])
        self.assertNotEqual(result.returncode, 0)

    def as_stranger(self, *command):
        return subprocess.run(command, user=STRANGER, group=GROUP, extra_groups=[], capture_output=True, check=False).returncode


@contextlib.contextmanager
def hard_links_allowed():
    setting = pathlib.Path("/proc/sys/fs/protected_hardlinks")
    before = setting.read_text()
    try:
        with contextlib.suppress(OSError):
            setting.write_text("0")
        yield
    finally:
        with contextlib.suppress(OSError):
            setting.write_text(before)


class Modes(TrialTest):
    """Modes are the same whatever the umask is: the group may read what is published, nobody else anything."""

    def test_modes_of_everything_that_is_written(self):
        for umask in (0, 0o022, 0o077):
            with self.subTest(f"{umask:03o}"):
                folder = self.scratch / f"{umask}"
                command = [PROGRAM, "init", str(folder)]
                subprocess.run(command, check=True, umask=umask, capture_output=True)
                (folder / "drop/import/march.csv").write_bytes(MISTAKES.read_bytes())
                command = [PROGRAM, "watch", "--once", "--config", str(folder / "certdrop.yaml")]
                check(subprocess.run(command, check=False, umask=umask, capture_output=True), status=1)
                self.check_modes(folder)

    def check_modes(self, folder):
        found = {
            str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode)
            for path in folder.rglob("*")
            if path.name not in ("certdrop.yaml", "march.csv")
        }
        for name in ("drop", "drop/outbox", "drop/outbox/sent", "drop/outbox/undeliverable", "drop/templates"):
            self.assertEqual(f"{found.pop(name):04o}", "0750", name)
        for name in ("verify", "import", "import-silent", "done", "failed"):
            self.assertEqual(f"{found.pop(f'drop/{name}'):04o}", "1770", name)
        for name, mode in found.items():
            if name in ("state", "state/spool"):
                self.assertEqual(f"{mode:04o}", "0700", name)
            elif name == "state/status.json":
                self.assertEqual(f"{mode:04o}", "0644", name)
            elif name.startswith("state/"):
                self.assertEqual(f"{mode:04o}", "0600", name)
            elif name.startswith("drop/templates/") or name == "drop/status.html":
                self.assertEqual(f"{mode:04o}", "0644", name)
            else:
                self.assertEqual(f"{mode:04o}", "0640", name)
        self.assertIn("drop/failed/march.corrections.csv", found)


if __name__ == "__main__":
    unittest.main()
