"""Printed ink: what of a page's dark pixels is print, where it stands in a stretch of the page, the lines it makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.ocr.engine import Picture, PixelBox

_PRINTED = 175
"""Grey values below are print; paper is 250."""
_PALER = 60
"""Marks whose darkest pixel is this much lighter than the page's print are stamps, watermarks, or the back's print."""
_THINNEST = 1.0
"""Points: ink of a single stroke no thicker than this is pale where print is not."""
_SPECK = 0.75
"""Points: what is smaller both ways is dust, no mark that says anything by itself."""
_LINE = 1.25
"""Lines of text may be this much higher than the page's usual one (brackets); what fits in is one line."""
_THIN = 1.5
PAPER = 250
_DIGIT = (0.5, 1.2)
"""A digit's height as a share of the usual line height."""
_WIDTH = 0.64
"""A digit's width as a share of its height."""
_BROKEN = 0.5
"""Marks that share this much of the narrower one's width are pieces of one digit; a decimal point stands free."""
_BAR, _SOLID, _FREE = 0.2, 0.85, 0.25
"""A dash is at most so high, has ink over so much of its width, and is so far from the upper and lower edge of its cell
(shares of the usual line height, of its width, of the line height).
"""
_STRAIGHT = 0.12
"""Ink of a straight stroke stands this near to its middle line (standard deviation, as a share of its height)."""
_HOLE, _OFF_MIDDLE = 0.45, 0.08
"""The hole of a 0 is at least so high, and its middle so near to the digit's, as shares of the digit's height: those
of 4, 6 and 9 are lower and off the middle, 8 has two.
"""


@dataclass(slots=True)
class InkLine:
    """A line of ink: its box in pixels, how many connected marks it has, its widest gap as a share of the page's usual
    line height, how far it leans to the right for each unit that it rises (near 0 for the digit 1, 0.3 for /) and
    whether it is a straight stroke, how many dashes stand free (the bar of a torn 5 has the rest of it below), and
    whether it is one mark shaped as the digit 0.

    `digits`: how many digits or signs the marks make, where broken ones stand over each other and touching ones are
    wide. `bar`: its width as a share of the line height where it is nothing but solid dashes away from any border,
    else 0.
    """

    box: PixelBox
    marks: int
    digits: int
    bar: float
    gap: float
    lean: float
    straight: bool
    dashes: int
    ring: bool


def ink_line(ink: Picture, own: list[PixelBox], corner: tuple[int, int], usual: float) -> InkLine:
    """The line that some marks of a stretch of ink make; `corner`: where that stretch begins on the page."""
    x0, top, x1, bottom = around(own)
    end, gap = x0, 0
    for left, _, right, _ in sorted(own):
        gap, end = max(gap, left - end), max(end, right)
    x, y = corner
    box = (x + x0, y + top, x + x1, y + bottom)
    level = all(is_dash(mark, usual) for mark in own)
    dashes = sum(is_dash(mark, usual) for mark in characters(own))
    part = ink[top:bottom, x0:x1]
    ring = len(own) == 1 and _is_ring(part, usual)
    bar = (x1 - x0) / usual if level and _is_bar(part, top, ink.shape[0] - bottom, usual) else 0.0
    return InkLine(box, len(own), _digits(own, usual), bar, gap / usual, *_lean(part), dashes, ring)


def characters(own: list[PixelBox]) -> list[PixelBox]:
    """Marks from left to right, those that stand over each other as one."""
    found: list[PixelBox] = []
    for box in sorted(own):
        if found and min(found[-1][2], box[2]) - box[0] >= _BROKEN * min(box[2] - box[0], found[-1][2] - found[-1][0]):
            found[-1] = around([found[-1], box])
        else:
            found.append(box)
    return found


def _digits(own: list[PixelBox], usual: float) -> int:
    """How many digits some marks are."""
    found = characters(own)
    wide = [(right - left) / (bottom - top) for left, top, right, bottom in found if bottom - top >= _DIGIT[0] * usual]
    return len(found) + sum(round(width / _WIDTH) - 1 for width in wide if width > 1)


