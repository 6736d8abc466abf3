# Developers and Linux/macOS users. Windows: the README gives the same three steps as plain lines.
.DEFAULT_GOAL := help
# Whoever keeps no bytecode has every process of the tests compile all modules again, and pytest rewrite every assert.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help bijlage test check lab lint lock sbom advisories scorebord clean

PYTHON ?= python3
VENV   := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif

help: ## show this list
	@$(PYTHON) -c "import re; [print(f'make {m[1]:<10} {m[2]}') for m in re.finditer(r'^([a-z]+):.*?## (.*)', open('Makefile', encoding='utf-8').read(), re.M)]"

bijlage: $(VENV)/.ready ## build the annex of Dalfsen (OPTIES=--open opens it in the browser)
	$(BIN)/kernmonitor build params/dalfsen.yml $(OPTIES)

test: lint ## lint, then every test, with nbval on every notebook
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(OPTIES)

check: lint ## what a change needs at once: lint, and the unit tests that take no time (a minute)
	$(BIN)/python -m pytest -n 2 -q -m "not slow" tests/unit $(OPTIES)

lab: $(VENV)/.ready ## open JupyterLab on the notebooks
	$(BIN)/kernmonitor build params/dalfsen.yml --only release
	$(BIN)/python -m jupyterlab notebooks

lint: $(VENV)/.ready-dev ## ruff, mypy, import contracts, notebooks stripped
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nbstripout --verify $(STRIP) $(wildcard notebooks/*.ipynb)

scorebord: $(VENV)/.ready-dev ## run the tests of the scorecard and write it (OPTIES=junit.xml reads a run that was)
	$(BIN)/python -m tests.scorecard $(OPTIES)

lock: $(VENV)/.ready-dev ## write both lock files again from pyproject.toml
	$(LOCK) --extra build --extra dev --extra cluster -o requirements-dev.lock pyproject.toml
	$(LOCK) --extra build -c requirements-dev.lock -o requirements.lock pyproject.toml

sbom: $(VENV)/.ready-dev ## write what it is made of, in CycloneDX, to outputs/sbom.cdx.json
	$(BIN)/python -m tools.sbom $(OPTIES)

advisories: $(VENV)/.ready-dev ## compare the locks with published advisories (OPTIES="--from all.zip" without internet)
	$(BIN)/python -m tools.advisories $(OPTIES)

clean: ## throw away everything that was generated
	rm -rf outputs $(VENV) node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# A lock holds no addresses: whoever installs uses their own.
LOCK  = $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
STRIP = --keep-id --keep-count
PIP   = $(BIN)/python -m pip install --quiet --disable-pip-version-check

# The three steps of the README: an environment, the locked packages, the project itself.
$(VENV)/.ready: requirements.lock pyproject.toml package-lock.json
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@npm --version >/dev/null 2>&1 && npm ci --omit=dev --ignore-scripts --no-audit --no-fund --silent \
		|| echo "npm is not installed: web pages will hold the printed map and its table, not the interactive one"
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock $(VENV)/.ready
	$(PIP) --require-hashes -r requirements-dev.lock
	@npm --version >/dev/null 2>&1 && npm ci --ignore-scripts --no-audit --no-fund --silent || true
	@touch $@
