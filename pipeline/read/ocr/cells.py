"""The cells of a grid in a picture: each cell's ink cut into lines and read; values read a second time.

A value has two readings: the cell's own (the network sees just its ink) and the page's (it sees what the detector
found without knowing of cells). Where the page's is lacking or differs there is a third, of the ink with more paper
around it; where a seal lay over it, another, of the picture as it came. A cell without ink is blank; one with ink is
never.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import cv2
import numpy as np

from pipeline import text
from pipeline.model import Box
from pipeline.read.ocr.engine import Engine, Picture, PixelBox, Reading
from pipeline.read.ocr.ink import InkLine, ink_line, ink_of, lines, marks
from pipeline.read.ocr.stamps import Mask, on_print
from pipeline.read.page.ruled import RuledGrid

MARGIN = 0.22
_WIDER = 0.45
"""Paper left around a line of ink, as a share of the usual line height."""
SLASH, UPRIGHT = 0.24, 0.08
"""A lone stroke that leans by more is `/`, by less 1; in between is either (an italic 1)."""
_APART = 1.05
"""Line heights: full-width digits stand nearer to each other, numbers in two columns don't."""
_SPACE_IN_NUMBER = re.compile(r"(?<=[\d.,，．]) +(?=[\d.,，．])")
_DASHES = {"-": 0.5, "—": 1.15, "——": 99.0}
"""Marks for none, and the width below which a dash is one, as a share of the usual line height."""
_LEVEL = frozenset("-—–－一_ー−‐―~")
_STROKES = frozenset("1/lI|丨丿」亅")
_EDGES = 120
"""Grey values: what a seal leaves behind is paler than this all over."""
_SHORT = 3
"""A text of so few characters may be a number misread."""
DIGITS = re.compile(r"^[\d.,，]+$")
"""A number as OCR gives it, without white space."""
_LETTERS = re.compile(r"[^\W\d_]")
_NOTE = re.compile(r"[(（\[〔].*")


@dataclass(slots=True)
class CellReading:
    """What was seen in one cell or word: `own` reads its ink line by line, `page` what the detector's boxes say there.

    `again` is the third reading, where one was needed, `raw` that with the seal, `closer` those of a value
    that these left in doubt; `soft` is the line that pale strokes make with the others, where the marks are not as many
    as the digits; `pale`: print much paler than the page's stands there; `sealed`: a seal's ink was taken
    out of it.
    """

    lines: list[InkLine] = field(default_factory=list)
    own: list[Reading] = field(default_factory=list)
    page: list[Reading] = field(default_factory=list)
    again: list[Reading] = field(default_factory=list)
    raw: list[Reading] = field(default_factory=list)
    closer: list[Reading] = field(default_factory=list)
    soft: InkLine | None = None
    pale: bool = False
    sealed: bool = False

    @property
    def text(self) -> str:
        """The own reading, a line each; the page's where that is a label and surer: a stamp may lie over the ink.

        A lone stroke that leans is `/`, whatever the network says: it takes most of them for the digit 1. A dash is as
        long as its ink.
        """
        if self.is_slash:
            return "/"
        if self.is_dash:
            return next(text for text, most in _DASHES.items() if self.lines[0].bar < most)
        if self.page and not _is_value(said(self.page)) and _sure(self.page) >= _sure(self.own):
            return "\n".join(reading.text for reading in self.page)
        return "\n".join(
            _SPACE_IN_NUMBER.sub("", reading.text) if line.gap < _APART else reading.text
            for reading, line in zip(self.own, self.lines, strict=True)
        )

    @property
    def lean(self) -> float:
        """How much a lone stroke leans (1 or /); 0 for all else."""
        lone = len(self.lines) == 1 and self.lines[0].marks == 1 and said(self.own) in _STROKES
        return self.lines[0].lean if lone else 0.0

    @property
    def is_slash(self) -> bool:
        """Whether it is one straight stroke that leans as / does."""
        return self.lean >= SLASH and self.lines[0].straight

    @property
    def is_dash(self) -> bool:
        """Whether it is nothing but a dash, to the network's eyes too."""
        return len(self.lines) == 1 and self.lines[0].bar > 0 and set(said(self.own)) <= _LEVEL

    @property
    def apart(self) -> bool:
        """Whether a gap in a line is wider than any within a number: two may stand there."""
        return any(line.gap >= _APART for line in self.lines)

    @property
    def value(self) -> bool:
        """Whether it is or hides a number or a mark for none, and so needs more than one reading. Labels don't."""
        return bool(self.lines) and _is_value(self.text)


def _is_value(what: str) -> bool:
    bare = _NOTE.sub("", text.squeeze(what)) or what
    return len(bare) <= _SHORT or len(_LETTERS.findall(bare)) * 2 <= len(bare)


def _sure(readings: list[Reading]) -> float:
    return min((reading.score for reading in readings), default=0.0)


def said(readings: list[Reading]) -> str:
    """What readings say together, without white space."""
    return text.squeeze("".join(reading.text for reading in readings))


