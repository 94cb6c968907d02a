"""Rows of a word processor's table → a grid: its columns are the cells' own edges, as on a page, not their order.

Knows no file format: Word 97 and RTF both define a row by the edges and the merge marks of its cells.
"""

from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Sequence

from pipeline.model import Grid, GridCell, Place, value

_SAME_EDGE = 40
"""Twips (1/20 pt) between edges that are one: rows drawn by hand differ by less, and no column is so narrow."""

FIRST_MERGED, MERGED, DOWN, DOWN_FIRST = 0x01, 0x02, 0x20, 0x40
"""Merge marks of a cell: first of a horizontal merge, a later part of one; part of a vertical merge, its first."""

_MISFIT = "the marks of its row do not fit the row's own definition"


@value
class Shape:
    """Edges of a row's cells in twips from the left, and the merge marks of each; `sure`: the file says so plainly."""

    edges: tuple[int, ...] = ()
    merges: tuple[int, ...] = ()
    sure: bool = False


@value
class Row:
    """One row as read: the text of each cell in order, whether it holds a picture, and the row's shape."""

    texts: tuple[str, ...]
    pictures: tuple[bool, ...]
    shape: Shape


@value
class _Cell:
    left: int
    right: int
    text: str
    goes_on: bool
    doubt: str | None


def grid(rows: Sequence[Row], number: int) -> Grid | None:
    """The grid of a table, `number` counted from 1; None where it has no cell."""
    lines = [_cells(row) for row in rows]
    edges = _columns(lines)
    cells: list[GridCell] = []
    above: dict[tuple[int, int], int] = {}
    for at, line in enumerate(lines):
        open_: dict[tuple[int, int], int] = {}
        for cell in line:
            span = (_column(edges, cell.left), _column(edges, cell.right))
            if cell.goes_on and span in above:
                cells[above[span]] = grown(cells[above[span]], at)
                open_[span] = above[span]
                continue
            open_[span] = len(cells)
            cells.append(_grid_cell(cell, at, span, number))
        above = open_
    if not cells:
        return None
    return Grid(
        rows=len(lines),
        columns=max(cell.column + cell.column_span for cell in cells),
        cells=tuple(cells),
        place=Place(locator=f"table {number}"),
        method="markup",
        doubt=_overlap(cells),
    )


def _overlap(cells: list[GridCell]) -> str | None:
    places = [
        (cell.row + down, cell.column + across)
        for cell in cells
        for down in range(cell.row_span)
        for across in range(cell.column_span)
    ]
    return "cells of the table overlap" if len(set(places)) < len(places) else None


def _grid_cell(cell: _Cell, row: int, span: tuple[int, int], number: int) -> GridCell:
    return GridCell(
        row=row,
        column=span[0],
        column_span=max(1, span[1] - span[0]),
        raw=cell.text,
        place=Place(locator=f"table {number}, row {row + 1}, column {span[0] + 1}"),
        doubt=cell.doubt,
    )


def grown(cell: GridCell, row: int) -> GridCell:
    """A vertically merged cell down to `row`; Word hides the text of the parts below, so it is left out."""
    return dataclasses.replace(cell, row_span=row - cell.row + 1)


def _columns(lines: list[list[_Cell]]) -> list[int]:
    """The left ends of the edges that the rows share, from left to right."""
    found = sorted({edge for line in lines for cell in line for edge in (cell.left, cell.right)})
    return [edge for index, edge in enumerate(found) if index == 0 or edge - found[index - 1] > _SAME_EDGE]


def _column(edges: list[int], edge: int) -> int:
    return bisect.bisect_right(edges, edge) - 1


def _cells(row: Row) -> list[_Cell]:
    """The cells of a row, horizontally merged ones as one; doubted where marks and definition disagree."""
    shape = _ordered(row.shape)
    count = len(row.texts)
    sure = shape.sure and len(shape.edges) == count + 1
    edges = shape.edges if len(shape.edges) == count + 1 else tuple(range(0, 1000 * (count + 1), 1000))
    merges = (*shape.merges, *([0] * count))[:count]
    cells: list[_Cell] = []
    for index in range(count):
        doubt = None if sure else _MISFIT
        if row.pictures[index] and not row.texts[index]:
            doubt = doubt or "a picture stands in the cell"
        if merges[index] & (FIRST_MERGED | MERGED) == MERGED and cells:
            cells[-1] = _widened(cells[-1], edges[index + 1], row.texts[index])
            continue
        cells.append(
            _Cell(
                left=edges[index],
                right=edges[index + 1],
                text=row.texts[index],
                goes_on=bool(merges[index] & DOWN) and not merges[index] & DOWN_FIRST,
                doubt=doubt,
            )
        )
    return cells


def _widened(cell: _Cell, right: int, more: str) -> _Cell:
    """A merged cell out to `right`; Word shows the first part's text only, so text in another is a doubt."""
    doubt = cell.doubt or ("text stands in a part of a merged cell" if more else None)
    return _Cell(left=cell.left, right=right, text=cell.text, goes_on=cell.goes_on, doubt=doubt)


def _ordered(shape: Shape) -> Shape:
    """The shape, or none where its edges do not stand in order."""
    return shape if all(left < right for left, right in zip(shape.edges, shape.edges[1:], strict=False)) else Shape()
