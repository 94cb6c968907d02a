"""Text outside ruled grids: the detector's boxes cut at gaps and tightened to their ink, and ink that it missed.

The detector runs over the gap between two columns and misses lone digits; the ink knows better where words end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.read.ocr.cells import MARGIN, CellReading, read_again, read_own
from pipeline.read.ocr.engine import Engine, Picture, PixelBox
from pipeline.read.ocr.ink import around, ink_line, is_dash, lines, marks
from pipeline.read.page.content import Char

_GAP = 0.4
"""A gap wider than this share of the line height parts two words: less than stands between two columns."""
_TALL = 1.8
"""Line heights: a box of one line, with the paper that the detector leaves around it, is lower."""
_ROOM, _EDGE, _WIDTH = 1.7, 0.1, 0.7
"""Heights of a character: the most that a faint one has between its neighbours, the paper at its sides, its width."""
_HELD = 0.8
_LOW = 0.5
"""What is read as a digit but lower than this share of the line height is a comma."""
FAINT = frozenset("一二三")
"""Characters of nothing but thin strokes, of which a scan may leave little ink."""
_LEAST = 0.2
"""Marks lower than this share of the line height (dots, dust) make no word by themselves."""


@dataclass(slots=True)
class Word:
    """A stretch of text: where its ink stands (pixels), and the box that the detector drew around it, if it did."""

    ink: PixelBox
    seen: PixelBox | None
    reading: CellReading


def find_words(
    ink: Picture, pale: npt.NDArray[np.bool_], boxes: list[PixelBox], dots: float, usual: float
) -> list[Word]:
    """The words in and beside the detector's boxes; `ink` is blank where grids stand, `pale` print was left out."""
    found = []
    left = ink.copy()
    for box in boxes:
        x0, top, x1, bottom = box
        own = marks(ink[top:bottom, x0:x1], dots, framed=False)
        left[top:bottom, x0:x1] = 0
        for part in (part for line in _levels(own, box, boxes, usual) for part in _parts(line, usual)):
            line = ink_line(ink[top:bottom, x0:x1], part, (x0, top), usual)
            found.append(Word(line.box, box, CellReading(lines=[line])))
    missed = [box for box in marks(left, dots, framed=False) if _like_text(box, usual)]
    for part in _beside(missed, usual):
        line = ink_line(ink, part, (0, 0), usual)
        found.append(Word(line.box, None, CellReading(lines=[line])))
    found = [word for word in found if not any(_held(word.ink, other.ink) for other in found if other is not word)]
    for word in found:
        x0, top, x1, bottom = word.ink
        word.reading.pale = bool(pale[top:bottom, max(0, x0 - round(usual)) : x1 + round(usual)].any())
    return found


def _held(own: PixelBox, other: PixelBox) -> bool:
    """Whether nearly all of a stretch lies in a larger one: the detector saw its ink twice."""
    size, larger = ((box[2] - box[0]) * (box[3] - box[1]) for box in (own, other))
    across = min(own[2], other[2]) - max(own[0], other[0])
    down = min(own[3], other[3]) - max(own[1], other[1])
    return larger > size and min(across, down) > 0 and across * down > _HELD * size


def _levels(own: list[PixelBox], box: PixelBox, boxes: list[PixelBox], usual: float) -> Iterable[list[PixelBox]]:
    """The marks in a box, line by line: the detector takes short lines over each other for one.

    A column of single characters, a label set upright, stays one; where two stand side by side they are lines set wide.
    """
    x0, top, x1, bottom = box
    high, upright = bottom - top > _TALL * usual, x1 - x0 < _TALL * usual
    return lines(own, usual) if high and not (upright and not _paired(box, boxes, usual)) else [own]


def _paired(box: PixelBox, boxes: list[PixelBox], usual: float) -> bool:
    """Whether a column of characters as high stands close beside it."""
    return any(
        abs(other[1] - box[1]) < usual
        and abs(other[3] - box[3]) < usual
        and 0 < max(other[0], box[0]) - min(other[0], box[0]) < 2 * _TALL * usual
        and other[2] - other[0] < _TALL * usual
        for other in boxes
    )


