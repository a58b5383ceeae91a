# Everything a fresh clone needs: Python 3.11 or newer, make, and a package index.
# `make demo` serves the sample, `make test` runs what this machine can.

BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help demo test lint bench bench-load bench-slices bench-quality bench-crashes bench-panel bench-embed clean

help:
	@echo "make demo   load the sample into the embedded engine, serve it, print two addresses"
	@echo "make test   run the tests this machine can run, and name those it cannot"
	@echo "make lint   ruff and mypy"
	@echo "make bench  measure loading, slices and first paint on this machine"
	@echo "make bench-load  measure loading of large datasets; this takes half an hour"
	@echo "make bench-slices  measure slices of a large made graph; this takes a quarter of an hour"
	@echo "make bench-quality  measure how well the ranking finds later co-authors; a quarter of an hour"
	@echo "make bench-panel  measure the live graph in Chromium, beside other tools; ten minutes"
	@echo "make bench-crashes  kill loader and engine twenty times each, and load again"
	@echo "make bench-embed  measure what other people's pages embed; a minute"
	@echo "make clean  remove .venv; loaded data stays in .explorer"

demo: .venv/.site
	@exec $(BIN)/explorer demo

# WORKERS=… processes share the tests; each starts the engines it needs.
WORKERS := 2
test: .venv/.tools
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope

lint: .venv/.tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/.tools
	$(BIN)/python -m pytest -q -s -o python_functions='bench_*' tests/bench/bench_*.py

# PAPERS=… makes the graph larger or smaller.
PAPERS := 100000
bench-load: .venv/.tools
	BENCH_PAPERS=$(PAPERS) $(BIN)/python -m pytest -q -s -o python_functions='bench_*' \
	  tests/bench/bench_load.py

# GRAPHS=… keeps the made graphs there, for the next time.
bench-slices: .venv/.tools
	BENCH_PAPERS=$(PAPERS) BENCH_GRAPHS=$(GRAPHS) $(BIN)/python -m pytest -q -s -o python_functions='bench_*' \
	  tests/bench/bench_big_slices.py tests/bench/bench_routes.py

# PEOPLE=… asks about more or fewer people of each corpus.
PEOPLE := 1000
bench-quality: .venv/.tools
	@$(BIN)/python -m tests.bench.quality_ranking --people $(PEOPLE)

# REPEATS=… of each measurement; NODES=… a list of 80, 300 and 1000.
REPEATS := 9
NODES := 80,300,1000
bench-panel: .venv/.tools
	BENCH_REPEATS=$(REPEATS) BENCH_NODES=$(NODES) $(BIN)/python -m pytest -q -s \
	  -o python_functions='bench_*' tests/bench/bench_panel.py

bench-embed: .venv/.tools
	$(BIN)/python -m pytest -q -s -o python_functions='bench_*' tests/bench/bench_embed*.py

bench-crashes: .venv/.tools
	BENCH_MOMENTS=20 $(BIN)/python -m pytest -q tests/store/test_crashes.py

clean:
	rm -rf .venv

# A stamp is newer than what it was made from, so that a second run starts at once.
.venv/.site: pyproject.toml constraints.txt | .venv/bin/pip
	@echo "Installing the explorer into .venv; the first time takes a minute or two."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/.tools: pyproject.toml constraints.txt | .venv/bin/pip
	@echo "Installing the explorer and its tools into .venv; the first time takes a minute or two."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ .venv/.site

# PYTHON=… names another one. The check runs the candidate, since a name alone may lead nowhere.
.venv/bin/pip:
	@for candidate in $(PYTHON) python3 python3.13 python3.12 python3.11 python; do \
	  if $$candidate -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	    >/dev/null 2>&1; then exec $$candidate -m venv .venv; fi; \
	done; \
	echo "No Python 3.11 or newer with its venv module was found." >&2; \
	echo "Install one (Debian: apt install python3 python3-venv), or name it: make PYTHON=/path/to/python3" >&2; \
	exit 1
