"""What an index holds of each report: its sections and their terms. Fills one from the datasets' files.

One term column holds everything: terms of the text as they are, terms of the agency's name behind `AGENCY`, year,
province and section behind `FACET`; so a filter is one more list of numbers for FTS5 to step through, never a scan of
what was found.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.find.fold import folded, terms
from pipeline.model import value

FACET, AGENCY, BREAK = "§", "¤", "¶"
TABLES = """
    CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT);
    CREATE TABLE files (name TEXT PRIMARY KEY, stamp TEXT, digest TEXT);
    CREATE TABLE reports (id INTEGER PRIMARY KEY, report_id TEXT UNIQUE, year INTEGER, digest TEXT, agency TEXT,
        province TEXT, url TEXT, source_file TEXT, title TEXT);
    CREATE TABLE sections (id INTEGER PRIMARY KEY, report INTEGER, ordinal INTEGER, level INTEGER, canonical TEXT,
        heading TEXT, text BLOB, page_first INTEGER, page_last INTEGER);
    CREATE INDEX reports_year ON reports (year);
    CREATE INDEX reports_province ON reports (province);
    CREATE INDEX sections_report ON sections (report);
    CREATE VIRTUAL TABLE words USING fts5 (terms, content = '', tokenize = 'ascii');
    INSERT INTO words (words, rank) VALUES ('hashsize', 67108864);
"""
_FACTS = ("agency", "province", "url", "source_file", "title")
_SECTION = ("ordinal", "level", "canonical", "heading", "text", "page_first", "page_last")
_LAST_YEAR = 9999
_ROWS = 5_000
Advance = Callable[[int, int], None]


@value
class Change:
    """A report as it is now; without `digest` it is there no more."""

    name: str
    year: int | None
    digest: str | None
    about: Mapping[str, Any]
    sections: tuple[Mapping[str, Any], ...]


class Builder:
    """Fills the tables of one index, the newest year first: rows are found in that order."""

    def __init__(self, base: sqlite3.Connection, advance: Advance) -> None:
        self.base, self.advance = base, advance
        self.next = (base.execute("SELECT max(id & 4294967295) FROM sections").fetchone()[0] or 0) + 1

    def changes(self, found: dict[str, tuple[int | None, Path]], changed: set[str]) -> Iterator[Change]:
        """What the files of the changed years say otherwise than the index; of a year without files, all goes."""
        files: dict[str, dict[str, list[Path]]] = {year: {"reports": [], "sections": []} for year in changed}
        numbers = {year: _number(year) for year in changed}
        for name, (number, file) in found.items():
            year = year_of(name)
            if year in changed:
                files[year][Path(name).parts[0]].append(file)
                numbers[year] = number
        total = sum(pq.read_metadata(file).num_rows for own in files.values() for file in own["sections"])
        done = 0
        for year in sorted(changed, reverse=True):
            for rows, change in self._of_year(numbers[year], files[year]["reports"], files[year]["sections"]):
                done += rows
                if rows:
                    self.advance(done, total)
                if change is not None:
                    yield change

    def _of_year(
        self, year: int | None, reports: list[Path], sections: list[Path]
    ) -> Iterator[tuple[int, Change | None]]:
        """Rows of sections read, and the change that they are."""
        facts = {row["report_id"]: row for row in _rows(reports, ("report_id", *_FACTS))}
        known = dict(self.base.execute("SELECT report_id, digest FROM reports WHERE year IS ?", (year,)))
        for name, group in groupby(_rows(sections, ("report_id", *_SECTION)), key=lambda row: row["report_id"]):
            own, about = tuple(group), facts.get(name, {})
            digest = sha256(json.dumps([about, own], ensure_ascii=False).encode()).hexdigest()
            same = known.pop(name, None) == digest
            yield len(own), None if same else Change(name=name, year=year, digest=digest, about=about, sections=own)
        for name in known:
            yield 0, Change(name=name, year=year, digest=None, about={}, sections=())

    def apply(self, changes: Iterable[Change]) -> None:
        """Makes the index say what the changes say."""
        for change in changes:
            self._drop(change.name)
            if change.digest is not None:
                self._add(change)

    def _add(self, change: Change) -> None:
        year, about = change.year, change.about
        facts = [about.get(column) for column in _FACTS]
        report = self.base.execute(
            "INSERT INTO reports (report_id, year, digest, agency, province, url, source_file, title) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (change.name, year, change.digest, *facts),
        ).lastrowid
        for row in change.sections:
            identifier = (_LAST_YEAR - (year or 0)) << 32 | self.next
            self.next += 1
            packed = zlib.compress((row["text"] or "").encode(), 1)
            values = [packed if column == "text" else row[column] for column in _SECTION]
            self.base.execute("INSERT INTO sections VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (identifier, report, *values))
            self.base.execute(
                "INSERT INTO words (rowid, terms) VALUES (?, ?)",
                (identifier, _terms(year, about.get("agency"), about.get("province"), row)),
            )

    def _drop(self, name: str) -> None:
        """Takes a report out; FTS5 holds no text of its own, so it is told the terms again."""
        row = self.base.execute(
            "SELECT id, year, agency, province FROM reports WHERE report_id = ?", (name,)
        ).fetchone()
        if row is None:
            return
        report, year, agency, province = row
        found = self.base.execute("SELECT id, canonical, heading, text FROM sections WHERE report = ?", (report,))
        for identifier, canonical, heading, packed in found.fetchall():
            own = {"canonical": canonical, "heading": heading, "text": zlib.decompress(packed).decode()}
            self.base.execute(
                "INSERT INTO words (words, rowid, terms) VALUES ('delete', ?, ?)",
                (identifier, _terms(year, agency, province, own)),
            )
        self.base.execute("DELETE FROM sections WHERE report = ?", (report,))
        self.base.execute("DELETE FROM reports WHERE id = ?", (report,))


def year_of(name: str) -> str:
    """The folder of the year within its dataset, the same for all datasets; empty for rows without a year."""
    return "/".join(Path(name).parts[1:-1])


def _number(year: str) -> int | None:
    return int(year.removeprefix("year=")) if year.startswith("year=") else None


def _rows(paths: list[Path], columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for path in paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_ROWS, columns=list(columns)):
                yield from batch.to_pylist()


def _terms(year: int | None, agency: str | None, province: str | None, row: Mapping[str, Any]) -> str:
    facets = [facet("year", str(year or "")), facet("province", province or "")]
    parts = (row["canonical"] or "").split(".")
    facets += [facet("section", ".".join(parts[:count])) for count in range(1, len(parts) + 1)]
    named = (AGENCY + term for term in terms(folded(agency or "")))
    texts = (*terms(folded(row["heading"] or "")), BREAK, *terms(folded(row["text"] or "")))
    return " ".join((*facets, *named, BREAK, *texts))


def facet(kind: str, said: str) -> str:
    """The term of a year, a province or a section's canonical name."""
    return FACET + kind + said.replace(".", FACET).replace("_", FACET)
