# Only wraps the pip and kehoach calls that the README lists; on Windows type those.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test test-long lint benchmark clean

demo: .venv/installed
	$(BIN)/kehoach run data/raw
	$(BIN)/kehoach search "kế hoạch nào giao Thanh tra giải quyết khiếu nại, tố cáo" --by plan

test: .venv/installed-test
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not long"

test-long: .venv/installed-test
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: .venv/installed-test
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy pipeline

benchmark: .venv/installed-test
	$(BIN)/python -m benchmarks

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	touch $@

.venv/installed-test: .venv/installed
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[test]"
	touch $@

clean:
	rm -rf .venv data/processed/* build *.egg-info
