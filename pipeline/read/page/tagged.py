"""Cells whose characters and spans the file's own tags tell → a grid, where the places on the page agree.

Browsers leave empty cells out, so the columns of such a row are told by where its cells stand under those of whole
rows. Tags that the page contradicts (cells over each other, columns or rows out of order, other text among them) give
no grid.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model import Box, Grid, GridCell, Place
from pipeline.read.page.chunks import is_value
from pipeline.read.page.content import Char
from pipeline.read.page.lines import cell_text

_TOUCH = 1.5
"""Points by which the boxes of neighbours may overlap."""
_OVER = 0.5

Span = tuple[float, float]


@dataclass(slots=True, eq=False)
class TaggedCell:
    """One cell: its row in the table, its spans, and what is printed in it. `column` is None until it is known."""

    row: int
    row_span: int
    column_span: int
    marks: set[int] = field(default_factory=set)
    chars: list[Char] = field(default_factory=list)
    column: int | None = None

    @property
    def across(self) -> Span:
        """Its left and right edge on the page, of what is printed."""
        return min(char.x0 for char in self.chars), max(char.x1 for char in self.chars)

    @property
    def along(self) -> Span:
        """Its top and bottom edge on the page, of what is printed."""
        return min(char.top for char in self.chars), max(char.bottom for char in self.chars)


@dataclass(slots=True)
class TaggedTable:
    """A table's cells in the order of the tags; `rows` counts all rows, also those that stand on other pages."""

    rows: int = 0
    cells: list[TaggedCell] = field(default_factory=list)


@dataclass(slots=True)
class Hints:
    """What a file tells of its tables beyond the places of its characters.

    `tables` are those of its tags, `drawn` gives for the id of each character the number of the object that drew it.
    """

    tables: list[TaggedTable] = field(default_factory=list)
    drawn: dict[int, int] = field(default_factory=dict)


def tagged_grid(table: TaggedTable, number: int, others: list[Char]) -> Grid | None:
    """The table as a grid of page `number`, or None where the page contradicts its tags.

    `others` are the page's characters in no ruled grid; those within the table's area must all be the table's own.
    """
    rows = _compressed(table)
    columns = _placed(table, rows)
    columns = None if columns is None else _merged(table)
    if columns is None or columns < 2 or rows < 1:
        return None
    bands = [_band([cell.across for cell in _own(table, column)]) for column in range(columns)]
    stripes = [
        _band([cell.along for cell in table.cells if _only(cell.row, cell.row_span, row, cell)]) for row in range(rows)
    ]
    box = _outline(table)
    if not (_ordered(bands) and _ordered(stripes) and _apart(table)) or _intruded(table, box, others):
        return None
    return _grid(table, number, _filled(bands, box[0], box[2]), _filled(stripes, box[1], box[3]))


def _compressed(table: TaggedTable) -> int:
    """Numbers the rows that print something on this page; gives their count.

    A cell that begins on the page before begins here in the first row that it reaches.
    """
    printed = sorted({cell.row for cell in table.cells if cell.chars and cell.row_span == 1})
    printed = printed or sorted({cell.row for cell in table.cells if cell.chars})
    kept = []
    for cell in table.cells:
        reached = [index for index, row in enumerate(printed) if cell.row <= row < cell.row + cell.row_span]
        if reached:
            cell.row, cell.row_span = reached[0], len(reached)
            kept.append(cell)
    table.cells = kept
    return len(printed)


def _placed(table: TaggedTable, rows: int) -> int | None:
    """Gives every cell its column; the count of columns, or None where a cell's can't be told."""
    by_row = [[cell for cell in table.cells if cell.row == row] for row in range(rows)]
    held: set[tuple[int, int]] = set()
    columns = 0
    for row, cells in enumerate(by_row):
        taken = sum(1 for other, _ in held if other == row)
        columns = max(columns, taken + sum(cell.column_span for cell in cells))
        _fill(cells, held, columns)
    for cell in table.cells:
        cell.column = None
    held.clear()
    waiting = []
    for row, cells in enumerate(by_row):
        free = columns - sum(1 for other, _ in held if other == row)
        if sum(cell.column_span for cell in cells) == free:
            if not _fill(cells, held, columns):
                return None
        else:
            waiting.append((row, cells))
            _hold_spanning(cells, held)
    if not all(_by_places(table, cells, row, held, columns) for row, cells in waiting):
        return None
    return columns


def _merged(table: TaggedTable) -> int:
    """Makes one of columns that no cell of this page parts; gives the count of columns."""
    starts = sorted({cell.column for cell in table.cells if cell.column is not None})
    for cell in table.cells:
        if cell.column is not None:
            first = cell.column
            cell.column = starts.index(first)
            cell.column_span = sum(first <= start < first + cell.column_span for start in starts)
    return len(starts)


def _fill(cells: list[TaggedCell], held: set[tuple[int, int]], columns: int) -> bool:
    """Puts a whole row's cells into the free columns from left to right; False where they do not fit."""
    column = 0
    for cell in cells:
        while (cell.row, column) in held:
            column += 1
        places = _places(cell, column)
        if column + cell.column_span > columns or held.intersection(places):
            return False
        cell.column = column
        held.update(places)
    return True


def _hold_spanning(cells: list[TaggedCell], held: set[tuple[int, int]]) -> None:
    """Cells of a row with gaps that reach into later rows: labels of groups, from the left without a gap."""
    for cell in cells:
        if cell.row_span == 1 or not _fill([cell], held, 10_000):
            return


