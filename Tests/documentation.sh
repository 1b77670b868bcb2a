#!/usr/bin/env bash
# Builds the documentation of the library modules with DocC. Ends with status 1 if DocC has a warning.
#
#   Tests/documentation.sh [FOLDER]
#
# FOLDER/MODULE then holds a module's documentation, as `docc preview` or any web server shows it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
output=${1:-$scratch/documentation}
mkdir -p "$output"
# It lies beside the compiler, wherever that is linked from.
docc=$(command -v docc || echo "$(dirname "$(readlink -f "$(command -v swift)")")/docc")

if ! swift package dump-symbol-graph --minimum-access-level public --skip-synthesized-members &> "$scratch/log"; then
    tail -n 20 "$scratch/log"
    exit 1
fi
graphs=$(sed -n 's/^Files written to //p' "$scratch/log" | tail -n 1)
status=0
for module in DelimitedText Certification Wording Store Import Reports Mail DropFolder; do
    mkdir "$scratch/$module"
    cp "$graphs/$module.symbols.json" "$graphs/$module"@*.symbols.json "$scratch/$module/" 2> /dev/null || true
    "$docc" convert --additional-symbol-graph-dir "$scratch/$module" --fallback-display-name "$module" \
        --fallback-bundle-identifier "certdrop.$module" --output-path "$output/$module" --warnings-as-errors \
        &> "$scratch/$module.log" && continue
    grep -E -A 1 'error:|warning:' "$scratch/$module.log" || cat "$scratch/$module.log"
    status=1
done
exit $status
