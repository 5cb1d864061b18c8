#!/usr/bin/env bash
# Builds the benchmarks with the release preset and runs those whose name contains NAME. Each
# prints one JSON object per line; all of it is kept in build/test-results/bench.jsonl.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tools/dev/env.sh
name=${1:-}
shift || true
[ -f build/release/build.ninja ] || cmake --preset release >/dev/null
ninja -C build/release -j "$(job_count)" --quiet bench/all
mkdir -p "$RESULTS"
found=0
: >"$RESULTS/bench.jsonl"
for program in build/release/bin/*_bench; do
  [ -x "$program" ] || continue
  [[ $(basename "$program") == *"$name"* ]] || continue
  found=$((found + 1))
  "$program" "$@" | tee -a "$RESULTS/bench.jsonl"
done
[ "$found" -gt 0 ] || {
  echo "no benchmark matches '$name'" >&2
  exit 1
}
