"""Taking back what a run did."""

import subprocess

from certdrop import PROGRAM, ServiceTest, certificates, check, csv_bytes, plain_text

HEADING = "Username,Certification reference,Award date,Certificate number,Action"


class Undo(ServiceTest):
    def undo(self, run, *arguments, status=0):
        result = check(self.trial.call("runs", "undo", str(run.id), *arguments, "--format", "csv"), status)
        lines = result.stdout.decode().splitlines()[1:]
        return [tuple(line.split(",")[1:5]) for line in lines]

    def undone(self, run, status=0):
        """Undoes a run: the run that did it, and for each row of its report what became of which row of the other."""
        check(self.trial.call("runs", "undo", str(run.id)), status)
        undoing = self.trial.runs(f"undo-of-run-{run.id}.csv")[-1]
        return undoing, {int(row["Row"]): (row["outcome"], row["reason"]) for row in undoing.rows()}

    def snapshot(self):
        """Awards without the run and row that said so last."""
        return self.trial.query(
            "SELECT username, certification_reference, awarded, expires, number, awarding_body, notes, revoked FROM awards"
            " ORDER BY 1, 2, 3"
        )

    def test_what_was_awarded_changed_and_revoked_is_as_before(self):
        self.trial.drop_file(
            "before.csv",
            csv_bytes(
                HEADING,
                "li.na,FAW,2025-01-02,A-1,",
                "jose.nunez,FAW,2025-01-02,B-1,",
                "amelie.dubois,FAW,2025-01-02,C-1,",
                "amelie.dubois,ELEC-18,2025-01-02,,",
            ),
        )
        self.trial.drop_file("revoked.csv", csv_bytes(HEADING, "amelie.dubois,FAW,2025-01-02,,revoke"))
        before = self.snapshot()
        run = self.trial.drop_file(
            "mistake.csv",
            csv_bytes(
                HEADING,
                "li.na,FAW,2025-01-02,A-2,",
                "jose.nunez,FAW,2025-01-02,B-1,revoke",
                "amelie.dubois,FAW,2025-01-02,C-2,",
                "olena.kovalenko,FAW,2025-01-02,D-1,",
                "amelie.dubois,ELEC-18,2025-01-02,E-1,",
            ),
        )
        self.assertEqual(run.counts, {"updated": 2, "revoked": 1, "awarded": 2})
        after = self.snapshot()
        foretold = self.undo(run, "--dry-run")
        self.assertEqual(self.snapshot(), after)
        done = self.undo(run)
        self.assertEqual(foretold, done)
        self.assertEqual(sorted(outcome for *_, outcome in done), ["restored"] * 4 + ["taken back"])
        self.assertEqual(self.snapshot(), before)

    def test_a_message_that_waits_is_withdrawn_if_nothing_is_left_of_what_it_tells(self):
        run = self.trial.drop_file(
            "march.csv", certificates("li.na,FAW,2025-01-02", "jose.nunez,FAW,2025-01-02", "amelie.dubois,FAW,2025-01-02")
        )
        self.assertEqual(len(self.trial.learner_messages(run)), 3)
        learner = {name: id for id, name in self.trial.query("SELECT id, username FROM learner")}
        files = {name: next(self.trial.outbox.glob(f"*run-{run.id}-learner-{learner[name]}.eml")) for name in learner
                 if name in ("li.na", "jose.nunez", "amelie.dubois")}  # fmt: skip
        # One has gone; one tells of an award that a later run has changed, and that stays.
        sent = self.trial.outbox / "sent" / files["jose.nunez"].name
        files["jose.nunez"].rename(sent)
        self.trial.drop_file("later.csv", csv_bytes(HEADING, "amelie.dubois,FAW,2025-01-02,C-1,"))
        undoing, _ = self.undone(run, status=1)
        self.assertEqual(undoing.counts, {"taken back": 2, "rejected": 1})
        self.assertFalse(files["li.na"].exists())
        self.assertTrue(sent.exists() and files["amelie.dubois"].exists())
        self.assertEqual(self.trial.learner_messages(undoing), [])

    def test_an_undoing_that_was_killed_is_not_taken_for_the_file_that_is_dropped_next(self):
        """That gets the number which the undoing would have got."""
        run = self.trial.drop_file("march.csv", certificates("li.na,FAW,2025-01-02"))
        before = self.snapshot()
        command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync", "-e", "inject=fsync:signal=KILL:when=2"]
        command += [PROGRAM, "runs", "undo", str(run.id), "--config", str(self.trial.configuration)]
        subprocess.run(command, capture_output=True, check=False)
        self.assertTrue((self.trial.folder / f"state/spool/{run.id + 1}/file").exists())
        self.assertEqual(self.snapshot(), before)
        file = certificates("jose.nunez,FIRE,2025-01-02", "nobody,FIRE,2025-01-02")
        dropped = self.trial.drop_file("april.csv", file)
        self.assertEqual((dropped.id, dropped.counts), (run.id + 1, {"awarded": 1, "rejected": 1}))
        self.assertEqual(dropped.file.read_bytes(), file)
        self.assertEqual(len(self.trial.runs("april.csv")), 1)
        self.assert_published(dropped)

    def test_the_undoing_is_a_run_and_the_file_can_be_dropped_again(self):
        file = certificates("li.na,FAW,2025-01-02", "jose.nunez,FIRE,2025-01-02")
        run = self.trial.drop_file("march.csv", file)
        self.undo(run)
        self.assertEqual(self.trial.awards(), [])
        undoing = self.trial.runs(f"undo-of-run-{run.id}.csv")[0]
        self.assert_published(undoing)
        self.assertEqual((undoing.state, undoing.folder, undoing.counts), ("finished", "done", {"taken back": 2}))
        self.assertEqual(undoing.message, f"Run {run.id} is undone: 2 taken back.")
        shown = {pair["key"]: pair["value"] for pair in self.trial.json("runs", "show", str(undoing.id))}
        self.assertEqual((shown["undoes"], shown["taken back"]), (str(run.id), "2"))
        shown = {pair["key"]: pair["value"] for pair in self.trial.json("runs", "show", str(run.id))}
        self.assertEqual(shown["undone_by"], str(undoing.id))
        again = self.trial.drop_file("march.csv", file)
        self.assertEqual(again.counts, {"awarded": 2})
        story = self.trial.json("awards", "show", "--learner", "li.na", "--certification", "FAW")
        self.assertEqual(
            [(event["what"], event["run"]) for event in story],
            [("awarded", run.id), ("undone", undoing.id), ("awarded", again.id)],
        )

    def test_what_a_later_run_changed_is_kept_and_named(self):
        first = self.trial.drop_file(
            "first.csv", csv_bytes(HEADING, "li.na,FAW,2025-01-02,A-1,", "jose.nunez,FAW,2025-01-02,B-1,")
        )
        later = self.trial.drop_file("later.csv", csv_bytes(HEADING, "li.na,FAW,2025-01-02,A-2,"))
        outcomes = {username: outcome for username, _, _, outcome in self.undo(first, status=1)}
        self.assertEqual(outcomes, {"li.na": "kept", "jose.nunez": "taken back"})
        self.assertEqual(self.trial.awards(), [("li.na", "FAW", "2025-01-02")])
        self.undo(later)
        self.assertEqual(self.trial.query("SELECT number FROM awards"), [("A-1",)])

    def test_awards_by_rule_are_taken_back(self):
        self.trial.drop_file(
            "rules.csv", csv_bytes("Certification reference,Activity reference,Awarded when", "FAW,SAFE-101,passed")
        )
        run = self.trial.drop_file(
            "done.csv", csv_bytes("Username,Activity reference,Status,Date", "li.na,SAFE-101,Passed,2025-01-02")
        )
        self.undo(run)
        self.assertEqual(self.trial.awards(), [])
        self.assertEqual(self.trial.query("SELECT count(*) FROM award_by_rule"), [(0,)])

    def test_the_reports_and_the_message_say_what_became_of_each(self):
        run = self.trial.drop_file("march.csv", certificates("li.na,FAW,2025-01-02", "jose.nunez,FIRE,2025-01-02"))
        self.trial.drop_file("later.csv", csv_bytes(HEADING, "li.na,FAW,2025-01-02,A-2,"))
        undoing, rows = self.undone(run, status=1)
        self.assertEqual(rows, {2: ("rejected", "undo.changed-later"), 3: ("taken back", "")})
        self.assertEqual((undoing.folder, undoing.counts), ("failed", {"taken back": 1, "rejected": 1}))
        self.assertFalse(undoing.corrections.exists(), "there is nothing to correct")
        page = undoing.page.read_text()
        for words in (f"Undo of run {run.id}", "1 taken back", "Changed later", "Undo the later runs"):
            self.assertIn(words, page)
        message = self.trial.administrator_message(undoing)
        self.assertIn("1 taken back, 1 kept", message["Subject"])
        text = plain_text(message)
        self.assertIn("Undone by:", text)
        self.assertIn("Undo the later runs", text)
        self.assertNotIn("Dropped into", text)
        self.assertEqual(self.trial.learner_messages(undoing), [])

    def test_undoing_in_any_order_comes_to_the_same(self):
        before = self.snapshot()
        first = self.trial.drop_file(
            "first.csv", csv_bytes(HEADING, "li.na,FAW,2025-01-02,A-1,", "jose.nunez,FAW,2025-01-02,B-1,")
        )
        second = self.trial.drop_file("second.csv", csv_bytes(HEADING, "li.na,FAW,2025-01-02,A-2,revoke"))
        third = self.trial.drop_file("third.csv", csv_bytes(HEADING, "li.na,FAW,2025-01-02,A-3,"))
        self.assertEqual((second.counts, third.counts), ({"revoked": 1}, {"awarded": 1}))
        for run, status, expected in [
            (first, 1, {2: "rejected", 3: "taken back"}),
            (second, 1, {2: "rejected"}),
            (third, 0, {2: "restored"}),
            (third, 0, {2: "unchanged"}),
            (first, 1, {2: "rejected", 3: "unchanged"}),
            (second, 0, {2: "restored"}),
            (first, 0, {2: "taken back", 3: "unchanged"}),
            (second, 0, {2: "unchanged"}),
        ]:
            with self.subTest(run.name):
                _, rows = self.undone(run, status)
                self.assertEqual({row: outcome for row, (outcome, _) in rows.items()}, expected)
        self.assertEqual(self.snapshot(), before)

    def test_learners_are_taken_back_and_restored(self):
        def learners():
            return self.trial.query("SELECT username, username_key, first_name, email, email_key, active FROM learner ORDER BY 1")

        before = learners()
        heading = "Username,First name,Surname,Email,Account state,New username"
        run = self.trial.drop_file(
            "learners.csv",
            csv_bytes(
                heading,
                "new.one,New,One,one@example.org,,",
                "new.two,New,Two,two@example.org,,",
                "li.na,Na,Li,other@example.org,inactive,",
                "jose.nunez,José,Núñez,,,jose.n",
                "zofia.wojcik,Zofia,Changed,,,",
            ),
        )
        self.assertEqual(run.counts, {"created": 2, "updated": 3})
        awarded = self.trial.drop_file("march.csv", certificates("new.two,FAW,2025-01-02"))
        later = self.trial.drop_file(
            "later.csv",
            csv_bytes(heading, "zofia.wojcik,Zofia,Again,,,", "jose.nunez,Another,Person,,,"),
        )
        _, rows = self.undone(run, status=1)
        self.assertEqual(
            rows,
            {
                2: ("taken back", ""),
                3: ("rejected", "undo.used"),
                4: ("restored", ""),
                5: ("rejected", "undo.name-taken"),
                6: ("rejected", "undo.changed-later"),
            },
        )
        for other in (later, awarded):
            self.undone(other)
        _, rows = self.undone(run)
        self.assertEqual([rows[row][0] for row in range(2, 7)], ["unchanged", "taken back", "unchanged", "restored", "restored"])
        self.assertEqual(learners(), before)
        # Someone else is not mistaken for one who was taken back.
        again = self.trial.drop_file("learners.csv", csv_bytes(heading, "someone.else,Some,One,,,"))
        self.assertEqual(again.counts, {"created": 1})
        self.assertEqual(self.trial.json("learners", "history", "someone.else"), [])

    def test_certifications_and_rules_are_taken_back_and_restored(self):
        def contents():
            return [
                self.trial.query("SELECT reference, reference_key, name, name_key, valid_months, valid_days, active FROM certification ORDER BY 1"),
                self.trial.query("SELECT certification, activity, criterion FROM award_rule ORDER BY 1, 2"),
            ]

        before = contents()
        certifications = self.trial.drop_file(
            "certifications.csv",
            csv_bytes(
                "Certification reference,Certification name,Valid for,State",
                "NEW-1,New one,P1Y,", "NEW-2,New two,P1Y,", "FAW,First Aid,P9Y,retired",
            ),
        )
        heading = "Certification reference,Activity reference,Awarded when"
        rules = self.trial.drop_file("rules.csv", csv_bytes(heading, "NEW-1,A-1,passed", "FIRE,A-1,passed"))
        changed = self.trial.drop_file("rules.csv", csv_bytes(heading, "FIRE,A-1,completed"))
        done = self.trial.drop_file(
            "done.csv", csv_bytes("Username,Activity reference,Status,Date", "li.na,A-1,Passed,2025-01-02")
        )
        _, rows = self.undone(certifications, status=1)
        self.assertEqual(rows, {2: ("rejected", "undo.used"), 3: ("taken back", ""), 4: ("restored", "")})
        _, rows = self.undone(rules, status=1)
        self.assertEqual(rows, {2: ("rejected", "undo.used"), 3: ("rejected", "undo.changed-later")})
        for run in (done, changed, rules, certifications):
            self.undone(run)
        self.assertEqual(contents(), before)

    def test_what_learners_did_is_forgotten_with_their_file(self):
        run = self.trial.drop_file(
            "done.csv", csv_bytes("Username,Activity reference,Status,Date", "li.na,A-1,Passed,2025-01-02")
        )
        self.assertEqual(run.counts, {"no rule": 1})
        self.assertEqual(len(self.trial.query("SELECT * FROM completion")), 1)
        undoing, rows = self.undone(run)
        self.assertEqual((rows, self.trial.query("SELECT * FROM completion")), ({}, []))
        self.assertIn("1 completion.", undoing.page.read_text())

    def test_a_run_that_changed_nothing_or_undid_another_cannot_be_undone(self):
        verified = self.trial.drop_file("v.csv", certificates("li.na,FAW,2025-01-02"), mode="verify")
        refused = self.trial.drop_file("r.csv", b"Something,Else\r\n1,2\r\n")
        run = self.trial.drop_file("march.csv", certificates("li.na,FAW,2025-01-02"))
        undoing, _ = self.undone(run)
        for other, said in {verified.id: "a verification", refused.id: "was refused", undoing.id: "drop its file again", 4711: "no run"}.items():
            with self.subTest(said):
                result = check(self.trial.call("runs", "undo", str(other)), 2)
                self.assertIn(said, result.stderr.decode())

    def test_dry_run_leaves_no_trace(self):
        run = self.trial.drop_file("march.csv", certificates("li.na,FAW,2025-01-02"))
        before = self.trial.query("SELECT count(*), max(id) FROM run") + self.trial.query("SELECT count(*) FROM history")
        self.assertEqual(self.undo(run, "--dry-run"), [("li.na", "FAW", "2025-01-02", "taken back")])
        after = self.trial.query("SELECT count(*), max(id) FROM run") + self.trial.query("SELECT count(*) FROM history")
        self.assertEqual(after, before)
        self.assertEqual(list((self.trial.folder / "state/spool").iterdir()), [])

    def test_a_file_that_was_undone_counts_as_new(self):
        file = certificates("li.na,FAW,2025-01-02")
        run = self.trial.drop_file("march.csv", file)
        self.undone(run)
        again = self.trial.drop_file("march.csv", file)
        self.assertNotIn("The same file", again.page.read_text())

    def test_an_erased_learner_stays_erased(self):
        made = self.trial.drop_file(
            "learners.csv", csv_bytes("Username,First name,Surname", "new.one,New,One", "li.na,Na,Changed")
        )
        run = self.trial.drop_file("march.csv", certificates("new.one,FAW,2025-01-02", "li.na,FAW,2025-01-02"))
        self.trial.drop_file(
            "done.csv",
            csv_bytes("Username,Activity reference,Status,Date", "new.one,A-1,Passed,2025-01-02", "li.na,A-1,Passed,2025-01-02"),
        )
        for learner in ("new.one", "li.na"):
            check(self.trial.call("learners", "erase", learner, "--yes"))
        self.assertEqual(self.trial.query("SELECT * FROM completion"), [])
        before = self.trial.dump()
        erasure = self.trial.runs("erasure")[-1]
        result = check(self.trial.call("runs", "undo", str(erasure.id)), 2)
        self.assertIn("cannot be undone", result.stderr.decode())
        for other in (run, made):
            _, rows = self.undone(other, status=1)
            self.assertEqual({reason for _, reason in rows.values()}, {"undo.changed-later"})
        self.assertEqual(self.trial.dump(), before)
