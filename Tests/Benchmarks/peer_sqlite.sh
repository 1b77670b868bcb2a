#!/usr/bin/env bash
# Peer (a): the sqlite3 shell does the whole job on a copy of certdrop's database: import into a temporary table, one
# validating SELECT, one INSERT in the order of the key, the report of every row with .output.
#
#   peer_sqlite.sh DATABASE CERTIFICATES.csv REPORT.csv
set -euo pipefail
database=$1 file=$2 report=$3
sqlite3 -batch "$database" <<SQL
PRAGMA cache_size = -49152;
PRAGMA synchronous = FULL;
PRAGMA temp_store = MEMORY;
CREATE TEMP TABLE incoming (username TEXT, reference TEXT, awarded TEXT, expires TEXT, number TEXT, body TEXT, notes TEXT);
.mode csv
.import --skip 1 '$file' incoming
BEGIN IMMEDIATE;
CREATE TEMP TABLE judged AS
SELECT incoming.rowid + 1 AS row, incoming.username AS username, incoming.reference AS reference, awarded,
    learner.id AS learner, certification.id AS certification,
    unixepoch(awarded) / 86400 AS awarded_day,
    CASE WHEN expires <> '' THEN unixepoch(expires) / 86400
         WHEN valid_months IS NOT NULL THEN unixepoch(awarded, '+' || valid_months || ' months') / 86400 END AS expires_day,
    number, body, notes,
    CASE WHEN learner.id IS NULL THEN 'learner.unknown'
         WHEN learner.active = 0 THEN 'learner.inactive'
         WHEN certification.id IS NULL THEN 'certification.unknown'
         WHEN certification.active = 0 THEN 'certification.retired'
         WHEN awarded = '' THEN 'date.missing'
         WHEN date(awarded, '+0 days') IS NOT awarded THEN 'date.invalid'
         WHEN awarded > date('now') THEN 'date.future'
         WHEN expires <> '' AND date(expires, '+0 days') IS NOT expires THEN 'expiry.invalid'
         WHEN expires <> '' AND expires < awarded THEN 'expiry.before-award' END AS reason
FROM incoming
LEFT JOIN learner ON learner.username_key = lower(trim(incoming.username))
LEFT JOIN certification ON certification.reference_key = lower(trim(incoming.reference));
INSERT INTO award
SELECT learner << 34 | certification << 18 | (awarded_day + 25567) AS key, expires_day, number, body, notes, 0, 1, row FROM judged
WHERE reason IS NULL ORDER BY key;
COMMIT;
.headers on
.output '$report'
SELECT row, CASE WHEN reason IS NULL THEN 'awarded' ELSE 'rejected' END AS outcome, reason,
    CASE reason
        WHEN 'learner.unknown' THEN 'No learner ''' || username || '''.'
        WHEN 'certification.unknown' THEN 'No certification ''' || reference || '''.'
        WHEN 'date.missing' THEN 'The award date is empty.'
        WHEN 'date.invalid' THEN '''' || awarded || ''' is not a date.'
        WHEN 'date.future' THEN 'The award date ' || awarded || ' lies in the future.'
        WHEN 'expiry.before-award' THEN 'The expiry date lies before the award date ' || awarded || '.'
        ELSE reason END AS message,
    username, reference, awarded
FROM judged;
.output stdout
SQL
sync -d "$report"
