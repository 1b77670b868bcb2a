"""`certdrop doctor`: each fault that is planted is found, alone and with its remedy, and a sound installation has none."""

import ctypes
import hashlib
import json
import os
import pathlib
import pwd
import re
import shutil
import signal
import sqlite3
import subprocess
import time

from certdrop import CERTIFICATES, PROGRAM, ServiceTest, Trial, TrialTest, certificates, check, needs_root, unused_uid, wait_for

CHECKS = (
    "configuration folders permissions leases inotify disk clock administrators mail database version service inboxes "
    "spool outbox"
).split()


def kernel_keeps_time():
    """Whether a time server keeps the clock of this machine right: what adjtimex(2) returns is not TIME_ERROR."""
    return ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(1024)) != 5


class Examined:
    """Asks the doctor about a trial."""

    def examine(self, trial=None, **options):
        """What was found, without the one finding that is about this machine and no fault that was planted."""
        trial = trial or self.trial
        result = trial.call("doctor", "--format", "json", **options)
        self.assertIn(result.returncode, (0, 1), result.stderr)
        listed = json.loads(result.stdout)
        found = [entry for entry in listed if entry["level"] != "ok"]
        self.assertEqual(result.returncode, 1 if found else 0)
        for entry in found:
            self.assertIn(entry["level"], ("warning", "fault"))
            self.assertTrue(entry["finding"] and entry["remedy"], entry)
        if not kernel_keeps_time():
            found = [entry for entry in found if entry["code"] != "clock.unsynchronised"]
        return found

    def codes(self, **options):
        return [entry["code"] for entry in self.examine(**options)]

    def assert_found(self, code, *words, finding=(), **options):
        """Exactly this was found, and the remedy has these words."""
        found = self.examine(**options)
        self.assertEqual([entry["code"] for entry in found], [code], found)
        for word in words:
            self.assertIn(word, found[0]["remedy"])
        for word in finding:
            self.assertIn(word, found[0]["finding"])
        return found[0]

    def assert_cured(self, entry):
        """The command of the remedy, typed as it stands, makes the finding go away."""
        command = re.search(r"[Rr]un: (.+?)(?: \(.*)?$", entry["remedy"]).group(1)
        program = str(pathlib.Path(PROGRAM).parent)
        environment = {**os.environ, "PATH": f"{program}:{os.environ['PATH']}", "CERTDROP_CONFIG": str(self.trial.configuration)}
        subprocess.run(command, shell=True, check=True, env=environment, stdout=subprocess.DEVNULL)
        self.assertEqual(self.codes(), [])


class Sound(ServiceTest, Examined):
    def test_a_sound_installation_has_no_finding(self):
        self.trial.drop_file("march.csv", CERTIFICATES)
        self.assertEqual(self.codes(), [])
        text = self.trial.call("doctor").stdout.decode()
        for name in CHECKS:
            self.assertRegex(text, rf"(?m)^(ok +{name}|warning +clock\.unsynchronised.*)$")
        self.assertIn("All is well." if kernel_keeps_time() else "1 warning.", text)

    def test_it_is_said_in_german_too(self):
        self.trial.stop()
        self.trial.configure("language: de\n")
        self.assertIn("Kein Dienst läuft", self.trial.call("doctor").stdout.decode())

    def test_nothing_is_changed(self):
        def tree():
            # What SQLite shares among processes is memory that happens to have a name.
            paths = sorted(path for path in self.trial.folder.rglob("*") if not path.name.endswith("-shm"))
            return {
                str(path): (path.lstat().st_mode, path.lstat().st_mtime_ns, path.is_file() and hashlib.sha256(path.read_bytes()).digest())
                for path in paths
            }

        self.trial.stop()
        before = tree()
        self.examine()
        self.trial.call("status")
        self.assertEqual(tree(), before)
        # Also where a service was killed, and left SQLite's companion files.
        self.trial.start()
        self.trial.drop_file("march.csv", CERTIFICATES)
        self.trial.kill()
        before = tree()
        self.assertTrue(any(path.endswith("-wal") for path in before))
        self.examine()
        self.assertEqual(tree(), before)


