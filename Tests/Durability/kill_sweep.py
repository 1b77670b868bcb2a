"""Kills the program at every call that changes a file, and checks that nothing is lost, and nothing done twice.

    python3 Tests/Durability/kill_sweep.py                       every call, every scenario, killed once
    python3 Tests/Durability/kill_sweep.py --twice               killed again while it goes on after the first kill
    python3 Tests/Durability/kill_sweep.py --every 7 --minutes 3 every seventh call, for three minutes at most

Each trial: a fresh drop root with one file in an inbox; `certdrop watch --once` is killed at its n-th call; then all
that must hold at any moment is checked; the messages that are queued by now are delivered; `watch --once` runs to its
end; then all that must hold in the end is checked. Where a command takes the place of the file, it is killed, and if it
has left nothing that `watch --once` goes on with, it has done nothing, and is given once more. n counts the calls of all threads (faults.c), from the start of the
program to its end. Calls that write are also torn: half of the bytes get there.
"""

import argparse
import collections
import concurrent.futures
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
import scenarios
from certdrop import PROGRAM

LONGEST = 120


SCENARIOS = {**scenarios.SCENARIOS, **scenarios.COMMANDS}


def run(trial, library=None, command=("watch", "--once"), **settings):
    """What became of `watch --once`, or of another command."""
    command = [PROGRAM, *command, "--config", str(trial.configuration)]
    environment = faults.environment(library, **settings) if library else None
    return subprocess.run(command, capture_output=True, env=environment, timeout=LONGEST, check=False)


def count_calls(template, dropped, library, calls=None):
    """The names of the calls that a run makes which nothing disturbs."""
    trial = template.fresh(dropped)
    log = template.folder / "calls"
    log.unlink(missing_ok=True)
    result = run(trial, library, dropped.command or ("watch", "--once"), log=log, calls=calls)
    assert result.returncode == (0 if dropped.folder == "done" else 1), result.stderr.decode()
    scenarios.check_end(trial, dropped, template.runs_before(dropped))
    return [line.split()[1] for line in log.read_text().splitlines()]


def kill_at(template, dropped, library, points, torn):
    """One trial. Returns how often the program was killed; raises AssertionError if something does not hold."""
    trial = template.fresh(dropped)
    kills = 0
    command = dropped.command or ("watch", "--once")
    for point in points:
        result = run(trial, library, command, at=point, torn=torn)
        command = ("watch", "--once")
        if result.returncode != -signal.SIGKILL:
            break
        kills += 1
        scenarios.check_what_is_visible(trial, dropped)
        scenarios.deliver(trial)
    result = run(trial)
    # If all was done before the kill, there is nothing left to be said about the file.
    assert result.returncode in (0, 1), f"ended with {result.returncode}: {result.stderr.decode()}"
    before = template.runs_before(dropped)
    if dropped.command and not scenarios.is_journalled(trial, before):
        scenarios.check_untouched(trial, dropped)
        result = run(trial, command=dropped.command)
        assert result.returncode == 0, f"given once more, ended with {result.returncode}: {result.stderr.decode()}"
    scenarios.check_end(trial, dropped, before)
    return kills


def work(worker, names, trials, library, deadline):
    """A worker's share of the trials: (trials, kills, problems)."""
    done = kills = 0
    problems = []
    with tempfile.TemporaryDirectory(prefix="certdrop-kill-") as folder:
        template = scenarios.Template(folder)
        for name, points, torn in trials:
            if time.monotonic() > deadline:
                break
            done += 1
            try:
                kills += kill_at(template, SCENARIOS[name], library, points, torn)
            except Exception as error:  # noqa: BLE001 (whatever goes wrong is a finding)
                text = str(error) if isinstance(error, AssertionError) else traceback.format_exc()
                problems.append(f"{name}, killed at {points}{', torn' if torn else ''}: {text}")
    return done, kills, problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every n-th call")
    parser.add_argument("--scenario", action="append", choices=list(SCENARIOS), help="all, if not given")
    parser.add_argument("--minutes", type=float, default=24 * 60, metavar="M", help="stop after so long")
    parser.add_argument("--twice", action="store_true", help="kill again during recovery, at a random call")
    parser.add_argument("--seed", type=int, default=1, help="for the second kill")
    arguments = parser.parse_args()
    library = faults.build()
    names = arguments.scenario or list(SCENARIOS)
    began = time.monotonic()
    deadline = began + arguments.minutes * 60
    chance = random.Random(arguments.seed)
    trials, calls = [], {}
    with tempfile.TemporaryDirectory(prefix="certdrop-kill-") as folder:
        template = scenarios.Template(folder)
        for name in names:
            calls[name] = count_calls(template, SCENARIOS[name], library)
            # The status page is written by a thread of its own, so two runs need not make the same calls: a few more.
            for point in range(1, len(calls[name]) + 4, arguments.every):
                second = [chance.randrange(1, len(calls[name]))] if arguments.twice else []
                trials.append((name, [point, *second], False))
                is_write = point <= len(calls[name]) and calls[name][point - 1] in ("write", "pwrite")
                if is_write and not arguments.twice:
                    trials.append((name, [point], True))
    if arguments.minutes < 24 * 60:
        # What is left out when time is up should be spread evenly.
        chance.shuffle(trials)
    workers = os.cpu_count() or 1
    context = multiprocessing.get_context("fork")
    totals = collections.Counter()
    problems = []
    with concurrent.futures.ProcessPoolExecutor(workers, mp_context=context) as pool:
        shares = [pool.submit(work, n, names, trials[n::workers], library, deadline) for n in range(workers)]
        for share in shares:
            done, kills, found = share.result()
            totals.update(trials=done, kills=kills)
            problems += found
    for name in names:
        print(f"{name}: {len(calls[name])} calls: " + ", ".join(f"{n} {c}" for c, n in collections.Counter(calls[name]).most_common()))
    for problem in problems:
        print(f"FAILED {problem}")
    print(
        f"{totals['trials']} of {len(trials)} trials, killed {totals['kills']} times, "
        f"{len(problems)} problems, {time.monotonic() - began:.0f} s"
    )
    return 1 if problems or not totals["kills"] else 0


if __name__ == "__main__":
    sys.exit(main())
