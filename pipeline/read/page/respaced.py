"""Tables of a page of text that neither rulings nor the order of drawing tell → grids by white space, as in pictures.

Only where every row and column is clearly told by a label; else the page stays as it was read.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from pipeline.model import Block, Box, Grid
from pipeline.read.ocr.spaced import SpacedTable, find_spaced
from pipeline.read.page.blocks import page_blocks
from pipeline.read.page.chunks import is_value
from pipeline.read.page.content import Char, Content
from pipeline.read.page.tagged import Hints


def with_spaced(
    blocks: list[Block], content: Content, number: int, hints: Callable[[Content], Hints]
) -> list[Block]:
    """The blocks of a page, with better grids for those that hold only the order of fields (`ragged`).

    `hints` are those of `page_blocks` for a page that holds only some of the characters.
    """
    if not any(isinstance(block, Grid) and block.ragged for block in blocks):
        return blocks
    told = [block.place.box for block in blocks if isinstance(block, Grid) and not block.ragged]
    chars = [char for char in content.chars if not any(box is not None and _inside(char, box) for box in told)]
    found = find_spaced(chars, number, content.width, content.horizontal)
    tables = [table for table in found if table.clear and _whole(table, chars)]
    if not tables:
        return blocks
    taken = set().union(*(table.chars for table in tables))
    rest = dataclasses.replace(content, printed=[char for char in content.chars if id(char) not in taken])
    return sorted([*(table.grid for table in tables), *page_blocks(rest, number, lambda: hints(rest))], key=_top)


def _whole(table: SpacedTable, chars: list[Char]) -> bool:
    """Whether nothing else is printed among the columns of its numbers and their headings: no word there is torn."""
    boxes = [cell.place.box for cell in table.grid.cells if is_value(cell.raw) and cell.place.box is not None]
    if not boxes or table.grid.place.box is None:
        return False
    area = (min(box[0] for box in boxes), *table.grid.place.box[1:])
    return not any(_inside(char, area) for char in chars if id(char) not in table.chars)


def _inside(char: Char, box: Box) -> bool:
    x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _top(block: Block) -> float:
    return block.place.box[1] if block.place.box else 0.0
