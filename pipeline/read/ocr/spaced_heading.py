"""Words over the columns of a picture's table → the heading's cells, each with the columns that it spans.

Nothing but places tells them: a word between the borders of one column belongs to it, from the lowest line up as far as
lines follow each other; what runs over borders spans the columns of which it is the middle (or whose edge it shares).
Where that is not clear there is no heading.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.read.page.chunks import Chunk
from pipeline.read.page.drawn_heading import Band, DrawnHeading, HeadingCell
from pipeline.read.page.printed_cells import PrintedCell
from pipeline.read.page.ruled import Rule

_APART = -0.15
"""Heights of a character: headings of neighbouring columns do not lie further over each other than this."""
_TOUCHING, _ASIDE, _SET_APART = 0.05, 0.15, 1.4
_BRACKETED = 1.6
_ROUND = str.maketrans("（）", "()")
_LEVEL = 0.5
_ALIKE = 0.15
"""Heights of a character by which cells of one row may differ in their top or middle."""
_CENTRED = 0.8
"""Heights of a character by which a spanning cell may stand off the middle or the edge of its columns."""
_AS_GOOD = 0.3


_Ranges = list[tuple[int, int]]


@dataclass(slots=True)
class _Column:
    """One column: its numbers, what is printed in it, and the lines of its own heading from the lowest up."""

    band: Band
    lines: list[Chunk] = field(default_factory=list)
    numbers: Band = (0.0, 0.0)

    def __post_init__(self) -> None:
        self.numbers = self.band

    def add(self, word: Chunk) -> None:
        self.lines.append(word)
        self.band = (min(self.band[0], word.x0), max(self.band[1], word.x1))

    @property
    def top(self) -> float:
        """The middle of its highest line."""
        return min(line.y for line in self.lines)

    @property
    def middle(self) -> float:
        return (self.top + max(line.y for line in self.lines)) / 2

    @property
    def x(self) -> float:
        return (self.band[0] + self.band[1]) / 2


@dataclass(slots=True)
class _Upper:
    """A cell over several columns: `first` to `last`, in a row of the heading above that of the columns' own."""

    word: Chunk
    level: int = 0
    first: int = -1
    last: int = -1


def parted(rules: Sequence[Rule], x: float, above: float, below: float) -> bool:
    """Whether a horizontal line stands at `x` between two heights."""
    return any(above < y < below and x0 <= x <= x1 for y, x0, x1 in rules)


def spaced_heading(
    lines: list[list[Chunk]], bands: Sequence[Band], border: float, pitch: float, rules: Sequence[Rule]
) -> tuple[DrawnHeading, list[Chunk]] | None:
    """The heading over columns of values, and the words left of them that stand below it: labels of the first row.

    `border`: where the row labels end; `pitch`: from line to line within a cell at most, in points. None where a word's
    columns are not clear.
    """
    columns = [_Column(band) for band in bands]
    words = [
        part
        for line in lines
        for word in _closing(_evened(line, bands))
        for beside in _beside_labels(word, bands[0], border)
        for part in _parts(beside, bands)
    ]
    size = statistics.median([word.chars[0].size for word in words]) if words else 1.0
    asides, uppers = [], []
    for word in sorted(words, key=lambda word: (-word.y, word.x0)):
        if word.x1 <= columns[0].band[0] + 1:
            asides.append(word)
        elif not _owned(word, words, columns, size, pitch, rules):
            if _overlapped(word, columns):
                uppers.append(_Upper(word))
            elif not _new_column(word, columns, size):
                return None
    if not any(column.lines for column in columns):
        return None if uppers else (DrawnHeading([column.band for column in columns]), asides)
    if any(not column.lines for column in columns):
        return None
    uppers = _without_title(uppers, columns, size)
    _level(uppers, size)
    if not _spanned(uppers, columns, size, rules):
        return None
    lowest = max((line.y for column in columns for line in column.lines), default=0.0)
    waiting = [word for word in asides if word.y > lowest + _LEVEL * size]
    corner = [word for word in asides if word.y <= lowest + _LEVEL * size]
    return _heading(columns, uppers, corner), waiting


