"""A wrong file never stops the service and never loses anything: it lands in `failed/` with a report that helps."""

import os
import pathlib
import random
import threading
import zipfile

from certdrop import CERTIFICATES, REPOSITORY, ServiceTest, TrialTest, certificates, check, csv_bytes, wait_for

HEADING = "Username,Certification reference,Award date"


def workbook(path):
    """A minimal workbook as Excel makes it (ECMA-376)."""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="xl/workbook.xml" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<sheets><sheet name="Sheet1" sheetId="1"/></sheets></workbook>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>\n' + text)
    return pathlib.Path(path).read_bytes()


class BrokenOff(TrialTest):
    def test_no_award_comes_of_a_file_that_breaks_off_anywhere_but_those_of_the_whole_file(self):
        self.trial.seed()
        whole = certificates("amelie.dubois,FAW,2025-03-17", "li.na,FAW,2025-10-25", "jose.nunez,FLT,2024-12-31")
        for length in range(len(HEADING), len(whole)):
            file = self.scratch / "march.csv"
            file.write_bytes(whole[:length])
            self.assertIn(self.trial.call("import", "--silent", str(file)).returncode, (0, 1))
        awarded = self.trial.awards()
        self.assertEqual(len(awarded), 3)
        file.write_bytes(whole)
        check(self.trial.call("import", "--silent", str(file)))
        self.assertEqual(self.trial.runs("march.csv")[-1].counts, {"unchanged": 3})
        self.assertEqual(self.trial.awards(), awarded)

    def test_a_file_without_a_line_end_is_imported_and_the_report_says_what_that_may_mean(self):
        self.trial.seed()
        file = self.scratch / "march.csv"
        for content, is_said in ((certificates("li.na,FAW,2025-01-02").rstrip(), True), (certificates("li.na,FAW,2025-01-02"), False)):
            file.write_bytes(content)
            check(self.trial.call("import", str(file)))
            page = self.trial.runs("march.csv")[-1].page.read_text()
            self.assertEqual("ends with row 2 and without a line end" in page, is_said)


class RefusedFiles(ServiceTest):
    def assert_refused(self, name, content, reason, *words):
        before = self.trial.dump()
        run = self.trial.drop_file(name, content)
        self.assertEqual((run.folder, run.refusal), ("failed", reason))
        self.assertEqual(run.file.read_bytes(), content)
        self.assert_published(run)
        self.assertEqual(self.trial.dump(), before)
        self.assertEqual(self.trial.learner_messages(run), [])
        page = run.page.read_text()
        for word in words:
            self.assertIn(word, run.message + page)
        self.trial.administrator_message(run)
        return run

    def test_an_empty_file(self):
        self.assert_refused("empty.csv", b"", "file.empty", "empty")
        self.assert_refused("mark.csv", b"\xef\xbb\xbf", "file.empty", "empty")
        self.assert_still_serves()

    def test_a_header_alone(self):
        self.assert_refused("header.csv", csv_bytes(HEADING), "file.empty", "no rows under them")
        self.assert_refused("blank-rows.csv", csv_bytes(HEADING, ",,", ",,"), "file.empty")
        self.assert_still_serves()

    def test_an_excel_workbook_and_how_to_save_it_right(self):
        content = workbook(self.scratch / "march.xlsx")
        self.assert_refused("march.xlsx", content, "file.not-csv", "Excel", "CSV UTF-8")
        # The name does not tell.
        self.assert_refused("march.csv", content, "file.not-csv", "Excel", "CSV UTF-8")
        self.assert_still_serves()

    def test_an_old_excel_workbook(self):
        content = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2040)
        self.assert_refused("march.xls", content, "file.not-csv", "Excel", "CSV UTF-8")
        self.assert_still_serves()

    def test_a_pdf(self):
        content = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
        self.assert_refused("march.pdf.csv", content, "file.not-csv", "PDF")
        self.assert_still_serves()

    def test_random_bytes(self):
        for seed in range(20):
            content = random.Random(seed).randbytes(1000 + 5000 * seed)
            run = self.trial.drop_file(f"random-{seed}.csv", content)
            self.assertEqual(run.folder, "failed")
            self.assertIsNotNone(run.refusal)
            self.assertEqual(run.file.read_bytes(), content)
            self.assert_published(run)
        self.assert_still_serves()

    def test_one_line_of_100_megabytes(self):
        for name, start in (("no-header.csv", b""), ("header.csv", csv_bytes(HEADING))):
            with self.subTest(name):
                self.assert_refused(name, start + b"x" * 100_000_000, "file.too-large", "longer than")
        self.assert_still_serves()

    def test_an_upload_that_broke_off(self):
        whole = csv_bytes(HEADING + ",Notes", 'li.na,FAW,2025-01-02,"Two\r\nlines"', "jose.nunez,FAW,2025-01-02,None")
        self.assert_refused("quotes.csv", whole[: whole.index(b"lines")], "file.truncated", "row 2")
        self.assert_refused("row.csv", whole[: whole.index(b",2025-01-02,None")], "file.truncated")
        self.assert_still_serves()

    def test_headers_that_do_not_fit(self):
        self.assert_refused("a.csv", csv_bytes("Username,Award date", "li.na,2025-01-02"), "file.column-missing")
        self.assert_refused("b.csv", csv_bytes(HEADING + ",Username", "li.na,FAW,2025-01-02,li.na"), "file.column-repeated")
        self.assert_refused("c.csv", csv_bytes("Colour,Shape", "red,round"), "file.kind-unknown")
        self.assert_refused("d.csv", csv_bytes("li.na@example.org,FAW,2025-01-02"), "file.header-missing")
        self.assert_still_serves()

    def test_hostile_text_stays_text_in_the_reports(self):
        attack = "<script>alert(1)</script>"
        content = csv_bytes(HEADING, f"{attack},FAW,2025-01-02", "=HYPERLINK(1),FAW,2025-01-02")
        run = self.trial.drop_file(f"{attack.replace('/', '_')}.csv", content)
        self.assertEqual(run.outcomes(), [(2, "rejected", "learner.unknown"), (3, "rejected", "learner.unknown")])
        self.assertNotIn("<script>alert", run.page.read_text())
        self.assertNotIn("<script>alert", (self.trial.drop / "status.html").read_text())
        self.assertEqual(run.rows()[1]["Username"], "'=HYPERLINK(1)")


