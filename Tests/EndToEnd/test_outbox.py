"""Sending what lies in the outbox: by hand, and by the service."""

import csv
import re

from certdrop import CERTIFICATES, TrialTest, certificates, check, wait_for

# Keeps each message under a name of its own, and ends as told by the file `exit`: `ADDRESS STATUS` a line.
MAIL_PROGRAM = """#!/bin/sh
folder={folder}
message=$(mktemp "$folder/XXXXXXXX.new")
cat > "$message"
while read -r address status; do
    if grep -q "^To:.*$address" "$message"; then
        rm "$message"
        echo "said of $address"
        exit "$status"
    fi
done < "$folder/exit"
mv "$message" "${{message%.new}}.sent"
"""


class OutboxTest(TrialTest):
    """A test with a mail program that keeps what it is given."""

    def setUp(self):
        super().setUp()
        self.mailbox = self.scratch / "mailbox"
        self.mailbox.mkdir()
        self.program = self.scratch / "mail"
        self.program.write_text(MAIL_PROGRAM.format(folder=self.mailbox))
        self.program.chmod(0o755)
        self.refuse()
        self.trial.configure(f"mail_command: [{self.program}]\n")
        self.trial.seed()

    def refuse(self, **statuses):
        """The mail program ends with a status for the learners of these user names (`li_na` for li.na)."""
        lines = [f"{name.replace('_', '.')}@ {status}\n" for name, status in statuses.items()]
        (self.mailbox / "exit").write_text("".join(lines))

    def recipients(self):
        """Whom the mail program took messages for, in order."""
        texts = [path.read_text() for path in self.mailbox.glob("*.sent")]
        return sorted(address for text in texts for address in re.findall(r"(?m)^To:.*?([\w.]+)@", text))

    def queue(self, *learners):
        """Imports an award of FAW for each learner."""
        file = self.scratch / "queue.csv"
        file.write_bytes(certificates(*[f"{learner},FAW,2025-01-02" for learner in learners]))
        check(self.trial.call("import", str(file)))

    def places(self):
        folders = {"waiting": self.trial.outbox, "sent": self.trial.outbox / "sent"}
        folders["undeliverable"] = self.trial.outbox / "undeliverable"
        return {name: len(list(folder.glob("*.eml"))) for name, folder in folders.items()}


class ByHand(OutboxTest):
    def test_what_waits_is_listed_for_people_and_machines(self):
        self.assertEqual(self.trial.json("outbox", "list"), [])
        self.queue("li.na", "jose.nunez")
        listed = self.trial.json("outbox", "list")
        self.assertEqual(sorted(message["to"] for message in listed), ["jose.nunez@example.org", "li.na@example.org"])
        self.assertEqual({message["subject"] for message in listed}, {"You have been awarded: First Aid at Work"})
        self.assertEqual({(message["attempts"], message["next_attempt"]) for message in listed}, {(0, None)})
        text = check(self.trial.call("outbox", "list", "--format", "csv")).stdout.decode()
        self.assertEqual([line["name"] for line in csv.DictReader(text.splitlines())], [m["name"] for m in listed])
        self.assertIn("li.na@example.org", check(self.trial.call("outbox")).stdout.decode())

    def test_what_was_sent_is_sent_once(self):
        self.queue("li.na", "jose.nunez")
        result = check(self.trial.call("outbox", "send"))
        self.assertEqual(result.stdout, b"2 sent.\n")
        self.assertEqual(self.recipients(), ["jose.nunez", "li.na"])
        self.assertEqual(self.places(), {"waiting": 0, "sent": 2, "undeliverable": 0})
        self.assertEqual(check(self.trial.call("outbox", "send")).stdout, b"0 sent.\n")
        self.assertEqual(len(self.recipients()), 2)

    def test_a_failure_ends_with_1_and_says_why(self):
        self.refuse(li_na=75, jose_nunez=67)
        self.queue("li.na", "jose.nunez", "zofia.wojcik")
        result = check(self.trial.call("outbox", "send"), status=1)
        text = result.stdout.decode()
        self.assertIn("1 sent, 1 to be tried again, 1 undeliverable.", text)
        self.assertIn("said of li.na@", text)
        self.assertIn("The recipient is unknown", text)
        self.assertEqual(self.places(), {"waiting": 1, "sent": 1, "undeliverable": 1})
        reasons = [path.read_text() for path in (self.trial.outbox / "undeliverable").glob("*.reason.txt")]
        self.assertEqual(len(reasons), 1)
        self.assertIn("said of jose.nunez@", reasons[0])

        waiting = self.trial.json("outbox", "list")
        self.assertEqual([message["attempts"] for message in waiting], [1])
        self.assertIn("said of li.na@", waiting[0]["last_error"])

        self.refuse()
        self.assertEqual(check(self.trial.call("outbox", "send")).stdout, b"0 sent, 1 not due yet.\n")
        self.assertEqual(check(self.trial.call("outbox", "send", "--all")).stdout, b"1 sent.\n")
        self.assertEqual(self.recipients(), ["li.na", "zofia.wojcik"])

    def test_a_mail_program_that_is_not_there_is_a_fault_and_loses_nothing(self):
        self.queue("li.na")
        self.program.unlink()
        result = check(self.trial.call("outbox", "send"), status=70)
        self.assertIn(b"cannot be started", result.stderr)
        self.assertEqual(self.places()["waiting"], 1)


