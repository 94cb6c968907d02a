"""Ruling lines in a level picture, by morphological opening with long thin elements, in points."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.read.ocr.engine import Picture
from pipeline.read.page.ruled import Rule

_DARK = 205
_SHORTEST = 14.0
"""Points: longer than the strokes of the text, shorter than the sides of the smallest cells."""
_THICKEST = 4.0
_STRAIGHT = 1.2
_SLOPE = 0.004
_WHOLE = 0.85
"""A line's pixels stand this near (points, and share of its length) to its middle, over this share of its length."""
_PALER, _TANGENT = 90, 50.0
"""Grey values and points: a line shorter than this and so much paler than the long ones is the edge of a stamp."""
_AROUND = 25.0
"""Points to both sides over which a line's edges are judged: more than a few strokes of characters beside it."""
_UNDER = 60.0
"""Points: as far as a line is followed under the solid part of a stamp."""
_CUT = 4.0
"""Points: a gap in a line no wider than this is where a stamp's ring was taken out."""
_CHARACTERS, _ENDS = 40.0, 3.0
"""Points: how wide a few characters are, and what is left out at a line's ends, where the rulings across it stand."""
_THROUGH, _FURTHER = 2.5, 10.0
"""Points: a stroke through a line goes so far on both sides; what goes further is a ruling across it."""
_UNEVEN = 35
"""Grey values: a tenth of a ruling is no more paler than the rest of it; between characters there is paper."""
_REACH = 1.5
_SMALLEST = 12.0
"""Points: a ruling may end this near the one across it; cells are no smaller than this."""
_STROKE = 14.0
"""Points: what stands out over the last line across by less is the stroke of a character that touches it."""
_WIDE, _PART, _SOLID = 150.0, 50.0, 0.95
"""Points: lines without any across are a table's rulings from this length on, shorter ones among such; and solid."""
_NARROWEST = 60.0
"""Points: no table is narrower."""
_LEVEL, _HANGING = 2.5, 3
"""Points, and lines: so many that end at one height hang down to a page break (or from it), however short they are."""
_CLOSE = 6.0
"""Points: no row is lower. A far shorter line so near to one that runs along all of it is the edge of its text."""
_FREE = 90.0
"""Points: a line longer than this may end anywhere (a page break leaves tables open); a shorter one is a ruling only
between two that cross it, else a stroke of a character or an underline.
"""


@dataclass(slots=True)
class Rules:
    """The ruling lines of a page in points, and `mask`: the pixels that they and other long lines cover.

    `free` are the horizontal lines that no vertical one crosses: those of tables ruled by horizontal lines only.
    """

    horizontal: list[Rule]
    vertical: list[Rule]
    free: list[Rule]
    mask: npt.NDArray[np.bool_]


@dataclass(slots=True)
class _Line:
    """A straight line: the rule, and its pixels as rows and columns of the picture."""

    rule: Rule
    pixels: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]


def find_rules(gray: Picture, dots: float) -> Rules:
    """The ruling lines of a level page."""
    rows, columns = _dark(_lines(gray, dots), gray), _dark(_lines(np.ascontiguousarray(gray.T), dots), gray.T)
    mask = np.zeros(gray.shape, dtype=bool)
    _cover(mask, [line for line in rows if _long(line)])
    _cover(mask.T, [line for line in columns if _long(line)])
    every = list(rows)
    rows, columns = _of_tables(rows, columns)
    count = 0
    while count != (count := len(rows) + len(columns)):
        rows = _anchored(rows, columns, [], dots)
        rows = [row for row in rows if not _is_stroke(row, [column.rule for column in columns], gray, dots)]
        columns = _anchored(columns, rows, _breaks(columns, rows), dots)
    rows, columns = _apart(rows), _apart(columns)
    _cover(mask, rows)
    _cover(mask.T, columns)
    free = _alone([line for line in every if all(line is not held for held in rows)], dots)
    _cover(mask, free)
    horizontal, vertical, alone = ([line.rule for line in lines] for lines in (rows, columns, free))
    return Rules(horizontal, vertical, alone, mask)


