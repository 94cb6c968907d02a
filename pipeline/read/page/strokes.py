"""Drawn shapes of a page → its ruling lines: strokes along an axis, and filled boxes thin enough to be lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pipeline.read.page.content import Content

_THIN: Final = 3.5
"""A filled shape no thicker than this (points) is drawn as a line; thicker is shading."""
_STRAIGHT: Final = 1.0
_SMALLEST: Final = 3.5
_LARGEST: Final = 40.0
"""Points: the height of a digit in print of 5 points, and the size of what is no character of a table any more."""


def add_stroke(content: Content, points: Sequence[tuple[float, float]]) -> None:
    """A stroked line of straight parts."""
    for (x0, y0), (x1, y1) in pairwise(points):
        _add_line(content, x0, y0, x1, y1)


def add_fill(content: Content, points: Sequence[tuple[float, float]]) -> None:
    """A filled shape: a line where it is thin, nothing where it is shading."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    if y1 - y0 <= _THIN and x1 - x0 > y1 - y0:
        _add_line(content, x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
    elif x1 - x0 <= _THIN and y1 - y0 > x1 - x0:
        _add_line(content, (x0 + x1) / 2, y0, (x0 + x1) / 2, y1)


def add_drawn(content: Content, points: Sequence[tuple[float, float]]) -> None:
    """An outline of many points: where it is as large as a character it may be one."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    if max(x1 - x0, y1 - y0) <= _LARGEST and y1 - y0 >= _SMALLEST:
        content.drawn.append((x0, y0, x1, y1))


def _add_line(content: Content, x0: float, y0: float, x1: float, y1: float) -> None:
    if abs(y1 - y0) <= _STRAIGHT < abs(x1 - x0):
        content.horizontal.append(((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
    elif abs(x1 - x0) <= _STRAIGHT < abs(y1 - y0):
        content.vertical.append(((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
