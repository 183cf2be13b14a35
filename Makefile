# make demo: install, read the samples, show what was found.  make test: everything that CI runs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST_ARGS ?=

.PHONY: demo test lint types imports unit wheel bench corpus docs goldens clean

$(BIN)/kehoach: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing kehoach_parser into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[xlsx]'
	@$(BIN)/python -m compileall -q src  # as pip does for a package that is not editable: start-up counts
	@touch $(BIN)/kehoach

$(VENV)/.dev: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the development packages into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@$(BIN)/python -m compileall -q src
	@touch $(VENV)/.dev $(BIN)/kehoach

demo: $(BIN)/kehoach
	@$(BIN)/kehoach parse samples -o out --quiet
	@$(BIN)/python tools/demo.py out

test: lint types imports unit wheel

lint: $(VENV)/.dev
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports

wheel: $(VENV)/.dev
	$(BIN)/python tools/check_wheel.py

unit: $(VENV)/.dev
	$(BIN)/pytest $(PYTEST_ARGS)

goldens: $(VENV)/.dev
	$(BIN)/pytest --update-goldens

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

N ?= 10000
corpus: $(VENV)/.dev
	$(BIN)/python -m benchmarks.corpus $(N) corpus

docs: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check '.[docs]'
	$(BIN)/mkdocs build --strict

clean:
	rm -rf $(VENV) out dist build site corpus
