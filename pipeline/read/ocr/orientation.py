"""Pages that lie on their side or stand on their head: told by a few lines, which read well one way only."""

from __future__ import annotations

import statistics

import numpy as np
import numpy.typing as npt

from pipeline.read.ocr.engine import Engine, Picture, PixelBox

_LOOKED_AT = 3
_LONG = 1.5
"""A line is longer than so many times its own thickness, and that of most: a single digit says nothing."""
_READS_WELL = 0.85
"""Mean probability of the characters of an upright line; upside down it is hardly ever above 0.6."""


def quarter_turns(engine: Engine, gray: Picture, boxes: list[PixelBox]) -> int:
    """How many quarter turns counter-clockwise (as np.rot90 turns) make the page upright."""
    sides = [(box, box[2] - box[0], box[3] - box[1]) for box in boxes]
    line = _LONG * statistics.median([min(width, height) for _, width, height in sides]) if sides else 0.0
    tall = [box for box, width, height in sides if height > max(_LONG * width, line)]
    wide = [box for box, width, height in sides if width > max(_LONG * height, line)]
    sideways = len(tall) > 2 * len(wide)
    longest = sorted(tall if sideways else wide, key=lambda box: (-max(box[2] - box[0], box[3] - box[1]), box))
    crops = [gray[top:bottom, x0:x1] for x0, top, x1, bottom in longest[:_LOOKED_AT]]
    if not crops:
        return 0
    first, other = (1, 3) if sideways else (0, 2)
    well = _reads(engine, crops, first)
    return first if well >= _READS_WELL or well >= _reads(engine, crops, other) else other


def _reads(engine: Engine, crops: list[Picture], turns: int) -> float:
    readings = engine.recognise([np.ascontiguousarray(np.rot90(crop, turns)) for crop in crops])
    return statistics.fmean(statistics.fmean(reading.scores) if reading.scores else 0.0 for reading in readings)


def turned_back(turns: int, width: float, height: float) -> npt.NDArray[np.float64]:
    """Points of the page after that many quarter turns → points of the page as it was, `width` × `height`."""
    rows = {
        0: ((1, 0, 0), (0, 1, 0)),
        1: ((0, -1, width), (1, 0, 0)),
        2: ((-1, 0, width), (0, -1, height)),
        3: ((0, 1, 0), (-1, 0, height)),
    }
    return np.array([*rows[turns], (0, 0, 1)], dtype=np.float64)
