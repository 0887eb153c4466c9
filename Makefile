# Everything runs inside .venv, which is made from the pins in requirements/ on first use.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEMO_CABLES := demo-cables
DEMO_ARCHIVE := demo-archive

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format bench clean

help: ## Show what there is to make
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(STAMP) ## Make .venv and install everything into it

$(STAMP): requirements/dev.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: $(STAMP) ## Make up an archive of linked cables, file it, search it, show a cable, draw its thread; then tells how to open the reading room
	rm -rf $(DEMO_CABLES) $(DEMO_ARCHIVE)
	BIN=$(BIN) CABLES=$(DEMO_CABLES) CABLEGRAM_ARCHIVE=$(DEMO_ARCHIVE) bash docs/demo.sh

test: lint ## Check style and types, then run the tests
	$(BIN)/pytest -n 2

lint: $(STAMP) ## Check style and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(STAMP) ## Put the code into its layout
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP) ## Measure the speed and write docs/benchmarks.md
	$(BIN)/python -m bench --write

clean: ## Remove everything that is made
	rm -rf $(VENV) $(DEMO_CABLES) $(DEMO_ARCHIVE) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .nox
	find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
