#!/usr/bin/env bash
# Everything that can be judged without running the product: format, layers, house rules, web lint
# and types. Prints each finding, then counts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tools/dev/env.sh
NODE=$(node_program)
rm -rf "$RESULTS/check"
mkdir -p "$RESULTS/check"

# One line per file that clang-format would change; counts files.
format_check() {
  local file passed=0 failed=0
  while IFS= read -r -d '' file; do
    if clang-format --dry-run -Werror "$file" >/dev/null 2>&1; then
      passed=$((passed + 1))
    else
      failed=$((failed + 1))
      echo "$file: not in house format (./dev format)"
    fi
  done < <(cpp_files | sort -z)
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}

suite check format format_check
suite check layers "$NODE" tools/layers/layers.mjs
suite check symbols "$NODE" tools/layers/nm_gate.mjs "$BUILD/lib"
suite check tidy "$NODE" tools/tidy/tidy.mjs
suite check scripts scripts_biome
if [ -f web/office/tsconfig.json ]; then
  suite check office-lint node_modules/.bin/biome check web/office
  suite check office-types "$NODE" node_modules/typescript/bin/tsc --noEmit -p web/office
fi

"$NODE" tools/dev/summary.mjs "$RESULTS/check"