def long_lines(gray: Picture, dots: float) -> npt.NDArray[np.bool_]:
    """The pixels of dark lines that run level or upright, longer than any stroke of a seal, and thin."""
    ink = (gray < _DARK).astype(np.uint8)
    length, thick = round(_TANGENT * dots), round(_THICKEST * dots)
    found = np.zeros(gray.shape, dtype=bool)
    for along, across in (((1, length), (thick, 1)), ((length, 1), (1, thick))):
        opened = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(along, np.uint8)))
        broad = np.asarray(cv2.morphologyEx(opened, cv2.MORPH_OPEN, np.ones(across, np.uint8)))
        found |= (opened > 0) & (broad == 0)
    return found


def _alone(lines: list[_Line], dots: float) -> list[_Line]:
    """Lines as long as a table is wide, and shorter ones among them; without chains of strokes, which have gaps."""
    solid = [line for line in lines if np.unique(line.pixels[1]).size > _SOLID * dots * (line.rule[2] - line.rule[1])]
    wide = [line.rule for line in solid if line.rule[2] - line.rule[1] > _WIDE]
    return [
        line
        for line in solid
        if line.rule in wide
        or any(abs(line.rule[2] - end) < _REACH or line.rule[2] - line.rule[1] > _PART for _, _, end in wide)
    ]


