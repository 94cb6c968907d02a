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
from pipeline.parse import labels
from pipeline.parse.flattened import flat
from pipeline.parse.header import Heading, Matrix, distinct, find_headings, heading_like
from pipeline.parse.number import read_number
from pipeline.parse.rows import Piece, Row

_SHORTEST_LABEL = 4
_MOST_LABELS = 3
"""Labels that a row may have: of its groups and its own."""


@value
class _Columns:
    """The named columns that a grid may hand on to the next one: name → column and horizontal extent."""

    dataset: str
    width: int
    names: dict[int, str]
    extents: dict[int, tuple[float, float]]
    heading: Heading | None = None
    torn: Matrix = ()
    """The heading's rows, where the grid ends with them: the rest of the heading may stand on the next page."""


def find_pieces(document: Document, year: int | None) -> tuple[Piece, ...]:
    """Every piece of the form's tables in the document, in reading order; `year` is the report's."""
    found: list[Piece] = []
    columns: _Columns | None = None
    above = ""
    for block in document.blocks:
        if isinstance(block, Line):
            above = above if labels.is_page_number(block.text) else labels.caption(block.text)
        elif not block.ragged:
            pieces, columns = _from_grid(block, above, columns, year)
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


def _from_grid(
    grid: Grid, above: str, before: _Columns | None, year: int | None
) -> tuple[list[Piece], _Columns | None]:
    own = matrix = matrix_of(grid)
    if before is not None and before.torn:
        matrix = (*_carried(before, own), *own)
    headings = find_headings(matrix, year)
    found = []
    first = headings[0].first if headings else len(matrix)
    if before is not None and before.names and first:
        names = _inherited(before, grid, own)
        inherited = before.heading if names == before.names and before.width == grid.columns else None
        rows = _with_unprinted(_rows(grid, matrix[:first], names, inherited), before, grid)
        if names and _belongs(rows, before.dataset):
            found.append(Piece(dataset=before.dataset, rows=rows, caption=above, heading=False, method=grid.method))
            before = _handed_on(before.dataset, grid, names, own, inherited)
    for heading, end in _with_ends(headings, len(matrix)):
        found.append(_headed(grid, matrix[heading.last + 1 : end], heading, above if heading.first == first else ""))
        if not labels.other_year(heading.years, year) or before is None:
            before = _handed_on(heading.dataset, grid, heading.names, own, heading)
    torn = _tail(matrix, before.dataset if before is not None and found else "")
    if torn and (before is None or not headings or headings[-1].last + 1 == len(matrix)):
        before = _Columns(dataset="", width=0, names={}, extents={}, torn=torn)
    return found, before


def _handed_on(dataset: str, grid: Grid, names: dict[int, str], own: Matrix, heading: Heading | None) -> _Columns:
    return _Columns(dataset=dataset, width=grid.columns, names=names, extents=_extents(own), heading=heading)


def _headed(grid: Grid, part: Matrix, heading: Heading, above: str) -> Piece:
    """The piece under a heading. Years over its columns say more of it than the line above the grid."""
    return Piece(
        dataset=heading.dataset,
        rows=_rows(grid, part, heading.names, heading),
        caption=heading.years or above,
        heading=True,
        method=grid.method,
        unit_text=" ".join(heading.printed.values()),
    )


def _tail(matrix: Matrix, own: str) -> Matrix:
    """The heading rows that end a grid: their table goes on, and so may the heading, on the next page.

    `own` is the table that the rows above belong to; a row of its with empty cells is no heading (3.其他, （七）总计).
    """
    for dataset in ("requests", "review_litigation"):
        first = len(matrix)
        while first and heading_like(matrix[first - 1], dataset) and not _is_row(matrix[first - 1], own):
            first -= 1
        if first < len(matrix):
            return matrix[first:]
    return ()


