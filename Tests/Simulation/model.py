"""What must be on record, computed the slow and obvious way from what the README and the templates promise.

Knows nothing of how certdrop works: dictionaries, one row after the other.
"""

import calendar
import collections
import dataclasses
import datetime

COMPLETED, PASSED, ATTENDED, NOTHING = "completed", "passed", "attended", "none"
STATUS_WORDS = {
    "Completed": COMPLETED,
    "Passed": PASSED,
    "Attended": ATTENDED,
    "Failed": NOTHING,
    "In progress": NOTHING,
    "Did not attend": NOTHING,
}
# A rule for what is completed is also met by who passed.
MET_BY = {COMPLETED: {COMPLETED, PASSED}, PASSED: {PASSED}, ATTENDED: {ATTENDED}, "never": set()}


def later(day, months):
    """The same day so many months later, or the last of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def date_of(text):
    """The day of an ISO date; None for anything else."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


@dataclasses.dataclass
class Learner:
    username: str
    first_name: str
    surname: str
    email: str
    department: str
    is_active: bool


@dataclasses.dataclass
class Certification:
    reference: str
    name: str
    months: int | None
    is_active: bool


@dataclasses.dataclass(frozen=True)
class Award:
    expires: datetime.date | None
    number: str = ""
    notes: str = ""
    is_revoked: bool = False


class Verdicts(list):
    """(outcome, reason) of each row, and whom a run tells of new awards."""

    def __init__(self):
        super().__init__()
        self.told = set()

    @property
    def counts(self):
        return dict(collections.Counter(outcome for outcome, _ in self))

    def untold(self):
        """The same of a run that tells nobody."""
        verdicts = Verdicts()
        verdicts += self
        return verdicts

    def reject(self, reason):
        self.append(("rejected", reason))


