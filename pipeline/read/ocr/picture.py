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
from pipeline.read.ocr.perspective import corners_under, straightening
from pipeline.read.ocr.stamps import Colour, Mask, red_as_paper, without_seals

_LOOK = 75
"""Dots an inch at which the skew is found."""
_MOST_SKEW = 4.0

Turn = npt.NDArray[np.float64]
"""A projection of pixels, of shape (3, 3)."""


@dataclass(slots=True)
class Page:
    """A level page. `gray`: paper is 255; `dots`: pixels a point; `back`: its pixels → points of the page shown.

    `clean`: the page without its seals, `seal`: the pixels that their ink was taken from.
    """

    gray: Picture
    clean: Picture
    seal: Mask
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
    shown, red = red_as_paper(colour, dots)
    gray = _even(shown, dots)
    clean, seal = without_seals(gray, red, dots)
    turn, size = _levelling(gray, dots)
    if turn is not None:
        gray, clean = (_turned(picture, turn, size, cv2.INTER_CUBIC) for picture in (gray, clean))
        seal = _turned(np.where(seal, 0, 255).astype(np.uint8), turn, size, cv2.INTER_NEAREST) == 0
    back = np.diag([1 / dots, 1 / dots, 1.0])
    return Page(gray, clean, seal, dots, back if turn is None else back @ np.linalg.inv(turn))


def _levelling(gray: Picture, dots: float) -> tuple[Turn | None, tuple[int, int]]:
    """The projection that makes a page level, and the width and height of the picture after it; None where it is."""
    height, width = gray.shape
    angle = _skew(gray, dots)
    turn = None
    if abs(angle) > 0.03:
        turn = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0), [0, 0, 1]])
    level = gray if turn is None else _turned(gray, turn, (width, height), cv2.INTER_LINEAR)
    straight = straightening(level, dots)
    if straight is None:
        return turn, (width, height)
    turn = straight if turn is None else straight @ turn
    corners = corners_under(turn, width, height)
    (left, top), (right, bottom) = ((corners[:2] / corners[2]).min(axis=1), (corners[:2] / corners[2]).max(axis=1))
    return np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]]) @ turn, (round(right - left), round(bottom - top))


def _turned(picture: Picture, turn: Turn, size: tuple[int, int], between: int) -> Picture:
    if (turn[2] == (0, 0, 1)).all():
        level = cv2.warpAffine(picture, turn[:2], size, flags=between, borderValue=255)
    else:
        level = cv2.warpPerspective(picture, turn, size, flags=between, borderValue=255)
    return np.asarray(level, dtype=np.uint8)


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
