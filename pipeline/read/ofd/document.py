"""OFD (GB/T 33190-2016) → Document: the same characters, rulings and grids as a PDF page gives.

A page that is a picture, or whose text lies under one, is read by OCR of its pictures. Other pages whose text can't be
trusted (glyphs without Unicode, outlines) are refused, never skipped: a page left out would turn its numbers into
`missing`.
"""

from __future__ import annotations

import dataclasses
from collections import Counter

from pipeline.errors import Damaged, Unsupported
from pipeline.model import Block, Box, Document, Grid, Place
from pipeline.read.ofd.content import Painter
from pipeline.read.ofd.fonts import EmbeddedFonts
from pipeline.read.ofd.parts import Package, Page
from pipeline.read.ofd.pictures import is_shown_by_pictures, read_pictures
from pipeline.read.page.blocks import page_blocks
from pipeline.read.page.content import Char, Content
from pipeline.read.page.respaced import with_spaced
from pipeline.read.page.tagged import Hints
from pipeline.read.page.trust import untold, untrusted

_SAME_PLACE = 0.6


def read_ofd(data: bytes, sha256: str) -> Document:
    """The document in an OFD file; raises `Encrypted`, `Damaged`, `LimitExceeded`, or `Unsupported` (needs OCR)."""
    package = Package(data)
    fonts = EmbeddedFonts(package)
    blocks: list[Block] = []
    refused: list[str] = []
    count = 0
    try:
        for count, page in enumerate(package.pages(), start=1):
            painter = painted(package, page, fonts)
            why = untrusted(painter.content)
            if why and is_shown_by_pictures(painter):
                blocks.extend(read_pictures(package, painter, count, why))
                continue
            found = [] if why else _blocks(painter, count)
            if why := why or _unclear(painter) or untold(painter.content, found):
                refused.append(f"{count} ({why})")
            blocks.extend(found)
    finally:
        fonts.close()
    if not count:
        raise Damaged("the OFD file has no page")
    if refused:
        pages = ", ".join(refused[:5])
        raise Unsupported(f"page {pages} needs OCR of more than pictures, which OFD lacks: convert it to PDF")
    return Document(
        source_sha256=sha256,
        media_type="application/ofd",
        page_count=count,
        blocks=tuple(blocks),
        properties=(("title", package.title),) if package.title else (),
    )


def painted(package: Package, page: Page, fonts: EmbeddedFonts) -> Painter:
    """A page with all its objects painted; characters printed twice in one place are there once."""
    painter = Painter(package, page, fonts)
    painter.paint()
    painter.content.chars = _once(painter.content.chars)
    return painter


def _unclear(painter: Painter) -> str | None:
    """Why it can't be told what the printed characters say together; None where it can."""
    content = painter.content
    if painter.slanted > len(content.chars):
        return "its text stands aslant"
    main = _main_turn(painter)
    if any(char.text.isdigit() and painter.turns[char.index] != main for char in content.chars):
        return "numbers on it stand sideways"
    if painter.unplaced:
        return "its text has fewer places than characters"
    if _overprinted(content.chars):
        return "its numbers are printed over each other"
    return None


def _main_turn(painter: Painter) -> int:
    turns = Counter(painter.turns[char.index] for char in painter.content.chars)
    return max(turns, key=lambda turn: (turns[turn], -turn), default=0)


def _once(chars: list[Char]) -> list[Char]:
    """Characters printed twice in one place, as false bold and shadows are, once."""
    kept: dict[tuple[str, int, int], list[Char]] = {}
    found = []
    for char in chars:
        column, row = int(char.x0 // 4), int(char.top // 4)
        near = [
            other
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for other in kept.get((char.text, x, y), ())
        ]
        if not any(_shared(char, other) > _SAME_PLACE for other in near):
            kept.setdefault((char.text, column, row), []).append(char)
            found.append(char)
    return found


def _overprinted(chars: list[Char]) -> bool:
    """Whether a digit and another character stand in the same place: which of them is meant can't be told."""
    ordered = sorted(chars, key=lambda char: char.x0)
    for index, char in enumerate(ordered):
        for other in ordered[index + 1 :]:
            if other.x0 > char.x0 + 0.4 * (char.x1 - char.x0):
                break
            if (char.text.isdigit() or other.text.isdigit()) and _shared(char, other) > _SAME_PLACE:
                return True
    return False


def _shared(char: Char, other: Char) -> float:
    """The share of the smaller box that two characters have in common."""
    wide = min(char.x1, other.x1) - max(char.x0, other.x0)
    high = min(char.bottom, other.bottom) - max(char.top, other.top)
    if wide <= 0 or high <= 0:
        return 0.0
    areas = [(item.x1 - item.x0) * (item.bottom - item.top) for item in (char, other)]
    return wide * high / max(0.01, min(areas))


def _blocks(painter: Painter, number: int) -> list[Block]:
    """The page's blocks; a page whose text stands sideways is read upright and its boxes are turned back."""
    turn = _main_turn(painter)
    upright = _turned(painter.content, turn) if turn else painter.content
    blocks = list(page_blocks(upright, number, lambda: _hints(painter, upright)))
    blocks = with_spaced(blocks, upright, number, lambda content: _hints(painter, content))
    return [_block_back(block, 4 - turn, upright) for block in blocks] if turn else blocks


def _hints(painter: Painter, content: Content) -> Hints:
    """The order of drawing: OFD has no tags of tables."""
    return Hints(drawn={id(char): painter.drawn[char.index] for char in content.chars})


def _turn_box(box: Box, turn: int, width: float, height: float) -> Box:
    """A box of a page of this size after the page is turned `turn` quarters anticlockwise."""
    for _ in range(turn):
        x0, top, x1, bottom = box
        box = (top, width - x1, bottom, width - x0)
        width, height = height, width
    return tuple(round(edge, 2) for edge in box)  # type: ignore[return-value]


def _turned(content: Content, turn: int) -> Content:
    width, height = content.width, content.height
    found = Content(*((height, width) if turn % 2 else (width, height)))
    for char in content.chars:
        found.chars.append(
            Char(char.text, *_turn_box((char.x0, char.top, char.x1, char.bottom), turn, width, height), char.index)
        )
    lines = [(x0, y, x1, y) for y, x0, x1 in content.horizontal] + [(x, y0, x, y1) for x, y0, y1 in content.vertical]
    for line in lines:
        x0, y0, x1, y1 = _turn_box(line, turn, width, height)
        if x1 - x0 > y1 - y0:
            found.horizontal.append((y0, x0, x1))
        else:
            found.vertical.append((x0, y0, y1))
    return found


def _block_back(block: Block, turn: int, upright: Content) -> Block:
    def back(place: Place) -> Place:
        if place.box is None:
            return place
        return dataclasses.replace(place, box=_turn_box(place.box, turn, upright.width, upright.height))

    if isinstance(block, Grid):
        cells = tuple(dataclasses.replace(cell, place=back(cell.place)) for cell in block.cells)
        return dataclasses.replace(block, cells=cells, place=back(block.place))
    return dataclasses.replace(block, place=back(block.place))
