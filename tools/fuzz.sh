#!/usr/bin/env bash
# Sends the server valid and invalid requests generated from openapi.json, and checks every response
# against it: no server error, no undocumented status, no undocumented body.
#
#   tools/fuzz.sh
#
# It takes some minutes. The seed is fixed, so that a failure in CI can be reproduced here.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/env.sh
. tools/env.sh

server=target/debug/server
[ -x "$server" ] || { echo "fuzz: $server is missing: run 'make fuzz', which builds it." >&2; exit 1; }

home=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export HUMEUR_ADDR=127.0.0.1:$port HUMEUR_DATA_DIR=$home/data HUMEUR_SITE_DIR=target/site
export HUMEUR_STORE=embedded HUMEUR_LOG=info HUMEUR_LOG_FORMAT=json
FUZZ_OPERATOR_KEY=$(python3 -c 'import secrets; print(secrets.token_hex(32))')
export FUZZ_OPERATOR_KEY HUMEUR_OPERATOR_KEY=$FUZZ_OPERATOR_KEY
"$server" >"$home/log" 2>&1 &
pid=$!
trap 'kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; rm -rf "$home"' EXIT

for _ in $(seq 100); do
    if curl -sf "http://$HUMEUR_ADDR/health" >/dev/null; then break; fi
    kill -0 "$pid" 2>/dev/null || { echo "fuzz: the server did not start:" >&2; cat "$home/log" >&2; exit 1; }
    sleep 0.1
done

FUZZ_COOKIE=$(curl -s -o /dev/null -D - "http://$HUMEUR_ADDR/health" | sed -n 's/^set-cookie: \(humeur=[^;]*\).*/\1/p')
export FUZZ_COOKIE
[ -n "$FUZZ_COOKIE" ] || { echo "fuzz: the server began no journal." >&2; exit 1; }

schemathesis --config-file tools/schemathesis.toml run "http://$HUMEUR_ADDR/openapi.json" \
    --no-color || { echo "fuzz: see above; the same again with tools/fuzz.sh." >&2; exit 1; }

# The server may have logged an error although the response was valid.
if grep -E '"level":"(WARN|ERROR)"|panicked' "$home/log"; then
    echo "fuzz: the server logged a warning or an error, see above." >&2
    exit 1
fi
kill -0 "$pid" || { echo "fuzz: the server did not survive." >&2; exit 1; }