def _closing(line: list[Chunk]) -> list[Chunk]:
    """Words joined over a gap within brackets, where a mark was too small to be seen."""
    found: list[Chunk] = []
    for word in line:
        text = found[-1].text.translate(_ROUND) if found else ""
        size = word.chars[0].size
        if text.count("(") > text.count(")") and word.x0 - found[-1].x1 < _BRACKETED * size:
            found[-1] = Chunk([*found[-1].chars, *word.chars])
        else:
            found.append(word)
    return found


def _parts(word: Chunk, bands: Sequence[Band]) -> list[Chunk]:
    """The headings of neighbouring columns that nearly touch: cut where the widest gap between two columns is."""
    under = [band for band in bands if min(word.x1, band[1]) > max(word.x0, band[0])]
    gaps = [right.x0 - left.x1 for left, right in pairwise(word.chars)]
    cuts: list[int] = []
    for left, right in pairwise(under):
        between = [
            index
            for index in range(cuts[-1] + 1 if cuts else 0, len(gaps))
            if word.chars[index].x1 > left[0] and word.chars[index + 1].x0 < right[1]
        ]
        if not between:
            return [word]
        cuts.append(max(between, key=lambda index: gaps[index]))
    others = [gap for index, gap in enumerate(gaps) if index not in cuts]
    size = word.chars[0].size
    if not cuts or min(gaps[cut] for cut in cuts) < max(others, default=0.0) + _TOUCHING * size:
        return [word]
    ends = [0, *(cut + 1 for cut in cuts), len(word.chars)]
    parts = [Chunk(word.chars[start:end]) for start, end in pairwise(ends)]
    off = min(
        max(abs(place((part.x0, part.x1)) - place(band)) for part, band in zip(parts, under, strict=True))
        for place in _PLACES
    )
    return parts if off < _CENTRED * size else [word]


def _beside_labels(word: Chunk, band: Band, border: float) -> list[Chunk]:
    """A word over the row labels and the first column, cut at the gap where the labels end."""
    size = word.chars[0].size
    gaps = [
        (right.x0 - left.x1, index)
        for index, (left, right) in enumerate(pairwise(word.chars), start=1)
        if left.x1 < band[0] and right.x0 > border - size / 2
    ]
    gap, index = max(gaps, default=(0.0, 0))
    if word.x0 >= border or word.x1 <= band[0] or gap < _ASIDE * size:
        return [word]
    return [Chunk(word.chars[:index]), Chunk(word.chars[index:])]


def _evened(line: list[Chunk], bands: Sequence[Band]) -> list[Chunk]:
    """Characters set apart evenly as one word; not where each stands over a column of its own."""
    found: list[list[Chunk]] = []
    for word in line:
        before = found[-1] if found else []
        size = word.chars[0].size
        gap = word.x0 - before[-1].x1 if before else 0.0
        alone = len(word.chars) == 1 and all(len(other.chars) == 1 for other in before)
        even = len(before) < 2 or abs(gap - (before[-1].x0 - before[-2].x1)) < _ALIKE * size
        if before and alone and even and gap < _SET_APART * size:
            before.append(word)
        else:
            found.append([word])
    return [
        part
        for words in found
        for part in ([Chunk([word.chars[0] for word in words])] if len(words) > 1 and not _each(words, bands) else words)
    ]


def _each(words: list[Chunk], bands: Sequence[Band]) -> bool:
    """Whether each word stands over a column of its own."""
    under = [next((i for i, band in enumerate(bands) if word.x0 < band[1] and word.x1 > band[0]), -1) for word in words]
    return -1 not in under and len(set(under)) == len(under)


def _owned(
    word: Chunk, words: list[Chunk], columns: list[_Column], size: float, pitch: float, rules: Sequence[Rule]
) -> bool:
    """Gives a word to the one column over which it stands clear of the neighbours, if its lines go on up to it."""
    for index, column in enumerate(columns):
        if min(word.x1, column.band[1]) <= max(word.x0, column.band[0]) or not _clear(word, index, columns, size):
            continue
        if not column.lines:
            column.add(word)
            return True
        beside = abs(word.y - column.lines[-1].y) < _LEVEL * size
        near = column.top - word.y <= pitch and not parted(rules, word.x, word.y, column.top)
        set_alike = _off(word, columns, index, index) < _CENTRED * size
        if beside or (near and set_alike and not _stands_over(word, words, index, columns, size)):
            column.add(word)
            return True
    return False


