"""What a person sees on a terminal: colours, tables, and nothing that a file's author could do to it."""

import os
import pty
import re
import shutil
import subprocess
import unicodedata

from certdrop import CERTIFICATES, MISTAKES, PROGRAM, TrialTest, certificates, check
from test_command_line import read_terminal

STYLE = re.compile(r"\x1b\[(\d+)m")


def width(text):
    """Columns of a terminal by Unicode's own table: two for wide characters, none for combining ones."""
    columns = {"W": 2, "F": 2}
    return sum(
        0 if unicodedata.combining(character) else columns.get(unicodedata.east_asian_width(character), 1)
        for character in text
    )


class TerminalTest(TrialTest):
    def setUp(self):
        super().setUp()
        self.trial.seed()

    def on_terminal(self, *arguments, **environment):
        """What a command writes to a terminal, and how it ends."""
        master, slave = pty.openpty()
        variables = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        command = [PROGRAM, *arguments, "--config", str(self.trial.configuration)]
        with subprocess.Popen(
            command, stdout=slave, stderr=slave, env=variables | {"TERM": "xterm"} | environment
        ) as process:
            os.close(slave)
            drawn = read_terminal(master).decode()
        # The progress bar's line is cleared.
        return drawn.replace("\r\x1b[K", "").replace("\r\n", "\n"), process.returncode

    def copy(self, source):
        return shutil.copy(source, self.scratch)


class Colours(TerminalTest):
    def test_a_verdict_is_green_yellow_or_red(self):
        workbook = self.scratch / "refused.xlsx"
        workbook.write_bytes(b"PK\x03\x04....xl/workbook.xml")
        for file, colour in ((self.copy(CERTIFICATES), "32"), (self.copy(MISTAKES), "33"), (workbook, "31")):
            with self.subTest(file):
                drawn, _ = self.on_terminal("verify", str(file))
                first = drawn.splitlines()[0]
                self.assertEqual(STYLE.findall(first), [colour, "0"])
                self.assertTrue(first.endswith("\x1b[0m"))

    def test_no_color_and_dumb_terminals_are_left_plain(self):
        for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            drawn, _ = self.on_terminal("verify", str(self.copy(MISTAKES)), **environment)
            self.assertIn("14 rows need correction", drawn)
            self.assertNotIn("\x1b", drawn)

    def test_a_pipe_is_left_plain(self):
        for arguments in (["verify", self.copy(MISTAKES)], ["runs", "list"], ["status"]):
            self.assertNotIn(b"\x1b", self.trial.call(*map(str, arguments)).stdout)

    def test_plain_or_not_the_words_are_the_same(self):
        file = str(self.copy(MISTAKES))
        drawn, status = self.on_terminal("verify", file)
        result = self.trial.call("verify", file)
        self.assertEqual(STYLE.sub("", drawn), result.stdout.decode())
        self.assertEqual(status, result.returncode)


class Tables(TerminalTest):
    names = ["march.csv", "三月 – 証明書.csv", "한국어.csv", "Zu\u0308rich e\u0301te\u0301.csv", "ｗｉｄｅ.csv", "emoji 🎓📜.csv"]

    def test_columns_are_aligned_whatever_the_script(self):
        for name in self.names:
            self.trial.put(name, CERTIFICATES, "verify")
        check(self.trial.call("watch", "--once"))
        drawn, _ = self.on_terminal("runs", "list", NO_COLOR="1")
        head, *lines = drawn.splitlines()
        column = width(head[: head.index("MODE")])
        shown = [line for line in lines if any(name in line for name in self.names)]
        self.assertEqual(len(shown), len(self.names))
        for line in shown:
            self.assertEqual(width(line[: line.index("verify ")]), column, line)


class Hostile(TerminalTest):
    def test_nothing_from_a_file_reaches_the_terminal_as_a_command(self):
        cells = ["\x1b[31mred", "\x9b2J", "\u202egnp.exe", "a\x07b", "\x1b]0;title\x07"]
        self.trial.put("evil \x1b[2J.csv", certificates(*[f"{cell},FAW,2025-01-02" for cell in cells]))
        self.trial.call("watch", "--once")
        file = self.scratch / "evil \x1b]0;x\x07.csv"
        shutil.copy(self.trial.failed / "evil \x1b[2J.csv", file)
        for arguments in (
            ["verify", str(file)], ["runs", "list"], ["runs", "list", "--format", "csv"], ["status"],
            ["runs", "list", "--format", "json"], ["outbox", "list"], ["runs", "show", "3"], ["verify", str(file) + "x"],
            ["frob\x1b[2J"],
        ):
            with self.subTest(arguments):
                drawn, _ = self.on_terminal(*arguments)
                self.assertNotEqual(drawn, "")
                rest = STYLE.sub("", drawn)
                bad = [c for c in rest if unicodedata.category(c) == "Cc" and c != "\n" or c == "\u202e"]
                self.assertEqual(bad, [], repr(rest))


class Complaints(TerminalTest):
    def test_they_name_the_file_the_line_and_the_remedy(self):
        good = self.trial.configuration.read_text()
        cases = {
            "drop_root: [\n": ("is not YAML", "line"),
            good + "sttle: 2\n": ("'sttle' is no key", "Did you mean 'settle'?"),
            good.replace("role: global", "role: golbal"): ("administrators[0].role", "Did you mean 'global'?"),
        }
        for text, words in cases.items():
            self.trial.configuration.write_text(text)
            complaint = check(self.trial.call("status"), status=2).stderr.decode()
            self.assertTrue(complaint.startswith(f"certdrop: {self.trial.configuration}"), complaint)
            for word in words:
                self.assertIn(word, complaint)
