"""Drops mutated files, and checks that each row has one outcome and that verifying foretells the import.

    python3 Tests/Durability/fuzz.py --minutes 60 [--seed 1]

A corpus (the examples, every encoding and delimiter, damaged and foreign files) is mutated by bytes, lines, fields and
splices. Each mutant is dropped into verify/, then the same bytes into import-silent/, with a few dozen others, and
`watch --once` takes them in that order. A mutant for which something does not hold is kept.
"""

import argparse
import collections
import csv
import hashlib
import io
import itertools
import pathlib
import random
import sys
import tempfile
import time

import faults  # noqa: F401
import scenarios
from certdrop import CERTIFICATES, CERTIFICATIONS, LEARNERS, MISTAKES, Trial

BATCH = 32
# What files are made of, and what breaks readers of them.
TOKENS = [
    b",", b";", b"\t", b"|", b'"', b'""', b"\n", b"\r", b"\r\n", b"\x00", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"sep=;\n",
    b"\xe2\x80\xae", b"\xf0\x9f\x98\x80", b"\xc3", b"\x80", b"\xa0", b"=1+1", b"2025-01-02", b"31/12/2025", b"01/02/2025",
    b"#N/A", b"1.2E+05", b"45000", b"revoke", b"award", b"Action", b"li.na", b"FAW", b"2 years", b"P3Y", b" ", b"'", b"\\",
    b"Username", b"Email", b"Award date", b"Expiry date", b"Certification reference", b"9" * 40, b"x" * 70_000, b"\x1a", b"\x0c",
]  # fmt: skip


def corpus():
    texts = [path.read_bytes() for path in (CERTIFICATES, MISTAKES, LEARNERS, CERTIFICATIONS)]
    texts += [dropped.content for dropped in scenarios.SCENARIOS.values()]
    texts.append(b"Username,Certification reference,Award date,Action\nli.na,FAW,2025-01-02,award\nli.na,FAW,2025-01-02,revoke\n")
    made = list(texts)
    for text in texts:
        plain = text.decode("utf-8-sig")
        made += [plain.encode("utf-16"), plain.encode("utf-16-be"), plain.encode("cp1252", "replace"), plain.encode("utf-8-sig")]
        made += [text.replace(b",", b";"), text.replace(b",", b"\t"), text.replace(b"\r\n", b"\n"), text.replace(b"\n", b"\r")]
        made.append(b"sep=|\r\n" + text.replace(b",", b"|"))
    return made + [b"", b"\n", b"PK\x03\x04" + bytes(100), b"%PDF-1.7\n", b'"' * 100, bytes(1000)]


def mutate(chance, texts):
    text = bytearray(chance.choice(texts))
    for _ in range(chance.choice((0, 1, 1, 2, 3, 8, 30))):
        at = chance.randrange(len(text) + 1)
        end = min(len(text), at + chance.choice((1, 1, 2, 5, 20, 200)))
        way = chance.randrange(9)
        if way == 0 and text:
            text[min(at, len(text) - 1)] ^= 1 << chance.randrange(8)
        elif way == 1:
            text[at:at] = chance.choice(TOKENS)
        elif way == 2:
            text[at:end] = chance.choice(TOKENS)
        elif way == 3:
            del text[at:end]
        elif way == 4:
            text[at:at] = text[at:end] * chance.choice((1, 2, 10))
        elif way == 5:
            del text[at:]
        elif way == 6:
            other = chance.choice(texts)
            cut = chance.randrange(len(other) + 1)
            text[at:] = other[cut:]
        elif way == 7:
            lines = bytes(text).splitlines(keepends=True)
            chance.shuffle(lines)
            text = bytearray(b"".join(lines))
        else:
            text[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 9)))
    return bytes(text[: 1 << 20])


def outcomes(run):
    with run.table.open(encoding="utf-8-sig", newline="") as file:
        text = file.read()
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter(text)))
    return [(row["row"], row["outcome"], row["reason"]) for row in rows]


def delimiter(text):
    return text[3] if text.startswith("row") and len(text) > 3 else ","


