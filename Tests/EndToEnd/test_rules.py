"""Awards by rule: award-rules and completions files dropped into a running service."""

import datetime

from certdrop import ServiceTest, check, csv_bytes, plain_text, read_csv


def rules(*rows):
    """An award-rules file with rows such as `FAW,SAFE-101,completed`."""
    return csv_bytes("Certification reference,Activity reference,Awarded when", *rows)


def completions(*rows):
    """A completions file with rows such as `li.na,SAFE-101,Completed,2025-01-02`."""
    return csv_bytes("Username,Activity reference,Status,Date", *rows)


class AwardRules(ServiceTest):
    def test_rules_are_created_then_unchanged_then_updated(self):
        file = rules("FAW,SAFE-101,completed", "FIRE,SAFE-101,passed")
        first = self.trial.drop_file("rules.csv", file)
        self.assertEqual((first.folder, first.counts), ("done", {"created": 2}))
        self.assertEqual(self.trial.drop_file("rules.csv", file).counts, {"unchanged": 2})
        changed = self.trial.drop_file("rules.csv", rules("faw,safe-101,attended", "FIRE,SAFE-101,passed"))
        self.assertEqual(changed.counts, {"updated": 1, "unchanged": 1})

    def test_a_row_that_makes_no_rule_says_why(self):
        run = self.trial.drop_file(
            "rules.csv",
            rules(
                "FAWW,SAFE-101,completed",
                "FAW,,completed",
                "FAW,SAFE-101,sometimes",
                "ELEC-17,SAFE-101,passed",
                "FAW,SAFE-101,passed",
                "FAW,SAFE-101,passed",
                "FAW,SAFE-101,attended",
            ),
        )
        self.assertEqual(
            run.outcomes(),
            [
                (2, "rejected", "certification.unknown"),
                (3, "rejected", "activity.missing"),
                (4, "rejected", "criterion.unknown"),
                (5, "rejected", "certification.retired"),
                (6, "created", ""),
                (7, "duplicate", ""),
                (8, "rejected", "duplicate.conflict"),
            ],
        )
        self.assertIn("Did you mean 'FAW'?", run.rows()[0]["message"])

    def test_verifying_rules_changes_nothing(self):
        run = self.trial.drop_file("rules.csv", rules("FAW,SAFE-101,completed"), mode="verify")
        self.assertEqual(run.counts, {"created": 1})
        self.assertEqual(self.trial.query("SELECT count(*) FROM award_rule"), [(0,)])


