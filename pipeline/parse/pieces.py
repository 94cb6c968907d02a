"""The document's grids → pieces of the form's tables: rows with their labels and with their values by column name.

A table of the form may stand in several pieces (page breaks, one grid a clause) and one grid may hold several tables. A
piece that has no heading of its own goes on with the columns of the piece before it, matched by their places on the
page.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator

from pipeline import text
from pipeline.model import Document, Grid, GridCell, Line, Method, Place, Status, value
from pipeline.parse import labels
from pipeline.parse.flattened import flat
from pipeline.parse.header import Heading, Matrix, begun, distinct, find_headings, heading_like
from pipeline.parse.number import read_number
from pipeline.parse.page_shift import shift_of
from pipeline.parse.printed_rows import rows_below
from pipeline.parse.reading_direction import RIGHT, Direction, direction_of, extent_of
from pipeline.parse.review_rows import review_piece
from pipeline.parse.rows import Extents, Piece, Row
from pipeline.parse.years_of_tables import captions_of_sides

_FEWEST_TURNED, _MOST_TURNED = 4, 60
"""Rows and columns that a table with rows and columns exchanged has at least and at most."""
_MOST_LABELS = 3
"""Labels that a row may have: of its groups and its own."""


@value
class _Columns:
    """The named columns that a grid may hand on to the next one: name → column and extent along its rows."""

    dataset: str
    width: int
    names: dict[int, str]
    extents: Extents
    method: Method
    heading: Heading | None = None
    direction: Direction = RIGHT
    torn: Matrix = ()
    """The heading's rows, where the grid ends with them: the rest of the heading may stand on the next page."""


def find_pieces(document: Document, year: int | None) -> tuple[Piece, ...]:
    """Every piece of the form's tables in the document, in reading order; `year` is the report's."""
    found: list[Piece] = []
    columns: _Columns | None = None
    above = ""
    for block in document.blocks:
        if isinstance(block, Line):
            above = above if labels.is_page_number(block.text) else block.text
        elif not block.ragged:
            pieces, columns = _from_grid(block, labels.caption(above), columns, year)
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


def _turned(grid: Grid, matrix: Matrix, year: int | None) -> Grid | None:
    """The grid with rows and columns exchanged, where so it is a table of the form: applicants as rows. Else None."""
    if min(grid.rows, grid.columns) < _FEWEST_TURNED or max(grid.rows, grid.columns) > _MOST_TURNED:
        return None
    if all(heading.dataset != "requests" for heading in find_headings(tuple(zip(*matrix, strict=True)), year)):
        return None
    turned = dataclasses.replace(
        grid,
        rows=grid.columns,
        columns=grid.rows,
        cells=tuple(
            dataclasses.replace(
                cell, row=cell.column, column=cell.row, row_span=cell.column_span, column_span=cell.row_span
            )
            for cell in sorted(grid.cells, key=lambda cell: (cell.column, cell.row))
        ),
    )
    return turned if _is_turned(turned, year) else None


def _is_turned(turned: Grid, year: int | None) -> bool:
    """Whether a grid with rows and columns exchanged is a table of the form: a heading and rows of it."""
    matrix = matrix_of(turned)
    own = [heading for heading in find_headings(matrix, year) if heading.dataset == "requests"]
    below = (rows_below(turned, matrix[heading.last + 1 :], heading.names, heading) for heading in own)
    return any(_belongs(rows, "requests") for rows in below)


