#!/usr/bin/env bash
# Searches the fuzz targets with libFuzzer: SECONDS each (default 60), all of them or the one named.
# What it finds is left in build/fuzz/found/TARGET; an input worth keeping goes to
# tests/fuzz/corpus/TARGET, where every test run replays it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tools/dev/env.sh
source tools/dev/clang.sh
seconds=${1:-60}
only=${2:-}
clang_build fuzz fuzz
failed=0
for folder in tests/fuzz/corpus/*/; do
  target=$(basename "$folder")
  [ -z "$only" ] || [ "$only" = "$target" ] || continue
  grown=build/fuzz/corpus/$target found=build/fuzz/found/$target
  mkdir -p "$grown" "$found"
  log=build/fuzz/$target.log
  if BURSAR_FUZZ_TARGET=$target build/fuzz/bin/fuzz -max_total_time="$seconds" -timeout=5 \
    -rss_limit_mb=1024 -max_len=4096 -print_final_stats=1 -artifact_prefix="$found/" \
    -dict=tests/fuzz/words.dict "$grown" "$folder" >"$log" 2>&1; then
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    edges=$(grep -o 'cov: [0-9]*' "$log" | tail -n 1)
    echo "$target: nothing found in $runs runs, $edges"
  else
    failed=$((failed + 1))
    echo "$target: FAILED, see $log"
    grep -E 'what\(\)|ERROR|SUMMARY|runtime error|Test unit written' "$log" | head -n 5
  fi
done
[ "$failed" = 0 ]
