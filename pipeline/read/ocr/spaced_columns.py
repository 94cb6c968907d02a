"""The columns of a table in a picture and the words of their own headings, told by the white space between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.read.page.chunks import Chunk
from pipeline.read.page.drawn_heading import Band
from pipeline.read.page.ruled import Rule

_APART = -0.15
"""Heights of a character: headings of neighbouring columns do not lie further over each other than this."""
_LEVEL = 0.5
_ALIKE = 0.15
"""Heights of a character by which cells of one row may differ in their top or middle."""
CENTRED = 0.8
"""Heights of a character by which a heading may stand off the middle or the edge of its columns."""
Place = Callable[[Band], float]
"""Where a stretch stands: its left edge, its middle or its right edge."""


def left_of(band: Band) -> float:
    return band[0]


def middle_of(band: Band) -> float:
    return (band[0] + band[1]) / 2


def right_of(band: Band) -> float:
    return band[1]


PLACES = (left_of, middle_of, right_of)


@dataclass(slots=True)
class Column:
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


def parted(rules: Sequence[Rule], x: float, above: float, below: float) -> bool:
    """Whether a horizontal line stands at `x` between two heights."""
    return any(above < y < below and x0 <= x <= x1 for y, x0, x1 in rules)


def off_place(word: Chunk, columns: list[Column], first: int, last: int, place: Place | None = None) -> float:
    """How far a word stands off a place of some columns, or off the nearest; far where it does not stand over them."""
    left, right = columns[first].band[0], columns[last].band[1]
    if word.x1 <= left or word.x0 >= right:
        return float("inf")
    own = (word.x0, word.x1)
    found = min(abs(at(own) - at((left, right))) for at in ((place,) if place else PLACES))
    if place is middle_of:
        found = min(found, abs(word.x - (columns[first].x + columns[last].x) / 2))
    return found


def owned(
    word: Chunk, words: list[Chunk], columns: list[Column], size: float, pitch: float, rules: Sequence[Rule]
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
        set_alike = off_place(word, columns, index, index) < CENTRED * size
        if beside or (near and set_alike and not _stands_over(word, words, index, columns, size)):
            column.add(word)
            return True
    return False


def _clear(word: Chunk, index: int, columns: list[Column], size: float) -> bool:
    """Whether paper parts a word from what stands in the neighbouring columns."""
    beside = [columns[i] for i in (index - 1, index + 1) if 0 <= i < len(columns)]
    least = [_APART * size if column.lines else 0.0 for column in beside]
    return all(
        word.x0 - column.band[1] > gap or column.band[0] - word.x1 > gap
        for column, gap in zip(beside, least, strict=True)
    )


def _stands_over(word: Chunk, words: list[Chunk], index: int, columns: list[Column], size: float) -> bool:
    """Whether a column's own heading is one row with its neighbours' only without the word."""
    column = columns[index]
    level = [other for other in words if other is not word and abs(other.y - word.y) < _LEVEL * size]
    beside = [columns[i] for i in (index - 1, index + 1) if 0 <= i < len(columns) and columns[i].lines]
    if any(min(w.x1, other.band[1]) > max(w.x0, other.band[0]) for w in level for other in beside):
        return False
    step = column.top - word.y
    steps = [above.y - below.y for other in beside for below, above in pairwise(other.lines)]
    if any(abs(step + other) < _ALIKE * size for other in steps):
        return False
    bottom = max(line.y for line in column.lines)

    def alike(top: float) -> bool:
        middle = (top + bottom) / 2
        return any(
            abs(top - other.top) < _ALIKE * size or abs(middle - other.middle) < _ALIKE * size for other in beside
        )

    return bool(beside) and alike(column.top) and not alike(word.y)


def overlapped(word: Chunk, columns: list[Column]) -> bool:
    return any(min(word.x1, column.band[1]) > max(word.x0, column.band[0]) for column in columns)


def new_column(word: Chunk, columns: list[Column], size: float) -> bool:
    """Adds a column without values: its heading stands beside those of its neighbours, or right of all."""
    place = sum(column.band[0] < word.x0 for column in columns)
    beside = [column for column in columns[max(0, place - 1) : place + 1] if column.lines]
    level = any(abs(word.y - line.y) < _LEVEL * size for column in beside for line in column.lines)
    if not level and place < len(columns) and any(column.lines for column in columns):
        return False
    columns.insert(place, Column((word.x0, word.x1), [word]))
    return True
