"""The index of a folder of datasets: one SQLite file with the words of all sections (FTS5), and the sections.

It is built aside and takes its name whole, so whatever kills the builder leaves the last whole one. Files that have not
changed are not read again, and reports that have not changed are not cut again. One term column holds everything: terms
of the text as they are, terms of the agency's name behind `AGENCY`, year, province and section behind `FACET`; so a
filter is one more list of numbers for FTS5 to step through, never a scan of what was found.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import filelock
import pyarrow.parquet as pq

from pipeline import address
from pipeline.errors import UsageError
from pipeline.find.fold import folded, terms
from pipeline.model import value
from pipeline.release import folder as releases

LAYOUT = "2"
"""The layout of the index and of its terms; one with another is built anew."""
FACET, AGENCY, BREAK = "§", "¤", "¶"
_DATASETS = ("reports", "sections")
_FACTS = ("agency", "province", "url", "source_file", "title")
_SECTION = ("ordinal", "level", "canonical", "heading", "text", "page_first", "page_last")
_LAST_YEAR = 9999
_ROWS = 5_000
_TABLES = """
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
_Advance = Callable[[int, int], None]


@value
class Index:
    """An open index; `base` is read only. `provinces`: those with a report."""

    path: Path
    base: sqlite3.Connection
    provinces: tuple[str, ...]

    def close(self) -> None:
        """Closes its file."""
        self.base.close()


def place(folder: Path) -> Path:
    """Where the index of a folder stands: in it, but beside a release, which never changes."""
    if address.is_remote(folder):
        raise UsageError(f"{folder}: an index has to stand on this machine; say where with --index FILE")
    own = (folder / releases.SUMS).exists()
    return folder.parent / f".find-{folder.name}.sqlite" if own else folder / ".find.sqlite"


def refreshed(folder: str | Path, index: Path | None = None, advance: _Advance = lambda done, of: None) -> Index:
    """The index of what `folder` holds now, brought up to date first. `advance`: rows of sections done, and of all."""
    path = index or place(address.at(folder))
    if index is not None and path.exists() and path.stat().st_size and not _known(path):
        raise UsageError(f"{path}: is no index of `gongkai find`, so it stays; give --index the name of a new file")
    build(folder, path, advance)
    return opened(path)


def opened(path: Path) -> Index:
    """The index at `path` as it is, without a look at the data."""
    base = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
    known = base.execute("SELECT DISTINCT province FROM reports WHERE province IS NOT NULL ORDER BY province")
    return Index(path=path, base=base, provinces=tuple(name for (name,) in known))


def build(folder: str | Path, path: Path, advance: _Advance = lambda done, of: None) -> bool:
    """Brings the index at `path` up to date with `folder`; whether anything had changed. Raises `UsageError`."""
    with address.local(releases.chosen(address.at(folder))) as source:
        found = {
            str(file.relative_to(source)): (year, file)
            for dataset in _DATASETS
            for year, file in releases.files(source, dataset)
        }
        stamps = {name: _stamp(file) for name, (_, file) in found.items()}
        if {name: stamp for name, (stamp, _) in _known(path).items()} == stamps:
            return False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(path.with_name(f"{path.name}.lock"), timeout=0):
                return _update(path, found, stamps, advance)
        except filelock.Timeout as error:
            raise UsageError(f"{path}: another run is building this index; wait for it to end") from error
        except OSError as error:
            raise UsageError(f"{path}: can't be written to ({error.strerror}); say where with --index FILE") from error


def _stamp(file: Path) -> str:
    about = file.stat()
    return f"{file.resolve()} {about.st_size} {about.st_mtime_ns}"


def _known(path: Path) -> dict[str, tuple[str, str]]:
    """File → its stamp and digest when it was indexed; empty where there is no index that can be used."""
    if not path.is_file():
        return {}
    try:
        with closing(sqlite3.connect(path)) as base:
            if base.execute("SELECT value FROM about WHERE name = 'layout'").fetchone() != (LAYOUT,):
                return {}
            return {name: (stamp, digest) for name, stamp, digest in base.execute("SELECT * FROM files")}
    except sqlite3.DatabaseError:  # not an index, or not one of ours: it is built anew
        return {}


