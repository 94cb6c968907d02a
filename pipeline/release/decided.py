"""The tables of a snapshot with what people decided: cells with `method` = `person`, and checks that say who and when.

What the program read stays in `raw` and in the check. A decision holds for the bytes that the person saw, however the
report is named now; where it is read differently now, a check says so. Tables without such cells are copied as they
are.
"""

from __future__ import annotations

import dataclasses
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.model import Status, value
from pipeline.publish.parquet import writer
from pipeline.publish.schemas import DATASETS, schema
from pipeline.release import folder
from pipeline.release.registry import CELLS
from pipeline.release.remarks import remarks
from pipeline.review.decision import Decision
from pipeline.review.verdict import Cell, Verdict, standing, verdicts

Row = dict[str, Any]
_COUNTED = {
    Status.REPORTED: "cells_reported",
    Status.BLANK: "cells_blank",
    Status.NIL_MARK: "cells_blank",
    Status.MISSING: "cells_missing",
    Status.UNREADABLE: "cells_unreadable",
}


@value
class Applied:
    """How many cells hold what people decided, and how many cells of the log are in no report of the snapshot."""

    cells: int
    elsewhere: int


def copy(snapshot: Path, building: Path, entries: Iterable[Decision]) -> Applied:
    """Copies every table of the snapshot to `building`, with what people decided."""
    entries = list(entries)
    decided = verdicts(_present(snapshot, entries))
    work = _Work(decided)
    for dataset in (*CELLS, *(name for name in DATASETS if name not in (*CELLS, "checks", "reports")), "reports"):
        for year, path in folder.files(snapshot, dataset):
            work.copy(dataset, year, path, building / path.relative_to(snapshot))
    checks = {year: path.relative_to(snapshot) for year, path in folder.files(snapshot, "checks")}
    for year in {*checks, *work.checks}:
        name = checks.get(year, Path("checks") / ("" if year is None else f"year={year}") / "part-0.parquet")
        _add(snapshot / name, building / name, work.checks.get(year, []))
    said = {(one.source_sha256, one.year, one.cell) for both in standing(entries).values() for one in both}
    return Applied(cells=work.cells, elsewhere=max(0, len(said) - work.cells))


def _present(snapshot: Path, entries: list[Decision]) -> Iterator[Decision]:
    """The entries on reports of the snapshot, under the names that these have now: the bytes decide, then the year."""
    wanted = pa.array({entry.source_sha256 for entry in entries}, type=pa.string())
    same: defaultdict[str, list[tuple[str, int | None]]] = defaultdict(list)
    for year, path in folder.files(snapshot, "reports") if entries else ():
        found = pq.read_table(path, columns=["report_id", "source_sha256"], partitioning=None)
        for row in found.filter(pc.is_in(found["source_sha256"], wanted)).to_pylist():
            same[row["source_sha256"]].append((row["report_id"], year))
    for entry in entries:
        reports = same[entry.source_sha256]
        named = [name for name, _ in reports if name == entry.report_id]
        alike = [name for name, year in reports if year == entry.year] if len(reports) == 1 else []
        for name in (named or alike)[:1]:
            yield dataclasses.replace(entry, report_id=name)


class _Work:
    """Copies tables; keeps what changed for the counts and the checks of each report."""

    def __init__(self, decided: dict[Cell, Verdict]) -> None:
        self.decided = decided
        self.reports = pa.array({report for report, _ in decided}, type=pa.string())
        self.cells = 0
        self.checks: dict[int | None, list[Row]] = {}
        self.moved: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self.failed: Counter[str] = Counter()

    def copy(self, dataset: str, year: int | None, path: Path, target: Path) -> None:
        """Copies one file, with the decided cells in it or the counts of their reports."""
        target.parent.mkdir(parents=True, exist_ok=True)
        if not self.decided or dataset not in (*CELLS, "reports") or not self._concerns(path):
            shutil.copyfile(path, target)
            return
        with pq.ParquetFile(path) as file, writer(target, schema(dataset)) as out:
            for group in range(file.num_row_groups):
                table = file.read_row_group(group)
                if self._touches(table["report_id"]):
                    rows = [self._row(dataset, year, row) for row in table.to_pylist()]
                    table = pa.Table.from_pylist(rows, schema=schema(dataset))
                out.write_table(table)

    def _concerns(self, path: Path) -> bool:
        return self._touches(pq.read_table(path, columns=["report_id"], partitioning=None)["report_id"])

    def _touches(self, names: pa.ChunkedArray) -> bool:
        return bool(pc.any(pc.is_in(names, self.reports)).as_py())

    def _row(self, dataset: str, year: int | None, row: Row) -> Row:
        if dataset == "reports":
            return self._recounted(row)
        verdict = self.decided.get((row["report_id"], f"{dataset}.{row['cell']}"))
        return row if verdict is None else self._decided(dataset, year, row, verdict)

    def _decided(self, dataset: str, year: int | None, row: Row, verdict: Verdict) -> Row:
        answer, key = verdict.answer, f"{dataset}.{row['cell']}"
        found = [{"report_id": row["report_id"], "cells": [key], **item} for item in remarks(row, verdict)]
        self.cells += 1
        self.checks.setdefault(year, []).extend(found)
        self.moved[row["report_id"]].append((row["form"], row["status"], answer.status.value))
        self.failed[row["report_id"]] += sum(item["severity"] != "note" for item in found)
        return {
            **row,
            "value": answer.value,
            "unit": answer.unit or row["unit"],
            "status": answer.status.value,
            "flags": sorted({*row["flags"], *(item["check"] for item in found)}),
            "method": "person",
        }

    def _recounted(self, row: Row) -> Row:
        """A report's own row, its cells counted as they are now."""
        counted = dict(row)
        for form, was, is_ in self.moved.get(row["report_id"], ()):
            if form == row["form"]:
                counted[_COUNTED[Status(was)]] -= 1
                counted[_COUNTED[Status(is_)]] += 1
        counted["checks_failed"] += self.failed[row["report_id"]]
        return counted


def _add(path: Path, target: Path, rows: list[Row]) -> None:
    """Copies the checks of a year, or begins them, and adds these."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if not rows:
        shutil.copyfile(path, target)
        return
    with writer(target, schema("checks")) as out:
        if path.exists():
            with pq.ParquetFile(path) as file:
                for group in range(file.num_row_groups):
                    out.write_table(file.read_row_group(group))
        rows = sorted(rows, key=lambda row: (row["report_id"], row["cells"], row["check"]))
        out.write_table(pa.Table.from_pylist(rows, schema=schema("checks")))
