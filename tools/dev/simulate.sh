#!/usr/bin/env bash
# The simulation beyond what the tests run: many seeds (the default), a crash at every write of a
# run (--sweep), or the traces of gcc and clang side by side (--compare).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tools/dev/env.sh
source tools/dev/clang.sh

# One seed must be one trace whatever the compiler: order of evaluation and of hash containers, and
# uninitialised bytes, differ between them.
compare() {
  local seeds=${1:-1..20}
  clang_build clang simulate
  diff <("$BUILD/bin/simulate" --hashes --seeds "$seeds") \
    <(build/clang/bin/simulate --hashes --seeds "$seeds") || {
    echo "gcc and clang disagree: look at one of these seeds with --show in both builds"
    exit 1
  }
  echo "gcc and clang give the same traces for the seeds $seeds"
}

build_targets simulate
if [ "${1:-}" = --compare ]; then
  compare "${2:-}"
else
  exec "$BUILD/bin/simulate" "$@"
fi
