# make run: sets up .venv and reads the bundled sample. make test: sets up and passes every test.
PYTHON ?= python3.11
BIN := .venv/bin
SHARED ?= ../shared

.PHONY: run test score bench kills lint lock help

help:
	@grep -E '^# ' Makefile | cut -c3-

.venv/.ready: pyproject.toml constraints.lock
	$(PYTHON) -m venv .venv 2>/dev/null || python3 -m venv .venv || (apt-get update && apt-get install -y python3-venv && python3 -m venv .venv)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.lock -e '.[dev]'
	touch $@

run: .venv/.ready
	$(BIN)/gongkai run

test: .venv/.ready
	$(BIN)/ruff check pipeline tests tools
	$(BIN)/mypy
	$(BIN)/python -m pytest

# make score: the made corpus and the real reports in $(SHARED), right / flagged / silent wrong per format
score: .venv/.ready
	$(BIN)/python -m tools.score $(SHARED)

# make bench: speed as a ratio to pdfplumber's defaults, memory, 2,000 documents
bench: .venv/.ready
	$(BIN)/python -m tools.bench $(SHARED)

# make kills: 30 SIGKILLs at random moments of a run
kills: .venv/.ready
	$(BIN)/python -m tools.kills 30

lint: .venv/.ready
	$(BIN)/ruff check pipeline tests tools
	$(BIN)/mypy

# make lock: pins for CI what is installed now
lock:
	$(BIN)/pip freeze --exclude-editable --exclude gongkai > constraints.lock
