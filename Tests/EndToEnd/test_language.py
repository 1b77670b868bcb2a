"""`language: de`: people read German; codes, headings and folders stay as they are."""

from certdrop import CERTIFICATES, MISTAKES, TrialTest, check, plain_text, read_csv


class German(TrialTest):
    settings = "language: de\n"

    def setUp(self):
        super().setUp()
        self.trial.seed()

    def once(self, name, content, mode="import"):
        self.trial.put(name, content, mode)
        result = self.trial.call("watch", "--once")
        return self.trial.runs(name)[0], result.stdout.decode()

    def test_reports_speak_german_and_keep_their_codes(self):
        run, printed = self.once("maerz.csv", MISTAKES)
        self.assertEqual(printed, "maerz.csv: 14 Zeilen müssen korrigiert werden; 2 verliehen.\n")
        page = run.page.read_text()
        self.assertIn('<html lang="de">', page)
        for words in ("Was zu tun ist", "Unbekannte Person", "Öffnen Sie die Korrekturdatei", "14 Zeilen müssen"):
            self.assertIn(words, page)
        rows = run.rows()
        self.assertEqual(list(rows[0])[:4], ["row", "outcome", "reason", "message"])
        self.assertEqual({row["outcome"] for row in rows}, {"awarded", "rejected"})
        self.assertEqual({row["message"] for row in rows if row["outcome"] == "awarded"}, {""})
        self.assertIn("„31/02/2025“ ist kein Datum.", [row["message"] for row in rows])
        self.assertEqual(list(read_csv(run.corrections)[0])[0], "Problem")

    def test_messages_are_german(self):
        run, _ = self.once("maerz.csv", MISTAKES)
        message = self.trial.administrator_message(run)
        self.assertEqual(message["Subject"], "maerz.csv: 2 verliehen, 14 zu korrigieren")
        self.assertIn("Was zu korrigieren ist", plain_text(message))
        learner = self.trial.learner_messages(run)[0]
        self.assertTrue(learner["Subject"].startswith("Ihnen wurde verliehen: "))
        self.assertIn("Gültig bis: ", plain_text(learner))

    def test_a_refusal_is_german(self):
        run, printed = self.once("buch.xlsx", b"PK\x03\x04....xl/workbook.xml")
        self.assertIn("Es handelt sich um eine Excel-Arbeitsmappe (.xlsx), nicht um eine CSV-Datei.", printed)
        self.assertEqual(run.refusal, "file.not-csv")

    def test_a_verification_says_what_an_import_would_do(self):
        run, printed = self.once("maerz.csv", CERTIFICATES, "verify")
        self.assertIn("Alle Zeilen sind in Ordnung: 6 zu verleihen.", printed)
        self.assertEqual({row["message"] for row in run.rows()}, {"Zu verleihen."})

    def test_the_terminal_and_the_status_page_are_german(self):
        self.trial.start()
        self.assertIn("Dienst:", check(self.trial.call("status")).stdout.decode())
        self.assertEqual(self.trial.stop(), 0)
        self.assertIn("Der Dienst läuft nicht.", (self.trial.drop / "status.html").read_text())
        copy = self.scratch / "maerz.csv"
        copy.write_bytes(CERTIFICATES.read_bytes())
        self.assertIn("Nichts wurde geändert", check(self.trial.call("verify", str(copy))).stdout.decode())


class Unknown(TrialTest):
    def test_a_language_that_is_not_there_stops_the_start(self):
        self.trial.configure("language: fr\n")
        complaint = check(self.trial.call("status"), status=2).stderr.decode()
        self.assertIn("'language' cannot be 'fr'. Known here: en, de.", complaint)
