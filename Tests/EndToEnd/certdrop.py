"""Drives the real program on a scratch drop root, as people and systems do: by dropping files and reading answers."""

import contextlib
import csv
import email
import email.policy
import io
import json
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = REPOSITORY / "examples"
PROGRAM = os.environ.get("CERTDROP", str(REPOSITORY / ".build/release/certdrop"))

# `faketime`, which names shared memory and a semaphore after its process and gives up if they are there. What is there has
# been left by a process that was killed: this one has the number now.
FAKETIME = ("sh", "-c", 'rm -f /dev/shm/sem.faketime_sem_$$ /dev/shm/faketime_shm_$$; exec faketime "$@"', "faketime")

# Long enough for a loaded machine; a test that waits this long fails.
PATIENCE = 60

LEARNERS = EXAMPLES / "learners.csv"
CERTIFICATIONS = EXAMPLES / "certifications.csv"
CERTIFICATES = EXAMPLES / "certificates.csv"
MISTAKES = EXAMPLES / "certificates-with-mistakes.csv"

# The tables that a verification or a repeated import must leave as they are.
DATA_TABLES = ("learner", "certification", "award")


def wait_for(condition, what, patience=PATIENCE):
    """The first true value of a condition, which is asked again and again."""
    deadline = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited {patience} s in vain for {what}.")
        time.sleep(0.02)


class Run:
    """A run as the journal has it, and what was published for it."""

    def __init__(self, row):
        self.id = row["id"]
        self.mode = row["mode"]
        self.name = row["file_name"]
        self.state = row["state"]
        self.refusal = row["refusal"]
        self.message = row["message"]
        self.checksum = row["checksum"]
        self.counts = {name: count for name, count in json.loads(row["counts"] or "{}").items() if count}
        self.file = pathlib.Path(os.fsdecode(row["destination"])) if row["destination"] else None
        self.page = pathlib.Path(os.fsdecode(row["report"])) if row["report"] else None

    @property
    def folder(self):
        return self.file.parent.name

    @property
    def stem(self):
        return self.page.name.removesuffix(".report.html")

    @property
    def table(self):
        return self.page.with_name(f"{self.stem}.report.csv")

    @property
    def corrections(self):
        return self.page.with_name(f"{self.stem}.corrections.csv")

    def rows(self):
        """The lines of the CSV report."""
        return read_csv(self.table)

    def outcomes(self):
        """(row, outcome, reason) of each row."""
        return [(int(row["row"]), row["outcome"], row["reason"]) for row in self.rows()]


def read_csv(path, delimiter=None):
    text = pathlib.Path(path).read_bytes().decode("utf-8-sig")
    delimiter = delimiter or (";" if text.partition("\n")[0].count(";") else ",")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def csv_bytes(heading, *rows):
    return "".join(f"{line}\r\n" for line in (heading, *rows)).encode()


def certificates(*rows):
    """A certificates file with rows such as `amelie.dubois,FAW,2025-01-02`."""
    return csv_bytes("Username,Certification reference,Award date", *rows)


class Manager:
    """Hears what the service says, as systemd does: datagrams at $NOTIFY_SOCKET."""

    def __init__(self, address):
        self.address = address
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind("\0" + address[1:] if address.startswith("@") else address)
        self.socket.setblocking(False)
        self.heard = []

    def listen(self):
        """All that was said so far: a dictionary for each datagram."""
        while True:
            try:
                datagram = self.socket.recv(65536)
            except BlockingIOError:
                return self.heard
            self.heard.append(dict(line.split("=", 1) for line in datagram.decode().splitlines()))

    def said(self, name, pattern=""):
        values = [message[name] for message in self.listen() if name in message]
        return [value for value in values if re.search(pattern, value)]

    def wait_for(self, name, pattern="", times=1):
        wait_for(lambda: len(self.said(name, pattern)) >= times, f"{name}={pattern}, {times} times")

    def close(self):
        self.socket.close()
        if self.address.startswith("/"):
            os.unlink(self.address)