class Configured(TrialTest, Examined):
    def test_all_faults_of_the_configuration_are_told_with_their_keys(self):
        text = self.trial.configuration.read_text()
        text = text.replace("role: global", "role: globl").replace("drop_root:", "drop_rot:")
        self.trial.configuration.write_text(text + "limits:\n  colums: 3\nrescan: soon\nlog_level: verbose\n")
        found = self.examine()
        self.assertEqual({entry["code"] for entry in found}, {"configuration.fault"})
        told = "\n".join(entry["finding"] for entry in found)
        keys = ("'drop_rot'", "'drop_root' is missing", "'administrators[0].role'", "'limits.colums'", "'rescan'", "'log_level'")
        for key in keys:
            self.assertIn(key, told)
        self.assertEqual(len(found), len(keys))
        self.assertIn(str(self.trial.configuration), found[0]["remedy"])

    def test_so_are_those_that_only_meaning_can_tell(self):
        self.trial.administrator("root", "global", "no address")
        self.trial.configure("contact: nobody\nmax_rejected_percent: 200\nkeep_runs: 0\nreport_base_url: here\n")
        self.trial.configure('column_aliases:\n  Usernam: [x]\nmail_command: [""]\n')
        found = [entry["finding"] for entry in self.examine() if entry["code"] == "configuration.fault"]
        told = "\n".join(found)
        for key in ("'administrators' names", "'administrators[0].email'", "'contact'", "'max_rejected_percent'"):
            self.assertIn(key, told)
        for key in ("'keep_runs'", "'report_base_url'", "'mail_command'"):
            self.assertIn(key, told)
        # The service says the same.
        complaint = check(self.trial.call("watch"), status=2).stderr.decode()
        for sentence in found:
            self.assertIn(sentence, complaint)

    def test_a_configuration_that_is_missing_or_no_yaml(self):
        self.trial.configuration.write_text("drop_root: [\n")
        self.assert_found("configuration.fault", finding=("not YAML", "line"))
        self.trial.configuration.unlink()
        self.assert_found("configuration.fault", finding=("There is no configuration",))

    def test_broken_templates_are_told_with_name_and_line(self):
        self.trial.start()
        folder = self.scratch / "templates"
        folder.mkdir()
        (folder / "learner.text.mustache").write_text("Hello\n{{nam}}\n")
        (folder / "administrator.subject.mustache").write_text("{{#refused}}\n")
        self.trial.configure(f"mail_templates: {folder}\n")
        found = self.examine()
        self.assertEqual([entry["code"] for entry in found], ["mail.template"] * 2)
        told = " ".join(entry["finding"] for entry in found)
        self.assertRegex(told, r"learner\.text\.mustache .*'nam', in line 2")
        self.assertRegex(told, r"administrator\.subject\.mustache .* line 1")
        for path in folder.iterdir():
            path.unlink()
        self.assertEqual(self.codes(), [])

    def test_a_mail_program_that_is_not_there_or_cannot_be_run(self):
        self.trial.start()
        program = self.scratch / "mail"
        self.trial.configure(f"mail_command: [{program}, -t]\n")
        self.assert_found("mail.program", "mail_command", finding=(str(program), "No such file"))
        program.write_text("#!/bin/sh\n")
        self.assert_found("mail.program", finding=("Permission denied",))
        program.chmod(0o755)
        self.assertEqual(self.codes(), [])

    def test_the_folder_of_the_metrics(self):
        self.trial.start()
        self.trial.configure(f"metrics_file: {self.scratch}/metrics/certdrop.prom\n")
        self.assert_found("service.metrics", "metrics_file", finding=(f"{self.scratch}/metrics",))
        (self.scratch / "metrics").mkdir()
        self.assertEqual(self.codes(), [])

    def test_an_administrator_without_an_account(self):
        self.trial.start()
        self.trial.administrator("no-such-account", "global")
        self.assert_found("administrators.unknown", "adduser no-such-account", finding=("no-such-account",))

    def test_no_administrator_with_the_role_global(self):
        self.trial.start()
        text = self.trial.configuration.read_text().replace("role: global", "role: certifications")
        self.trial.configuration.write_text(text)
        self.assert_found("administrators.no-global", "role: global")

    @needs_root
    def test_an_administrator_who_may_not_write_to_the_inboxes(self):
        self.trial.start()
        self.trial.administrator("daemon", "certifications")
        self.assert_found("administrators.shut-out", "usermod --append --groups root daemon", finding=("'daemon'", "import"))
        group = pwd.getpwnam("daemon").pw_gid
        for path in (self.trial.drop, *self.trial.drop.iterdir()):
            mode = path.stat().st_mode & 0o7777
            os.chown(path, -1, group)
            path.chmod(mode)
        self.assertEqual(self.codes(), [])

    def test_others_who_can_write_to_the_configuration(self):
        self.trial.start()
        self.trial.configuration.chmod(0o666)
        self.assert_cured(self.assert_found("configuration.writable", "chmod go-w"))


