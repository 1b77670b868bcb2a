"""Who did what when: the story of awards, learners and certifications."""

import json

from certdrop import ServiceTest, check, csv_bytes

HEADING = "Username,Certification reference,Award date,Certificate number,Action"


class History(ServiceTest):
    def story(self, *arguments):
        words = ["--learner", "li.na", "--certification", "FAW", *arguments]
        return self.trial.json("awards", "show", *words)

    def test_an_award_tells_who_said_what_when_and_where(self):
        runs = [
            self.trial.drop_file(f"{number}.csv", csv_bytes(HEADING, *rows))
            for number, rows in enumerate(
                [
                    ["jose.nunez,FAW,2025-01-02,B-1,", "li.na,FAW,2025-01-02,A-1,"],
                    ["li.na,FAW,2025-01-02,A-2,"],
                    ["li.na,FAW,2025-01-02,A-2,"],
                    ["li.na,FAW,2025-01-02,A-2,revoke"],
                    ["li.na,FAW,2025-01-02,A-3,"],
                ]
            )
        ]
        story = self.story("--date", "2025-01-02")
        self.assertEqual(
            [(event["what"], event["run"], event["row"], event["file"], event["number"]) for event in story],
            [
                ("awarded", runs[0].id, 3, "0.csv", "A-1"),
                ("updated", runs[1].id, 2, "1.csv", "A-2"),
                ("revoked", runs[3].id, 2, "3.csv", "A-2" if story[2]["number"] else None),
                ("awarded", runs[4].id, 2, "4.csv", "A-3"),
            ],
        )
        self.assertTrue(all(event["by"] and event["when"] for event in story))
        self.assertEqual(self.story(), story)

    def test_an_award_by_rule_tells_the_rule(self):
        self.trial.drop_file(
            "rules.csv", csv_bytes("Certification reference,Activity reference,Awarded when", "FAW,SAFE-101,passed")
        )
        self.trial.drop_file(
            "done.csv", csv_bytes("Username,Activity reference,Status,Date", "li.na,SAFE-101,Passed,2025-01-02")
        )
        self.assertEqual([(event["what"], event["rule"]) for event in self.story()], [("awarded", "SAFE-101 passed")])

    def test_a_learner_and_a_certification_tell_what_they_were(self):
        learner = self.trial.drop_file(
            "learners.csv", csv_bytes("Username,First name,Surname,Region", "li.na,Na,Lee,Bergen")
        )
        certification = self.trial.drop_file(
            "certifications.csv",
            csv_bytes("Certification reference,Certification name,Valid for", "FIRE,Fire Warden,2 years"),
        )
        (change,) = self.trial.json("learners", "history", "li.na")
        self.assertEqual((change["run"], change["row"]), (learner.id, 2))
        self.assertNotEqual(json.loads(change["before"])["surname"], "Lee")
        (change,) = self.trial.json("certifications", "history", "FIRE")
        self.assertEqual(change["run"], certification.id)
        self.assertEqual(json.loads(change["before"])["valid_months"], 12)

    def test_what_stays_as_it_is_has_no_history(self):
        file = csv_bytes(HEADING, "li.na,FAW,2025-01-02,A-1,")
        for _ in range(2):
            self.trial.drop_file("same.csv", file)
        self.trial.drop_file("verify.csv", csv_bytes(HEADING, "li.na,FAW,2025-01-02,A-9,"), mode="verify")
        self.assertEqual(self.trial.query("SELECT count(*) FROM history"), [(0,)])

    def test_an_award_that_never_was_has_no_story(self):
        check(self.trial.call("awards", "show", "--learner", "li.na", "--certification", "FAW"), 2)

    def test_the_same_file_again_is_recognised(self):
        file = csv_bytes(HEADING, "li.na,FAW,2025-01-02,A-1,")
        self.trial.drop_file("verified.csv", file, mode="verify")
        first = self.trial.drop_file("march.csv", file)
        self.assertNotIn("The same file was imported", first.page.read_text())
        again = self.trial.drop_file("april.csv", file)
        self.assertIn("The same file was imported on", again.page.read_text())
        self.assertIn(f"in run {first.id}.", again.page.read_text())
