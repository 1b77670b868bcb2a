"""Awarding and revoking on the command line, and looking up what is on record."""

import csv
import datetime
import io
import os
import pwd
import time

from certdrop import ServiceTest, check, csv_bytes, needs_root, plain_text


class ByHand(ServiceTest):
    def award(self, *arguments, status=0, learner="li.na", certification="FAW", date="2025-01-02"):
        words = ["--learner", learner, "--certification", certification, "--date", date]
        return check(self.trial.call("awards", "add", *words, *arguments), status).stdout.decode()

    def revoke(self, status=0, learner="li.na", certification="FAW", date="2025-01-02"):
        words = ["--learner", learner, "--certification", certification, "--date", date]
        return check(self.trial.call("awards", "revoke", *words), status).stdout.decode()

    def test_what_a_killed_command_has_left_is_removed_in_time(self):
        spool = self.trial.folder / "state/spool"
        for name, age in (("by-hand-old", 3700), ("by-hand-new", 60), ("other", 3700)):
            (spool / name).mkdir()
            (spool / name / "awards-add.csv").write_text("li.na")
            os.utime(spool / name, (time.time() - age,) * 2)
        check(self.trial.call("awards", "add", "--learner", "li.na", "--certification", "FAW", "--date", "2025-01-02"))
        self.assertEqual({path.name for path in spool.iterdir()}, {"by-hand-new", "other"})

    def test_an_award_is_made_told_and_recorded(self):
        said = self.award("--number", "A-1", "--awarding-body", "Red Cross", "--notes", "Seen the original")
        self.assertRegex(said, r"^li.na, FAW, 2025-01-02: awarded \(run \d+\)\.$")
        self.assertEqual(
            self.trial.query(
                "SELECT username, certification_reference, awarded, expires, number, awarding_body, notes FROM awards"
            ),
            [("li.na", "FAW", "2025-01-02", "2028-01-02", "A-1", "Red Cross", "Seen the original")],
        )
        run = self.trial.runs("awards-add.csv")[0]
        self.assertEqual((run.state, run.counts), ("finished", {"awarded": 1}))
        messages = self.trial.learner_messages(run)
        self.assertEqual(len(messages), 1)
        self.assertIn("First Aid at Work", plain_text(messages[0]))
        self.assertEqual(list((self.trial.folder / "state/spool").iterdir()), [])

    def test_silence_tells_nobody(self):
        self.award("--silent")
        self.assertEqual(self.trial.messages(), {})

    def test_again_it_is_unchanged_and_with_other_details_updated(self):
        self.award()
        self.assertIn(": unchanged", self.award())
        self.assertIn(": updated", self.award("--expires", "2027-01-02"))
        self.assertEqual(len(self.trial.messages()), 1)

    def test_people_may_be_named_by_address_and_certifications_by_name(self):
        address = self.trial.query("SELECT email FROM learner WHERE username = 'li.na'")[0][0]
        self.assertIn(": awarded", self.award(learner=address, certification="First Aid at Work"))
        self.assertEqual(self.trial.awards(), [("li.na", "FAW", "2025-01-02")])

    def test_problems_are_told_in_the_words_of_an_import_and_change_nothing(self):
        before = self.trial.dump()
        for said, change in {
            "No learner 'li.ns'. Did you mean 'li.na'?": {"learner": "li.ns"},
            "No certification 'FAX'. Did you mean 'FAW'?": {"certification": "FAX"},
            "is not a date": {"date": "31/02/2025"},
            "lies in the future": {"date": "2095-01-02"},
            "is retired": {"certification": "ELEC-17"},
            "could be 2025-04-03 or 2025-03-04": {"date": "03/04/2025"},
        }.items():
            with self.subTest(said):
                self.assertIn(said, self.award(status=1, **change))
        self.assertEqual(self.trial.dump(), before)

    def test_revoking_takes_back_and_what_is_not_there_cannot_be_revoked(self):
        self.assertIn("There is no such award to revoke.", self.revoke(status=1))
        self.award("--silent")
        self.assertIn(": revoked", self.revoke())
        self.assertEqual(self.trial.awards(), [])
        self.assertIn(": unchanged", self.revoke())
        self.assertIn(": awarded", self.award("--silent"))

    def test_what_was_awarded_can_be_revoked_from_an_inactive_learner_and_of_a_retired_certification(self):
        self.award("--silent")
        self.award("--silent", learner="jose.nunez", certification="FIRE")
        self.award("--silent", learner="jose.nunez")
        self.trial.drop_file(
            "learners.csv", csv_bytes("Username,First name,Surname,Account state", "li.na,Na,Li,inactive")
        )
        self.trial.drop_file(
            "certifications.csv",
            csv_bytes("Certification reference,Certification name,State", "FIRE,Fire Warden,retired"),
        )
        self.assertIn(": revoked", self.revoke())
        self.assertIn("is inactive", self.award(status=1))
        run = self.trial.drop_file(
            "revoke.csv",
            csv_bytes("Username,Certification reference,Award date,Action", "jose.nunez,FIRE,2025-01-02,revoke", "jose.nunez,FIRE,2025-01-03,revoke"),
        )
        self.assertEqual([(outcome, reason) for _, outcome, reason in run.outcomes()], [("revoked", ""), ("rejected", "award.unknown")])

    @needs_root
    def test_only_administrators_may(self):
        account = next(entry.pw_name for entry in pwd.getpwall() if entry.pw_uid == os.geteuid())
        text = self.trial.configuration.read_text()
        self.trial.configuration.write_text(text.replace(f'account: "{account}"', 'account: "somebody-else"'))
        self.assertIn("is no administrator", self.award(status=1))
        self.assertEqual(self.trial.awards(), [])

    def test_wrong_use_ends_with_2(self):
        for words in (["add"], ["revoke", "--learner", "li.na"], ["list", "--from", "soon"], ["list", "--limit", "-1"]):
            with self.subTest(words):
                check(self.trial.call("awards", *words), 2)
        for words in (["learners", "show", "nobody"], ["certifications", "show", "NONE"]):
            with self.subTest(words):
                check(self.trial.call(*words), 2)