def _clear(word: Chunk, index: int, columns: list[_Column], size: float) -> bool:
    """Whether paper parts a word from what stands in the neighbouring columns."""
    beside = [columns[i] for i in (index - 1, index + 1) if 0 <= i < len(columns)]
    least = [_APART * size if column.lines else 0.0 for column in beside]
    return all(
        word.x0 - column.band[1] > gap or column.band[0] - word.x1 > gap
        for column, gap in zip(beside, least, strict=True)
    )


def _stands_over(word: Chunk, words: list[Chunk], index: int, columns: list[_Column], size: float) -> bool:
    """Whether a column's own heading is one row with its neighbours' only without the word."""
    column = columns[index]
    level = [other for other in words if other is not word and abs(other.y - word.y) < _LEVEL * size]
    beside = [columns[i] for i in (index - 1, index + 1) if 0 <= i < len(columns) and columns[i].lines]
    if any(min(w.x1, other.band[1]) > max(w.x0, other.band[0]) for w in level for other in beside):
        return False
    bottom = max(line.y for line in column.lines)

    def alike(top: float) -> bool:
        middle = (top + bottom) / 2
        return any(
            abs(top - other.top) < _ALIKE * size or abs(middle - other.middle) < _ALIKE * size for other in beside
        )

    return bool(beside) and alike(column.top) and not alike(word.y)


def _overlapped(word: Chunk, columns: list[_Column]) -> bool:
    return any(min(word.x1, column.band[1]) > max(word.x0, column.band[0]) for column in columns)


def _new_column(word: Chunk, columns: list[_Column], size: float) -> bool:
    """Adds a column without values: its heading stands beside those of its neighbours."""
    place = sum(column.band[0] < word.x0 for column in columns)
    beside = [column for column in columns[max(0, place - 1) : place + 1] if column.lines]
    if not beside or not any(abs(word.y - line.y) < _LEVEL * size for column in beside for line in column.lines):
        if any(column.lines for column in columns):
            return False
    columns.insert(place, _Column((word.x0, word.x1), [word]))
    return True


def _without_title(uppers: list[_Upper], columns: list[_Column], size: float) -> list[_Upper]:
    """Without a line above all that stands over no columns: it is the table's title, and stays a line of the page."""
    top = min((upper.word.y for upper in uppers), default=0.0)
    if not uppers or any(column.top < top + size for column in columns if column.lines):
        return uppers
    first = [upper for upper in uppers if upper.word.y < top + _LEVEL * size]
    word = first[0].word
    places = [
        _off(word, columns, start, end) for start in range(len(columns)) for end in range(start, len(columns))
    ]
    return uppers[:-1] if len(first) == 1 and min(places) > _CENTRED * size else uppers


def _level(uppers: list[_Upper], size: float) -> None:
    """Numbers the rows of the spanning cells from the top."""
    level, before = -1, float("-inf")
    for upper in sorted(uppers, key=lambda upper: upper.word.y):
        if upper.word.y - before > _LEVEL * size:
            level, before = level + 1, upper.word.y
        upper.level = level


def _spanned(uppers: list[_Upper], columns: list[_Column], size: float, rules: Sequence[Rule]) -> bool:
    """Gives the spanning cells their columns; False where they fit in two ways.

    All of them share the middle of their columns, or the left edge, or the right.
    """
    fits = []
    for place in _PLACES:
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


def _reading_order(upper: _Upper) -> tuple[int, float]:
    return upper.level, upper.word.x0


def _set(columns: list[_Column], place: Callable[[Band], float]) -> float:
    """How far the headings of columns stand off the numbers below them, by one of their edges or their middle."""
    return statistics.median(
        abs(place((column.lines[0].x0, column.lines[0].x1)) - place(column.numbers)) for column in columns
    )


