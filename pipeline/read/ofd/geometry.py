"""Numbers of OFD (GB/T 33190-2016): arrays with repeats, boxes, matrices, colours, abbreviated path data."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_MOST_NUMBERS = 200_000
_POINTS = {"S": 1, "M": 1, "L": 1, "Q": 2, "B": 3}
_CURVED = frozenset("QBA")
_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


def number(text: str | None, otherwise: float = 0.0) -> float:
    """A finite number, `otherwise` where there is none."""
    try:
        found = float(text or "")
    except ValueError:
        return otherwise
    return found if math.isfinite(found) else otherwise


def numbers(text: str | None) -> list[float]:
    """An ST_Array; `g 3 2.5` stands for `2.5 2.5 2.5`."""
    found: list[float] = []
    parts = iter((text or "").split())
    for part in parts:
        if part == "g":
            count = int(number(next(parts, "")))
            found.extend([number(next(parts, ""))] * max(0, min(count, _MOST_NUMBERS - len(found))))
        else:
            found.append(number(part))
    return found


def box(text: str | None) -> tuple[float, float, float, float] | None:
    """An ST_Box: x, y, width, height; None where it is not four numbers."""
    found = numbers(text)
    return (found[0], found[1], found[2], found[3]) if len(found) == 4 else None


def matrix(text: str | None) -> Matrix:
    """A CTM; the unit matrix where it is not six numbers."""
    found = numbers(text)
    return (found[0], found[1], found[2], found[3], found[4], found[5]) if len(found) == 6 else UNIT


def combined(inner: Matrix, outer: Matrix) -> Matrix:
    """First `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def moved(x: float, y: float) -> Matrix:
    """The matrix of a shift."""
    return (1.0, 0.0, 0.0, 1.0, x, y)


def apply(m: Matrix, x: float, y: float) -> Point:
    """The point under the matrix."""
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def luminance(values: str | None) -> float:
    """The darkest channel of a colour, 0 to 255: grey, RGB or CMYK by the count of its values, `#` for hexadecimal."""
    parts = [
        float(int(part[1:], 16)) if re.fullmatch(r"#[0-9A-Fa-f]{1,4}", part) else number(part)
        for part in (values or "").split()
    ]
    if len(parts) == 4:
        return min(255.0 - min(255.0, part + parts[3]) for part in parts[:3])
    return min(parts) if parts else 0.0


def subpaths(data: str, m: Matrix) -> Iterator[tuple[list[Point], bool]]:
    """The lines of abbreviated path data on the page, and whether any of their parts is curved."""
    points: list[Point] = []
    curved = False
    tokens = iter(_TOKEN.findall(data))
    for command in tokens:
        if command in "SM" and len(points) > 1:
            yield points, curved
        if command in "SM":
            points, curved = [], False
        curved = curved or command in _CURVED
        if command == "C":
            points.extend(points[:1])
        elif command == "A":
            *_, x, y = [number(next(tokens, "")) for _ in range(7)]
            points.append(apply(m, x, y))
        else:
            for _ in range(_POINTS.get(command, 0)):
                x, y = number(next(tokens, "")), number(next(tokens, ""))
                points.append(apply(m, x, y))
    if len(points) > 1:
        yield points, curved
