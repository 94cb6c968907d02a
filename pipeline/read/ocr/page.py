"""One picture of a page → its grids and lines of text, with boxes on the page as it is shown."""

from __future__ import annotations

import dataclasses
import re
import statistics

import numpy as np
import numpy.typing as npt

from pipeline.model import Block, Grid, GridCell, Place
from pipeline.read.ocr.cells import CellReading, read_cells
from pipeline.read.ocr.closer import look_closer
from pipeline.read.ocr.engine import Picture, PixelBox, engine
from pipeline.read.ocr.ink import clean, ink_of, marks, pale
from pipeline.read.ocr.orientation import quarter_turns, turned_back
from pipeline.read.ocr.picture import Page, prepare
from pipeline.read.ocr.rules import Rules, find_rules, long_lines
from pipeline.read.ocr.spaced import find_spaced
from pipeline.read.ocr.stamps import Colour, on_print
from pipeline.read.ocr.torn import join_torn
from pipeline.read.ocr.trust import doubt
from pipeline.read.ocr.words import Word, chars_of, find_words, read_words
from pipeline.read.page.blocks import page_blocks
from pipeline.read.page.content import Content
from pipeline.read.page.ruled import Rule, RuledGrid, find_grids

_SEEN_AT = 100 / 72
"""Pixels a point at which the detector sees a page: enough for print of 8 points, a third of the cost of 150 dpi."""
_LOOK_AT = 60 / 72
"""Pixels a point at which the page's orientation is looked for; an eighth of the cost."""
_NARROWEST = 60.0
"""Points: what is narrower is no table, but a large character or a frame."""
_ENDS_IN_NUMBER = re.compile(r"[^\W\d]\s*\d[\d.,，]*$")
_INK_SHARE = 0.7
"""Height of ink as a share of that of the detector's boxes."""


_UNCLEAR = "its table has no rulings in the picture"
"""Where words stand in a picture tells columns less surely than rulings do, and groups of columns that changed places
still add up.
"""


def read_picture(colour: Colour, dots: float, number: int) -> list[Block]:
    """The blocks of page `number`, whose picture has `dots` pixels a point, in reading order."""
    page = _upright(colour, dots)
    rules = _rules(page)
    grids = [grid for grid in find_grids(rules.horizontal, rules.vertical) if grid.xs[-1] - grid.xs[0] > _NARROWEST]
    ruleless = clean(page.clean, rules.mask)
    faint = pale(ruleless, dots)
    gray, raw = clean(ruleless, faint), clean(page.gray, rules.mask)
    boxes = engine().detect(gray, min(1.0, _SEEN_AT / dots))
    usual = statistics.median([float(d - b) for _, b, _, d in boxes]) * _INK_SHARE if boxes else 10 * dots
    blocks: list[tuple[float, Block]] = []
    for grid in grids:
        readings = read_cells(engine(), gray, raw, faint, page.seal, dots, grid, boxes, usual)
        join_torn(gray, readings, usual)
        look_closer(engine(), gray, readings, usual)
        if any(reading.lines for reading in readings):
            blocks.append((grid.ys[0], _grid(grid, readings, page, number)))
    blocks.extend(
        _outside(gray, faint | on_print(page.seal, ink_of(gray)), grids, rules.free, boxes, usual, page, number)
    )
    return [block for _, block in sorted(blocks, key=lambda item: item[0])]


def _rules(page: Page) -> Rules:
    """The rulings, with seals taken out; but not where long thin lines run, as rulings may be as pale as a seal is."""
    straight = long_lines(page.gray, page.dots)
    return find_rules(np.where(page.seal & ~straight, page.clean, page.gray), page.dots)


def _upright(colour: Colour, dots: float) -> Page:
    """The level page, turned so that its lines read from left to right."""
    page = prepare(colour, dots)
    turns = quarter_turns(engine(), page.gray, engine().detect(page.gray, min(1.0, _LOOK_AT / dots)))
    if not turns:
        return page
    height, width = colour.shape[:2]
    page = prepare(np.ascontiguousarray(np.rot90(colour, turns)), dots)
    page.back = turned_back(turns, width / dots, height / dots) @ page.back
    return page


