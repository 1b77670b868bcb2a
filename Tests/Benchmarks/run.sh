#!/usr/bin/env bash
# Measures certdrop beside two other ways to do the same job, and prints a table of medians and ratios.
#
#   Tests/Benchmarks/run.sh [--rounds N] [--quick] [--folder DIR]
#
# --quick leaves out what needs ten million rows. Takes about half an hour without it, and 12 GB in the scratch folder.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source Tests/requirements.sh
need /usr/include/inotifytools/inotifytools.h libinotifytools0-dev
need /usr/include/sqlite3.h libsqlite3-dev
need sqlite3 sqlite3
need python3 python3
need strace strace
install_needed
swift build --configuration release --static-swift-stdlib > /dev/null
exec python3 Tests/Benchmarks/benchmark.py "$(swift build --configuration release --show-bin-path)/certdrop" "$@"
