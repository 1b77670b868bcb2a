"""The service under a service manager: what it tells systemd, and how it stops, reads its configuration anew, and logs."""

import contextlib
import email
import email.policy
import json
import os
import pwd
import re
import signal
import sqlite3
import time

from certdrop import CERTIFICATES, MISTAKES, Manager, TrialTest, certificates, needs_root, wait_for
from test_service import BIG_AWARDS, BIG_ROWS, big_file

# Accounts that every Debian system has.
NEWCOMER = "daemon"

# Every reading of a part of a file takes a while, so that a big one takes long enough to be met at work.
SLOW = ("strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=pread64", "-e", "inject=pread64:delay_enter=100000")


class Managed(TrialTest):
    # Nothing but an event or an order makes it look.
    settings = "rescan: 3600\n"

    def setUp(self):
        super().setUp()
        self.trial.seed()
        self.manager = Manager(str(self.scratch / "manager"))
        self.addCleanup(lambda: self.manager.close())

    def environment(self, **others):
        return {**os.environ, "NOTIFY_SOCKET": self.manager.address, **others}

    def launch(self, tracer=(), **environment):
        self.trial.launch(tracer, env=self.environment(**environment))

    def start(self, tracer=(), **environment):
        self.launch(tracer, **environment)
        self.manager.wait_for("READY", "^1$")

    def log(self):
        return self.trial.log.read_text()


class Readiness(Managed):
    def test_it_is_ready_once_the_drop_root_is_its_own_and_was_looked_through(self):
        self.start()
        self.assertEqual(self.trial.served_by(), self.trial.service.pid)
        self.assertEqual(self.trial.stop(), 0)
        said = [name for message in self.manager.listen() for name in message if name != "STATUS"]
        self.assertEqual(said, ["READY", "STOPPING"])

    def test_an_abstract_socket_is_as_good(self):
        self.manager.close()
        self.manager = Manager(f"@certdrop-test-{os.getpid()}")
        self.start()

    def test_it_is_ready_before_it_works_off_what_waits_and_says_what_it_does(self):
        self.trial.put("big.csv", big_file(BIG_ROWS))
        self.start(SLOW)
        self.manager.wait_for("STATUS", r"^big\.csv \(import\): .+ rows$")
        self.trial.next_run("big.csv")
        self.manager.wait_for("STATUS", "^Ready for files")
        about = [message for message in self.manager.listen() if "READY" in message or "big" in message.get("STATUS", "")]
        self.assertIn("READY", about[0])

    def test_a_second_service_never_says_that_it_is_ready(self):
        self.trial.start()
        self.assertEqual(self.trial.call("watch", env=self.environment()).returncode, 70)
        self.assertEqual(self.manager.said("READY"), [])

    def test_it_is_not_ready_while_an_inbox_cannot_be_read_and_says_why(self):
        tracer = ("strace", "-D", "-f", "-qq", "-o", "/dev/null", "-P", str(self.trial.inbox("verify", "")).rstrip("/"))
        self.launch((*tracer, "-e", "trace=openat", "-e", "inject=openat:error=EACCES:when=1..2"))
        self.manager.wait_for("STATUS", "Permission denied.*Trying again")
        self.manager.wait_for("READY")
        about = [message for message in self.manager.listen() if "READY" in message or "denied" in message.get("STATUS", "")]
        self.assertNotIn("READY", about[0])

    def test_a_file_name_adds_no_line_of_its_own(self):
        self.start(SLOW)
        self.trial.put("evil\nSTOPPING=1\n.csv", big_file(BIG_ROWS))
        self.manager.wait_for("STATUS", "evil.STOPPING=1")
        self.assertEqual(self.manager.said("STOPPING"), [])

    def test_programs_that_it_starts_do_not_hear_of_the_manager(self):
        told = self.scratch / "environment"
        program = self.scratch / "mail"
        program.write_text(f"#!/bin/sh\ncat > /dev/null\nenv > {told}.new\nmv {told}.new {told}\n")
        program.chmod(0o755)
        self.trial.configure(f"deliver: true\nmail_command: [{program}]\n")
        self.start(WATCHDOG_USEC="10000000")
        self.trial.drop_file("march.csv", CERTIFICATES)
        wait_for(told.exists, "a message to be handed over")
        self.assertNotRegex(told.read_text(), "NOTIFY_SOCKET|WATCHDOG")