def _parts(own: list[PixelBox], usual: float) -> list[list[PixelBox]]:
    """Marks from left to right, cut where a gap is wide."""
    parts: list[list[PixelBox]] = []
    end = 0
    for box in sorted(own):
        if parts and box[0] - end <= _GAP * usual:
            parts[-1].append(box)
        else:
            parts.append([box])
        end = max(end, box[2]) if len(parts[-1]) > 1 else box[2]
    return [part for part in parts if any(_says_something(box, usual) for box in part)]


def _says_something(box: PixelBox, usual: float) -> bool:
    """More than a dot."""
    return box[3] - box[1] > _LEAST * usual or is_dash(box, usual)


def _like_text(box: PixelBox, usual: float) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return (0.4 * usual < height < 2 * usual and width < 2 * usual) or is_dash(box, usual)


def _beside(missed: list[PixelBox], usual: float) -> list[list[PixelBox]]:
    """Missed marks, joined where they stand beside each other on a line."""
    groups: list[list[PixelBox]] = []
    for box in sorted(missed):
        for group in groups:
            x0, top, x1, bottom = around(group)
            level = min(bottom, box[3]) - max(top, box[1]) > 0.5 * min(bottom - top, box[3] - box[1])
            if level and box[0] - x1 <= _GAP * usual:
                group.append(box)
                break
        else:
            groups.append([box])
    return groups


def read_words(engine: Engine, gray: Picture, words: list[Word], usual: float) -> None:
    """Reads all words, and those that may be values a second time in the detector's box."""
    readings = [word.reading for word in words]
    read_own(engine, gray, readings, usual)
    seen = [word for word in words if word.seen is not None and word.reading.value]
    for word, reading in zip(seen, engine.recognise([_seen(gray, word) for word in seen]), strict=True):
        word.reading.page = [reading]
    read_again(engine, gray, readings, usual)


def _seen(gray: Picture, word: Word) -> Picture:
    """The word between the detector's upper and lower edge, with as much paper at its sides as the detector leaves."""
    x0, _, x1, _ = word.ink
    _, top, _, bottom = word.seen or word.ink
    side = round(0.3 * (bottom - top))
    return gray[top:bottom, max(0, x0 - side) : x1 + side]


def chars_of(word: Word, ink: Picture, dots: float, usual: float) -> list[Char]:
    """The word's characters with boxes in points: the network tells their middles, the ink their sides."""
    x0, top, x1, bottom = word.ink
    reading = word.reading.own[0]
    text = word.reading.text if len(reading.text) == 1 else reading.text
    if text.isdigit() and bottom - top < _LOW * usual:
        text = "，"
    margin = max(2, round(MARGIN * usual))
    start, width = x0 - margin, x1 - x0 + 2 * margin
    middles = [start + at * width for at in reading.middles]
    edges = [x0, *(round((a + b) / 2) for a, b in zip(middles, middles[1:], strict=False)), x1]
    middle, half = (top + bottom) / 2, max(bottom - top, usual) / 2
    found = []
    for char, left, right in zip(text, edges, edges[1:], strict=False):
        if char.strip() and right > left:
            columns = np.flatnonzero(ink[top:bottom, left:right].any(axis=0))
            told = len(columns) and char not in FAINT
            a, b = (left + int(columns[0]), left + int(columns[-1]) + 1) if told else (left, right)
            found.append(Char(char, a / dots, (middle - half) / dots, b / dots, (middle + half) / dots, 0))
    _fill_room(found)
    return found


def _fill_room(chars: list[Char]) -> None:
    """Gives faint characters the room between their neighbours, which the network's middles tell roughly only."""
    for before, char, after in zip(chars, chars[1:], chars[2:], strict=False):
        if char.text in FAINT and after.x0 - before.x1 < _ROOM * char.size:
            edge = min(_EDGE * char.size, (after.x0 - before.x1) / 3)
            char.x0, char.x1 = before.x1 + edge, after.x0 - edge
    if len(chars) > 1 and chars[0].text in FAINT:
        chars[0].x1 = chars[1].x0 - _EDGE * chars[0].size
        chars[0].x0 = min(chars[0].x0, chars[0].x1 - _WIDTH * chars[0].size)
