# Everything here runs from a fresh clone: a target makes the environment it needs, once.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
DEV := .venv
DEMO := .venv-demo
OLD_KERNEL := build/ipykernel-6
PACKAGING := pyproject.toml labextension/package.json

.PHONY: help demo test torch lint docs docs-check notebooks tests bench clean

help:  ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(DEMO)/.installed  ## Run a real example notebook, audit it and say where the audit page is
	@$(DEMO)/bin/python example_notebooks/run_demo.py

test: lint docs-check notebooks tests  ## All that CI runs: lint, types, layers, docs, example notebooks, tests

lint: $(DEV)/.installed  ## ruff, mypy --strict and the layers of the package
	$(DEV)/bin/ruff check .
	$(DEV)/bin/ruff format --check .
	$(DEV)/bin/mypy
	$(DEV)/bin/lint-imports

docs: $(DEV)/.installed  ## Write the pages that come from the checks
	$(DEV)/bin/python docs/generate.py

docs-check: $(DEV)/.installed
	$(DEV)/bin/python docs/generate.py --check

notebooks: $(DEV)/.installed
	$(DEV)/bin/pytest --nbval-lax --nbval-current-env --nbval-cell-timeout=300 example_notebooks

torch: $(DEV)/.installed  ## Add PyTorch, so that the tests of its generators run too (large: with CUDA on Linux)
	$(DEV)/bin/python -m pip install --quiet --disable-pip-version-check 'torch==2.13.0'

tests: $(DEV)/.installed $(OLD_KERNEL)/.installed
	$(DEV)/bin/pytest

bench: $(DEV)/.installed  ## Measure speed and memory beside peers
	@$(DEV)/bin/python -m benchmarks

clean:  ## Remove what these targets made
	rm -rf $(DEV) $(DEMO) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The kernel of the release before, put before the present one on the path of the tests that run in both.
$(OLD_KERNEL)/.installed: $(DEV)/.installed
	@rm -rf $(@D)
	@$(DEV)/bin/uv pip install --quiet --python $(DEV)/bin/python --no-deps --target $(@D) 'ipykernel>=6.29,<7' nest-asyncio
	@touch $@

$(DEV)/.installed: EXTRA := dev
$(DEMO)/.installed: EXTRA := demo
$(DEV)/.installed $(DEMO)/.installed: $(PACKAGING)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "$(PYTHON) is no Python 3.11 or newer; name one, as in: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo "Installing into $(@D) (about half a minute, once)"
	@$(PYTHON) -m venv $(@D) || { \
	    echo "$(PYTHON) makes no virtual environments here; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.5'
	@$(@D)/bin/uv pip install --quiet --python $(@D)/bin/python --editable '.[$(EXTRA)]'
	@touch $@