def _is_bar(ink: Picture, above: int, below: int, usual: float) -> bool:
    free = min(above, below) >= _FREE * usual
    return free and ink.shape[0] <= _BAR * usual and float(ink.any(axis=0).mean()) >= _SOLID


def is_dash(mark: PixelBox, usual: float) -> bool:
    """Whether a mark is low and wide: a minus sign or a mark for none."""
    width, height = mark[2] - mark[0], mark[3] - mark[1]
    return height <= 0.25 * usual and width >= 0.2 * usual and width > 1.5 * height


def ink_of(gray: Picture) -> Picture:
    """1 where the page is printed."""
    return (gray < _PRINTED).astype(np.uint8)


def pale(gray: Picture, dots: float) -> npt.NDArray[np.bool_]:
    """The pixels of marks much paler than the page's print; not of dashes, dots and slashes, whose ink is thin."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink_of(gray))
    darkest = np.full(count, 255, dtype=np.uint8)
    np.minimum.at(darkest, labels.ravel().astype(np.intp), gray.ravel())
    like_text = (stats[:, 3] > 3 * dots) & (stats[:, 3] < 40 * dots)
    like_text[0] = False
    if not like_text.any():
        return np.zeros(gray.shape, dtype=bool)
    thick = stats[:, 4] > _THINNEST * dots * np.hypot(stats[:, 2], stats[:, 3])
    faint = (darkest > np.percentile(darkest[like_text], 75) + _PALER) & (stats[:, 3] > 3 * dots) & thick
    faint[0] = False
    found: npt.NDArray[np.bool_] = faint[labels]
    return found


def clean(gray: Picture, *masks: npt.NDArray[np.bool_]) -> Picture:
    """The page without some pixels and the soft edges around them."""
    found = gray.copy()
    for mask in masks:
        found[cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = PAPER
    return found


def marks(ink: Picture, dots: float, *, framed: bool = True) -> list[PixelBox]:
    """The boxes of the connected marks in a stretch of ink; dust and, in a cell, remains of its borders are none."""
    height, width = ink.shape
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    found = []
    for x, y, w, h, _ in stats[1:].tolist():
        dust = max(w, h) < _SPECK * dots
        edge = (w < _THIN * dots and (x == 0 or x + w == width)) or (h < _THIN * dots and (y == 0 or y + h == height))
        if not dust and not (framed and edge):
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


def _lean(ink: Picture) -> tuple[float, bool]:
    """How far a mark leans, and whether it is a straight stroke (a torn 0 may lean too, but is none)."""
    rows, columns = np.nonzero(ink)
    middle, across = rows - rows.mean(), columns - columns.mean()
    spread = float((middle * middle).sum())
    if spread == 0.0:
        return 0.0, False
    lean = -float((middle * across).sum()) / spread
    return lean, float(np.std(across + lean * middle)) <= _STRAIGHT * ink.shape[0]


def _is_ring(ink: Picture, usual: float) -> bool:
    """Whether a mark is closed around one high hole in its middle, higher than wide, as the digit 0 is."""
    height, width = ink.shape
    if not (_DIGIT[0] * usual <= height <= _DIGIT[1] * usual and 0.35 * height <= width <= height):
        return False
    paper = np.pad((ink == 0).astype(np.uint8), 1, constant_values=1)
    count, _, stats, middles = cv2.connectedComponentsWithStats(paper, connectivity=4)
    holes = [index for index in range(1, count) if stats[index, 0] > 0]
    if len(holes) != 1:
        return False
    x, y = (middles[holes[0]] - 1 + 0.5).tolist()
    level, centred = abs(y / height - 0.5) <= _OFF_MIDDLE, abs(x / width - 0.5) <= 2 * _OFF_MIDDLE
    return bool(level and centred and stats[holes[0], 3] >= _HOLE * height)
