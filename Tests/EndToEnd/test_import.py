"""What an import changes, what its reports say, and that neither a repetition nor a verification changes anything."""

from certdrop import CERTIFICATES, CERTIFICATIONS, LEARNERS, MISTAKES, ServiceTest, TrialTest, certificates, csv_bytes
from certdrop import plain_text, read_csv

MISTAKEN_ROWS = {
    4: "learner.unknown",
    5: "learner.inactive",
    6: "certification.retired",
    7: "certification.unknown",
    8: "date.invalid",
    9: "date.ambiguous",
    10: "date.future",
    11: "expiry.before-award",
    12: "excel.number",
    13: "excel.error",
    14: "duplicate.conflict",
    15: "row.too-few-fields",
    16: "date.missing",
    17: "excel.date-serial",
}


class ImportingCertificates(ServiceTest):
    def test_a_right_file_goes_to_done_and_its_awards_into_the_database(self):
        run = self.trial.drop_file("march.csv", CERTIFICATES)
        self.assertEqual((run.folder, run.counts), ("done", {"awarded": 6}))
        self.assertEqual(run.file.read_bytes(), CERTIFICATES.read_bytes())
        self.assert_published(run)
        expected = [
            (row["Username"], row["Certification reference"], row["Award date"]) for row in read_csv(CERTIFICATES)
        ]
        self.assertEqual(self.trial.awards(), sorted(expected))
        self.assertFalse(self.trial.inbox("import", "march.csv").exists())

    def test_the_expiry_date_is_computed_from_the_period_of_validity_unless_the_row_gives_it(self):
        rows = ["amelie.dubois,FAW,2024-02-29,", "jose.nunez,FAW,2024-02-29,2025-01-31", "li.na,ELEC-18,2024-02-29,"]
        self.trial.drop_file("leap.csv", csv_bytes("Username,Certification reference,Award date,Expiry date", *rows))
        self.assertEqual(
            self.trial.query("SELECT username, expires FROM awards ORDER BY username"),
            [("amelie.dubois", "2027-02-28"), ("jose.nunez", "2025-01-31"), ("li.na", None)],
        )

    def test_good_rows_are_imported_although_others_are_rejected(self):
        run = self.trial.drop_file("march.csv", MISTAKES)
        self.assertEqual((run.folder, run.counts), ("failed", {"awarded": 2, "rejected": 14}))
        self.assert_published(run)
        self.assertEqual(
            self.trial.awards(),
            [("dimitra.papadopoulou", "FOOD-2", "2025-10-14"), ("olena.kovalenko", "ELEC-18", "2025-07-01")],
        )

    def test_the_report_has_one_line_for_each_row_with_outcome_and_reason(self):
        run = self.trial.drop_file("march.csv", MISTAKES)
        expected = [(2, "awarded", ""), (3, "awarded", "")]
        expected += [(row, "rejected", reason) for row, reason in MISTAKEN_ROWS.items()]
        self.assertEqual(run.outcomes(), expected)
        for source, line in zip(read_csv(MISTAKES), run.rows(), strict=True):
            self.assertEqual(line["Username"], source["Username"])
            self.assertEqual(bool(line["message"]), line["outcome"] == "rejected")

    def test_the_page_says_what_is_wrong_with_every_row(self):
        run = self.trial.drop_file("march.csv", MISTAKES)
        page = run.page.read_text()
        for text in ("amelie.dubios", "tom.ahlgren", "31/02/2025", "1.23E+05", "#N/A", "Did you mean"):
            self.assertIn(text, page)

    def test_the_corrections_file_holds_the_rejected_rows_behind_a_problem_column(self):
        run = self.trial.drop_file("march.csv", MISTAKES)
        rejected = [line for number, line in enumerate(read_csv(MISTAKES), 2) if number in MISTAKEN_ROWS]
        corrections = read_csv(run.corrections)
        self.assertEqual(list(corrections[0])[0], "Problem")
        self.assertTrue(all(line.pop("Problem") for line in corrections))
        self.assertEqual(corrections, rejected)

    def test_a_mended_corrections_file_can_be_dropped_as_it_is(self):
        run = self.trial.drop_file("march.csv", certificates("amelie.dubios,FAW,2025-01-02", "li.na,FAW,2025-01-02"))
        mended = run.corrections.read_bytes().replace(b",amelie.dubios,", b",amelie.dubois,")
        again = self.trial.drop_file(run.corrections.name, mended)
        self.assertEqual((again.folder, again.counts), ("done", {"awarded": 1}))

    def test_what_changed_is_updated_and_what_did_not_is_unchanged(self):
        heading = "Username,Certification reference,Award date,Certificate number"
        self.trial.drop_file("one.csv", csv_bytes(heading, "li.na,FAW,2025-01-02,A1", "jose.nunez,FAW,2025-01-02,A2"))
        run = self.trial.drop_file(
            "two.csv", csv_bytes(heading, "li.na,FAW,2025-01-02,B1", "jose.nunez,FAW,2025-01-02,A2")
        )
        self.assertEqual(run.outcomes(), [(2, "updated", ""), (3, "unchanged", "")])
        self.assertEqual(self.trial.query("SELECT number FROM awards ORDER BY username"), [("A2",), ("B1",)])

    def test_a_revocation_takes_the_award_back(self):
        heading = "Username,Certification reference,Award date,Action"
        self.trial.drop_file("award.csv", certificates("li.na,FAW,2025-01-02"))
        run = self.trial.drop_file(
            "revoke.csv", csv_bytes(heading, "li.na,FAW,2025-01-02,revoke", "li.na,FIRE,2025-01-02,revoke")
        )
        self.assertEqual(run.outcomes(), [(2, "revoked", ""), (3, "rejected", "award.unknown")])
        self.assertEqual(self.trial.awards(), [])


