# Two commands do everything:
#   make demo   installs, reads the example reports and prints the incidents and the disputes
#   make test   installs and runs the tests
# Others: make desk (the review desk on the example reports), make check (lint, types, tests), make lock, make schema.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
PYTHON := py -3
endif
DEMO_CASE := build/example.db

.PHONY: demo desk test check lint types lock schema clean

$(VENV)/.base: requirements/base.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(VENV)/.base
	@mkdir -p build && rm -f $(DEMO_CASE)*
	$(BIN)/secondsource run --example --case $(DEMO_CASE)
	$(BIN)/secondsource disputes --case $(DEMO_CASE)

desk: $(VENV)/.dev
	@mkdir -p build && $(BIN)/secondsource run --example --case $(DEMO_CASE) > /dev/null
	$(BIN)/secondsource review --case $(DEMO_CASE)

test: $(VENV)/.dev
	$(BIN)/python -m pytest

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

check: lint types test

# Lock files carry hashes and no index address; run after a change of dependencies (needs uv).
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml requirements/build.in -o requirements/base.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -c requirements/base.txt --extra desk --group dev pyproject.toml -o requirements/dev.txt

schema: $(VENV)/.base
	$(BIN)/python -m secondsource.export.schema docs/schema

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
