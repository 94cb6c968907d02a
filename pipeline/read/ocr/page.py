"""One picture of a page → its grids and lines of text, with boxes on the page as it is shown."""

from __future__ import annotations

import dataclasses
import statistics

from pipeline.model import Block, Grid, GridCell, Place
from pipeline.read.aligned import find_aligned
from pipeline.read.ocr.cells import CellReading, read_cells
from pipeline.read.ocr.engine import Picture, PixelBox, Reading, engine
from pipeline.read.ocr.picture import Colour, Page, prepare
from pipeline.read.ocr.rules import find_rules
from pipeline.read.ocr.trust import doubt
from pipeline.read.pdf import _line
from pipeline.read.pdf_page import Char
from pipeline.read.pdf_text import printed_lines
from pipeline.read.ruled import RuledGrid, find_grids

_SEEN_AT = 100 / 72
"""Pixels a point at which the detector sees a page: enough for print of 8 points, a third of the cost of 150 dpi."""
_NARROWEST = 60.0
"""Points: what is narrower is no table, but a large character or a frame."""


def read_picture(colour: Colour, dots: float, number: int) -> list[Block]:
    """The blocks of page `number`, whose picture has `dots` pixels a point, in reading order."""
    page = prepare(colour, dots)
    rules = find_rules(page.gray, dots)
    grids = [grid for grid in find_grids(rules.horizontal, rules.vertical) if grid.xs[-1] - grid.xs[0] > _NARROWEST]
    gray = page.gray.copy()
    gray[rules.mask] = 250
    words = engine().detect(gray, min(1.0, _SEEN_AT / dots))
    usual = statistics.median([d - b for _, b, _, d in words]) * 0.75 if words else 10 * dots
    blocks: list[tuple[float, Block]] = []
    for grid in grids:
        readings = read_cells(engine(), gray, dots, grid, words, usual)
        if any(reading.lines for reading in readings):
            blocks.append((grid.ys[0], _grid(grid, readings, page, number)))
    outside = [word for word in words if not any(_inside(word, grid, dots) for grid in grids)]
    blocks.extend(_text(gray, outside, page, number))
    return [block for _, block in sorted(blocks, key=lambda item: item[0])]


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


def _inside(word: PixelBox, grid: RuledGrid, dots: float) -> bool:
    return grid.at((word[0] + word[2]) / 2 / dots, (word[1] + word[3]) / 2 / dots) is not None


def _text(gray: Picture, words: list[PixelBox], page: Page, number: int) -> list[tuple[float, Block]]:
    """Tables without rulings, and lines."""
    readings = engine().recognise([gray[b:d, a:c] for a, b, c, d in words])
    chars = [char for word, reading in zip(words, readings, strict=True) for char in _chars(word, reading, page.dots)]
    width = gray.shape[1] / page.dots
    aligned, rest = find_aligned(chars, number, width)
    found = [(top, _placed(block, page)) for top, block in aligned]
    found.extend((line[0].top, _placed(_line(line, number, width), page)) for line in printed_lines(rest))
    return found


def _chars(word: PixelBox, reading: Reading, dots: float) -> list[Char]:
    """Characters with boxes: the height is the word's, the middles are where the network saw each."""
    x0, top, x1, bottom = (side / dots for side in word)
    trim = 0.12 * (bottom - top)
    width = (x1 - x0) / max(1, len(reading.text))
    half = min(width, bottom - top) * 0.45
    return [
        Char(char, x0 + at * (x1 - x0) - half, top + trim, x0 + at * (x1 - x0) + half, bottom - trim, 0)
        for char, at in zip(reading.text, reading.middles, strict=True)
        if char.strip()
    ]


def _placed(block: Block, page: Page) -> Block:
    """The block with boxes on the page as it is shown."""
    place = _back(block.place, page)
    if isinstance(block, Grid):
        cells = tuple(dataclasses.replace(cell, place=_back(cell.place, page)) for cell in block.cells)
        return dataclasses.replace(block, place=place, cells=cells, method="ocr")
    return dataclasses.replace(block, place=place)


def _back(place: Place, page: Page) -> Place:
    return place if place.box is None else Place(page=place.page, box=page.box(*place.box))
