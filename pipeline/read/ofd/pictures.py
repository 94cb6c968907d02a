"""OFD pages that are shown by pictures (scans): what they say is read by OCR, as for a scanned page of a PDF."""

from __future__ import annotations

from pipeline.model import Block
from pipeline.read.ocr import read_placed_pictures
from pipeline.read.ofd.content import Painter
from pipeline.read.ofd.geometry import apply
from pipeline.read.ofd.parts import Package
from pipeline.read.page.blocks import page_blocks, top_of
from pipeline.read.page.content import Char, Content
from pipeline.read.page.trust import MANY_CURVES


def is_shown_by_pictures(painter: Painter) -> bool:
    """Whether the pictures show all that the page says: nothing is printed over them but what they hide."""
    content = painter.content
    if not painter.pictures or content.curves > MANY_CURVES or content.unmapped or content.disguised:
        return False
    return not any(_over_picture(painter, char) for char in content.chars if char.index not in painter.buried)


def read_pictures(package: Package, painter: Painter, number: int, why: str) -> list[Block]:
    """The page's blocks by the pixels of its pictures, and the lines that are printed beside them as text."""
    content = painter.content
    pictures = [(package.read(path), place) for path, place in painter.pictures]
    blocks = read_placed_pictures(pictures, (content.width, content.height), number, why)
    beside = Content(content.width, content.height)
    beside.chars = [char for char in content.chars if char.index not in painter.buried]
    return sorted([*blocks, *page_blocks(beside, number)], key=top_of)


def _over_picture(painter: Painter, char: Char) -> bool:
    x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
    for _, place in painter.pictures:
        xs, ys = zip(*(apply(place, u, v) for u in (0.0, 1.0) for v in (0.0, 1.0)), strict=True)
        if min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys):
            return True
    return False
