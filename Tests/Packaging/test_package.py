"""The package on a clean Debian machine, from the first installation to the purge. The steps follow one another."""

import contextlib
import datetime
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

from machine import wait_for

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
EXAMPLES = REPOSITORY / "examples"
DROP = "/srv/certdrop/drop"
DATABASE = "/srv/certdrop/state/certdrop.sqlite"
COPY = "/srv/certdrop/state/certdrop.schema-2.sqlite"
CONFIGURATION = "/etc/certdrop/certdrop.yaml"
UNITS = ("certdrop.service", "certdrop@.service", "certdrop-outbox.service", "certdrop-outbox@.service")


def needs_machine(test):
    def run(self):
        if self.machine is None:
            self.skipTest("there is no clean machine")
        test(self)

    run.__doc__ = test.__doc__
    return run


def big_file(learners, rows):
    first = datetime.date(1960, 1, 1)
    days = [(first + datetime.timedelta(day)).isoformat() for day in range(rows // len(learners) + 1)]
    lines = [f"{learners[row % len(learners)]},FAW,{days[row // len(learners)]}" for row in range(rows)]
    return ("Username,Certification reference,Award date\n" + "\n".join(lines) + "\n").encode()


class Package(unittest.TestCase):
    package = None
    machine = None
    maxDiff = None

    # What the steps are made of.

    def repacked(self, version, program=None):
        """The package as another version would be, with another program if one is given."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.package.parent))
        subprocess.run(["dpkg-deb", "--raw-extract", self.package, folder / "root"], check=True)
        control = folder / "root/DEBIAN/control"
        control.write_text(re.sub("(?m)^Version: .*", f"Version: {version}", control.read_text()))
        if program:
            shutil.copyfile(program, folder / "root/usr/bin/certdrop")
            (folder / "root/DEBIAN/md5sums").unlink()
        package = folder / f"certdrop_{version}.deb"
        # Quickly rather than small.
        command = ["dpkg-deb", "-Zgzip", "-z1", "--root-owner-group", "--build", folder / "root", package]
        subprocess.run(command, check=True, capture_output=True)
        return package

    def install(self, package):
        shutil.copy(package, self.machine.path(f"/root/{package.name}"))
        return self.machine.run("dpkg", "--install", f"/root/{package.name}")

    def certdrop(self, *arguments, user="certdrop"):
        return self.machine.run("runuser", "-u", user, "--", "certdrop", *arguments)

    def drop(self, account, name, content, drop=DROP, mode="import", umask="077"):
        """Drops a file as an account does that keeps what it writes to itself."""
        script = f'umask {umask}; cat > "$0"'
        self.machine.run("runuser", "-u", account, "--", "sh", "-c", script, f"{drop}/{mode}/{name}", input=content)

    def answer(self, name, drop=DROP, folder="done"):
        path = self.machine.path(f"{drop}/{folder}/{name}")
        wait_for(path.exists, f"{name} in {folder}/")
        return path

    def awards(self, path=DATABASE):
        with contextlib.closing(sqlite3.connect(self.machine.path(path))) as connection:
            return connection.execute("SELECT count(*) FROM awards").fetchone()[0]

    def migrations(self, path=DATABASE):
        with contextlib.closing(sqlite3.connect(self.machine.path(path))) as connection:
            return connection.execute("SELECT count(*) FROM grdb_migrations").fetchone()[0]

    def mode(self, path):
        return self.machine.run("stat", "--format=%a %U:%G", path).strip()

    def is_active(self, unit="certdrop.service"):
        return self.machine.show(unit, "ActiveState") == "active"

    def assert_active(self):
        self.assertTrue(self.is_active(), self.machine.journal("certdrop", "--lines=20"))

    # The package by itself.

    def test_01_lintian_finds_no_error(self):
        result = subprocess.run(["lintian", "--fail-on=error", self.package], capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_02_the_sandbox_is_tight(self):
        for unit in ("certdrop.service", "certdrop@.service"):
            command = ["systemd-analyze", "security", "--offline=true", "--no-pager", REPOSITORY / "config/systemd" / unit]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            score = float(re.search(r"Overall exposure level for \S+: ([\d.]+)", said)[1])
            self.assertLess(score, 2.0)

    def test_03_the_instance_of_a_tenant_has_the_same_settings(self):
        def settings(unit):
            text = (REPOSITORY / "config/systemd" / unit).read_text()
            return {line for line in text.splitlines() if line and line[0] not in "#["}

        one, several = settings("certdrop.service"), settings("certdrop@.service")
        self.assertEqual(
            {line.split("=")[0] for line in one ^ several},
            {"Description", "RequiresMountsFor", "ExecStart", "User", "Group", "ReadWritePaths", "TemporaryFileSystem", "BindPaths"},
        )

    # The first day.

    @needs_machine
    def test_10_installed_it_runs_and_waits_for_administrators(self):
        self.install(self.package)
        self.assert_active()
        self.assertTrue(self.is_active("certdrop-outbox.timer"))
        self.assertEqual(self.machine.run("systemctl", "is-enabled", "certdrop.service", "certdrop-outbox.timer").split(), ["enabled"] * 2)
        self.assertEqual(self.machine.show("certdrop.service", "StatusText"), "Ready for files.")
        self.assertRegex(self.machine.journal("certdrop", "--priority=warning"), "Nobody is an administrator")
        self.assertEqual(
            [self.mode(path) for path in (CONFIGURATION, "/srv/certdrop", DROP, f"{DROP}/import", "/srv/certdrop/state", DATABASE)],
            ["640 root:certdrop", "755 root:root"]
            + [f"{mode} certdrop:certdrop" for mode in ("750", "1770", "700", "600")],
        )
        self.machine.run("systemd-analyze", "verify", "--man=no", *(f"/lib/systemd/system/{unit}" for unit in UNITS))
        for path in ("man1/certdrop.1.gz", "man1/certdrop-watch.1.gz", "man5/certdrop.yaml.5.gz"):
            self.assertTrue(self.machine.path(f"/usr/share/man/{path}").exists(), path)
        script = "source /usr/share/bash-completion/completions/certdrop && complete -p certdrop"
        self.assertIn("certdrop", self.machine.run("bash", "-c", script))

    @needs_machine
    def test_11_reloaded_it_knows_its_administrators_and_takes_what_they_drop(self):
        for account in ("maria", "exporter"):
            self.machine.run("useradd", "--create-home", "--groups", "certdrop", account)
        path = self.machine.path(CONFIGURATION)
        entries = "".join(f"\n  - account: {name}\n    email: {name}@example.org\n    role: global" for name in ("maria", "exporter"))
        path.write_text(path.read_text().replace("administrators: []", f"administrators:{entries}"))
        self.machine.run("systemctl", "reload", "certdrop")
        wait_for(lambda: "The configuration was read again" in self.machine.journal("certdrop"), "the answer to reload")
        for account, name in (("maria", "learners"), ("exporter", "certifications"), ("maria", "certificates")):
            self.drop(account, f"{name}.csv", (EXAMPLES / f"{name}.csv").read_bytes())
            self.answer(f"{name}.csv")
        self.assertEqual(self.awards(), 6)
        # The answer is for all administrators, the file is its uploader's.
        self.machine.run("runuser", "-u", "exporter", "--", "cat", f"{DROP}/done/certificates.report.html")
        self.assertEqual(self.mode(f"{DROP}/done/certificates.csv"), "600 maria:maria")
        self.assertIn("6 awards", self.certdrop("status"))

    @needs_machine
    def test_12_a_file_that_is_being_written_waits_for_as_long_as_that_takes(self):
        """The kernel tells it so of a file of another account: CAP_LEASE works within the sandbox."""
        path = self.machine.path(f"{DROP}/import/slow.csv")
        with path.open("wb") as file:
            os.chown(path, *(int(self.machine.run("id", option, "maria")) for option in ("-u", "-g")))
            file.write(b"Username,Certification reference,Award date\nli.na,FIRE,")
            file.flush()
            waiting = wait_for(lambda: json.loads(self.certdrop("status", "--format", "json"))["waiting"], "it to be seen")
            self.assertIn("written", waiting[0]["reason"])
            file.write(b"2025-04-01\n")
        self.answer("slow.csv")
        self.assertEqual(self.awards(), 7)

    @needs_machine
    def test_13_a_stranger_is_refused(self):
        self.machine.run("useradd", "--groups", "certdrop", "stranger")
        self.drop("stranger", "mine.csv", (EXAMPLES / "certificates.csv").read_bytes())
        self.answer("mine.csv", folder="failed")

    @needs_machine
    def test_14_messages_are_sent_by_a_mail_program_that_changes_its_group(self):
        self.machine.run("groupadd", "--system", "testmail")
        queue = self.machine.path("/var/spool/test-mail")
        queue.mkdir()
        (queue / "queue").touch()
        program = self.machine.path("/usr/sbin/sendmail")
        subprocess.run(["cc", "-static", "-o", program, HERE / "setgid_mail.c"], check=True)
        for path, mode in (("/var/spool/test-mail", "750"), ("/var/spool/test-mail/queue", "660"), ("/usr/sbin/sendmail", "2755")):
            self.machine.run("chgrp", "testmail", path)
            self.machine.run("chmod", mode, path)
        self.machine.run("systemctl", "start", "certdrop-outbox.service")
        sent = (queue / "queue").read_text()
        self.assertIn("To: maria <maria@example.org>", sent)
        self.assertIn("li.na@example.org", sent)
        self.assertEqual(list(self.machine.path(f"{DROP}/outbox").glob("*.eml")), [])

    @needs_machine
    def test_15_stuck_it_is_started_anew_and_goes_on(self):
        folder = self.machine.path("/etc/systemd/system/certdrop.service.d")
        folder.mkdir(parents=True)
        (folder / "soon.conf").write_text("[Service]\nWatchdogSec=2\nRestartSec=0\nTimeoutAbortSec=1\n")
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "restart", "certdrop")
        # It lives for longer than the time without a sign of life.
        self.machine.run("sleep", "4")
        self.assertEqual(self.machine.show("certdrop.service", "NRestarts"), "0")
        self.machine.run("systemctl", "kill", "--signal=STOP", "certdrop")
        wait_for(lambda: self.machine.show("certdrop.service", "NRestarts") == "1" and self.is_active(), "a new start")
        self.drop("maria", "after.csv", (EXAMPLES / "certificates.csv").read_bytes())
        self.answer("after.csv")
        shutil.rmtree(folder)
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "restart", "certdrop")

    @needs_machine
    def test_16_a_big_file_of_two_instances_at_once_and_neither_sees_the_other(self):
        """As the head of certdrop@.service says."""
        head = self.machine.path("/lib/systemd/system/certdrop@.service").read_text().partition("[Unit]")[0]
        commands = [line.strip("# ") for line in head.splitlines() if re.match("#     (useradd|install|systemctl)", line)]
        self.assertEqual(len(commands), 6)
        for command in commands[:-1]:
            self.machine.run("sh", "-c", command)
        path = self.machine.path("/etc/certdrop/acme.yaml")
        text = re.sub("/srv/certdrop/(drop|state)", r"/srv/certdrop/acme/\1", path.read_text())
        path.write_text(text + "language: de\n")
        self.machine.run("usermod", "--append", "--groups", "certdrop-acme", "maria")
        self.machine.run("sh", "-c", commands[-1])
        self.assertEqual(self.machine.show("certdrop@acme.service", "StatusText"), "Bereit für Dateien.")
        found = self.machine.call("certdrop", "doctor", "--config", "/etc/certdrop/acme.yaml", "--format", "json").stdout
        self.assertEqual([entry for entry in json.loads(found) if entry["level"] == "fault"], [])
        acme = "/srv/certdrop/acme/drop"
        for name in ("learners", "certifications"):
            self.drop("maria", f"{name}.csv", (EXAMPLES / f"{name}.csv").read_bytes(), drop=acme)
            self.answer(f"{name}.csv", drop=acme)
        content = big_file(["li.na", "jose.nunez"], 40_000)
        for drop in (DROP, acme):
            self.drop("maria", "big.csv", content, drop=drop)
        for drop in (DROP, acme):
            self.answer("big.csv", drop=drop)
        self.assertEqual(self.awards("/srv/certdrop/acme/state/certdrop.sqlite"), 40_000)
        # Nothing that it wants to do is kept from it.
        for unit in ("certdrop", "certdrop@acme"):
            self.assertNotRegex(self.machine.journal(unit), "(?i)failed to|errno|not permitted|denied")
        process = self.machine.show("certdrop@acme.service", "MainPID")
        self.assertEqual(self.machine.run("ls", f"/proc/{process}/root/srv/certdrop").split(), ["acme"])
        self.assertEqual(self.machine.call("ls", f"/proc/{process}/root/etc/ssh").stdout, b"")
        self.machine.run("systemctl", "disable", "--now", "certdrop@acme.service", "certdrop-outbox@acme.timer")

    @needs_machine
    def test_17_folders_that_were_given_to_others_stay_theirs_over_a_boot(self):
        self.machine.run("chown", "certdrop:maria", DROP)
        self.machine.run("systemd-tmpfiles", "--create", "--boot", "certdrop.conf")
        self.assertEqual(self.mode(DROP), "750 certdrop:maria")
        self.machine.run("chown", "certdrop:certdrop", DROP)

    # Years later.

    @needs_machine
    def test_18_a_backup_is_made_as_the_documentation_says(self):
        text = (REPOSITORY / ".github/OPERATIONS.md").read_text()
        typed = re.search(r"## Back up\n\n```sh\n(.*?)```", text, re.DOTALL)[1].replace("sudo -u certdrop", "runuser -u certdrop --")
        self.machine.run("sh", "-e", "-c", typed.replace("sudo ", ""))
        self.assertEqual(self.awards("/srv/certdrop/backup/certdrop.sqlite"), self.awards())

    @needs_machine
    def test_19_a_drop_root_that_the_service_cannot_make_is_made_as_it_says(self):
        path = self.machine.path(CONFIGURATION)
        before = path.read_text()
        path.write_text(before.replace(f"drop_root: {DROP}", "drop_root: /srv/certdrop/sales"))
        self.assertNotEqual(self.machine.call("systemctl", "restart", "certdrop").returncode, 0)
        said = self.machine.journal("certdrop", "--lines=20")
        command = re.search(r"Run as root: (install .* /srv/certdrop/sales)$", said, re.MULTILINE)
        self.assertTrue(command, said)
        self.machine.run("sh", "-c", command[1])
        self.machine.run("systemctl", "restart", "certdrop")
        self.assertEqual(self.mode("/srv/certdrop/sales/import"), "1770 certdrop:certdrop")
        path.write_text(before)
        self.machine.run("systemctl", "restart", "certdrop")

    @needs_machine
    def test_20_updated_over_a_run_in_hand_every_row_is_there_once(self):
        before = self.awards()
        process = self.machine.show("certdrop.service", "MainPID")
        self.drop("maria", "update.csv", big_file(["zofia.wojcik", "soren.ostergaard"], 46_000))
        said = self.install(self.repacked("0.9.1"))
        self.assertNotIn("ailed", said)
        self.assertNotEqual(self.machine.show("certdrop.service", "MainPID"), process)
        self.answer("update.csv")
        report = self.machine.path(f"{DROP}/done/update.report.csv").read_text()
        self.assertEqual(self.awards(), before + report.count(",awarded,"))
        self.assertEqual(report.count("\n"), 46_001)
        self.assertIn("maria", self.machine.path(CONFIGURATION).read_text())

    @needs_machine
    def test_21_stopped_by_hand_it_stays_so_over_an_update(self):
        self.machine.run("systemctl", "stop", "certdrop")
        self.install(self.repacked("0.9.2"))
        self.assertFalse(self.is_active())
        self.machine.run("systemctl", "start", "certdrop")

    @needs_machine
    def test_22_a_database_of_a_newer_version_is_refused_once_and_for_all(self):
        self.machine.run("systemctl", "stop", "certdrop")
        with contextlib.closing(sqlite3.connect(self.machine.path(DATABASE))) as connection:
            connection.execute("INSERT INTO grdb_migrations VALUES ('999: from the future')")
            connection.commit()
        self.assertNotEqual(self.machine.call("systemctl", "start", "certdrop").returncode, 0)
        self.assertEqual(self.machine.show("certdrop.service", "ExecMainStatus"), "2")
        self.assertEqual(self.machine.show("certdrop.service", "NRestarts"), "0")
        self.assertRegex(self.machine.journal("certdrop", "--priority=err"), "written by a newer version.*Install that version again")
        with contextlib.closing(sqlite3.connect(self.machine.path(DATABASE))) as connection:
            connection.execute("DELETE FROM grdb_migrations WHERE identifier LIKE '999%'")
            connection.commit()
        self.machine.run("systemctl", "reset-failed", "certdrop")
        self.machine.run("systemctl", "start", "certdrop")

    @needs_machine
    def test_23_removed_it_leaves_all_data_and_installed_again_it_goes_on(self):
        awards = self.awards()
        self.machine.run("dpkg", "--remove", "certdrop")
        self.assertFalse(self.is_active())
        self.assertFalse(self.machine.path("/usr/bin/certdrop").exists())
        self.assertIn("maria", self.machine.path(CONFIGURATION).read_text())
        self.install(self.package)
        self.assert_active()
        self.drop("maria", "again.csv", (EXAMPLES / "certificates.csv").read_bytes())
        self.answer("again.csv")
        self.assertEqual(self.awards(), awards)

    @needs_machine
    def test_24_purged_it_leaves_what_people_dropped(self):
        self.machine.run("dpkg", "--remove", "certdrop")
        # Taken and not yet answered.
        taken = self.machine.path("/srv/certdrop/state/spool/4711/file")
        taken.parent.mkdir()
        taken.write_text("someone's")
        said = self.machine.run("dpkg", "--purge", "certdrop")
        self.assertIn(f"removing the database with all learners, certifications and awards, {DATABASE}", said)
        self.assertIn("keeping /srv/certdrop/state/spool", said)
        self.assertIn("keeping /srv/certdrop ", said)
        self.assertEqual(self.machine.run("ls", "-A", "/srv/certdrop/state").split(), ["spool"])
        self.assertTrue(taken.exists())
        self.assertTrue(self.machine.path(f"{DROP}/done/certificates.report.html").exists())
        for path in (CONFIGURATION, "/usr/lib/sysusers.d/certdrop.conf", "/usr/share/doc/certdrop"):
            self.assertFalse(self.machine.path(path).exists(), path)
        self.assertEqual(self.machine.call("systemctl", "cat", "certdrop.service").returncode, 1)

    @needs_machine
    def test_30_updated_from_an_older_version_the_database_is_copied_and_brought_up_to_date(self):
        shutil.rmtree(self.machine.path("/srv/certdrop"))
        state = self.machine.path("/srv/certdrop/state")
        old = self.repacked("0.0.9", HERE / "old_program")
        self.machine.path("/srv/certdrop").mkdir()
        state.mkdir()
        with contextlib.closing(sqlite3.connect(self.machine.path(DATABASE))) as connection:
            connection.executescript((REPOSITORY / "Tests/EndToEnd/schema-2.sql").read_text())
        self.machine.run("chown", "--recursive", "certdrop:certdrop", "/srv/certdrop/state")
        self.install(old)
        self.assert_active()
        process = self.machine.show("certdrop.service", "MainPID")

        self.install(self.package)
        self.assert_active()
        self.assertNotEqual(self.machine.show("certdrop.service", "MainPID"), process)
        self.assertGreater(self.migrations(), 2)
        self.assertEqual((self.migrations(COPY), self.awards(COPY), self.awards()), (2, 6, 6))
        self.assertEqual(self.mode(COPY), "600 certdrop:certdrop")
        self.assertRegex(self.machine.journal("certdrop", "--priority=notice"), f"brought up to date.*{COPY}")
