"""Digits of a PDF page that a picture hides: scanners put the text that they recognised under it, right or wrong.

Told by the pixels: a digit that is shown is missed where the page is drawn without it.
"""

from __future__ import annotations

from typing import Any

import pypdfium2.raw as raw

from pipeline.read.page.content import Char, Content
from pipeline.read.page.digits import VALUES
from pipeline.read.pdf import pdfium

_MOST_PIXELS = 2000
_SEEN = 48
"""Difference in brightness, of 255, at which print can be told from what is under it."""


def count_covered(page: Any, text_page: Any, content: Content) -> int:
    """How many digits where pictures stand can't be seen. `page` is of pypdfium2, `text_page` its raw handle."""
    if not content.pictures:
        return 0
    digits = [char for char in content.chars if char.text in VALUES and _in_picture(char, content)]
    objects = sorted({address for address in _objects(text_page, digits) if address})
    if not objects:
        return 0
    scale = min(1.0, _MOST_PIXELS / max(content.width, content.height))
    shown = _drawn(page, scale)
    _set_active(objects, active=False)
    without = _drawn(page, scale)
    _set_active(objects, active=True)
    return sum(not _differs(shown, without, char, scale) for char in digits)


def _in_picture(char: Char, content: Content) -> bool:
    x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
    return any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in content.pictures)


def _objects(text_page: Any, digits: list[Char]) -> list[int | None]:
    return pdfium.text_objects(pdfium.handle(text_page), [char.index for char in digits])


def _set_active(objects: list[int], *, active: bool) -> None:
    for item in pdfium.pointers(objects):
        raw.FPDFPageObj_SetIsActive(item, active)


def _drawn(page: Any, scale: float) -> list[bytes]:
    """The page's rows of grey pixels."""
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        data, stride = bytes(bitmap.buffer), bitmap.stride
        return [data[start : start + bitmap.width] for start in range(0, stride * bitmap.height, stride)]
    finally:
        bitmap.close()


def _differs(shown: list[bytes], without: list[bytes], char: Char, scale: float) -> bool:
    left, right = max(0, int(char.x0 * scale)), int(char.x1 * scale) + 1
    for row in range(max(0, int(char.top * scale)), min(len(shown), int(char.bottom * scale) + 1)):
        one, other = shown[row][left:right], without[row][left:right]
        if one != other and any(abs(a - b) >= _SEEN for a, b in zip(one, other, strict=True)):
            return True
    return False