class Watchdog(Managed):
    def test_it_gives_signs_of_life_while_it_rests(self):
        self.start(WATCHDOG_USEC="200000")
        self.manager.wait_for("WATCHDOG", "^1$", times=10)

    def test_it_gives_signs_of_life_while_it_works(self):
        self.start(SLOW, WATCHDOG_USEC="1000000")
        self.trial.put("big.csv", big_file(BIG_ROWS))
        self.manager.wait_for("STATUS", r"^big\.csv")
        self.manager.wait_for("WATCHDOG", times=len(self.manager.said("WATCHDOG")) + 2)
        self.assertEqual(self.trial.runs("big.csv")[0].state, "claimed")

    def test_it_gives_none_while_its_thread_is_stuck(self):
        """One call takes ten seconds, and a sign of life would be due every 0.1 s."""
        trace = self.scratch / "trace"
        tracer = ("strace", "-D", "-f", "-qq", "-o", str(trace), "-e", "trace=renameat2")
        self.start((*tracer, "-e", "inject=renameat2:delay_enter=10000000:when=1"), WATCHDOG_USEC="200000")
        self.trial.put("march.csv", CERTIFICATES)
        wait_for(lambda: "march.csv" in trace.read_text(), "the move into the spool")
        before = len(self.manager.said("WATCHDOG"))
        time.sleep(3)
        self.assertLessEqual(len(self.manager.said("WATCHDOG")) - before, 1)
        # It is no worse for it.
        self.manager.wait_for("WATCHDOG", times=before + 5)

    def test_another_process_is_meant(self):
        self.start(WATCHDOG_USEC="100000", WATCHDOG_PID="1")
        self.trial.drop_file("march.csv", CERTIFICATES)
        self.assertEqual(self.manager.said("WATCHDOG"), [])