def _by_places(table: TaggedTable, cells: list[TaggedCell], row: int, held: set[tuple[int, int]], columns: int) -> bool:
    """Columns of a row whose empty cells are left out, from right to left, by what else stands in each column."""
    end = columns
    for cell in reversed(cells):
        if cell.column is None:
            if not cell.chars:
                continue
            free = [
                column
                for column in range(end - cell.column_span + 1)
                if not any((row, column + right) in held for right in range(cell.column_span))
            ]
            found = _chosen(cell, free, [_bands_of(table, column, cell.column_span) for column in free])
            if found is None:
                return False
            cell.column = found
            held.update(_places(cell, found))
        end = cell.column
    return True


def _chosen(cell: TaggedCell, free: list[int], bands: list[Span | None]) -> int | None:
    """The one free column in which the cell stands; a label may take any in which nothing else stands."""
    left, right = cell.across
    under = [
        column
        for column, band in zip(free, bands, strict=True)
        if band and min(right, band[1]) - max(left, band[0]) > _OVER * min(right - left, band[1] - band[0])
    ]
    if under:
        return under[0] if len(under) == 1 else None
    after = max(
        (column for column, band in zip(free, bands, strict=True) if band and band[1] <= left + _TOUCH), default=-1
    )
    before = min(
        (column for column, band in zip(free, bands, strict=True) if band and band[0] >= right - _TOUCH), default=10_000
    )
    empty = [column for column, band in zip(free, bands, strict=True) if band is None and after < column < before]
    return empty[-1] if len(empty) == 1 or (empty and not is_value(cell_text(cell.chars))) else None


def _bands_of(table: TaggedTable, column: int, span: int) -> Span | None:
    return _band([other.across for index in range(span) for other in _own(table, column + index)])


def _places(cell: TaggedCell, column: int) -> list[tuple[int, int]]:
    return [(cell.row + down, column + right) for down in range(cell.row_span) for right in range(cell.column_span)]


def _own(table: TaggedTable, column: int) -> list[TaggedCell]:
    return [
        cell for cell in table.cells if cell.column is not None and _only(cell.column, cell.column_span, column, cell)
    ]


def _only(start: int, span: int, wanted: int, cell: TaggedCell) -> bool:
    return start == wanted and span == 1 and bool(cell.chars)


def _hull(spans: list[Span]) -> Span:
    return min(start for start, _ in spans), max(end for _, end in spans)


def _band(spans: list[Span]) -> Span | None:
    return _hull(spans) if spans else None


def _ordered(bands: list[Span | None]) -> bool:
    known = [band for band in bands if band is not None]
    return all(upper[1] <= lower[0] + _TOUCH for upper, lower in zip(known, known[1:], strict=False))


def _apart(table: TaggedTable) -> bool:
    """Whether no two cells are printed over each other."""
    boxes = sorted((*cell.across, *cell.along) for cell in table.cells if cell.chars)
    for index, (_, right, top, bottom) in enumerate(boxes):
        for other in boxes[index + 1 :]:
            if other[0] >= right - _TOUCH:
                break
            if min(bottom, other[3]) - max(top, other[2]) > _TOUCH:
                return False
    return True


def _outline(table: TaggedTable) -> Box:
    filled = [cell for cell in table.cells if cell.chars]
    (x0, x1), (top, bottom) = _hull([cell.across for cell in filled]), _hull([cell.along for cell in filled])
    return x0, top, x1, bottom


def _intruded(table: TaggedTable, box: Box, others: list[Char]) -> bool:
    own = {id(char) for cell in table.cells for char in cell.chars}
    x0, top, x1, bottom = box
    return any(
        x0 < (char.x0 + char.x1) / 2 < x1 and top < (char.top + char.bottom) / 2 < bottom
        for char in others
        if id(char) not in own
    )


def _filled(bands: list[Span | None], start: float, end: float) -> list[Span]:
    """Where nothing is printed in a column, what lies between its neighbours stands for it."""
    found: list[Span] = []
    for index, band in enumerate(bands):
        before = next((other[1] for other in reversed(bands[:index]) if other), start)
        after = next((other[0] for other in bands[index:] if other), end)
        found.append(band or (min(before, after), after))
    return found


def _grid(table: TaggedTable, number: int, across: list[Span], along: list[Span]) -> Grid:
    """Cells have the width of what their column prints and the height of what their row prints.

    No border is drawn, so none is made up: a cell of the next page is found under this column only if it overlaps it.
    """
    cells = {(cell.row, cell.column): cell for cell in table.cells if cell.column is not None}
    covered = {place for cell in cells.values() for place in _places(cell, cell.column or 0)}
    found = []
    for row, column in ((row, column) for row in range(len(along)) for column in range(len(across))):
        own = cells.get((row, column))
        if own is None and (row, column) in covered:
            continue
        down, right = (own.row_span, own.column_span) if own else (1, 1)
        box = (across[column][0], along[row][0], across[column + right - 1][1], along[row + down - 1][1])
        if own and own.chars:
            box = _around(box, (own.across[0], own.along[0], own.across[1], own.along[1]))
        found.append(
            GridCell(
                row=row,
                column=column,
                row_span=down,
                column_span=right,
                raw=cell_text(own.chars) if own else "",
                place=Place(page=number, box=_rounded(box)),
            )
        )
    box = (across[0][0], along[0][0], across[-1][1], along[-1][1])
    place = Place(page=number, box=_rounded(box))
    return Grid(rows=len(along), columns=len(across), cells=tuple(found), method="markup", place=place)


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _rounded(box: Box) -> Box:
    return (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))
