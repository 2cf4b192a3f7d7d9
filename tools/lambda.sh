#!/usr/bin/env bash
# Packs the server as a function for AWS Lambda: target/lambda/humeur-<arch>.zip.
#
#   tools/lambda.sh [arm64|x86_64]
#
# arm64 by default, which Lambda sells for less. `make lambda` sets up and builds the browser's
# half first, whose names the function has to know. The same sources make the same zip, byte for
# byte, wherever they are: what has not changed is not deployed again.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/env.sh
. tools/env.sh

# The oldest C library that the function may meet: provided.al2023's.
GLIBC=2.34

die() {
    printf 'lambda: %s\n' "$*" >&2
    exit 1
}

arch=${1:-arm64}
case $arch in
arm64) target=aarch64-unknown-linux-gnu ;;
x86_64) target=x86_64-unknown-linux-gnu ;;
*) die "'$arch' is unknown: use arm64 or x86_64." ;;
esac

builder=$HUMEUR_TOOLS/tools/lambda/bin
[ -x "$builder/cargo-zigbuild" ] || die "cargo-zigbuild is missing: run 'make lambda', which installs it."
export CARGO_TARGET_DIR=$PWD/target
hashes=$CARGO_TARGET_DIR/release/hash.txt
[ -f "$hashes" ] || die "$hashes, the names of the browser's files, is missing: run 'make lambda', which builds them."

# Where a home is must not be in the program: it would be another one in each. (The compiler gets the
# project's own sources by paths from here.)
cargo_home=${CARGO_HOME:-$HOME/.cargo}
build=${CARGO_BUILD_BUILD_DIR:-$CARGO_TARGET_DIR}
# A warning is an error, as in `make check`, which does not see the program without its local half.
export RUSTFLAGS="-D warnings --remap-path-prefix=$build=target --remap-path-prefix=$cargo_home/registry/src="
export CFLAGS="-ffile-prefix-map=$cargo_home/registry/src="
# A person's own settings would make a program of their own, too.
unset CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS
# The name that cargo-leptos gives the browser's files.
export LEPTOS_OUTPUT_NAME=humeur

# The builder's folder comes first, as its python is the one that has zig.
PATH=$builder:$PATH cargo zigbuild --locked -p server --no-default-features \
    --profile lambda --target "$target.$GLIBC" ||
    die "the function could not be built: see the message above."

zip=$CARGO_TARGET_DIR/lambda/humeur-$arch.zip
python3 tools/lambda_zip.py "$arch" "$GLIBC" "$CARGO_TARGET_DIR/$target/lambda/server" "$hashes" "$zip"
