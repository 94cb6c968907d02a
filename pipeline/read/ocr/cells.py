"""The cells of a grid in a picture: each cell's ink cut into lines and read; values read a second time.

Two readings of a value must agree: the cell's own (the network sees just its ink) and the page's (it sees what the
detector found without knowing of cells). A cell without ink is blank; one with ink is never.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pipeline import text
from pipeline.read.ocr.engine import Engine, Picture, PixelBox, Reading
from pipeline.read.ocr.ink import around, ink_of, lines, marks
from pipeline.read.ruled import RuledGrid

_MARGIN = 0.22
"""Paper left around a line of ink, as a share of the usual line height."""
_LETTERS = re.compile(r"[^\W\d_]")
_NOTE = re.compile(r"[(（\[〔].*")


@dataclass(slots=True)
class CellReading:
    """What was seen in one cell: `own` reads its ink line by line, `page` what the detector's boxes say there.

    `marks` counts the connected marks of ink; `pale` says that only print much paler than the page's stands there.
    """

    lines: list[PixelBox] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    own: list[Reading] = field(default_factory=list)
    page: list[Reading] | None = None
    pale: bool = False

    @property
    def text(self) -> str:
        """The cell's own reading, a line each."""
        return "\n".join(reading.text for reading in self.own)


def read_cells(
    engine: Engine,
    gray: Picture,
    pale: npt.NDArray[np.bool_],
    dots: float,
    grid: RuledGrid,
    words: list[PixelBox],
    usual: float,
) -> list[CellReading]:
    """A reading for every cell of a grid, in its order."""
    found = [_inked(gray, pale, dots, cell.box, usual) for cell in grid.cells]
    _read_own(engine, gray, found, usual)
    _read_page(engine, gray, dots, grid, found, words)
    return found


def _inked(gray: Picture, pale: npt.NDArray[np.bool_], dots: float, box: tuple[float, float, float, float], usual: float) -> CellReading:
    x0, top, x1, bottom = (round(side * dots) for side in box)
    x0, top, x1, bottom = max(0, x0 + 1), max(0, top + 1), x1 - 1, bottom - 1
    reading = CellReading()
    if x1 - x0 < 3 or bottom - top < 3:
        return reading
    for own in lines(marks(ink_of(gray[top:bottom, x0:x1]), dots), usual):
        a, b, c, d = around(own)
        reading.lines.append((x0 + a, top + b, x0 + c, top + d))
        reading.marks.append(len(own))
    reading.pale = not reading.lines and bool(pale[top:bottom, x0:x1].any())
    return reading


def _read_own(engine: Engine, gray: Picture, found: list[CellReading], usual: float) -> None:
    crops = [crop(gray, line, usual) for reading in found for line in reading.lines]
    texts = iter(engine.recognise(crops))
    for reading in found:
        reading.own = [next(texts) for _ in reading.lines]


def crop(gray: Picture, line: PixelBox, usual: float) -> Picture:
    """The line with a margin; a low one (a dash) is given the usual height, so that its size is seen."""
    x0, top, x1, bottom = line
    margin = max(2, round(_MARGIN * usual))
    spare = max(0, round((0.75 * usual - (bottom - top)) / 2))
    return gray[
        max(0, top - margin - spare) : bottom + margin + spare,
        max(0, x0 - margin) : x1 + margin,
    ]


def may_be_value(said: str) -> bool:
    """Whether a cell's text is or hides a number or a mark for none: it needs a second reading. Labels don't."""
    bare = _NOTE.sub("", text.squeeze(said)) or said
    return len(bare) <= 3 or len(_LETTERS.findall(bare)) * 2 <= len(bare)


def _read_page(
    engine: Engine, gray: Picture, dots: float, grid: RuledGrid, found: list[CellReading], words: list[PixelBox]
) -> None:
    pieces: dict[int, list[PixelBox]] = {}
    for index, (cell, reading) in enumerate(zip(grid.cells, found, strict=True)):
        if reading.lines and may_be_value(reading.text):
            pieces[index] = _within(cell.box, dots, words)
    texts = iter(engine.recognise([gray[b:d, a:c] for boxes in pieces.values() for a, b, c, d in boxes]))
    for index, boxes in pieces.items():
        found[index].page = [next(texts) for _ in boxes]


def _within(box: tuple[float, float, float, float], dots: float, words: list[PixelBox]) -> list[PixelBox]:
    """The parts of the detector's boxes that stand in a cell; one that runs over its borders is cut there."""
    x0, top, x1, bottom = (round(side * dots) for side in box)
    found = []
    for a, b, c, d in words:
        middle = (b + d) / 2
        left, right = max(a, x0 + 1), min(c, x1 - 1)
        if top <= middle <= bottom and right - left > max(4, 0.25 * (d - b)):
            found.append((left, max(b, top), right, min(d, bottom)))
    return sorted(found, key=lambda piece: (piece[1] + piece[3], piece[0]))
