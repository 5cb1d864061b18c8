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
  local total changed failed
  total=$(cpp_files | tr -dc '\0' | wc -c)
  changed=$(cpp_files | xargs -0 -r -n 10 -P "$(nproc)" clang-format --dry-run -Werror 2>&1 |
    sed -n 's/^\([^ :]*\):[0-9]*:[0-9]*: error.*/\1/p' | sort -u)
  failed=$(printf '%s' "$changed" | grep -c . || true)
  [ "$failed" = 0 ] || sed 's/$/: not in house format (.\/dev format)/' <<<"$changed"
  echo "$((total - failed)) passed, $failed failed"
  [ "$failed" = 0 ]
}

# The gate reads the built domain libraries, so they are brought up to date first.
symbols_check() {
  local targets
  read -ra targets < <("$NODE" tools/layers/nm_gate.mjs --targets)
  build_targets "${targets[@]}" && "$NODE" tools/layers/nm_gate.mjs "$BUILD/lib"
}

suite check format format_check
suite check layers "$NODE" tools/layers/layers.mjs
suite check symbols symbols_check
suite check tidy "$NODE" tools/tidy/tidy.mjs
suite check scripts scripts_biome
if [ -f web/office/tsconfig.json ]; then
  suite check office npm run --silent check --workspace web/office
fi

"$NODE" tools/dev/summary.mjs "$RESULTS/check"
