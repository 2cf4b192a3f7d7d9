#!/usr/bin/env bash
# Measures the released program and prints one report, which is also kept in bench-results/. It
# judges nothing: figures depend on the machine, and a slow one must not look like a fault.
#
# `make bench` sets up and builds first, then calls this. It takes about three minutes, on a
# data directory and a port of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/env.sh
. tools/env.sh

die() {
    printf 'bench: %s\n' "$*" >&2
    exit 1
}

for tool in cargo node wrk; do
    command -v "$tool" >/dev/null || die "$tool is missing: run 'make bench', which sets up what it needs."
done
[ -x end2end/node_modules/.bin/lighthouse ] || die "Lighthouse is missing: run 'make bench', which installs it."
export CARGO_TARGET_DIR=$PWD/target
{ [ -x target/release/server ] && [ -f target/release/hash.txt ] && [ -d target/site/pkg ]; } ||
    die "the released program is missing: run 'make build' first."

# The bare SDK on the same engine. cargo-leptos sets this variable for its own builds; without it,
# each of the two would build most of the server again.
printf 'bench: building the bare SDK to compare with (minutes, if the server has changed)\n' >&2
LEPTOS_OUTPUT_NAME=humeur cargo build --quiet --release -p bench ||
    die "the bare SDK's half (tools/bench/store) could not be built: see the message above."
bench=target/release/bench

# Beside the build, not in /tmp: that is often in memory, where a write costs nothing.
folder=$(mktemp -d target/bench.XXXXXX)
trap 'rm -rf "$folder"' EXIT

node tools/bench/main.mjs "$folder" "$bench" | tee "$folder/report.txt"
# Only now: what was interrupted is no report.
mkdir -p bench-results
report=bench-results/$(date -u +%Y-%m-%d-%H%M%S).txt
mv "$folder/report.txt" "$report"
printf 'bench: kept in %s\n' "$report" >&2
