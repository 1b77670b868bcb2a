"""Repeats a file's rows up to a size, reads it with certdrop and its peers in turn, and prints a table of medians.

    read_peers.py SAMPLE GIGABYTES READ-BENCHMARK
"""

import csv
import os
import pathlib
import statistics
import subprocess
import sys
import time

# One core for all: the children inherit it.
os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
os.environ["POLARS_MAX_THREADS"] = "1"

ROUNDS = 3


def enlarge(sample, size):
    header, _, rows = sample.read_bytes().partition(b"\n")
    path = sample.with_name("large.csv")
    with path.open("wb") as file:
        file.write(header + b"\n")
        while file.tell() < size:
            file.write(rows)
    return path


def timed(read):
    start = time.perf_counter()
    rows = read()
    return time.perf_counter() - start, rows


def read_certdrop(program, path):
    seconds, rows, _, _ = subprocess.run([program, path], check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), int(rows)


def read_python(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file))


def read_polars(path):
    return polars.read_csv(path, infer_schema=False, has_header=False).height


def read_pyarrow(path):
    texts = pyarrow.ConvertOptions(column_types={f"f{n}": "string" for n in range(40)})
    options = pyarrow.ReadOptions(use_threads=False, autogenerate_column_names=True)
    parse = pyarrow.ParseOptions(newlines_in_values=True)
    return pyarrow.read_csv(path, read_options=options, parse_options=parse, convert_options=texts).num_rows


def main():
    sample, gigabytes, program = pathlib.Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
    path = enlarge(sample, gigabytes * 1e9)
    size = path.stat().st_size
    readers = {"certdrop": lambda: read_certdrop(program, path), "Python csv": lambda: timed(lambda: read_python(path))}
    if polars:
        readers[f"Polars {polars.__version__}"] = lambda: timed(lambda: read_polars(path))
    if pyarrow:
        readers["PyArrow"] = lambda: timed(lambda: read_pyarrow(path))
    # Once, so that the file is in memory for all.
    path.read_bytes()
    seconds = {name: [] for name in readers}
    counts = {}
    for _ in range(ROUNDS):
        for name, read in readers.items():
            time_taken, counts[name] = read()
            seconds[name].append(time_taken)
    print(f"{size / 1e9:.2f} GB, {counts['certdrop']} rows, one core, median of {ROUNDS}")
    for name, times in seconds.items():
        median = statistics.median(times)
        print(f"  {name:16} {median:7.2f} s  {size / median / 1e9:5.2f} GB/s  {counts[name]} rows")
    if len(set(counts.values())) > 1:
        sys.exit("The readers do not agree on the number of rows.")


try:
    import polars
except ImportError:
    polars = None
try:
    from pyarrow import csv as pyarrow
except ImportError:
    pyarrow = None

main()