class Folders(ServiceTest, Examined):
    def test_a_folder_that_is_missing(self):
        for path in (self.trial.drop / "templates", self.trial.outbox / "undeliverable", self.trial.failed):
            with self.subTest(path.name):
                shutil.rmtree(path)
                self.assert_cured(self.assert_found("folders.missing", "install -d", str(path), finding=(str(path),)))

    def test_a_folder_that_is_none(self):
        path = self.trial.drop / "templates"
        shutil.rmtree(path)
        path.touch()
        self.assert_found("folders.no-folder", finding=(str(path),))

    def test_a_state_directory_that_others_can_enter(self):
        for path in ("state", "state/spool"):
            with self.subTest(path):
                (self.trial.folder / path).chmod(0o755)
                self.assert_cured(self.assert_found("permissions.open", "chmod go=", finding=("0755",)))

    def test_a_database_that_others_can_read(self):
        self.trial.drop_file("march.csv", CERTIFICATES)
        self.trial.database.chmod(0o644)
        self.assert_cured(self.assert_found("permissions.open", "chmod go=", finding=("0644", "certdrop.sqlite")))

    def test_an_inbox_without_the_sticky_bit(self):
        for mode in (0o770, 0o777):
            with self.subTest(oct(mode)):
                (self.trial.drop / "import").chmod(mode)
                entry = self.assert_found("permissions.sticky", "chmod +t", finding=("import",))
                (self.trial.drop / "import").chmod(0o770)
                self.assert_cured(entry)

    def test_an_inbox_that_everyone_can_write_to(self):
        (self.trial.drop / "verify").chmod(0o1777)
        self.assert_cured(self.assert_found("permissions.everyone", "chmod o-w"))

    def test_an_outbox_that_others_can_write_to(self):
        for name in ("outbox", "outbox/sent", "templates"):
            with self.subTest(name):
                (self.trial.drop / name).chmod(0o770)
                self.assert_cured(self.assert_found("permissions.writable", "chmod go-w", finding=(name,)))

    @needs_root
    def test_a_folder_or_a_file_of_someone_else(self):
        for path in (self.trial.done, self.trial.folder / "state/publish.lock"):
            with self.subTest(path.name):
                os.chown(path, pwd.getpwnam("daemon").pw_uid, -1)
                entry = self.assert_found("permissions.owner", "chown", finding=(str(path), "daemon"))
                self.assert_cured(entry)

    @needs_root
    def test_someone_who_may_not_look_is_told_so(self):
        found = self.examine(user="nobody", cwd="/")
        self.assertEqual({entry["code"] for entry in found if entry["level"] == "fault"}, {"configuration.fault"})
        # Who may read the configuration, but nothing of the service's.
        self.scratch.chmod(0o755)
        found = self.examine(user="nobody", cwd="/")
        self.assertIn("folders.hidden", {entry["code"] for entry in found})
        self.assertEqual([entry["code"] for entry in found if entry["level"] == "fault"], [])

    @needs_root
    def test_folders_on_several_file_systems(self):
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=1770", "tmpfs", self.trial.failed], check=False)
        if mounted.returncode:
            self.skipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", self.trial.failed], check=True)
        self.assert_found("folders.file-systems", "state_directory", finding=(str(self.trial.failed),))


@needs_root
class Disk(TrialTest, Examined):
    def examine_disk(self, options):
        disk = self.scratch / "disk"
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", disk], check=False).returncode:
            self.skipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", disk], check=True)
        trial = Trial(disk)
        self.addCleanup(trial.close)
        trial.log = self.scratch / "service.log"
        trial.start()
        return trial

    def test_a_disk_that_is_full(self):
        self.assert_found("disk.full", "Make space", trial=self.examine_disk("size=12m"))

    def test_a_disk_that_is_nearly_full(self):
        self.assert_found("disk.low", "Make space", trial=self.examine_disk("size=200m"))

    def test_a_disk_that_takes_few_more_files(self):
        self.assert_found("disk.inodes", "Move old files", trial=self.examine_disk("size=4g,nr_inodes=500"))