def check(verified, imported):
    """What must hold for the two runs of one mutant."""
    assert verified.refusal == imported.refusal, f"verify: {verified.refusal}; import: {imported.refusal}"
    told, done = outcomes(verified), outcomes(imported)
    assert told == done, f"verify and import differ: {[pair for pair in zip(told, done) if pair[0] != pair[1]][:3]}"
    numbers = [int(row) for row, _, _ in done]
    assert numbers == sorted(set(numbers)), "a row has two outcomes, or rows are out of order"
    counted = collections.Counter(outcome for _, outcome, _ in done)
    if imported.refusal in (None, "file.too-many-rejected"):
        assert counted == collections.Counter(imported.counts), f"{counted} in the report; {imported.counts} in the journal"
    assert all(bool(reason) == (outcome == "rejected") for _, outcome, reason in done), "a rejection without a reason"
    for run in (verified, imported):
        assert run.file.is_file() and run.page.read_bytes().rstrip().endswith(b"</html>")
    assert verified.corrections.exists() == imported.corrections.exists()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60, metavar="M")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", default="fuzz-findings", metavar="DIR", help="where mutants that found something are put")
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    texts = corpus()
    until = time.monotonic() + arguments.minutes * 60
    totals = collections.Counter()
    problems = []
    with tempfile.TemporaryDirectory(prefix="certdrop-fuzz-") as folder:
        trial = Trial(folder, "log_level: error\n")
        trial.seed()
        for batch in itertools.count():
            if time.monotonic() > until or problems:
                break
            mutants = [mutate(chance, texts) for _ in range(BATCH)]
            first = len(trial.runs())
            # One after the other in the order of arrival: each is verified, then imported, with nothing in between.
            for number, mutant in enumerate(mutants):
                for mode in ("verify", "import-silent"):
                    hidden = trial.drop / ".mutant"
                    hidden.write_bytes(mutant)
                    hidden.rename(trial.inbox(mode, f"{batch}-{number}.csv"))
                    # Times of files are no finer than a tick of the kernel's clock.
                    time.sleep(0.005)
            result = trial.call("watch", "--once")
            if result.returncode not in (0, 1) or not all_done(trial, first + 2 * BATCH):
                problems.append(f"batch {batch} ended with {result.returncode}: {result.stderr.decode()[-500:]}")
                keep(arguments.keep, mutants)
                break
            runs = {(run.name, run.mode): run for run in trial.runs()[first:]}
            for number, mutant in enumerate(mutants):
                name = f"{batch}-{number}.csv".encode()
                verified, imported = runs[name, "verify"], runs[name, "import-silent"]
                totals["files"] += 1
                totals["refused"] += imported.refusal is not None
                totals["rows"] += sum(imported.counts.values())
                totals[f"reason {imported.refusal}"] += imported.refusal is not None
                try:
                    check(verified, imported)
                except AssertionError as error:
                    problems.append(f"{name.decode()}: {error}")
                    keep(arguments.keep, [mutant])
                if imported.refusal is None and len(texts) < 2000 and chance.random() < 0.1:
                    texts.append(mutant)
            for path in itertools.chain(trial.done.iterdir(), trial.failed.iterdir(), trial.outbox.glob("*.eml")):
                path.unlink()
    for problem in problems[:20]:
        print(f"FAILED {problem}")
    reasons = ", ".join(f"{what.removeprefix('reason ')} {count}" for what, count in totals.most_common() if what.startswith("reason file"))
    print(f"refused: {reasons}")
    print(f"{totals['files']} mutants ({totals['refused']} refused, {totals['rows']} rows), {len(problems)} problems, seed {arguments.seed}")
    return 1 if problems or not totals["files"] else 0


def all_done(trial, count):
    runs = trial.query("SELECT state FROM run")
    return len(runs) >= count and all(state == "finished" for (state,) in runs)


def keep(folder, mutants):
    pathlib.Path(folder).mkdir(exist_ok=True)
    for mutant in mutants:
        pathlib.Path(folder, hashlib.sha256(mutant).hexdigest()[:16] + ".csv").write_bytes(mutant)


if __name__ == "__main__":
    sys.exit(main())
