# Each target brings its own environment: uv where there is one, else pip into .venv.
SHELL := /bin/bash
.DEFAULT_GOAL := help
STAMP := .venv/.ready
TOOLS := .venv/.tools
PYTEST := .venv/bin/python -m pytest

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

$(STAMP): pyproject.toml uv.lock deploy/environment.sh
	@bash deploy/environment.sh
	@touch $@

$(TOOLS): $(STAMP)
	@bash deploy/environment.sh tools
	@touch $@

demo: $(STAMP) ## the example district and a Telegram of its own, at http://127.0.0.1:8080/
	@bash deploy/environment.sh emoji
	@.venv/bin/wangge demo $(ARGS)

run: $(STAMP) ## the service with a real bot: WANGGE_TOKEN=… make run
	@.venv/bin/wangge run $(ARGS)

test: $(TOOLS) ## all tests
	@$(PYTEST) -n 3 --dist load --maxschedchunk 1 $(ARGS)

check: $(TOOLS) ## what CI runs: format, lint, types, import contracts, the example pack, all tests with coverage
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy .
	.venv/bin/lint-imports
	.venv/bin/wangge district check deploy/districts/example
	$(MAKE) --no-print-directory test ARGS="--cov --cov-report=term:skip-covered -rs"

faults: $(TOOLS) ## the long storm: ARGS="KILLS SEED STORES", 300 kills over both stores by default
	@.venv/bin/python -m tests.faults $(ARGS)

bench: $(TOOLS) ## figures, as ratios in one run; ARGS names parts of it
	@.venv/bin/python -m tests.bench $(ARGS)

clean: ## remove the environment and the demo's data
	rm -rf .venv data .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage

.PHONY: help demo run test check faults bench clean
