"""Starts services on drop roots of their own and lets them idle: see idle.sh."""

import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("CERTDROP", str(REPOSITORY / ".build/release/certdrop"))
# So long the processor time is measured, in seconds: over a look at the inboxes that no event asks for.
IDLE = 70
READY = b"Serving the drop root."


class Service:
    def __init__(self, folder):
        subprocess.run([PROGRAM, "init", folder], check=True, stdout=subprocess.DEVNULL)
        self.configuration = f"{folder}/certdrop.yaml"

    def start(self):
        self.began = time.perf_counter()
        command = [PROGRAM, "watch", "--config", self.configuration]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def wait(self):
        """Until it takes files; it says so then."""
        said = self.process.stderr.readline()
        if READY not in said:
            sys.exit(f"A service did not start: {(said + self.process.stderr.read()).decode()}")
        self.seconds = time.perf_counter() - self.began

    def memory(self, name):
        """KiB, as the kernel reckons them: `Rss`, `Pss` or `Private_Dirty` of proc_pid_smaps(5)."""
        text = pathlib.Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return int(re.search(rf"(?m)^{name}:\s+(\d+) kB", text).group(1))

    def processor_time(self):
        """Milliseconds."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.terminate()
        if self.process.wait(60) != 0:
            sys.exit(f"A service ended with {self.process.returncode}.")


def measure(number):
    with tempfile.TemporaryDirectory(prefix="certdrop-idle-") as folder:
        services = [Service(f"{folder}/{index}") for index in range(number)]
        began = time.perf_counter()
        for service in services:
            service.start()
        for service in services:
            service.wait()
        all_ready = time.perf_counter() - began
        time.sleep(5)
        before = [service.processor_time() for service in services]
        time.sleep(IDLE)
        used = sum(service.processor_time() for service in services) - sum(before)
        memory = {name: [service.memory(name) for service in services] for name in ("Rss", "Pss", "Private_Dirty")}
        for service in services:
            service.stop()
    median = {name: statistics.median(values) / 1024 for name, values in memory.items()}
    start = f"{all_ready * 1000:.0f} ms" if number == 1 else f"{all_ready:.2f} s for all"
    print(
        f"| {number} | {median['Rss']:.1f} MiB | {median['Pss']:.1f} MiB | {median['Private_Dirty']:.1f} MiB "
        f"| {sum(memory['Pss']) / 1024:.0f} MiB | {start} | {used / number / IDLE:.2f} ms |",
        flush=True,
    )


def main(numbers):
    model = re.search(r"(?m)^model name\s+: (.+)$", pathlib.Path("/proc/cpuinfo").read_text())
    print(
        f"{os.cpu_count()} processors ({model.group(1) if model else platform.machine()}), "
        f"Linux {platform.release()}, {time.strftime('%-d %B %Y')}\n"
    )
    print("| services | RSS of one | PSS of one | of its own | PSS of all | ready after | processor time a second, each |")
    print("|---|---|---|---|---|---|---|")
    for number in numbers:
        measure(number)


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]] or [1, 100])