def _grid(grid: RuledGrid, readings: list[CellReading], page: Page, number: int) -> Grid:
    cells = tuple(
        GridCell(
            row=cell.row,
            column=cell.column,
            row_span=cell.row_span,
            column_span=cell.column_span,
            raw=reading.text,
            place=Place(page=number, box=page.box(*cell.box)),
            doubt=doubt(reading),
        )
        for cell, reading in zip(grid.cells, readings, strict=True)
    )
    return Grid(
        rows=len(grid.ys) - 1,
        columns=len(grid.xs) - 1,
        cells=cells,
        method="ocr",
        doubt=None if grid.whole else "its rulings do not enclose rectangular cells",
        place=Place(page=number, box=page.box(*grid.box)),
    )


def _outside(
    gray: Picture,
    faint: npt.NDArray[np.bool_],
    grids: list[RuledGrid],
    rules: list[Rule],
    boxes: list[PixelBox],
    usual: float,
    page: Page,
    number: int,
) -> list[tuple[float, Block]]:
    """Tables without rulings, and lines, with their top edge."""
    ink = ink_of(gray)
    for grid in grids:
        x0, top, x1, bottom = (round(side * page.dots) for side in grid.box)
        ink[max(0, top - 2) : bottom + 3, max(0, x0 - 2) : x1 + 3] = 0
    words = find_words(ink, faint, boxes, page.dots, usual)
    read_words(engine(), gray, words, usual)
    join_torn(gray, [word.reading for word in words], usual)
    look_closer(engine(), gray, [word.reading for word in words], usual)
    chars = [char for word in words for char in chars_of(word, ink, page.dots, usual)]
    width = gray.shape[1] / page.dots
    spaced = find_spaced(chars, number, width, rules)
    content = Content(width, gray.shape[0] / page.dots)
    content.chars = [char for char in chars if not any(id(char) in table.chars for table in spaced)]
    blocks: list[Block] = [
        _doubted(_without_ink(table.grid, ink, faint, page.dots), words, page.dots, None if table.clear else _UNCLEAR)
        for table in spaced
    ]
    for block in page_blocks(content, number):
        blocks.append(_doubted(block, words, page.dots, _UNCLEAR) if isinstance(block, Grid) else block)
    return [(block.place.box[1] if block.place.box else 0.0, _placed(block, page)) for block in blocks]


def _without_ink(grid: Grid, ink: Picture, faint: npt.NDArray[np.bool_], dots: float) -> Grid:
    """The grid with a doubt of each blank cell in whose place there is ink that no word holds."""

    def doubt_of(cell: GridCell) -> str | None:
        if cell.raw or cell.place.box is None:
            return None
        x0, top, x1, bottom = (round(side * dots) for side in cell.place.box)
        unread = marks(ink[top:bottom, x0:x1], dots, framed=False) or faint[top:bottom, x0:x1].any()
        return "it holds ink that was not read" if unread else None

    return dataclasses.replace(
        grid, cells=tuple(dataclasses.replace(cell, doubt=doubt_of(cell)) for cell in grid.cells)
    )


def _doubted(block: Grid, words: list[Word], dots: float, every: str | None) -> Block:
    """The grid with the doubts of the words in its cells, and of blanks in rows whose label ends with a number.

    `every`: why all else in it is doubted. What two sums confirm loses the doubt.
    """
    doubts = [(word.ink, why) for word in words if (why := doubt(word.reading))]
    glued = {cell.row for cell in block.cells if _ENDS_IN_NUMBER.search(cell.raw)}
    cells = []
    for cell in block.cells:
        why = next((why for ink, why in doubts if _meets(ink, cell, dots)), every)
        if not cell.raw and cell.row in glued:
            why = "the label beside it ends with a number, which may be its own"
        cells.append(dataclasses.replace(cell, doubt=cell.doubt or why))
    return dataclasses.replace(block, cells=tuple(cells), method="ocr")


def _meets(ink: PixelBox, cell: GridCell, dots: float) -> bool:
    if cell.place.box is None:
        return False
    x0, top, x1, bottom = (side * dots for side in cell.place.box)
    x, y = (ink[0] + ink[2]) / 2, (ink[1] + ink[3]) / 2
    return x0 - 1 <= x <= x1 + 1 and top - 1 <= y <= bottom + 1


def _placed(block: Block, page: Page) -> Block:
    """The block with boxes on the page as it is shown; a line says that it was read from a picture."""
    place = _back(block.place, page)
    if isinstance(block, Grid):
        cells = tuple(dataclasses.replace(cell, place=_back(cell.place, page)) for cell in block.cells)
        return dataclasses.replace(block, place=place, cells=cells)
    return dataclasses.replace(block, place=place, from_picture=True)


def _back(place: Place, page: Page) -> Place:
    return place if place.box is None else Place(page=place.page, box=page.box(*place.box))
