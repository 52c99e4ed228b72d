# SPDX-License-Identifier: AGPL-3.0-or-later
# Every target brings the clone up to date first; a second run of any is fast.
.PHONY: help setup demo test test-long check bench lock clean
.DEFAULT_GOAL := help

SETUP = python=$$(sh tools/find_python.sh) && "$$python" -m tools.setup
BIN = .venv/bin
ARGS =

help:
	@echo "make setup      prepare this clone (Python packages, style sheets, translations)"
	@echo "make demo       generate an agglomeration, load it, serve it at http://127.0.0.1:8000"
	@echo "make test       run the tests (Chromium included)          ARGS='-k name'"
	@echo "make test-long  run the long campaigns too"
	@echo "make check      style, types, import rules, translations, migrations"
	@echo "make bench      print every benchmark's table"
	@echo "make lock       lock the dependencies again, with hashes and without host names"
	@echo "make clean      remove what was built; var/ (your data) stays"

setup:
	@$(SETUP) base

demo:
	@$(SETUP) base
	@$(BIN)/parvis demo $(ARGS)

test:
	@$(SETUP) test
	@$(BIN)/python -m pytest -q -n 2 -m "not long" $(ARGS)

test-long:
	@$(SETUP) test
	@$(BIN)/python -m pytest -q $(ARGS)

check:
	@$(SETUP) test
	@$(BIN)/python -m tools.check

bench:
	@$(SETUP) test
	@$(BIN)/python -m bench $(ARGS)

lock:
	@$(SETUP) test
	@$(BIN)/python -m tools.lock

clean:
	rm -rf .venv build node_modules tests/*/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find parvis tests bench tools -name __pycache__ -type d -prune -exec rm -rf {} +
	find parvis -name '*.mo' -delete
