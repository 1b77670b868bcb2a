#!/usr/bin/env python3
"""Writes the workload of the benchmarks: the same bytes for the same arguments, whatever the machine.

    workload.py FOLDER [--rows N] [--learners N] [--seed N] [--first N]

FOLDER/learners.csv         the learners
FOLDER/certifications.csv   200 certifications
FOLDER/certificates.csv     N certificate rows: 2 % bad ones of six kinds, 1 % with a quoted note of several lines
FOLDER/expected.json        how many rows must end how

No two good rows have one key: row i takes the i-th place of a walk through all (learner, certification, day) whose step
is coprime to their number. The step is the golden section of it, so that any stretch of the walk is spread evenly over all
learners. `--first` starts the walk elsewhere, for a second file without overlap.
"""

import argparse
import json
import math
import os
import random

CERTIFICATIONS = 200
DAYS = 1500
BODIES = [
    "St John Ambulance", "Croix-Rouge française", "Österreichisches Rotes Kreuz", "Red Cross", "Cruz Roja Española",
    "Københavns Førstehjælp", "City & Guilds", "Łódź Training Centre", "日本赤十字社", "Awarding Body Ltd",
]
FIRST_NAMES = ["John", "Zoë", "Łukasz", "Anna", "José", "Siân", "Мария", "陽子", "Günther", "Aoife", "Nguyễn", "Chloë"]
SURNAMES = ["Smith", "Müller", "Kowalski", "O'Brien", "García", "Ångström", "Иванова", "田中", "Weiß", "Nowak", "Đặng"]
NOTES = ["", "", "", "renewed", "renewed, in person", "first attempt", "übertragen aus Altsystem"]
BAD_KINDS = [
    "learner.unknown", "certification.unknown", "date.invalid", "date.future", "date.missing", "expiry.before-award",
]


def iso_days():
    import datetime

    first = datetime.date(2021, 1, 1)
    return [(first + datetime.timedelta(days=n)).isoformat() for n in range(DAYS + 1200)]


def username(number):
    return f"u{number:07d}"


def reference(number):
    return f"CERT-{number:03d}"


def write_learners(path, count):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("Username,First name,Surname,Email,Account state,Department\r\n")
        for n in range(count):
            first = FIRST_NAMES[n % len(FIRST_NAMES)]
            last = SURNAMES[n // 7 % len(SURNAMES)]
            file.write(f"{username(n)},{first},{last},{username(n)}@example.org,active,Department {n % 40}\r\n")


def write_certifications(path):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("Certification reference,Certification name,Valid for\r\n")
        for n in range(CERTIFICATIONS):
            period = ["P1Y", "P2Y", "P3Y", ""][n % 4]
            file.write(f"{reference(n)},Certification number {n},{period}\r\n")


def write_certificates(path, rows, learners, seed, first):
    choose = random.Random(seed)
    days = iso_days()
    places = learners * CERTIFICATIONS * DAYS
    step = int(places * 0.6180339887498949) | 1
    while math.gcd(step, places) != 1:
        step += 2
    counts = {"awarded": 0, **{kind: 0 for kind in BAD_KINDS}}
    names = [username(n) for n in range(learners)]
    references = [reference(n) for n in range(CERTIFICATIONS)]
    seen = set()
    lines = []
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(
            "Username,Certification reference,Award date,Expiry date,Certificate number,Awarding body,Notes\r\n"
        )
        for n in range(rows):
            # A multiplication scatters neighbours: rows come in no order of learners.
            place = (first + n) * step % places
            who, rest = divmod(place, CERTIFICATIONS * DAYS)
            seen.add(who)
            which, day = divmod(rest, DAYS)
            name, ref, awarded = names[who * 7919 % learners], references[which], days[day]
            expires = days[day + 1095] if n % 3 == 0 else ""
            note = NOTES[n % 7]
            die = choose.random()
            if die < 0.02:
                kind = BAD_KINDS[int(die * 300)]
                counts[kind] += 1
                if kind == "learner.unknown":
                    name = f"x{n:07d}"
                elif kind == "certification.unknown":
                    ref = f"NONE-{n % 997}"
                elif kind == "date.invalid":
                    awarded, expires = "2023-02-30", ""
                elif kind == "date.future":
                    awarded, expires = "2150-01-01", ""
                elif kind == "date.missing":
                    awarded, expires = "", ""
                else:
                    expires = "2019-06-30"
            else:
                counts["awarded"] += 1
                if die < 0.03:
                    note = f'moved from the old system;\n""see file {n}"",\nchecked'
            if "," in note:
                note = f'"{note}"'
            body = BODIES[n * 31 % len(BODIES)]
            lines.append(f"{name},{ref},{awarded},{expires},N-{n + first:09d},{body},{note}\r\n")
            if len(lines) == 10000:
                file.write("".join(lines))
                lines.clear()
        file.write("".join(lines))
    # A step that is near a simple fraction of the places would come back to few learners again and again.
    assert len(seen) >= min(rows, learners) * 0.6, f"{rows} rows are about {len(seen)} learners only"
    return counts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--learners", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--first", type=int, default=0)
    arguments = parser.parse_args()
    os.makedirs(arguments.folder, exist_ok=True)
    write_learners(f"{arguments.folder}/learners.csv", arguments.learners)
    write_certifications(f"{arguments.folder}/certifications.csv")
    counts = write_certificates(
        f"{arguments.folder}/certificates.csv", arguments.rows, arguments.learners, arguments.seed, arguments.first
    )
    with open(f"{arguments.folder}/expected.json", "w") as file:
        json.dump(counts, file, indent=1)


if __name__ == "__main__":
    main()
