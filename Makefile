# The two commands of README.md. Each sets up what it needs first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TESTED := $(VENV)/.ready-to-test
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PERIOD ?= 2023-24

.PHONY: report test soak check clean-notebooks lock audit clean

report: $(READY)  ## Build the annual report of all five areas as review copies
	$(BIN)/bcssp build --period $(PERIOD)

test: $(TESTED) check  ## Run every check and the whole test suite
	$(BIN)/python -m pytest -n auto --dist worksteal

soak: $(TESTED)  ## Kill builds at many more moments than the usual tests do
	$(BIN)/python -m pytest -m soak -n auto --dist worksteal

check: $(TESTED)  ## Linters, types and notebooks: what pre-commit runs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/bcssp clean-notebooks --check

clean-notebooks: $(READY)  ## Take out what JupyterLab saved of a run: a hook of git
	$(BIN)/bcssp clean-notebooks

lock: | $(VENV)  ## Follow a change of the versions in pyproject.toml
	$(INSTALL) uv==0.13.9
	$(BIN)/python tools/lock.py

audit:  ## Ask whether a fault of a locked package is known: needs the network
	$(PYTHON) -m venv .audit
	.audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	.audit/bin/pip-audit --strict --require-hashes --disable-pip --requirement requirements-dev.lock

$(VENV):
	$(PYTHON) -m venv $(VENV)

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv --clear $(VENV)
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	touch $(READY)

$(TESTED): $(READY) requirements-dev.lock
	$(INSTALL) --require-hashes -r requirements-dev.lock
	touch $(TESTED)

clean:  ## Remove the virtual environment and caches; reports stay
	rm -rf $(VENV) .audit .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