class RepeatingAnImport(ServiceTest):
    def test_the_same_file_again_changes_no_row_and_tells_learners_nothing(self):
        first = self.trial.drop_file("march.csv", MISTAKES)
        self.assertEqual(len(self.trial.learner_messages(first)), 2)
        before = self.trial.dump()
        second = self.trial.drop_file("march.csv", MISTAKES)
        self.assertEqual(second.counts, {"unchanged": 2, "rejected": 14})
        self.assertEqual(self.trial.dump(), before)
        self.assertEqual(self.trial.learner_messages(second), [])
        self.assertEqual(len(self.trial.learner_messages(first)), 2)
        # The administrator is told all the same.
        self.assertIn("unchanged", self.trial.administrator_message(second)["Subject"])

    def test_the_second_result_does_not_replace_the_first(self):
        first = self.trial.drop_file("march.csv", CERTIFICATES)
        second = self.trial.drop_file("march.csv", CERTIFICATES)
        self.assert_published(first)
        self.assert_published(second)
        self.assertEqual(first.file.name, "march.csv")
        self.assertRegex(second.file.name, r"^march\.\d{8}T\d{6}Z\.csv$")


class Verifying(ServiceTest):
    def test_it_changes_no_table_and_foretells_the_import(self):
        self.trial.drop_file("january.csv", CERTIFICATES)
        mixed = MISTAKES.read_bytes() + b"jose.nunez,FLT,2025-02-11,2031-02-10,ES-77120,Instituto de Seguridad,\n"
        before = self.trial.dump()
        foretold = self.trial.drop_file("march.csv", mixed, mode="verify")
        self.assertEqual(self.trial.dump(), before)
        self.assert_published(foretold)
        self.assertEqual(self.trial.learner_messages(foretold), [])
        self.assertIn("would be", plain_text(self.trial.administrator_message(foretold)))

        done = self.trial.drop_file("march-for-good.csv", mixed)
        self.assertNotEqual(self.trial.dump(), before)
        self.assertEqual(foretold.outcomes(), done.outcomes())
        self.assertEqual(foretold.counts, done.counts)
        self.assertEqual(foretold.counts, {"awarded": 2, "updated": 1, "rejected": 14})

    def test_it_foretells_learners_and_certifications_files_too(self):
        learners = csv_bytes("Username,First name,Surname", "li.na,Na,Li", "new.one,New,One", ",No,Name")
        certifications = csv_bytes(
            "Certification reference,Certification name,Valid for", "FAW,First Aid,1 year", "NEW,New,", "BAD,Bad,soon"
        )
        for name, content in (("learners.csv", learners), ("certifications.csv", certifications)):
            with self.subTest(name):
                before = self.trial.dump()
                foretold = self.trial.drop_file(name, content, mode="verify")
                self.assertEqual(self.trial.dump(), before)
                done = self.trial.drop_file(f"done-{name}", content)
                self.assertEqual(foretold.outcomes(), done.outcomes())
                self.assertEqual(done.counts, {"created": 1, "updated": 1, "rejected": 1})
                self.assertNotEqual(self.trial.dump(), before)


