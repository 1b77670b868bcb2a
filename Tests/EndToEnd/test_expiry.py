"""Awards that are about to expire: the list for administrators, and the reminders to learners."""

import contextlib
import datetime
import re
import sqlite3
import subprocess

from certdrop import FAKETIME, PATIENCE, PROGRAM, TrialTest, check, csv_bytes, plain_text, read_csv, wait_for

DETAILED = "Username,Certification reference,Award date,Expiry date,Certificate number"
TODAY = datetime.date(2026, 3, 2)


def day(distance):
    return str(TODAY + datetime.timedelta(days=distance))


class ExpiryTest(TrialTest):
    """A store whose days are those of `faketime`. The service is run once a day, as cron does."""

    settings = "expiring:\n  report_within: 60d\n  reminders: [60d, 14d]\norganisation: Example Ltd\n"

    def setUp(self):
        super().setUp()
        self.trial.seed()

    def award(self, *rows):
        file = self.scratch / "awards.csv"
        file.write_bytes(csv_bytes(DETAILED, *rows))
        check(self.trial.call("import", "--silent", str(file)))

    def once(self, date=TODAY, prefix=(), status=0):
        """One round of the service on a day."""
        command = [*FAKETIME, f"{date} 12:00:00", *prefix, PROGRAM, "watch", "--once", "--config", str(self.trial.configuration)]
        return check(subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False), status)

    def reminders(self):
        """The new messages to learners since the last time, as who was told of what."""
        told = {}
        for name, message in self.trial.messages().items():
            if "-reminder-" in name and name not in self.seen:
                self.seen.add(name)
                address = message["To"].addresses[0].addr_spec
                self.assertNotIn(address, told, "one message a learner a day")
                text = plain_text(message)
                told[address] = re.findall(r"Valid until: (\S+)", text)
        return told

    seen = frozenset()

    def run(self, result=None):
        self.seen = set()
        return super().run(result)

    def lists(self):
        return {path.name: read_csv(path) for path in self.trial.done.glob("expiring-*.csv")}

    def address(self, username):
        ((address,),) = self.trial.query("SELECT email FROM learner WHERE username = ?", username)
        return address


