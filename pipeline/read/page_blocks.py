"""What a page shows → its grids and lines in reading order: ruled, tagged and aligned grids, the text around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.model import Block, Grid, GridCell, Line, Place
from pipeline.read.aligned import find_aligned
from pipeline.read.page import Char, Content
from pipeline.read.pdf_text import cell_text, line_text, printed_lines
from pipeline.read.row_rules import implied_verticals
from pipeline.read.ruled import Rule, RuledGrid, find_grids
from pipeline.read.tagged import Hints, TaggedTable, tagged_grid

_SHORT_WORD = 12
_FEW_WORDS = 6


def page_blocks(content: Content, number: int, hints: Callable[[], Hints] = Hints) -> Iterator[Block]:
    """The page's grids and lines in reading order: by rulings, by tags, by horizontal lines, by alignment.

    `hints` gives what else the file tells of its tables; it is asked only where rulings do not tell all.
    """
    grids = _grids(content.horizontal, content.vertical)
    inside, outside = _given(content.chars, grids)
    blocks: list[tuple[float, Block]] = []
    told = Hints()
    if _short_words(outside) >= _FEW_WORDS:
        told = hints()
        marked, tagged = _tagged(told.tables, outside, content.chars, number)
        blocks.extend(marked)
        rest = [char for char in content.chars if id(char) not in tagged]
        implied = implied_verticals(content.horizontal, content.vertical, rest)
        if implied:
            grids = _grids(content.horizontal, content.vertical + implied)
        inside, outside = _given(rest, grids)
    blocks.extend((grid.ys[0], _ruled(grid, cells, number)) for grid, cells in zip(grids, inside, strict=True) if cells)
    aligned, lines = find_aligned(outside, number, content.width, told.drawn)
    blocks.extend(aligned)
    blocks.extend((line[0].top, _line(line, number, content.width)) for line in printed_lines(lines))
    return (block for _, block in sorted(blocks, key=lambda item: item[0]))


def _given(chars: list[Char], grids: list[RuledGrid]) -> tuple[list[dict[int, list[Char]]], list[Char]]:
    """For each grid the characters of each of its cells; then those that stand in no grid."""
    inside: list[dict[int, list[Char]]] = [{} for _ in grids]
    outside: list[Char] = []
    for char in chars:
        x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
        for grid, cells in zip(grids, inside, strict=True):
            found = grid.at(x, y)
            if found is not None:
                cells.setdefault(found, []).append(char)
                break
        else:
            outside.append(char)
    return inside, outside


def _short_words(chars: list[Char]) -> int:
    """How many short runs of characters were written one after another: cells of a table; prose has long runs."""
    count, length, before = 0, 0, -2
    for char in chars:
        if char.index != before + 1:
            count += 0 < length <= _SHORT_WORD
            length = 0
        length, before = length + 1, char.index
    return count + (0 < length <= _SHORT_WORD)


def _tagged(
    tables: list[TaggedTable], outside: list[Char], chars: list[Char], number: int
) -> tuple[list[tuple[float, Block]], set[int]]:
    """The grids, with their top edges, of the tables that rulings do not hold whole; and the characters in them."""
    unruled = {id(char) for char in outside}
    blocks: list[tuple[float, Block]] = []
    used: set[int] = set()
    for table in tables:
        own = {id(char) for cell in table.cells for char in cell.chars}
        grid = tagged_grid(table, number, chars) if own & unruled else None
        if grid is not None and grid.place.box is not None:
            blocks.append((grid.place.box[1], grid))
            used |= own
    return blocks, used


def _grids(horizontal: list[Rule], vertical: list[Rule]) -> list[RuledGrid]:
    """The grids of more than one column."""
    return [grid for grid in find_grids(horizontal, vertical) if len(grid.xs) > 2]


def _ruled(grid: RuledGrid, inside: dict[int, list[Char]], number: int) -> Grid:
    cells = tuple(
        GridCell(
            row=cell.row,
            column=cell.column,
            row_span=cell.row_span,
            column_span=cell.column_span,
            raw=cell_text(inside.get(index, [])),
            place=Place(page=number, box=_rounded(cell.box)),
        )
        for index, cell in enumerate(grid.cells)
    )
    doubt = None if grid.whole else "its rulings do not enclose rectangular cells"
    return Grid(
        rows=len(grid.ys) - 1,
        columns=len(grid.xs) - 1,
        cells=cells,
        method="ruled",
        doubt=doubt,
        place=Place(page=number, box=_rounded(grid.box)),
    )


def _line(line: list[Char], number: int, width: float) -> Line:
    x0, x1 = line[0].x0, max(char.x1 for char in line)
    box = (x0, min(char.top for char in line), x1, max(char.bottom for char in line))
    centred = abs((x0 + x1) / 2 - width / 2) < 0.03 * width and x1 - x0 < 0.75 * width
    return Line(
        text=line_text(line), place=Place(page=number, box=_rounded(box)), size=round(line[0].size, 1), centred=centred
    )


def _rounded(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    return (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))
