"""A machine set up as .github/SFTP.md says, within this one: an /etc and a /srv of its own, in a mount namespace."""

import ctypes
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import unittest

from certdrop import CERTIFICATIONS, LEARNERS, PATIENCE, PROGRAM, REPOSITORY, Trial, check, wait_for

GUIDE = REPOSITORY / ".github/SFTP.md"
UNIT = REPOSITORY / "config/systemd/certdrop.service"
SERVICE = "certdrop"

# sched.h, sys/mount.h
CLONE_NEWNS = 0x20000
MS_REC, MS_PRIVATE = 0x4000, 0x40000
MNT_DETACH = 2
libc = ctypes.CDLL(None, use_errno=True)

PROGRAMS = ("/usr/sbin/sshd", "/usr/bin/sftp", "/usr/bin/setfacl", "/usr/bin/setpriv", "/usr/sbin/useradd")


def missing():
    """What these tests need and this machine lacks; None if nothing."""
    if os.geteuid() != 0:
        return "only root can make accounts and start servers"
    absent = [program for program in PROGRAMS if not os.access(program, os.X_OK)]
    if absent:
        return f"there is no {absent[0]}"
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode != 0:
        return "no mount namespace can be made here"
    return None


def mount(kind, target, options=""):
    subprocess.run(["mount", "-t", kind, kind, target, *(["-o", options] if options else [])], check=True)


def enter_private_machine(scratch):
    """From now on this process and its children have an /etc and a /srv of their own."""
    if libc.unshare(CLONE_NEWNS) != 0 or libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    layers = scratch / "etc"
    layers.mkdir()
    mount("tmpfs", layers)
    for name in ("upper", "work"):
        (layers / name).mkdir(mode=0o755)
    mount("overlay", "/etc", f"lowerdir=/etc,upperdir={layers}/upper,workdir={layers}/work")
    mount("tmpfs", "/srv", "mode=0755")
    pathlib.Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)


def leave_private_machine(scratch):
    for folder in ("/srv", "/etc", scratch / "etc"):
        libc.umount2(os.fsencode(folder), MNT_DETACH)


def guide_commands(first_word):
    """The commands for root that the guide gives, block by block, of the blocks that begin with a word."""
    blocks = re.findall(r"^```sh\n(.*?)^```", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
    found = [block for block in blocks if block.startswith(first_word)]
    assert found, f"{GUIDE} has no commands that begin with {first_word}"
    return found


def unused_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


class Installation(Trial):
    """An installation as the package makes it, served by its own account. Shares with a trial how it is looked at."""

    def __init__(self, scratch):
        self.scratch = scratch
        self.folder = pathlib.Path("/srv/certdrop")
        self.configuration = pathlib.Path("/etc/certdrop/certdrop.yaml")
        self.drop = self.folder / "drop"
        self.outbox = self.drop / "outbox"
        self.done = self.drop / "done"
        self.failed = self.drop / "failed"
        self.database = self.folder / "state/certdrop.sqlite"
        self.log = scratch / "service.log"
        self.service = None
        self.program = [PROGRAM]
        self.processes = []
        self.capabilities = self.capabilities_of_the_unit()
        subprocess.run(["useradd", "--system", "--shell", "/usr/sbin/nologin", SERVICE], check=True)
        subprocess.run(["install", "-d", "-o", SERVICE, "-g", SERVICE, self.folder, self.drop], check=True)
        subprocess.run(["install", "-d", "-m", "0700", "-o", SERVICE, "-g", SERVICE, self.folder / "state"], check=True)
        self.configuration.parent.mkdir()
        self.configuration.write_text(
            f"drop_root: {self.drop}\nstate_directory: {self.folder}/state\nsettle: 0.2\ncontact: it@example.org\n"
            "report_base_url: sftp://files.example.org/drop\n"
            "administrators:\n"
        )
        for account, role in (("root", "global"), ("hr-export", "global"), ("maria", "certifications"), ("paul", "certifications")):
            self.administrator(account, role)
        check(self.call_as_service("watch", "--once"))
        self.follow_the_guide()
        self.seed()

    def follow_the_guide(self):
        """Does what it says, to the letter."""
        for account in ("maria", "paul", "hr-export", "stranger"):
            check(run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.scratch / account]))
        os.symlink(REPOSITORY / "config", self.scratch / "config")
        for first_word in ("groupadd", "install", "useradd"):
            for block in guide_commands(first_word):
                check(run(["sh", "-euc", block], cwd=self.scratch))
        # Two more of the same kind; one of them is no administrator of certdrop.
        [maria, _] = guide_commands("useradd")
        for account in ("paul", "stranger"):
            check(run(["sh", "-euc", maria.replace("maria", account)], cwd=self.scratch))

    def seed(self):
        for file in (LEARNERS, CERTIFICATIONS):
            copy = shutil.copy(file, self.scratch)
            check(self.call("import", "--silent", copy))
        # Done by root, as nothing is in an installation.
        subprocess.run(["chown", "-R", f"{SERVICE}:{SERVICE}", self.folder / "state"], check=True)

    @staticmethod
    def capabilities_of_the_unit():
        [line] = re.findall(r"^AmbientCapabilities=(.+)$", UNIT.read_text(), re.MULTILINE)
        return [name.removeprefix("CAP_").lower() for name in line.split()]

    def as_service(self):
        granted = "".join(f",+{name}" for name in self.capabilities)
        return [
            *("setpriv", f"--reuid={SERVICE}", f"--regid={SERVICE}", "--init-groups", "--no-new-privs"),
            *(f"--inh-caps=-all{granted}", f"--ambient-caps=-all{granted}", f"--bounding-set=-all{granted}"),
        ]

    def call_as_service(self, *arguments):
        return run([*self.as_service(), PROGRAM, *arguments, "--config", self.configuration])

    def json(self, *arguments):
        # As its own account: what root opens first, root owns for a moment.
        return json.loads(check(self.call_as_service(*arguments, "--format", "json")).stdout)

    def start(self):
        assert self.service is None
        self.service = subprocess.Popen(
            [*self.as_service(), PROGRAM, "watch", "--config", self.configuration],
            stdout=subprocess.DEVNULL,
            stderr=self.log.open("ab"),
        )
        wait_for(lambda: self.is_alive and self.served_by() == self.service.pid, "the service to start")

    def start_ssh_server(self):
        """OpenSSH's server with the machine's own configuration, on a port of its own."""
        self.port = unused_port()
        log = self.scratch / "sshd.log"
        self.spawn(
            ["/usr/sbin/sshd", "-D", "-e", "-p", str(self.port)]
            + [f"-o{option}" for option in ("ListenAddress=127.0.0.1", "PidFile=none", "MaxStartups=200")],
            stderr=log.open("ab"),
        )
        wait_for(lambda: accepts_connections(self.port), f"sshd to start ({log.read_text()})")

    def spawn(self, command, **options):
        """Starts a program that ends with the test at the latest."""
        process = subprocess.Popen(command, **options)
        self.processes.append(process)
        return process

    def close(self):
        super().close()
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait(PATIENCE)