def read_cells(
    engine: Engine,
    gray: Picture,
    raw: Picture,
    pale: Mask,
    seal: Mask,
    dots: float,
    grid: RuledGrid,
    words: list[PixelBox],
    usual: float,
) -> list[CellReading]:
    """A reading for every cell of a grid, in its order; `raw` is the page with its seals."""
    seal = seal | _lost(gray, raw, pale)
    found = [_inked(gray, pale, seal, dots, cell.box, usual) for cell in grid.cells]
    read_own(engine, gray, found, usual)
    _read_page(engine, gray, dots, grid, found, words)
    read_again(engine, gray, found, usual)
    sealed = [reading for reading in found if reading.sealed and reading.value]
    for reading, texts in zip(sealed, _each(engine, raw, sealed, usual, MARGIN), strict=True):
        reading.raw = texts
    return found


def _lost(gray: Picture, raw: Picture, pale: Mask) -> Mask:
    """Ink of the picture as it came that is print no more: a seal's own, or print as pale as the seal beside it."""
    near = np.ones((3, 3), np.uint8)
    kept = cv2.dilate(ink_of(gray) | pale.astype(np.uint8), near)
    lost = np.where(kept > 0, 0, ink_of(raw)).astype(np.uint8)
    found: Mask = np.asarray(cv2.morphologyEx(lost, cv2.MORPH_OPEN, near[:2, :2])) > 0
    return found


def _inked(gray: Picture, pale: Mask, seal: Mask, dots: float, box: Box, usual: float) -> CellReading:
    x0, top, x1, bottom = (round(side * dots) for side in box)
    x0, top, x1, bottom = max(0, x0 + 1), max(0, top + 1), x1 - 1, bottom - 1
    reading = CellReading()
    if x1 - x0 < 3 or bottom - top < 3:
        return reading
    ink = ink_of(gray[top:bottom, x0:x1])
    reading.sealed = _touches(ink, seal[top:bottom, x0:x1])
    own = marks(ink, dots)
    if reading.sealed:
        own = [(a, b, c, d) for a, b, c, d in own if gray[top + b : top + d, x0 + a : x0 + c].min() < _EDGES]
    reading.lines = [ink_line(ink, line, (x0, top), usual) for line in lines(own, usual)]
    reading.pale = bool(pale[top:bottom, x0:x1].any())
    return reading


def _touches(ink: Picture, seal: Mask) -> bool:
    """Whether a seal's ink stood on or beside the print, or where nothing else is."""
    if not ink.any():
        return bool(seal.any())
    return bool(on_print(seal, ink).any())


def read_own(engine: Engine, gray: Picture, found: list[CellReading], usual: float) -> None:
    """Reads the ink of each line."""
    for reading, texts in zip(found, _each(engine, gray, found, usual, MARGIN), strict=True):
        reading.own = texts


def read_again(engine: Engine, gray: Picture, found: list[CellReading], usual: float) -> None:
    """Reads those values a third time whose page reading is lacking or differs."""
    unsure = [reading for reading in found if reading.value and said(reading.page) != said(reading.own)]
    for reading, texts in zip(unsure, _each(engine, gray, unsure, usual, _WIDER), strict=True):
        reading.again = texts


def _each(engine: Engine, gray: Picture, found: list[CellReading], usual: float, margin: float) -> list[list[Reading]]:
    texts = iter(
        engine.recognise([_crop(gray, line.box, usual, margin) for reading in found for line in reading.lines])
    )
    return [[next(texts) for _ in reading.lines] for reading in found]


def _crop(gray: Picture, line: PixelBox, usual: float, margin: float) -> Picture:
    """The line with paper around it; a low one (a dash) is given the usual height, so that its size is seen."""
    x0, top, x1, bottom = line
    around_it = max(2, round(margin * usual))
    spare = max(0, round((0.75 * usual - (bottom - top)) / 2))
    return gray[
        max(0, top - around_it - spare) : bottom + around_it + spare,
        max(0, x0 - around_it) : x1 + around_it,
    ]


def _read_page(
    engine: Engine, gray: Picture, dots: float, grid: RuledGrid, found: list[CellReading], words: list[PixelBox]
) -> None:
    pieces: dict[int, list[PixelBox]] = {}
    for index, (cell, reading) in enumerate(zip(grid.cells, found, strict=True)):
        if reading.value:
            pieces[index] = _within(cell.box, dots, words)
    texts = iter(engine.recognise([gray[b:d, a:c] for boxes in pieces.values() for a, b, c, d in boxes]))
    for index, boxes in pieces.items():
        found[index].page = [read for read in (next(texts) for _ in boxes) if read.text]


def _within(box: Box, dots: float, words: list[PixelBox]) -> list[PixelBox]:
    """The parts of the detector's boxes that stand in a cell; one that runs over its borders is cut there."""
    x0, top, x1, bottom = (round(side * dots) for side in box)
    found = []
    for a, b, c, d in words:
        middle = (b + d) / 2
        left, right = max(a, x0 + 1), min(c, x1 - 1)
        if top <= middle <= bottom and right - left > max(4, 0.25 * (d - b)):
            found.append((left, max(b, top), right, min(d, bottom)))
    return sorted(found, key=lambda piece: (piece[1] + piece[3], piece[0]))
