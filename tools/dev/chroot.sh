#!/usr/bin/env bash
# Proves that a fresh Debian 12 with nothing installed by hand can run the tests: makes one with
# debootstrap under build/chroot, copies a clean clone of HEAD in, and runs ./dev there with the
# given arguments (default: test). The host's apt and npm settings, proxies and certificate
# authorities are passed through.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[ "$(id -u)" = 0 ] || {
  echo "./dev chroot needs root" >&2
  exit 1
}
command -v debootstrap >/dev/null || {
  DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends debootstrap
}
mkdir -p build
exec 9>build/chroot.lock
flock --nonblock 9 || {
  echo "another ./dev chroot is running" >&2
  exit 1
}
root=$PWD/build/chroot
mounts=(proc sys dev)

unmount_all() {
  local name
  for name in "${mounts[@]}"; do
    if mountpoint -q "$root/$name"; then umount --recursive --lazy "$root/$name"; fi
  done
}

# The first Debian mirror of the host's own sources, in either file format.
mirror() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources \
    2>/dev/null | grep -v '^#' | grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' '
}

copy_if_there() {
  local path
  for path in "$@"; do
    [ -e "$path" ] || continue
    mkdir -p "$root$(dirname "$path")"
    cp -aLT "$path" "$root$path"
  done
}

# Only settings that reach the network are passed on; the rest of the host's apt setup stays out.
copy_settings() {
  local file
  rm -f "$root"/etc/apt/sources.list
  copy_if_there /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/auth.conf.d \
    /etc/apt/keyrings /etc/resolv.conf /etc/hosts "$HOME/.npmrc" /etc/npmrc \
    /usr/local/share/ca-certificates
  for file in /etc/apt/apt.conf.d/*; do
    if grep -qE 'Acquire|Proxy' "$file"; then copy_if_there "$file"; fi
  done
}

network_environment() {
  env | grep -E '^((HTTPS?|NO|ALL|FTP)_PROXY|(https?|no|all|ftp)_proxy|npm_config_[a-z_]*)=' || true
  env | grep -E '^(NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR|NPM_CONFIG_[A-Z_]*)=' || true
}

trap unmount_all EXIT
unmount_all
rm -rf --one-file-system "$root"
mkdir -p "$root" build/chroot-cache
debootstrap --variant=minbase --include=ca-certificates --cache-dir="$PWD/build/chroot-cache" \
  bookworm "$root" "$(mirror || true)"
copy_settings
chroot "$root" update-ca-certificates >/dev/null
mkdir -p "$root/src"
git clone --quiet --no-hardlinks . "$root/src/bursar"
mount -t proc proc "$root/proc"
mount --rbind --make-rslave /sys "$root/sys"
mount --rbind --make-rslave /dev "$root/dev"

mapfile -t network < <(network_environment)
chroot "$root" /usr/bin/env -i HOME=/root TERM=dumb LANG=C.UTF-8 \
  PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${network[@]}" \
  /src/bursar/dev "${@:-test}"
