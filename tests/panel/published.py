"""Published datasets made by hand: a report is its agency, division, year, form, and the cells that are not 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import divisions, forms
from pipeline.publish.schemas import schema

Cells = Mapping[str, int | str]
"""`dataset.cell` → its number, or the status of a cell without one."""


def report(agency: str, code: str | None, year: int, cells: Cells, form: str = "2021", **known: Any) -> dict[str, Any]:
    """A report whose cells are 0 but for `cells`; `known` overrides columns of `reports`."""
    match = divisions.lookup(agency, year)
    row = {
        "report_id": f"{agency}-{year}",
        "agency": agency,
        "agency_type": match.agency_type if match else None,
        "division_code": code,
        "year": year,
        "form": form,
        "latest": True,
    }
    return {**row, **known, "cells": dict(cells)}


def publish(folder: Path, reports: Sequence[dict[str, Any]], coverage: Sequence[dict[str, Any]] = ()) -> Path:
    """Writes them as `gongkai run` would."""
    for year in sorted({row["year"] for row in (*reports, *coverage)}):
        own = [row for row in reports if row["year"] == year]
        _write(folder, "reports", year, [_only("reports", row) for row in own])
        _write(folder, "coverage", year, [_only("coverage", row) for row in coverage if row["year"] == year])
        for dataset in forms.DATASETS:
            _write(folder, dataset, year, [cell for row in own for cell in _cells(row, dataset)])
    return folder


def _only(dataset: str, row: dict[str, Any]) -> dict[str, Any]:
    return {name: row.get(name) for name in schema(dataset).names}


def _cells(row: dict[str, Any], dataset: str) -> list[dict[str, Any]]:
    names = [spec.cell for spec in forms.cells(row["form"]) if spec.dataset == dataset]
    other = [key.removeprefix(f"{dataset}.") for key in row["cells"] if key.startswith(f"{dataset}.")]
    return [
        _cell(row, dataset, name, row["cells"].get(f"{dataset}.{name}", 0)) for name in dict.fromkeys((*names, *other))
    ]


def _cell(row: dict[str, Any], dataset: str, name: str, given: int | str) -> dict[str, Any]:
    value, status = (None, given) if isinstance(given, str) else (Decimal(given), "reported")
    known = {"report_id": row["report_id"], "form": row["form"], "cell": name, "value": value, "status": status}
    return _only(dataset, {**known, "flags": row.get("flags", {}).get(f"{dataset}.{name}", [])})


def _write(folder: Path, dataset: str, year: int, rows: list[dict[str, Any]]) -> None:
    path = folder / dataset / f"year={year}" / "part-0.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=schema(dataset)), path)
