"""Several drop roots in one instance: each by its own settings, all with the same learners and awards."""

import copy
import json
import os
import pwd
import re
import shutil
import signal
import subprocess

from certdrop import CERTIFICATES, MISTAKES, PROGRAM, TrialTest, certificates, check, csv_bytes, needs_root, plain_text
from certdrop import wait_for
from test_service import BIG_AWARDS, BIG_ROWS, big_file

# An account that every Debian system has.
NURSE = "daemon"

SALES = "  - name: sales\n    path: drop\n    date_order: dd/MM/yyyy\n"
NURSING = f"""\
  - name: nursing
    path: nursing
    language: de
    date_order: MM/dd/yyyy
    report_base_url: https://example.org/nursing
    administrators:
      - account: {pwd.getpwuid(os.geteuid()).pw_name}
        email: ward@example.org
        role: certifications
      - account: {NURSE}
        email: nurse@example.org
"""


class RootsTest(TrialTest):
    """Two drop roots, `sales` and `nursing`, of which `self.nursing` drops into the second."""

    def setUp(self):
        super().setUp()
        self.trial.seed()
        self.single = self.trial.configuration.read_text()
        self.configure(SALES + NURSING)
        self.nursing = copy.copy(self.trial)
        self.nursing.drop = self.trial.folder / "nursing"
        for name in ("outbox", "done", "failed"):
            setattr(self.nursing, name, self.nursing.drop / name)
        # It makes the folders.
        check(self.trial.call("watch", "--once"))

    def configure(self, roots):
        """Puts drop roots in the place of the one that `certdrop init` has configured."""
        text = re.sub("(?m)^drop_root: .*", lambda _: f"drop_roots:\n{roots}", self.single)
        self.trial.configuration.write_text(text)

    def log(self):
        return self.trial.log.read_text()

    def findings(self, check_name):
        return [finding for finding in json.loads(self.trial.call("doctor", "--format", "json").stdout)
                if finding["check"] == check_name and finding["code"]]

    def killed_at(self, call, time, *command):
        """Runs a command and kills it at a thread's nth call of that name; False if there was none."""
        tracer = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}"]
        tracer += ["-e", f"inject={call}:signal=KILL:when={time}"]
        command = [*tracer, PROGRAM, *command, "--config", str(self.trial.configuration)]
        return subprocess.run(command, capture_output=True, check=False).returncode == -signal.SIGKILL


