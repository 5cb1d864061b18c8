#!/usr/bin/env bash
# Starts the demo in a throw-away directory on a free port, waits until the sign-in page answers,
# then stops it. Fails when it does not answer within a minute.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tools/dev/env.sh
NODE=$(node_program)
mkdir -p "$BUILD"
directory=$(mktemp -d "$PWD/$BUILD/smoke.XXXXXX")
port=$("$NODE" -e 'const s = require("net").createServer();
  s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });')

"$BUILD/bin/bursar" demo --data "$directory/demo" --simulator "$BUILD/bin/bursar-sim" \
  --office-port "$port" --api-port 0 --history-payments 0 >"$directory/log" 2>&1 &
server=$!
stop() {
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  rm -rf "$directory"
}
trap stop EXIT

if "$NODE" tools/dev/wait_for_page.mjs "http://127.0.0.1:$port/" 60; then
  echo "smoke: sign-in page answers, 1 passed, 0 failed"
else
  cat "$directory/log"
  echo "smoke: 0 passed, 1 failed"
  exit 1
fi
