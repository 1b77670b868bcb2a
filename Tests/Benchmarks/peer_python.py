#!/usr/bin/env python3
"""Peer (b): a careful Python script does the whole job on a copy of certdrop's database: csv, look-ups in dictionaries,
executemany in the order of the key, and a report of every row.

    peer_python.py DATABASE CERTIFICATES.csv REPORT.csv
"""

import csv
import datetime
import os
import sqlite3
import sys

EPOCH = datetime.date(1970, 1, 1).toordinal()


def day(text, known={}):
    """Days since 1970-01-01, None if it is no date; remembers what it has read."""
    if text not in known:
        try:
            known[text] = datetime.date.fromisoformat(text).toordinal() - EPOCH
        except ValueError:
            known[text] = None
    return known[text]


def end(number, months, known={}):
    """The day so many months later."""
    if (number, months) not in known:
        date = datetime.date.fromordinal(number + EPOCH)
        index = date.year * 12 + date.month - 1 + months
        year, month = divmod(index, 12)
        last = (datetime.date(year + (month == 11), (month + 1) % 12 + 1, 1) - datetime.timedelta(days=1)).day
        known[number, months] = datetime.date(year, month + 1, min(date.day, last)).toordinal() - EPOCH
    return known[number, months]


def main():
    database, path, report_path = sys.argv[1:]
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA cache_size = -49152")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")
    learners = dict(connection.execute("SELECT username_key, id FROM learner WHERE active"))
    certifications = {
        key: (id, months)
        for key, id, months in connection.execute("SELECT reference_key, id, valid_months FROM certification WHERE active")
    }
    today = datetime.date.today().toordinal() - EPOCH
    awards = []
    with open(path, encoding="utf-8-sig", newline="") as source, open(
        report_path, "w", encoding="utf-8", newline=""
    ) as target:
        rows = csv.reader(source)
        next(rows)
        report = csv.writer(target)
        report.writerow(["row", "outcome", "reason", "message", "Username", "Certification reference", "Award date"])
        for row, (username, reference, awarded, expires, number, body, notes) in enumerate(rows, 2):
            learner = learners.get(username.strip().lower())
            certification = certifications.get(reference.strip().lower())
            reason = message = ""
            if learner is None:
                reason, message = "learner.unknown", f"No learner '{username}'."
            elif certification is None:
                reason, message = "certification.unknown", f"No certification '{reference}'."
            elif not awarded:
                reason, message = "date.missing", "The award date is empty."
            else:
                awarded_day = day(awarded)
                expires_day = day(expires) if expires else None
                if awarded_day is None:
                    reason, message = "date.invalid", f"'{awarded}' is not a date."
                elif awarded_day > today:
                    reason, message = "date.future", f"The award date {awarded} lies in the future."
                elif expires and expires_day is None:
                    reason, message = "expiry.invalid", f"'{expires}' is not a date."
                elif expires and expires_day < awarded_day:
                    reason, message = "expiry.before-award", f"The expiry date lies before the award date {awarded}."
                else:
                    if not expires and certification[1] is not None:
                        expires_day = end(awarded_day, certification[1])
                    awards.append(
                        (learner << 34 | certification[0] << 18 | awarded_day + 25567, expires_day, number, body, notes, 0, 1, row)
                    )
            outcome = "rejected" if reason else "awarded"
            report.writerow((row, outcome, reason, message, username, reference, awarded))
        target.flush()
        os.fsync(target.fileno())
    awards.sort()
    connection.executemany("INSERT INTO award VALUES (?, ?, ?, ?, ?, ?, ?, ?)", awards)
    connection.execute("COMMIT")
    connection.close()


if __name__ == "__main__":
    main()
