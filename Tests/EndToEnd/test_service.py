"""The service as a process: how it starts, stops, is killed, and goes on."""

import datetime
import itertools
import re
import signal
import subprocess

from certdrop import CERTIFICATES, MISTAKES, PATIENCE, PROGRAM, REPOSITORY, ServiceTest, TrialTest, certificates
from certdrop import check, csv_bytes, wait_for


class StoppingAndStarting(ServiceTest):
    def test_sigterm_and_sigint_end_it_with_status_0(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number.name):
                self.assertEqual(self.trial.stop(number), 0)
                self.trial.start()

    def test_a_stop_lets_the_run_in_hand_end(self):
        self.trial.put("big.csv", big_file(BIG_ROWS))
        wait_for(lambda: self.trial.runs("big.csv"), "the claim")
        self.assertEqual(self.trial.stop(), 0)
        run = self.trial.runs("big.csv")[0]
        self.assertEqual((run.state, run.folder), ("finished", "done"))
        self.assert_published(run)

    def test_what_is_dropped_while_it_is_stopped_is_taken_at_the_start(self):
        self.trial.stop()
        for mode in ("verify", "import", "import-silent"):
            self.trial.put(f"{mode}.csv", CERTIFICATES, mode)
        self.assertEqual(self.trial.runs("import.csv"), [])
        self.trial.start()
        for mode in ("verify", "import", "import-silent"):
            run = self.trial.next_run(f"{mode}.csv")
            self.assertEqual((run.folder, run.mode), ("done", mode))

    def test_there_is_one_service_for_a_drop_root(self):
        second = self.trial.call("watch")
        self.assertNotEqual(second.returncode, 0)
        self.assertIn(f"process {self.trial.service.pid}".encode(), second.stderr)
        self.assert_still_serves()

    def test_a_stopped_service_says_so_on_its_page(self):
        page = self.trial.drop / "status.html"
        running = page.read_text()
        self.trial.stop()
        self.assertNotEqual(page.read_text(), running)
        self.assertIsNone(self.trial.served_by())


class Killed(ServiceTest):
    def test_killed_while_it_is_published_it_is_on_the_page_after_the_start(self):
        self.trial.stop()
        self.trial.put("march.csv", MISTAKES)
        # The first move takes the file, the others publish.
        command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=renameat2"]
        command += ["-e", "inject=renameat2:signal=KILL:when=3", PROGRAM, "watch", "--once"]
        subprocess.run([*command, "--config", str(self.trial.configuration)], capture_output=True, check=False)
        self.assertEqual(self.trial.runs("march.csv")[0].state, "committed")
        self.trial.start()
        self.assert_published(self.trial.next_run("march.csv"))
        page = self.trial.drop / "status.html"
        wait_for(lambda: "march.report.html" in page.read_text(), "the page to link its report")

    def test_killed_during_a_big_import_it_takes_every_row_once_after_the_start(self):
        self.trial.put("big.csv", big_file(BIG_ROWS))
        wait_for(lambda: self.trial.runs("big.csv"), "the claim")
        self.trial.kill()
        self.assertEqual(self.trial.runs("big.csv")[0].state, "claimed")
        self.assertEqual(self.trial.awards(), [])
        self.trial.start()
        run = self.trial.next_run("big.csv")
        self.assertEqual((run.folder, run.counts), ("done", {"awarded": BIG_AWARDS, "duplicate": BIG_ROWS - BIG_AWARDS}))
        self.assertEqual(len(self.trial.awards()), BIG_AWARDS)
        self.assertEqual(len(run.rows()), BIG_ROWS)
        self.assertEqual(len(self.trial.runs("big.csv")), 1)
        self.assertEqual(len(self.trial.learner_messages(run)), 1)
        self.assert_published(run)

    def test_killed_at_a_call_that_moves_or_saves_it_goes_on_after_the_start(self):
        """The calls of the claim, of the reports, of the commit and of the publishing, one after the other."""
        kills = 0
        days = (datetime.date(2024, 1, 1) + datetime.timedelta(number) for number in itertools.count())
        for call in ("renameat2", "fsync", "fdatasync", "unlink"):
            for time in range(1, 9):
                name = f"{call}-{time}.csv"
                self.trial.stop()
                awards = len(self.trial.awards())
                self.trial.put(name, MISTAKES.read_bytes().replace(b"2025-07-01", next(days).isoformat().encode()))
                killed = self.kill_at(call, time)
                kills += killed
                self.trial.start()
                with self.subTest(f"{call}, time {time}"):
                    run = self.trial.next_run(name)
                    self.assertEqual((run.folder, run.counts["rejected"]), ("failed", 14))
                    self.assertEqual(len(self.trial.runs(name)), 1)
                    self.assertEqual(len(self.trial.awards()), awards + run.counts["awarded"])
                    self.assertEqual(len(self.trial.learner_messages(run)), run.counts["awarded"])
                    self.trial.administrator_message(run)
                    self.assert_published(run)
                    hidden = {path.name for path in self.trial.outbox.glob(".*")}
                    self.assertLessEqual(hidden, {".queue.lock"}, "a half-written message")
                if not killed:
                    break
        self.assertGreater(kills, 12)

    def kill_at(self, call, time):
        """Lets the program take what is there, and kills a thread's nth call of that name; False if there was none."""
        command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}"]
        command += ["-e", f"inject={call}:signal=KILL:when={time}"]
        command += [PROGRAM, "watch", "--once", "--config", str(self.trial.configuration)]
        status = subprocess.run(command, capture_output=True, check=False).returncode
        self.assertIn(status, (1, -signal.SIGKILL))
        return status == -signal.SIGKILL


