#!/usr/bin/env bash
# Shows certdrop's main job on a scratch drop root: files are dropped, and answers appear beside them.
#
# Installs what is missing, builds, and leaves the scratch folder behind, so that the reports can be opened.
set -euo pipefail
export LC_ALL=C.UTF-8

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
examples=$repository/examples
timeout=60
source "$repository/Tests/requirements.sh"

bold='' plain=''
[[ -t 1 ]] && bold=$'\e[1m' plain=$'\e[0m'
say() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
fail() {
    printf '\ndemo.sh: %s\n' "$*" >&2
    [[ -s ${log:-} ]] && tail -n 20 "$log" >&2
    exit 1
}

need /usr/include/inotifytools/inotifytools.h libinotifytools0-dev
need /usr/include/sqlite3.h libsqlite3-dev
need sqlite3 sqlite3
need python3 python3
install_needed

say "Building certdrop (the first time takes a few minutes)"
(cd "$repository" && swift build --configuration release --product certdrop)
certdrop=$(cd "$repository" && swift build --configuration release --show-bin-path)/certdrop

scratch=$(mktemp -d)
trial=$scratch/trial
drop=$trial/drop
log=$scratch/service.log
export CERTDROP_CONFIG=$trial/certdrop.yaml

say "certdrop init $trial"
"$certdrop" init "$trial" | tail -n 4

say "certdrop watch"
"$certdrop" watch 2> "$log" &
service=$!
trap 'kill "$service" 2> /dev/null || true' EXIT
echo "The service runs as process $service; its log is $log."

# drop FOLDER FILE [NAME]: copies a file into an inbox and waits for the answer; $answer is where the file went.
drop() {
    local name=${3:-$(basename "$2")} deadline=$((SECONDS + timeout))
    say "cp $name ${drop#"$scratch/"}/$1/"
    cp "$2" "$drop/$1/$name"
    until [[ -e $drop/done/$name || -e $drop/failed/$name ]]; do
        kill -0 "$service" 2> /dev/null || fail "The service has stopped."
        ((SECONDS < deadline)) || fail "No answer to $name within $timeout seconds."
        sleep 0.05
    done
    for answer in "$drop/done/$name" "$drop/failed/$name"; do [[ -e $answer ]] && break; done
    "$certdrop" runs list --limit 1 --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["result"])'
    echo "The file lies in $(basename "$(dirname "$answer")")/ now."
}

show_message() {
    python3 - "$1" << 'END'
import email, email.policy, sys

with open(sys.argv[1], "rb") as file:
    message = email.message_from_binary_file(file, policy=email.policy.default)
for name in ("From", "To", "Subject"):
    print(f"    {name}: {message[name]}")
print()
for line in message.get_body(("plain",)).get_content().splitlines():
    print(f"    {line}".rstrip())
END
}

show_report() {
    python3 - "$1" << 'END'
import csv, sys

with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
    for row in csv.DictReader(file):
        print(f"    row {row['row']:>2}  {row['outcome']:8}  {row['message']}")
END
}

newest() { ls -t "$drop"/outbox/$1.eml | head -n 1; }

drop import "$examples/learners.csv"
drop import "$examples/certifications.csv"
drop import "$examples/certificates.csv"

say "A supplier's list with mistakes in it: first a look, which changes nothing"
drop verify "$examples/certificates-with-mistakes.csv" march-to-verify.csv
echo
show_report "${answer%.csv}.report.csv"

say "The same file for good: what is right is awarded, what is wrong comes back as a corrections file"
drop import "$examples/certificates-with-mistakes.csv" march.csv

say "The corrections file is mended, as people do in Excel (here by sed), and dropped"
# Rows of someone who has left, of a retired certification, and a second number for one certificate are left out.
sed -E \
    -e '/tom\.ahlgren|ELEC-17|F2-10201/d' \
    -e 's/,amelie\.dubios,/,amelie.dubois,/' \
    -e 's/,FWA,/,FAW,/' \
    -e 's|,31/02/2025,|,2025-03-01,|' \
    -e 's|,03/04/2025,|,2025-04-03,|' \
    -e 's/,2062-03-12,/,2026-03-12,/' \
    -e 's/,2025-04-09,2020-04-08,/,2025-04-09,2030-04-08,/' \
    -e 's/,1\.23E\+05,/,123456,/' \
    -e 's|,#N/A,|,2025-08-27,|' \
    -e 's/,jurgen\.gross,FLT(\r?)$/,jurgen.gross,FLT,2025-05-13,,DE-4402,DEKRA,\1/' \
    -e 's/,amelie\.dubois,FLT,,/,amelie.dubois,FLT,2025-01-22,/' \
    -e 's/,45901,/,2025-09-01,/' \
    "$drop/failed/march.corrections.csv" > "$scratch/march-corrected.csv"
drop import "$scratch/march-corrected.csv"
[[ $answer == "$drop"/done/* ]] || fail "The corrected file was not taken."

say "And once more: nothing is awarded twice, and nobody is told twice"
cp "$scratch/march-corrected.csv" "$scratch/march-again.csv"
drop import "$scratch/march-again.csv"

say "What lies where"
(cd "$drop" && find . -mindepth 1 -not -name '.*' | sort | sed -E -e 's|^\./||' -e 's|[^/]+/|    |g' -e 's/^/    /')

say "What the administrator was sent about march.csv"
run=$(sqlite3 "$trial/state/certdrop.sqlite" "SELECT id FROM run WHERE file_name = CAST('march.csv' AS BLOB)")
show_message "$(newest "*-run-$run-administrator")"

say "What a learner was sent"
show_message "$(newest "*-learner-*")"

say "What the database holds"
sqlite3 -header -column "$trial/state/certdrop.sqlite" \
    "SELECT username, certification_reference, awarded, expires FROM awards ORDER BY username, awarded"
awards=$(sqlite3 "$trial/state/certdrop.sqlite" "SELECT count(*) FROM awards")
printf '\n%s awards.\n' "$awards"
((awards == 19)) || fail "There should be 19 awards."

say "kill -TERM $service"
kill -TERM "$service"
wait "$service" || fail "The service ended with status $?."
trap - EXIT
echo "The service has stopped, exit status 0."
echo "Look at the reports in a browser: $drop/status.html"