class Stopping(Managed):
    settings = "stop_grace: 0\n"

    def test_a_long_run_is_taken_back_and_begins_again_at_the_next_start(self):
        self.start(SLOW)
        self.trial.put("big.csv", big_file(BIG_ROWS))
        self.manager.wait_for("STATUS", r"^big\.csv")
        self.assertEqual(self.trial.stop(), 0)
        self.assertEqual(self.manager.said("STOPPING"), ["1"])
        (run,) = self.trial.runs("big.csv")
        self.assertEqual(run.state, "claimed")
        self.assertEqual(self.trial.awards(), [])
        self.assertRegex(self.log(), rf"notice: .*the next start goes on with it\. run={run.id} file=big\.csv")
        self.assertNotIn("error", self.log())
        self.trial.start()
        run = self.trial.next_run("big.csv")
        self.assertEqual((run.folder, run.counts), ("done", {"awarded": BIG_AWARDS, "duplicate": BIG_ROWS - BIG_AWARDS}))
        self.assertEqual(len(self.trial.awards()), BIG_AWARDS)
        self.assertEqual(len(self.trial.learner_messages(run)), 1)
        self.assert_published(run)

    def test_a_run_that_is_being_published_is_published_to_its_end_at_the_next_start(self):
        tracer = ("strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=renameat2")
        self.start((*tracer, "-e", "inject=renameat2:delay_enter=1000000"))
        self.trial.put("march.csv", CERTIFICATES)
        wait_for(lambda: [run.state for run in self.trial.runs("march.csv")] == ["committed"], "the commit")
        self.assertEqual(self.trial.stop(), 0)
        (run,) = self.trial.runs("march.csv")
        self.assertEqual(run.state, "committed")
        self.assertFalse(run.file.exists())
        self.trial.start()
        run = self.trial.next_run("march.csv")
        self.assertEqual((run.folder, run.counts, len(self.trial.awards())), ("done", {"awarded": 6}, 6))
        self.assertEqual(len(self.trial.learner_messages(run)), 6)
        self.trial.administrator_message(run)
        self.assert_published(run)

    def test_it_stops_while_another_process_holds_the_database(self):
        self.start()
        with contextlib.closing(sqlite3.connect(self.trial.database, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            path = self.trial.put("march.csv", CERTIFICATES)
            self.assertEqual(self.trial.stop(), 0)
            connection.rollback()
        self.assertTrue(path.exists() or self.trial.runs("march.csv")[0].state == "claimed")
        self.trial.start()
        self.assertEqual(self.trial.next_run("march.csv").counts, {"awarded": 6})


class Reloading(Managed):
    def reload(self):
        """Sends SIGHUP, and waits for the answer."""
        ready = len(self.manager.said("READY"))
        self.trial.service.send_signal(signal.SIGHUP)
        self.manager.wait_for("READY", times=ready + 1)
        self.assertEqual(len(self.manager.said("RELOADING")), ready)

    def test_the_manager_is_told_when(self):
        self.start()
        before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        self.reload()
        after = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        message = next(message for message in self.manager.listen() if "RELOADING" in message)
        self.assertEqual(message["RELOADING"], "1")
        self.assertTrue(before <= int(message["MONOTONIC_USEC"]) <= after)

    @needs_root
    def test_a_new_administrator_may_drop_files(self):
        self.start()
        owner = pwd.getpwnam(NEWCOMER).pw_uid
        self.assertEqual(self.trial.drop_file("march.csv", CERTIFICATES, owner=owner).refusal, "file.unauthorised")
        self.trial.administrator(NEWCOMER, "certifications")
        self.reload()
        self.assertEqual(self.trial.drop_file("again.csv", CERTIFICATES, owner=owner).counts, {"awarded": 6})

    def test_language_limits_words_and_mail_are_those_of_the_new_configuration(self):
        self.start()
        sent = self.scratch / "sent"
        program = self.scratch / "mail"
        program.write_text(f"#!/bin/sh\ncat >> {sent}\n")
        program.chmod(0o755)
        self.trial.configure("language: de\nlimits:\n  rows: 3\ncolumn_aliases:\n  Username: [Personalnummer]\n")
        self.trial.configure(f"deliver: true\nmail_command: [{program}]\n")
        self.reload()
        run = self.trial.drop_file("many.csv", CERTIFICATES)
        self.assertEqual(run.refusal, "file.too-large")
        self.assertIn('lang="de"', run.page.read_text())
        few = b"Personalnummer,Certification reference,Award date\nli.na,FAW,2025-01-02\n"
        self.assertEqual(self.trial.drop_file("few.csv", few).counts, {"awarded": 1})
        wait_for(lambda: sent.exists() and "li.na" in sent.read_text(), "the service to send messages itself")

    def test_the_level_of_the_log_changes(self):
        self.start()
        self.trial.drop_file("march.csv", CERTIFICATES)
        self.assertEqual(self.log().count("info: Done"), 1)
        self.trial.configure("log_level: warning\n")
        self.reload()
        self.trial.drop_file("again.csv", CERTIFICATES)
        self.assert_still_serves()
        self.assertEqual(self.log().count("info: Done"), 1)

    def test_what_needs_a_restart_is_named_and_stays(self):
        self.start()
        text = self.trial.configuration.read_text()
        text = text.replace(f'drop_root: "{self.trial.drop}"', "drop_root: /srv/elsewhere")
        self.trial.configuration.write_text(re.sub("(?m)^state_directory: .*", "state_directory: /srv/state", text))
        self.reload()
        for key, served in (("drop_root", self.trial.drop), ("state_directory", self.trial.folder / "state")):
            self.assertRegex(self.log(), rf"warning: '{key}' takes effect when certdrop is restarted; .*is {served}\.")
        self.trial.configuration.write_text(text.replace("/srv/elsewhere", str(self.trial.drop)))
        self.assert_still_serves()

    def test_a_broken_configuration_changes_nothing_and_is_an_error(self):
        self.start()
        whole = self.trial.configuration.read_text()
        for broken, words in (
            ("language: fr\n", "'language' cannot be 'fr'"),
            ("keep_run: 3\n", "Did you mean 'keep_runs'"),
            ("rescan: [\n", "is not YAML"),
            ("log_level: loud\n", "'log_level' cannot be 'loud'"),
            ("mail_templates: /no/such/folder\n", "'mail_templates'"),
        ):
            with self.subTest(broken):
                kept = whole.replace("rescan: 3600\n", "")
                self.trial.configuration.write_text("max_rejected_percent: 1\n" + kept + broken)
                self.reload()
                last = self.log().splitlines()[-1]
                self.assertRegex(last, "error: The configuration stays as it was: ")
                self.assertIn(words, last)
        self.trial.configuration.unlink()
        self.reload()
        self.assertRegex(self.log().splitlines()[-1], "error: The configuration stays as it was: There is no configuration")
        self.trial.configuration.write_text(whole)
        self.assertIsNone(self.trial.drop_file("march.csv", MISTAKES).refusal)

    def test_the_contact_the_status_and_the_doctor_tell_of_a_configuration_that_cannot_be_used(self):
        self.trial.configure("contact: it@example.org\n")
        self.start()
        whole = self.trial.configuration.read_text()

        def told():
            return [path for path in sorted(self.trial.outbox.glob("*.eml")) if b"old configuration" in path.read_bytes()]

        def reported(command):
            result = self.trial.call(command, "--format", "json")
            listed = json.loads(result.stdout)
            found = listed["problems"] if command == "status" else listed
            return result.returncode, [entry for entry in found if entry["code"] == "service.configuration"]

        # Nor does it go unseen when the file is right again, but the service was not told.
        for fault, messages in (("language: fr\n", 1), ("language: fr\n", 1), ("keep_run: 3\n", 2)):
            self.trial.configuration.write_text(whole + fault)
            self.reload()
            self.assertEqual(len(told()), messages)
            self.trial.configuration.write_text(whole)
            for command in ("status", "doctor"):
                status, (entry,) = reported(command)
                self.assertEqual(status, 1)
                self.assertIn(fault.partition(":")[0], entry["finding"])
                self.assertIn(f"kill -HUP {self.trial.service.pid}", entry["remedy"])
        message = email.message_from_bytes(told()[0].read_bytes(), policy=email.policy.default)
        self.assertEqual(message["To"], "it@example.org")
        self.assertIn("'language' cannot be 'fr'", message.get_content())
        self.reload()
        for command in ("status", "doctor"):
            self.assertEqual(reported(command)[1], [])

    def test_a_run_in_hand_does_not_hold_it_up_and_ends_as_it_began(self):
        self.start(SLOW)
        self.trial.put("big.csv", big_file(BIG_ROWS))
        self.manager.wait_for("STATUS", r"^big\.csv")
        self.trial.configure("limits:\n  rows: 3\n")
        self.reload()
        self.assertEqual(self.trial.runs("big.csv")[0].state, "claimed")
        self.assertIsNone(self.trial.next_run("big.csv").refusal)
        self.assertEqual(self.trial.drop_file("march.csv", CERTIFICATES).refusal, "file.too-large")


class Progress(Managed):
    def test_status_and_page_tell_how_far_a_run_is_at_most_once_a_second(self):
        self.start(SLOW)
        page = self.trial.drop / "status.html"
        self.trial.put("big.csv", big_file(2 * BIG_ROWS))
        self.manager.wait_for("STATUS", r"^big\.csv")
        written, told, shown = {page.stat().st_mtime_ns}, [], []
        while self.trial.runs("big.csv")[0].state == "claimed":
            for run in self.trial.status()["running"]:
                self.assertEqual((run["file"], run["mode"]), ("big.csv", "import"))
                told.append(run)
            content = page.read_text()
            if "big.csv" in content:
                shown += re.findall(r"([\d,]+) of 400,000 rows", content)
            written.add(page.stat().st_mtime_ns)
            time.sleep(0.05)
        self.assertTrue(any(run["rows_done"] > 0 and run.get("rows_per_second", 0) > 0 for run in told), told)
        self.assertIn(2 * BIG_ROWS, {run.get("rows_total") for run in told})
        self.assertTrue(shown)
        times = sorted(written)
        self.assertGreater(len(times), 2)
        self.assertGreater(min(after - before for before, after in zip(times, times[1:])), 0.9e9)


class Log(Managed):
    def lines(self):
        return self.log().splitlines()

    def test_the_journal_gets_priorities_and_no_times(self):
        log = self.trial.log.open("ab")
        status = os.fstat(log.fileno())
        stream = {"JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"}
        self.trial.launch(stderr=log, env=self.environment(**stream))
        self.manager.wait_for("READY")
        self.trial.drop_file("march.csv", CERTIFICATES)
        self.trial.configure("no_such_key: 1\n")
        self.trial.service.send_signal(signal.SIGHUP)
        wait_for(lambda: "stays as it was" in self.log(), "the answer to SIGHUP")
        # A service that cannot start says so in the same way.
        self.trial.configuration.write_text("no_such_key: 1\n")
        self.trial.stop()
        self.trial.launch(stderr=log, env=self.environment(**stream))
        self.assertEqual(self.trial.service.wait(), 2)
        self.trial.service = None
        self.assertIn("<3>", self.lines()[-1])
        for line in self.lines():
            self.assertRegex(line, "^<[3-6]>[A-Z/]")
        self.assertTrue(any(re.match(r"<6>Done: 6 awarded\. run=\d+ file=march\.csv ", line) for line in self.lines()))
        self.assertTrue(any(line.startswith("<3>The configuration stays") for line in self.lines()))

    def test_another_reader_gets_times(self):
        # Inherited from a service that started this one, and not meant.
        self.start(JOURNAL_STREAM="1:2")
        for line in self.lines():
            self.assertRegex(line, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info: [A-Z]")

    def test_every_line_about_a_run_names_it_and_none_names_people(self):
        program = self.scratch / "mail"
        program.write_text("#!/bin/sh\ngrep ^To: >&2\nexit 75\n")
        program.chmod(0o755)
        self.trial.configure(f"deliver: true\nmail_command: [{program}]\n")
        tracer = ("strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync,fsync")
        self.start((*tracer, "-e", "inject=fsync,fdatasync:error=EIO:when=9"))
        for name, content in (("march.csv", MISTAKES), ("two.csv", certificates("li.na,FAW,2025-01-02", "nobody,FAW,x"))):
            self.trial.drop_file(name, content)
        wait_for(lambda: "A message is tried again later" in self.log(), "the mail program to fail")
        self.trial.stop()
        about = [line for line in self.lines() if "Done" in line or "Needs attention" in line or "Trying again" in line]
        self.assertTrue(any("Trying again" in line for line in about), "a fault")
        for line in about:
            self.assertRegex(line, r" run=\d+ file=(march|two)\.csv")
        self.assertNotRegex(self.log(), "@|amelie|dubois|li.na|nobody|root@")
