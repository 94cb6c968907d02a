"""Tables of a page of text that neither rulings nor the order of drawing tell → grids by white space, as in pictures.

Only where every row and column is clearly told by a label; else the page stays as it was read.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from pipeline.model import Block, Box, Grid
from pipeline.read.ocr.spaced import find_spaced
from pipeline.read.page.blocks import page_blocks
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
    tables = [table for table in find_spaced(chars, number, content.width, content.horizontal) if table.clear]
    if not tables:
        return blocks
    taken = set().union(*(table.chars for table in tables))
    rest = dataclasses.replace(content, printed=[char for char in content.chars if id(char) not in taken])
    found = [*(table.grid for table in tables), *page_blocks(rest, number, lambda: hints(rest))]
    return sorted(found, key=_top)


def _inside(char: Char, box: Box) -> bool:
    x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _top(block: Block) -> float:
    return block.place.box[1] if block.place.box else 0.0