class ScheduledExports(TrialTest):
    def setUp(self):
        super().setUp()
        self.trial.start()

    def test_learners_are_created_then_unchanged_row_for_row(self):
        first = self.trial.drop_file("export.csv", LEARNERS)
        self.assertEqual((first.folder, first.counts), ("done", {"created": 12}))
        before = self.trial.dump()
        second = self.trial.drop_file("export.csv", LEARNERS)
        self.assertEqual((second.folder, second.counts), ("done", {"unchanged": 12}))
        self.assertEqual({outcome for _, outcome, _ in second.outcomes()}, {"unchanged"})
        self.assertEqual(self.trial.dump(), before)

    def test_names_in_any_script_are_stored_as_they_are(self):
        self.trial.drop_file("export.csv", LEARNERS)
        stored = self.trial.query("SELECT username, first_name, surname FROM learner ORDER BY username")
        source = [(line["Username"], line["First name"], line["Surname"]) for line in read_csv(LEARNERS)]
        self.assertEqual(stored, sorted(source))

    def test_certifications_are_created_then_unchanged(self):
        first = self.trial.drop_file("certifications.csv", CERTIFICATIONS)
        self.assertEqual((first.folder, first.counts), ("done", {"created": 7}))
        second = self.trial.drop_file("certifications.csv", CERTIFICATIONS)
        self.assertEqual(second.counts, {"unchanged": 7})

    def test_a_new_username_renames_the_learner_who_keeps_their_awards(self):
        self.trial.seed()
        self.trial.drop_file("march.csv", certificates("zofia.wojcik,FAW,2025-01-02"))
        heading = "Username,First name,Surname,New username"
        run = self.trial.drop_file("rename.csv", csv_bytes(heading, "zofia.wojcik,Zofia,Kamińska,zofia.kaminska"))
        self.assertEqual(run.counts, {"updated": 1})
        self.assertEqual(self.trial.awards(), [("zofia.kaminska", "FAW", "2025-01-02")])
        self.assertEqual(
            self.trial.query("SELECT surname FROM learner WHERE username LIKE 'zofia%'"), [("Kamińska",)]
        )
        # The export of the next night still says so, and that changes nothing.
        again = self.trial.drop_file("rename.csv", csv_bytes(heading, "zofia.wojcik,Zofia,Kamińska,zofia.kaminska"))
        self.assertEqual(again.counts, {"unchanged": 1})

    def test_a_username_that_is_taken_is_not_given_away(self):
        self.trial.seed()
        heading = "Username,First name,Surname,New username"
        run = self.trial.drop_file("rename.csv", csv_bytes(heading, "zofia.wojcik,Zofia,Wójcik,li.na"))
        self.assertEqual(run.outcomes(), [(2, "rejected", "learner.taken")])


class AllOrNothing(ServiceTest):
    settings = "on_rejection: reject-file\n"

    def test_one_rejected_row_refuses_the_file(self):
        before = self.trial.dump()
        run = self.trial.drop_file("march.csv", certificates("li.na,FAW,2025-01-02", "nobody,FAW,2025-01-02"))
        self.assertEqual((run.folder, run.refusal), ("failed", "file.too-many-rejected"))
        self.assertEqual(self.trial.dump(), before)
        self.assertEqual(self.trial.learner_messages(run), [])
