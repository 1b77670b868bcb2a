#!/usr/bin/env bash
# Measures reading alone: bytes to records, 1 GB, one core. certdrop beside Python's csv module and, where they are
# installed for python3, Polars and PyArrow with one thread. Each visits every record; all must count the same rows.
#
#     Tests/Benchmarks/read.sh [GIGABYTES]
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

gigabytes=${1:-1}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

swift build --configuration release --product read-benchmark > "$scratch/build.log" 2>&1 \
    || { cat "$scratch/build.log"; exit 1; }
program=$(swift build --configuration release --show-bin-path)/read-benchmark
python3 Tests/Benchmarks/workload.py "$scratch" --rows 200000 > /dev/null
python3 Tests/Benchmarks/read_peers.py "$scratch/certificates.csv" "$gigabytes" "$program"
