# `make demo` and `make test` set up what they need in .venv; a second run starts at once.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SENTENCE ?= a picture book in four pages about a brave little fox who finds a star

.PHONY: bench demo test

demo: $(VENV)/installed
	$(BIN)/triptych make "$(SENTENCE)" --project out/demo --seed 1

# `make bench QUICK=1` takes minutes, `make bench` hours; the table is printed, and each run is kept.
bench: $(VENV)/installed
	$(BIN)/python -m benchmarks $(if $(QUICK),--quick)

test: $(VENV)/installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	@# Two at a time, a file each, and one thread of torch for either.
	OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist loadfile

$(VENV)/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "$(PYTHON) is older than 3.11; give a newer one: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	mkdir -p $(VENV)/src
	ln -sfn ../.. $(VENV)/src/triptych
	touch $@

$(VENV)/installed: pyproject.toml $(VENV)/created
	$(BIN)/python -m pip install --editable .
	touch $@

$(VENV)/installed-dev: pyproject.toml $(VENV)/created
	$(BIN)/python -m pip install --editable '.[dev]'
	@# The browser tests need Chromium; where it may not be installed, they say so and are left out.
	command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	    apt-get update -qq && apt-get install -y -qq chromium; } || true
	touch $@ $(VENV)/installed