class ByTheService(OutboxTest):
    settings = "deliver: true\n"

    def start_and_drop(self):
        self.trial.start()
        self.trial.drop_file("march.csv", CERTIFICATES)

    def test_messages_are_sent_when_a_run_ends(self):
        self.start_and_drop()
        wait_for(lambda: self.places() == {"waiting": 0, "sent": 7, "undeliverable": 0}, "seven messages to be sent")
        self.assertEqual(len(self.recipients()), 7)
        self.assertEqual(self.trial.stop(), 0)

    def test_what_an_earlier_service_left_is_sent_at_the_start(self):
        self.queue("li.na")
        self.trial.start()
        wait_for(lambda: self.recipients() == ["li.na"], "the message to be sent")

    def test_what_cannot_be_sent_does_not_stop_the_service(self):
        self.program.unlink()
        self.start_and_drop()
        wait_for(lambda: b"cannot be started" in self.trial.log.read_bytes(), "the fault to be logged")
        self.assertEqual(self.places()["waiting"], 7)
        self.assert_still_serves()
        self.assertEqual(self.trial.stop(), 0)

    def test_stopping_finishes_the_messages_in_hand(self):
        self.program.write_text(self.program.read_text().replace("cat >", "sleep 0.5; cat >"))
        self.start_and_drop()
        wait_for(lambda: list(self.mailbox.glob("*.new")), "a message to be in hand")
        self.assertEqual(self.trial.stop(), 0)
        self.assertEqual(len(self.recipients()), self.places()["sent"])
        self.assertEqual(list(self.mailbox.glob("*.new")), [])
        sent = len(self.recipients())
        check(self.trial.call("outbox", "send"))
        self.assertEqual(len(self.recipients()), 7, f"after {sent} by the service")

    def test_handling_once_sends_too(self):
        self.trial.put("march.csv", CERTIFICATES)
        check(self.trial.call("watch", "--once"))
        self.assertEqual(self.places(), {"waiting": 0, "sent": 7, "undeliverable": 0})


class LeftForAnother(OutboxTest):
    def test_the_service_sends_nothing_unless_told_to(self):
        self.trial.put("march.csv", CERTIFICATES)
        check(self.trial.call("watch", "--once"))
        self.assertEqual(self.places(), {"waiting": 7, "sent": 0, "undeliverable": 0})
        self.assertEqual(self.recipients(), [])


class Templates(TrialTest):
    def setUp(self):
        super().setUp()
        self.folder = self.trial.folder / "messages"
        self.folder.mkdir()
        self.trial.seed()
        self.trial.configure("mail_templates: messages\n")

    def test_a_template_of_the_folder_takes_the_place_of_the_built_in_one(self):
        (self.folder / "learner.subject.mustache").write_text("Bravo, {{name}}!")
        (self.folder / "learner.html.mustache").touch()
        self.trial.put("march.csv", certificates("li.na,FAW,2025-01-02"))
        check(self.trial.call("watch", "--once"))
        message = self.trial.learner_messages(self.trial.runs("march.csv")[0])[0]
        self.assertEqual(message["Subject"], "Bravo, 娜 李!")
        self.assertEqual(message.get_content_type(), "text/plain")

    def test_a_broken_template_stops_the_start_by_name_and_line(self):
        (self.folder / "learner.text.mustache").write_text("Hello {{name}},\n\n{{#awards}}\n{{certificaton}}\n{{/awards}}\n")
        result = check(self.trial.call("watch", "--once"), status=2)
        for words in ("mail_templates", "learner.text.mustache", "line 4", "certificaton"):
            self.assertIn(words, result.stderr.decode())

    def test_a_folder_that_is_not_there_stops_the_start(self):
        self.folder.rmdir()
        self.assertIn(b"mail_templates", check(self.trial.call("watch", "--once"), status=2).stderr)
