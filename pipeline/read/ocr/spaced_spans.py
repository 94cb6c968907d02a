"""Cells over several columns of a heading in a picture → the columns that each of them spans, where that is clear."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pipeline.read.ocr.spaced_columns import CENTRED, PLACES, Column, Place, off_place, parted
from pipeline.read.page.chunks import Chunk
from pipeline.read.page.ruled import Rule

_LEVEL = 0.5
_AS_GOOD = 0.3
"""Heights of a character: ways that differ by less are as good."""
_MOST_WAYS = 20_000

_Ranges = list[tuple[int, int]]


@dataclass(slots=True)
class Upper:
    """A cell over several columns: `first` to `last`, in a row of the heading above that of the columns' own."""

    word: Chunk
    level: int = 0
    first: int = -1
    last: int = -1


def without_title(uppers: list[Upper], columns: list[Column], size: float) -> list[Upper]:
    """Without a line above all that stands over no columns: it is the table's title, and stays a line of the page."""
    top = min((upper.word.y for upper in uppers), default=0.0)
    if not uppers or any(column.top < top + size for column in columns if column.lines):
        return uppers
    first = [upper for upper in uppers if upper.word.y < top + _LEVEL * size]
    word = first[0].word
    places = [
        off_place(word, columns, start, end) for start in range(len(columns)) for end in range(start, len(columns))
    ]
    return uppers[:-1] if len(first) == 1 and min(places) > CENTRED * size else uppers


def number_levels(uppers: list[Upper], size: float) -> None:
    """Numbers the rows of the spanning cells from the top."""
    level, before = -1, float("-inf")
    for upper in sorted(uppers, key=lambda upper: upper.word.y):
        if upper.word.y - before > _LEVEL * size:
            level, before = level + 1, upper.word.y
        upper.level = level


def spanned(uppers: list[Upper], columns: list[Column], size: float, rules: Sequence[Rule]) -> bool:
    """Gives the spanning cells their columns; False where they fit in two ways.

    All of them share the middle of their columns, or the left edge, or the right.
    """
    fits = []
    for place in PLACES:
        levels = _levels(uppers, columns, size, rules, place)
        if levels is not None:
            fits.append((_set(columns, place), levels))
    fullest = max((_width(levels) for _, levels in fits), default=0)
    full = [(off, levels) for off, levels in fits if _width(levels) == fullest]
    best = min((off for off, _ in full), default=0.0)
    good = [levels for off, levels in full if off <= best + _AS_GOOD * size]
    if not good or any(levels != good[0] for levels in good):
        return False
    for upper, (first, last) in zip(sorted(uppers, key=_reading_order), good[0], strict=True):
        upper.first, upper.last = first, last
    return True


def _reading_order(upper: Upper) -> tuple[int, float]:
    return upper.level, upper.word.x0


def _set(columns: list[Column], place: Place) -> float:
    """How far the headings of columns stand off the numbers below them, by one of their edges or their middle."""
    return statistics.median(
        abs(place((column.lines[0].x0, column.lines[0].x1)) - place(column.numbers)) for column in columns
    )


def _levels(
    uppers: list[Upper], columns: list[Column], size: float, rules: Sequence[Rule], place: Place
) -> _Ranges | None:
    """The columns of all spanning cells, row by row; None where a row fits in no way, or in two."""
    found: _Ranges = []
    outer: _Ranges = []
    for level in sorted({upper.level for upper in uppers}):
        own = sorted((upper.word for upper in uppers if upper.level == level), key=lambda word: word.x0)
        y = statistics.fmean(word.y for word in own)
        is_open = [not _closed(column, y, size, rules) for column in columns]
        tried = list(islice(_ways(own, 0, is_open, columns, size, place), _MOST_WAYS))
        ways = [(off, ranges) for off, ranges in tried if all(_within(one, outer) for one in ranges)]
        best = min((off for off, _ in ways), default=0.0)
        good = [ranges for off, ranges in ways if off <= best + _AS_GOOD * size]
        widest = max(map(_width, good), default=0)
        full = [ranges for ranges in good if _width(ranges) == widest]
        if len(full) != 1 or len(tried) == _MOST_WAYS:
            return None
        outer = full[0]
        found += outer
    return found


def _width(ranges: list[tuple[int, int]]) -> int:
    return sum(last - first + 1 for first, last in ranges)


def _within(found: tuple[int, int], outer: list[tuple[int, int]]) -> bool:
    """Whether a range lies in one of those above it, or in none."""
    return all(found[1] < first or found[0] > last or (first <= found[0] and found[1] <= last) for first, last in outer)


def _closed(column: Column, y: float, size: float, rules: Sequence[Rule]) -> bool:
    """Whether a column's own heading reaches up to a row of spanning cells, or no line parts it from that row."""
    bottom = max(line.y for line in column.lines)
    if any(y < at < bottom for at, _, _ in rules):
        return not parted(rules, column.x, y, bottom)
    return column.top < y + 0.6 * size


def _ways(
    words: list[Chunk],
    start: int,
    is_open: list[bool],
    columns: list[Column],
    size: float,
    place: Place,
) -> Iterator[tuple[float, _Ranges]]:
    """All ways to give neighbouring words neighbouring columns: how far the worst stands off, and the ranges."""
    if not words:
        yield 0.0, []
        return
    for first in range(start, len(columns)):
        for last in range(first, len(columns)):
            if not is_open[last]:
                break
            off = off_place(words[0], columns, first, last, place)
            if off <= CENTRED * size:
                for others, ranges in _ways(words[1:], last + 1, is_open, columns, size, place):
                    yield max(off, others), [(first, last), *ranges]
