"""Whether the text of a page can be taken for what the page shows, or only its pixels tell."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model import Block, Grid
from pipeline.read.page.content import Content

_PICTURE_PAGE = 0.5
_FEW_CHARACTERS = 20
_MOST_UNMAPPED = 0.02
MANY_CURVES = 300
"""Filled outlines: what is drawn so may be text."""


def untrusted(content: Content) -> str | None:
    """Why the text of a page can't be taken for what the page shows; None where it can."""
    count = len(content.printed)
    if content.unseen or (content.image and content.hidden * 2 > content.texts):
        return "its text lies invisible, or under a picture"
    if content.image > _PICTURE_PAGE and count < _FEW_CHARACTERS * 10:
        return "it is a picture"
    if count < _FEW_CHARACTERS and content.image > 0.2:
        return "it is a picture"
    if count < _FEW_CHARACTERS and content.curves > MANY_CURVES:
        return "its text is drawn as outlines"
    if content.unmapped > max(3, _MOST_UNMAPPED * count):
        return "its font has no usable Unicode map"
    if content.disguised:
        return "its font shows other digits than its text says"
    return None


def untold(content: Content, blocks: Iterable[Block]) -> str | None:
    """Why a page's tables hold more than its text tells; None where every cell without text is blank.

    A cell that holds a picture or an outline as large as a character shows something.
    """
    shown = [*content.drawn, *content.pictures]
    if not shown:
        return None
    for block in blocks:
        for cell in block.cells if isinstance(block, Grid) else ():
            box = None if cell.raw else cell.place.box
            if box is not None and any(
                box[0] <= x0 and x1 <= box[2] and box[1] <= top and bottom <= box[3] for x0, top, x1, bottom in shown
            ):
                return "a cell of its tables shows something that is no text"
    return None
