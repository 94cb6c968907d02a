"""A heading's cells in the order of drawing → the columns under it, and what each of its cells spans.

Rows of the heading are told by the order: a cell left of the one drawn before begins the next row. The lowest cell over
a column is the column's own; what stands between the cells of its row spans the columns between them, and where two
such cells meet, their places over the columns tell the border.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.read.page.printed_cells import PrintedCell, joined

Band = tuple[float, float]
_NEAR = 0.7
"""Heights of a character by which a spanning cell may stand off its place over its columns."""
_SPACE = 0.7
"""Heights of a character: no wider is a space between two words of a heading."""
_CLEAR = 1.5
"""The second best sharing must be so many times worse."""


@dataclass(slots=True)
class HeadingCell:
    """A cell of the heading with the row it begins in and the columns it spans (of the value columns)."""

    cell: PrintedCell
    row: int
    first: int = -1
    last: int = -1


@dataclass(slots=True)
class DrawnHeading:
    """Columns from left to right as bands of what is printed in them, and the heading's cells over them.

    `asides` stand over the row labels.
    """

    bands: list[Band]
    rows: int = 0
    cells: list[HeadingCell] = field(default_factory=list)
    asides: list[HeadingCell] = field(default_factory=list)


def read_heading(cells: list[PrintedCell], bands: list[Band]) -> DrawnHeading | None:
    """The heading over columns of values (`bands`); None where its cells do not tell the columns.

    Columns without a value are added from the heading.
    """
    if not cells:
        return DrawnHeading(bands)
    cells = _rejoined(cells, bands)
    every = [HeadingCell(cell, row) for row, line in enumerate(_rows(cells)) for cell in line]
    asides = [item for item in every if bands and _beside_all(item, every, bands[0][0])]
    placed = [item for item in every if all(item is not other for other in asides)]
    leaves = _leaves(placed, bands, asides)
    if leaves is None:
        return None
    columns = sorted(leaves, key=lambda leaf: leaf[1][0])
    for index, (leaf, _) in enumerate(columns):
        leaf.first = leaf.last = index
    found = DrawnHeading([band for _, band in columns], max(item.row for item in every) + 1, placed, asides)
    return found if _spanned(found) else None


def _rejoined(cells: list[PrintedCell], bands: list[Band]) -> list[PrintedCell]:
    """The heading's cells, words a space apart (上一 年) in one where one column of values stands below."""
    found: list[PrintedCell] = []
    for cell in cells:
        if found and _a_space_apart(found[-1], cell):
            under = [band for band in bands if _overlap((found[-1].x0, cell.x1), band)]
            if len(under) == 1:
                found[-1] = joined([found[-1], cell])
                continue
        found.append(cell)
    return found


def _a_space_apart(cell: PrintedCell, after: PrintedCell) -> bool:
    level = (
        abs(cell.y - after.y) < cell.size / 4
        and max(cell.bottom - cell.top, after.bottom - after.top) < 1.5 * cell.size
    )
    return level and 0.0 < after.x0 - cell.x1 < _SPACE * cell.size


def _beside_all(item: HeadingCell, every: list[HeadingCell], left: float) -> bool:
    """Whether a cell left of all numbers stands over the row labels: so do those before it in its row."""
    own = [other for other in every if other.row == item.row]
    return item.cell.x1 < left and (own[0] is item or all(one.cell.x1 < item.cell.x0 for one in own[: own.index(item)]))


def _rows(cells: list[PrintedCell]) -> list[list[PrintedCell]]:
    rows: list[list[PrintedCell]] = []
    for cell in cells:
        if rows and cell.x0 > rows[-1][-1].x1 - cell.size / 4 and cell.bottom > rows[-1][0].top:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return rows


def _leaves(
    placed: list[HeadingCell], bands: list[Band], asides: list[HeadingCell]
) -> list[tuple[HeadingCell, Band]] | None:
    """The cell that names each column, with the column's band; also of columns in which no value is printed."""
    found: list[tuple[HeadingCell, Band]] = []
    for band in bands:
        over = [item for item in placed if _overlap((item.cell.x0, item.cell.x1), band)]
        if over:
            found.append((max(over, key=lambda item: item.row), band))
    named = {id(item) for item, _ in found}
    if len(named) < len(bands):
        return _by_order(placed, bands)
    for item in placed:
        below = [other for other in (*placed, *asides) if other.row > item.row]
        if id(item) not in named and not _reaches(item, below):
            found.append((item, (item.cell.x0, item.cell.x1)))
    return found


