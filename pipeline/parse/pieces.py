"""The document's grids → pieces of the form's tables: rows with their labels and with their values by column name.

A table of the form may stand in several pieces (page breaks, one grid a clause) and one grid may hold several tables. A
piece that has no heading of its own goes on with the columns of the piece before it, matched by their places on the
page.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from pipeline import text
from pipeline.model import Box, Document, Grid, GridCell, Line, Place, Status, value
from pipeline.parse import flat, labels
from pipeline.parse.header import Heading, Matrix, distinct, find_headings, heading_like
from pipeline.parse.number import read_number
from pipeline.parse.rows import Piece, Row


@value
class _Columns:
    """The named columns that a grid may hand on to the next one: name → column and horizontal extent."""

    dataset: str
    width: int
    names: dict[int, str]
    extents: dict[int, tuple[float, float]]
    torn: Matrix = ()
    """The heading's rows, where the grid ends with them: the rest of the heading may stand on the next page."""


def find_pieces(document: Document) -> tuple[Piece, ...]:
    """Every piece of the form's tables in the document, in reading order."""
    found: list[Piece] = []
    columns: _Columns | None = None
    above = ""
    for block in document.blocks:
        if isinstance(block, Line):
            above = above if labels.is_page_number(block.text) else labels.caption(block.text)
        elif not block.ragged:
            pieces, columns = _from_grid(block, above, columns)
            found.extend(pieces)
            above = ""
    return tuple(found) + flat.find_pieces(document)


def matrix_of(grid: Grid) -> Matrix:
    """The grid as rows of places, each holding the cell that covers it."""
    places: list[list[GridCell | None]] = [[None] * grid.columns for _ in range(grid.rows)]
    for cell in grid.cells:
        for row in range(cell.row, min(cell.row + cell.row_span, grid.rows)):
            for column in range(cell.column, min(cell.column + cell.column_span, grid.columns)):
                places[row][column] = cell
    return tuple(tuple(row) for row in places)


def _from_grid(grid: Grid, above: str, before: _Columns | None) -> tuple[list[Piece], _Columns | None]:
    matrix = matrix_of(grid)
    if before is not None and before.torn:
        matrix = (*_carried(before, matrix), *matrix)
    headings = find_headings(matrix)
    found = []
    first = headings[0].first if headings else len(matrix)
    if before is not None and before.names and first:
        names = _inherited(before, grid, matrix)
        rows = _with_unprinted(_rows(grid, matrix[:first], names, {}), before, grid)
        if names and _belongs(rows, before.dataset):
            found.append(Piece(dataset=before.dataset, rows=rows, caption=above, heading=False, method=grid.method))
            before = _Columns(dataset=before.dataset, width=grid.columns, names=names, extents=_extents(matrix))
    for heading, end in _with_ends(headings, len(matrix)):
        rows = _rows(grid, matrix[heading.last + 1 : end], heading.names, heading.printed)
        headline = "" if heading is not headings[0] else above
        found.append(
            Piece(
                dataset=heading.dataset,
                rows=rows,
                caption=headline or above,
                heading=True,
                method=grid.method,
                unit_text=" ".join(heading.printed.values()),
            )
        )
        before = _Columns(dataset=heading.dataset, width=grid.columns, names=heading.names, extents=_extents(matrix))
    torn = _tail(matrix)
    if torn and (before is None or not headings or headings[-1].last + 1 == len(matrix)):
        before = _Columns(dataset="", width=0, names={}, extents={}, torn=torn)
    return found, before


def _tail(matrix: Matrix) -> Matrix:
    """The heading rows that end a grid: their table goes on, and so may the heading, on the next page."""
    for dataset in ("requests", "review_litigation"):
        first = len(matrix)
        while first and heading_like(matrix[first - 1], dataset):
            first -= 1
        if first < len(matrix):
            return matrix[first:]
    return ()


def _carried(before: _Columns, matrix: Matrix) -> Matrix:
    """The torn heading's rows laid over the columns of the next page's grid, by their places on the page."""
    own = _extents(matrix)
    rows = []
    for row in before.torn:
        cells = [cell for cell in distinct(row) if cell.place.box is not None]
        over = [
            next(
                (
                    cell
                    for cell in cells
                    if cell.place.box
                    and column in own
                    and cell.place.box[0] <= sum(own[column]) / 2 <= cell.place.box[2]
                ),
                None,
            )
            for column in range(len(matrix[0]))
        ]
        rows.append(tuple(over))
    return tuple(rows) if any(cell for row in rows for cell in row) else ()


def _with_ends(headings: list[Heading], height: int) -> Iterator[tuple[Heading, int]]:
    ends = [heading.first for heading in headings[1:]] + [height]
    return zip(headings, ends, strict=False)


def _extents(matrix: Matrix) -> dict[int, tuple[float, float]]:
    """Column → its left and right edge, from cells of one column; empty where the source has no pages."""
    found: dict[int, tuple[float, float]] = {}
    for row in matrix:
        for cell in distinct(row):
            if cell.column_span == 1 and cell.place.box is not None:
                found.setdefault(cell.column, (cell.place.box[0], cell.place.box[2]))
    return found


def _inherited(before: _Columns, grid: Grid, matrix: Matrix) -> dict[int, str]:
    """The columns of a piece without heading: by their places on the page, else one by one where the count agrees."""
    extents = _extents(matrix)
    if not extents or not before.extents:
        return dict(before.names) if before.width == grid.columns else {}
    names: dict[int, str] = {}
    for column, (left, right) in extents.items():
        over = {
            before.names.get(other)
            for other, (x0, x1) in before.extents.items()
            if min(right, x1) - max(left, x0) > 0.5 * min(right - left, x1 - x0)
        }
        if len(over) == 1 and (name := over.pop()) is not None:
            names[column] = name
    return names


