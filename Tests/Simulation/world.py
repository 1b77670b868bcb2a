"""An organisation over a year: who comes, leaves, learns and earns, and which files it makes of that."""

import dataclasses
import datetime
import random

DAY = datetime.timedelta(days=1)

LEARNER_COLUMNS = ("Username", "First name", "Surname", "Email", "Account state", "Department", "New username")
CERTIFICATION_COLUMNS = ("Certification reference", "Certification name", "Valid for", "State")
RULE_COLUMNS = ("Certification reference", "Activity reference", "Awarded when")
COMPLETION_COLUMNS = ("Username", "Activity reference", "Status", "Date")
CERTIFICATE_COLUMNS = (
    "Username",
    "Certification reference",
    "Award date",
    "Expiry date",
    "Certificate number",
    "Notes",
    "Action",
)

FIRST_NAMES = ("Amélie", "José", "Zofia", "Søren", "Björk", "娜", "Olena", "Siobhán", "Δήμητρα", "Nour", "Jürgen", "O'Brian")
SURNAMES = ("Dubois", "Núñez", "Wójcik", "Østergaard", "李", "Kovalenko", "O'Neill", "Al-Sayed", "Smith, Jr.", "Çelik")
DEPARTMENTS = ("Warehouse", "Office", "Kitchen", "Maintenance; night", 'The "Lab"')
CERTIFICATIONS = {
    "FAW": ("First Aid at Work", 36),
    "FIRE": ("Fire Warden", 12),
    "FLT": ("Forklift Truck Operator", 60),
    "FOOD": ("Food Safety", 6),
    "GAS": ("Gas Safety", 1),
    "ELEC": ("Wiring Regulations", None),
    "DPP": ("Data Protection Practitioner", 18),
    "OLD": ("Retired in Autumn", 24),
}
ACTIVITIES = ("SAFE-101", "FIRE-DRILL", "TRUCK-1", "FOOD-1", "GAS-1", "YOGA")
STATUSES = ("Completed", "Passed", "Attended", "Failed", "In progress", "Did not attend")


@dataclasses.dataclass
class Person:
    username: str
    first_name: str
    surname: str
    department: str
    address: str
    new_username: str = ""
    left: datetime.date | None = None

    def row(self):
        return {
            "Username": self.username,
            "First name": self.first_name,
            "Surname": self.surname,
            "Email": self.address,
            "Account state": "inactive" if self.left else "active",
            "Department": self.department,
            "New username": self.new_username,
        }


class World:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.people = []
        self.certifications = {
            reference: {"name": name, "months": months, "is_active": True}
            for reference, (name, months) in CERTIFICATIONS.items()
        }
        self.activities = []
        """(username, activity, status, date)"""
        for _ in range(40):
            self.hire()

    def hire(self):
        number = len(self.people) + 1
        username = f"person{number:03}"
        self.people.append(
            Person(
                username,
                self.random.choice(FIRST_NAMES),
                self.random.choice(SURNAMES),
                self.random.choice(DEPARTMENTS),
                f"{username}@example.org",
            )
        )

    @property
    def staff(self):
        return [person for person in self.people if not person.left]

    def live(self, today):
        """What happens in a day."""
        chance = self.random.random
        for person in self.people:
            if person.new_username:
                person.username, person.new_username = person.new_username, ""
        if chance() < 0.15:
            self.hire()
        if chance() < 0.10:
            self.random.choice(self.staff).left = today
        gone = [person for person in self.people if person.left and person.left < today - 20 * DAY]
        if gone and chance() < 0.10:
            self.random.choice(gone).left = None
        if chance() < 0.05:
            person = self.random.choice(self.staff)
            person.new_username = f"{person.username}x"
        if chance() < 0.10:
            self.random.choice(self.staff).department = self.random.choice(DEPARTMENTS)
        for _ in range(self.random.randrange(8)):
            person = self.random.choice(self.staff)
            self.activities.append((person, self.random.choice(ACTIVITIES), self.random.choice(STATUSES), today))

    # Nightly exports

    def learners(self, today):
        """Everyone, and for a month those who have left."""
        rows = [person.row() for person in self.people if not person.left or person.left > today - 30 * DAY]
        if self.random.random() < 0.05:
            self.random.choice(rows)["Email"] = "none"
        return rows

    def certification_rows(self):
        return [
            {
                "Certification reference": reference,
                "Certification name": certification["name"],
                "Valid for": f"P{certification['months']}M" if certification["months"] else "",
                "State": "active" if certification["is_active"] else "retired",
            }
            for reference, certification in self.certifications.items()
        ]

    def completions(self, today):
        """The activities of the last three days, since exports overlap; now and then with something odd."""
        rows = [
            {"Username": person.username, "Activity reference": activity, "Status": status, "Date": str(day)}
            for person, activity, status, day in self.activities
            if day > today - 3 * DAY
        ]
        if rows and self.random.random() < 0.10:
            odd = dict(self.random.choice(rows))
            column, value = self.random.choice(
                [("Username", "nobody"), ("Status", "Perhaps"), ("Date", "soon"), ("Date", str(today + 3 * DAY))]
            )
            odd[column] = value
            rows.append(odd)
        return rows

    # What administrators type

    def certificate(self, today, reference=None):
        earned = today - self.random.randrange(1, 60) * DAY
        return {
            "Username": self.random.choice(self.staff).username,
            "Certification reference": reference or self.random.choice(self.active_references()),
            "Award date": str(earned),
            "Expiry date": str(self.expiry(today)) if self.random.random() < 0.3 else "",
            "Certificate number": f"N-{self.random.randrange(10_000)}",
            "Notes": self.random.choice(["", "", "seen", 'two "days"; one, on site']),
            "Action": self.random.choice(["", "", "award"]),
        }

    def expiry(self, today):
        """Any day, or one on which a state ends or begins at the end of a month, when all states are compared."""
        end = today.replace(day=1)
        for _ in range(self.random.randrange(1, 6)):
            end = (end + 31 * DAY).replace(day=1)
        return self.random.choice(
            [today + self.random.randrange(1, 900) * DAY, end - DAY, end - 2 * DAY, end + 59 * DAY, end + 60 * DAY]
        )

    def active_references(self):
        return [reference for reference, certification in self.certifications.items() if certification["is_active"]]

    def mistake(self, row, today):
        """The row as a hurried person types it."""
        wrong = dict(row)
        column, value = self.random.choice(
            [
                ("Username", row["Username"][:-1] + "?"),
                ("Username", ""),
                ("Certification reference", "FAWW"),
                ("Certification reference", ""),
                ("Award date", "2025-02-30"),
                ("Award date", ""),
                ("Award date", str(today + 10 * DAY)),
                ("Expiry date", "2001-01-01"),
                ("Expiry date", "next year"),
                ("Action", "perhaps"),
            ]
        )
        wrong[column] = value
        return wrong
