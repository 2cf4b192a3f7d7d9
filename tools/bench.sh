#!/usr/bin/env bash
# Measures the release build and prints one report, which is also saved in bench-results/. It sets no
# limits: figures depend on the machine, and a slow machine must not look like a fault.
#
#   tools/bench.sh [lambda]     with a word, only the function on AWS Lambda
#
# `make bench` and `make bench-lambda` set up and build first, then call this. It takes about
# ten minutes, on data directories and ports of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/env.sh
. tools/env.sh

die() {
    printf 'bench: %s\n' "$*" >&2
    exit 1
}

what=${1:-all}
export CARGO_TARGET_DIR=$PWD/target

case $what in
all)
    for tool in cargo node wrk; do
        command -v "$tool" >/dev/null || die "$tool is missing: run 'make bench', which sets up what it needs."
    done
    [ -x end2end/node_modules/.bin/lighthouse ] || die "Lighthouse is missing: run 'make bench', which installs it."
    { [ -x target/release/server ] && [ -f target/release/hash.txt ] && [ -d target/site/pkg ]; } ||
        die "the released program is missing: run 'make build' first."
    # The bare SDK on the same engine. cargo-leptos sets this variable for its own builds; without
    # it, each of the two would build most of the server again.
    printf 'bench: building the bare SDK to compare with (minutes, if the server has changed)\n' >&2
    LEPTOS_OUTPUT_NAME=humeur cargo build --quiet --release -p bench ||
        die "the bare SDK's half (tools/bench/store) could not be built: see the message above."
    cargo build --quiet --release -p domain --example insight ||
        die "the measurement of insight (app/domain/examples) could not be built: see the message above."
    # The peer is built from source, too; in one to ten seconds.
    [ -d tools/bench/peer-sveltekit/node_modules ] || die "SvelteKit is missing: run 'make bench', which installs it."
    (cd tools/bench/peer-sveltekit && npm run --silent build >/dev/null) ||
        die "the peer (tools/bench/peer-sveltekit) could not be built: run 'npm run build' there."
    ;;
lambda) ;;
*) die "'$what' is unknown: use lambda, or nothing." ;;
esac

# The function must run on this machine.
arch=x86_64
case $(uname -m) in aarch64 | arm64) arch=arm64 ;; esac
zip=target/lambda/humeur-$arch.zip
lambda_part() {
    # Elsewhere there is no emulator.
    [ "$(uname -s)" = Linux ] || return 0
    command -v aws-lambda-rie >/dev/null || die "the emulator of AWS Lambda is missing: run 'make bench-lambda', which installs it."
    [ -f "$zip" ] || die "$zip is missing: run 'make bench-lambda', which builds it."
    node tools/bench/lambda/main.mjs "$folder" "$zip" "$@"
}

# In target/, not in /tmp, which is often in memory, where a sync costs nothing.
folder=$(mktemp -d target/bench.XXXXXX)
trap 'rm -rf "$folder"' EXIT

{
    if [ "$what" = lambda ]; then
        lambda_part alone
    else
        node tools/bench/main.mjs "$folder" target/release/bench
        lambda_part
    fi
} | tee "$folder/report.txt"
# Last, so that an interrupted run leaves no report.
mkdir -p bench-results
report=bench-results/$(date -u +%Y-%m-%d-%H%M%S).txt
mv "$folder/report.txt" "$report"
printf 'bench: kept in %s\n' "$report" >&2
