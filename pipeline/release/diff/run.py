"""Two releases → their changes. DuckDB finds the reports that differ; only their rows are compared, a few at a time."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from pipeline.release.counts import add_views, database
from pipeline.release.diff.changes import WHY, Change, Row, change, changes
from pipeline.release.diff.pairs import Facts, Pair, Side, paired, reading
from pipeline.release.folder import files, sums
from pipeline.release.registry import Dataset, datasets

_BY_PEOPLE = ("person_decided", "people_disagree")
_AT_ONCE = 200
"""Pairs of reports whose rows are held in memory together."""


def diff(a: Path, b: Path) -> Iterator[Change]:
    """Every change from release `a` to release `b`, in a fixed order."""
    with database() as base:
        for name, release, other in (("a", a, b), ("b", b, a)):
            add_views(base, release, name)
            add_views(base, release, f"{name}_other", _differing(release, other))
        touched = _touched(base)
        sides = _side(base, "a", a), _side(base, "b", b)
        pairs = [pair for pair in paired(*sides) if _names(pair) & touched]
        for start in range(0, len(pairs), _AT_ONCE):
            yield from _of_reports(base, pairs[start : start + _AT_ONCE])
        yield from _of_none(base, *sides)


def _differing(release: Path, other: Path) -> dict[str, list[Path]]:
    """The files of each dataset that the other release does not have with the same bytes."""
    own, others = sums(release), sums(other)
    return {
        dataset: [
            path
            for _, path in files(release, dataset)
            if own[name := path.relative_to(release).as_posix()] != others.get(name)
        ]
        for dataset in datasets()
    }


def _side(base: duckdb.DuckDBPyConnection, schema: str, release: Path) -> Side:
    columns = "report_id, source_sha256, agency, division_code, year, latest"
    rows = base.execute(f"SELECT {columns} FROM {schema}.reports ORDER BY report_id").fetchall()
    reports = {row[0]: Facts(**dict(zip(columns.split(", "), row, strict=True))) for row in rows}
    failed = base.execute(f"SELECT source_sha256 FROM {schema}.failures WHERE source_sha256 IS NOT NULL").fetchall()
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    return Side(
        reports=reports,
        failed=frozenset(row[0] for row in failed),
        files=frozenset((*(row[0] for row in failed), *(facts.source_sha256 for facts in reports.values()))),
        extractor=str(package["program"]["extractor"]),
    )


def _touched(base: duckdb.DuckDBPyConnection) -> set[str]:
    """The reports with any row that differs: by a digest of all rows of a report, whatever their order."""
    found: set[str] = set()
    for item in datasets().values():
        if not _of_a_report(item):
            continue
        digests = (
            'SELECT report_id, count(*) AS rows, sum(hash(t)) AS digest FROM {}_other."{}" AS t GROUP BY report_id'
        )
        rows = base.execute(
            f"SELECT report_id FROM ({digests.format('a', item.name)}) AS x "
            f"FULL JOIN ({digests.format('b', item.name)}) AS y USING (report_id) "
            "WHERE report_id IS NOT NULL AND (x.rows, x.digest) IS DISTINCT FROM (y.rows, y.digest)"
        ).fetchall()
        found.update(row[0] for row in rows)
    return found


def _of_a_report(item: Dataset) -> bool:
    return any(column.name == "report_id" for column in item.columns)


def _names(pair: Pair) -> set[str]:
    return {facts.report_id for facts in (pair.old, pair.new) if facts is not None}


def _of_reports(base: duckdb.DuckDBPyConnection, pairs: Sequence[Pair]) -> Iterator[Change]:
    old = {pair.old.report_id for pair in pairs if pair.old}
    new = {pair.new.report_id for pair in pairs if pair.new}
    of_a_report = [item for item in datasets().values() if _of_a_report(item)]
    before = {item.name: _rows(base, "a", item, old) for item in of_a_report}
    after = {item.name: _rows(base, "b", item, new) for item in of_a_report}
    for pair in map(functools.partial(_decided, before["checks"], after["checks"]), pairs):
        yield from _named(pair)
        for item in of_a_report:
            was = before[item.name].get(pair.old.report_id, []) if pair.old else []
            is_ = after[item.name].get(pair.new.report_id, []) if pair.new else []
            yield from changes(pair, item, was, is_)


def _decided(before: dict[str, list[Row]], after: dict[str, list[Row]], pair: Pair) -> Pair:
    """The pair with a note whether it differs in what people decided."""
    said = [
        [(row["check"], row["message"]) for row in rows.get(facts.report_id, ()) if row["check"] in _BY_PEOPLE]
        for facts, rows in ((pair.old, before), (pair.new, after))
        if facts is not None
    ]
    return dataclasses.replace(pair, person=len(said) == 2 and said[0] != said[1])


def _named(pair: Pair) -> Iterator[Change]:
    """A report that comes, goes, or has another name."""
    old, new = (pair.old.report_id if pair.old else None), (pair.new.report_id if pair.new else None)
    if pair.gone:
        yield change(pair, "reports", "", "report_id", "replaced", old, new, pair.reason, {})
    elif new is None:
        yield change(pair, "reports", "", "report_id", "removed", old, None, pair.reason, {})
    elif old != new:
        yield change(pair, "reports", "", "report_id", "added", None, new, pair.reason, {})


def _rows(base: duckdb.DuckDBPyConnection, schema: str, item: Dataset, ids: set[str]) -> dict[str, list[Row]]:
    """The rows of these reports, in the order of their key."""
    order = ", ".join(f'"{name}"' for name in ("report_id", *_order(item)))
    found: defaultdict[str, list[Row]] = defaultdict(list)
    query = f'SELECT * FROM "{schema}"."{item.name}" WHERE report_id IN (SELECT unnest(?)) ORDER BY {order}'
    for row in _dicts(base, query, [sorted(ids)]):
        found[row["report_id"]].append(row)
    return found


def _order(item: Dataset) -> list[str]:
    """All columns, those of the key first: rows with the same key have a fixed order too."""
    names = [column.name for column in item.columns]
    return [*item.key, *(name for name in names if name not in item.key)]


def _dicts(base: duckdb.DuckDBPyConnection, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    done = base.execute(query, values)
    names = [column[0] for column in done.description or ()]
    return [dict(zip(names, row, strict=True)) for row in done.fetchall()]


def _of_none(base: duckdb.DuckDBPyConnection, a: Side, b: Side) -> Iterator[Change]:
    """Rows that are no report's: coverage without one, failures, derived datasets that know no report."""
    read = {facts.source_sha256 for side in (a, b) for facts in side.reports.values()} | (a.failed & b.failed)
    for item in datasets().values():
        where = " WHERE report_id IS NULL" if _of_a_report(item) else ""
        own = [f'SELECT * FROM {schema}_other."{item.name}"{where}' for schema in ("a", "b")]
        old = _dicts(base, f"{own[0]} EXCEPT ALL {own[1]} ORDER BY ALL")
        new = _dicts(base, f"{own[1]} EXCEPT ALL {own[0]} ORDER BY ALL")
        for row in (*old, *new):
            row[WHY] = reading(a, b) if row.get("source_sha256") in read else "collection"
        yield from changes(Pair(old=None, new=None, reason="collection", reading="collection"), item, old, new)
