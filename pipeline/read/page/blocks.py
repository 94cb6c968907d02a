"""What a page shows → its grids and lines in reading order: ruled, tagged and aligned grids, the text around them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Final

from pipeline.model import Block, Grid, GridCell, Line, Place
from pipeline.read.page.aligned import find_aligned, may_hold_tables
from pipeline.read.page.content import Char, Chars, Content
from pipeline.read.page.lines import line_text, printed_lines
from pipeline.read.page.row_rules import implied_verticals
from pipeline.read.page.ruled import Rule, RuledGrid, RuledRow, find_grids
from pipeline.read.page.runs import fold, overlap, split, unfold
from pipeline.read.page.tagged import Hints, TaggedTable, tagged_grid

_SHORT_WORD: Final = 12
_FEW_WORDS: Final = 6

_Inside = list[list[Char]]
"""The runs of characters in each cell of a grid."""

_Table = tuple[float, float, list[float], list[tuple[RuledRow, _Inside]]]
"""How far a grid reaches down the page, the borders of its rows, and its rows, each with the grid's cells to fill."""


def page_blocks(content: Content, number: int, hints: Callable[[], Hints] = Hints) -> Iterator[Block]:
    """The page's grids and lines in reading order: by rulings, by tags, by horizontal lines, by alignment.

    `hints` gives what else the file tells of its tables; it is asked only where rulings do not tell all.
    """
    grids = _grids(content.horizontal, content.vertical)
    chars = Chars.of(content.printed)
    inside, outside = _shared_out(chars, grids)
    blocks: list[tuple[float, Block]] = []
    told = Hints()
    lines = _lines(outside, chars)
    open_tables = may_hold_tables(lines, content.width)
    if open_tables and _short_words(outside, chars) >= _FEW_WORDS:
        told = hints()
        marked, tagged = _tagged(told.tables, unfold(outside, chars), chars.each(), number)
        blocks.extend(marked)
        rest = [char for char in chars.each() if id(char) not in tagged]
        implied = implied_verticals(content.horizontal, content.vertical, rest)
        if implied:
            grids = _grids(content.horizontal, content.vertical + implied)
        if tagged or implied:
            chars = Chars.of(rest)
            inside, outside = _shared_out(chars, grids)
            lines = _lines(outside, chars)
            open_tables = may_hold_tables(lines, content.width)
    blocks.extend(
        (grid.ys[0], _ruled(grid, cells, chars, number))
        for grid, cells in zip(grids, inside, strict=True)
        if any(cells)
    )
    if open_tables:
        aligned, left = find_aligned(unfold(outside, chars), number, content.width, told.drawn)
        blocks.extend(aligned)
        lines = printed_lines(left)
    blocks.extend((line[0].top, _line(line, number, content.width)) for line in lines)
    return (block for _, block in sorted(blocks, key=itemgetter(0)))


def top_of(block: Block) -> float:
    """Where a block begins on its page, in points from the top: what orders blocks that were read apart."""
    return block.place.box[1] if block.place.box else 0.0


def _short_words(runs: Sequence[Char], chars: Chars) -> int:
    """How many short rows of characters were written one after another: cells of a table; prose has long ones."""
    places = chars.places
    count, length, before = 0, 0, -2
    for run in runs:
        for place in range(run.index, run.index + len(run.text)):
            index = places[place]
            if index != before + 1:
                count += 0 < length <= _SHORT_WORD
                length = 0
            length, before = length + 1, index
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


def _lines(runs: list[Char], chars: Chars) -> list[list[Char]]:
    """The printed lines of some of the page's runs; of their characters where runs lie over each other."""
    lines = printed_lines(runs)
    return printed_lines(unfold(runs, chars)) if any(map(overlap, lines)) else lines