class Served(RootsTest):
    def test_each_goes_by_its_own_settings_and_all_share_their_awards(self):
        self.trial.start()
        dates = certificates("li.na,FAW,03/04/2025")
        sales = self.trial.drop_file("march.csv", dates)
        self.assertEqual(self.trial.awards(), [("li.na", "FAW", "2025-04-03")])
        nursing = self.nursing.drop_file("april.csv", dates)
        self.assertEqual(self.trial.awards(), [("li.na", "FAW", "2025-03-04"), ("li.na", "FAW", "2025-04-03")])
        self.assertEqual((sales.file.parent, nursing.file.parent), (self.trial.done, self.nursing.done))
        self.assertIn('<html lang="en">', sales.page.read_text())
        self.assertIn('<html lang="de">', nursing.page.read_text())
        # Each tells its own people, in its own outbox.
        self.assertEqual([set(self.trial.messages(run)) & set(self.nursing.messages(run)) for run in (sales, nursing)], [set(), set()])
        self.assertEqual((len(self.trial.messages()), len(self.nursing.messages())), (2, 2))
        message = self.nursing.administrator_message(nursing)
        self.assertIn("ward@example.org", message["To"])
        self.assertIn("https://example.org/nursing/done/april.report.html", plain_text(message))
        self.assertTrue(self.nursing.learner_messages(nursing)[0]["Subject"].startswith("Ihnen wurde verliehen"))
        again = self.nursing.drop_file("again.csv", certificates("li.na,FAW,2025-04-03"))
        self.assertEqual(again.counts, {"unchanged": 1})

    def test_each_has_templates_of_its_own_and_one_may_send_while_the_other_does_not(self):
        templates = self.scratch / "templates"
        templates.mkdir()
        (templates / "learner.subject.mustache").write_text("From the ward")
        sent = self.scratch / "sent"
        mail = f'    deliver: true\n    mail_command: [/bin/sh, -c, "cat >> {sent}"]\n    mail_templates: {templates}\n'
        self.configure(SALES + NURSING + mail)
        self.trial.start()
        self.nursing.put("april.csv", certificates("li.na,FAW,2025-01-02"))
        wait_for(lambda: len(list((self.nursing.outbox / "sent").glob("*.eml"))) == 2, "both messages to be sent")
        self.assertIn("Subject: From the ward", sent.read_text())
        run = self.trial.drop_file("march.csv", certificates("li.na,FAW,2025-01-03"))
        self.assertEqual([message["Subject"] for message in self.trial.learner_messages(run)], ["You have been awarded: First Aid at Work"])
        check(self.trial.call("outbox", "send", "--root", "nursing"))
        self.assertEqual(len(self.trial.messages(run)), 2)

    @needs_root
    def test_an_administrator_of_one_is_none_of_the_other(self):
        self.trial.start()
        owner = pwd.getpwnam(NURSE).pw_uid
        self.assertEqual(self.trial.drop_file("march.csv", CERTIFICATES, owner=owner).refusal, "file.unauthorised")
        self.assertEqual(self.trial.awards(), [])
        run = self.nursing.drop_file("april.csv", CERTIFICATES, owner=owner)
        self.assertEqual((run.refusal, run.counts), (None, {"awarded": 6}))
        self.assertIn("nurse@example.org", self.nursing.administrator_message(run)["To"])

    def test_the_status_tells_each_from_the_other(self):
        metrics = self.scratch / "certdrop.prom"
        self.trial.configure(f"metrics_file: {metrics}\n")
        self.trial.start()
        self.trial.drop_file("march.csv", CERTIFICATES)
        self.nursing.drop_file("april.csv", MISTAKES)
        with self.nursing.inbox("verify", "may.csv").open("wb") as file:
            file.write(b"Username")
            file.flush()
            wait_for(lambda: "may.csv" in (self.nursing.drop / "status.html").read_text(), "the page to show what waits")
            status = self.trial.status()
            runs = [(run["root"], run["file"]) for run in self.trial.json("runs", "list")]
        self.assertEqual(runs[:2], [("nursing", "april.csv"), ("sales", "march.csv")])
        self.assertEqual([(root["name"], root["path"]) for root in status["drop_roots"]],
                         [("sales", str(self.trial.drop)), ("nursing", str(self.nursing.drop))])
        self.assertNotIn("drop_root", status)
        self.assertEqual([(file["root"], file["folder"], file["file"]) for file in status["waiting"]], [("nursing", "verify", "may.csv")])
        self.assertEqual([(run["root"], run["file"]) for run in status["last_runs"]][:2], [("nursing", "april.csv"), ("sales", "march.csv")])
        self.assertEqual(status["outbox"]["waiting"], sum(root["outbox"]["waiting"] for root in status["drop_roots"]))
        pages = [(root.drop / "status.html").read_text() for root in (self.trial, self.nursing)]
        self.assertEqual(["march.csv" in page for page in pages], [True, False])
        self.assertEqual(["april.csv" in page for page in pages], [False, True])
        self.assertEqual(["may.csv" in page for page in pages], [False, True])
        self.assertEqual({message["root"] for message in self.trial.json("outbox", "list")}, {"sales", "nursing"})
        self.assertEqual({message["root"] for message in self.trial.json("outbox", "list", "--root", "nursing")}, {"nursing"})

        def clean(root):
            labels = f'drop_root="{root.drop}",kind="certificates",mode="import",verdict="clean"'
            return re.search(rf"certdrop_runs_total{{{re.escape(labels)}}} (\d+)", metrics.read_text())

        wait_for(lambda: [clean(root) and clean(root)[1] for root in (self.trial, self.nursing)] == ["1", "0"], "the metrics")
        check(subprocess.run(["promtool", "check", "metrics"], input=metrics.read_bytes(), capture_output=True, check=False))

    def test_many_files_of_one_do_not_hold_up_the_other(self):
        for number in range(300):
            self.trial.put(f"{number}.csv", certificates(f"li.na,FAW,2020-01-{1 + number % 28:02}"), mode="verify")
        self.nursing.put("march.csv", CERTIFICATES)
        check(self.trial.call("watch", "--once"))
        before = sum(run.id < self.trial.runs("march.csv")[0].id for run in self.trial.runs() if run.mode == "verify")
        self.assertLessEqual(before, 32, "one turn of the other")

    def test_reminders_and_the_list_of_what_expires_come_once(self):
        self.trial.configure("expiring:\n  report_within: 60d\n  reminders: [60d]\n")
        file = self.scratch / "awards.csv"
        days = self.trial.query("SELECT date('now', '-1 year'), date('now', '+10 days')")[0]
        file.write_bytes(csv_bytes("Username,Certification reference,Award date,Expiry date", f"li.na,FAW,{days[0]},{days[1]}"))
        check(self.trial.call("import", "--silent", "--root", "sales", str(file)))
        for _ in range(2):
            check(self.trial.call("watch", "--once"))
        self.assertEqual(sum("-reminder-" in name for name in self.trial.messages()), 1)
        self.assertEqual(len(list(self.trial.done.glob("expiring-*.csv"))), 1)
        self.assertEqual((self.nursing.messages(), list(self.nursing.done.iterdir())), ({}, []))

    def test_a_drop_root_that_cannot_be_read_does_not_hold_up_the_other(self):
        self.trial.start()
        shutil.rmtree(self.trial.drop / "import-silent")
        run = self.nursing.drop_file("march.csv", CERTIFICATES)
        self.assertEqual(run.file.parent, self.nursing.done)
        wait_for(lambda: "import-silent" in self.log(), "the complaint")