class RefusedSize(TrialTest):
    def test_a_file_that_is_larger_than_the_limit(self):
        self.trial.seed()
        self.trial.configure("limits:\n  file_size: 1 KiB\n")
        self.trial.start()
        run = self.trial.drop_file("large.csv", certificates(*["li.na,FAW,2025-01-02"] * 100))
        self.assertEqual((run.folder, run.refusal), ("failed", "file.too-large"))
        self.assertIn("limits.file_size", run.page.read_text())
        self.assert_published(run)


class NoRegularFiles(ServiceTest):
    def test_what_is_no_file_is_left_where_it_is_and_shown_in_status(self):
        secret = self.scratch / "secret.csv"
        secret.write_bytes(CERTIFICATES.read_bytes())
        folder, pipe, link, dangling = (self.trial.inbox("import", name) for name in ("folder", "pipe", "link", "loop"))
        folder.mkdir()
        (folder / "march.csv").write_bytes(CERTIFICATES.read_bytes())
        os.mkfifo(pipe)
        link.symlink_to(secret)
        dangling.symlink_to(dangling)

        def shown():
            waiting = {file["file"]: file["reason"] for file in self.trial.status()["waiting"]}
            return len(waiting) == 4 and waiting

        waiting = wait_for(shown, "status to show all four")
        for name, word in (("folder", "a folder"), ("pipe", "a named pipe"), ("link", "a symbolic link"), ("loop", "link")):
            self.assertIn(word, waiting[name])
        self.assert_still_serves()
        self.assertTrue(folder.is_dir() and pipe.is_fifo() and link.is_symlink() and dangling.is_symlink())
        self.assertTrue((folder / "march.csv").exists())
        self.assertIn("a named pipe", (self.trial.drop / "status.html").read_text())

    def test_nothing_that_takes_the_place_of_a_file_in_the_last_moment_stops_the_service(self):
        path = self.trial.inbox("import", "race.csv")
        substitute = self.trial.drop / ".substitute"
        good = self.trial.drop / ".good"
        stopping = threading.Event()

        def race():
            while not stopping.is_set():
                good.write_bytes(CERTIFICATES.read_bytes())
                good.rename(path)
                substitute.symlink_to("/etc/passwd")
                try:
                    substitute.rename(path)
                finally:
                    substitute.unlink(missing_ok=True)
                os.mkfifo(substitute)
                substitute.rename(path)

        racer = threading.Thread(target=race)
        racer.start()
        try:
            for number in range(30):
                run = self.trial.drop_file(f"march-{number}.csv", CERTIFICATES)
                self.assertEqual(run.folder, "done")
        finally:
            stopping.set()
            racer.join()
        path.unlink(missing_ok=True)
        self.assert_still_serves()
        for run in self.trial.runs("race.csv"):
            self.assertIsNone(run.refusal)
        spool = self.trial.folder / "state/spool"
        wait_for(lambda: not list(spool.iterdir()), "the spool to be cleared")

    def test_a_file_that_is_deleted_or_renamed_while_it_is_looked_at_does_no_harm(self):
        stopping = threading.Event()

        def race():
            path = self.trial.inbox("import", "gone.csv")
            while not stopping.is_set():
                path.write_bytes(CERTIFICATES.read_bytes())
                path.unlink(missing_ok=True)
                path.write_bytes(CERTIFICATES.read_bytes())
                try:
                    path.rename(self.trial.inbox("verify", "moved.csv"))
                except FileNotFoundError:
                    pass

        racer = threading.Thread(target=race)
        racer.start()
        try:
            for number in range(30):
                self.trial.drop_file(f"march-{number}.csv", CERTIFICATES)
        finally:
            stopping.set()
            racer.join()
        self.assert_still_serves()

        def settled():
            return not any(list((self.trial.drop / mode).iterdir()) for mode in ("import", "verify")) and all(
                run.state == "finished" for run in self.trial.runs()
            )

        wait_for(settled, "every file to be taken")
        for run in self.trial.runs():
            # Nothing was taken that was still being written: that would be empty, or broken off.
            self.assertIsNone(run.refusal)