class Machine(TrialTest, Examined):
    @needs_root
    def test_a_service_that_may_not_ask_for_leases(self):
        self.trial.start(["setpriv", "--bounding-set=-lease", PROGRAM])
        # Who drops files is the account of the service itself.
        self.assertEqual(self.codes(), [])
        self.trial.administrator("daemon", "certifications")
        for folder in ("", "import"):
            shutil.chown(self.trial.drop / folder, group="daemon")
        for folder in (self.scratch, self.trial.folder):
            folder.chmod(0o755)
        self.assert_found("leases.not-allowed", "AmbientCapabilities=CAP_LEASE")

    @needs_root
    def test_an_account_that_has_used_up_its_inotify_instances(self):
        uid = unused_uid()
        for path in (self.trial.folder, *self.trial.folder.rglob("*")):
            os.chown(path, uid, -1)
        program = "import ctypes, sys\nlibc = ctypes.CDLL(None)\nwhile libc.inotify_init1(0) >= 0: pass\nprint('full', flush=True)\nsys.stdin.read()"
        with subprocess.Popen(["/usr/bin/python3", "-c", program], user=uid, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as hog:
            self.assertEqual(hog.stdout.readline(), b"full\n")
            found = self.examine()
            hog.communicate()
        self.assertEqual([entry["code"] for entry in found], ["inotify.instances", "service.not-running"])
        self.assertIn("sysctl fs.inotify.max_user_instances=", found[0]["remedy"])
        self.assertEqual(self.codes(), ["service.not-running"])

    @needs_root
    def test_kernel_limits_that_are_too_low(self):
        for name, limit, code in (("max_user_watches", 2, "inotify.watches"), ("max_queued_events", 16, "inotify.queue")):
            with self.subTest(name):
                fake = self.scratch / name
                fake.write_text(f"{limit}\n")
                # Seen by this one process alone.
                script = f'mount --bind {fake} /proc/sys/fs/inotify/{name} && exec "$@"'
                command = ["unshare", "--mount", "sh", "-c", script, "sh", PROGRAM, "doctor", "--format", "json"]
                result = subprocess.run([*command, "--config", str(self.trial.configuration)], capture_output=True, check=False)
                if b"mount:" in result.stderr or b"unshare:" in result.stderr:
                    self.skipTest("no file can be mounted over here")
                self.assertIn(f'"{code}"'.encode(), result.stdout)
                self.assertIn(f"sysctl fs.inotify.{name}=".encode(), result.stdout)

    def test_a_clock_that_is_behind_the_newest_run(self):
        self.trial.seed()
        self.trial.start()
        with sqlite3.connect(self.trial.database) as connection:
            connection.execute("UPDATE run SET claimed = '2099-01-01T00:00:00Z' WHERE id = (SELECT max(id) FROM run)")
        connection.close()
        self.assert_found("clock.behind", "timedatectl", finding=("2099-01-01",))

    def test_a_clock_that_nobody_keeps_right_is_told_of(self):
        result = self.trial.call("doctor", "--format", "json")
        self.assertEqual(b"clock.unsynchronised" in result.stdout, not kernel_keeps_time())


class Database(TrialTest, Examined):
    """The service does not run: it would not let the database be spoilt."""

    def assert_found_too(self, code, *words, finding=()):
        found = self.examine()
        self.assertEqual({entry["code"] for entry in found}, {code, "service.not-running"})
        entry = next(entry for entry in found if entry["code"] == code)
        for word in words:
            self.assertIn(word, entry["remedy"])
        for word in finding:
            self.assertIn(word, entry["finding"])

    def test_a_page_that_is_damaged(self):
        self.trial.seed()
        content = bytearray(self.trial.database.read_bytes())
        with sqlite3.connect(self.trial.database) as connection:
            page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'learner'").fetchone()[0]
            size = connection.execute("PRAGMA page_size").fetchone()[0]
        connection.close()
        content[(page - 1) * size : (page - 1) * size + 64] = b"\xff" * 64
        self.trial.database.write_bytes(content)
        self.assert_found_too("database.damaged", "restore the last backup")

    def test_a_file_that_is_no_database(self):
        self.trial.database.write_bytes(b"garbage " * 4096)
        self.assert_found_too("database.damaged", "restore the last backup", finding=("not a database",))

    def test_a_database_that_is_not_there_yet(self):
        self.trial.database.unlink()
        self.assert_found_too("database.missing", "Start the service")

    def migrations(self, sql):
        with sqlite3.connect(self.trial.database) as connection:
            connection.execute(sql)
        connection.close()

    def test_tables_of_an_older_version(self):
        self.migrations("DELETE FROM grdb_migrations WHERE rowid = (SELECT max(rowid) FROM grdb_migrations)")
        self.assert_found_too("database.older", "certdrop backup")

    def test_tables_of_a_newer_version(self):
        self.migrations("INSERT INTO grdb_migrations VALUES ('99: from the future')")
        self.assert_found_too("database.newer", "Install the newer version")


class Copies(ServiceTest, Examined):
    def test_a_copy_from_before_an_update_that_nobody_goes_back_to_any_more(self):
        copy = self.trial.database.with_name("certdrop.schema-2.sqlite")
        copy.touch(0o600)
        self.assertEqual(self.codes(), [])
        month_ago = time.time() - 31 * 86_400
        os.utime(copy, (month_ago, month_ago))
        self.assert_cured(self.assert_found("database.copy", "rm ", finding=("31 days", "erased")))
        self.assertFalse(copy.exists())


class Program(TrialTest, Examined):
    def units(self, program, arguments=""):
        folder = self.scratch / "units"
        folder.mkdir(exist_ok=True)
        (folder / "certdrop.service").write_text(f"[Service]\nType=exec\nExecStart=-{program} watch {arguments}\n")
        return {"env": {**os.environ, "SYSTEMD_UNIT_PATH": str(folder)}}

    def test_a_unit_whose_program_is_missing(self):
        self.trial.start()
        options = self.units("/no/such/certdrop")
        self.assert_found("version.unit-program", "ExecStart=", finding=("/no/such/certdrop",), **options)

    def test_a_unit_that_starts_another_version(self):
        self.trial.start()
        other = self.scratch / "certdrop"
        other.write_text("#!/bin/sh\necho 9.9.9\n")
        other.chmod(0o755)
        self.assert_found("version.unit", "Install one version", finding=("9.9.9",), **self.units(other))
        self.assertEqual(self.codes(**self.units(PROGRAM)), [])

    def test_a_service_whose_program_was_replaced(self):
        copy = shutil.copy(PROGRAM, self.scratch / "certdrop")
        self.trial.start([copy])
        self.assert_found("version.service", "Restart the service")

    def test_no_service(self):
        self.assert_found("service.not-running", f"certdrop watch --config {self.trial.configuration}")
        options = self.units(PROGRAM, f"--config {self.trial.configuration}")
        # The unit that sends messages has the same configuration, and comes first.
        unit = self.scratch / "units/certdrop-outbox.service"
        unit.write_text(f"[Service]\nExecStart={PROGRAM} outbox send --config {self.trial.configuration}\n")
        found = self.assert_found("service.not-running", **options)
        self.assertEqual(found["remedy"], "Run: systemctl start certdrop")

    def test_an_instance_of_a_template_unit(self):
        options = self.units(PROGRAM, f"--config {self.trial.folder}/%i.yaml")
        folder = self.scratch / "units"
        (folder / "certdrop.service").rename(folder / "certdrop@.service")
        self.assert_found("service.not-running", "systemctl start certdrop@certdrop", **options)

    def test_a_service_of_another_state_directory(self):
        folder = self.scratch / "other"
        folder.mkdir()
        other = Trial(folder)
        self.addCleanup(other.close)
        shutil.rmtree(other.drop)
        text = other.configuration.read_text().replace(f'"{other.drop}"', f'"{self.trial.drop}"')
        other.configuration.write_text(text)
        self.trial.start()
        pid = self.trial.service.pid
        self.assert_found("service.elsewhere", f"stop process {pid}", finding=(f"process {pid}",), trial=other)

    def test_a_service_that_does_not_answer(self):
        self.trial.start()
        path = self.trial.folder / "state/status.json"
        wait_for(path.exists, "the first status")
        os.kill(self.trial.service.pid, signal.SIGSTOP)
        text = path.read_text()
        path.write_text(re.sub(r'"(looked|written)":[\d.]+', r'"\1":1000', text))
        self.assertNotEqual(path.read_text(), text)
        self.assert_found("service.silent", "restart", finding=("has not looked",))
        result = self.trial.call("status", "--format", "json")
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"service.silent", result.stdout)
        os.kill(self.trial.service.pid, signal.SIGCONT)