class Killed(RootsTest):
    def test_killed_at_a_call_that_moves_or_saves_each_file_goes_on_in_its_own(self):
        kills = 0
        for call in ("renameat2", "fsync", "unlink"):
            for time in (2, 5, 9, 14, 20):
                with self.subTest(f"{call}, time {time}"):
                    name = f"{call}-{time}.csv"
                    awarded = len(self.trial.awards())
                    # Days of its own, written as each of them understands it.
                    day = f"{1 + time:02}"
                    year = {"renameat2": 2021, "fsync": 2022, "unlink": 2023}[call]
                    self.trial.put(name, certificates(f"li.na,FAW,{day}/01/{year}", f"jose.nunez,FAW,{day}/02/{year}"))
                    self.nursing.put(name, certificates(f"li.na,FIRE,01/{day}/{year}"))
                    kills += self.killed_at(call, time, "watch", "--once")
                    check(self.trial.call("watch", "--once"))
                    runs = {run.file.parent: run for run in self.trial.runs(name)}
                    self.assertEqual({folder: run.counts for folder, run in runs.items()},
                                     {self.trial.done: {"awarded": 2}, self.nursing.done: {"awarded": 1}})
                    self.assertEqual(len(self.trial.runs(name)), 2)
                    self.assertEqual(len(self.trial.awards()), awarded + 3)
                    for root, learners in ((self.trial, 2), (self.nursing, 1)):
                        run = runs[root.done]
                        root.administrator_message(run)
                        self.assertEqual(len(root.learner_messages(run)), learners)
                        self.assertEqual(len(root.messages(run)), learners + 1)
                        self.assert_published(run)
        self.assertGreater(kills, 8)
        self.assertFalse([row for row in self.trial.awards() if not re.match(r"202[123]-0[12]", row[2])])

    def test_a_run_of_the_command_line_tells_learners_by_the_settings_it_was_given(self):
        file = self.scratch / "march.csv"
        file.write_bytes(certificates("li.na,FAW,2025-01-02"))
        killed = self.killed_at("rename", 1, "import", "--root", "nursing", str(file))
        self.assertTrue(killed)
        self.assertEqual([run.state for run in self.trial.runs("march.csv")], ["committed"])
        check(self.trial.call("watch", "--once"))
        self.assertEqual([run.state for run in self.trial.runs("march.csv")], ["finished"])
        self.assertEqual(self.trial.messages(), {})
        self.assertEqual(len(self.nursing.messages()), 1)


