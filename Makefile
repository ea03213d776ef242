# The words that developers and the build machine share. Each works alone, also as the first thing typed in a new clone.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory
# Tests run in many processes; where nothing compiled may be kept, each would compile the whole project again.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
INSTALLED := .venv/.installed
CLIENT := src/livecontract/client/app/.build-id
CLIENT_SOURCES := $(shell find web \( -name node_modules -o -name stubs -o -name paraglide \) -prune -o -type f -print 2>/dev/null)

# Further arguments: make run ARGS="--port 8001", make test ARGS="-k signing".
ARGS ?=

.PHONY: help run test setup check check-python check-client quick-tests lint format bench chaos lock browser

help: ## show these words
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## set everything up, then start a demonstration and print two links to open
	@exec $(BIN)/livecontract demo $(ARGS)

test: setup browser ## set everything up, then run all tests, those in browsers included
	@$(BIN)/python -m tools.client test
	@$(BIN)/pytest --numprocesses auto $(ARGS)

setup: $(INSTALLED) $(CLIENT) ## leave the program, ready to run, at .venv/bin/livecontract
	@:

check: setup ## before each commit, under a minute: format, lint, types, imports, quick tests, browser client
	@$(MAKE) check-python
	@$(MAKE) --jobs 2 check-client quick-tests

lint: setup ## the part of check that runs no tests
	@$(MAKE) --jobs 2 --output-sync=target check-python check-client

format: setup ## put every source file into the one format
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/python -m tools.client format

bench: setup ## measure; the figures are ratios within one run
	@$(BIN)/python -m bench $(ARGS)

chaos: setup ## kill the server 200 times in the middle of the work and look what is left
	@$(BIN)/pytest --numprocesses auto -m chaos --chaos-rounds 200 -o faulthandler_timeout=0 $(ARGS)

lock: setup ## write both lock files anew, after a change in pyproject.toml or web/package.json
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes \
		--no-emit-index-url --no-annotate --quiet -o requirements.lock
	@$(BIN)/python -m tools.client lock

check-python:
	@$(BIN)/ruff format --quiet --check . || { echo "Not formatted; type: make format"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@report=$$($(BIN)/lint-imports --no-logo 2>&1) || { echo "$$report"; exit 1; }
	@$(BIN)/mypy --no-error-summary

check-client:
	@$(BIN)/python -m tools.client lint check

# Fewer examples of each property than in `make test`, and no test that takes seconds.
quick-tests:
	@$(BIN)/pytest --numprocesses auto --quiet --hypothesis-profile quick -m "not browser and not slow and not chaos" $(ARGS)

browser: setup
	@$(BIN)/python -m tools.browser

$(INSTALLED): requirements.lock pyproject.toml hatch_build.py tools/setup.sh
	@sh tools/setup.sh
	@touch $@

# The build compares contents, so a file that is only newer costs a moment and no build.
$(CLIENT): $(CLIENT_SOURCES) | $(INSTALLED)
	@$(BIN)/python -m tools.client build
