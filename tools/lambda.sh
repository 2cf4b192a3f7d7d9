#!/usr/bin/env bash
# Packs the server as a function for AWS Lambda: target/lambda/humeur-<arch>.zip.
#
#   tools/lambda.sh [arm64|x86_64]
#
# arm64 by default, which costs less on Lambda. `make lambda` sets up and builds the browser's files
# first, because the function contains their names. The same sources give the same zip, byte for byte,
# on every machine: an unchanged function is not deployed again.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tools/env.sh
. tools/env.sh

# The C library of Lambda's runtime provided.al2023.
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

# The program must not contain the path of a home directory, or it would differ on every machine. (The
# compiler gets relative paths of the project's own sources.)
cargo_home=${CARGO_HOME:-$HOME/.cargo}
build=${CARGO_BUILD_BUILD_DIR:-$CARGO_TARGET_DIR}
# A warning is an error, as in `make check`, which does not build without the feature `local`.
export RUSTFLAGS="-D warnings --remap-path-prefix=$build=target --remap-path-prefix=$cargo_home/registry/src="
export CFLAGS="-ffile-prefix-map=$cargo_home/registry/src="
# Your own compiler flags would change the program, too.
unset CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS
# The name that cargo-leptos gives the browser's files.
export LEPTOS_OUTPUT_NAME=humeur

# The builder's folder comes first, because its python has zig.
PATH=$builder:$PATH cargo zigbuild --locked -p server --no-default-features \
    --profile lambda --target "$target.$GLIBC" ||
    die "the function could not be built: see the message above."

zip=$CARGO_TARGET_DIR/lambda/humeur-$arch.zip
python3 tools/lambda_zip.py "$arch" "$GLIBC" "$CARGO_TARGET_DIR/$target/lambda/server" "$hashes" "$zip"
