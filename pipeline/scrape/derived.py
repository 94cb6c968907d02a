"""Journals → raw/documents.csv, raw/coverage.csv and the inbox's lists: province by province, so memory stays flat.

A document is told from others of its agency and year only, so those whose keys begin alike are taken together; they
wait in files without a name, of which a kill leaves nothing.
"""

from __future__ import annotations

import pickle
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import IO

from pipeline.model import value
from pipeline.scrape import apart, coverage, documents, todo
from pipeline.scrape.document import Document
from pipeline.scrape.judge import Judge
from pipeline.scrape.looks import Journals
from pipeline.scrape.store import Store, writing
from pipeline.sources import Agency, Catalogue

FIRST_FORM_YEAR = 2019
_LAST = "\x7f"
"""Sorts after all keys in ASCII: the names of agencies that the catalogue does not know."""


@value
class Derived:
    """How many documents there are, and how many agencies and years in each state."""

    documents: int
    states: Counter[str]


def derive(store: Store, catalogue: Catalogue, today: date) -> Derived:
    """Makes the lists anew."""
    waiting = _Waiting()
    for document in documents.each(store):
        waiting.add(document)
    judge = Judge(catalogue, Journals(store), frozenset(waiting.unknown), today)
    agencies = _parted(catalogue)
    years = range(FIRST_FORM_YEAR, today.year)
    count, states = 0, Counter[str]()
    with writing(store.raw / "documents.csv") as shown, writing(store.raw / "coverage.csv") as covered:
        documents_csv, coverage_csv = documents.Writer(shown, catalogue), coverage.Writer(covered)
        for part in sorted({*waiting.parts(), *agencies}):
            found = sorted(apart.told_apart(waiting.of(part), catalogue), key=documents.order)
            count += len(found)
            documents_csv.add(found)
            for row in coverage.rows(judge, agencies.get(part, ()), found, years):
                coverage_csv.add(row)
                states[row.state] += 1
    todo.write(store, catalogue)
    return Derived(documents=count, states=states)


class _Waiting:
    """Documents by the beginning of their keys. `unknown`: list pages and years of reports that may be anyone's."""

    def __init__(self) -> None:
        self._files: dict[str, IO[bytes]] = {}
        self.unknown: set[tuple[str, int | None]] = set()

    def add(self, document: Document) -> None:
        """Puts it to the others of its part."""
        if not document.agency_id or document.year is None:
            self.unknown.add((document.column_id, document.year))
        part = _part(document.key[0])
        if part not in self._files:
            self._files[part] = tempfile.TemporaryFile()  # noqa: SIM115 - it lives until its part is read
        pickle.dump(document, self._files[part])

    def parts(self) -> set[str]:
        """The beginnings that there are."""
        return set(self._files)

    def of(self, part: str) -> Iterator[Document]:
        """The documents of one part, once."""
        if part not in self._files:
            return
        with self._files[part] as file:
            end = file.tell()
            file.seek(0)
            while file.tell() < end:
                yield pickle.load(file)


def _part(key: str) -> str:
    """The province of a key, as far as its first two characters tell."""
    return key[:2] if key.isascii() else _LAST


def _parted(catalogue: Catalogue) -> dict[str, list[Agency]]:
    found: dict[str, list[Agency]] = {}
    for agency_id in sorted(catalogue.agencies):
        found.setdefault(_part(agency_id), []).append(catalogue.agencies[agency_id])
    return found
