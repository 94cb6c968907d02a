"""Ruling lines in a level picture, by morphological opening with long thin elements, in points."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.ocr.engine import Picture
from pipeline.read.ruled import Rule

_DARK = 205
_SHORTEST = 14.0
"""Points: longer than the strokes of the text, shorter than the sides of the smallest cells."""
_THICKEST = 4.0
_REACH = 1.5
_BEYOND = 5.0
"""Points that a ruling may end short of the one across it, or run over it (a character's stroke may touch it there)."""
_FREE = 90.0
"""Points: a line longer than this may end anywhere (a page break leaves tables open); a shorter one is a ruling only
between two that cross it, else a stroke of a character or an underline.
"""


@dataclass(slots=True)
class Rules:
    """The ruling lines of a page in points, and `mask`: the pixels that they cover."""

    horizontal: list[Rule]
    vertical: list[Rule]
    mask: npt.NDArray[np.bool_]


@dataclass(slots=True)
class _Lines:
    rules: dict[int, Rule]
    labels: npt.NDArray[np.int32]

    def mask(self) -> npt.NDArray[np.bool_]:
        kept = np.zeros(int(self.labels.max()) + 1, dtype=bool)
        kept[list(self.rules)] = True
        found: npt.NDArray[np.bool_] = kept[self.labels]
        return found


def find_rules(gray: Picture, dots: float) -> Rules:
    """The ruling lines of a level page."""
    ink = (gray < _DARK).astype(np.uint8)
    rows, columns = _lines(ink, dots), _lines(np.ascontiguousarray(ink.T), dots)
    count = 0
    while count != (count := len(rows.rules) + len(columns.rules)):
        rows.rules = _anchored(rows.rules, list(columns.rules.values()))
        columns.rules = _anchored(columns.rules, list(rows.rules.values()))
    return Rules(list(rows.rules.values()), list(columns.rules.values()), rows.mask() | columns.mask().T)


def _lines(ink: Picture, dots: float) -> _Lines:
    length = max(12, round(_SHORTEST * dots))
    bridged = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    lines = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    joined = cv2.dilate(lines, np.ones((3, 3), np.uint8))
    _, labels, stats, centres = cv2.connectedComponentsWithStats(joined)
    rules = {
        label: ((y + 0.5) / dots, (x0 + 1) / dots, (x0 + width - 1) / dots)
        for label, ((x0, _, width, _, area), (_, y)) in enumerate(zip(stats.tolist(), centres.tolist(), strict=True))
        if label and area / width - 2 <= _THICKEST * dots
    }
    return _Lines(rules, labels)


def _anchored(rules: dict[int, Rule], across: list[Rule]) -> dict[int, Rule]:
    return {label: rule for label, rule in rules.items() if _holds(rule, across)}


def _holds(rule: Rule, across: list[Rule]) -> bool:
    """Whether lines across stand at its ends: at both of a short one, anywhere on a long one."""
    at, start, end = rule
    touching = [
        place
        for place, first, last in across
        if first - _REACH <= at <= last + _REACH and start - _REACH <= place <= end + _REACH
    ]
    if end - start > _FREE:
        return bool(touching)
    return any(place <= start + _BEYOND for place in touching) and any(place >= end - _BEYOND for place in touching)