class Completions(ServiceTest):
    settings = "status_words:\n  passed: [Geslaagd]\n"

    def setUp(self):
        super().setUp()
        self.trial.drop_file(
            "rules.csv",
            rules(
                "FAW,SAFE-101,completed",
                "FIRE,SAFE-101,passed",
                "DPP,EVENT-7,attended",
                "FLT,TRUCK-1,passed",
                "ELEC-18,WIRE-1,never",
            ),
        )

    def test_what_learners_did_awards_by_rule_from_its_date(self):
        run = self.trial.drop_file(
            "completions.csv",
            completions(
                "li.na,SAFE-101,Completed,2025-01-02",
                "jose.nunez,SAFE-101,Passed,2025-01-03",
                "amelie.dubois,EVENT-7,Did not attend,2025-01-04",
                "zofia.wojcik,EVENT-7,Attended,2025-01-05",
                "li.na,WIRE-1,Passed,2025-01-06",
                "li.na,YOGA,Completed,2025-01-06",
                "li.na,TRUCK-1,In progress,",
            ),
        )
        self.assert_published(run)
        self.assertEqual(run.folder, "done")
        outcomes = ["awarded", "awarded", "no rule", "awarded", "no rule", "no rule", "no rule"]
        self.assertEqual([outcome for _, outcome, _ in run.outcomes()], outcomes)
        self.assertEqual(
            self.trial.query("SELECT username, certification_reference, awarded, expires FROM awards ORDER BY 1, 2"),
            [
                ("jose.nunez", "FAW", "2025-01-03", "2028-01-03"),
                ("jose.nunez", "FIRE", "2025-01-03", "2026-01-03"),
                ("li.na", "FAW", "2025-01-02", "2028-01-02"),
                ("zofia.wojcik", "DPP", "2025-01-05", "2026-07-05"),
            ],
        )

    def test_the_report_says_which_rule_awarded(self):
        file = completions("jose.nunez,SAFE-101,Passed,2025-01-03", "li.na,YOGA,Passed,2025-01-03")
        foretold = self.trial.drop_file("completions.csv", file, mode="verify")
        self.assertEqual(self.trial.awards(), [])
        run = self.trial.drop_file("completions.csv", file)
        self.assertEqual(foretold.outcomes(), run.outcomes())
        said = "FAW by the rule 'SAFE-101 completed', FIRE by the rule 'SAFE-101 passed'."
        self.assertEqual([row["message"] for row in run.rows()], [said, "No rule awards anything for it."])
        self.assertEqual(foretold.rows()[0]["message"], f"Would be awarded. {said}")
        self.assertIn("SAFE-101 completed", run.page.read_text())

    def test_overlapping_exports_award_once_and_tell_once(self):
        first = self.trial.drop_file("day1.csv", completions("li.na,SAFE-101,Passed,2025-01-02"))
        second = self.trial.drop_file(
            "day2.csv",
            completions("li.na,SAFE-101,Passed,2025-01-02", "jose.nunez,SAFE-101,Completed,2025-01-03"),
        )
        self.assertEqual(first.counts, {"awarded": 1})
        self.assertEqual([outcome for _, outcome, _ in second.outcomes()], ["unchanged", "awarded"])
        self.assertEqual(len(self.trial.awards()), 3)
        self.assertEqual([len(self.trial.learner_messages(run)) for run in (first, second)], [1, 1])
        text = plain_text(self.trial.learner_messages(first)[0])
        self.assertIn("First Aid at Work", text)
        self.assertIn("Fire Warden", text)

    def test_a_better_status_later_awards_what_was_missing(self):
        self.trial.drop_file("day1.csv", completions("li.na,SAFE-101,Completed,2025-01-02"))
        run = self.trial.drop_file("day2.csv", completions("li.na,SAFE-101,Passed,2025-01-02"))
        self.assertEqual(run.rows()[0]["message"], "FIRE by the rule 'SAFE-101 passed'.")

    def test_an_award_on_record_stays_as_it_is_even_if_it_was_revoked(self):
        heading = "Username,Certification reference,Award date,Certificate number,Action"
        self.trial.drop_file(
            "certificates.csv", csv_bytes(heading, "li.na,FLT,2025-01-02,X-1,", "jose.nunez,FLT,2025-01-02,X-2,")
        )
        self.trial.drop_file("revoked.csv", csv_bytes(heading, "jose.nunez,FLT,2025-01-02,,revoke"))
        before = self.trial.dump()
        run = self.trial.drop_file(
            "completions.csv",
            completions("li.na,TRUCK-1,Passed,2025-01-02", "jose.nunez,TRUCK-1,Passed,2025-01-02"),
        )
        self.assertEqual(run.counts, {"unchanged": 2})
        self.assertEqual(self.trial.dump(), before)

    def test_silent_files_tell_nobody(self):
        run = self.trial.drop_file(
            "completions.csv", completions("li.na,SAFE-101,Passed,2025-01-02"), mode="import-silent"
        )
        self.assertEqual((run.counts, self.trial.learner_messages(run)), ({"awarded": 1}, []))

    def test_rows_that_concern_a_rule_are_checked_as_certificates_are(self):
        tomorrow = datetime.date.today() + datetime.timedelta(days=2)
        run = self.trial.drop_file(
            "completions.csv",
            completions(
                "nobody,SAFE-101,Passed,2025-01-02",
                "li.na,SAFE-101,Perhaps,2025-01-02",
                "li.na,SAFE-101,Passed,31/02/2025",
                f"li.na,SAFE-101,Passed,{tomorrow}",
                "li.na,,Passed,2025-01-02",
                "li.na,SAFE-101,,2025-01-02",
                "nobody,YOGA,Perhaps,soon",
                "li.na,SAFE-101,Geslaagd,2025-01-02",
            ),
        )
        self.assertEqual(
            run.outcomes(),
            [
                (2, "rejected", "learner.unknown"),
                (3, "rejected", "status.unknown"),
                (4, "rejected", "date.invalid"),
                (5, "rejected", "date.future"),
                (6, "rejected", "activity.missing"),
                (7, "rejected", "status.missing"),
                (8, "no rule", ""),
                (9, "awarded", ""),
            ],
        )
        self.assertEqual(len(read_csv(run.corrections)), 6)

    def test_rules_changed_later_do_not_change_past_awards(self):
        self.trial.drop_file("day1.csv", completions("li.na,SAFE-101,Passed,2025-01-02"))
        before = self.trial.awards()
        self.trial.drop_file("rules.csv", rules("FAW,SAFE-101,never", "FIRE,SAFE-101,never"))
        run = self.trial.drop_file("day2.csv", completions("li.na,SAFE-101,Passed,2025-02-02"))
        self.assertEqual(run.counts, {"no rule": 1})
        self.assertEqual(self.trial.awards(), before)

    def test_the_command_line_does_the_same(self):
        file = self.scratch / "completions.csv"
        file.write_bytes(completions("li.na,SAFE-101,passed,2025-01-02"))
        result = check(self.trial.call("import", str(file)))
        self.assertIn(b"All done: 1 awarded.", result.stdout)

    def test_a_row_that_repeats_what_an_earlier_row_awarded_is_a_duplicate_of_it(self):
        file = completions(
            "li.na,SAFE-101,Passed,2025-01-02",
            "li.na,SAFE-101,Passed,2025-01-02",
            "li.na,SAFE-101,Completed,2025-01-02",
            "jose.nunez,SAFE-101,Completed,2025-01-02",
            "jose.nunez,SAFE-101,Passed,2025-01-02",
        )
        run = self.trial.drop_file("completions.csv", file)
        outcomes = ["awarded", "duplicate", "duplicate", "awarded", "awarded"]
        self.assertEqual([outcome for _, outcome, _ in run.outcomes()], outcomes)
        self.assertEqual([row["message"] for row in run.rows()][1:3], ["Repeats row 2."] * 2)
        self.assertEqual(self.trial.drop_file("completions.csv", file).counts, {"unchanged": 5})


