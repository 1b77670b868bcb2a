"""A clean Debian machine: a root made by debootstrap, with systemd running in it, and nothing of this one but the kernel."""

import os
import pathlib
import shutil
import subprocess
import time

MIRROR = "http://deb.debian.org/debian"
# What a server has, and what the package depends on.
PACKAGES = "systemd,systemd-sysv,dbus,libsqlite3-0,libinotifytools0,libstdc++6,adduser"
PATIENCE = 60


class Unavailable(Exception):
    """Why there can be no such machine here."""


def wait_for(condition, what, patience=PATIENCE):
    """The first true value of a condition, which is asked again and again."""
    deadline = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited {patience} s in vain for {what}.")
        time.sleep(0.1)


def make_root(folder):
    """Of the release that this machine runs, since the program was built for it."""
    if os.geteuid() != 0:
        raise Unavailable("only root can make one")
    for tool in ("debootstrap", "systemd-nspawn", "nsenter"):
        if not shutil.which(tool):
            raise Unavailable(f"there is no {tool}")
    release = dict(line.split("=", 1) for line in pathlib.Path("/etc/os-release").read_text().splitlines() if "=" in line)
    suite = release.get("VERSION_CODENAME", "").strip('"')
    if not pathlib.Path("/usr/share/debootstrap/scripts", suite).exists():
        raise Unavailable(f"debootstrap knows no release '{suite}'")
    command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", suite, str(folder), MIRROR]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if result.returncode != 0:
        last = result.stdout.decode(errors="replace").strip().rpartition("\n")[2]
        raise Unavailable(f"debootstrap cannot make one: {last}")


class Machine:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.log = self.root.parent / "machine.log"
        command = ["systemd-nspawn", "--directory", str(root), "--boot", "--console=pipe", "--register=no", "--keep-unit"]
        command += ["--private-network", "--resolv-conf=off", "--quiet"]
        # On the host's /run/systemd nothing of it shall be seen.
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self.log.open("wb"), stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            self.init = wait_for(self.find_init, "the machine's first process", patience=20)
            wait_for(self.is_running, "systemd to start")
        except AssertionError as fault:
            self.stop()
            said = self.log.read_text(errors="replace").strip().rpartition("\n")[2]
            raise Unavailable(f"systemd does not start in a container here: {said or fault}") from fault

    def find_init(self):
        if self.process.poll() is not None:
            raise AssertionError("systemd-nspawn ended")
        path = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for child in path.read_text().split():
            if pathlib.Path(f"/proc/{child}/comm").read_text().strip() == "systemd":
                return child
        return None

    def is_running(self):
        return self.call("systemctl", "is-system-running").stdout.strip() in (b"running", b"degraded")

    def call(self, *command, **options):
        """Runs a command in it as root, and returns how it ended."""
        enter = ["nsenter", "--target", self.init, "--mount", "--uts", "--ipc", "--net", "--pid", "--root", "--wd"]
        environment = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
        }
        return subprocess.run(
            [*enter, *command], capture_output=True, check=False, timeout=PATIENCE * 3, env=environment, **options
        )

    def run(self, *command, **options):
        """Runs a command that has to end well; returns what it said."""
        result = self.call(*command, **options)
        said = (result.stdout + result.stderr).decode(errors="replace")
        if result.returncode != 0:
            raise AssertionError(f"{' '.join(command)} ended with {result.returncode}:\n{said}")
        return said

    def path(self, path):
        """Where a path of the machine is seen from here."""
        return self.root / path.lstrip("/")

    def show(self, unit, name):
        return self.run("systemctl", "show", "--value", "--property", name, unit).strip()

    def journal(self, unit, *options):
        self.run("journalctl", "--sync")
        return self.run("journalctl", "--no-pager", "--output=cat", "--unit", unit, *options)

    def stop(self):
        if self.process.poll() is None:
            # Its systemd takes that for an order to power off.
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