def accepts_connections(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def run(command, **options):
    return subprocess.run(command, capture_output=True, timeout=PATIENCE * 2, check=False, **options)


class Client:
    """A person's computer: their key, and the programs they use."""

    def __init__(self, installation, account):
        self.account = account
        self.installation = installation
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=installation.scratch))
        self.ssh_options = [
            *("-F", "none", "-i", str(installation.scratch / account)),
            *(f"-o{option}" for option in ("BatchMode=yes", "IdentitiesOnly=yes", "StrictHostKeyChecking=accept-new")),
            f"-oUserKnownHostsFile={self.folder}/.known_hosts",
            "-oLogLevel=ERROR",
        ]
        self.host = f"{account}@127.0.0.1"

    def file(self, name, content, mode=0o644):
        """A file of theirs."""
        path = self.folder / name
        path.write_bytes(content)
        path.chmod(mode)
        return path

    # sftp

    def sftp_command(self, *options):
        return ["sftp", "-b", "-", "-P", str(self.installation.port), *self.ssh_options, *options, self.host]

    def sftp(self, *commands, options=()):
        """Does these commands in one session, which ends at the first that fails."""
        return run(self.sftp_command(*options), input="\n".join(commands).encode() + b"\n", cwd=self.folder)

    def begin_sftp(self, *commands, options=()):
        """The same without waiting for it."""
        script = self.file(".batch", "\n".join(commands).encode() + b"\n")
        command = self.sftp_command(*options)
        command[command.index("-b") + 1] = str(script)
        return self.installation.spawn(
            command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def read(self, path):
        """The content of a file in the drop root, as it comes to the client."""
        copy = self.folder / "read"
        copy.unlink(missing_ok=True)
        check(self.sftp(f"get {path} {copy}"))
        return copy.read_bytes()

    def list(self, folder):
        listing = check(self.sftp(f"ls -1a {folder}")).stdout.decode()
        names = [line.rpartition("/")[2] for line in listing.splitlines() if not line.startswith("sftp>")]
        return sorted(set(names) - {".", ".."})

    # ssh and what goes through it

    def ssh(self, *command):
        return run(["ssh", "-p", str(self.installation.port), *self.ssh_options, self.host, *command])

    @property
    def remote_shell(self):
        return " ".join(["ssh", "-p", str(self.installation.port), *self.ssh_options])


@unittest.skipIf(missing(), missing())
class MachineTest(unittest.TestCase):
    """A test on a machine that is set up as the guide says, with the service and the SSH server running."""

    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="certdrop-test-")
        self.addCleanup(folder.cleanup)
        self.scratch = pathlib.Path(folder.name)
        # The service, as another account, reaches its log's folder and no more.
        self.scratch.chmod(0o711)
        self.addCleanup(leave_private_machine, self.scratch)
        enter_private_machine(self.scratch)
        self.trial = Installation(self.scratch)
        self.addCleanup(self.trial.close)
        self.trial.start()
        self.trial.start_ssh_server()
        self.maria = Client(self.trial, "maria")
        self.paul = Client(self.trial, "paul")

    def upload(self, client, name, content, folder="import"):
        """Uploads as `put` does, and waits for the answer."""
        seen = len(self.trial.runs(name))
        check(client.sftp(f"put {client.file(name, content)} {folder}/{name}"))
        return self.trial.next_run(name, seen)

    def waits(self, name, mode="import"):
        """Why a file waits, as `certdrop status` says it; None if it does not."""
        for file in self.trial.status()["waiting"]:
            if (file["folder"], file["file"]) == (mode, name):
                return file["reason"]
        return None

    def inbox(self, name, mode="import"):
        return self.trial.inbox(mode, name)

    def wait_for_part(self, path, size):
        """Returns when so much of a file has arrived."""
        wait_for(lambda: path.exists() and path.stat().st_size >= size, f"{size} bytes of {path.name}")
