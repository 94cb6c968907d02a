"""Outcomes of documents → one whole snapshot of Parquet, byte for byte the same for the same documents.

A snapshot is built aside and becomes visible by one rename of a link, so a reader sees the last whole one at every
moment, whatever kills the writer: `DIR/<dataset>` → `.current/<dataset>`, `.current` → `.releases/<id>`. The next one
replaces it; versions that stay are made of it by `pipeline/release`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.model import value
from pipeline.publish.kept import Columns, heads, report
from pipeline.publish.parquet import writer
from pipeline.publish.schemas import DATASETS, schema

SNAPSHOTS, POINTER = ".releases", ".current"
EXTRACTOR = "extractor"
"""The file of a snapshot that holds its extractor's version."""
_BATCH = 5_000
"""Rows that wait before they are written: what a run holds of its documents at any time."""
_NUMBERS = frozenset(("value", "value_to"))


@value
class Source:
    """A file of this run and where its outcome is kept.

    `revision`: its place among the texts that its address has had, 0 where not known; `conflict`: another address
    has another text for the same agency and year.
    """

    source_file: str
    kept: Path
    revision: int = 0
    conflict: bool = False


Coverage = tuple[int, dict[str, Any]]
"""A year and a row of the dataset `coverage`, for an agency whose report of that year is not among those read."""


@value
class Entry:
    """What a snapshot needs to know of a report before it writes it."""

    year: int | None
    report_id: str
    kept: Path
    index: int
    agency: str | None
    order: tuple[int, str, str, int]
    source_file: str
    others: tuple[str, ...]
    conflict: bool


@value
class Totals:
    """What a snapshot holds."""

    files: int
    reports: int
    failures: int
    checks: int


def publish(out: Path, sources: Iterable[Source], coverage: Iterable[Coverage] = (), extractor: str = "") -> Totals:
    """Writes the snapshot of these sources under `out` and makes it the current one.

    `extractor`: the digest of the program that read them, kept beside the datasets for those who make versions of them.
    """
    files = sorted(sources, key=lambda source: source.source_file)
    entries, failures = _index(files)
    building = _fresh(out)
    revisions = _revisions(entries)
    checks = 0
    missing: dict[int, list[dict[str, Any]]] = {}
    read = {(entry.agency, entry.year) for entry in entries}
    for covered, row in coverage:
        if (row["agency"], covered) not in read:
            missing.setdefault(covered, []).append(row)
    for year in (*sorted({entry.year for entry in entries if entry.year is not None} | set(missing)), None):
        own = sorted((entry for entry in entries if entry.year == year), key=lambda entry: entry.report_id)
        with _Writers(building, year) as writers:
            for entry in own:
                checks += writers.report(entry, *revisions[entry.report_id])
            for row in missing.get(year, ()) if year is not None else ():
                writers.add("coverage", row)
            for failure in failures if year is None else ():
                writers.add("failures", failure)
    _complete(building, max((entry.year for entry in entries if entry.year is not None), default=0))
    (building / EXTRACTOR).write_text(extractor, encoding="ascii")
    _switch(out, building)
    return Totals(files=len(files), reports=len(entries), failures=len(failures), checks=checks)


def _complete(building: Path, year: int) -> None:
    """Every dataset has a folder with a year, empty where need be: readers infer the type of `year` from it."""
    for dataset in DATASETS:
        if not any((building / dataset).glob("year=*")):
            folder = building / dataset / f"year={year}"
            folder.mkdir(parents=True)
            with writer(folder / "part-0.parquet", schema(dataset)) as file:
                file.write_table(_table(dataset, {}))


def _index(files: list[Source]) -> tuple[list[Entry], list[dict[str, Any]]]:
    """Every report once (its file is the first that holds it) and the files without one."""
    same: dict[Path, list[Source]] = {}
    for source in files:
        same.setdefault(source.kept, []).append(source)
    entries: list[Entry] = []
    failures: list[dict[str, Any]] = []
    for kept, own in same.items():
        names = [source.source_file for source in own]
        rows, other = heads(kept)
        if other is not None and "failure" in other:
            failures.extend({"source_file": name, **other["failure"]} for name in names)
        for index, row in enumerate(rows):
            entries.append(
                Entry(
                    year=row["year"],
                    report_id=row["report_id"],
                    kept=kept,
                    index=index,
                    agency=row["agency"],
                    order=(own[0].revision, row["published"] or "", row["source_sha256"], index),
                    source_file=names[0],
                    others=tuple(names[1:]),
                    conflict=own[0].conflict,
                )
            )
    return entries, sorted(failures, key=lambda failure: str(failure["source_file"]))


