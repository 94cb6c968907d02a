"""How far a page stands to the left or right of the page before it, by the columns of a table that goes on there.

A scanner takes each sheet a little elsewhere, and a sheet that lies at an angle moves its rows sideways from top to
bottom. The columns keep their distances, so one shift brings all of them over those of the page before.
"""

from __future__ import annotations

import math

from pipeline.parse.rows import Extents

_NEAR = 2.0
"""Points: as exactly the columns of two pages lie over each other after the shift."""
_FARTHEST = 40.0
"""Points: half an inch; sheets are fed no farther apart."""
_FEWEST = 3
"""Columns that must agree, besides most of all: two may do so by chance."""


def shift_of(before: Extents, own: Extents, *, turned: bool) -> float | None:
    """Points to add to `own` so that its columns lie over those `before`; None where no one shift is certain.

    Columns are compared by their left edges, middles or right edges, as the table aligns its cells. `turned`: one of
    the pages lies in another way than the other, and their places are counted from different sides.
    """
    farthest = math.inf if turned else _FARTHEST
    found = [_shift(_edges(before, share), _edges(own, share), farthest) for share in (0.0, 0.5, 1.0)]
    count, shift = max(found, key=lambda pair: (pair[0], -abs(pair[1])))
    return shift if count >= _FEWEST and 2 * count > len(before) else None


def _edges(extents: Extents, share: float) -> list[float]:
    return [left + share * (right - left) for left, right in extents.values()]


def _shift(before: list[float], own: list[float], farthest: float) -> tuple[int, float]:
    """How many columns agree after the best shift, and the shift; none where another shift does as well."""
    shifts = sorted({there - here for there in before for here in own if abs(there - here) <= farthest}, key=abs)
    counts = [(sum(any(abs(here + d - there) <= _NEAR for here in own) for there in before), d) for d in shifts]
    if not counts:
        return 0, 0.0
    most, best = max(counts, key=lambda pair: (pair[0], -abs(pair[1])))
    rivals = [d for count, d in counts if count == most and abs(d - best) > 2 * _NEAR]
    same = [d for count, d in counts if count == most]
    return (0, 0.0) if rivals else (most, sum(same) / len(same))
