"""Pieces of one table → its rows, with rows that a page break tore in two put together again.

Two rows at a break are one where their labels joined are the form's label better than either half, or where the second
has no label and the first no value.
"""

from __future__ import annotations

import dataclasses

from pipeline import text
from pipeline.model import GridCell
from pipeline.parse import align, labels
from pipeline.parse.rows import Piece, Row


def stitch(pieces: tuple[Piece, ...]) -> tuple[Row, ...]:
    """The rows of all pieces in order, torn ones joined: at a page break, in text, where one half has no numbers."""
    rows: list[Row] = []
    for piece in pieces:
        for index, row in enumerate(piece.rows):
            at_break = index == 0 or piece.method == "text" or bool(rows and rows[-1].labels and row.labels)
            if rows and at_break and (joined := _joined(rows[-1], row, piece.dataset, index == 0)) is not None:
                rows[-1] = joined
            else:
                rows.append(row)
    if not all(row.empty for row in rows):
        rows = [row for row in rows if row.labels or row.strays or not row.empty]
    return tuple(row for row in rows if row.labels or not row.empty or row.values)


def _joined(upper: Row, lower: Row, dataset: str, at_page: bool) -> Row | None:
    if upper.unordered and lower.unordered:
        return None
    if not lower.labels and upper.empty and not lower.empty and (at_page or not upper.values):
        return _merge(upper, lower, upper.labels)
    if not (lower.labels or upper.labels) and lower.empty:
        return upper
    if at_page and not lower.labels and _rest(upper, lower):
        return _beside(upper, lower)
    if not (upper.labels and lower.labels) or not _complementary(upper, lower):
        return None
    whole = (*upper.labels[:-1], upper.labels[-1] + lower.labels[-1])
    gain = _best(whole, dataset) - max(_best(upper.labels, dataset), _best(lower.labels, dataset))
    better = gain > 0.03 and _best(whole, dataset) >= labels.SURE
    return _merge(upper, lower, whole) if better or _ends(upper, lower, whole, dataset) else None


def _ends(upper: Row, lower: Row, whole: tuple[str, ...], dataset: str) -> bool:
    """Whether the lower label ends the upper one, itself another row's (其他, 处理): both are a row's label whole.

    The lower one alone is no row's, or less surely the same row's (其他 | 法律行政法规禁止公开).
    """
    name, alone = labels.best(text.key(lower.labels[-1]), dataset, "row")
    whole_name, joined = labels.best(text.key(whole[-1]), dataset, "row")
    rest = alone < labels.SURE or (name == whole_name and alone < joined)
    return lower.empty and rest and _best(whole, dataset) >= _WHOLE


_WHOLE = 0.99


def _best(printed: tuple[str, ...], dataset: str) -> float:
    return max(align.scores(printed, dataset), default=0.0)


def _complementary(upper: Row, lower: Row) -> bool:
    return upper.empty or lower.empty


def _rest(upper: Row, lower: Row) -> bool:
    """Whether a row without a label holds, in some columns only, the rest of numbers that the break tore in two."""
    filled = [{name for name, cells in row.values.items() if any(cell.raw for cell in cells)} for row in (upper, lower)]
    return bool(filled[1]) and filled[1] < filled[0] and not upper.unordered and not lower.unordered


def _beside(upper: Row, lower: Row) -> Row:
    """The upper row with the lower one's cells beside its own: two in one column are no number to be sure of."""
    more = {name: tuple(cell for cell in cells if cell.raw) for name, cells in lower.values.items()}
    values = {name: cells + more.get(name, ()) for name, cells in upper.values.items()}
    return dataclasses.replace(upper, values=values, strays=upper.strays + lower.strays)


def _merge(upper: Row, lower: Row, whole: tuple[str, ...]) -> Row:
    filled = lower if upper.empty else upper
    other = upper if filled is lower else lower
    blanks = {} if filled.unordered else other.values
    values: dict[str, tuple[GridCell, ...]] = {**blanks, **filled.values}
    return Row(
        labels=whole,
        values=values,
        unordered=filled.unordered,
        strays=upper.strays + lower.strays,
        merged=upper.merged | lower.merged,
        method=upper.method,
        doubt=upper.doubt or lower.doubt,
        counted=upper.counted or lower.counted,
    )
