#!/usr/bin/env bash
# Measures what services cost that have nothing to do: memory, start-up time, processor time. Prints a table.
#
#     Tests/Benchmarks/idle.sh [NUMBER...]      # of services at once; 1 and 100 by default
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source Tests/requirements.sh

need /usr/include/inotifytools/inotifytools.h libinotifytools0-dev
need /usr/include/sqlite3.h libsqlite3-dev
need python3 python3
install_needed

swift build --configuration release --static-swift-stdlib --product certdrop 2>&1 | tail -n 1 >&2
exec python3 Tests/Benchmarks/idle.py "$@"