class Model:
    def __init__(self):
        self.learners = {}
        """By a number of its own, since usernames change."""
        self.certifications = {}
        self.rules = {}
        self.awards = {}
        """By learner, certification reference and award date."""
        self.changes = {}
        """Of each award, (run, what it was before) of each change that was not undone; None before the first."""
        self.changed_by = {}
        """Of each run, the keys of the awards that it changed."""

    # Looking up

    def learner(self, username):
        for number, learner in self.learners.items():
            if learner.username == username:
                return number
        return None

    def state(self, award, today):
        if award.is_revoked:
            return "revoked"
        if award.expires is None:
            return "valid"
        if award.expires < today:
            return "expired"
        return "expiring" if (award.expires - today).days <= 60 else "valid"

    # Files. Each returns the outcome of every row.

    def import_learners(self, rows):
        verdicts = Verdicts()
        for row in rows:
            verdicts.append(self.import_learner(row))
        return verdicts

    def import_learner(self, row):
        if "@" not in row["Email"]:
            return ("rejected", "email.invalid")
        renamed = self.learner(row["New username"]) if row["New username"] else None
        number = self.learner(row["Username"]) if renamed is None else renamed
        wanted = Learner(
            row["New username"] or row["Username"],
            row["First name"],
            row["Surname"],
            row["Email"],
            row["Department"],
            row["Account state"] == "active",
        )
        if number is None:
            self.learners[len(self.learners)] = wanted
            return ("created", "")
        if self.learners[number] == wanted:
            return ("unchanged", "")
        self.learners[number] = wanted
        return ("updated", "")

    def import_certifications(self, rows):
        verdicts = Verdicts()
        for row in rows:
            months = int(row["Valid for"].removeprefix("P").removesuffix("M")) if row["Valid for"] else None
            wanted = Certification(
                row["Certification reference"], row["Certification name"], months, row["State"] == "active"
            )
            known = self.certifications.get(wanted.reference)
            self.certifications[wanted.reference] = wanted
            verdicts.append(("created" if known is None else "unchanged" if known == wanted else "updated", ""))
        return verdicts

    def import_rules(self, rows):
        verdicts = Verdicts()
        for row in rows:
            key = (row["Certification reference"], row["Activity reference"])
            known = self.rules.get(key)
            self.rules[key] = row["Awarded when"]
            verdicts.append(("created" if known is None else "unchanged" if known == self.rules[key] else "updated", ""))
        return verdicts

    def import_completions(self, rows, today, run):
        verdicts = Verdicts()
        self.changed_by[run] = set()
        for row in rows:
            self.import_completion(row, today, run, verdicts)
        return verdicts

    def import_completion(self, row, today, run, verdicts):
        rules = {
            reference: criterion
            for (reference, activity), criterion in self.rules.items()
            if activity == row["Activity reference"] and criterion != "never" and self.certifications[reference].is_active
        }
        if not rules:
            return verdicts.append(("no rule", ""))
        if row["Status"] not in STATUS_WORDS:
            return verdicts.reject("status.unknown")
        met = [reference for reference, criterion in rules.items() if STATUS_WORDS[row["Status"]] in MET_BY[criterion]]
        if not met:
            return verdicts.append(("no rule", ""))
        learner, day = self.learner(row["Username"]), date_of(row["Date"])
        if learner is None:
            return verdicts.reject("learner.unknown")
        if day is None:
            return verdicts.reject("date.invalid")
        if day > today:
            return verdicts.reject("date.future")
        missing = [reference for reference in met if (learner, reference, day) not in self.awards]
        if not missing:
            return verdicts.append(("unchanged", ""))
        if not self.learners[learner].is_active:
            return verdicts.reject("learner.inactive")
        for reference in missing:
            self.change((learner, reference, day), Award(self.computed_expiry(reference, day)), run)
        verdicts.told.add(learner)
        verdicts.append(("awarded", ""))

    def import_certificates(self, rows, today, run):
        verdicts = Verdicts()
        self.changed_by[run] = set()
        first = {}
        for row in rows:
            self.import_certificate(row, today, run, first, verdicts)
        return verdicts

    def import_certificate(self, row, today, run, first, verdicts):
        learner = self.learner(row["Username"])
        certification = self.certifications.get(row["Certification reference"])
        day = date_of(row["Award date"])
        if not row["Username"]:
            return verdicts.reject("learner.missing")
        if learner is None:
            return verdicts.reject("learner.unknown")
        # What was awarded can be revoked whatever became of the learner and the certification since.
        revokes = row["Action"] == "revoke"
        if not revokes and not self.learners[learner].is_active:
            return verdicts.reject("learner.inactive")
        if certification is None:
            return verdicts.reject("certification.unknown" if row["Certification reference"] else "certification.missing")
        if not revokes and not certification.is_active:
            return verdicts.reject("certification.retired")
        if day is None:
            return verdicts.reject("date.invalid" if row["Award date"] else "date.missing")
        if day > today:
            return verdicts.reject("date.future")
        given = date_of(row["Expiry date"]) if row["Expiry date"] else None
        if given is None and row["Expiry date"]:
            return verdicts.reject("expiry.invalid")
        if given is not None and given < day:
            return verdicts.reject("expiry.before-award")
        if row["Action"] not in ("", "award", "revoke"):
            return verdicts.reject("action.unknown")
        key = (learner, certification.reference, day)
        says = (given, row["Certificate number"], row["Notes"], revokes)
        if key in first:
            return verdicts.append(("duplicate", "")) if first[key] == says else verdicts.reject("duplicate.conflict")
        first[key] = says
        known = self.awards.get(key)
        if revokes:
            if known is None:
                return verdicts.reject("award.unknown")
            if known.is_revoked:
                return verdicts.append(("unchanged", ""))
            self.change(key, dataclasses.replace(known, is_revoked=True), run)
            return verdicts.append(("revoked", ""))
        wanted = Award(given or self.computed_expiry(*key[1:]), row["Certificate number"], row["Notes"])
        if known is None or known.is_revoked:
            self.change(key, wanted, run)
            verdicts.told.add(learner)
            return verdicts.append(("awarded", ""))
        # A cell for the expiry date that is left empty says nothing of it.
        if given is None:
            wanted = dataclasses.replace(wanted, expires=known.expires)
        if known == wanted:
            return verdicts.append(("unchanged", ""))
        self.change(key, wanted, run)
        verdicts.append(("updated", ""))

    def computed_expiry(self, reference, day):
        months = self.certifications[reference].months
        return None if months is None else later(day, months)

    def change(self, key, award, run):
        self.changes.setdefault(key, []).append((run, self.awards.get(key)))
        self.awards[key] = award
        self.changed_by[run].add(key)

    def undo(self, undone):
        """Takes back what a run did, but for what a later one changed that is not undone itself."""
        for key in self.changed_by[undone]:
            changes = self.changes[key]
            while changes and changes[-1][0] == undone:
                _, before = changes.pop()
                if before is None:
                    del self.awards[key]
                else:
                    self.awards[key] = before
