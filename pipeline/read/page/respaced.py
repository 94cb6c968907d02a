"""Tables of a page of text that neither rulings nor the order of drawing tell → grids by white space, as in pictures.

Only where every row and column is clearly told by a label; else the page stays as it was read.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from pipeline.model import Block, Box, Grid
from pipeline.read.ocr.spaced import SpacedTable, find_spaced
from pipeline.read.page.blocks import page_blocks, top_of
from pipeline.read.page.chunks import is_value
from pipeline.read.page.content import Char, Content
from pipeline.read.page.tagged import Hints

_ROUNDING = 1.0


def with_spaced(blocks: list[Block], content: Content, number: int, hints: Callable[[Content], Hints]) -> list[Block]:
    """The blocks of a page, with better grids for those that hold only the order of fields (`ragged`).

    `hints` are those of `page_blocks` for a page that holds only some of the characters.
    """
    grids = [(block, block.place.box) for block in blocks if isinstance(block, Grid) and block.place.box is not None]
    ragged = [box for grid, box in grids if grid.ragged]
    if not ragged:
        return blocks
    told = [box for grid, box in grids if grid.method != "aligned"]
    drawn = [box for grid, box in grids if grid.method == "aligned" and not grid.ragged]
    chars = [char for char in content.chars if not any(_inside(char, box) for box in told)]
    found = find_spaced(chars, number, content.width, content.horizontal, exact=True)
    tables = [table for table in found if table.clear and _whole(table, chars) and _better(table, ragged, drawn)]
    if not tables:
        return blocks
    taken = set().union(*(table.chars for table in tables))
    rest = dataclasses.replace(content, printed=[char for char in content.chars if id(char) not in taken])
    return sorted([*(table.grid for table in tables), *page_blocks(rest, number, lambda: hints(rest))], key=top_of)


def _whole(table: SpacedTable, chars: list[Char]) -> bool:
    """Whether nothing else is printed among the columns of its numbers and their headings: no word there is torn."""
    boxes = [cell.place.box for cell in table.grid.cells if is_value(cell.raw) and cell.place.box is not None]
    if not boxes or table.grid.place.box is None:
        return False
    area = (min(box[0] for box in boxes), *table.grid.place.box[1:])
    return not any(_inside(char, area) for char in chars if id(char) not in table.chars)


def _better(table: SpacedTable, ragged: list[Box], drawn: list[Box]) -> bool:
    """Whether a table stands where only the order of fields was read, and tears no grid that the drawing told."""
    own = table.grid.place.box
    if own is None or not any(_share(own, box) > 0 for box in ragged):
        return False
    return all(_share(own, box) in (0.0, 1.0) for box in drawn)


def _share(own: Box, box: Box) -> float:
    """How much of a box lies in a table's own; all of it, where it reaches out by no more than rounding."""
    wide = min(own[2], box[2] + _ROUNDING) - max(own[0], box[0] - _ROUNDING)
    high = min(own[3], box[3] + _ROUNDING) - max(own[1], box[1] - _ROUNDING)
    if wide <= 0 or high <= 0:
        return 0.0
    return min(1.0, wide * high / max(1.0, (box[2] - box[0]) * (box[3] - box[1])))


def _inside(char: Char, box: Box) -> bool:
    x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
