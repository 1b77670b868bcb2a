"""Who may drop what: the owner of a file is its uploader."""

import pwd

from certdrop import CERTIFICATES, CERTIFICATIONS, LEARNERS, MISTAKES, TrialTest, check, needs_root, plain_text, unused_uid

# Accounts that every Debian system has.
CERTIFICATIONS_ADMINISTRATOR = "daemon"
NO_ADMINISTRATOR = "nobody"


def uid(account):
    return pwd.getpwnam(account).pw_uid


@needs_root
class Uploader(TrialTest):
    settings = "contact: it@example.org\n"

    def setUp(self):
        super().setUp()
        self.trial.administrator(CERTIFICATIONS_ADMINISTRATOR, "certifications", "daemon@example.org")
        self.trial.seed()
        self.trial.start()

    def assert_refused(self, run, before):
        self.assertEqual((run.folder, run.refusal), ("failed", "file.unauthorised"))
        self.assertEqual(self.trial.dump(), before)
        self.assert_published(run)
        self.assertEqual(self.trial.learner_messages(run), [])

    def test_a_file_of_someone_unknown_is_refused_and_the_contact_told(self):
        before = self.trial.dump()
        for name, owner in (("account.csv", uid(NO_ADMINISTRATOR)), ("number.csv", unused_uid())):
            with self.subTest(name):
                run = self.trial.drop_file(name, CERTIFICATES, owner=owner)
                self.assert_refused(run, before)
                message = self.trial.administrator_message(run)
                self.assertEqual(message["To"], "it@example.org")
                self.assertIn("no administrator", plain_text(message))
        self.assert_still_serves()

    def test_someone_unknown_may_not_verify_either(self):
        before = self.trial.dump()
        run = self.trial.drop_file("march.csv", MISTAKES, mode="verify", owner=unused_uid())
        self.assert_refused(run, before)
        # Nothing of the store is told to them: not who is a learner, for one.
        self.assertEqual(run.rows(), [])

    def test_a_certifications_administrator_may_import_certificates(self):
        run = self.trial.drop_file("march.csv", CERTIFICATES, owner=uid(CERTIFICATIONS_ADMINISTRATOR))
        self.assertEqual((run.folder, run.counts), ("done", {"awarded": 6}))
        self.assertEqual(self.trial.administrator_message(run)["To"], "daemon <daemon@example.org>")

    def test_a_certifications_administrator_may_import_neither_learners_nor_certifications(self):
        before = self.trial.dump()
        for file in (LEARNERS, CERTIFICATIONS):
            changed = file.read_bytes().replace(b"active", b"retired" if file == CERTIFICATIONS else b"inactive")
            for mode in ("import", "verify"):
                with self.subTest(f"{file.name}, {mode}"):
                    name = f"{mode}-{file.name}"
                    run = self.trial.drop_file(name, changed, mode, uid(CERTIFICATIONS_ADMINISTRATOR))
                    self.assert_refused(run, before)
                    self.assertEqual(self.trial.administrator_message(run)["To"], "daemon <daemon@example.org>")

    def test_a_user_whom_the_system_does_not_know_is_told_so_before_anything_is_made(self):
        self.scratch.chmod(0o777)
        folder = self.scratch / "another"
        check(self.trial.call("init", str(folder), config=False, user=unused_uid()), status=2)
        self.assertFalse(folder.exists())

    def test_where_the_reports_cannot_be_put_the_command_line_says_what_to_do(self):
        for folder in (self.scratch, self.trial.folder, self.trial.folder / "state", self.trial.folder / "state/spool"):
            folder.chmod(0o777)
        for path in (self.trial.folder / "state").iterdir():
            path.chmod(0o777)
        folder = self.scratch / "shared"
        folder.mkdir(0o755)
        file = folder / "march.csv"
        file.write_bytes(CERTIFICATES.read_bytes())
        result = check(self.trial.call("import", str(file), user=NO_ADMINISTRATOR), status=2)
        self.assertIn(f"you may not write to the folder {folder}", result.stderr.decode())

    def test_on_the_command_line_the_invoking_user_is_the_uploader(self):
        # Reachable for the account, as the drop root of a real installation is.
        for folder in (self.scratch, self.trial.folder, self.trial.folder / "state", self.trial.folder / "state/spool"):
            folder.chmod(0o777)
        for path in (self.trial.folder / "state").iterdir():
            path.chmod(0o777)
        file = self.scratch / "march.csv"
        file.write_bytes(CERTIFICATES.read_bytes())
        before = self.trial.dump()
        result = self.trial.call("import", str(file), user=NO_ADMINISTRATOR)
        self.assertEqual(result.returncode, 1, result.stderr.decode())
        self.assertIn(b"no administrator", result.stdout)
        self.assertEqual(self.trial.dump(), before)