class Configured(RootsTest):
    def assert_refused(self, roots, *words, more=""):
        self.configure(roots)
        self.trial.configure(more)
        result = check(self.trial.call("status"), status=2)
        if not words:
            return
        for word in words:
            self.assertIn(word, result.stderr.decode())

    def assert_faults(self, roots, *words, more=""):
        self.configure(roots)
        self.trial.configure(more)
        told = " ".join(finding["finding"] for finding in self.findings("configuration"))
        for word in words:
            self.assertIn(word, told)

    def test_what_is_wrong_is_named_with_its_place(self):
        self.assert_refused(SALES + NURSING.replace("de\n", "fr\n"), "'drop_roots[1].language' cannot be 'fr'")
        self.assert_refused(SALES + NURSING + "    rescan: 4\n", "'drop_roots[1].rescan' is no key")
        self.assert_refused(SALES + "  - name: nursing\n", "'drop_roots[1].path' is missing")
        self.assert_refused("  []\n", "'drop_roots' names no drop root")
        self.assert_refused(SALES, "'drop_root' and 'drop_roots' cannot both be there", more="drop_root: other\n")
        self.assert_faults(SALES + NURSING.replace("ward@example.org", "ward"), "'drop_roots[1].administrators[0].email'")
        self.assert_faults(SALES + NURSING.replace("https://", "ftp://"), "'drop_roots[1].report_base_url'")
        self.assert_faults(SALES + NURSING, "'report_base_url' cannot hold for several", more="report_base_url: https://example.org\n")
        self.assert_faults(SALES + NURSING.replace("name: nursing", "name: sales"), "'drop_roots[1].name': another drop root")
        self.assert_faults(SALES + NURSING.replace("name: nursing", "name: night shift"), "'drop_roots[1].name' cannot be")
        for path in ("drop", "drop/import", "./drop/../drop", "."):
            with self.subTest(path):
                self.assert_faults(SALES + NURSING.replace("path: nursing", f"path: {path}"), ".path' lies in 'drop_roots[")

    def test_administrators_are_needed_in_each_or_for_all(self):
        text = re.sub("(?ms)^administrators:.*?(?=^#)", "", self.single)
        self.single = text
        self.assert_refused(SALES + NURSING, "'drop_roots[0].administrators'")

    def test_the_command_line_is_told_whose_settings_hold(self):
        file = self.scratch / "march.csv"
        file.write_bytes(certificates("li.na,FAW,03/04/2025"))
        for command in (("import",), ("verify",)):
            result = check(self.trial.call(*command, str(file)), status=2)
            self.assertIn(b"--root sales, or --root nursing", result.stderr)
        result = check(self.trial.call("import", "--root", "nursin", str(file)), status=2)
        self.assertIn(b"Did you mean 'nursing'?", result.stderr)
        check(self.trial.call("import", "--root", "nursing", str(file)))
        self.assertEqual(self.trial.awards(), [("li.na", "FAW", "2025-03-04")])
        run = self.trial.runs("march.csv")[0]
        check(self.trial.call("runs", "undo", str(run.id), "--root", "sales"))
        self.assertEqual(self.trial.awards(), [])
        self.trial.configuration.write_text(self.single)
        result = check(self.trial.call("import", "--root", "sales", str(file)), status=2)
        self.assertIn(b"just one drop root", result.stderr)

    def test_a_run_of_a_drop_root_that_is_gone_from_the_configuration_waits_for_it(self):
        self.trial.start()
        self.nursing.put("big.csv", big_file(BIG_ROWS))
        wait_for(lambda: self.trial.runs("big.csv"), "the claim")
        self.trial.kill()
        self.assertEqual(self.trial.runs("big.csv")[0].state, "claimed")
        for roots in (SALES, None):
            with self.subTest(roots):
                if roots:
                    self.configure(roots)
                else:
                    self.trial.configuration.write_text(self.single)
                self.trial.start()
                run = self.trial.drop_file("march.csv", CERTIFICATES)
                self.assertEqual(run.folder, "done")
                self.assertIn("whose drop root is not configured", self.log())
                self.assertIn("spool.stray", [problem["code"] for problem in self.trial.status()["problems"]])
                (finding,) = self.findings("spool")
                self.assertIn(f"{self.nursing.drop}/import", finding["finding"])
                self.trial.stop()
                self.assertEqual(self.trial.runs("big.csv")[0].state, "claimed")
        self.configure(SALES + NURSING)
        self.trial.start()
        run = self.nursing.next_run("big.csv")
        self.assertEqual((run.file.parent, run.counts["awarded"]), (self.nursing.done, BIG_AWARDS))

    def test_sighup_takes_over_settings_and_says_which_drop_roots_need_a_restart(self):
        self.trial.start()
        self.configure(SALES + NURSING.replace("language: de", "language: en") + "  - name: night\n    path: night\n")
        self.trial.service.send_signal(signal.SIGHUP)
        wait_for(lambda: "night is served when certdrop is restarted" in self.log(), "the answer to SIGHUP")
        self.assertIn('<html lang="en">', self.nursing.drop_file("march.csv", CERTIFICATES).page.read_text())
        self.configure(SALES)
        self.trial.service.send_signal(signal.SIGHUP)
        wait_for(lambda: "nursing is served, as it was configured before" in self.log(), "the answer to SIGHUP")
        self.assertIn('<html lang="en">', self.nursing.drop_file("april.csv", CERTIFICATES).page.read_text())

    def test_there_is_one_service_for_each_of_them(self):
        self.trial.start()
        other = self.trial.folder / "other.yaml"
        text = re.sub("(?m)^(state_directory): .*", r"\1: other", self.single)
        other.write_text(re.sub("(?m)^drop_root: .*", "drop_root: nursing", text))
        result = self.trial.call("watch", "--once", "--config", str(other), config=False)
        self.assertIn(f"process {self.trial.service.pid}".encode(), result.stderr)

    @needs_root
    def test_an_administrator_needs_the_group_of_the_drop_root_and_that_of_the_inboxes(self):
        needed = []
        for path, group in ((self.nursing.drop, "games"), (self.nursing.drop / "import", "news")):
            mode = path.stat().st_mode & 0o7777
            shutil.chown(path, group=group)
            path.chmod(mode)
            (finding,) = self.findings("administrators")
            needed.append(re.search(r"--groups (\S+) daemon", finding["remedy"])[1])
            # Now the group alone is not what is in the way.
            path.chmod(mode | 0o7)
        self.assertEqual(needed, ["games", "news"])
        self.assertEqual(self.findings("administrators"), [])

    def test_a_drop_root_on_another_file_system_is_named(self):
        self.configure(SALES + NURSING.replace("path: nursing", "path: /dev/shm/certdrop-test"))
        self.addCleanup(shutil.rmtree, "/dev/shm/certdrop-test", True)
        result = self.trial.call("watch", "--once")
        self.assertIn(b"different file systems", result.stderr)
        self.assertIn("folders.file-systems", [finding["code"] for finding in self.findings("folders")])
