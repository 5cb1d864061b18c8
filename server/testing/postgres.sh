#!/usr/bin/env bash
# A private PostgreSQL for tests, kept whole in one folder: unix socket only, nothing synced to
# disk.
#   postgres.sh start DIR [PID]   starts it unless it runs; it ends with process PID when one
# is given
#   postgres.sh stop DIR          stops it and removes DIR
#   postgres.sh url DIR           prints its libpq URL
set -euo pipefail

verb=${1:?start, stop or url} dir=${2:?folder of the server} owner=${3:-}
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
bin=${bin:-$(dirname "$(command -v pg_ctl || echo /nowhere/pg_ctl)")}

# PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}
running() {
  [ -f "$dir/data/PG_VERSION" ] && as_postgres "$bin/pg_ctl" -D "$dir/data" status >/dev/null
}
stop() {
  if running; then as_postgres "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null; fi
  rm -rf "$dir" "$dir.lock"
}
url() { echo "postgresql:///postgres?host=$dir&user=postgres"; }

start() {
  [ -x "$bin/initdb" ] || { echo "no PostgreSQL server found (package postgresql)" >&2; exit 1; }
  mkdir -p -m 700 "$dir"
  if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; fi
  rm -rf "$dir/data"
  as_postgres "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
    >"$dir/initdb.log"
  cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$dir'
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 200
max_locks_per_transaction = 256
shared_buffers = 64MB
autovacuum = off
logging_collector = off
CONF
  as_postgres "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w start >/dev/null </dev/null 2>&1
}

case $verb in
  start)
    exec 8>"$dir.lock"
    flock 8
    running || start 8>&-
    if [ -n "$owner" ]; then
      # Ends with its owner, even when the owner is killed with all its group.
      setsid "$0" end_with "$dir" "$owner" </dev/null >/dev/null 2>&1 8>&- &
    fi
    url ;;
  stop) stop ;;
  url) url ;;
  end_with) tail --pid="$owner" -f /dev/null; stop ;;
  *) echo "unknown verb: $verb" >&2; exit 2 ;;
esac