def _by_order(placed: list[HeadingCell], bands: list[Band]) -> list[tuple[HeadingCell, Band]] | None:
    """Numbers set to the side of their column: named one by one where there are as many names as columns."""
    lowest = [item for item in placed if not _reaches(item, [other for other in placed if other.row > item.row])]
    lowest.sort(key=lambda item: item.cell.x0)
    if len(lowest) != len(bands):
        return None
    pairs = list(zip(lowest, bands, strict=True))
    joined = [(min(item.cell.x0, band[0]), max(item.cell.x1, band[1])) for item, band in pairs]
    apart = all(left[1] <= right[0] for left, right in zip(joined, joined[1:], strict=False))
    return [(item, band) for (item, _), band in zip(pairs, joined, strict=True)] if apart else None


def _reaches(item: HeadingCell, below: list[HeadingCell]) -> bool:
    """Whether a cell stands over cells of later rows: those between its neighbours in its own row."""
    return any(_overlap((item.cell.x0, item.cell.x1), (other.cell.x0, other.cell.x1)) for other in below) or (
        any(other.cell.x1 < item.cell.x for other in below) and any(other.cell.x0 > item.cell.x for other in below)
    )


def _overlap(one: Band, other: Band) -> bool:
    return min(one[1], other[1]) > max(one[0], other[0])


def _spanned(heading: DrawnHeading) -> bool:
    """Gives the cells over several columns their spans, row by row; False where a border is not clear."""
    for row in range(heading.rows):
        own = sorted((item for item in heading.cells if item.row == row), key=lambda item: item.cell.x0)
        closed = {item.first for item in heading.cells if item.row <= row and item.first == item.last >= 0}
        run: list[HeadingCell] = []
        start = 0
        for item in [*own, None]:
            if item is not None and item.first < 0:
                run.append(item)
                continue
            end = item.first if item is not None else len(heading.bands)
            if run and not _share(run, [column for column in range(start, end) if column not in closed], heading):
                return False
            run, start = [], end + 1
    return True


def _share(run: list[HeadingCell], columns: list[int], heading: DrawnHeading) -> bool:
    """Shares out columns among neighbouring cells that span them."""
    if len(columns) < len(run) or columns[-1] - columns[0] + 1 != len(columns):
        return False
    names = {item.first: item.cell for item in heading.cells if item.first == item.last >= 0}
    tried: list[tuple[float, tuple[int, ...]]] = []
    for cuts in itertools.combinations(columns[1:], len(run) - 1):
        spans = list(zip((columns[0], *cuts), (*cuts, columns[-1] + 1), strict=True))
        tried.append((min(_off(run, spans, names, place) for place in (_left, _middle, _right)), cuts))
    tried.sort()
    near = _NEAR * max(item.cell.size for item in run)
    if len(tried) > 1 and (tried[0][0] > near or tried[1][0] < max(near, _CLEAR * tried[0][0])):
        return False
    cuts = tried[0][1]
    for item, first, end in zip(run, (columns[0], *cuts), (*cuts, columns[-1] + 1), strict=True):
        item.first, item.last = first, end - 1
    return True


def _off(
    run: list[HeadingCell], spans: list[tuple[int, int]], names: dict[int, PrintedCell], place: Callable[[Band], float]
) -> float:
    """The furthest that a spanning cell stands off the same place (left, middle or right) of the columns it spans."""
    return max(
        abs(place((item.cell.x0, item.cell.x1)) - place((names[first].x0, names[end - 1].x1)))
        for item, (first, end) in zip(run, spans, strict=True)
    )


def _left(band: Band) -> float:
    return band[0]


def _middle(band: Band) -> float:
    return (band[0] + band[1]) / 2


def _right(band: Band) -> float:
    return band[1]
