# make demo    see a portfolio judged and its documents written, into out/
# make test    run the whole test suite
# make lint    everything that CI checks besides the tests
# make readme  write the outputs and tables of the documentation anew
# make golden  write anew what the tests compare with: pages, recorded reads, a history
# make clean   remove what these commands made
#
# Each sets itself up in .venv. Another interpreter: make test PYTHON=python3.12

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

AS_OF := 2026-12-08
PORTFOLIO := examples/bay-area

.PHONY: demo test lint readme clean

demo: $(VENV)/.tool
	$(BIN)/dera check $(PORTFOLIO) --as-of $(AS_OF)
	$(BIN)/dera render $(PORTFOLIO) --as-of $(AS_OF) --to out
	@echo
	@echo "The documents are in out/, one folder for each aggregation and provider."
	@echo "Begin with a registration package:"
	@ls out/*/registration.md | sed 's/^/  /'
	@echo "To see findings: $(BIN)/dera check examples/bad/SIZE-001 --as-of $(AS_OF)"

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

readme: $(VENV)/.dev
	$(BIN)/python tests/shipped/test_readme.py

golden: $(VENV)/.dev
	$(BIN)/python tests/golden/test_reads.py
	$(BIN)/python tests/golden/test_explain_pages.py
	$(BIN)/python tests/golden/test_timelines.py
	$(BIN)/python tests/golden/test_pages.py
	$(BIN)/python tests/golden/test_history.py
	$(BIN)/python tests/golden/test_documents.py
	$(BIN)/python tests/pdf/test_pdf.py

clean:
	rm -rf $(VENV) .ci-venv out dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# Stamps: a second run installs nothing unless the dependencies changed.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; ok = sys.version_info >= (3, 11); ok or print("dera needs Python 3.11 or newer; $(PYTHON) is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12"); sys.exit(not ok)'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.tool: $(VENV)/.made pyproject.toml
	$(PIP) --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.made pyproject.toml
	$(PIP) --editable '.[dev]'
	@touch $(VENV)/.tool $@
