# Where the project's tools are. Sourced from the repository's root, by the Makefile and by
# tools/*.sh:  . tools/env.sh
#
# They are outside the checkout, so that clones share them, and apart from your own tools, so that
# the version of your cargo-leptos does not change.
# shellcheck shell=sh

: "${HUMEUR_TOOLS:=${XDG_CACHE_HOME:-$HOME/.cache}/humeur}"
export HUMEUR_TOOLS

# Our builds come first. The Python tools come last: their folder also holds a python and a
# pip, which must not hide those of the machine.
PATH="$HUMEUR_TOOLS/tools/bin:$PATH:${CARGO_HOME:-$HOME/.cargo}/bin:$HUMEUR_TOOLS/tools/venv/bin:$HUMEUR_TOOLS/tools/lint/bin"
export PATH

# The browser's files must not contain the path of a home directory: their hashes, and so their names, would
# differ, and so would the function's package, which should change only with the sources.
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src="

# One browser for Playwright and Lighthouse. Unset, Playwright uses the one it downloads. The shell is
# Chromium without windows, for the tests: the same pages, in two thirds of the time.
if [ -z "${CHROME_PATH:-}" ]; then
    if CHROME_SHELL_PATH=$(command -v chromium-headless-shell); then
        export CHROME_SHELL_PATH
    else
        unset CHROME_SHELL_PATH
    fi
    for browser in chromium google-chrome-stable google-chrome; do
        if CHROME_PATH=$(command -v "$browser"); then
            export CHROME_PATH
            break
        fi
    done
    [ -n "${CHROME_PATH:-}" ] || unset CHROME_PATH
    unset browser
fi
