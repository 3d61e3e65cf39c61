# Two commands do all the set-up on a fresh machine: `make run` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORKERS ?= auto

.PHONY: help run test quick lint check-types import-law servers unit cohort lock bench bench-figures bench-app bench-cohort examples gallery clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Multifidus needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "This Python cannot make virtual environments. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: $(STAMP) ## the app at http://127.0.0.1:8000, with a database of its own
	@exec $(BIN)/multifidus serve

test: lint check-types import-law servers unit cohort ## everything that must hold

quick: lint check-types import-law ## while working: all but the journeys in a browser and what is slow
	$(BIN)/python -m pytest -q -n $(WORKERS) -m "not slow and not cohort" --ignore=tests/browser

lint: $(STAMP) ## style, and every number of knowledge with its source
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m multifidus.knowledge.lint

check-types: $(STAMP) ## mypy, strict
	$(BIN)/mypy

import-law: $(STAMP) ## imports point one way
	$(BIN)/lint-imports --no-logo

servers: ## a browser and PostgreSQL for the tests, from the system's packages where there are none
	@bash tests/servers.sh

unit: $(STAMP) ## the tests, with branch coverage
	rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest -n $(WORKERS) -m "not cohort"
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

cohort: $(STAMP) ## two hundred virtual people live twelve weeks; nothing may break that must not
	$(BIN)/python -m pytest -m cohort tests/cohort

bench: $(STAMP) ## the planner against the greedy heuristic, 300 people
	$(BIN)/python benchmarks/plan.py

bench-figures: $(STAMP) ## time and size of every figure
	$(BIN)/python benchmarks/figure.py

bench-app: $(STAMP) ## start of the app, and its store: many writers, backup under writes
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/store.py

bench-cohort: $(STAMP) ## the adaptation of a week, and virtual weeks a second on one core and on two
	$(BIN)/python benchmarks/cohort.py

examples: $(STAMP) ## write the expected outcomes and what follows from movements anew (review the difference)
	$(BIN)/python -m multifidus.movement.needs --write
	$(BIN)/python tests/golden.py --write
	$(BIN)/python -m multifidus.service.sample_history --write
	for name in bird-dog side-plank; do $(BIN)/multifidus figure $$name --strip -o docs/movement/figures/$$name.svg; done
	$(BIN)/multifidus figure bridge -o docs/movement/figures/bridge.svg

gallery: $(STAMP) ## draw every exercise and test on one page: build/gallery.html
	$(BIN)/python -m multifidus.cli.gallery -o build/gallery.html

lock: ## resolve the pins anew, for Python 3.11 and later
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet uv
	$(VENV)-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links --extra dev \
	  --output-file requirements.lock pyproject.toml
	rm -rf $(VENV)-lock

clean: ## remove the environment and all caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* htmlcov
