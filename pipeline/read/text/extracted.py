"""Tables as extractors of web pages write them: a cell and a bar on each line, bars alone where merged cells fill up.

Every row has as many cells and filling bars as the table has columns, so a lost or doubled line can be seen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_CELL = re.compile(r"^[^|]*\S\s*\|\s*$")
_BARS = re.compile(r"^\s*(\|+)\s*$")
_FEWEST_LINES = 6


def odd_rows(lines: Sequence[str]) -> str | None:
    """Why a run of such lines can't be cut into rows of one width; None where it can, or where it is no such run."""
    counted = [_count(line) for line in lines]
    counts = [found for found in counted if found is not None]
    filling = next((index for index, (count, filled) in enumerate(counts) if filled and count > 1), None)
    if len(lines) < _FEWEST_LINES or filling is None or len(counts) < len(lines):
        return None
    width = sum(count for count, _ in counts[: filling + 1])
    row = 0
    for count, filled in counts:
        row += count
        if row > width or (filled and count > 1 and row < width):
            return "its rows have not all the same number of cells"
        row %= width
    return "its last row has not as many cells as the others" if row else None


def _count(line: str) -> tuple[int, bool] | None:
    """How many cells a line stands for, and whether it is bars alone; None where it is no such line."""
    bars = _BARS.match(line)
    if bars:
        return len(bars[1]), True
    return (1, False) if _CELL.match(line) else None