BIG_ROWS = 200_000
BIG_AWARDS = 20_000


def big_file(rows):
    """So many rows about `BIG_AWARDS` different awards: one learner, one certification, many days."""
    first = datetime.date(1960, 1, 1)
    days = [(first + datetime.timedelta(day)).isoformat() for day in range(BIG_AWARDS)]
    return certificates(*(f"amelie.dubois,FAW,{days[row % BIG_AWARDS]}" for row in range(rows)))


class Leased(TrialTest):
    def test_a_writer_who_comes_while_a_file_is_looked_at_does_not_end_the_service(self):
        self.trial.seed()
        path = self.trial.put("march.csv", b"Username")
        # The lease by which the program tells that nobody writes is held for a second instead of a moment.
        log = self.scratch / "leases"
        command = ["strace", "-f", "-o", str(log), "-P", str(path), "-e", "trace=fcntl"]
        command += ["-e", "inject=fcntl:delay_exit=1000000"]
        command += [PROGRAM, "watch", "--once", "--config", str(self.trial.configuration)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as service:
            wait_for(lambda: log.exists() and "F_SETLEASE, F_RDLCK" in log.read_text(), "the lease")
            path.write_bytes(CERTIFICATES.read_bytes())
            service.wait(PATIENCE)
        self.assertIn("--- SIGIO", log.read_text(), "the kernel told the holder of the lease")
        self.assertNotIn("+++ killed", log.read_text())


class WatchingOnce(TrialTest):
    def setUp(self):
        super().setUp()
        self.trial.seed()

    def test_it_handles_what_is_there_and_ends(self):
        self.trial.put("march.csv", CERTIFICATES)
        self.trial.put("april.csv", certificates("li.na,FIRE,2025-04-01"), mode="verify")
        result = check(self.trial.call("watch", "--once"))
        self.assertIn(b"march.csv: All done: 6 awarded.", result.stdout)
        for name in ("march.csv", "april.csv"):
            run = self.trial.runs(name)[0]
            self.assertEqual((run.state, run.folder), ("finished", "done"))
        self.assertEqual(len(self.trial.awards()), 6)

    def test_its_status_says_whether_something_was_rejected(self):
        check(self.trial.call("watch", "--once"))
        self.trial.put("march.csv", MISTAKES)
        check(self.trial.call("watch", "--once"), status=1)

    def test_what_cannot_be_taken_is_named_and_left(self):
        path = self.trial.inbox("import", "march.csv")
        with path.open("wb") as file:
            file.write(b"Username")
            file.flush()
            result = check(self.trial.call("watch", "--once"))
        self.assertIn(b"march.csv waits in import/", result.stdout)
        self.assertTrue(path.exists())


def keys(configuration):
    """The keys at the top of a configuration, set or behind a hash sign."""
    return set(re.findall(r"^#?([a-z_]+):", configuration, re.MULTILINE))


class Configured(TrialTest):
    def assert_refused(self, settings, *words):
        text = self.trial.configuration.read_text()
        self.trial.configure(settings)
        result = check(self.trial.call("status"), status=2)
        self.trial.configuration.write_text(text)
        for word in words:
            self.assertIn(word, result.stderr.decode())

    def test_a_wrong_key_or_value_stops_the_start_and_is_named(self):
        self.assert_refused("on_rejections: import-rest\n", "'on_rejections'", "Did you mean 'on_rejection'?")
        self.assert_refused("on_rejection: import-most\n", "'on_rejection'", "import-most")
        self.assert_refused("limits:\n  colums: 3\n", "'limits.colums'", "'columns'")
        self.assert_refused("max_rejected_percent: much\n", "'max_rejected_percent'")
        self.assert_refused("rescan: [\n", "is not YAML", "in line")

    def test_a_missing_configuration_is_named(self):
        result = subprocess.run(
            [PROGRAM, "status", "--config", "/no/such/certdrop.yaml"], capture_output=True, check=False
        )
        check(result, status=2)
        self.assertIn(b"/no/such/certdrop.yaml", result.stderr)

    def test_the_sample_configuration_explains_every_key_and_its_values_are_taken(self):
        sample = (REPOSITORY / "config/certdrop.yaml").read_text()
        made = self.trial.configuration.read_text()
        self.assertEqual(keys(sample), keys(made))
        self.assertGreater(len(keys(sample)), 15)
        own = made[made.index("drop_root:") : made.index("\nadministrators:")]
        for text in (own + sample[sample.index("\nadministrators:") :], made.partition("settle: 0.2")[0]):
            text = re.sub(r"(?m)^#drop_roots:\n(?:#  .*\n)+", "", text)
            text = re.sub(r"^#((?:  )?\w[\w ]*:)", r"\1", text, flags=re.MULTILINE)
            self.assertNotRegex(text, r"(?m)^#\w+:")
            self.trial.configuration.write_text(text)
            check(self.trial.call("runs", "list"))

    def test_more_headings_can_be_added(self):
        self.trial.seed()
        self.trial.configure('column_aliases:\n  Username: ["Personnel no."]\n')
        file = self.scratch / "march.csv"
        file.write_bytes(csv_bytes("Personnel no.,Certification reference,Award date", "li.na,FAW,2025-01-02"))
        check(self.trial.call("import", str(file)))
        self.assertEqual(self.trial.awards(), [("li.na", "FAW", "2025-01-02")])
