#!/usr/bin/env bash
# Runs every test suite, or those matching a filter, and prints real counts. A filter is a regular
# expression over suite names and CTest names; what follows it goes to the browser or API runner.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tools/dev/env.sh
filter=${1:-}
shift || true
NODE=$(node_program)
rm -rf "$RESULTS/test"
mkdir -p "$RESULTS/test/gtest"

wanted() {
  [ -z "$filter" ] || [[ $1 =~ $filter ]]
}

server_suite() {
  local matching
  matching=$(ctest --test-dir "$BUILD" -N ${filter:+-R "$filter"} | sed -n 's/^Total Tests: //p')
  [ "${matching:-0}" -gt 0 ] || return 0
  GTEST_OUTPUT="xml:$PWD/$RESULTS/test/gtest/" \
    suite test server ctest --test-dir "$BUILD" -j "$(nproc)" --output-on-failure \
    --no-tests=error --output-junit "$PWD/$RESULTS/test/server.ctest.xml" ${filter:+-R "$filter"}
}

node_tests() {
  local name=$1
  shift
  suite test "$name" "$NODE" --test --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=junit --test-reporter-destination="$RESULTS/test/$name.xml" "$@"
}

office_suite() {
  suite test office npm run --silent test --workspace web/office -- \
    --reporter=default --reporter=json --outputFile.json="$PWD/$RESULTS/test/office.json"
}

[ ! -f "$BUILD/CTestTestfile.cmake" ] || server_suite
if wanted tools; then node_tests tools tools/*/*.test.mjs; fi
if wanted office-check && [ -f web/office/tsconfig.json ]; then
  suite test office-check npm run --silent check --workspace web/office
fi
if wanted office && [ -f web/office/tsconfig.json ]; then office_suite; fi

# whole NAME PROGRAM ARG…: a runner that starts the real server; it prints "N passed, N failed".
whole() {
  local name=$1 program=$2
  shift 2
  if wanted "$name" && [ -f "$program" ]; then suite test "$name" "$NODE" "$program" "$@"; fi
}
whole size web/office/scripts/size.mjs
whole smoke tests/smoke.mjs
whole crash tests/crash/kill.mjs --cycles 24
for program in tests/*/run.mjs; do
  [ ! -f "$program" ] || whole "$(basename "$(dirname "$program")")" "$program" "$@"
done

"$NODE" tools/dev/summary.mjs "$RESULTS/test"
