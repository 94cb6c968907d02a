"""Labelled rows of a layout → rows with their values by column; what is not certain keeps a doubt.

A row with as many numbers as columns is certain. One with fewer takes its columns from the places of the full rows near
it, where its own total agrees.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from decimal import Decimal

from pipeline import text
from pipeline.model import GridCell
from pipeline.parse import labels
from pipeline.parse.align import Match
from pipeline.parse.flattened.cell_lines import doubted_if_wider
from pipeline.parse.flattened.layout_columns import Columns, Extent
from pipeline.parse.flattened.layout_rows import Labelled, NumberRow
from pipeline.parse.flattened.words import Word
from pipeline.parse.number import read_number
from pipeline.parse.rows import Row

_NEAR_LINES = 14
_FEWEST_ROWS = 5
_FEWEST_LESS = 2


def matches(found: list[Labelled], columns: Columns, extent: Extent) -> tuple[Match, ...]:
    """The labelled rows with their values by column."""
    columns, blank = _without_empty_column(found, columns)
    columns = _if_not_wider(found, columns)
    full = [item.row for item in found if item.row is not None and len(item.row.values) == len(columns.names)]
    matches = []
    rows = doubted_if_wider(tuple(_row(item, columns, full, extent) for item in found), len(columns.names))
    for index, (item, row) in enumerate(zip(found, rows, strict=True)):
        row = dataclasses.replace(row, values=row.values | {name: (_empty(item),) for name in blank if row.values})
        doubt = row.doubt or _doubt(found, index, columns)
        matches.append(Match(row=dataclasses.replace(row, doubt=doubt), name=item.name, score=item.score))
    return tuple(matches)


def _without_empty_column(found: list[Labelled], columns: Columns) -> tuple[Columns, tuple[str, ...]]:
    """The columns without the last, where it is the total's and no row prints one.

    Then every row is one number short, and its last number is often less than the others together, as no total is.
    """
    rows = [item.row for item in found if item.row is not None]
    short = len(columns.names) - 1
    if columns.names[-1:] != ("total",) or len(rows) < _FEWEST_ROWS or any(len(row.values) != short for row in rows):
        return columns, ()
    if sum(_number(row.values[-1]) < sum(map(_number, row.values[:-1])) for row in rows) < _FEWEST_LESS:
        return columns, ()
    return dataclasses.replace(columns, names=columns.names[:-1]), ("total",)


def _if_not_wider(found: list[Labelled], columns: Columns) -> Columns:
    """The columns; none where most rows have more numbers: a row with as many as there are names lacks one."""
    widths = [len(item.row.values) for item in found if item.row is not None]
    wider = sum(width > len(columns.names) for width in widths)
    return columns if wider <= widths.count(len(columns.names)) else dataclasses.replace(columns, names=())


def _number(word: Word) -> Decimal:
    return read_number(word.raw).value or Decimal(0)


def _row(item: Labelled, columns: Columns, full: list[NumberRow], extent: Extent) -> Row:
    """The row with its values by column; unordered where the columns of fewer or more values can't be told."""
    numbers = item.row
    doubt = None
    if numbers is None:
        empty = {name: (_empty(item),) for name in columns.names}
        return Row(labels=(item.name or "",), values={**empty}, method="text")
    if columns.names and len(numbers.values) == len(columns.names):
        placed: dict[str, Word] | None = dict(zip(columns.names, numbers.values, strict=True))
        if numbers.last > numbers.first and not holds(placed):
            doubt = "its numbers stand on several lines and do not make its total"
    else:
        placed = _by_place(numbers, columns, full, extent)
        if placed is not None and not holds(placed):
            doubt = "its columns are known by their places alone"
        if _holds_number(item.words):
            doubt = "its label holds what may be one of its numbers"
    if numbers.stray:
        doubt = "something else stands beside its numbers"
    made: dict[str, tuple[GridCell, ...]] = {}
    if placed:
        made = {name: (cell(placed[name]) if name in placed else _empty(item),) for name in columns.names}
    return Row(
        labels=item.words or (item.name or "",),
        values=made,
        unordered=() if placed else tuple(cell(word) for word in numbers.values),
        method="text",
        doubt=doubt,
    )


def _holds_number(words: Sequence[str]) -> bool:
    """Whether a digit stands in a row's label beyond its own number: no label of the form has one."""
    return any(character.isdigit() for word in words for character in labels.unnumbered(text.key(word)))


def _by_place(numbers: NumberRow, columns: Columns, full: list[NumberRow], extent: Extent) -> dict[str, Word] | None:
    """Columns of a row with fewer values, by the nearest full rows above and below, which must agree."""
    if not columns.names or len(numbers.values) > len(columns.names):
        return None
    above = [row for row in full if 0 < numbers.first - row.last <= _NEAR_LINES][-1:]
    below = [row for row in full if 0 < row.first - numbers.last <= _NEAR_LINES][:1]
    readings = [_nearest_columns(numbers, row, extent) for row in (*above, *below)]
    if not readings or any(reading is None or reading != readings[0] for reading in readings):
        return None
    chosen = readings[0] or []
    return {columns.names[index]: word for index, word in zip(chosen, numbers.values, strict=True)}


def _nearest_columns(numbers: NumberRow, full: NumberRow, extent: Extent) -> list[int] | None:
    """For each value the one column whose number in a full row stands over or under it; None where one has none."""
    chosen = []
    for word in numbers.values:
        start, end = extent(word)
        over = [
            index
            for index, other in enumerate(full.values)
            if min(end, extent(other)[1]) - max(start, extent(other)[0]) > 0
        ]
        if len(over) != 1:
            return None
        chosen.append(over[0])
    return chosen if chosen == sorted(set(chosen)) else None


def _doubt(found: list[Labelled], index: int, columns: Columns) -> str | None:
    """Why the label of a row is not surely its own: not like enough, shared with a neighbour, numbers left over."""
    item = found[index]
    if item.name is None:
        return None
    if item.score < labels.SURE:
        return "its label is not surely the form's"
    whole = all(other.name and len(other.row.values) == len(columns.names) for other in found if other.row is not None)
    if item.row is None and not whole:
        return "its numbers may be among those of other rows"
    for other in found[max(0, index - 1) : index + 2]:
        if other is item:
            continue
        if other.name is None:
            return "numbers without a label stand beside it"
        if other.first <= item.last and item.first <= other.last:
            return "its label may be another row's"
    return None


def holds(placed: dict[str, Word] | None) -> bool:
    """Whether the numbers of a row make its total."""
    if placed is None or "total" not in placed:
        return False
    return _sums([word for name, word in placed.items() if name != "total"], placed["total"])


def _sums(parts: Sequence[Word], total: Word) -> bool:
    number = read_number(total.raw).value
    return number is not None and sum(map(_number, parts)) == number


def cell(word: Word) -> GridCell:
    """A word as the cell that it is."""
    return GridCell(row=0, column=0, raw=word.raw, place=word.place)


def _empty(item: Labelled) -> GridCell:
    return GridCell(row=0, column=0, raw="", place=item.place)
