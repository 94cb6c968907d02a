"""Text outside ruled grids: the detector's boxes cut at gaps and tightened to their ink, and ink that it missed.

The detector runs over the gap between two columns and misses lone digits; the ink knows better where words end.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.read.ocr.cells import MARGIN, CellReading, read_again, read_own
from pipeline.read.ocr.engine import Engine, Picture, PixelBox
from pipeline.read.ocr.ink import around, ink_line, is_dash, marks
from pipeline.read.page.content import Char

_GAP = 0.4
"""A gap wider than this share of the line height parts two words: less than stands between two columns."""
_LOW = 0.5
"""What is read as a digit but lower than this share of the line height is a comma."""
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
        for part in _parts(own, usual):
            line = ink_line(ink[top:bottom, x0:x1], part, (x0, top), usual)
            found.append(Word(line.box, box, CellReading(lines=[line])))
    missed = [box for box in marks(left, dots, framed=False) if _like_text(box, usual)]
    for part in _beside(missed, usual):
        line = ink_line(ink, part, (0, 0), usual)
        found.append(Word(line.box, None, CellReading(lines=[line])))
    for word in found:
        x0, top, x1, bottom = word.ink
        word.reading.pale = bool(pale[top:bottom, max(0, x0 - round(usual)) : x1 + round(usual)].any())
    return found


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
            a, b = (left + int(columns[0]), left + int(columns[-1]) + 1) if len(columns) else (left, right)
            found.append(Char(char, a / dots, (middle - half) / dots, b / dots, (middle + half) / dots, 0))
    return found
