# The ways into the project. `make` alone lists them.
#
# Every target that needs tools sets them up first (tools/setup.sh: nothing to do takes well
# under a second), and every recipe finds them through tools/env.sh.

SHELL := bash
.DEFAULT_GOAL := help
# cargo uses every core by itself, and two cargos would only wait for each other's lock.
.NOTPARALLEL:

# Where the journal listens and keeps its data: `make run HUMEUR_ADDR=0.0.0.0:8080`.
export HUMEUR_ADDR ?= 127.0.0.1:3000
export HUMEUR_DATA_DIR ?= data

# The binary and the site are looked for here, whatever a person's own shell says.
export CARGO_TARGET_DIR := $(CURDIR)/target

ENV := . tools/env.sh

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

# --- Use --------------------------------------------------------------------------------

# `exec`: Ctrl-C goes to the server itself, which then finishes what it has begun.
.PHONY: run
run: build ## build for production and serve on HUMEUR_ADDR (127.0.0.1:3000)
	@$(ENV) && exec target/release/server

.PHONY: dev
dev: setup ## serve, and rebuild at every change
	@$(ENV) && exec cargo leptos watch

.PHONY: build
build: setup ## build for production: target/release/server and target/site
	$(ENV) && cargo leptos build --release --precompress

# --- Check ------------------------------------------------------------------------------

# Cheapest first. The browser tests drive the very binary that is released.
.PHONY: test
test: setup-test check unit build fuzz browser ## everything CI runs: format, lints, unit, API and browser tests

.PHONY: lint
lint: setup-test check ## format, lints and types; dependencies too where cargo-deny is installed
	@$(ENV); if command -v cargo-deny >/dev/null; then cargo deny check; \
		else echo "lint: dependencies not checked: 'cargo install --locked cargo-deny' adds that."; fi

.PHONY: fmt
fmt: ## format the Rust code
	@$(ENV) && cargo fmt --all

.PHONY: bench
bench: setup-bench build ## measure size, page speed and throughput
	@$(ENV) && tools/bench.sh

# --- Tidy -------------------------------------------------------------------------------

.PHONY: clean
clean: ## remove what was built (the journal's data stays)
	rm -rf target end2end/node_modules end2end/test-results end2end/playwright-report

# --- Parts ------------------------------------------------------------------------------

.PHONY: setup setup-test setup-bench
setup:
	@tools/setup.sh run
setup-test:
	@tools/setup.sh test
setup-bench:
	@tools/setup.sh bench

# clippy twice: the same sources are two programs, one for each target.
.PHONY: check
check:
	$(ENV) && cargo fmt --all --check
	$(ENV) && cargo clippy --workspace --all-targets -- -D warnings
	$(ENV) && cargo clippy -p app --lib --target wasm32-unknown-unknown \
		--no-default-features --features hydrate -- -D warnings
	$(ENV) && cd end2end && npm run --silent check

.PHONY: unit
unit:
	$(ENV) && cargo test --workspace

# The released binary, held to its own openapi.json.
.PHONY: fuzz
fuzz: setup-test build
	tools/fuzz.sh

.PHONY: browser
browser:
	$(ENV) && cd end2end && npx playwright test