def _from_grid(
    grid: Grid, above: str, before: _Columns | None, year: int | None
) -> tuple[list[Piece], _Columns | None]:
    own = matrix = matrix_of(grid)
    if before is not None and before.torn:
        matrix = (*_carried(before, own, grid.method), *own)
    headings = find_headings(matrix, year)
    if not headings:
        review, turned = review_piece(grid, own, above), _turned(grid, own, year)
        if review is not None:
            return [review], before
        if turned is not None:
            return _from_grid(turned, above, None, year)[0], before
    direction = direction_of(own)
    extents = _extents(own, direction)
    found = []
    first = headings[0].first if headings else len(matrix)
    first_below = _title_row(matrix[:first], before.dataset) if before is not None else first
    if before is not None and before.names and first_below:
        names = _inherited(before, grid, extents, direction)
        inherited = before.heading if names == before.names and before.width == grid.columns else None
        rows = _with_unprinted(rows_below(grid, matrix[:first_below], names, inherited), before, grid, direction)
        if names and _belongs(rows, before.dataset):
            found.append(Piece(dataset=before.dataset, rows=rows, caption=above, heading=False, method=grid.method))
            before = _handed_on(before.dataset, grid, names, extents, direction, inherited)
    sides = captions_of_sides(above, headings)
    for heading, end in _with_ends(headings, len(matrix)):
        said = _year_above(matrix, heading, year) or sides.get(heading.start, "")
        caption = said or (above if heading.first == first and not sides else "")
        for band, words in _bands(matrix[heading.last + 1 : end], caption, heading.dataset):
            found.append(_headed(grid, band, heading, words))
        if not labels.other_year(heading.years or said, year) or before is None:
            before = _handed_on(heading.dataset, grid, heading.names, extents, direction, heading)
    torn = _tail(matrix, before.dataset if before is not None and found else "")
    if torn and (before is None or not headings or headings[-1].last + 1 == len(matrix)):
        before = _Columns(dataset="", width=0, names={}, extents={}, method=grid.method, direction=direction, torn=torn)
    return found, before


def _bands(part: Matrix, caption: str, dataset: str) -> Iterator[tuple[Matrix, str]]:
    """The rows under a heading, cut at rows that are one cell and say a year, each part with its caption.

    Where rows have no labels, one text in a row is enough.
    """
    start = 0
    for at, row in enumerate(part):
        cells = distinct(row)
        if dataset == "review_litigation":
            cells = [cell for cell in cells if cell.raw]
        if len(cells) == 1 and len(row) > 1 and labels.only_year(cells[0].raw):
            if at > start:
                yield part[start:at], caption
            start, caption = at + 1, labels.caption(cells[0].raw)
    if start < len(part) or not start:
        yield part[start:], caption


def _year_above(matrix: Matrix, heading: Heading, year: int | None) -> str:
    """The row right above a heading where it is one text over the table that says of which year the table is."""
    above = distinct(matrix[heading.first - 1]) if heading.first else []
    said = [labels.caption(cell.raw) for cell in above if cell.raw]
    is_year = len(said) == 1 and bool(said[0]) and (labels.only_year(said[0]) or labels.other_year(said[0], year))
    return said[0] if is_year else ""


def _title_row(rows: Matrix, dataset: str) -> int:
    """The first row that is a title alone (第二十条第（八）项): what stands below it has a heading of its own."""
    for index, row in enumerate(rows):
        keys = [labels.heading_key(cell.raw) for cell in distinct(row) if cell.raw]
        if keys and all(labels.best(key, dataset, "title")[1] >= labels.SURE for key in keys):
            return index
    return len(rows)


def _handed_on(
    dataset: str,
    grid: Grid,
    names: dict[int, str],
    extents: Extents,
    direction: Direction,
    heading: Heading | None,
) -> _Columns:
    return _Columns(
        dataset=dataset,
        width=grid.columns,
        names=names,
        extents=extents,
        method=grid.method,
        heading=heading,
        direction=direction,
    )


