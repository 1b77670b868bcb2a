"""Taking back what a run did."""

from certdrop import ServiceTest, certificates, check, csv_bytes

HEADING = "Username,Certification reference,Award date,Certificate number,Action"


class Undo(ServiceTest):
    def undo(self, run, *arguments, status=0):
        result = check(self.trial.call("runs", "undo", str(run.id), *arguments, "--format", "csv"), status)
        lines = result.stdout.decode().splitlines()[1:]
        return [tuple(line.split(",")[1:5]) for line in lines]

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

    def test_the_undoing_is_a_run_and_the_file_can_be_dropped_again(self):
        file = certificates("li.na,FAW,2025-01-02", "jose.nunez,FIRE,2025-01-02")
        run = self.trial.drop_file("march.csv", file)
        self.undo(run)
        self.assertEqual(self.trial.awards(), [])
        undoing = self.trial.runs(f"undo of run {run.id}")[0]
        self.assertEqual((undoing.state, undoing.counts), ("finished", {"revoked": 2}))
        self.assertIn("2 taken back", undoing.message)
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

    def test_a_run_without_awards_cannot_be_undone(self):
        verified = self.trial.drop_file("v.csv", certificates("li.na,FAW,2025-01-02"), mode="verify")
        for run in (verified, self.trial.runs("learners.csv")[0]):
            with self.subTest(run.name):
                self.undo(run, status=2)
        check(self.trial.call("runs", "undo", "4711"), 2)
