"""Whether a damaged file shows each value that was read of it: its row's and column's labels are looked up in the file.

A damaged digit is what the page shows, so a value that differs from the whole file's is right where the damaged file
has it beside the row's label and under the column's. Values whose place has no such labels are left to a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline import forms, text
from pipeline.errors import GongkaiError
from pipeline.model import Document, Grid, GridCell, Line, Place
from pipeline.parse import labels
from pipeline.read import read

_AXES = {"article20": ("row", "column"), "requests": ("row", "column"), "review_litigation": ("column_group", "column")}


def verdict(document: Document | None, row: dict[str, Any], dataset: str) -> str:
    """`shown`, `elsewhere` (its labels name another cell) or `open`, for one row of a dataset."""
    found = [(grid, cell) for grid in _grids(document) for cell in grid.cells if _at(cell.place, row)]
    if not found:
        return _of_lines(document, row, dataset)
    grid, cell = found[0]
    name, column = _names(dataset, str(row["cell"]))
    axes = _AXES[dataset]
    if text.squeeze(cell.raw) != text.squeeze(str(row["raw"])):
        return "elsewhere"
    beside = [other for other in grid.cells if _overlaps(other, cell) and other.column < cell.column]
    above = [] if grid.ragged else [other for other in grid.cells if _covers(other, cell) and other.row < cell.row]
    if dataset == "review_litigation":
        beside = above
    verdicts = {_named(beside, dataset, axes[0], name), _named(above, dataset, axes[1], column)}
    if "elsewhere" in verdicts:
        return "elsewhere"
    return "shown" if verdicts == {"shown"} else "open"


def document_of(path: Path, name: str) -> Document | None:
    """The damaged file as the reader sees it; None where it can't be read alone."""
    try:
        return read(path.read_bytes(), name)
    except GongkaiError:
        return None


def differing(row: dict[str, Any], shown: dict[str, Any], values: set[Decimal]) -> bool:
    """Whether a row gives a value without a flag that the whole file does not show in that cell."""
    return row["status"] == "reported" and not row["flags"] and bool(shown) and row["value"] not in values


def _grids(document: Document | None) -> Iterator[Grid]:
    yield from (block for block in (document.blocks if document else ()) if isinstance(block, Grid))


def _at(place: Place, row: dict[str, Any]) -> bool:
    box = None if row["x0"] is None else tuple(round(float(row[name]), 1) for name in ("x0", "top", "x1", "bottom"))
    own = None if place.box is None else tuple(round(edge, 1) for edge in place.box)
    return (place.page, place.locator, own) == (row["page"], row["locator"], box)


def _of_lines(document: Document | None, row: dict[str, Any], dataset: str) -> str:
    """Text without a grid: the line that holds the value names its row, or nothing can be said."""
    lines = [block for block in (document.blocks if document else ()) if isinstance(block, Line)]
    own = next((line for line in lines if line.place.locator == row["locator"]), None)
    name, _ = _names(dataset, str(row["cell"]))
    said = labels.best(text.key(own.text.rstrip("0123456789 \t|")), dataset, _AXES[dataset][0]) if own else ("", 0.0)
    return "elsewhere" if said[1] >= labels.SURE and said[0] != name else "open"


def _names(dataset: str, cell: str) -> tuple[str, str]:
    row, column = cell.rsplit(".", 1)
    return row, cell if dataset == "review_litigation" else column


def _named(cells: list[GridCell], dataset: str, axis: str, name: str) -> str:
    """What the labels of a row or column say: the nearest that is plainly the form's decides."""
    for cell in sorted(cells, key=lambda cell: (cell.column, cell.row), reverse=True):
        key = text.key(cell.raw)
        sure = [label.name for label in forms.labels(dataset, axis) if labels.match(key, label) >= labels.SURE]
        if sure:
            return "shown" if name in sure else "elsewhere"
    return "open"


def _overlaps(other: GridCell, cell: GridCell) -> bool:
    return other.row < cell.row + cell.row_span and cell.row < other.row + other.row_span


def _covers(other: GridCell, cell: GridCell) -> bool:
    return other.column < cell.column + cell.column_span and cell.column < other.column + other.column_span
