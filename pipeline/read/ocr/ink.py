"""Printed ink: where it stands in a stretch of the page, and the lines that it makes."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from pipeline.read.ocr.engine import Picture, PixelBox

_PRINTED = 175
"""Grey values below are print; watermarks and what shines through are lighter (paper is 250)."""
_SPECK = 0.75
"""Points: what is smaller both ways is dust, no mark that says anything by itself."""
_LINE = 1.25
"""Lines of text may be this much higher than the page's usual one (brackets); what fits in is one line."""
_THIN = 1.5


def ink_of(gray: Picture) -> Picture:
    """1 where the page is printed."""
    return (gray < _PRINTED).astype(np.uint8)


def marks(ink: Picture, dots: float) -> list[PixelBox]:
    """The boxes of the connected marks in a cell's ink; dust and the remains of its borders are none."""
    height, width = ink.shape
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    found = []
    for x, y, w, h, _ in stats[1:].tolist():
        dust = max(w, h) < _SPECK * dots
        edge = (w < _THIN * dots and (x == 0 or x + w == width)) or (h < _THIN * dots and (y == 0 or y + h == height))
        if not dust and not edge:
            found.append((x, y, x + w, y + h))
    return found


def lines(found: list[PixelBox], usual: float) -> Iterator[list[PixelBox]]:
    """Marks grouped into lines of text from top to bottom; `usual` is the page's line height in pixels."""
    bands: list[tuple[int, int, list[PixelBox]]] = []
    for box in sorted(found, key=lambda box: (box[1], box[0])):
        if bands:
            top, bottom, own = bands[-1]
            if box[1] < bottom or max(bottom, box[3]) - top <= _LINE * usual:
                bands[-1] = (top, max(bottom, box[3]), [*own, box])
                continue
        bands.append((box[1], box[3], [box]))
    return (own for _, _, own in bands)


def around(boxes: list[PixelBox]) -> PixelBox:
    """The smallest box around all."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
