# make run: sets up .venv and reads the bundled sample. make test: sets up and passes every test.
PYTHON ?= python3.11
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check -c constraints.lock
SHARED ?= ../shared

# Debian packages: LibreOffice reads Word 97 and WPS a second time; Chromium, fonts and poppler are for the tests.
SYSTEM := libreoffice-writer-nogui libreoffice-calc-nogui
TEST_SYSTEM := chromium fonts-noto-cjk poppler-utils

SEEDS ?= 0-2000

.PHONY: run test demo score bench deviations plant kills hostile scrape-kills scrape-many release-kills release-bench review-kills places explore-bench find-bench lint lock help

help:
	@grep -E '^# ' Makefile | cut -c3-

.venv/.ready: pyproject.toml constraints.lock
	$(PYTHON) -m venv .venv 2>/dev/null || python3 -m venv .venv || (apt-get update && apt-get install -y python3-venv && python3 -m venv .venv)
	$(PIP) -e '.[dev]'
	touch $@

# The hot modules, compiled; again where one of them changed. Without a compiler the sources do the same, slower.
.venv/.compiled: .venv/.ready tools/compile.py $(shell sed -n 's/^ *"\(pipeline.*\.[cp]y*\)",$$/\1/p' pyproject.toml)
	tools/system $$($(BIN)/python -m tools.compile --needs) || true
	$(BIN)/python -m tools.compile
	touch $@

.venv/.system: .venv/.ready | .venv/.compiled
	tools/system $(SYSTEM)
	touch $@

.venv/.test-system: .venv/.system
	tools/system $(TEST_SYSTEM)
	touch $@

run: .venv/.system
	$(BIN)/gongkai run

test: .venv/.test-system
	$(BIN)/ruff check pipeline tests tools
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadfile

# make score: the made corpus and the real reports in $(SHARED), right / flagged / silent wrong per format
score: .venv/.system
	$(BIN)/python -m tools.score $(SHARED)

# make bench: speed as a ratio to pdfplumber's defaults, memory, 2,000 documents
bench: .venv/.system
	$(BIN)/python -m tools.bench $(SHARED)

# make deviations: made reports that deviate from the form in many ways at once, SEEDS=0-2000: what is silently wrong, and why
deviations: .venv/.ready
	$(BIN)/python -m tools.deviations $(SEEDS)

# make plant: contradictions between text and tables, planted into the reports of $(SHARED) and the sample
plant: .venv/.ready
	$(BIN)/python -m tools.plant $(SHARED)

# make kills: 30 SIGKILLs at random moments of a run
kills: .venv/.ready
	$(BIN)/python -m tools.kills 30

# make release-kills: 100 SIGKILLs over coordinator and workers of runs and releases, here and on Dask
release-kills: .venv/.ready
	$(BIN)/python -m tools.release_kills 500 100

# make release-bench: 10,000 documents, a release of 100,000 synthetic reports
release-bench: .venv/.ready
	$(BIN)/python -m tools.release_bench 10000 100000

# make demo: made-up portals on this machine, scraped, read and shown
demo: .venv/.system
	$(BIN)/gongkai demo

# make scrape-kills: 50 SIGKILLs of a crawl of the test site
scrape-kills: .venv/.ready
	$(BIN)/python -m tools.scrape_kills 50

# make scrape-many: 3,000 portals on loopback
scrape-many: .venv/.ready
	$(BIN)/python -m tools.scrape_many 3000

# make hostile: 1,000 files damaged at random and those made to hurt, among good ones
hostile: .venv/.system
	$(BIN)/python -m tools.hostile $(SHARED)

# make review-kills: 100 decisions of a person while the explorer is killed 20 times
review-kills: .venv/.test-system
	$(BIN)/gongkai run --out /tmp/gongkai-review-kills
	$(BIN)/python -m tools.review_kills /tmp/gongkai-review-kills raw

# make places: 100 random cells of the sample in the browser: whether the box drawn holds the number
places: .venv/.test-system
	$(BIN)/gongkai run --out /tmp/gongkai-places
	$(BIN)/python -m tools.places /tmp/gongkai-places raw

# make explore-bench: the pages over 100,000 synthetic reports, in Chromium
explore-bench: .venv/.test-system
	$(BIN)/python -m tools.explore_bench 100000

# make find-bench: the index of words over 100,000 made-up reports, and questions to it
find-bench: .venv/.ready
	$(BIN)/python -m tools.find_bench 100000

lint: .venv/.ready
	$(BIN)/ruff check pipeline tests tools
	$(BIN)/mypy

# make lock: pins for CI what is installed now
lock:
	$(BIN)/pip freeze --exclude-editable --exclude gongkai > constraints.lock