def _is_row(row: tuple[GridCell | None, ...], dataset: str) -> bool:
    keys = [text.key(cell.raw) for cell in distinct(row) if cell.raw]
    numbered = [key for key in keys if labels.unnumbered(key) != key]
    if dataset == "requests" and len(keys) <= _MOST_LABELS:
        numbered = keys
    return any(labels.best(key, "requests", "row")[1] >= labels.SURE for key in numbered)


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
    for heading in headings:
        yield heading, min((other.first for other in headings if other.first > heading.first), default=height)


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
    doubt = next((cell.doubt for cell in grid.cells if cell.doubt), None)
    empty = {
        name: GridCell(row=0, column=0, raw="", place=Place(page=grid.place.page), doubt=doubt)
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


def _rows(grid: Grid, part: Matrix, names: dict[int, str], heading: Heading | None) -> tuple[Row, ...]:
    start, end = (heading.start, heading.end) if heading is not None else (0, grid.columns)
    twice = _claimed_twice(part, names, heading.twice if heading is not None else frozenset())
    rows = (_row(grid, cells, names, heading, twice) for cells in (cells[start:end] for cells in part))
    return tuple(row for row in rows if row.labels or row.values or row.strays)


def _claimed_twice(part: Matrix, names: dict[int, str], twice: frozenset[str]) -> frozenset[str]:
    """Names of which two columns print different things in some row, besides those that two headings claim."""
    found = set(twice)
    for name in set(names.values()) - twice:
        own = [column for column, other in names.items() if other == name]
        for cells in part if len(own) > 1 else ():
            raws = {cell.raw for cell in distinct([cells[column] for column in own if column < len(cells)]) if cell.raw}
            if len(raws) > 1:
                found.add(name)
    return frozenset(found)


def _row(
    grid: Grid,
    cells: tuple[GridCell | None, ...],
    names: dict[int, str],
    heading: Heading | None,
    twice: frozenset[str],
) -> Row:
    """One printed row; `cells` are those of the table's own columns, the first of which is the heading's `start`."""
    start = heading.start if heading is not None else 0
    printed = heading.printed if heading is not None else {}
    unknown = heading.unknown if heading is not None else frozenset()
    foreign = heading.foreign if heading is not None else frozenset()
    leftmost = min(names, default=0)
    labels_, strays = [], []
    values: dict[str, list[GridCell]] = {}
    merged: set[str] = set()
    doubts = [grid.doubt] if grid.doubt else []
    at = {start + index: cell for index, cell in enumerate(cells)}
    in_order = _in_order(at, names)
    for cell in distinct(cells):
        covered = [start + index for index, other in enumerate(cells) if other is cell]
        own = in_order.get(cell.column) or {names[column] for column in covered if column in names}
        if not own:
            is_number = read_number(cell.raw, signed=True).status is Status.REPORTED
            if covered[0] < leftmost and cell.raw and not is_number and not foreign & set(covered):
                labels_.append(cell.raw)
            elif is_number and not foreign & set(covered):
                strays.append(cell)
                if covered[0] >= leftmost and not unknown.issuperset(covered):
                    doubts.append("a number of its row stands under no heading of the form")
            continue
        if len(own) > 1 or cell.row_span > 1:
            if cell.raw and read_number(cell.raw, signed=True).status is Status.UNREADABLE and covered[0] < leftmost:
                labels_.append(cell.raw)
                continue
            merged |= own if cell.raw else set()
        if _is_row_label(cell, heading):
            doubts.append("a label of a row stands where its numbers belong")
        for name in own:
            values.setdefault(name, []).append(cell)
    lacking = {name for column, name in names.items() if at.get(column) is None} - set(values)
    if values and (lacking or _width_differs(at, names, printed)):
        doubts.append("its row has not as many cells as the table has columns")
        values |= {name: [] for name in lacking}
    return Row(
        labels=tuple(labels_),
        values={name: tuple(found) if name in twice else _one(found) for name, found in values.items()},
        strays=tuple(strays),
        merged=frozenset(merged),
        method=grid.method,
        doubt=doubts[0] if doubts else None,
    )


def _in_order(at: dict[int, GridCell | None], names: dict[int, str]) -> dict[int, set[str]]:
    """First grid column of each value cell → its column's name, where borders differ from the heading's.

    Word's own 2019 form draws the borders of the values beside those of their heading. Where there are as many cells
    as headings and each overlaps the heading of its turn, there is only one way to read them; else empty.
    """
    headed = [(name, [column for column in names if names[column] == name]) for name in dict.fromkeys(names.values())]
    headed.sort(key=lambda item: item[1])
    under = distinct([at.get(column) for column in sorted(names)])
    if any(cell.row_span > 1 for cell in under) or len(under) != len(headed):
        return {}
    for cell, (_, columns) in zip(under, headed, strict=True):
        if not any(at.get(column) is cell for column in columns):
            return {}
    return {cell.column: {name} for cell, (name, _) in zip(under, headed, strict=True)}


def _is_row_label(cell: GridCell, heading: Heading | None) -> bool:
    """Whether a cell among the values holds the label of a row: the cells of its row have moved along."""
    if heading is None or len(cell.raw) < _SHORTEST_LABEL:
        return False
    key = text.key(cell.raw)
    return any(labels.best(key, heading.dataset, axis)[1] >= labels.SURE for axis in ("row", "row_group"))


def _width_differs(at: dict[int, GridCell | None], names: dict[int, str], printed: dict[int, str]) -> bool:
    """Whether a row lacks a cell under its heading, or has one beyond it: then its cells may have moved along."""
    headed = [column for column, words in printed.items() if words]
    lacks = any(at[column] is None for column in headed if column in at)
    last = max(headed, default=max(at, default=0))
    return lacks or any(cell is not None for column, cell in at.items() if column > last)


def _one(found: list[GridCell]) -> tuple[GridCell, ...]:
    """The cells that stand for one column: the filled one where the heading is merged and the row is not."""
    filled = [cell for cell in found if cell.raw]
    return tuple(filled) if filled else tuple(found[:1])
