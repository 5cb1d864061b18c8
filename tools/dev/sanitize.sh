#!/usr/bin/env bash
# Builds the server and its tests with a sanitizer and runs every C++ test: asan (memory and
# undefined behaviour) or tsan (data races); both without a name. A finding fails its test. After
# the name, a filter as in ./dev test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tools/dev/env.sh
case "${1:-}" in
  "") trees=(asan tsan) ;;
  asan | tsan) trees=("$1") ;;
  *)
    echo "usage: ./dev sanitize [asan|tsan [FILTER]]" >&2
    exit 2
    ;;
esac
filter=${2:-}
# Frames that were left are watched as well, and what is lost at the end of a process is a finding.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:detect_stack_use_after_return=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export TSAN_OPTIONS=${TSAN_OPTIONS:-second_deadlock_stack=1}

# The tests and the simulator that one of them starts; the office is no part of this.
programs_of() {
  ninja -C "build/$1" -t targets all |
    sed -n 's/^bin\/\(.*_test\|.*_mutations\|bursar-sim\): CXX_EXECUTABLE_LINKER.*/\1/p'
}

directories=()
for tree in "${trees[@]}"; do
  directories+=("$RESULTS/$tree")
  rm -rf "${RESULTS:?}/$tree"
  mkdir -p "$RESULTS/$tree/gtest"
  cmake --preset "$tree" >/dev/null
  mapfile -t programs < <(programs_of "$tree")
  echo "building ${#programs[@]} programs with $tree"
  ninja -C "build/$tree" -j "$(job_count)" --quiet "${programs[@]}"
  GTEST_OUTPUT="xml:$PWD/$RESULTS/$tree/gtest/" \
    suite "$tree" "$tree" ctest --test-dir "build/$tree" -j "$(nproc)" --output-on-failure \
    --no-tests=error --timeout 900 --output-junit "$PWD/$RESULTS/$tree/$tree.ctest.xml" \
    ${filter:+-R "$filter"}
done

"$(node_program)" tools/dev/summary.mjs "${directories[@]}"
