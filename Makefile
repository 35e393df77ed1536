# What a person and CI do with this repository; `make help` lists it.
# Needs Python 3.11 or newer with venv, git and make. All else comes from the locks, into .venv.

ifndef PYTHON
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
endif
VERSION_OF = -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null
VERSION := $(if $(PYTHON),$(shell $(PYTHON) $(VERSION_OF)))

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PYTHON_READY := $(VENV)/.python-$(VERSION)
RUNTIME_READY := $(VENV)/.runtime-ready
DEV_READY := $(VENV)/.dev-ready
DEMO := $(CURDIR)/.nianbao
SAMPLES := $(filter-out %.json %.md,$(wildcard tests/samples/*.*))
# The demonstration must never reach a fleet that the shell happens to be set up for.
ALONE := env $$(env | sed -n 's/^\(NIANBAO_[A-Z0-9_]*\)=.*/-u \1/p')

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run ocr test lint lint-locks bench lock clean

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' $(MAKEFILE_LIST) | awk -F'\t' '{ printf "make %-8s %s\n", $$1, $$2 }'
	@echo "Another Python: make setup PYTHON=python3.12. More for pytest: make test ARGS='-k mail'."

setup: $(RUNTIME_READY) ## make .venv with the nianbao command in it

run: $(RUNTIME_READY) ## read the sample reports on this machine alone, in .nianbao/, and show what was found
	@mkdir -p "$(DEMO)/inbox" && echo "*" > "$(DEMO)/.gitignore"
	@cp -p $(SAMPLES) "$(DEMO)/inbox/"
	@echo "$(words $(SAMPLES)) sample reports copied to .nianbao/inbox; everything this run makes stays in .nianbao/"
	@$(ALONE) NIANBAO_HOME="$(DEMO)" $(BIN)/nianbao run --once
	@echo "For the commands above, here: NIANBAO_HOME=.nianbao $(BIN)/nianbao alerts list"

ocr: $(RUNTIME_READY) ## also read scans and photographs: some 400 MB of libraries and models
	@$(PIP) install --quiet --quiet --require-hashes -r requirements-ocr.lock

# Many tests wait for processes: on two cores, four at a time leave less of them idle. What tests of one file share is
# set up once where each process has a stretch of files.
test: $(DEV_READY) ## run the tests (ARGS are handed to pytest)
	@$(BIN)/python -m pytest -n 4 --dist worksteal $(ARGS)

lint: $(DEV_READY) ## format, lint, types, arrows between rooms, freshness of the locks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(MAKE) --no-print-directory lint-locks

lint-locks: $(DEV_READY)
	@PATH="$(CURDIR)/$(BIN):$$PATH" .ci/locks check

bench: $(DEV_READY) ## measure reading against a baseline in the same run
	@$(BIN)/python -m benchmarks

lock: $(DEV_READY) ## write the locks anew from pyproject.toml (ARGS=--upgrade takes the newest)
	@PATH="$(CURDIR)/$(BIN):$$PATH" .ci/locks write $(ARGS)

clean: ## remove .venv, the demonstration in .nianbao and all caches
	rm -rf $(VENV) .nianbao build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PYTHON_READY):
	@test -n "$(VERSION)" || { echo "No Python 3.11 or newer found. Name one: make setup PYTHON=/path/to/python3.12" >&2; exit 1; }
	@test "$$($(BIN)/python $(VERSION_OF))" = "$(VERSION)" || $(PYTHON) -m venv --clear $(VENV) \
		|| { echo "No virtual environment could be made: on Debian and Ubuntu, install python3-venv." >&2; exit 1; }
	@rm -f $(VENV)/.python-* $(RUNTIME_READY) $(DEV_READY)
	@touch $@

# setuptools comes from its own lock, so that building the project fetches nothing that is not pinned by hash.
$(RUNTIME_READY): requirements.lock requirements-build.lock pyproject.toml $(PYTHON_READY)
	@echo "Installing the locked packages into $(VENV) (Python $(VERSION)); the first time takes about half a minute"
	@$(PIP) install --quiet --quiet --require-hashes -r requirements.lock -r requirements-build.lock
	@$(PIP) install --quiet --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_READY): requirements-dev.lock $(RUNTIME_READY)
	@echo "Installing the tools for tests and lint"
	@$(PIP) install --quiet --quiet --require-hashes -r requirements-dev.lock
	@touch $@