class Waiting(TrialTest, Examined):
    """Programs that believe it is later than it is, as Debian's `faketime` makes them."""

    def start_later(self, offset):
        """Starts a service that believes it is later by `offset`, as the commands do then."""
        self.trial.seed()
        library = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
        # The library changes the environment of the first process that it is loaded into, and hides its arguments from
        # Swift: `nice` is that process. The times of files stay what they are.
        settings = [f"LD_PRELOAD={library}", f"FAKETIME={offset}", "NO_FAKE_STAT=1", "DONT_FAKE_MONOTONIC=1"]
        self.trial.program = ["env", *settings, "nice", "-n", "0", PROGRAM]
        self.trial.start()

    def test_a_file_that_is_still_being_written_after_two_hours(self):
        self.start_later("+2h")
        with self.trial.inbox("import", "march.csv").open("wb") as file:
            file.write(b"Username")
            file.flush()
            wait_for(lambda: [f for f in self.trial.status()["waiting"] if f["file"] == "march.csv"], "status to show it")
            entry = self.assert_found("inboxes.waiting", "uploader", finding=("march.csv", "import/", "2 h"))
            self.assertIn("written", entry["finding"])
            status = self.trial.status()
            self.assertFalse(status["healthy"])
            self.assertEqual([problem["code"] for problem in status["problems"]], ["inboxes.waiting"])

    def test_an_upload_that_was_broken_off(self):
        self.start_later("+3d")
        self.trial.inbox("verify", "march.csv.part").write_bytes(b"Username")
        self.assert_found("inboxes.unfinished", "remove it", finding=("march.csv.part", "verify/", "3 days"))

    def test_something_that_is_no_file(self):
        self.trial.start()
        self.trial.inbox("import", "march").mkdir()
        self.assert_found("inboxes.not-regular", "Remove it", finding=("march", "import/"))

    def test_messages_that_nobody_fetches(self):
        self.start_later("+2d")
        self.trial.drop_file("march.csv", certificates("li.na,FAW,2025-01-02"))
        self.assert_found("outbox.not-fetched", "deliver: true", finding=("2 messages wait",))

    def test_messages_that_cannot_be_sent(self):
        self.mail("exit 75")
        self.start_later("+2h")
        self.trial.drop_file("march.csv", certificates("li.na,FAW,2025-01-02"), mode="import-silent")
        wait_for(lambda: list(self.trial.outbox.glob(".*.retry")), "the first attempt")
        self.assert_found("outbox.waiting", "certdrop outbox list", finding=("1 message waits", "exit status 75"))

    def mail(self, command):
        program = self.scratch / "mail"
        program.write_text(f"#!/bin/sh\necho said so\n{command}\n")
        program.chmod(0o755)
        self.trial.configure(f"mail_command: [{program}]\ndeliver: true\n")

    def test_messages_that_cannot_be_delivered_are_tried_anew(self):
        self.mail("exit 67")
        self.trial.seed()
        self.trial.start()
        self.trial.drop_file("march.csv", certificates("li.na,FAW,2025-01-02"), mode="import-silent")
        folder = self.trial.outbox / "undeliverable"
        wait_for(lambda: list(folder.glob("*.eml")), "the message to be given up")
        entry = self.assert_found("outbox.undeliverable", str(folder), finding=("1 message cannot", "said so"))
        self.assertIn("certdrop outbox retry", entry["remedy"])
        (self.scratch / "mail").write_text("#!/bin/sh\n")
        self.assert_cured(entry)
        check(self.trial.call("outbox", "send", "--all"))
        self.assertEqual(len(list((self.trial.outbox / "sent").glob("*.eml"))), 1)

    def test_a_run_that_nobody_goes_on_with(self):
        with sqlite3.connect(self.trial.database) as connection:
            connection.execute(
                "INSERT INTO run (state, mode, folder, file_name, in_place, claimed) "
                "VALUES ('claimed', 'import', ?, ?, 0, '2026-01-01T00:00:00Z')",
                (os.fsencode(self.trial.drop / "import"), b"march.csv"),
            )
        connection.close()
        found = self.examine()
        self.assertEqual([entry["code"] for entry in found], ["service.not-running", "spool.unfinished"])
        self.assertIn("march.csv", found[1]["finding"])
        self.assertIn("Start the service", found[1]["remedy"])

    def test_a_file_in_the_spool_that_belongs_to_no_run(self):
        self.trial.seed()
        folder = self.trial.folder / "state/spool/999"
        folder.mkdir(mode=0o700)
        (folder / "file").write_bytes(certificates("li.na,FAW,2025-01-02"))
        (folder / "report.csv").touch()
        self.assertEqual(self.codes(), ["service.not-running", "spool.orphan"])
        self.trial.start()
        entry = self.assert_found("spool.orphan", "recovered.csv", finding=("orphan-999/file",))
        self.assert_cured(entry)
        self.assertEqual(self.trial.next_run("recovered.csv").counts, {"awarded": 1})


if __name__ == "__main__":
    import unittest

    unittest.main()