def _levels(
    uppers: list[_Upper], columns: list[_Column], size: float, rules: Sequence[Rule], place: Callable[[Band], float]
) -> _Ranges | None:
    """The columns of all spanning cells, row by row; None where a row fits in no way, or in two."""
    found: _Ranges = []
    outer: _Ranges = []
    for level in sorted({upper.level for upper in uppers}):
        own = sorted((upper.word for upper in uppers if upper.level == level), key=lambda word: word.x0)
        y = statistics.fmean(word.y for word in own)
        is_open = [not _closed(column, y, size, rules) for column in columns]
        ways = [
            (off, ranges)
            for off, ranges in _ways(own, 0, is_open, columns, size, place)
            if all(_within(one, outer) for one in ranges)
        ]
        best = min((off for off, _ in ways), default=0.0)
        good = [ranges for off, ranges in ways if off <= best + _AS_GOOD * size]
        widest = max(map(_width, good), default=0)
        outer_or_none = [ranges for ranges in good if _width(ranges) == widest]
        if len(outer_or_none) != 1:
            return None
        outer = outer_or_none[0]
        found += outer
    return found


def _width(ranges: list[tuple[int, int]]) -> int:
    return sum(last - first + 1 for first, last in ranges)


def _within(found: tuple[int, int], outer: list[tuple[int, int]]) -> bool:
    """Whether a range lies in one of those above it, or in none."""
    return all(found[1] < first or found[0] > last or (first <= found[0] and found[1] <= last) for first, last in outer)


def _closed(column: _Column, y: float, size: float, rules: Sequence[Rule]) -> bool:
    """Whether a column's own heading reaches up to a row of spanning cells, or no line parts it from that row."""
    bottom = max(line.y for line in column.lines)
    if any(y < at < bottom for at, _, _ in rules):
        return not parted(rules, column.x, y, bottom)
    return column.top < y + 0.6 * size


def _ways(
    words: list[Chunk],
    start: int,
    is_open: list[bool],
    columns: list[_Column],
    size: float,
    place: Callable[[Band], float],
) -> Iterator[tuple[float, _Ranges]]:
    """All ways to give neighbouring words neighbouring columns: how far the worst stands off, and the ranges."""
    if not words:
        yield 0.0, []
        return
    for first in range(start, len(columns)):
        for last in range(first, len(columns)):
            if not is_open[last]:
                break
            off = _off(words[0], columns, first, last, place)
            if off <= _CENTRED * size:
                for others, ranges in _ways(words[1:], last + 1, is_open, columns, size, place):
                    yield max(off, others), [(first, last), *ranges]


def _off(
    word: Chunk, columns: list[_Column], first: int, last: int, place: Callable[[Band], float] | None = None
) -> float:
    """How far a word stands off a place of some columns, or off the nearest; far where it does not stand over them."""
    left, right = columns[first].band[0], columns[last].band[1]
    if word.x1 <= left or word.x0 >= right:
        return float("inf")
    own = (word.x0, word.x1)
    found = min(abs(at(own) - at((left, right))) for at in ((place,) if place else _PLACES))
    if place is _middle:
        found = min(found, abs(word.x - (columns[first].x + columns[last].x) / 2))
    return found


def _left(band: Band) -> float:
    return band[0]


def _middle(band: Band) -> float:
    return (band[0] + band[1]) / 2


def _right(band: Band) -> float:
    return band[1]


_PLACES = (_left, _middle, _right)


def _heading(columns: list[_Column], uppers: list[_Upper], corner: list[Chunk]) -> DrawnHeading:
    found = DrawnHeading([column.band for column in columns])
    for index, column in enumerate(columns):
        above = [upper.level + 1 for upper in uppers if upper.first <= index <= upper.last]
        if column.lines:
            found.cells.append(HeadingCell(_cell(column.lines), max(above, default=0), index, index))
    found.cells += [HeadingCell(_cell([upper.word]), upper.level, upper.first, upper.last) for upper in uppers]
    found.rows = max((item.row + 1 for item in found.cells), default=0)
    if corner and found.rows:
        found.asides.append(HeadingCell(_cell(corner), 0))
    return found


def _cell(words: list[Chunk]) -> PrintedCell:
    return PrintedCell([char for word in words for char in word.chars], 0, 0)
