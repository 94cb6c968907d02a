"""A page's picture as it came → grey, evenly lit, without stamps, level; and the way back from its pixels.

The picture's own coordinates are kept in `Page.back`, so that boxes can be given on the page as it is shown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.ocr.engine import Picture

Colour = npt.NDArray[np.uint8]
"""Red, green, blue of shape (height, width, 3)."""

_STAMP = 45
"""Points: red ink that is larger both ways is a stamp (the smallest official seals are 30 mm), not printed text."""
_LOOK = 75
"""Dots an inch at which the skew is found."""
_MOST_SKEW = 4.0


@dataclass(slots=True)
class Page:
    """A level page. `gray`: paper is 255; `dots`: pixels a point; `back`: its pixels → points of the page shown."""

    gray: Picture
    dots: float
    back: npt.NDArray[np.float64]

    def box(self, x0: float, top: float, x1: float, bottom: float) -> tuple[float, float, float, float]:
        """The box on the page as shown, in points, around a box of this level page, in points too."""
        corners = np.array([[x0, x1, x0, x1], [top, top, bottom, bottom], [1, 1, 1, 1]], dtype=float)
        corners[:2] *= self.dots
        xs, ys, ws = self.back @ corners
        xs, ys = xs / ws, ys / ws
        return (
            round(float(xs.min()), 2),
            round(float(ys.min()), 2),
            round(float(xs.max()), 2),
            round(float(ys.max()), 2),
        )


def prepare(colour: Colour, dots: float) -> Page:
    """The level page of a picture of `dots` pixels a point."""
    gray = _even(_without_stamps(colour, dots), dots)
    angle = _skew(gray, dots)
    height, width = gray.shape
    turn = np.eye(3)
    if abs(angle) > 0.03:
        turn[:2] = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        level = cv2.warpAffine(gray, turn[:2], (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
        gray = np.asarray(level, dtype=np.uint8)
    return Page(gray, dots, np.diag([1 / dots, 1 / dots, 1.0]) @ np.linalg.inv(turn))


def _without_stamps(colour: Colour, dots: float) -> Picture:
    """Grey values; inside a stamp those of the red channel, in which red ink is paper and black print stays."""
    gray: Picture = np.array(cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    red = colour[:, :, 0]
    others = np.maximum(colour[:, :, 1], colour[:, :, 2])
    inked = ((red.astype(np.int16) - others) > 40).astype(np.uint8)
    if not inked.any():
        return gray
    joined = cv2.dilate(inked, np.ones((9, 9), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    for x, y, w, h, _ in stats[1:].tolist():
        if min(w, h) > _STAMP * dots:
            gray[y : y + h, x : x + w] = np.maximum(gray[y : y + h, x : x + w], red[y : y + h, x : x + w])
    return gray


def _even(gray: Picture, dots: float) -> Picture:
    """Divides by the paper's own brightness, so that shadows and grey paper become white."""
    small = cv2.resize(gray, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    size = max(3, int(9 * dots / 4) * 2 + 1)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    paper = cv2.resize(cv2.GaussianBlur(paper, (0, 0), size / 2), gray.shape[::-1])
    return np.asarray(cv2.divide(gray, np.maximum(paper, 1), scale=250), dtype=np.uint8)


def _skew(gray: Picture, dots: float) -> float:
    """The angle in degrees (counter-clockwise) that makes the rows level: where their projection is sharpest."""
    ratio = _LOOK / 72 / dots
    small = cv2.resize(gray, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_AREA) if ratio < 1 else gray
    ink = (small < 200).astype(np.float32)
    best = 0.0
    for step, reach in ((0.5, _MOST_SKEW), (0.1, 0.5), (0.02, 0.1)):
        angles = [best + step * i for i in range(-round(reach / step), round(reach / step) + 1)]
        best = max(angles, key=lambda angle: (_sharpness(ink, angle), -abs(angle)))
    return best


def _sharpness(ink: npt.NDArray[np.float32], angle: float) -> float:
    height, width = ink.shape
    slope = math.tan(math.radians(angle))
    shear = np.array([[1, 0, 0], [-slope, 1, slope * width / 2]], dtype=np.float64)
    rows = cv2.warpAffine(ink, shear, (width, height), flags=cv2.INTER_LINEAR).sum(axis=1)
    return float(np.square(np.diff(rows)).sum())