class Reapply(ServiceTest):
    """Rules that come after what learners did."""

    settings = "status_words:\n  none: [completed]\n  completed: [Erledigt]\non_rejection: reject-file\n"

    def setUp(self):
        super().setUp()
        self.trial.drop_file("rules.csv", rules("FIRE,SAFE-101,passed"))
        self.done = self.trial.drop_file(
            "completions.csv",
            completions(
                "li.na,SAFE-101,Passed,2025-01-02",
                "jose.nunez,SAFE-101,Erledigt,2025-02-03",
                "amelie.dubois,YOGA,Attended,2025-03-04",
                "zofia.wojcik,YOGA,Missed it,2025-03-04",
                "nobody,YOGA,Attended,2025-03-04",
                "soren.ostergaard,SAFE-101,Erledigt,2024-12-31",
            ),
        )
        self.assertEqual(self.done.counts, {"awarded": 1, "no rule": 5})
        self.later = rules("FAW,safe-101,completed", "DPP,YOGA,attended", "ELEC-18,YOGA,never")

    def due(self, *arguments, since="2025-01-01"):
        return [
            (award["username"], award["certification"], award["awarded"], award["rule"])
            for award in self.trial.json("awards", "reapply", "--since", since, *arguments)
        ]

    def reapplied(self, *arguments, since="2025-01-01", status=0):
        check(self.trial.call("awards", "reapply", "--since", since, "--apply", *arguments), status)
        return self.trial.runs(f"reapply-since-{since}.csv")[-1]

    def test_a_new_rule_awards_for_what_was_done_before_when_asked(self):
        self.assertEqual(self.due(), [])
        self.trial.drop_file("later.csv", self.later)
        before = self.trial.dump()
        expected = [
            ("li.na", "FAW", "2025-01-02", "safe-101 completed"),
            ("jose.nunez", "FAW", "2025-02-03", "safe-101 completed"),
            ("amelie.dubois", "DPP", "2025-03-04", "YOGA attended"),
        ]
        self.assertEqual(self.due(), expected)
        self.assertEqual(self.due(since="2025-03-01"), expected[2:])
        self.assertEqual(self.trial.dump(), before)
        run = self.reapplied()
        self.assert_published(run)
        self.assertEqual((run.folder, run.counts), ("done", {"awarded": 3}))
        self.assertEqual(len(self.trial.learner_messages(run)), 3)
        self.trial.administrator_message(run)
        self.assertEqual(
            [(username, certification, awarded) for username, certification, awarded, _ in expected],
            [award for award in self.trial.query(
                "SELECT username, certification_reference, awarded FROM awards WHERE run = ? ORDER BY row", run.id
            )],
        )
        story = self.trial.json("awards", "show", "--learner", "jose.nunez", "--certification", "FAW")
        self.assertEqual([(event["what"], event["run"], event["rule"]) for event in story], [("awarded", run.id, "safe-101 completed")])
        self.assertEqual(self.due(), [])
        count = len(self.trial.runs())
        check(self.trial.call("awards", "reapply", "--since", "2025-01-01", "--apply"))
        self.assertEqual(len(self.trial.runs()), count, "nothing is due, so there is no run")

    def test_reapplying_can_be_silent_and_undone(self):
        self.trial.drop_file("later.csv", self.later)
        run = self.reapplied("--silent")
        self.assertEqual(self.trial.learner_messages(run), [])
        check(self.trial.call("runs", "undo", str(run.id)))
        self.assertEqual([due[0] for due in self.due()], ["li.na", "jose.nunez", "amelie.dubois"])

    def test_what_was_revoked_is_not_due_and_inactive_learners_are_named(self):
        self.trial.drop_file("later.csv", self.later)
        heading = "Username,Certification reference,Award date,Action"
        self.trial.drop_file("a.csv", csv_bytes(heading, "li.na,FAW,2025-01-02,"))
        self.trial.drop_file("r.csv", csv_bytes(heading, "li.na,FAW,2025-01-02,revoke"))
        self.trial.drop_file("l.csv", csv_bytes("Username,First name,Surname,Account state", "jose.nunez,José,Núñez,inactive"))
        listed = self.trial.json("awards", "reapply", "--since", "2025-01-01")
        self.assertEqual([(award["username"], bool(award["problem"])) for award in listed], [("jose.nunez", True), ("amelie.dubois", False)])
        run = self.reapplied(status=1)
        self.assertEqual((run.folder, run.counts), ("failed", {"rejected": 1, "awarded": 1}))

    def test_what_is_said_every_night_is_kept_once(self):
        before = self.trial.query("SELECT * FROM completions ORDER BY 1, 2, 3, 4")
        self.assertEqual(
            [row[:4] for row in before],
            [
                ("amelie.dubois", "YOGA", "attended", "2025-03-04"),
                ("jose.nunez", "SAFE-101", "completed", "2025-02-03"),
                ("li.na", "SAFE-101", "passed", "2025-01-02"),
                ("soren.ostergaard", "SAFE-101", "completed", "2024-12-31"),
            ],
        )
        again = completions("LI.NA,safe-101,Passed,2025-01-02", "jose.nunez,SAFE-101,Erledigt,2025-02-03")
        self.trial.drop_file("again.csv", again)
        self.trial.drop_file("v.csv", completions("li.na,YOGA,Attended,2025-05-05"), mode="verify")
        self.assertEqual(self.trial.query("SELECT * FROM completions ORDER BY 1, 2, 3, 4"), before)

    def test_wrong_use_ends_with_2(self):
        for words in ([], ["--since", "soon"], ["--since", "2025-01-01", "--silent"]):
            with self.subTest(words):
                check(self.trial.call("awards", "reapply", *words), 2)