def _revisions(entries: list[Entry]) -> dict[str, tuple[int, bool]]:
    """Report → its number among those of the same agency and year, and whether it is the last."""
    groups: dict[tuple[str, int | None], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.agency or entry.report_id, entry.year), []).append(entry)
    return {
        entry.report_id: (number, number == len(group))
        for group in groups.values()
        for number, entry in enumerate(sorted(group, key=lambda entry: entry.order), start=1)
    }


class _Writers:
    """The Parquet files of one year, one a dataset, opened when the first row comes.

    Rows without a year stand above the folders: pandas can't read Hive's own partition for nulls.
    """

    def __init__(self, building: Path, year: int | None) -> None:
        self.folder = "" if year is None else f"year={year}"
        self.building = building
        self.waiting: dict[str, Columns] = {}
        self.open: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> _Writers:
        return self

    def __exit__(self, *_: object) -> None:
        for dataset in list(self.waiting):
            self._flush(dataset)
        for file in self.open.values():
            file.close()

    def report(self, entry: Entry, revision: int, latest: bool) -> int:
        """Adds all rows of one report; gives the number of its failed checks."""
        head, datasets = report(entry.kept, entry.index)
        latest = latest and not entry.conflict
        row = {**head, "source_file": entry.source_file, "revision": revision, "latest": latest}
        self.add("reports", row)
        for dataset, columns in datasets.items():
            self.extend(dataset, columns)
        if entry.others:
            self.add("checks", _twice(entry))
        if entry.conflict:
            self.add("checks", _conflicting(entry))
        return int(row["checks_failed"])

    def add(self, dataset: str, row: dict[str, Any]) -> None:
        """Adds one row."""
        self.extend(dataset, {name: [item] for name, item in row.items()})

    def extend(self, dataset: str, columns: Columns) -> None:
        """Adds rows given as columns; a column of the dataset that they lack is null."""
        count = len(next(iter(columns.values()), ()))
        if not count:
            return
        waiting = self.waiting.setdefault(dataset, {name: [] for name in schema(dataset).names})
        for name, values in waiting.items():
            values.extend(columns.get(name) or [None] * count)
        if len(waiting["report_id"]) >= _BATCH:
            self._flush(dataset)

    def _flush(self, dataset: str) -> None:
        columns = self.waiting.pop(dataset)
        if dataset not in self.open:
            folder = self.building / dataset / self.folder
            folder.mkdir(parents=True, exist_ok=True)
            self.open[dataset] = writer(folder / "part-0.parquet", schema(dataset))
        self.open[dataset].write_table(_table(dataset, columns))


def _twice(entry: Entry) -> dict[str, Any]:
    return {
        "report_id": entry.report_id,
        "check": "same_file_twice",
        "severity": "note",
        "cells": [],
        "expected": None,
        "found": ", ".join(entry.others),
        "message": "other files of this run hold the same bytes",
        "suggestion": None,
    }


def _conflicting(entry: Entry) -> dict[str, Any]:
    return {
        "report_id": entry.report_id,
        "check": "conflicting_reports",
        "severity": "warning",
        "cells": [],
        "expected": None,
        "found": entry.source_file,
        "message": "another address has another report of this agency and year: a person must say which one holds",
        "suggestion": None,
    }


def _table(dataset: str, columns: Columns) -> pa.Table:
    arrays = []
    for field in schema(dataset):
        values = columns.get(field.name, [])
        if field.name in _NUMBERS:  # exact numbers are kept as text; Arrow turns a whole column into decimals
            arrays.append(pa.array(values, type=pa.string()).cast(field.type))
        else:
            arrays.append(pa.array(values, type=field.type))
    return pa.Table.from_arrays(arrays, schema=schema(dataset))


def _fresh(out: Path) -> Path:
    """An empty folder to build in; what an earlier run left half made goes, the current snapshot stays."""
    snapshots = out / SNAPSHOTS
    snapshots.mkdir(parents=True, exist_ok=True)
    current = _current(out)
    numbers = [0]
    for folder in snapshots.iterdir():
        if current is None or folder.name != current:
            shutil.rmtree(folder)
        else:
            numbers.append(int(folder.name))
    building = snapshots / str(max(numbers) + 1)
    building.mkdir()
    return building


def current(out: Path) -> Path | None:
    """The folder of the last complete state of `out`, the same one however often `out` is written meanwhile."""
    name = _current(out)
    return None if name is None else out / SNAPSHOTS / name


def _current(out: Path) -> str | None:
    link = out / POINTER
    return link.readlink().name if link.is_symlink() else None


def _switch(out: Path, building: Path) -> None:
    """Makes the built snapshot the current one; before the rename nothing of it can be seen."""
    os.sync()  # one call for all; a hundred files and folders synced one by one take most of a small run's time
    for dataset in DATASETS:
        link = out / dataset
        if not link.is_symlink():
            link.symlink_to(Path(".current") / dataset)
    fresh = out / ".current.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path(SNAPSHOTS) / building.name)
    fresh.replace(out / POINTER)
