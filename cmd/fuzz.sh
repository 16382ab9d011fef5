#!/usr/bin/env bash
# Runs every fuzz target for the given time each.
set -euo pipefail
time=${1:-30s}
grep -rlE '^func Fuzz' --include='*_test.go' archive cmd search transcribe ui | grep -v node_modules | while read -r file; do
  grep -oE '^func Fuzz[A-Za-z0-9]+' "$file" | awk '{print $2}' | while read -r target; do
    echo "== $target ($(dirname "$file"))"
    go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" "./$(dirname "$file")" </dev/null
  done
done
