# Everything runs inside .venv, which is made from the pins in requirements/ on first use.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# What using it needs, and nothing that working on it needs: a tenth of that.
USE := $(VENV)/.usable
DEMO_CABLES := demo-cables
DEMO_ARCHIVE := demo-archive

.DEFAULT_GOAL := help
.PHONY: help setup demo room test lint format bench clean

help: ## Show what there is to make
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(STAMP) ## Make .venv and install everything into it

$(STAMP): requirements/dev.txt pyproject.toml
	@echo "Setting up $(VENV), once: some minutes."
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@ $(USE)

$(USE): requirements/base.txt pyproject.toml
	@echo "Setting up $(VENV), once: about a minute."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

demo: $(USE) ## Make up an archive of linked cables, file it, search it, show a cable, draw its thread
	@rm -rf $(DEMO_CABLES) $(DEMO_ARCHIVE)
	@BIN=$(BIN) CABLES=$(DEMO_CABLES) CABLEGRAM_ARCHIVE=$(DEMO_ARCHIVE) bash docs/demo.sh

room: $(USE) ## Open the reading room on that archive, in the browser
	@test -d $(DEMO_ARCHIVE) || $(MAKE) --no-print-directory demo
	@$(BIN)/cablegram serve --archive $(DEMO_ARCHIVE) || test $$? -eq 130

test: lint ## Check style and types, then run the tests
	$(BIN)/pytest -n 2 --dist worksteal

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
