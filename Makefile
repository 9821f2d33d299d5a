# Claimbook's words: run, stop, test, lint, types, bench, quality, docs.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

# `make test PG=15` tests on the PostgreSQL 15 installed on this machine, apart from all other data.
ifdef PG
export CLAIMS_PG_BIN := /usr/lib/postgresql/$(PG)/bin
export CLAIMS_PG_DIR := var/postgres-$(PG)
endif

.PHONY: run stop test lint types bench quality docs

run: .venv/runtime
	@$(BIN)/python -m project.serve --port $(PORT)

stop:
	@if [ -x $(BIN)/python ]; then \
		$(BIN)/python -m project.serve --stop && $(BIN)/python -m project.postgres stop; \
	fi

test: lint types
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check
	$(BIN)/python -m pytest -n 2 $(TESTS)
ifdef PG
	$(BIN)/python -m project.postgres stop
endif

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/dev
	$(BIN)/mypy

bench: .venv/dev
	$(BIN)/python -m tests.bench $(N)

quality: .venv/dev
	$(BIN)/python -m tests.quality $(DATA)

docs: .venv/dev
	PICTURES=docs/img $(BIN)/python -m pytest tests/browser -m docs

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Claimbook needs Python 3.11 or newer: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv .venv

# Each of these files is touched when everything that its lock file names is installed.
.venv/runtime: requirements.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/dev: requirements-dev.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@ .venv/runtime
