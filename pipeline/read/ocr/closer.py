"""A second reading of single doubted values: the same ink set in other ways, and each digit by itself.

What the first readings leave in doubt is mostly a line that the network is not used to: digits far apart, print that
is pale or blurred. So the ink is read again set close, with its edges made hard, and digit by digit. That the readings
agree is evidence of its own kind; how good it is, `trust.csv` says.
"""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from pipeline.read.ocr.cells import DIGITS, MARGIN, CellReading, said
from pipeline.read.ocr.engine import Engine, Picture, PixelBox, Reading
from pipeline.read.ocr.ink import PAPER, characters, ink_of, marks
from pipeline.read.ocr.trust import doubt

_BESIDE = 0.14
"""Paper between two digits that are set close, as a share of the usual line height: that of common print."""
_TALL = 0.5
"""Marks lower than this share of the usual line height are no digits."""
_HANGS = 0.06
"""A comma goes further below the digits than this share of the usual line height, a point does not."""


def look_closer(engine: Engine, gray: Picture, readings: Iterable[CellReading], usual: float) -> None:
    """Gives each doubted number of one line its closer readings; `usual` is the page's line height in pixels."""
    for reading in readings:
        if len(reading.lines) == 1 and DIGITS.match(said(reading.own)) and doubt(reading) is not None:
            reading.closer = _closer(engine, gray, reading, usual)


def _closer(engine: Engine, gray: Picture, reading: CellReading, usual: float) -> list[Reading]:
    """Three readings: set close, with hard edges, digit by digit; none where the ink does not part into digits."""
    x0, top, x1, bottom = reading.lines[0].box
    spare = max(2, round(MARGIN * usual))
    part = gray[max(0, top - spare) : bottom + spare, x0:x1]
    found = characters(marks(ink_of(part), usual / 10, framed=False))
    text = said(reading.own)
    if len(found) != len(text):
        return []
    close = _close(part, found, usual, spare)
    _, hard = cv2.threshold(close, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    tall = [box for box in found if box[3] - box[1] >= _TALL * usual]
    alone = [_close(part, [box], usual, spare) for box in tall]
    first, second, *single = engine.recognise([close, np.asarray(hard, dtype=np.uint8), *alone])
    return [first, second, _one_by_one(found, single, usual)]


def _close(part: Picture, found: list[PixelBox], usual: float, spare: int) -> Picture:
    """The characters beside each other with little paper between them."""
    beside = np.full((part.shape[0], max(1, round(_BESIDE * usual))), PAPER, dtype=np.uint8)
    edge = np.full((part.shape[0], spare), PAPER, dtype=np.uint8)
    pieces = [edge]
    for x0, _, x1, _ in found:
        pieces += [part[:, max(0, x0 - 1) : x1 + 1], beside]
    return np.ascontiguousarray(np.concatenate([*pieces[:-1], edge], axis=1))


def _one_by_one(found: list[PixelBox], single: list[Reading], usual: float) -> Reading:
    """The digits read alone, with points and commas told by where their marks stand."""
    readings = iter(single)
    base = max((box[3] for box in found if box[3] - box[1] >= _TALL * usual), default=0)
    text, scores = "", []
    for box in found:
        if box[3] - box[1] >= _TALL * usual:
            own = next(readings)
            text += said([own]) or "?"
            scores.append(own.score)
        else:
            text += "," if box[3] - base > _HANGS * usual else "."
    return Reading(text, scores, [])