class LookingUp(ServiceTest):
    def setUp(self):
        super().setUp()
        heading = "Username,Certification reference,Award date,Expiry date,Action"
        self.run_ = self.trial.drop_file(
            "awards.csv",
            csv_bytes(
                heading,
                "li.na,FAW,2020-01-02,,",
                "li.na,FIRE,2025-01-02,2099-01-01,",
                "jose.nunez,FAW,2024-05-06,2098-01-01,",
                "jose.nunez,ELEC-18,2024-05-06,,",
                "amelie.dubois,FLT,2024-05-06,2099-01-01,",
            ),
        )
        self.revoked = self.trial.drop_file("revoked.csv", csv_bytes(heading, "amelie.dubois,FLT,2024-05-06,,revoke"))

    def listed(self, *arguments):
        return [
            (award["username"], award["certification"], award["state"])
            for award in self.trial.json("awards", "list", *arguments)
        ]

    def test_awards_are_listed_by_every_filter(self):
        li_na = [("li.na", "FAW", "expired"), ("li.na", "FIRE", "valid")]
        jose = [("jose.nunez", "FAW", "valid"), ("jose.nunez", "ELEC-18", "valid")]
        amelie = [("amelie.dubois", "FLT", "revoked")]
        for arguments, expected in {
            (): li_na + jose + amelie,
            ("--learner", "LI.NA"): li_na,
            ("--certification", "faw"): [li_na[0], jose[0]],
            ("--certification", "Fire Warden"): [li_na[1]],
            ("--learner", "li.na", "--certification", "FIRE"): [li_na[1]],
            ("--from", "2024-05-06"): [li_na[1]] + jose + amelie,
            ("--from", "2024-05-06", "--to", "2024-12-31"): jose + amelie,
            ("--to", "2020-01-02"): [li_na[0]],
            ("--state", "valid"): [li_na[1]] + jose,
            ("--state", "expired"): [li_na[0]],
            ("--state", "revoked"): amelie,
            ("--state", "expiring"): [],
            ("--run", str(self.run_.id)): li_na + jose,
            ("--run", str(self.run_.id), "--certification", "FAW"): [li_na[0], jose[0]],
            ("--run", str(self.run_.id), "--from", "2024-05-06"): [li_na[1]] + jose,
            ("--run", str(self.revoked.id)): amelie,
            ("--certification", "FLT", "--state", "revoked"): amelie,
            ("--certification", "FLT", "--state", "valid"): [],
        }.items():
            with self.subTest(arguments):
                self.assertEqual(sorted(self.listed(*arguments)), sorted(expected))

    def test_lists_are_sorted_and_paged(self):
        by_date = self.trial.json("awards", "list", "--sort", "awarded")
        self.assertEqual([award["awarded"] for award in by_date], sorted(award["awarded"] for award in by_date))
        by_expiry = [award["expires"] for award in self.trial.json("awards", "list", "--sort", "expires")]
        self.assertEqual(by_expiry, sorted(by_expiry, key=lambda day: (day is None, day)))
        pages = [self.listed("--limit", "2", "--offset", str(offset)) for offset in (0, 2, 4)]
        self.assertEqual([len(page) for page in pages], [2, 2, 1])
        self.assertEqual(sum(pages, []), self.listed())

    def test_what_expires_soon_is_listed_next_first(self):
        def day(distance):
            return str(datetime.date.today() + datetime.timedelta(days=distance))

        heading = "Username,Certification reference,Award date,Expiry date"
        self.trial.drop_file(
            "soon.csv",
            csv_bytes(
                heading,
                f"soren.ostergaard,FAW,2023-01-01,{day(50)}",
                f"zofia.wojcik,FAW,2023-01-01,{day(0)}",
                f"olena.kovalenko,FAW,2023-01-01,{day(100)}",
                f"jose.nunez,FIRE,2023-01-01,{day(-1)}",
            ),
        )
        for within, expected in {
            "60d": ["zofia.wojcik", "soren.ostergaard"],
            "1w": ["zofia.wojcik"],
            "4m": ["zofia.wojcik", "soren.ostergaard", "olena.kovalenko"],
        }.items():
            with self.subTest(within):
                result = check(self.trial.call("awards", "expiring", "--within", within, "--format", "csv"))
                lines = list(csv.DictReader(io.StringIO(result.stdout.decode())))
                self.assertEqual([line["username"] for line in lines], expected)
        self.assertEqual(
            {award["state"] for award in self.trial.json("awards", "expiring", "--within", "60d")}, {"expiring"}
        )

    def test_learners_are_listed_and_shown(self):
        everyone = self.trial.json("learners", "list")
        names = [learner["username"] for learner in everyone]
        self.assertEqual((len(names), names), (12, sorted(names)))
        self.assertEqual(
            self.trial.json("learners", "list", "--limit", "3", "--after", names[2]), everyone[3:6]
        )
        self.assertEqual([found["username"] for found in self.trial.json("learners", "list", "--prefix", "li")], ["li.na"])
        shown = {pair["key"]: pair["value"] for pair in self.trial.json("learners", "show", "li.na")}
        self.assertEqual((shown["username"], shown["awards"]), ("li.na", "2"))

    def test_certifications_are_listed_and_shown_with_their_rules(self):
        self.trial.drop_file(
            "rules.csv",
            csv_bytes("Certification reference,Activity reference,Awarded when", "FAW,SAFE-101,passed"),
        )
        listed = self.trial.json("certifications", "list")
        references = [certification["reference"] for certification in listed]
        self.assertEqual(references, sorted(references, key=str.lower))
        shown = {pair["key"]: pair["value"] for pair in self.trial.json("certifications", "show", "first aid at work")}
        self.assertEqual(
            (shown["reference"], shown["valid_for"], shown["awarded_when"]), ("FAW", "P3Y", "SAFE-101 passed")
        )
