"""A drawn character → whether it can be the digit that the text says: by its likeness to the digits of many fonts.

`digits.csv` holds the shapes of the digits of free fonts of all styles; `tools/digit_shapes.py` makes it.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline import package_data

SIDE = 24
"""A shape is so many rows of so many bits: the ink, as large as fits, in the middle."""
VALUES = {char: value for row in ("0123456789", "０１２３４５６７８９") for value, char in enumerate(row)}
_INK = 127
_WORSE = 1.2
"""A digit that is less like its own kind than like another by this factor is another; see tools/digit_shapes.py."""
_UNLIKE = 170
"""Bits that differ between a digit and the likest of its kind in any free font for print, at most."""


@functools.lru_cache(maxsize=2000)
def shape(alpha: bytes, width: int) -> int | None:
    """The shape of a picture of one character, given as one byte of ink a pixel, row by row; None where it is blank."""
    rows = [alpha[start : start + width] for start in range(0, len(alpha) - width + 1, width)]
    inked = [index for index, row in enumerate(rows) if max(row) > _INK]
    if not inked:
        return None
    columns = [index for index in range(width) if any(rows[row][index] > _INK for row in inked)]
    x, y = (columns[0] + columns[-1] + 1) / 2, (inked[0] + inked[-1] + 1) / 2
    side = max(columns[-1] + 1 - columns[0], inked[-1] + 1 - inked[0])
    blank = bytes(width)
    edges = [(index - SIDE / 2) * side / SIDE for index in range(SIDE + 1)]
    parts = list(_bands(x, edges, width))
    bits = 0
    for band in _bands(y, edges, len(rows)):
        darkest = bytes(map(max, *rows[band], blank, blank))
        for part in parts:
            bits = bits << 1 | (max(darkest[part], default=0) > _INK)
    return bits


def _bands(middle: float, edges: Sequence[float], end: int) -> Iterator[slice]:
    """The pixels that each band between two edges meets: thin strokes are seen in any band that they touch."""
    for low, high in pairwise(edges):
        yield slice(min(max(0, int(middle + low)), end), min(max(0, math.ceil(middle + high)), end))


@functools.lru_cache(maxsize=2000)
def contradicts(found: int, value: int) -> bool:
    """Whether what is drawn can't be the digit `value`."""
    nearest = [min((found ^ known).bit_count() for known in kind) for kind in _kinds()]
    own = nearest.pop(value)
    return own > _UNLIKE or own > _WORSE * min(nearest)


@functools.cache
def _kinds() -> list[list[int]]:
    """The known shapes of each digit."""
    found: list[list[int]] = [[] for _ in range(10)]
    for row in package_data.rows(__package__, "digits.csv"):
        found[int(row["digit"])].append(int(row["shape"], 16))
    return found
