"""What a page shows → its grids and lines in reading order: ruled grids, aligned ones, and the text around them."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Block, Grid, GridCell, Line, Place
from pipeline.read.aligned import find_aligned
from pipeline.read.page import Char, Content
from pipeline.read.pdf_text import cell_text, line_text, printed_lines
from pipeline.read.ruled import RuledGrid, find_grids


def page_blocks(content: Content, number: int) -> Iterator[Block]:
    """The page's grids and lines in reading order."""
    grids = find_grids(content.horizontal, content.vertical)
    inside: list[dict[int, list[Char]]] = [{} for _ in grids]
    outside: list[Char] = []
    for char in content.chars:
        x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
        for grid, cells in zip(grids, inside, strict=True):
            found = grid.at(x, y)
            if found is not None:
                cells.setdefault(found, []).append(char)
                break
        else:
            outside.append(char)
    blocks: list[tuple[float, Block]] = [
        (grid.ys[0], _ruled(grid, cells, number)) for grid, cells in zip(grids, inside, strict=True) if cells
    ]
    aligned, rest = find_aligned(outside, number, content.width)
    blocks.extend(aligned)
    blocks.extend((line[0].top, _line(line, number, content.width)) for line in printed_lines(rest))
    return (block for _, block in sorted(blocks, key=lambda item: item[0]))


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