class Reminders(ExpiryTest):
    def test_a_learner_is_reminded_once_at_each_distance(self):
        self.award(f"li.na,FAW,2024-01-01,{day(100)},N 1", f"amelie.dubois,FAW,2024-01-01,{day(500)},")
        li_na = self.address("li.na")
        expected = {40: {li_na: [day(100)]}, 86: {li_na: [day(100)]}}
        for distance in (0, 39, 40, 41, 85, 86, 87, 99, 100, 101):
            with self.subTest(distance):
                self.once(day(distance))
                self.assertEqual(self.reminders(), expected.get(distance, {}))

    def test_the_message_says_what_expires_and_when(self):
        self.award(f"li.na,FAW,2024-01-01,{day(10)},N 1")
        self.once()
        (message,) = [message for name, message in self.trial.messages().items() if "-reminder-" in name]
        self.assertEqual(message["Subject"], f"About to expire: First Aid at Work, {day(10)}")
        for text in (plain_text(message), message.get_body(("html",)).get_content()):
            for word in ("First Aid at Work", day(10), "2024-01-01", "N 1", "Example Ltd"):
                self.assertIn(word, text)

    def test_all_that_is_due_on_a_day_comes_in_one_message(self):
        self.award(
            f"li.na,FAW,2024-01-01,{day(60)},", f"li.na,ELEC-18,2024-01-01,{day(14)},", f"li.na,FIRE,2024-01-01,{day(61)},"
        )
        self.once()
        self.assertEqual(self.reminders(), {self.address("li.na"): [day(60), day(14)]})

    def test_days_on_which_no_service_ran_are_made_up_for(self):
        self.award(f"li.na,FAW,2024-01-01,{day(20)},")
        self.once(day(-100))
        self.assertEqual(self.reminders(), {})
        self.once(day(10))
        self.assertEqual(self.reminders(), {self.address("li.na"): [day(20)]}, "both distances at once")
        self.once(day(11))
        self.assertEqual(self.reminders(), {})

    def test_what_needs_no_reminder_gets_none(self):
        self.award(
            f"li.na,FAW,2023-01-01,{day(30)},",
            f"li.na,FAW,2026-01-01,{day(1000)},",
            f"amelie.dubois,FAW,2023-01-01,{day(30)},",
            "amelie.dubois,FAW,2026-01-01,never,",
            f"olena.kovalenko,FAW,2023-01-01,{day(30)},",
            f"zofia.wojcik,FAW,2023-01-01,{day(30)},",
            f"soren.ostergaard,FAW,2023-01-01,{day(-1)},",
            # Renewed, but the renewal was revoked, or ends no later: a reminder is due.
            f"bjork.sigurdardottir,FAW,2023-01-01,{day(30)},",
            f"bjork.sigurdardottir,FAW,2026-01-01,{day(900)},",
            f"jose.nunez,FAW,2023-01-01,{day(30)},",
            f"jose.nunez,FAW,2023-02-01,{day(30)},",
        )
        for learner, date in {"olena.kovalenko": "2023-01-01", "bjork.sigurdardottir": "2026-01-01"}.items():
            check(self.trial.call("awards", "revoke", "--learner", learner, "--certification", "FAW", "--date", date))
        left = self.scratch / "left.csv"
        left.write_bytes(csv_bytes("Username,First name,Surname,Account state", "zofia.wojcik,Zofia,W,inactive"))
        check(self.trial.call("import", str(left)))
        self.once()
        self.assertEqual(
            self.reminders(),
            {self.address("bjork.sigurdardottir"): [day(30)], self.address("jose.nunez"): [day(30), day(30)]},
        )

    def test_a_second_round_on_the_same_day_reminds_nobody(self):
        self.award(f"li.na,FAW,2024-01-01,{day(10)},")
        self.once()
        self.assertEqual(len(self.reminders()), 1)
        self.award(f"amelie.dubois,FAW,2024-01-01,{day(10)},")
        self.once()
        self.assertEqual(self.reminders(), {})
        self.once(day(1))
        self.assertEqual(self.reminders(), {self.address("amelie.dubois"): [day(10)]})

    def test_killed_anywhere_each_learner_is_told_once(self):
        self.award(*(f"{name},FAW,2024-01-01,{day(10)}," for name in ("li.na", "amelie.dubois", "jose.nunez")))
        # Killed at the first call, then at the second, and so on, until it gets through.
        calls = "fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,syncfs"
        for attempt in range(1, 100):
            strace = ("strace", "-f", "-o", "/dev/null", "-e", f"inject={calls}:signal=SIGKILL:when={attempt}")
            command = [*FAKETIME, f"{TODAY} 12:00:00", *strace, PROGRAM, "watch", "--once", "--config", str(self.trial.configuration)]
            result = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
            if result.returncode == 0:
                break
        self.assertGreater(attempt, 3)
        self.once(day(1))
        self.assertEqual(len(self.reminders()), 3)
        self.assertEqual(len([name for name in self.trial.messages() if "-expiring-" in name]), 1)
        self.assertTrue(all(len(rows) == 3 for rows in self.lists().values()))

    def test_what_was_noted_but_not_queued_is_queued_later_and_what_was_queued_is_not_queued_again(self):
        self.award(f"li.na,FAW,2024-01-01,{day(10)},", f"amelie.dubois,FAW,2024-01-01,{day(10)},")
        self.once()
        queued = sorted(path.name for path in self.trial.outbox.glob("*-reminder-*.eml"))
        self.assertEqual(len(queued), 2)
        # As if it had been killed between the notes and the end of the queueing.
        (self.trial.outbox / queued[0]).rename(self.trial.outbox / "sent" / queued[0])
        (self.trial.outbox / queued[1]).unlink()
        with contextlib.closing(sqlite3.connect(self.trial.database)) as database, database:
            database.executescript("UPDATE reminder SET queued = 0; DELETE FROM task")
        self.once()
        self.assertEqual([path.name for path in self.trial.outbox.glob("*-reminder-*.eml")], [queued[1]])

    def test_their_template_can_be_replaced(self):
        folder = self.scratch / "templates"
        folder.mkdir()
        (folder / "reminder.subject.mustache").write_text("Do not forget: {{#awards}}{{certification}} {{/awards}}")
        self.trial.configure(f"mail_templates: {folder}\n")
        self.award(f"li.na,FAW,2024-01-01,{day(10)},")
        self.once()
        (message,) = [message for name, message in self.trial.messages().items() if "-reminder-" in name]
        self.assertEqual(message["Subject"].strip(), "Do not forget: First Aid at Work")


class GermanReminders(ExpiryTest):
    settings = ExpiryTest.settings + "language: de\n"

    def test_they_are_german(self):
        self.award(f"li.na,FAW,2024-01-01,{day(10)},", f"li.na,ELEC-18,2024-01-01,{day(11)},")
        self.once()
        (reminder,) = [message for name, message in self.trial.messages().items() if "-reminder-" in name]
        self.assertEqual(reminder["Subject"], "2 Ihrer Zertifizierungen laufen bald ab")
        self.assertIn("Gültig bis", plain_text(reminder))
        (listed,) = [message for name, message in self.trial.messages().items() if "-expiring-" in name]
        self.assertEqual(listed["Subject"], f"2 Verleihungen laufen bis {day(60)} ab")