def _update(path: Path, found: dict[str, tuple[int | None, Path]], stamps: dict[str, str], advance: _Advance) -> bool:
    known = _known(path)
    digests = {
        name: known[name][1] if known.get(name, ("", ""))[0] == stamps[name] else releases.digest(file)
        for name, (_, file) in found.items()
    }
    rows = [(name, stamps[name], digests[name]) for name in found]
    changed = {_year(name) for name in {*known, *found} if known.get(name, ("", ""))[1] != digests.get(name)}
    if known and not changed:
        with closing(sqlite3.connect(path)) as base, base:
            base.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", rows)
        return False
    half = path.with_name(f"{path.name}.building")
    half.unlink(missing_ok=True)
    if known:
        shutil.copyfile(path, half)
    with closing(sqlite3.connect(half)) as base:
        base.execute("PRAGMA journal_mode = OFF")  # a file that is not whole gets no name, so nothing is rolled back
        base.execute("PRAGMA synchronous = OFF")
        if not known:
            base.executescript(_TABLES)
            base.execute("INSERT INTO about VALUES ('layout', ?)", (LAYOUT,))
        _Builder(base, advance).years(found, changed)
        base.execute("DELETE FROM files")
        base.executemany("INSERT INTO files VALUES (?, ?, ?)", rows)
        if not known:
            base.execute("INSERT INTO words (words) VALUES ('optimize')")
        base.commit()
    with half.open("rb") as file:
        os.fsync(file.fileno())
    half.replace(path)
    return True


def _year(name: str) -> str:
    """The folder of the year within its dataset, the same for all datasets; empty for rows without a year."""
    return "/".join(Path(name).parts[1:-1])


class _Builder:
    """Fills the tables of one index, the newest year first: rows are found in that order."""

    def __init__(self, base: sqlite3.Connection, advance: _Advance) -> None:
        self.base, self.advance = base, advance
        self.done = self.total = 0
        self.next = (base.execute("SELECT max(id & 4294967295) FROM sections").fetchone()[0] or 0) + 1

    def years(self, found: dict[str, tuple[int | None, Path]], changed: set[str]) -> None:
        """Brings every changed year up to date; one without files goes."""
        files: dict[str, dict[str, list[Path]]] = {year: {"reports": [], "sections": []} for year in changed}
        numbers: dict[str, int | None] = {}
        for name, (number, file) in found.items():
            if _year(name) in changed:
                files[_year(name)][Path(name).parts[0]].append(file)
                numbers[_year(name)] = number
        self.total = sum(pq.read_metadata(file).num_rows for own in files.values() for file in own["sections"])
        for year in sorted(changed, reverse=True):
            number = numbers.get(year, _number(year))
            self._one_year(number, files[year]["reports"], files[year]["sections"])

    def _one_year(self, year: int | None, reports: list[Path], sections: list[Path]) -> None:
        facts = {row["report_id"]: row for row in _rows(reports, ("report_id", *_FACTS))}
        known = dict(self.base.execute("SELECT report_id, digest FROM reports WHERE year IS ?", (year,)))
        for name, group in groupby(_rows(sections, ("report_id", *_SECTION)), key=lambda row: row["report_id"]):
            own = list(group)
            self.done += len(own)
            self.advance(self.done, self.total)
            about = facts.get(name, {})
            digest = sha256(json.dumps([about, own], ensure_ascii=False).encode()).hexdigest()
            if known.pop(name, None) != digest:
                self._drop(name)
                self._add(name, year, digest, about, own)
        for name in known:
            self._drop(name)

    def _add(self, name: str, year: int | None, digest: str, about: dict[str, Any], own: list[dict[str, Any]]) -> None:
        facts = [about.get(column) for column in _FACTS]
        report = self.base.execute(
            "INSERT INTO reports (report_id, year, digest, agency, province, url, source_file, title) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (name, year, digest, *facts),
        ).lastrowid
        for row in own:
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


def _number(year: str) -> int | None:
    return int(year.removeprefix("year=")) if year.startswith("year=") else None


def _rows(paths: list[Path], columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for path in paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_ROWS, columns=list(columns)):
                yield from batch.to_pylist()


def _terms(year: int | None, agency: str | None, province: str | None, row: dict[str, Any]) -> str:
    facets = [facet("year", str(year or "")), facet("province", province or "")]
    parts = (row["canonical"] or "").split(".")
    facets += [facet("section", ".".join(parts[:count])) for count in range(1, len(parts) + 1)]
    named = (AGENCY + term for term in terms(folded(agency or "")))
    texts = (*terms(folded(row["heading"] or "")), BREAK, *terms(folded(row["text"] or "")))
    return " ".join((*facets, *named, BREAK, *texts))


def facet(kind: str, said: str) -> str:
    """The term of a year, a province or a section's canonical name."""
    return FACET + kind + said.replace(".", FACET).replace("_", FACET)
