"""Rows of a Word 97 table → a grid: its columns are the cells' own edges, as on a page, not the order of cell marks."""

from __future__ import annotations

import bisect
import struct
from collections.abc import Sequence

from pipeline.model import Grid, GridCell, Place, value
from pipeline.read import word97_sprm as sprm
from pipeline.read.word97_sprm import Modifiers

_SAME_EDGE = 40
"""Twips (1/20 pt) between edges that are one: rows drawn by hand differ by less, and no column is so narrow."""

_FIRST_MERGED, _MERGED, _DOWN, _DOWN_FIRST = 0x01, 0x02, 0x20, 0x40
_CELL_SIZE = 20
_MISFIT = "the marks of its row do not fit the row's own definition"


@value
class Row:
    """One row as read: the text of each cell, in order, what is odd about it, and what defines the row."""

    texts: tuple[str, ...]
    pictures: tuple[bool, ...]
    definition: Modifiers


@value
class _Cell:
    left: int
    right: int
    text: str
    goes_on: bool
    doubt: str | None


@value
class _Shape:
    """Edges of a row's cells in twips from the left, and the merge bits of each."""

    edges: tuple[int, ...]
    merges: tuple[int, ...]
    sure: bool


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
                cells[above[span]] = _grown(cells[above[span]], at)
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


def _grown(cell: GridCell, row: int) -> GridCell:
    """A vertically merged cell down to `row`; Word hides the text of the parts below, so it is left out."""
    return GridCell(
        row=cell.row,
        column=cell.column,
        row_span=row - cell.row + 1,
        column_span=cell.column_span,
        raw=cell.raw,
        place=cell.place,
        doubt=cell.doubt,
    )


def _columns(lines: list[list[_Cell]]) -> list[int]:
    """The left ends of the edges that the rows share, from left to right."""
    found = sorted({edge for line in lines for cell in line for edge in (cell.left, cell.right)})
    return [edge for index, edge in enumerate(found) if index == 0 or edge - found[index - 1] > _SAME_EDGE]


def _column(edges: list[int], edge: int) -> int:
    return bisect.bisect_right(edges, edge) - 1


def _cells(row: Row) -> list[_Cell]:
    """The cells of a row, horizontally merged ones as one; doubted where marks and definition disagree."""
    shape = _shape(row.definition)
    count = len(row.texts)
    sure = shape.sure and len(shape.edges) == count + 1
    edges = shape.edges if len(shape.edges) == count + 1 else tuple(range(0, 1000 * (count + 1), 1000))
    merges = (*shape.merges, *([0] * count))[:count]
    cells: list[_Cell] = []
    for index in range(count):
        doubt = None if sure else _MISFIT
        if row.pictures[index] and not row.texts[index]:
            doubt = doubt or "a picture stands in the cell"
        if merges[index] & (_FIRST_MERGED | _MERGED) == _MERGED and cells:
            cells[-1] = _widened(cells[-1], edges[index + 1], row.texts[index])
            continue
        cells.append(
            _Cell(
                left=edges[index],
                right=edges[index + 1],
                text=row.texts[index],
                goes_on=bool(merges[index] & _DOWN) and not merges[index] & _DOWN_FIRST,
                doubt=doubt,
            )
        )
    return cells


def _widened(cell: _Cell, right: int, more: str) -> _Cell:
    """A merged cell out to `right`; Word shows the first part's text only, so text in another is a doubt."""
    doubt = cell.doubt or ("text stands in a part of a merged cell" if more else None)
    return _Cell(left=cell.left, right=right, text=cell.text, goes_on=cell.goes_on, doubt=doubt)


def _shape(definition: Modifiers) -> _Shape:
    """A row's cells from its definition and what later modifiers change of it."""
    shape = _Shape(edges=(), merges=(), sure=False)
    for name, operand in definition:
        if name == sprm.DEFINE_TABLE:
            shape = _defined(operand)
        elif name in _CHANGES and len(operand) >= 2:
            shape = _CHANGES[name](shape, operand)
    edges = shape.edges
    ordered = all(left < right for left, right in zip(edges, edges[1:], strict=False))
    return shape if ordered else _Shape(edges=(), merges=(), sure=False)


def _defined(operand: bytes) -> _Shape:
    count = operand[0] if operand else 0
    if not 0 < count <= 63 or len(operand) < 1 + 2 * (count + 1):
        return _Shape(edges=(), merges=(), sure=False)
    edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    cells = operand[1 + 2 * (count + 1) :]
    merges = [int.from_bytes(cells[_CELL_SIZE * index :][:2], "little") for index in range(count)]
    return _Shape(edges=edges, merges=tuple(merges), sure=True)


def _merged(shape: _Shape, operand: bytes) -> _Shape:
    first, limit = operand[0], operand[1]
    bits = {index: _FIRST_MERGED if index == first else _MERGED for index in range(first, limit)}
    merges = [bits.get(index, 0) | merge & ~3 for index, merge in enumerate(shape.merges)]
    return _Shape(edges=shape.edges, merges=tuple(merges), sure=shape.sure)


def _split(shape: _Shape, operand: bytes) -> _Shape:
    parts = range(operand[0], operand[1])
    merges = [merge & ~3 if index in parts else merge for index, merge in enumerate(shape.merges)]
    return _Shape(edges=shape.edges, merges=tuple(merges), sure=shape.sure)


def _merged_down(shape: _Shape, operand: bytes) -> _Shape:
    bits = {0: 0, 1: _DOWN, 3: _DOWN | _DOWN_FIRST}.get(operand[1], 0)
    merges = [
        merge & ~(_DOWN | _DOWN_FIRST) | bits if index == operand[0] else merge
        for index, merge in enumerate(shape.merges)
    ]
    return _Shape(edges=shape.edges, merges=tuple(merges), sure=shape.sure)


def _unsure(shape: _Shape, operand: bytes) -> _Shape:
    return _Shape(edges=shape.edges, merges=shape.merges, sure=False)


def _widths(shape: _Shape, operand: bytes) -> _Shape:
    if len(operand) < 4 or not shape.edges:
        return shape
    width = int.from_bytes(operand[2:4], "little")
    edges = [shape.edges[0]]
    for index, (left, right) in enumerate(zip(shape.edges, shape.edges[1:], strict=False)):
        edges.append(edges[-1] + (width if operand[0] <= index < operand[1] else right - left))
    return _Shape(edges=tuple(edges), merges=shape.merges, sure=shape.sure)


_CHANGES = {
    sprm.MERGE: _merged,
    sprm.SPLIT: _split,
    sprm.MERGE_DOWN: _merged_down,
    sprm.INSERT: _unsure,
    sprm.DELETE: _unsure,
    sprm.WIDTH: _widths,
}