class Trial:
    """What `certdrop init` makes, and the service that serves it."""

    def __init__(self, folder, settings=""):
        self.folder = pathlib.Path(folder) / "trial"
        self.configuration = self.folder / "certdrop.yaml"
        self.drop = self.folder / "drop"
        self.outbox = self.drop / "outbox"
        self.done = self.drop / "done"
        self.failed = self.drop / "failed"
        self.database = self.folder / "state/certdrop.sqlite"
        self.log = self.folder.parent / "service.log"
        self.program = [PROGRAM]
        self.service = None
        check(self.call("init", str(self.folder), config=False))
        # Ten times faster than the default, since tests wait for it.
        self.configure(f"settle: 0.2\n{settings}")

    def configure(self, settings):
        with self.configuration.open("a") as file:
            file.write(settings)

    def administrator(self, account, role, address=None):
        """Makes an account an administrator."""
        text = self.configuration.read_text()
        entry = f'  - account: "{account}"\n    email: "{address or account + "@example.org"}"\n    role: {role}\n'
        self.configuration.write_text(text.replace("administrators:\n", f"administrators:\n{entry}", 1))

    # The command line.

    def call(self, *arguments, config=True, **options):
        command = [*self.program, *arguments]
        if config:
            command += ["--config", str(self.configuration)]
        return subprocess.run(command, capture_output=True, timeout=PATIENCE * 5, check=False, **options)

    def json(self, *arguments):
        return json.loads(check(self.call(*arguments, "--format", "json")).stdout)

    def status(self):
        """What `certdrop status` says, be the service healthy or not."""
        result = self.call("status", "--format", "json")
        status = json.loads(result.stdout)
        assert result.returncode == (0 if status["healthy"] else 1), result
        return status

    def seed(self):
        """The learners and certifications of the examples."""
        with tempfile.TemporaryDirectory() as folder:
            for file in (LEARNERS, CERTIFICATIONS):
                copy = shutil.copy(file, folder)
                check(self.call("import", "--silent", copy))

    # The service.

    def start(self, program=None):
        """Starts the service, by another program if one is given, and waits until it says that it is ready."""
        with contextlib.closing(Manager(str(self.folder.parent / "notify"))) as manager:
            self.launch(program=program, env={**os.environ, "NOTIFY_SOCKET": manager.address})
            wait_for(lambda: self.is_alive and manager.said("READY"), "the service to start")

    def launch(self, tracer=(), program=None, **options):
        """`options` are those of `Popen`; under a tracer such as `strace -D` the service is still the child process."""
        assert self.service is None
        options.setdefault("stderr", self.log.open("ab"))
        self.service = subprocess.Popen(
            [*tracer, *(program or self.program), "watch", "--config", str(self.configuration)], stdout=subprocess.DEVNULL, **options
        )

    @contextlib.contextmanager
    def served_at(self, *clock, **options):
        """The service while `faketime` shows it another clock. It is a child of that, so both are stopped as a group."""
        command = [*FAKETIME, *clock, *self.program, "watch", "--config", str(self.configuration)]
        with self.log.open("ab") as log, subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=log, start_new_session=True, **options
        ) as service:
            try:
                yield
            finally:
                os.killpg(service.pid, signal.SIGTERM)

    def served_by(self):
        return self.status().get("served_by")

    @property
    def is_alive(self):
        if self.service.poll() is not None:
            raise AssertionError(f"The service ended with {self.service.returncode}:\n{self.log.read_text()}")
        return True

    def stop(self, number=signal.SIGTERM):
        """Stops the service; returns its exit status."""
        service, self.service = self.service, None
        service.send_signal(number)
        return service.wait(PATIENCE)

    def kill(self):
        self.stop(signal.SIGKILL)

    def close(self):
        if self.service:
            self.kill()

    # Dropping.

    def inbox(self, mode, name):
        return pathlib.Path(os.path.join(self.drop, mode, os.fsdecode(name)))

    def put(self, name, content, mode="import", owner=None):
        """Drops a file as `cp` does: opened under its name, written, closed. A file of another owner is moved in."""
        path = self.inbox(mode, name)
        content = content.read_bytes() if isinstance(content, pathlib.Path) else content
        if owner is None:
            path.write_bytes(content)
            return path
        outside = self.drop / ".upload"
        outside.write_bytes(content)
        os.chown(outside, owner, -1)
        outside.rename(path)
        return path

    def drop_file(self, name, content, mode="import", owner=None):
        """Drops a file and waits for its run to end."""
        seen = len(self.runs(name))
        self.put(name, content, mode, owner)
        return self.next_run(name, seen)

    def next_run(self, name, seen=0):
        def ended():
            if self.service:
                self.is_alive
            runs = self.runs(name)
            return len(runs) > seen and runs[-1].state == "finished" and runs[-1]

        return wait_for(ended, f"the answer to {name!r}")

    # The database.

    @contextlib.contextmanager
    def connection(self):
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=PATIENCE)
        connection.row_factory = sqlite3.Row
        try:
            yield connection
        finally:
            connection.close()

    def query(self, sql, *arguments):
        with self.connection() as connection:
            return [tuple(row) for row in connection.execute(sql, arguments)]

    def runs(self, name=None):
        """All runs, or those of a file name, oldest first."""
        with self.connection() as connection:
            runs = [Run(row) for row in connection.execute("SELECT * FROM run ORDER BY id")]
        return [run for run in runs if name is None or run.name == os.fsencode(name)]

    def dump(self):
        """Every row of the tables of learners, certifications and awards."""
        return {table: self.query(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in DATA_TABLES}

    def awards(self):
        return self.query(
            "SELECT username, certification_reference, awarded FROM awards WHERE revoked = 0 ORDER BY 1, 2, 3"
        )

    # The outbox.

    def messages(self, run=None):
        """The messages in the outbox, of one run or of all, by file name."""
        pattern = f"*-run-{run.id}-*.eml" if run else "*.eml"
        return {path.name: read_message(path) for path in sorted(self.outbox.glob(pattern))}

    def administrator_message(self, run):
        found = [message for name, message in self.messages(run).items() if "-administrator" in name]
        assert len(found) == 1, f"{len(found)} administrator messages for run {run.id}"
        return found[0]

    def learner_messages(self, run):
        return [message for name, message in self.messages(run).items() if "-learner-" in name]


def read_message(path):
    """Parses a message as strictly as Python's `email` can, and fails on any defect."""
    content = pathlib.Path(path).read_bytes()
    message = email.message_from_bytes(content, policy=email.policy.default)
    for part in message.walk():
        assert not part.defects, f"{path}: {part.defects}"
        for name, value in part.items():
            assert not value.defects, f"{path}: {name}: {value.defects}"
        if not part.is_multipart():
            part.get_content()
            assert not part.defects, f"{path}: {part.defects}"
    # `strict` raises at the first defect instead of noting it.
    email.message_from_bytes(content, policy=email.policy.strict + email.policy.SMTP)
    for line in content.split(b"\r\n"):
        assert len(line) <= 998 and b"\n" not in line and b"\r" not in line, f"{path}: a line breaks RFC 5322"
    for name in ("From", "To", "Subject", "Date", "Message-ID"):
        assert message[name], f"{path}: no {name}"
    return message


def plain_text(message):
    return message.get_body(("plain",)).get_content()


def check(result, status=0):
    """The result of a command, if it ended with the status expected."""
    output = (result.stdout + result.stderr).decode(errors="replace")
    assert result.returncode == status, f"{result.args} ended with {result.returncode}, not {status}:\n{output}"
    return result


def unused_uid():
    """A user number that no account has."""
    uid = 12345
    while True:
        try:
            pwd.getpwuid(uid)
        except KeyError:
            return uid
        uid += 1


needs_root = unittest.skipUnless(os.geteuid() == 0, "only root can give a file to another owner")


class TrialTest(unittest.TestCase):
    """A test on a drop root of its own. `settings` is added to its configuration."""

    settings = ""
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="certdrop-test-", ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        self.scratch = pathlib.Path(folder.name)
        self.trial = Trial(self.scratch, self.settings)
        self.addCleanup(self.trial.close)

    def assert_still_serves(self):
        """The service is alive, and a good file gets through."""
        run = self.trial.drop_file("still-serving.csv", CERTIFICATES)
        self.assertIsNone(run.refusal)
        self.assertEqual(run.folder, "done")

    def assert_published(self, run):
        """Everything about an ended run lies in its place, complete, and nothing half-written lies about."""
        self.assertIn(run.folder, ("done", "failed"))
        for path in (run.file, run.page, run.table):
            self.assertTrue(path.is_file(), path)
        self.assertTrue(run.page.read_text().rstrip().endswith("</html>"))
        self.assertEqual(run.corrections.exists(), "rejected" in run.counts)
        spool = self.trial.folder / "state/spool"
        self.assertFalse((spool / str(run.id)).exists(), "the run's folder in the spool")


class ServiceTest(TrialTest):
    """A test on a drop root that knows the learners and certifications of the examples, and is served."""

    def setUp(self):
        super().setUp()
        self.trial.seed()
        self.trial.start()
