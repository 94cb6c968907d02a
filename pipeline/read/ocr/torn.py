"""Digits whose thin strokes are paler than print: a 0 that falls into two halves is one digit to the eye.

A value whose marks are not as many as its digits is looked at again with all ink that is darker than its paper.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pipeline.read.ocr.cells import DIGITS, CellReading, said
from pipeline.read.ocr.engine import Picture, PixelBox
from pipeline.read.ocr.ink import PAPER, InkLine, characters, ink_line, marks

_SOFT = (0.25, 0.35)
"""Ink is darker than paper by more than this share of the way to the darkest pixel of its line; the second, where
with the first digits touch.
"""
_TALL = 0.5
"""Marks lower than this share of the usual line height are no digits."""
_WIDEST = 0.85
"""Width of one digit as a share of its height, at most; two that touch are wider."""
_BESIDE = 2
"""Pixels: soft edges reach so far out of the print."""


def join_torn(gray: Picture, readings: Iterable[CellReading], usual: float) -> None:
    """Gives each number of one line whose marks differ from its digits the line that its soft ink makes."""
    for reading in readings:
        text = said(reading.own)
        if len(reading.lines) == 1 and DIGITS.match(text) and reading.lines[0].digits != len(text):
            found = (_soft_line(gray, reading.lines[0].box, usual, share) for share in _SOFT)
            reading.soft = next((line for line in found if line is not None), None)


def _soft_line(gray: Picture, box: PixelBox, usual: float, share: float) -> InkLine | None:
    """The line of all ink there; None where digits touch in it."""
    left, upper = max(0, box[0] - _BESIDE), max(0, box[1] - _BESIDE)
    part = gray[upper : box[3] + _BESIDE, left : box[2] + _BESIDE]
    edge = PAPER - share * (PAPER - float(part.min()))
    ink = (part < edge).astype(np.uint8)
    found = marks(ink, usual / 10, framed=False)
    digits = [mark for mark in characters(found) if mark[3] - mark[1] > _TALL * usual]
    wide = any(x1 - x0 > _WIDEST * (bottom - top) for x0, top, x1, bottom in digits)
    return ink_line(ink, found, (left, upper), usual) if found and not wide else None
