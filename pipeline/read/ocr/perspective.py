"""The view of a page that was photographed at an angle → the page as seen from straight above.

The long straight lines of a page (rulings, the paper's edges) are level or upright. The projection that makes them so
is fitted to all of them together, as in rectification from vanishing lines (Liebowitz and Zisserman 1998); lines that
do not agree, such as a desk's edge, lose their weight. How long and wide the page is stays unknown and matters nothing.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.ocr.engine import Picture

Matrix = npt.NDArray[np.float64]

_LOOK = 100 / 72
"""Pixels a point at which lines are looked for."""
_LONG = 40.0
"""Points: no stroke of a character is so long."""
_SLANT = 0.15
"""As much may a line rise or lean, as a share of its length: 8.5 degrees."""
_FEWEST = 4
"""Level lines that a page must show."""
_MOST_PAGES = 1.9
"""Height by width: a higher picture shows several pages, each photographed by itself."""
_STEPS, _AGREED = 12, 1.0
"""Steps of the fit; points by which a line may stay off before it loses half its weight."""
_STIFF = 1e-3
"""Keeps what no line tells (how uprights lean where there are none) as it is."""
_MOVED, _MOST_MOVED = 1.5, 0.2
"""A page is straightened where its corners move by more points than this, and by less than this share of its size."""
_BETTER = 0.6
"""After it lines must be straighter than this share of what they were."""


def straightening(gray: Picture, dots: float) -> Matrix | None:
    """The projection from pixels of a roughly level page to pixels of it seen from above; None where it is level.

    `gray` has shape (height, width), `dots` pixels a point.
    """
    height, width = gray.shape
    if height > _MOST_PAGES * width:
        return None
    level, upright = _lines(gray, dots)
    if len(level) < _FEWEST:
        return None
    unit = max(height, width) / 2
    middle = np.array([width / 2, height / 2] * 2)
    level, upright = ((lines - middle) / unit for lines in (level, upright))
    agreed = _AGREED * dots / unit
    shape = _fitted(level, upright, agreed)
    before, after = (float(np.median(np.abs(_off(tried, level, upright)))) for tried in (np.zeros(4), shape))
    to_unit = np.array([[1 / unit, 0, -width / 2 / unit], [0, 1 / unit, -height / 2 / unit], [0, 0, 1]])
    projection = np.linalg.inv(to_unit) @ _matrix(shape) @ to_unit
    corners, moved = corners_under(np.eye(3), width, height), corners_under(projection, width, height)
    far = float(np.hypot(*(moved[:2] / moved[2] - corners[:2])).max()) if (moved[2] > 0).all() else np.inf
    straight = after < _BETTER * before and _MOVED * dots < far < _MOST_MOVED * unit * 2
    return np.asarray(projection, dtype=np.float64) if straight else None


def corners_under(projection: Matrix, width: int, height: int) -> Matrix:
    """Where a projection takes the corners of a picture: x, y and weight of each, of shape (3, 4)."""
    return projection @ np.array([[0, width, width, 0], [0, 0, height, height], [1, 1, 1, 1]], dtype=np.float64)


def _lines(gray: Picture, dots: float) -> tuple[Matrix, Matrix]:
    """The long lines that are about level, and those about upright: x and y of both ends, in pixels of the picture."""
    ratio = min(1.0, _LOOK / dots)
    small = cv2.resize(gray, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_AREA) if ratio < 1 else gray
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(small)[0]
    lines = np.zeros((0, 4)) if found is None else np.asarray(found, dtype=np.float64).reshape(-1, 4) / ratio
    across, down = np.abs(lines[:, 2] - lines[:, 0]), np.abs(lines[:, 3] - lines[:, 1])
    long = np.hypot(across, down) > _LONG * dots
    return lines[long & (down < _SLANT * across)], lines[long & (across < _SLANT * down)]


def _matrix(shape: Matrix) -> Matrix:
    lean, rise, narrower, lower = shape
    return np.array([[1, lean, 0], [rise, 1, 0], [narrower, lower, 1]], dtype=np.float64)


def _off(shape: Matrix, level: Matrix, upright: Matrix) -> Matrix:
    """By how much the ends of each line differ in height, or of an upright one sideways."""
    offs = []
    for lines, axis in ((level, 1), (upright, 0)):
        ends = [_matrix(shape) @ np.vstack([lines[:, at : at + 2].T, np.ones(len(lines))]) for at in (0, 2)]
        offs.append(ends[1][axis] / ends[1][2] - ends[0][axis] / ends[0][2])
    return np.concatenate(offs)


def _fitted(level: Matrix, upright: Matrix, agreed: float) -> Matrix:
    """Lean, rise and the two vanishing terms, by Gauss and Newton with weights (Cauchy)."""
    shape = np.zeros(4)
    for _ in range(_STEPS):
        off = _off(shape, level, upright)
        slopes = np.stack([(_off(shape + step, level, upright) - off) / 1e-5 for step in np.eye(4) * 1e-5], axis=1)
        weight = 1 / (1 + np.square(off / agreed))
        normal = slopes.T @ (slopes * weight[:, None]) + _STIFF * np.eye(4)
        shape = shape - np.linalg.solve(normal, slopes.T @ (weight * off) + _STIFF * shape)
    return shape
