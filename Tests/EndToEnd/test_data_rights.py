"""What is held about a learner can be handed to them, and erased."""

import json
import os
import pty
import subprocess

from certdrop import PROGRAM, ServiceTest, check, csv_bytes, needs_root

DETAILED = "Username,Certification reference,Award date,Certificate number,Awarding body,Notes"
LEARNERS = "Username,First name,Surname,Email,New username,Department"


class DataRights(ServiceTest):
    """Zoë was zoe first, holds two awards, and is named in rows that were rejected."""

    def setUp(self):
        super().setUp()
        self.trial.drop_file("one.csv", csv_bytes(LEARNERS, "zoe,Zoë,Ünver,zoe@example.org,,Sales", "zo,Zo,Other,zo@example.org,,"))
        self.trial.drop_file("two.csv", csv_bytes(LEARNERS, "zoe,Zoë,Yılmaz,zoe.y@example.org,zoe.y,Sales"))
        self.awarded = self.trial.drop_file(
            "awards.csv",
            csv_bytes(
                DETAILED,
                "zoe.y,FAW,2024-01-01,SECRET-1,Croix-Rouge,Has asthma",
                "zoe.y,ELEC-18,2024-01-01,SECRET-2,,",
                "li.na,FAW,2024-01-01,OTHERS-3,,",
                "zo,FAW,2024-01-01,,,",
            ),
        )
        self.mistakes = self.trial.drop_file("mistakes.csv", csv_bytes(DETAILED, "zoe.y,NO-SUCH,2024-01-01,,,"))
        self.trial.drop_file("foreign.csv", csv_bytes(DETAILED, "li.na,NO-SUCH,2024-01-01,,,"))
        self.trial.drop_file("wide.csv", csv_bytes(DETAILED, "ZOE.Y,FAW,2024-01-02,,,").decode().encode("utf-16"))
        self.named = self.trial.drop_file("zoe.y, late.csv", csv_bytes(DETAILED, "li.na,FAW,2024-01-09,,,"))
        self.trial.drop_file("changed.csv", csv_bytes(DETAILED, "zoe.y,FAW,2024-01-01,SECRET-4,Croix-Rouge,Has asthma"))
        self.trial.stop()
        ((self.id,),) = self.trial.query("SELECT id FROM learner WHERE username = 'zoe.y'")

    # What Zoë can be told by.
    words = ("zoe", "Zoë", "Yılmaz", "Ünver", "SECRET", "asthma", "Sales")

    def in_database(self):
        found = set()
        for path in self.trial.database.parent.glob("certdrop.sqlite*"):
            content = path.read_bytes()
            found |= {word for word in self.words if word.encode() in content}
        return found

    def export(self, learner="zoe.y"):
        return json.loads(check(self.trial.call("learners", "export", learner)).stdout)

    def erase(self, *arguments, status=0, learner="zoe.y"):
        result = check(self.trial.call("learners", "erase", learner, *arguments, stdin=subprocess.DEVNULL), status)
        return result.stdout.decode()

    def placeholder(self):
        ((name,),) = self.trial.query("SELECT username FROM learner WHERE id = ?", self.id)
        return name

    def files_that_name_her(self):
        found = []
        for folder in ("done", "failed", "outbox"):
            for path in sorted((self.trial.drop / folder).iterdir()):
                if path.is_file() and b"zoe" in (path.name.encode() + path.read_bytes()).replace(b"\0", b"").lower():
                    found.append(f"{folder}/{path.name}")
        return found

    # Exporting.

    def test_the_export_holds_all_that_is_known(self):
        held = self.export()
        self.assertEqual(
            held["learner"],
            {
                "username": "zoe.y", "first_name": "Zoë", "surname": "Yılmaz", "email": "zoe.y@example.org",
                "state": "active", "department": "Sales", "job_role": "", "region": "",
            },
        )
        ((former,),) = [[state["before"]] for state in held["former"]]
        self.assertEqual((former["username"], former["surname"]), ("zoe", "Ünver"))
        awards = {(award["certification"]["reference"], award["awarded"]): award for award in held["awards"]}
        self.assertEqual(set(awards), {("FAW", "2024-01-01"), ("FAW", "2024-01-02"), ("ELEC-18", "2024-01-01")})
        changed = awards["FAW", "2024-01-01"]
        self.assertEqual((changed["number"], changed["notes"]), ("SECRET-4", "Has asthma"))
        self.assertEqual([(event["what"], event["number"]) for event in changed["story"]], [("awarded", "SECRET-1"), ("updated", "SECRET-4")])
        self.assertEqual(
            [run["file"] for run in held["runs"]], ["one.csv", "two.csv", "awards.csv", "wide.csv", "changed.csv"]
        )

    def test_it_lists_the_files_and_messages_that_name_them_and_no_others(self):
        files = {file["path"]: file["lines"] for file in self.export()["files"]}
        for path in self.files_that_name_her():
            self.assertIn(path, files)
        self.assertIn("done/wide.csv", files, "a file in UTF-16")
        self.assertIn(f"failed/{self.mistakes.page.name}", files)
        self.assertFalse([path for path in files if "foreign" in path])
        self.assertEqual(files["done/awards.csv"], ["zoe.y,FAW,2024-01-01,SECRET-1,Croix-Rouge,Has asthma", "zoe.y,ELEC-18,2024-01-01,SECRET-2,,"])
        messages = [path for path in files if path.startswith("outbox/")]
        for message in self.trial.messages(self.mistakes):
            self.assertIn(f"outbox/{message}", messages, "the report that is attached names her")
        learner = [path for path in messages if path.endswith(f"-learner-{self.id}.eml")]
        self.assertEqual(len(learner), 2)
        self.assertEqual(files["done/wide.csv"], ["ZOE.Y,FAW,2024-01-02,,,"])
        told = [file["text"] for file in self.export()["files"] if file["path"] in learner]
        for text in told:
            self.assertIn("First Aid at Work", text)

    def test_the_message_of_another_store_to_its_own_learner_of_the_same_number_is_not_theirs(self):
        foreign = self.trial.outbox / "sent" / f"00000000-run-1-learner-{self.id}.eml"
        foreign.write_text("To: someone@example.org\n\nHello")
        self.erase("--yes", "--remove-files")
        self.assertTrue(foreign.exists())

    def test_a_file_that_is_called_after_them_names_them(self):
        files = [file["path"] for file in self.export()["files"]]
        for path in (self.named.file, self.named.page, self.named.table):
            self.assertIn(f"done/{path.name}", files)

    def test_someone_whose_name_is_a_part_of_anothers_is_another(self):
        files = [file["path"] for file in self.export("zo")["files"]]
        self.assertIn("done/awards.csv", files)
        self.assertNotIn("done/two.csv", files)
        self.assertNotIn("failed/mistakes.csv", files)

    # Erasing.

    def test_an_erased_learner_is_nobody_and_the_database_does_not_know_who_it_was(self):
        self.assertTrue(self.in_database())
        self.erase("--yes", "--remove-files")
        self.assertEqual(self.in_database(), set())
        self.assertRegex(self.placeholder(), r"^erased-[0-9a-f]{16}$")
        rows = self.trial.query("SELECT first_name, surname, email, active, department FROM learner WHERE id = ?", self.id)
        self.assertEqual(rows, [("", "", "", 0, "")])

    def test_awards_stay_without_what_tells_whose_they_are(self):
        before = self.trial.query("SELECT key >> 18, expires, awarding_body, revoked FROM award ORDER BY 1")
        self.erase("--yes")
        self.assertEqual(self.trial.query("SELECT key >> 18, expires, awarding_body, revoked FROM award ORDER BY 1"), before)
        mine = self.trial.query("SELECT number, notes, row FROM award WHERE key >> 34 = ?", self.id)
        self.assertEqual(mine, [("", "", 0)] * 3)
        self.assertEqual(self.trial.query("SELECT number FROM award WHERE number <> ''"), [("OTHERS-3",)])

    def test_history_tells_of_the_erasure_and_stays_consistent(self):
        said = self.erase("--yes")
        placeholder = self.placeholder()
        self.assertIn(placeholder, said)
        history = self.trial.json("learners", "history", placeholder)
        self.assertEqual(len(history), 3)
        runs = self.trial.json("runs", "list")
        self.assertEqual((runs[0]["file"], runs[0]["changed"]), ("erasure", 1))
        self.assertNotIn("zoe", json.dumps(history) + json.dumps(runs[0]))
        story = self.trial.json("awards", "show", "--learner", placeholder, "--certification", "FAW", "--date", "2024-01-01")
        self.assertEqual([event["what"] for event in story], ["awarded", "updated", "updated"])
        self.assertEqual({event["number"] for event in story}, {""})
        # A run that was about her and others can still be undone.
        check(self.trial.call("runs", "undo", str(self.awarded.id)), status=1)
        self.assertEqual(self.trial.query("SELECT count(*) FROM award WHERE key >> 34 = ?", self.id), [(3,)])
        left = [award["awarded"] for award in self.trial.json("awards", "list", "--learner", "li.na")]
        self.assertEqual(left, ["2024-01-09"])

    def test_it_says_which_files_still_name_them_and_removes_them_if_asked(self):
        named = self.files_that_name_her()
        planned = self.erase("--dry-run")
        self.assertEqual(self.placeholder(), "zoe.y")
        for path in named:
            self.assertIn(path, planned)
        said = self.erase("--yes", "--remove-files")
        for path in named:
            self.assertIn(path, said)
        self.assertEqual(self.files_that_name_her(), [])
        self.assertTrue((self.trial.failed / "foreign.csv").exists())
        self.assertIn("Backups", said)

    def send_by(self, script, settings=""):
        """Lets a shell script be the mail program."""
        mail = self.scratch / "mail"
        mail.write_text("#!/bin/sh\n" + script)
        mail.chmod(0o755)
        self.trial.configure(f"{settings}mail_command: [{mail}]\n")

    def test_what_the_mail_program_said_of_them_is_gone_with_the_message(self):
        self.send_by("sed -n 's/^To: /No mailbox /p'\nexit 75\n")
        check(self.trial.call("outbox", "send"), 1)
        notes = lambda: [path for path in self.trial.outbox.glob(".*.retry") if b"zoe.y@" in path.read_bytes()]
        self.assertTrue(notes())
        self.erase("--yes", "--remove-files")
        self.assertEqual(notes(), [])

    def test_a_message_that_is_sent_while_it_is_removed_is_removed_from_where_it_is_then(self):
        """The mail program takes its time, and so does the removal."""
        self.send_by("sleep 2\n", "deliver: true\n")
        self.trial.start()
        command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=unlinkat", "-e", "inject=unlinkat:delay_enter=6000000:when=1"]
        command += [PROGRAM, "learners", "erase", "zoe.y", "--yes", "--remove-files", "--config", str(self.trial.configuration)]
        check(subprocess.run(command, capture_output=True, check=False))
        self.assertNotEqual(list((self.trial.outbox / "sent").iterdir()), [])
        hers = [path for path in self.trial.outbox.rglob("*.eml") if b"zoe.y@" in path.read_bytes()]
        self.assertEqual(hers, [])

    def test_the_reason_goes_with_the_message_that_could_not_be_delivered(self):
        self.send_by("exit 67\n")
        check(self.trial.call("outbox", "send"), 1)
        folder = self.trial.outbox / "undeliverable"
        before = len(list(folder.glob("*.eml")))
        self.erase("--yes", "--remove-files")
        messages = {path.name.removesuffix(".eml") for path in folder.glob("*.eml")}
        self.assertTrue(0 < len(messages) < before)
        self.assertEqual({path.name.removesuffix(".reason.txt") for path in folder.glob("*.txt")}, messages)

    def test_killed_at_any_removal_it_can_be_given_again(self):
        for point in range(1, 1 + len(self.files_that_name_her())):
            command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=unlink"]
            command += ["-e", f"inject=unlink:signal=KILL:when={point}", PROGRAM, "learners", "erase", "zoe.y", "--yes", "--remove-files"]
            subprocess.run([*command, "--config", str(self.trial.configuration)], capture_output=True, check=False)
            if self.placeholder() != "zoe.y":
                break
        self.assertGreater(point, 2, "it was killed before the record was erased")
        if self.placeholder() == "zoe.y":
            self.erase("--yes", "--remove-files")
        self.assertEqual(self.files_that_name_her(), [])
        self.assertNotEqual(self.placeholder(), "zoe.y")

    def test_files_are_left_unless_it_is_asked_for(self):
        named = self.files_that_name_her()
        said = self.erase("--yes")
        self.assertEqual(self.files_that_name_her(), named)
        for path in named:
            self.assertIn(path, said)

    def test_copies_from_before_an_update_are_listed_and_removed_if_asked(self):
        copy = self.trial.database.with_name("certdrop.schema-2.sqlite")
        copy.write_bytes(self.trial.database.read_bytes())
        for arguments in (("--dry-run",), ("--yes",)):
            said = self.erase(*arguments)
            self.assertIn(f"{copy}\n", said)
            self.assertIn("--remove-files", said)
            self.assertTrue(copy.exists())
        self.assertIn(str(copy), self.erase("--yes", "--remove-files", learner="zo"))
        self.assertFalse(copy.exists())
        self.assertNotIn("schema-2", self.erase("--yes", learner="li.na"))

    def test_the_service_goes_on_beside_an_erasure(self):
        self.trial.start()
        self.erase("--yes", "--remove-files")
        run = self.trial.drop_file("after.csv", csv_bytes(DETAILED, "li.na,FAW,2025-01-01,,,"))
        self.assertEqual(run.counts, {"awarded": 1})
        self.trial.stop()
        self.assertEqual(self.in_database(), set())

    def test_nothing_more_is_sent_to_an_erased_learner(self):
        self.erase("--yes")
        self.trial.start()
        run = self.trial.drop_file("later.csv", csv_bytes(DETAILED, f"{self.placeholder()},FAW,2025-01-01,,,", "zoe.y,FAW,2025-01-01,,,"))
        self.assertEqual([reason for _, _, reason in run.outcomes()], ["learner.inactive", "learner.unknown"])

    def test_a_later_learners_file_makes_a_new_learner(self):
        self.erase("--yes")
        self.trial.start()
        run = self.trial.drop_file("again.csv", csv_bytes(LEARNERS, "zoe.y,Zoë,Yılmaz,zoe.y@example.org,,"))
        self.assertEqual(run.counts, {"created": 1})
        self.assertEqual(self.trial.json("awards", "list", "--learner", "zoe.y"), [])

    def test_the_awards_of_an_erased_learner_are_not_exported(self):
        self.erase("--yes")
        exported = check(self.trial.call("awards", "export")).stdout
        self.assertIn(b"li.na,FAW", exported)
        self.assertNotIn(b"erased-", exported)

    def test_an_erased_learner_cannot_be_erased_again(self):
        self.erase("--yes")
        self.erase("--yes", status=2, learner=self.placeholder())

    def test_where_nobody_can_be_asked_nothing_is_erased_without_yes(self):
        self.erase(status=2)
        self.assertEqual(self.placeholder(), "zoe.y")

    def test_on_a_terminal_the_username_is_asked_for(self):
        for answer, name in {"yes\n": r"zoe\.y", "Zoe.Y\n": "erased-.*"}.items():
            with self.subTest(answer):
                leader, follower = pty.openpty()
                os.write(leader, answer.encode())
                command = [PROGRAM, "learners", "erase", "zoe.y", "--config", str(self.trial.configuration)]
                result = subprocess.run(command, stdin=follower, capture_output=True, timeout=60, check=False)
                os.close(leader)
                os.close(follower)
                self.assertIn(b"Type the username", result.stdout)
                self.assertRegex(self.placeholder(), f"^{name}$")

    @needs_root
    def test_it_takes_a_global_administrator(self):
        text = self.trial.configuration.read_text()
        self.trial.configuration.write_text(text.replace("role: global", "role: certifications"))
        self.erase("--yes", status=2)
        self.assertEqual(self.placeholder(), "zoe.y")
