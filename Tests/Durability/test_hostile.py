"""Files, names and cells made to do harm."""

import contextlib
import csv
import io
import os
import pathlib
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "ReportsTests/Browser"))

import faults  # noqa: F401
import webdriver
from certdrop import CERTIFICATES, ServiceTest, certificates, check, csv_bytes, plain_text, read_csv, wait_for

HEADING = "Username,Certification reference,Award date"

# What a cell, a heading or a file name may hold to break out of where it is shown.
NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "</title></style></textarea></script><script>alert(1)</script>",
    "<!--<script>alert(1)//-->",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{title}}{{{body}}}{{#rows}}{{>page}}",
    "<iframe src=https://example.org/></iframe><base href=//example.org/>",
    "<a href=https://example.org/ target=_blank>click</a><form action=//example.org><input name=q>",
    "=HYPERLINK(\"https://example.org/?\"&A1,\"click\")",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "x\r\nBcc: victim@example.org",
    "x\nBcc: victim@example.org\n\nbody",
    "x\rSubject: forged",
    "=?utf-8?q?=0D=0ABcc:_victim@example.org?=",
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b[2J\x1b[H",
    "\x9b31m",
    "a\x00b",
    "\x08\x08\x08backspace",
    "\x7fdelete",
    "right-to-left \u202egnp.exe",
    "\u2066isolated\u2069",
    "zero\u200bwidth\ufeff",
    "\u2028line\u2029paragraph",
    "\ufffe\uffff",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!",
    "田中さんにあげて下さい 😍 👩🏽‍👩🏽‍👧🏽 🇺🇳",
    "الكل في المجمو عة",
    "ﬀﬁ İı ß ẞ ſ K",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/dev/null; rm -rf /",
    "$(touch pwned) `touch pwned` ${HOME} %n%s%x",
    "'; DROP TABLE learner; --",
    "\" OR 1=1 --",
    "NULL",
    "undefined",
    "NaN",
    "1e309",
    "-0",
    "0x7fffffff",
    "9999999999999999999999",
    "true",
    "A" * 3000,
    "é" * 1500,
    "'" * 500,
    "\"" * 500,
    ",;|\t" * 100,
    "%0d%0aSet-Cookie: x=1",
    "../../failed/x.report.html",
    "CON",
    "#REF!",
]


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


class Cells(ServiceTest):
    def test_they_are_harmless_in_page_tables_messages_terminal_and_log(self):
        """Every string as a username, as a certification, as a date, as a number and as notes of an award."""
        heading = HEADING + ",Certificate number,Awarding body,Notes"
        rows = []
        for number, text in enumerate(NASTY):
            cell = quoted(text)
            rows += [f"{cell},FAW,2025-01-02,,,", f"li.na,{cell},2025-01-02,,,", f"li.na,FAW,{cell},,,"]
            rows += [f"li.na,FAW,19{number + 20}-01-02,{cell},{cell},{cell}"]
        content = (heading + "\n" + "\n".join(rows) + "\n").encode("utf-8", "surrogatepass")
        run = self.trial.drop_file("march.csv", content)
        self.assertIsNone(run.refusal)
        # Each row has one outcome, whatever lines it spans.
        self.assertEqual(len(run.rows()), len(rows))
        self.assertGreater(run.counts["awarded"], 30)
        self.check_tables(run)
        self.check_messages(run)
        self.check_terminal(run)
        self.check_browser(run)
        self.assertEqual(list(pathlib.Path.cwd().glob("pwned")), [])
        self.assert_still_serves()

    def check_tables(self, run):
        for path in (run.table, run.corrections):
            text = path.read_bytes().decode("utf-8-sig")
            for row in csv.reader(io.StringIO(text, newline="")):
                for cell in row:
                    # A corrections file holds what the uploader wrote; the table is ours to guard.
                    if path == run.table:
                        self.assertNotRegex(cell, r"^[=+@\t\r]|^-[^0-9]", cell)
        self.assertEqual(len(read_csv(run.corrections)), run.counts["rejected"])

    def check_messages(self, run):
        told = self.trial.messages(run)
        self.assertGreater(len(told), 1)
        for name, message in told.items():
            # `messages` has parsed each strictly; nothing got in, or got itself a header.
            self.assertIsNone(message["Bcc"], name)
            self.assertEqual(len(message.get_all("Subject")), 1)
            self.assertNotIn("forged", message["Subject"])
            self.assertNotRegex(plain_text(message), "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")

    def check_terminal(self, run):
        outputs = [self.trial.log.read_bytes()]
        for words in (["runs", "list"], ["runs", "show", str(run.id)], ["status"], ["awards", "list"]):
            outputs.append(self.trial.call(*words).stdout)
        file = self.scratch / "again.csv"
        file.write_bytes(run.file.read_bytes())
        outputs.append(self.trial.call("verify", str(file)).stdout)
        for output in outputs:
            text = output.decode("utf-8", "replace")
            self.assertNotRegex(text, "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

    def check_browser(self, run):
        pages = [run.page, self.trial.drop / "status.html"]
        learner = self.trial.learner_messages(run)[0].get_body(("html",))
        if learner:
            pages.append(self.scratch / "message.html")
            pages[-1].write_text(learner.get_content())
        with webdriver.open_browser() as browser:
            for page in pages:
                browser.requests()
                browser.open(page.as_uri())
                # An alert that was open would make every other command fail.
                self.assertLessEqual(browser.run("return document.scripts.length"), 1, page)
                count = "return document.querySelectorAll('img, iframe, object, base, form[action], svg[onload], [onerror]').length"
                self.assertEqual(browser.run(count), 0, page)
                foreign = [url for url in browser.requests() if not url.startswith(("data:", page.as_uri()))]
                self.assertEqual(foreign, [])
                self.assertEqual(browser.console(), [])
                links = browser.run("return [...document.links].map(link => link.protocol)")
                self.assertLessEqual(set(links), {"file:", "mailto:", "data:", "blob:"}, page)


class Names(ServiceTest):
    NAMES = [
        b"..\\..\\march.csv", b"...csv", b"march.report.html", b"march.report.csv", b"march.corrections.csv", b"status.html",
        b"outbox", b"-rf", b"--", b"%2e%2e%2fetc%2fpasswd", b"a\x01\x02\x1b[2J.csv", b"bcc\r\nBcc: x@example.org.csv",
        "gnp\u202evsc.csv".encode(), "\u2066iso\u2069.csv".encode(), b"<script>alert(1)<!--.csv", b"'\"><img src=x>.csv",
        b"{{name}}.csv", b"=cmd|' C calc'!A0.csv", b"\xff\xfe\x00".rstrip(b"\x00") + b".csv", b"a" * 255, b".csv.csv ", b" ", b"\n",
        b"march.csv.sha256.csv", b"run-1-administrator.eml", b"$(touch pwned).csv", b"%s%n%x.csv", b"\x7f\x80\x9b31m.csv",
    ]  # fmt: skip

    def test_names_lead_nowhere_and_are_harmless_wherever_they_are_shown(self):
        outside = {path for path in self.trial.folder.iterdir()}
        taken = [name for name in self.NAMES if not name.startswith((b".", b"~"))]
        for number, name in enumerate(taken):
            with self.subTest(name):
                run = self.trial.drop_file(name, certificates(f"li.na,FAW,19{number + 10}-03-01", "nobody,FAW,2025-01-02"))
                self.assertEqual((run.folder, run.counts), ("failed", {"awarded": 1, "rejected": 1}))
                self.assert_published(run)
                self.assertEqual(run.file.parent, self.trial.failed)
                self.assertEqual(run.page.parent, self.trial.failed)
                message = self.trial.administrator_message(run)
                self.assertIsNone(message["Bcc"])
        self.assertEqual({path for path in self.trial.folder.iterdir()}, outside)
        shown = [(self.trial.drop / "status.html").read_text(), self.trial.log.read_bytes().decode("utf-8", "replace")]
        shown += [self.trial.call(*words).stdout.decode() for words in (["runs", "list"], ["status"])]
        for text in shown:
            self.assertNotRegex(text, "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
        self.assertNotIn("<script>alert", shown[0])
        for ignored in (b".hidden.csv", b"~$march.csv", b"march.csv.part"):
            self.trial.put(ignored, CERTIFICATES)
        self.assert_still_serves()
        self.assertEqual(len(os.listdir(self.trial.drop / "import")), 3)


class Swapped(ServiceTest):
    def test_a_link_in_the_place_of_a_file_between_look_and_open_is_never_followed(self):
        secret = self.scratch / "secret.csv"
        secret.write_bytes(certificates("li.na,FAW,1999-09-09"))
        path = self.trial.inbox("import", "race.csv")
        substitute = self.trial.drop / ".substitute"
        stopping = threading.Event()
        swaps = 0

        def race():
            nonlocal swaps
            while not stopping.is_set():
                for make in (
                    lambda: substitute.write_bytes(certificates("li.na,FAW,2001-01-01")),
                    lambda: substitute.symlink_to(secret),
                    lambda: os.mkfifo(substitute),
                    lambda: os.link(secret, substitute),
                ):
                    make()
                    with contextlib.suppress(OSError):
                        substitute.rename(path)
                    # A rename between two names of one file does nothing.
                    substitute.unlink(missing_ok=True)
                    swaps += 1

        racer = threading.Thread(target=race)
        racer.start()
        try:
            time.sleep(8)
        finally:
            stopping.set()
            racer.join()
        path.unlink(missing_ok=True)
        self.assert_still_serves()
        self.assertGreater(swaps, 1000)
        for run in self.trial.runs("race.csv"):
            self.assertIn(run.refusal, (None, "file.linked"))
        self.assertNotIn(("li.na", "FAW", "1999-09-09"), self.trial.awards())
        self.assertTrue(secret.exists())

    def test_fifos_in_every_place_that_is_written_stop_nothing(self):
        self.trial.stop()
        for place in (".status.html.new", "import/fifo.csv", "import/march.csv.sha256", "done/march.report.html"):
            os.mkfifo(self.trial.drop / place)
        self.trial.start()
        run = self.trial.drop_file("april.csv", CERTIFICATES)
        self.assertEqual(run.folder, "done")
        self.assertIn("april.csv", wait_for(lambda: "april.csv" in (p := (self.trial.drop / "status.html").read_text()) and p, "the page"))
        self.assertEqual(self.trial.stop(), 0)


class Bombs(ServiceTest):
    """Bounded memory, bounded time, a clear reason."""

    MEMORY = 256 << 20
    SECONDS = 30

    def peak(self):
        for line in pathlib.Path(f"/proc/{self.trial.service.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) << 10
        raise AssertionError("no VmHWM")

    def bomb(self, name, make, reason, *words):
        hidden = self.trial.drop / ".bomb"
        with hidden.open("wb") as file:
            make(file)
        began = time.monotonic()
        hidden.rename(self.trial.inbox("import", name))
        run = self.trial.next_run(name)
        seconds = time.monotonic() - began
        self.assertEqual(run.refusal, reason, name)
        for word in words:
            self.assertIn(word, run.message)
        self.assertLess(seconds, self.SECONDS, name)
        self.assertLess(self.peak(), self.MEMORY, name)
        print(f"         {name}: {seconds:.1f} s, at most {self.peak() >> 20} MiB so far, {run.refusal}")
        run.file.unlink()

    def test_a_sparse_file_of_one_tebibyte(self):
        def make(file):
            file.write(csv_bytes(HEADING))
            os.truncate(file.name, 1 << 40)

        self.bomb("sparse.csv", make, "file.too-large", "limit")

    def test_a_million_columns(self):
        names = b",".join(b"c%d" % number for number in range(1_000_000))
        self.bomb("columns.csv", lambda file: file.write(names + b"\n"), "file.too-large")
        self.bomb("fields.csv", lambda file: file.write(csv_bytes(HEADING) + b"," * 1_000_000 + b"\n"), "file.too-large")
        self.bomb("many.csv", lambda file: file.write(csv_bytes(HEADING) + b",".join([b"x"] * 2_000) + b"\n"), "file.too-large")

    def test_a_field_of_two_gibibytes(self):
        def make(file):
            file.write(csv_bytes(HEADING) + b'"')
            for _ in range(2048):
                file.write(b"x" * (1 << 20))

        self.bomb("field.csv", make, "file.too-large")

        hidden = self.trial.drop / ".bomb"
        with hidden.open("wb") as file:
            file.write(csv_bytes(HEADING) + b'"')
            file.flush()
            os.truncate(file.name, 2 << 30)
        hidden.rename(self.trial.inbox("import", "zeros.csv"))
        run = self.trial.next_run("zeros.csv")
        self.assertIsNotNone(run.refusal)
        self.assertLess(self.peak(), self.MEMORY)

    def test_a_hundred_megabytes_of_quotes(self):
        self.bomb("quotes.csv", lambda file: file.write(csv_bytes(HEADING) + b'"' * 100_000_000), "file.too-large")
        self.bomb("pairs.csv", lambda file: file.write(b'"' * 100_000_001), "file.too-large")

    def test_a_hundred_megabytes_of_blank_lines(self):
        self.bomb("blank.csv", lambda file: file.write(csv_bytes(HEADING) + b"\n" * 100_000_000), "file.empty")

    def test_a_million_rows_that_are_all_wrong(self):
        hidden = self.trial.drop / ".bomb"
        hidden.write_bytes(certificates(*["<script>,=1+1,never"] * 1_000_000))
        hidden.rename(self.trial.inbox("verify", "wrong.csv"))
        run = self.trial.next_run("wrong.csv")
        self.assertEqual(run.counts, {"rejected": 1_000_000})
        self.assertLess(self.peak(), self.MEMORY)
        self.assertLess(run.page.stat().st_size, 2_000_000)


class RowLimit(ServiceTest):
    settings = "limits:\n  rows: 10\nkeep_runs: 5\n"

    def setUp(self):
        self.settings = ""
        super().setUp()
        self.trial.stop()
        self.trial.configure(RowLimit.settings)
        self.trial.start()

    def test_a_file_with_more_rows_than_the_limit_is_refused(self):
        rows = [f"li.na,FAW,2025-01-{day:02}" for day in range(1, 12)]
        self.assertEqual(self.trial.drop_file("ten.csv", certificates(*rows[:10])).counts, {"awarded": 10})
        run = self.trial.drop_file("eleven.csv", certificates(*rows))
        self.assertEqual((run.folder, run.refusal), ("failed", "file.too-large"))
        self.assertIn("limits.rows", run.page.read_text())

    def test_the_oldest_runs_are_forgotten_and_their_files_stay(self):
        for number in range(8):
            self.trial.drop_file(f"{number}.csv", certificates(f"li.na,FAW,2025-01-0{number + 1}"))
        self.assertEqual(len(self.trial.runs()), 5)
        self.assertEqual(len(self.trial.awards()), 8)
        self.assertEqual(len(list(self.trial.done.glob("?.csv"))), 8)
        self.trial.stop()
        for key in ("limits:\n  columns: 0\n", "keep_runs: -1\n"):
            self.trial.configuration.write_text(self.trial.configuration.read_text().replace(RowLimit.settings, key))
            check(self.trial.call("watch", "--once"), status=2)
            self.trial.configuration.write_text(self.trial.configuration.read_text().replace(key, RowLimit.settings))


if __name__ == "__main__":
    unittest.main()
