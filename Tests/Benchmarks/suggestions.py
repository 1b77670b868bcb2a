#!/usr/bin/env python3
"""Times the verification of 100,000 rows against 1,000,000 learners when every username is unknown.

    suggestions.py CERTDROP [--rows N] [--learners N] [--rounds N] [--folder DIR]

Prints a table: the time of the whole process, median of the rounds, by what is wrong with the usernames, and for how many a
known one was suggested. That rows are rejected has a cost of its own, which the line 'empty' shows.
"""

import argparse
import pathlib
import random
import shutil
import tempfile

from benchmark import Root, measure, median, outcomes

SYLLABLES = "an be co da el fi go ha in jo ka lu ma ni or pe qu ra se ti ul va wi xa yo ze".split()


def username(generator):
    first, last = (generator.choices(SYLLABLES, k=generator.randint(3, 4)) for _ in range(2))
    return f"{''.join(first)}.{''.join(last)}{generator.randrange(100)}"


def slip(generator, name):
    """The name with two letters swapped, or one left out, put in or replaced."""
    place = generator.randrange(len(name) - 1)
    head, tail = name[:place], name[place + 1 :]
    return generator.choice((head + tail[:1] + name[place] + tail[1:], head + tail, f"{head}k{name[place:]}", f"{head}q{tail}"))


def usernames(generator, names, rows):
    """The usernames of each file, by what is wrong with them."""
    known, all_names = names[:rows], set(names)
    slips = []
    for name in known:
        wrong = slip(generator, name)
        while wrong in all_names:
            wrong = slip(generator, name)
        slips.append(wrong)
    return {
        "nothing": known,
        "empty": [""] * rows,
        "a slip": slips,
        "like no other": [f"zz{generator.randrange(10**12):012}" for _ in range(rows)],
    }


def write(path, heading, rows):
    path.write_text(f"{heading}\n" + "".join(f"{row}\n" for row in rows))


def suggested(report):
    with report.open(encoding="utf-8-sig") as file:
        return sum("Did you mean" in line for line in file)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--learners", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=pathlib.Path)
    arguments = parser.parse_args()
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="certdrop-suggestions-", dir=arguments.folder))
    generator = random.Random(7)
    try:
        names = set()
        while len(names) < arguments.learners:
            names.add(username(generator))
        names = sorted(names)
        generator.shuffle(names)
        write(scratch / "learners.csv", "Username,First name,Surname", (f"{name},A,B" for name in names))
        write(scratch / "certifications.csv", "Certification reference,Certification name", ["FAW,First aid"])
        root = Root(arguments.program, scratch / "root", scratch)
        files = usernames(generator, names, arguments.rows)
        for wrong, users in files.items():
            rows = (f"{user},FAW,2025-01-{row % 28 + 1:02}" for row, user in enumerate(users))
            write(scratch / f"{wrong}.csv", "Username,Certification reference,Award date", rows)
        runs = {wrong: [] for wrong in files}
        for _ in range(arguments.rounds):
            for wrong in files:
                command = [arguments.program, "verify", "--config", root.folder / "certdrop.yaml", scratch / f"{wrong}.csv"]
                runs[wrong].append(measure(command))
        print(f"| {arguments.rows:,} rows, {arguments.learners:,} learners: wrong is | s | suggested | reasons |")
        print("| --- | --- | --- | --- |")
        for wrong in files:
            run, report = median(runs[wrong]), scratch / f"{wrong}.report.csv"
            reasons = ", ".join(f"{reason} {count:,}" for reason, count in outcomes(report).items())
            print(f"| {wrong} | {run.seconds:.2f} | {suggested(report):,} | {reasons} |")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
