"""An outcome on disk: written whole or not at all, read again only as far as is needed.

It is one JSON object. Its first line holds each report's own row, all that a snapshot must know of every report before
it writes any; after it come the other datasets, a list for each column, since that is how they are written to Parquet.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import orjson

Row = dict[str, Any]
Columns = dict[str, list[Any]]
"""Column → the values of all rows."""

_HEADS, _BODY, _END = '{"heads": ', ',\n"reports": ', "}"
_BETWEEN = ",\n"


def write(path: str, text: str) -> None:
    """Writes the text of an outcome."""
    half = f"{path}.{os.getpid()}"
    Path(half).write_text(text, encoding="utf-8")
    Path(half).replace(path)


def dumps(outcome: Row) -> str:
    """The text of an outcome (`task.outcome`, or any JSON object without `reports`)."""
    if "reports" not in outcome:
        return orjson.dumps(outcome, option=orjson.OPT_SORT_KEYS).decode()
    own = [rows["reports"][0] for rows in outcome["reports"]]
    bodies = [
        {dataset: _columns(rows) for dataset, rows in datasets.items() if dataset != "reports"}
        for datasets in outcome["reports"]
    ]
    parts = (orjson.dumps(body).decode() for body in bodies)
    return f"{_HEADS}{orjson.dumps(own).decode()}{_BODY}[{_BETWEEN.join(parts)}]{_END}"


def heads(path: Path) -> tuple[list[Row], Row | None]:
    """The own row of each report, and what the outcome holds instead where there is none (failure, members)."""
    with path.open(encoding="utf-8") as file:
        first = file.readline()
        if not first.startswith(_HEADS):
            other: Row = orjson.loads(first + file.read())
            return [], other
    rows: list[Row] = orjson.loads(first[len(_HEADS) :].rstrip().removesuffix(","))
    return rows, None


def report(path: Path, index: int) -> tuple[Row, dict[str, Columns]]:
    """The own row of the report at a place in the outcome, and its other datasets."""
    outcome = orjson.loads(path.read_bytes())
    return outcome["heads"][index], outcome["reports"][index]


def _columns(rows: list[Row]) -> dict[str, tuple[Any, ...]]:
    """The values of each column; the rows of a dataset have the same columns in the same order."""
    return dict(zip(rows[0], zip(*(row.values() for row in rows), strict=True), strict=True)) if rows else {}
