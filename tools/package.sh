#!/usr/bin/env bash
# Packages Humeur for self-hosting, into target/package.
#
#   tools/package.sh [x86_64|arm64]
#
# The default is this machine's architecture. Pack it before another one, because only a program that runs
# here writes the manual and the completions. `make package` sets up and builds the browser's files first,
# which the program contains. The same sources give the same files, except that the image has the certificate
# authorities of the machine that builds it.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/env.sh
. tools/env.sh

die() {
    printf 'package: %s\n' "$*" >&2
    exit 1
}

case $(uname -m) in
aarch64 | arm64) here=arm64 ;;
*) here=x86_64 ;;
esac
[ "$(uname -s)" = Linux ] || here=none
arch=${1:-$here}
case $arch in
arm64) target=aarch64-unknown-linux-musl ;;
x86_64) target=x86_64-unknown-linux-musl ;;
*) die "'$arch' is unknown: use arm64 or x86_64." ;;
esac

builder=$HUMEUR_TOOLS/tools/lambda/bin
[ -x "$builder/cargo-zigbuild" ] || die "cargo-zigbuild is missing: run 'make package', which installs it."
export CARGO_TARGET_DIR=$PWD/target
[ -f "$CARGO_TARGET_DIR/release/hash.txt" ] || die "the browser's files are missing: run 'make package', which builds them."

# The program must not contain the paths of the sources, or it would differ on every machine.
cargo_home=${CARGO_HOME:-$HOME/.cargo}
export RUSTFLAGS="-D warnings -C target-feature=+crt-static --remap-path-prefix=$PWD=. --remap-path-prefix=$cargo_home/registry/src="
export CFLAGS="-ffile-prefix-map=$cargo_home/registry/src="
unset CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS
export LEPTOS_OUTPUT_NAME=humeur
# server/build.rs reads the site from this folder.
export HUMEUR_EMBED=$CARGO_TARGET_DIR

PATH=$builder:$PATH cargo zigbuild --locked -p server --features embed --release --target "$target" ||
    die "the program could not be built: see the message above."
program=$CARGO_TARGET_DIR/$target/release/server

docs=$CARGO_TARGET_DIR/package-docs
if [ "$arch" = "$here" ]; then
    rm -rf "$docs"
    mkdir -p "$docs/completions"
    "$program" manual "$docs/man"
    for shell in bash fish zsh; do "$program" completions "$shell" >"$docs/completions/$shell"; done
fi
[ -d "$docs/man" ] || die "the manual is missing: on Linux, run 'tools/package.sh' without an argument first, then this again."
for commands in cli operator; do
    [ "$arch" = "$here" ] || [ ! "server/src/local/$commands.rs" -nt "$docs/man" ] ||
        die "the manual is older than the commands: on Linux, run 'tools/package.sh' without an argument first, then this again."
done

# The last commit's time, so that a package changes only with the sources.
time=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
metadata=$CARGO_TARGET_DIR/package-metadata.json
cargo metadata --locked --format-version 1 --features server/embed --filter-platform "$target" >"$metadata"
python3 tools/package/main.py "$arch" "$program" "$docs" "$metadata" "$time" "$CARGO_TARGET_DIR/package"