def _headed(grid: Grid, part: Matrix, heading: Heading, above: str) -> Piece:
    """The piece under a heading. Years over its columns say more of it than the line above the grid."""
    return Piece(
        dataset=heading.dataset,
        rows=rows_below(grid, part, heading.names, heading),
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
        first = len(matrix) - (len(matrix) > 1 and begun(matrix[-1], dataset) and heading_like(matrix[-2], dataset))
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


def _carried(before: _Columns, matrix: Matrix, method: Method) -> Matrix:
    """The torn heading's rows laid over the columns of the next page's grid, by their places on the page."""
    columns = _extents(before.torn, before.direction)
    direction = direction_of(matrix)
    extents = _over(_extents(matrix, direction), direction, columns, before, method)
    own = {column: (left + right) / 2 for column, (left, right) in extents.items()}
    rows = []
    for row in before.torn:
        reach = [(cell, _reach(cell, row, columns, before.direction)) for cell in distinct(row)]
        rows.append(
            tuple(
                next((cell for cell, (left, right) in reach if column in own and left <= own[column] <= right), None)
                for column in range(len(matrix[0]))
            )
        )
    return tuple(rows) if any(cell for row in rows for cell in row) else ()


def _reach(
    cell: GridCell,
    row: tuple[GridCell | None, ...],
    columns: dict[int, tuple[float, float]],
    direction: Direction,
) -> tuple[float, float]:
    """How far a cell reaches along its row: over all its columns, also where its box is only that of its text."""
    if cell.place.box is None:
        return math.inf, -math.inf
    spanned = [columns[column] for column, other in enumerate(row) if other is cell and column in columns]
    edges = [extent_of(cell.place.box, direction), *spanned]
    return min(left for left, _ in edges), max(right for _, right in edges)


def _with_ends(headings: list[Heading], height: int) -> Iterator[tuple[Heading, int]]:
    for heading in headings:
        yield heading, min((other.first for other in headings if other.first > heading.first), default=height)


def _extents(matrix: Matrix, direction: Direction) -> Extents:
    """Column → where it begins and ends along the rows, from cells of one column; empty where the source has no pages.

    Columns are those of the matrix: a heading carried from the page before has numbers of its own.
    """
    found: Extents = {}
    for row in matrix:
        last = len(row) - 1
        for column, cell in enumerate(row):
            if cell is None or (column and cell is row[column - 1]) or (column < last and cell is row[column + 1]):
                continue
            box = cell.place.box
            if box is not None and column not in found:
                found[column] = extent_of(box, direction)
    return found


def _inherited(before: _Columns, grid: Grid, extents: Extents, direction: Direction) -> dict[int, str]:
    """The columns of a piece without heading: by their places on the page, else one by one where the count agrees."""
    if not extents or not before.extents:
        return dict(before.names) if before.width == grid.columns else {}
    names: dict[int, str] = {}
    named = {column: extent for column, extent in before.extents.items() if column in before.names}
    for column, (left, right) in _over(extents, direction, named, before, grid.method).items():
        over = {
            before.names.get(other)
            for other, (x0, x1) in before.extents.items()
            if min(right, x1) - max(left, x0) > 0.5 * min(right - left, x1 - x0)
        }
        if len(over) == 1 and (name := over.pop()) is not None:
            names[column] = name
    return names


def _over(own: Extents, direction: Direction, columns: Extents, before: _Columns, method: Method) -> Extents:
    """The columns of a page where they stand beside `columns` of the page before, if one of both was scanned.

    None of them where the two pages lie in different ways and no shift brings one over the other.
    """
    turned = direction != before.direction
    scanned = "ocr" in {before.method, method}
    shift = shift_of(columns, own, turned=turned) if scanned or turned else None
    if shift is None and turned:
        return {}
    shift = shift or 0.0
    return {column: (left + shift, right + shift) for column, (left, right) in own.items()}


def _with_unprinted(rows: tuple[Row, ...], before: _Columns, grid: Grid, direction: Direction) -> tuple[Row, ...]:
    """Rows of a page without the heading, with empty cells for the columns in which that page prints nothing at all.

    Without rulings such a column leaves no trace there. Only where places tell: its stretch of the page is empty.
    """
    boxes = [extent_of(cell.place.box, direction) for cell in grid.cells if cell.raw and cell.place.box]
    if grid.method == "ruled" or direction != before.direction or not any(cell.place.box for cell in grid.cells):
        return rows
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


def _meets(own: tuple[float, float], extent: tuple[float, float]) -> bool:
    return min(own[1], extent[1]) > max(own[0], extent[0])


def _belongs(rows: tuple[Row, ...], dataset: str) -> bool:
    """Whether rows without a heading are the table's: a label of it, or values only where it has no row labels."""
    if dataset == "review_litigation":
        shown = [cell for row in rows for cells in row.values.values() for cell in cells]
        numbers = all(read_number(cell.raw, signed=True).status is not Status.UNREADABLE for cell in shown)
        return bool(shown) and numbers and not any(row.values and row.labels for row in rows)
    return any(
        labels.best(text.key(label), dataset, "row")[1] >= labels.SURE for row in rows for label in row.labels[-1:]
    )