class List(ExpiryTest):
    def test_it_is_made_once_a_month_with_what_expires_within_the_time(self):
        self.award(
            f"li.na,FAW,2024-01-01,{day(60)},=1+1",
            f"amelie.dubois,FAW,2024-01-01,{day(0)},",
            f"jose.nunez,FAW,2024-01-01,{day(61)},",
            f"olena.kovalenko,FAW,2024-01-01,{day(-1)},",
        )
        self.once()
        (rows,) = self.lists().values()
        self.assertEqual(list(self.lists()), ["expiring-2026-03.csv"])
        self.assertEqual([row["Username"] for row in rows], ["amelie.dubois", "li.na"])
        self.assertEqual(
            (rows[1]["Expiry date"], rows[1]["Email"], rows[1]["Certification name"], rows[1]["Certificate number"]),
            (day(60), self.address("li.na"), "First Aid at Work", "'=1+1"),
        )
        self.once(day(1))
        self.assertEqual(len(self.lists()), 1)
        self.once("2026-04-15")
        self.assertEqual([row["Username"] for row in self.lists()["expiring-2026-04.csv"]], ["li.na", "jose.nunez"])

    def test_administrators_are_told_and_get_it(self):
        self.trial.administrator("someone", "certifications")
        self.trial.administrator("other", "global")
        self.award(f"li.na,FAW,2024-01-01,{day(60)},")
        self.once()
        (message,) = [message for name, message in self.trial.messages().items() if "-expiring-" in name]
        self.assertEqual(message["Subject"], f"1 award expires by {day(60)}")
        addresses = {address.addr_spec for address in message["To"].addresses}
        self.assertEqual(len(addresses), 2)
        self.assertIn("other@example.org", addresses)
        self.assertIn(str(self.trial.done / "expiring-2026-03.csv"), plain_text(message))
        (attachment,) = message.iter_attachments()
        self.assertEqual(attachment.get_filename(), "expiring-2026-03.csv")
        self.assertEqual(attachment.get_payload(decode=True), (self.trial.done / "expiring-2026-03.csv").read_bytes())

    def test_the_contact_is_told_instead_if_there_is_one(self):
        self.trial.configure("contact: training@example.org\n")
        self.award(f"li.na,FAW,2024-01-01,{day(60)},")
        self.once()
        (message,) = [message for name, message in self.trial.messages().items() if "-expiring-" in name]
        self.assertEqual(message["To"], "training@example.org")

    def test_where_nothing_expires_nobody_is_told(self):
        self.once()
        self.assertEqual(list(self.lists().values()), [[]])
        self.assertEqual(self.trial.messages(), {})

    def test_it_waits_for_its_day_of_the_month(self):
        text = self.trial.configuration.read_text()
        self.trial.configuration.write_text(text.replace("\n  reminders:", "\n  day_of_month: 5\n  reminders:"))
        for date, count in {"2026-03-04": 0, "2026-03-07": 1, "2026-04-01": 1, "2026-04-05": 2}.items():
            self.once(date)
            self.assertEqual(len(self.lists()), count, date)

    def test_a_file_of_that_name_is_left_alone(self):
        mine = self.trial.done / "expiring-2026-03.csv"
        mine.write_text("mine")
        self.once()
        self.assertEqual(mine.read_text(), "mine")
        self.assertTrue((self.trial.done / "expiring-2026-03-2.csv").exists())


class Off(ExpiryTest):
    settings = ""

    def test_it_is_off_unless_it_is_configured(self):
        self.award(f"li.na,FAW,2024-01-01,{day(10)},")
        self.once()
        self.assertEqual(self.trial.messages(), {})
        self.assertEqual(list(self.trial.done.iterdir()), [])

    def test_a_wrong_value_is_named(self):
        text = self.trial.configuration.read_text()
        for settings, key in {
            "expiring:\n  reminders: [60d, soon]\n": "expiring.reminders[1]",
            "expiring:\n  report_within: 60\n": "expiring.report_within",
            "expiring:\n  day_of_month: 31\n": "expiring.day_of_month",
            "expiring:\n  remind: [60d]\n": "expiring.remind",
        }.items():
            with self.subTest(key):
                self.trial.configuration.write_text(text + settings)
                self.assertIn(f"'{key}'".encode(), check(self.trial.call("watch", "--once"), status=2).stderr)


class Midnight(ExpiryTest):
    settings = ExpiryTest.settings + "rescan: 1\n"

    def test_the_service_sees_a_day_begin(self):
        """It starts four seconds before midnight, and reminds when the day has begun."""
        self.award(f"li.na,FAW,2024-01-01,{day(61)},")
        with self.trial.served_at(f"{TODAY} 23:59:56"):
            done = lambda: self.trial.query("SELECT done FROM task WHERE name = 'reminders'")
            wait_for(lambda: done() == [(str(TODAY),)], "the tasks of the first day")
            self.assertEqual(self.reminders(), {})
            wait_for(lambda: done() == [(day(1),)], "the tasks of the second day")
            self.assertEqual(self.reminders(), {self.address("li.na"): [day(61)]})
