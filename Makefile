# The two commands of README.md. Each sets up what it needs first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PERIOD ?= 2023-24

.PHONY: report test check lock clean

report: $(READY)  ## Build the annual report of all five areas as review copies
	$(BIN)/bcssp build --period $(PERIOD)

test: $(READY) check  ## Run every check and the whole test suite
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(READY)  ## Linters and types: what pre-commit runs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

lock: $(READY)  ## Follow a change of the versions in pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	$(BIN)/python tools/lock.py

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

clean:  ## Remove the virtual environment and caches; reports stay
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
