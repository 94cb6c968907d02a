"""One SQLite file: a table a dataset with its keys and indexes, the codebook as tables; lists are JSON."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.export.common import codebook, name, rows, whole
from pipeline.publish.schemas import Column
from pipeline.release.codebook import kind_of
from pipeline.release.datapackage import schema
from pipeline.release.registry import YEAR, Dataset

_KINDS = {"integer": "INTEGER", "number": "NUMERIC", "boolean": "INTEGER", "string": "TEXT", "array": "TEXT"}
_INDEXED = (("year",), ("cell", "year"), ("report_id",), ("agency",), ("division_code", "year"))
_MANY = 50_000


def write(release: Path, out: Path, datasets: Sequence[Dataset]) -> list[Path]:
    """One file: `gongkai-<version>.sqlite`."""
    path = out / f"{name(release)}.sqlite"
    with whole(path) as half, closing(sqlite3.connect(half)) as base:
        base.execute("PRAGMA journal_mode = OFF")  # a file that is not whole gets no name, so nothing is rolled back
        base.execute("PRAGMA synchronous = OFF")
        present = {item.name for item in datasets}
        for item in datasets:
            _create(base, item, present)
            _fill(base, item.name, 1 + len(item.columns), map(_plain, rows(release, item.name)))
            _index(base, item)
        for table in ("columns", "values", "cells", "crosswalk"):
            header, listed = codebook(release, table)
            base.execute(f"CREATE TABLE codebook_{table} ({', '.join(f'{_quoted(column)} TEXT' for column in header)})")
            _fill(base, f"codebook_{table}", len(header), listed)
        base.commit()
    return [path]


def _create(base: sqlite3.Connection, item: Dataset, present: set[str]) -> None:
    described = schema(item)
    parts = [_column(column) for column in (YEAR, *item.columns)]
    if "primaryKey" in described:
        parts.append(f"PRIMARY KEY ({', '.join(map(_quoted, described['primaryKey']))})")
    if "foreignKeys" in described and "reports" in present:
        parts.append("FOREIGN KEY (report_id) REFERENCES reports (report_id)")
    base.execute(f"CREATE TABLE {_quoted(item.name)} ({', '.join(parts)})")


def _column(column: Column) -> str:
    return f"{_quoted(column.name)} {_KINDS[kind_of(column.type)]}"


def _fill(base: sqlite3.Connection, table: str, width: int, found: Iterable[Sequence[Any]]) -> None:
    insert = f"INSERT INTO {_quoted(table)} VALUES ({', '.join('?' * width)})"
    for some in _portions(found):
        base.executemany(insert, some)
        base.commit()


def _portions(found: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    rest = iter(found)
    while some := list(islice(rest, _MANY)):
        yield some


def _plain(row: tuple[Any, ...]) -> list[Any]:
    return [json.dumps(item, ensure_ascii=False) if isinstance(item, list) else item for item in row]


def _index(base: sqlite3.Connection, item: Dataset) -> None:
    """Indexes for the usual questions, where the primary key does not begin with the same column."""
    names = {"year", *(column.name for column in item.columns)}
    key = schema(item).get("primaryKey", [None])
    for columns in _INDEXED:
        if names.issuperset(columns) and columns[0] != key[0]:
            listed = ", ".join(map(_quoted, columns))
            base.execute(f"CREATE INDEX {_quoted('_'.join((item.name, *columns)))} ON {_quoted(item.name)} ({listed})")


def _quoted(name_: str) -> str:
    return '"' + name_.replace('"', '""') + '"'
