"""The messages in the outbox, as Python's `email` reads them. `read_message` fails on any defect."""

from certdrop import CERTIFICATES, MISTAKES, ServiceTest, certificates, csv_bytes, plain_text


class Messages(ServiceTest):
    def test_the_administrator_is_told_what_happened_and_where_the_report_is(self):
        run = self.trial.drop_file("march.csv", MISTAKES)
        message = self.trial.administrator_message(run)
        self.assertEqual(message["Subject"], "march.csv: 2 awarded, 14 need correction")
        text = plain_text(message)
        self.assertIn(str(run.page), text)
        self.assertIn("31/02/2025", text)
        self.assertIn("march.corrections.csv", text)

    def test_the_reports_are_attached_as_they_lie_in_the_folder(self):
        run = self.trial.drop_file("march.csv", MISTAKES)
        attached = {part.get_filename(): part for part in self.trial.administrator_message(run).iter_attachments()}
        self.assertEqual(set(attached), {"march.report.html", "march.corrections.csv"})
        for name, part in attached.items():
            self.assertEqual(part.get_payload(decode=True), run.page.with_name(name).read_bytes())

    def test_each_learner_has_one_message_with_all_their_new_awards(self):
        rows = ["li.na,FAW,2025-01-02", "li.na,FIRE,2025-02-03", "siobhan.oneill,FAW,2025-01-02", "li.na,FAW,2025-01-02"]
        run = self.trial.drop_file("march.csv", certificates(*rows))
        self.assertEqual(run.counts, {"awarded": 3, "duplicate": 1})
        messages = {message["To"].addresses[0].addr_spec: message for message in self.trial.learner_messages(run)}
        self.assertEqual(set(messages), {"li.na@example.org", "siobhan.oneill@example.org"})
        text = plain_text(messages["li.na@example.org"])
        for word in ("First Aid at Work", "2025-01-02", "Fire Warden", "2025-02-03"):
            self.assertEqual(text.count(word), 1, word)

    def test_learners_hear_of_new_awards_only(self):
        heading = "Username,Certification reference,Award date,Certificate number,Action"
        self.trial.drop_file("one.csv", csv_bytes(heading, "li.na,FAW,2025-01-02,A,", "jose.nunez,FAW,2025-01-02,A,"))
        run = self.trial.drop_file(
            "two.csv", csv_bytes(heading, "li.na,FAW,2025-01-02,B,", "jose.nunez,FAW,2025-01-02,,revoke")
        )
        self.assertEqual(run.counts, {"updated": 1, "revoked": 1})
        self.assertEqual(self.trial.learner_messages(run), [])

    def test_a_silent_import_and_a_verification_tell_learners_nothing(self):
        for mode in ("verify", "import-silent"):
            with self.subTest(mode):
                run = self.trial.drop_file(f"{mode}.csv", CERTIFICATES, mode)
                self.assertEqual(run.counts, {"awarded": 6})
                self.trial.administrator_message(run)
                self.assertEqual(self.trial.learner_messages(run), [])
        self.assertEqual(len(self.trial.awards()), 6)

    def test_names_and_subjects_in_any_script_survive(self):
        self.trial.drop_file(
            "certifications.csv",
            csv_bytes("Certification reference,Certification name", "危険物,危険物取扱者 第4類", "ŽP,Životní prostředí"),
        )
        run = self.trial.drop_file(
            "März – 三月.csv", certificates("dimitra.papadopoulou,危険物,2025-01-02", "nobody,ŽP,2025-01-02")
        )
        self.assertIn("März – 三月.csv", self.trial.administrator_message(run)["Subject"])
        message = self.trial.learner_messages(run)[0]
        self.assertEqual(message["To"].addresses[0].display_name, "Δήμητρα Παπαδοπούλου")
        self.assertIn("危険物取扱者 第4類", message["Subject"])
        self.assertIn("Δήμητρα Παπαδοπούλου", plain_text(message))

    def test_every_message_has_an_id_of_its_own(self):
        self.trial.drop_file("march.csv", CERTIFICATES)
        self.trial.drop_file("march.csv", CERTIFICATES)
        ids = [message["Message-ID"] for message in self.trial.messages().values()]
        self.assertEqual(len(ids), 8)
        self.assertEqual(len(set(ids)), len(ids))


class LinkedReports(ServiceTest):
    settings = "report_base_url: https://files.example.org/certdrop/\n"

    def test_messages_link_to_the_report(self):
        run = self.trial.drop_file("march & april.csv", MISTAKES)
        text = plain_text(self.trial.administrator_message(run))
        self.assertIn("https://files.example.org/certdrop/failed/march%20%26%20april.report.html", text)
