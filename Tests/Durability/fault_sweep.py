"""Lets every call that changes a file fail once, and checks that nothing is lost, and nothing done twice.

    python3 Tests/Durability/fault_sweep.py                       every call, every error, every scenario
    python3 Tests/Durability/fault_sweep.py --every 7 --minutes 1 every seventh call, for a minute at most

Errors: ENOSPC, EDQUOT, EIO and EROFS at calls that change files, EMFILE at calls that open them, EIO also at calls that
read. `watch --once` meets the error: it ends with a sentence that names the cause, or finds a way. Then it runs again
without, which is what space on the disk is for the service, and all must be well.

A part of the trials runs `watch` instead, as a service: it must not end, and go on by itself once the error is gone.
"""

import argparse
import collections
import concurrent.futures
import errno
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback

import faults
import kill_sweep
import scenarios
from certdrop import PROGRAM, wait_for

ERRORS = [("ENOSPC", "change"), ("EDQUOT", "change"), ("EIO", "change"), ("EROFS", "change"), ("EMFILE", "open"), ("EIO", "read")]
def fail_once(template, dropped, library, point, error, calls):
    trial = template.fresh(dropped)
    result = kill_sweep.run(trial, library, at=point, errno=getattr(errno, error), calls=calls)
    told = result.stderr.decode(errors="replace")
    # 2: the configuration could not be read.
    assert result.returncode in (0, 1, 70) or (result.returncode == 2 and "configuration" in told), told
    if result.returncode == 70:
        lines = told.strip().splitlines()
        assert lines and not any("Error(" in line or "Fatal" in line for line in lines), f"said: {told!r}"
    scenarios.check_what_is_visible(trial, dropped)
    again = kill_sweep.run(trial)
    assert again.returncode in (0, 1), f"then ended with {again.returncode}: {again.stderr.decode()}"
    scenarios.check_end(trial, dropped, template.runs)
    return result.returncode >= 2


def fail_for_a_while(template, dropped, library, point, error, calls):
    """The service, while every call fails from the n-th on, until there is space again."""
    trial = template.fresh(dropped)
    full = template.folder / "full"
    full.touch()
    log = (template.folder / "service.log").open("wb")
    environment = faults.environment(library, at=point, errno=getattr(errno, error), calls=calls, **{"while": full})
    command = [PROGRAM, "watch", "--config", str(trial.configuration)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log, env=environment) as service:
        try:
            time.sleep(0.7)
            scenarios.check_what_is_visible(trial, dropped)
            ended = service.poll()
            full.unlink()
            told = (template.folder / "service.log").read_text(errors="replace")
            if ended is not None:
                # It may end only while it starts, and says why.
                assert ended in (2, 70) and told.strip(), f"ended with {ended}: {told}"
                assert "Serving" not in told, f"ended while it served: {told}"
                assert kill_sweep.run(trial).returncode in (0, 1)
            else:
                wait_for(lambda: is_done(trial, service), f"the service to go on: {told}", 30)
        finally:
            if service.poll() is None:
                service.send_signal(signal.SIGTERM)
            service.wait(30)
    scenarios.check_end(trial, dropped, template.runs)
    return ended is not None


def is_done(trial, service):
    assert service.poll() is None, f"the service ended with {service.returncode}"
    try:
        runs = trial.query("SELECT state FROM run WHERE id > 2")
    except Exception:  # noqa: BLE001 (it is just being made)
        return False
    return runs == [("finished",)] and not os.listdir(trial.folder / "state/spool")


def work(worker, trials, library, deadline):
    totals = collections.Counter()
    problems = []
    with tempfile.TemporaryDirectory(prefix="certdrop-fault-") as folder:
        template = scenarios.Template(folder)
        for name, point, error, calls, lasts in trials:
            if time.monotonic() > deadline:
                break
            totals["trials"] += 1
            totals[f"{error} at {calls}"] += 1
            test = fail_for_a_while if lasts else fail_once
            try:
                stopped = test(template, scenarios.SCENARIOS[name], library, point, error, calls)
                totals["stopped with a sentence"] += stopped
                totals["as a service"] += lasts
            except Exception as problem:  # noqa: BLE001 (whatever goes wrong is a finding)
                text = str(problem) if isinstance(problem, AssertionError) else traceback.format_exc()
                problems.append(f"{name}, {error} at {calls} {point}{' for a while' if lasts else ''}: {text}")
    return totals, problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every n-th call")
    parser.add_argument("--scenario", action="append", choices=list(scenarios.SCENARIOS), help="all, if not given")
    parser.add_argument("--minutes", type=float, default=24 * 60, metavar="M", help="stop after so long")
    arguments = parser.parse_args()
    library = faults.build()
    began = time.monotonic()
    deadline = began + arguments.minutes * 60
    trials = []
    with tempfile.TemporaryDirectory(prefix="certdrop-fault-") as folder:
        template = scenarios.Template(folder)
        for name in arguments.scenario or list(scenarios.SCENARIOS):
            for error, calls in ERRORS:
                count = len(kill_sweep.count_calls(template, scenarios.SCENARIOS[name], library, calls))
                for point in range(1, count + 1, arguments.every):
                    trials.append((name, point, error, calls, False))
                    if point % 10 == 1:
                        trials.append((name, point, error, calls, True))
    random.Random(1).shuffle(trials)
    workers = os.cpu_count() or 1
    totals = collections.Counter()
    problems = []
    with concurrent.futures.ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
        shares = [pool.submit(work, n, trials[n::workers], library, deadline) for n in range(workers)]
        for share in shares:
            counted, found = share.result()
            totals.update(counted)
            problems += found
    for problem in problems:
        print(f"FAILED {problem}")
    print(", ".join(f"{what}: {count}" for what, count in sorted(totals.items()) if what != "trials"))
    print(f"{totals['trials']} of {len(trials)} faults, {len(problems)} problems, {time.monotonic() - began:.0f} s")
    return 1 if problems or not totals["trials"] else 0


if __name__ == "__main__":
    sys.exit(main())
