#!/usr/bin/env bash
# Builds server, simulator and benchmarks with the release preset and runs those that are named (all
# without a name). Each prints one JSON object per line, kept in build/test-results/bench.jsonl.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tools/dev/env.sh
[ -f build/release/build.ninja ] || cmake --preset release >/dev/null
ninja -C build/release -j "$(job_count)" --quiet bursar bursar-sim bench/all
mkdir -p "$RESULTS"
BURSAR_BIN=$PWD/build/release/bin "$(node_program)" bench/run.mjs "$@" |
  tee "$RESULTS/bench.jsonl"