def _shared_out(chars: Chars, grids: Sequence[RuledGrid]) -> tuple[list[_Inside], list[Char]]:
    """The runs in the cells of each grid, by the middles of their characters, and those in none."""
    inside: list[_Inside] = [[[] for _ in grid.cells] for grid in grids]
    outside: list[Char] = []
    tables = [
        (grid.ys[0] - 1, grid.ys[-1] + 1, grid.ys, [(row, cells) for row in grid.rows()])
        for grid, cells in zip(grids, inside, strict=True)
    ]
    rows: dict[float, list[tuple[RuledRow, _Inside]]] = {}
    own: list[tuple[RuledRow, _Inside]] = []
    before = math.nan
    for run in fold(chars):
        first, last = run.index, run.index + len(run.text) - 1
        height = run.top + run.bottom
        if height != before:
            before = height
            if height not in rows:
                rows[height] = _rows_at(height / 2, tables)
            own = rows[height]
        if not own:
            outside.append(run)
        elif not _share_out(run, (run.x0 + chars.rights[first]) / 2, (chars.lefts[last] + run.x1) / 2, own, outside):
            for char in split(run, chars):
                middle = (char.x0 + char.x1) / 2
                _share_out(char, middle, middle, own, outside)
    return inside, outside


def _share_out(run: Char, first: float, last: float, rows: list[tuple[RuledRow, _Inside]], outside: list[Char]) -> bool:
    """Gives a run, by the middles of its first and last character, to the one cell that holds it whole, or to none.

    False where borders part its characters.
    """
    for row, cells in rows:
        if row.left <= first and last <= row.right:
            begin = bisect_right(row.borders, first, 1, row.last)
            end = begin if first == last else bisect_right(row.borders, last, begin, row.last)
            cell = row.owner[begin - 1]
            if begin < end and row.owner[begin - 1 : end].count(cell) <= end - begin:
                return False
            cells[cell].append(run)
            return True
        if first <= row.right and last >= row.left:
            return False
    outside.append(run)
    return True


def _rows_at(y: float, tables: Sequence[_Table]) -> list[tuple[RuledRow, _Inside]]:
    """The rows of grids at a height; two where tables stand side by side."""
    return [rows[bisect_right(ys, y, 1, len(ys) - 1) - 1] for top, bottom, ys, rows in tables if top <= y <= bottom]


def _ruled(grid: RuledGrid, inside: _Inside, chars: Chars, number: int) -> Grid:
    xs, ys = _rounded(grid.xs), _rounded(grid.ys)
    cells = [
        GridCell(
            row=cell.row,
            column=cell.column,
            row_span=cell.row_span,
            column_span=cell.column_span,
            raw=_cell_text(inside[index], chars) if inside[index] else "",
            place=Place(
                page=number,
                box=(xs[cell.column], ys[cell.row], xs[cell.column + cell.column_span], ys[cell.row + cell.row_span]),
            ),
        )
        for index, cell in enumerate(grid.cells)
    ]
    doubt = None if grid.whole else "its rulings do not enclose rectangular cells"
    return Grid(
        rows=len(grid.ys) - 1,
        columns=len(grid.xs) - 1,
        cells=tuple(cells),
        method="ruled",
        doubt=doubt,
        place=Place(page=number, box=(xs[0], ys[0], xs[-1], ys[-1])),
    )


def _cell_text(runs: list[Char], chars: Chars) -> str:
    return runs[0].text if len(runs) == 1 else "\n".join(map(line_text, _lines(runs, chars)))


def _line(line: list[Char], number: int, width: float) -> Line:
    x0, highest, x1, lowest = line[0].x0, line[0].top, line[0].x1, line[0].bottom
    for char in line:
        x1, highest, lowest = max(x1, char.x1), min(highest, char.top), max(lowest, char.bottom)
    return Line(
        text=line_text(line),
        place=Place(page=number, box=(round(x0, 2), round(highest, 2), round(x1, 2), round(lowest, 2))),
        size=round(line[0].size, 1),
        centred=abs((x0 + x1) / 2 - width / 2) < 0.03 * width and x1 - x0 < 0.75 * width,
    )


def _rounded(edges: Sequence[float]) -> list[float]:
    return [round(edge, 2) for edge in edges]
