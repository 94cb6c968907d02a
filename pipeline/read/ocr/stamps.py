"""Seals over a page's print, taken out of it: red ink, or a ring of one shade of grey where a scan lost the colour.

Their ink lets the print under it show, so what is darker than the seal's own shade is print, the rest paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.ocr.engine import Picture

Colour = npt.NDArray[np.uint8]
"""Red, green, blue of shape (height, width, 3)."""
Mask = npt.NDArray[np.bool_]
Points = npt.NDArray[np.float64]

_SMALLEST = 45.0
"""Points: red ink that is larger both ways is a seal (the smallest official ones are 30 mm), not printed text."""
_RED = 40
_RADII = (22, 85)
"""Points: the radii of seals, with room for pages that are shown smaller or larger than they are."""
_ROUND = 0.9
"""Share of the directions from its middle in which a ring has ink: all but those where rulings cross it."""
_RING = 1.5
_DIRECTIONS = 72
_DARK, _APART, _LIGHT = 100, 50, 190
"""Grey values: print is darker than the first; a seal is paler than print by the second, and darker than the third."""
_SPREAD = 2.5
"""Ink of a seal is this many standard deviations about its shade."""
_PRINT = 0.6
"""Print has a pixel darker than this share of the way from the page's black to the seal's shade."""
_STROKE = 3.0
"""Points: within this distance a mark of print has such a pixel."""
_PAPER = 255
_NEAR, _BESIDE = np.ones((3, 3), np.uint8), np.ones((5, 5), np.uint8)


@dataclass(slots=True)
class _Seal:
    """The rows and columns that a seal covers, its outline there, and the pixels that are surely its ink."""

    part: tuple[slice, slice]
    inside: Mask
    ink: Mask
    is_red: bool


def red_as_paper(colour: Colour, dots: float) -> tuple[Picture, Mask]:
    """Grey values, inside red seals those of the red channel, in which their ink is nearly paper; and the red ink."""
    gray: Picture = np.array(cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    red = colour[:, :, 0]
    inked = (red.astype(np.int16) - np.maximum(colour[:, :, 1], colour[:, :, 2])) > _RED
    found = np.zeros(gray.shape, dtype=bool)
    for part in _large(inked, dots):
        gray[part] = np.maximum(gray[part], red[part])
        found[part] = inked[part]
    return gray, found


def without_seals(gray: Picture, red: Mask, dots: float) -> tuple[Picture, Mask]:
    """The evenly lit page without its seals, and the pixels that were taken for their ink."""
    clean, covered = gray.copy(), np.zeros(gray.shape, dtype=bool)
    dark = gray[gray < _DARK]
    black = float(np.percentile(dark, 25)) if dark.size else 0.0
    for seal in [*_red_seals(red, dots), *_grey_seals(gray, black, dots)]:
        own = gray[seal.part]
        shade, spread = _shade(own[seal.ink])
        edge = shade - _SPREAD * spread
        if edge < black + _APART:
            continue
        print_ = _print(own, seal.inside & (own < edge), black + _PRINT * (shade - black), round(_STROKE * dots))
        around = cv2.dilate(print_.astype(np.uint8), _NEAR) > 0
        lifted = np.clip((own - black) * (_PAPER / (shade - black)), own, _PAPER).astype(np.uint8)
        kept = lifted if seal.is_red else np.where(print_, own, np.where(around, lifted, _PAPER))
        clean[seal.part] = np.where(seal.inside, kept, clean[seal.part])
        inked = seal.inside & ~around & (own < (shade + _PAPER) / 2)
        covered[seal.part] |= cv2.morphologyEx(inked.astype(np.uint8), cv2.MORPH_OPEN, _NEAR) > 0
    return clean, covered


def on_print(seal: Mask, ink: Picture) -> Mask:
    """The pixels of a seal on or beside print."""
    found: Mask = seal & (cv2.dilate(ink, np.ones((7, 7), np.uint8)) > 0)
    return found


def _print(gray: Picture, dark: Mask, darkest: float, reach: int) -> Mask:
    """Of the dark pixels those of marks that are as dark as print somewhere near; others are the seal's own edges."""
    near = cv2.dilate((dark & (gray < darkest)).astype(np.uint8), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    dark = dark & (near > 0)
    count, labels = cv2.connectedComponents(dark.astype(np.uint8))
    least = np.full(count, 255, dtype=np.uint8)
    np.minimum.at(least, labels.ravel().astype(np.intp), gray.ravel())
    found: Mask = dark & (least[labels] < darkest)
    return found


def _shade(ink: Picture) -> tuple[float, float]:
    """The seal's grey value and how far its pixels stray from it, whatever print and paper is among them."""
    shade = float(np.median(ink))
    return shade, max(8.0, 1.48 * float(np.median(np.abs(ink - shade))))


def _large(red: Mask, dots: float) -> Iterator[tuple[slice, slice]]:
    """The rows and columns of red ink that is as large as a seal."""
    joined = cv2.dilate(red.astype(np.uint8), np.ones((9, 9), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    for x, y, w, h, _ in stats[1:].tolist():
        if min(w, h) > _SMALLEST * dots:
            yield slice(y, y + h), slice(x, x + w)


def _red_seals(red: Mask, dots: float) -> Iterator[_Seal]:
    for part in _large(red, dots):
        ink = cv2.erode(red[part].astype(np.uint8), _NEAR) > 0
        if ink.any():
            yield _Seal(part, cv2.dilate(red[part].astype(np.uint8), _BESIDE) > 0, ink, is_red=True)


def _grey_seals(gray: Picture, black: float, dots: float) -> Iterator[_Seal]:
    """Rings of one shade, paler than print; the strokes of letters are too thin to be seen here."""
    size = max(3, round(dots) | 1)
    middle = ((gray > black + _APART) & (gray < _LIGHT)).astype(np.uint8)
    element = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    broad = np.asarray(cv2.morphologyEx(middle, cv2.MORPH_OPEN, element), dtype=np.uint8)
    small = cv2.resize(broad * 255, None, fx=1 / dots, fy=1 / dots, interpolation=cv2.INTER_AREA)
    circles = cv2.HoughCircles(
        small, cv2.HOUGH_GRADIENT, 1.5, 40, param1=100, param2=25, minRadius=_RADII[0], maxRadius=_RADII[1]
    )
    rows, columns = np.nonzero(broad)
    for circle in [] if circles is None else circles[0].tolist():
        x, y, radius = _fitted(columns / dots, rows / dots, circle)
        across, down = columns / dots - x, rows / dots - y
        on_it = np.abs(np.hypot(across, down) - radius) < _RING
        if _share(np.arctan2(down[on_it], across[on_it])) >= _ROUND:
            yield _disc(broad, x * dots, y * dots, radius * dots, _RING * dots)


def _fitted(columns: Points, rows: Points, circle: list[float]) -> list[float]:
    """The circle moved to the ink around it: least squares (Kåsa 1976), each time of nearer points."""
    for reach in (6.0, 4.0, 2.0):
        x, y, radius = circle
        near = np.abs(np.hypot(columns - x, rows - y) - radius) < reach
        if np.count_nonzero(near) < _DIRECTIONS:
            return circle
        across, down = columns[near], rows[near]
        terms = np.column_stack([2 * across, 2 * down, np.ones(across.size)])
        (x, y, rest), *_ = np.linalg.lstsq(terms, across**2 + down**2)
        circle = [float(x), float(y), float(np.sqrt(max(0.0, rest + x * x + y * y)))]
    return circle


def _share(turn: Points) -> float:
    sectors = ((turn + np.pi) / (2 * np.pi) * _DIRECTIONS).astype(int)
    return np.unique(sectors).size / _DIRECTIONS


def _disc(broad: Picture, x: float, y: float, radius: float, ring: float) -> _Seal:
    reach = radius + 2 * ring
    part = (
        slice(max(0, int(y - reach)), int(y + reach) + 1),
        slice(max(0, int(x - reach)), int(x + reach) + 1),
    )
    own = broad[part]
    rows, columns = np.ogrid[: own.shape[0], : own.shape[1]]
    away = np.hypot(rows + part[0].start - y, columns + part[1].start - x)
    return _Seal(part, away <= reach, (own > 0) & (np.abs(away - radius) <= ring), is_red=False)