def _of_tables(rows: list[_Line], columns: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    """Without the strokes of large characters: lines that touch each other, together narrower than a table."""
    groups: list[tuple[list[_Line], list[_Line]]] = []
    for row in rows:
        own = [column for column in columns if _touching(row.rule, [column.rule])]
        met = [group for group in groups if any(column is other for column in own for other in group[1])]
        groups = [group for group in groups if all(group is not other for other in met)]
        groups.append(([row, *(r for group in met for r in group[0])], [*own, *(c for group in met for c in group[1])]))
    wide = [group for group in groups if _width(*group) > _NARROWEST]
    kept = {id(line) for group in wide for lines in group for line in lines}
    return [row for row in rows if id(row) in kept], [column for column in columns if id(column) in kept]


def _width(rows: list[_Line], columns: list[_Line]) -> float:
    """How far from left to right lines reach together."""
    places = [place for row in rows for place in row.rule[1:]] + [column.rule[0] for column in columns]
    return max(places) - min(places)


def _cover(mask: npt.NDArray[np.bool_], lines: list[_Line]) -> None:
    for line in lines:
        mask[line.pixels] = True


def _dark(lines: list[_Line], gray: Picture) -> list[_Line]:
    """Without the edges of stamps and watermarks."""
    shades = [float(np.percentile(gray[line.pixels], 25)) for line in lines]
    long = [shade for line, shade in zip(lines, shades, strict=True) if _long(line)]
    darkest = float(np.median(long)) + _PALER if long else 255.0
    return [
        line
        for line, shade in zip(lines, shades, strict=True)
        if line.rule[2] - line.rule[1] > _TANGENT or shade <= darkest
    ]


def _long(line: _Line) -> bool:
    return line.rule[2] - line.rule[1] > _FREE


def _lines(gray: Picture, dots: float) -> list[_Line]:
    """Straight horizontal lines."""
    ink = (gray < _DARK).astype(np.uint8)
    length = max(12, round(_SHORTEST * dots))
    bridged = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    opened = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    thick = cv2.morphologyEx(opened, cv2.MORPH_OPEN, np.ones((round(2 * _THICKEST * dots), 1), np.uint8))
    opened[thick > 0] = 0
    joined = cv2.dilate(opened, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for label in range(1, count):
        x, y, width, height, _ = stats[label].tolist()
        part = slice(y, y + height), slice(x, x + width)
        line = _straight((labels[part] == label) & (opened[part] > 0), dots)
        if line is not None:
            at, rows, columns = line
            rule = ((y + at + 0.5) / dots, (x + int(columns.min())) / dots, (x + int(columns.max()) + 1) / dots)
            found.append(_Line(rule, (y + rows, x + columns)))
    return [line for line in _bridged(found, ink, dots) if not _is_stroke(line, [], gray, dots)]


def _is_stroke(line: _Line, across: list[Rule], gray: Picture, dots: float) -> bool:
    """Whether a line is strokes of characters in narrow columns, and no ruling.

    Between most pairs of lines across it, and no wider than a few characters there, another stroke goes through it,
    as in 年, or it is paler in between than a ruling is; the latter says nothing where no lines across are known yet.
    """
    at, start, end = line.rule
    inner = [place for place in sorted(_touching(line.rule, across)) if start < place < end]
    pieces = [(a, b) for a, b in pairwise([start, *inner, end]) if b - a > 2 * _ENDS]
    if not pieces or any(b - a > _CHARACTERS for a, b in pieces):
        return False
    half = np.unique(line.pixels[0]).size / 2 / dots
    strokes = sum(
        _is_crossed(at, half, piece, gray, dots) or (bool(across) and _is_uneven(at, piece, gray, dots))
        for piece in pieces
    )
    return 2 * strokes > len(pieces)


def _is_uneven(at: float, piece: tuple[float, float], gray: Picture, dots: float) -> bool:
    part = slice(round((piece[0] + _ENDS) * dots), round((piece[1] - _ENDS) * dots))
    around = gray[max(0, round((at - _STRAIGHT) * dots)) : round((at + _STRAIGHT) * dots) + 1, part]
    if not around.size:
        return False
    usual, palest = np.percentile(around.min(axis=0), (50, 90))
    return bool(palest - usual > _UNEVEN)


def _is_crossed(at: float, half: float, piece: tuple[float, float], gray: Picture, dots: float) -> bool:
    near, far = round(_THROUGH * dots), round(_FURTHER * dots)
    top, bottom = max(0, round((at - half) * dots) - far), round((at + half) * dots) + far
    part = slice(round((piece[0] + _ENDS) * dots), round((piece[1] - _ENDS) * dots))
    around = (gray[top:bottom, part] < _DARK).astype(np.uint8)
    if not around.size:
        return False
    first, last = round((at - half) * dots) - top, bottom - top - far
    aslant = cv2.dilate(around, np.ones((1, 3), np.uint8))
    through = around[max(0, first - near) : first].all(axis=0) & around[last : last + near].all(axis=0)
    ruled = aslant[:first].all(axis=0) | aslant[last:].all(axis=0)
    return bool((through & ~ruled).any())


def _bridged(lines: list[_Line], ink: Picture, dots: float) -> list[_Line]:
    """Pieces of one line as one where ink leads from one to the other: a stamp lies over it."""
    found: list[_Line] = []
    for line in sorted(lines, key=lambda line: line.rule[1]):
        at, start, end = line.rule
        for index, (other, first, last) in enumerate(before.rule for before in found):
            row, left, right = round((at + other) / 2 * dots), round(last * dots), round(start * dots)
            if abs(at - other) <= _STRAIGHT and 0 < right - left <= _UNDER * dots:
                between = ink[max(0, row - 2) : row + 2, left:right]
                if right - left <= _CUT * dots or between.any(axis=0).mean() > _WHOLE:
                    pixels = found[index].pixels
                    both = (np.concatenate([pixels[0], line.pixels[0]]), np.concatenate([pixels[1], line.pixels[1]]))
                    found[index] = _Line((other, first, max(last, end)), both)
                    break
        else:
            found.append(line)
    return found


def _straight(
    pixels: npt.NDArray[np.bool_], dots: float
) -> tuple[float, npt.NDArray[np.intp], npt.NDArray[np.intp]] | None:
    """The middle of a line, and its pixels without what touches it; None where it is a chain of strokes."""
    rows, columns = np.nonzero(pixels)
    at = float(np.median(rows))
    near = np.abs(rows - at) <= _STRAIGHT * dots + _SLOPE * pixels.shape[1]
    rows, columns = rows[near], columns[near]
    covered = np.unique(columns).size
    if covered < _WHOLE * pixels.shape[1] or rows.size > _THICKEST * dots * covered:
        return None
    own = _own(rows, columns, pixels.shape, dots)
    return float(np.median(rows)), rows[own], columns[own]


def _own(
    rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], shape: tuple[int, ...], dots: float
) -> npt.NDArray[np.bool_]:
    """Which pixels are the line's own: those between its usual edges near by, not tops of characters close to it."""
    found: npt.NDArray[np.bool_] = np.ones(rows.size, dtype=bool)
    around = 2 * round(_AROUND * dots) + 1
    if shape[0] > 255 or shape[1] < around:
        return found
    upper, lower = np.full(shape[1], 255), np.zeros(shape[1], dtype=int)
    np.minimum.at(upper, columns, rows)
    np.maximum.at(lower, columns, rows)
    there = upper <= lower
    for edge, side in ((upper, 1), (lower, -1)):
        usual = cv2.medianBlur(edge[there].astype(np.uint8)[None], around)[0].astype(int)
        limit = np.zeros(shape[1], dtype=int)
        limit[there] = usual - side
        found &= side * (rows - limit[columns]) >= 0
    return found


def _apart(lines: list[_Line]) -> list[_Line]:
    """Without lines that a far longer one close by runs along: they are chains of strokes, which touch rulings."""

    def beside(line: _Line, other: _Line) -> bool:
        (at, start, end), (place, first, last) = line.rule, other.rule
        within = first - _REACH <= start and end <= last + _REACH
        return within and _STRAIGHT < abs(at - place) < _CLOSE and 2 * (end - start) < last - first

    return [line for line in lines if not any(beside(line, other) for other in lines)]


def _anchored(lines: list[_Line], across: list[_Line], breaks: list[float], dots: float) -> list[_Line]:
    rules = [other.rule for other in across]
    return [held for line in lines if (held := _held(line, rules, breaks, dots)) is not None]


def _breaks(columns: list[_Line], rows: list[_Line]) -> list[float]:
    """The heights at which a page break cut a table: several lines from its last ruling on end there, beside others.

    That ruling is long, and they begin at it; strokes of a title's large characters cross each other.
    """
    rows = [row for row in rows if _long(row)]
    free = []
    for column in columns:
        at, start, end = column.rule
        touching = _touching(column.rule, [row.rule for row in rows])
        off = [min((abs(place - other) for other in touching), default=0.0) for place in (start, end)]
        if len(touching) > 1 or min(off) <= _REACH:
            free += [place for place, far in zip((start, end), off, strict=True) if far > _STROKE]
    return [place for place in free if sum(abs(place - other) <= _LEVEL for other in free) >= _HANGING]


def _touching(rule: Rule, across: list[Rule]) -> list[float]:
    """Where lines across stand on or beside a line."""
    at, start, end = rule
    return [
        place
        for place, first, last in across
        if first - _REACH <= at <= last + _REACH and start - _REACH <= place <= end + _REACH
    ]


def _held(line: _Line, across: list[Rule], breaks: list[float], dots: float) -> _Line | None:
    """The line between the outermost lines that cross it; a long one may run on to where a page break left it open."""
    at, start, end = line.rule
    touching = _touching(line.rule, across)
    if end - start > _FREE or (touching and any(min(abs(start - y), abs(end - y)) <= _LEVEL for y in breaks)):
        return line if touching else None
    if not touching or max(touching) - min(touching) < _SMALLEST:
        return None
    first = min(touching) - _REACH if 0 < min(touching) - start < _STROKE else start
    last = max(touching) + _REACH if 0 < end - max(touching) < _STROKE else end
    kept = (line.pixels[1] >= first * dots) & (line.pixels[1] <= last * dots)
    return _Line((at, first, last), (line.pixels[0][kept], line.pixels[1][kept]))
