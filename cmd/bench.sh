#!/usr/bin/env bash
# Measures the built program against what does the same work, then runs the
# benchmarks of the packages that tell most. BENCH holds flags for cmd/bench, such
# as BENCH="-rounds 5 -large 2048".
set -u
go run ./cmd/bench ${BENCH:-}
code=$?
echo
echo "Inside the packages:"
go test -run '^$' -bench '^(BenchmarkDecode|BenchmarkSearch|BenchmarkTwins|BenchmarkFixToFindable|BenchmarkAppendChange)$' -benchtime 3x \
  ./transcribe/sound ./search/bleveindex ./archive/sqlstore | grep -E '^(Benchmark|pkg|FAIL|---)' || code=1
exit $code
