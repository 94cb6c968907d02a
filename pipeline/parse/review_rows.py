"""Section four as agencies print it otherwise: outcomes over the columns and a row for each channel, or the reverse.

The form has one row of numbers under channels and their outcomes; here both a row and a column name each number.
"""

from __future__ import annotations

from pipeline import forms
from pipeline.model import Grid, GridCell, Status
from pipeline.parse import labels
from pipeline.parse.header import Matrix, distinct
from pipeline.parse.number import read_number
from pipeline.parse.rows import Piece, Row

_DATASET = "review_litigation"
_FEWEST_OUTCOMES = 3
_FEWEST_CHANNELS = 2
"""A row 行政复议 alone may count all reviews of the agency."""


def review_piece(grid: Grid, matrix: Matrix, caption: str) -> Piece | None:
    """The table as one row of the form, or None where the grid is no such table; both ways of laying it out."""
    for turned in (matrix, tuple(zip(*matrix, strict=True))):
        values = _values(turned)
        if values:
            taken = {id(cell) for cells in values.values() for cell in cells}
            strays = [c for own in turned for c in distinct(own) if id(c) not in taken and _is_number(c)]
            row = Row(labels=(), values=values, strays=tuple(strays), method=grid.method)
            return Piece(dataset=_DATASET, rows=(row,), caption=caption, heading=True, method=grid.method)
    return None


def _is_number(cell: GridCell) -> bool:
    return read_number(cell.raw).status is Status.REPORTED


def _values(matrix: Matrix) -> dict[str, tuple[GridCell, ...]]:
    """Column of the form → its cells: a row of outcomes above, a channel at the left."""
    for at, row in enumerate(matrix):
        outcomes = _outcomes(row)
        if len(set(outcomes.values())) >= _FEWEST_OUTCOMES:
            return _below(matrix[at + 1 :], outcomes)
    return {}


def _below(rows: Matrix, outcomes: dict[int, str]) -> dict[str, tuple[GridCell, ...]]:
    found: dict[str, tuple[GridCell, ...]] = {}
    for row in rows:
        channel = _channel(row[: min(outcomes)])
        for column, outcome in outcomes.items():
            cell = row[column]
            if channel and cell is not None and forms.spec(_DATASET, f"{channel}.{outcome}"):
                found[f"{channel}.{outcome}"] = (*found.get(f"{channel}.{outcome}", ()), cell)
    return found if len({name.split(".")[0] for name in found}) >= _FEWEST_CHANNELS else {}


def _outcomes(row: tuple[GridCell | None, ...]) -> dict[int, str]:
    """Column → the outcome that its heading names; empty where one names two channels' (each outcome once only)."""
    named = {}
    for column, cell in enumerate(row):
        name, score = labels.best(labels.heading_key(cell.raw), _DATASET, "column") if cell and cell.raw else ("", 0.0)
        if score >= labels.SURE:
            named[column] = name.rsplit(".", 1)[-1]
    return named if min(named, default=0) > 0 and len(set(named.values())) == len(named) else {}


def _channel(row: tuple[GridCell | None, ...]) -> str | None:
    """The channel that the labels at the left of a row name, the innermost that names one."""
    found = [labels.best(labels.heading_key(cell.raw), _DATASET, "column_group") for cell in distinct(row) if cell.raw]
    return next((name for name, score in reversed(found) if score >= labels.SURE), None)
