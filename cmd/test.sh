#!/usr/bin/env bash
# Runs every test and ends with the runners' own closing lines. Goes on after a
# failure, so that one run shows all of them.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=()
step() { # step NAME COMMAND...
  local name=$1 began=$SECONDS
  shift
  echo "== $name"
  "$@" || failed+=("$name")
  echo "== $name took $((SECONDS - began)) s"
}

# The detector slows the code it watches ten times and more. SQLite, translated from
# C, and the C library under it run under locks of their driver, which is watched, and
# were most of the time; a race inside them would not be ours to mend.
race=(go test -race -short -timeout 40m)
for package in modernc.org/sqlite/lib modernc.org/libc/... modernc.org/memory; do
  race+=("-gcflags=$package=-race=false")
done

step "format, vet, staticcheck, types" make --no-print-directory check
# The longest begin first, so that no core is left waiting for one of them.
step "Go tests" go test -timeout 40m ./ui ./cmd/earshot ./archive ./...
if [ "$(go env CGO_ENABLED)" = 1 ] && command -v "$(go env CC)" >/dev/null; then
  step "Go tests under the race detector, without the longest" "${race[@]}" ./ui/... \
    ./archive ./archive/sqlstore ./archive/gateway ./search/... ./transcribe ./transcribe/openai ./transcribe/script ./transcribe/whisper
  # The other tests of the program start it as a process of its own, built without the detector.
  step "the program's own parts under the race detector" "${race[@]}" ./cmd/earshot \
    -run '^Test(ADifferingIndex|NightlyChecks|DueAfter|CheckTime|LockIsWaited|VariantsOf|Settings)'
else
  echo "No C compiler here: the race detector is skipped."
fi
step "browser tests" bash -c 'cd ui && npm test --silent'
step "sizes" go run ./cmd/sizes

if [ ${#failed[@]} -gt 0 ]; then
  printf 'FAILED: %s\n' "${failed[@]}"
  exit 1
fi
echo "Every test passed."
