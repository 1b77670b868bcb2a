"""What must be on the disk before what, shown by the calls that the program makes.

A kill loses nothing that the kernel holds already; only the order of the calls that bring it to the disk tells what a
loss of power leaves.
"""

import pathlib
import re
import subprocess
import tempfile
import unittest

import scenarios
from certdrop import PROGRAM

CALLS = "fsync,fdatasync,syncfs,sync,write,pwrite64,rename,renameat,renameat2"
LINE = re.compile(r"^\d+\s+(\w+)\((.*)\)\s+= (-?\d+)")


class Call:
    def __init__(self, name, arguments):
        self.name = name
        # `fsync(7</trial/drop/done>)`: the file behind a descriptor.
        self.file = next(iter(re.findall(r"^\d+<([^>]*)>", arguments)), "")
        quoted = re.findall(r'(?:AT_FDCWD|\d+)?(?:<([^>]*)>)?(?:, )?"([^"]*)"', arguments) if "rename" in name else []
        paths = [path if path.startswith("/") else f"{folder}/{path}" for folder, path in quoted]
        self.source, self.destination = paths if len(paths) == 2 else ("", "")


class Order(unittest.TestCase):
    def record(self, dropped, folder):
        """The calls of one run in their order, from the claim on."""
        template = scenarios.Template(folder)
        trial = template.fresh(dropped)
        log = folder / "calls"
        command = ["strace", "-f", "-y", "-s", "1", "-o", str(log), "-e", f"trace={CALLS}"]
        command += [PROGRAM, "watch", "--once", "--config", str(trial.configuration)]
        subprocess.run(command, capture_output=True, check=False, timeout=120)
        text = self.joined(log.read_text())
        calls = [Call(*match.groups()[:2]) for match in map(LINE.match, text) if match and match[3] != "-1"]
        self.root = str(trial.folder)
        self.spool = f"{self.root}/state/spool/{template.runs + 1}"
        scenarios.check_end(trial, dropped, template.runs)
        claim = self.only(calls, lambda call: call.destination == f"{self.spool}/file")
        return calls[claim:]

    @staticmethod
    def joined(text):
        """The lines of strace, with calls that another thread interrupted put together where they end."""
        begun = {}
        for line in text.splitlines():
            thread = line.split(maxsplit=1)[0]
            if line.endswith("<unfinished ...>"):
                begun[thread] = line.removesuffix("<unfinished ...>")
            elif "resumed>" in line:
                yield begun.pop(thread, "") + line.partition("resumed>")[2]
            else:
                yield line

    def only(self, calls, condition):
        found = [number for number, call in enumerate(calls) if condition(call)]
        self.assertEqual(len(found), 1)
        return found[0]

    def last(self, calls, condition, end, what):
        found = [number for number, call in enumerate(calls[:end]) if condition(call)]
        self.assertTrue(found, f"There is no {what} in time.")
        return found[-1]

    def assert_synchronised(self, calls, path, after, before, what):
        synchronised = [
            number
            for number, call in enumerate(calls)
            if call.name == "syncfs" or (call.name in ("fsync", "fdatasync") and call.file == path)
        ]
        self.assertTrue(any(after < number < before for number in synchronised), f"{path}: not on the disk before {what}")

    def check(self, dropped, folder):
        calls = self.record(dropped, folder)
        root, spool = self.root, self.spool
        wal = f"{root}/state/certdrop.sqlite-wal"
        first_move = next(n for n, call in enumerate(calls) if call.source == f"{spool}/report.html")
        # The commit is the last frame of the log, and the call that brings it to the disk.
        synced = self.last(calls, lambda c: c.name in ("fdatasync", "fsync") and c.file == wal, first_move, "commit")
        frame = self.last(calls, lambda c: c.name == "pwrite64" and c.file == wal, synced, "frame of the commit")
        # Reports and message: written, on the disk, and only then the commit.
        written = ["report.html", "report.csv", "message.eml"]
        written += ["corrections.csv"] if any(row[1] == "rejected" for row in dropped.outcomes) else []
        for name in written:
            path = f"{spool}/{name}"
            end = self.last(calls, lambda c, p=path: c.name == "write" and c.file == p, len(calls), f"write to {name}")
            self.assert_synchronised(calls, path, end, frame, "the commit")
        for path in (f"{spool}/file", spool, f"{root}/state/spool", f"{root}/drop/{dropped.mode}"):
            self.assert_synchronised(calls, path, 0, frame, "the commit")
        # Messages to learners: written, on the disk, and only then visible.
        messages = [n for n, call in enumerate(calls) if call.name == "renameat" and call.destination.endswith(".eml")]
        self.assertEqual(len(messages), len(dropped.told))
        for number in messages:
            path = calls[number].source
            end = self.last(calls, lambda c, p=path: c.name == "write" and c.file == p, number, "write to a message")
            self.assert_synchronised(calls, path, end, number, "it is visible")
        # The file is moved last of all, and the run is finished when all names are on the disk.
        moves = [n for n, call in enumerate(calls) if re.match(f"{root}/drop/(done|failed|outbox)/", call.destination)]
        self.assertEqual(calls[moves[-1]].destination, f"{root}/drop/{dropped.folder}/{dropped.file}")
        finish = next(n for n, call in enumerate(calls) if n > moves[-1] and call.name == "pwrite64" and call.file == wal)
        for folder in (f"{root}/drop/{dropped.folder}", f"{root}/drop/outbox"):
            inside = [n for n in moves if calls[n].destination.startswith(f"{folder}/")]
            self.assert_synchronised(calls, folder, inside[-1], finish, "the run is finished")

    def test_the_order_of_every_scenario(self):
        for name, dropped in scenarios.SCENARIOS.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                self.check(dropped, pathlib.Path(folder))


if __name__ == "__main__":
    unittest.main()
