# Debian's clang-16, installed when a campaign asks for it; no build or test of every day needs it.
# Sourced from the root folder, after env.sh.

# shellcheck shell=bash
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

need_clang() {
  command -v clang++-16 >/dev/null && [ -d /usr/lib/clang/16/lib/linux ] && return
  echo "installing clang-16"
  mkdir -p build
  as_root apt-get -qq update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends \
    clang-16 libclang-rt-16-dev llvm-16 >build/apt-clang.log 2>&1 || {
    tail -n 40 build/apt-clang.log
    exit 1
  }
}

# clang_build PRESET TARGET…: in a tree of its own. Warnings are for the compiler of the house.
clang_build() {
  local preset=$1
  shift
  need_clang
  [ "build/$preset/build.ninja" -nt CMakePresets.json ] ||
    cmake --compile-no-warning-as-error --preset "$preset" \
      >"build/$preset-configure.log" || {
    cat "build/$preset-configure.log"
    exit 1
  }
  ninja -C "build/$preset" -j "$(job_count)" --quiet "$@"
}