class Names(ServiceTest):
    NAMES = [
        b"with spaces and  two.csv",
        b"line\nbreak.csv",
        b"tab\tand\rreturn.csv",
        b"quote's \"double\" `back`.csv",
        b"<b>&amp;.csv",
        b"$(touch pwned);|&.csv",
        b"-rf.csv",
        b"%2e%2e%2f.csv",
        b"back\\slash.csv",
        b"not-utf-8-\xff\xfe\x80.csv",
        "müßig-三月-🎓.csv".encode(),
        "right-to-left-\u202egnp.csv".encode(),
        b"\x1b[31mred.csv",
        b"no-ending",
        b"x" * 251 + b".csv",
        b"y" * 255,
        "ü".encode() * 125 + b"z.csv",
    ]

    def test_files_of_any_name_are_taken_and_keep_it(self):
        for number, name in enumerate(self.NAMES):
            with self.subTest(name):
                run = self.trial.drop_file(name, certificates(f"li.na,FAW,2025-03-{number + 1:02}"))
                self.assertEqual((run.folder, run.counts), ("done", {"awarded": 1}))
                self.assertEqual(os.fsencode(run.file.name), name)
                self.assert_published(run)
                self.trial.administrator_message(run)
        self.assertEqual(len(self.trial.awards()), len(self.NAMES))

    def test_results_of_any_name_stand_beside_each_other(self):
        for name in self.NAMES:
            with self.subTest(name):
                runs = [self.trial.drop_file(name, certificates("nobody,FAW,2025-01-02")) for _ in range(3)]
                self.assertEqual(len({run.file for run in runs}), 3)
                for run in runs:
                    self.assertEqual(run.folder, "failed")
                    self.assert_published(run)

    def test_no_name_reaches_a_terminal_or_a_page_raw(self):
        for name in (b"\x1b[31mred.csv", "right-to-left-\u202egnp.csv".encode(), b"line\nbreak.csv"):
            run = self.trial.drop_file(name, CERTIFICATES)
            shown = [self.trial.call(*words).stdout for words in (("runs", "list"), ("status",))]
            shown += [run.page.read_bytes(), (self.trial.drop / "status.html").read_bytes()]
            for output in shown:
                self.assertNotIn(b"\x1b", output)
                self.assertNotIn("\u202e".encode(), output)
                self.assertNotIn(b"line\nbreak", output)
        self.assertEqual([path for path in REPOSITORY.glob("pwned")], [])
