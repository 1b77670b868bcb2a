#!/usr/bin/env python3
"""Measures messages to learners: an import that tells each of N learners of an award, and the sending of what it queued.

    messages.py [--learners N] [--folder FOLDER]

Prints seconds and messages a second. The silent import of the same rows is what the messages are compared with; the mail
program is one that takes everything at once (`cat`), so that certdrop's own share of sending is seen. Give a FOLDER on the
disk that is to be measured.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "EndToEnd"))
from certdrop import CERTIFICATIONS, Trial, check  # noqa: E402


def write(path, heading, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(heading + "\r\n")
        file.writelines(f"{row}\r\n" for row in rows)


def timed(trial, *arguments):
    began = time.monotonic()
    check(trial.call(*arguments))
    return time.monotonic() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=100_000)
    parser.add_argument("--folder", help="where the drop root is made")
    options = parser.parse_args()
    count = options.learners
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        folder = pathlib.Path(folder)
        trial = Trial(folder, 'mail_command: [/bin/sh, -c, "cat > /dev/null"]\n')
        write(
            folder / "learners.csv",
            "Username,First name,Surname,Email",
            (f"u{n:07},Zoë,O'Brien {n},u{n:07}@example.org" for n in range(count)),
        )
        for name, reference in (("silent", "FIRE"), ("loud", "FAW")):
            write(
                folder / f"{name}.csv",
                "Username,Certification reference,Award date,Certificate number",
                (f"u{n:07},{reference},2025-03-{1 + n % 28:02},N-{n}" for n in range(count)),
            )
        (folder / "certifications.csv").write_bytes(CERTIFICATIONS.read_bytes())
        for name in ("learners", "certifications"):
            check(trial.call("import", str(folder / f"{name}.csv")))
        silent = timed(trial, "import", "--silent", str(folder / "silent.csv"))
        loud = timed(trial, "import", str(folder / "loud.csv"))
        queued = sum(1 for path in trial.outbox.iterdir() if path.suffix == ".eml")
        size = sum(path.stat().st_size for path in trial.outbox.glob("*.eml"))
        assert queued == count, f"{queued} messages instead of {count}"
        sending = timed(trial, "outbox", "send")
        sent = sum(1 for path in (trial.outbox / "sent").iterdir())
        assert sent == count, f"{sent} messages sent instead of {count}"
    print(f"import without messages   {silent:8.2f} s")
    print(f"import with {count:,} messages {loud:8.2f} s, {count / (loud - silent):,.0f} messages/s, {size / 1e6:,.0f} MB")
    print(f"sending them              {sending:8.2f} s, {count / sending:,.0f} messages/s")


if __name__ == "__main__":
    main()