def _with_unprinted(rows: tuple[Row, ...], before: _Columns, grid: Grid) -> tuple[Row, ...]:
    """Rows of a page without the heading, with empty cells for the columns in which that page prints nothing at all.

    Without rulings such a column leaves no trace there. Only where places tell: its stretch of the page is empty.
    """
    if grid.method == "ruled" or not any(cell.place.box for cell in grid.cells):
        return rows
    boxes = [cell.place.box for cell in grid.cells if cell.raw and cell.place.box]
    empty = {
        name: GridCell(row=0, column=0, raw="", place=Place(page=grid.place.page))
        for column, name in before.names.items()
        if column in before.extents and not any(_meets(box, before.extents[column]) for box in boxes)
    }
    return tuple(
        dataclasses.replace(row, values={**{name: (cell,) for name, cell in empty.items()}, **row.values})
        if row.values
        else row
        for row in rows
    )


def _meets(box: Box, extent: tuple[float, float]) -> bool:
    return min(box[2], extent[1]) > max(box[0], extent[0])


def _belongs(rows: tuple[Row, ...], dataset: str) -> bool:
    """Whether rows without a heading are the table's: a label of it, or values only where it has no row labels."""
    if dataset == "review_litigation":
        shown = [cell for row in rows for cells in row.values.values() for cell in cells]
        numbers = all(read_number(cell.raw, signed=True).status is not Status.UNREADABLE for cell in shown)
        return bool(shown) and numbers and not any(row.values and row.labels for row in rows)
    return any(
        labels.best(text.key(label), dataset, "row")[1] >= labels.SURE for row in rows for label in row.labels[-1:]
    )


def _rows(grid: Grid, part: Matrix, names: dict[int, str], printed: dict[int, str]) -> tuple[Row, ...]:
    rows = (_row(grid, cells, names, printed) for cells in part)
    return tuple(row for row in rows if row.labels or row.values or row.strays)


def _row(grid: Grid, cells: tuple[GridCell | None, ...], names: dict[int, str], printed: dict[int, str]) -> Row:
    leftmost = min(names, default=0)
    labels_, strays = [], []
    values: dict[str, list[GridCell]] = {}
    doubts = [grid.doubt] if grid.doubt else []
    in_order = _in_order(cells, names)
    for cell in distinct(cells):
        covered = [column for column, other in enumerate(cells) if other is cell]
        own = in_order.get(cell.column) or {names[column] for column in covered if column in names}
        if not own:
            is_number = read_number(cell.raw, signed=True).status is Status.REPORTED
            if covered[0] < leftmost and cell.raw and not is_number:
                labels_.append(cell.raw)
            elif is_number and not any(_foreign(printed.get(column)) for column in covered):
                strays.append(cell)
                if covered[0] >= leftmost:
                    doubts.append("a number of its row stands under no heading of the form")
            continue
        if len(own) > 1 or cell.row_span > 1:
            if cell.raw and read_number(cell.raw, signed=True).status is Status.UNREADABLE and covered[0] < leftmost:
                labels_.append(cell.raw)
                continue
            if cell.raw:
                doubts.append("a number stands in a cell merged over several of the form's cells")
        for name in own:
            values.setdefault(name, []).append(cell)
    lacking = {name for column, name in names.items() if column >= len(cells) or cells[column] is None} - set(values)
    if values and (lacking or _width_differs(cells, names, printed)):
        doubts.append("its row has not as many cells as the table has columns")
        values |= {name: [] for name in lacking}
    return Row(
        labels=tuple(labels_),
        values={name: _one(found) for name, found in values.items()},
        strays=tuple(strays),
        method=grid.method,
        doubt=doubts[0] if doubts else None,
    )


def _in_order(cells: tuple[GridCell | None, ...], names: dict[int, str]) -> dict[int, set[str]]:
    """First grid column of each value cell → its column's name, where borders differ from the heading's.

    Word's own 2019 form draws the borders of the values beside those of their heading. Where there are as many cells
    as headings and each overlaps the heading of its turn, there is only one way to read them; else empty.
    """
    headed = [(name, [column for column in names if names[column] == name]) for name in dict.fromkeys(names.values())]
    headed.sort(key=lambda item: item[1])
    under = [cell for cell in distinct(cells) if any(cells[column] is cell for column in names if column < len(cells))]
    alone = all(cell.row_span == 1 for cell in under)
    if not alone or len(under) != len(headed):
        return {}
    for cell, (_, columns) in zip(under, headed, strict=True):
        if not any(cells[column] is cell for column in columns if column < len(cells)):
            return {}
    return {cell.column: {name} for cell, (name, _) in zip(under, headed, strict=True)}


def _width_differs(cells: tuple[GridCell | None, ...], names: dict[int, str], printed: dict[int, str]) -> bool:
    """Whether a row lacks a cell under its heading, or has one beyond it: then its cells may have moved along."""
    headed = [column for column, words in printed.items() if words]
    lacks = any(cells[column] is None for column in headed if column < len(cells))
    return lacks or any(cells[column] is not None for column in range(max(headed, default=len(cells)) + 1, len(cells)))


def _foreign(printed: str | None) -> bool:
    """Whether a column's heading says that it is none of the form's; the innermost text decides."""
    return bool(printed) and labels.of_no_form((printed or "").rsplit("\n", 1)[-1])


def _one(found: list[GridCell]) -> tuple[GridCell, ...]:
    """The cells that stand for one column: the filled one where the heading is merged and the row is not."""
    filled = [cell for cell in found if cell.raw]
    return tuple(filled) if filled else tuple(found[:1])
