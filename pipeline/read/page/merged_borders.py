"""Cells merged across columns in a table without vertical lines: which borders their text runs over or fills."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.read.page.content import Char
from pipeline.read.page.lines import line_text, printed_lines

_SAME = 1.5
_OVER = 0.5
_EVEN = 1.0
_CENTRED = 2.5
_GAP = 0.55
"""Heights of a character: a wider gap ends a word."""
NUMBER = re.compile(r"^[-－−+]?[\d０-９][\d０-９,，.．\s]*$")

Band = tuple[float, float]


def merged_borders(xs: Sequence[float], run: range, band: Band, chars: list[Char], side: int) -> set[int]:
    """The borders within a run of cells that their text runs over.

    `side`: in a heading set to one side, that side: there every empty cell belongs to the text on that side of it.
    """
    inside = [
        char
        for char in chars
        if xs[run.start] < (char.x0 + char.x1) / 2 < xs[run.stop] and band[0] < (char.top + char.bottom) / 2 < band[1]
    ]
    gone = {
        border
        for line in printed_lines(inside)
        for border in range(run.start + 1, run.stop)
        if _runs_over(line, xs[border])
    }
    taken = {column_at((char.x0 + char.x1) / 2, xs) for char in inside}
    gone.update(_spread(xs, run, inside))
    for held in list(_groups(run, gone)):
        own = [char for char in inside if xs[held[0]] < (char.x0 + char.x1) / 2 < xs[held[1]]]
        if sum(char.text.isalpha() for char in own) > 1 and not any(char.text.isdigit() for char in own):
            middle = (min(char.x0 for char in own) + max(char.x1 for char in own)) / 2
            gone.update(_widened(xs, run, held, middle, taken) if not side else _towards(run, held, taken, side))
    return gone


def _spread(xs: Sequence[float], run: range, inside: list[Char]) -> Iterator[int]:
    """The borders that lie between the letters of one evenly spaced word, whose pitch is not that of the columns."""
    lines = printed_lines(inside)
    if len(lines) != 1:
        return
    for word in _even(lines[0]):
        first, last = (column_at((char.x0 + char.x1) / 2, xs) for char in (word[0], word[-1]))
        pitch = (word[-1].x0 - word[0].x0) / (len(word) - 1)
        columns = [xs[column + 1] - xs[column] for column in range(first, last + 1)]
        if not any(char.text.isdigit() for char in word) and all(abs(pitch - width) > _SAME for width in columns):
            yield from range(max(first, run.start) + 1, last + 1)


def _even(line: list[Char]) -> Iterator[list[Char]]:
    """Three letters and more of a line with the same distance from each to the next."""
    start = 0
    for index in range(2, len(line) + 1):
        if (
            index < len(line)
            and abs((line[index].x0 - line[index - 1].x0) - (line[start + 1].x0 - line[start].x0)) < _EVEN
        ):
            continue
        if index - start > 2:
            yield line[start:index]
        start = index - 1


def _runs_over(line: list[Char], x: float) -> bool:
    """Whether a printed line goes on over a border; a number does only where the border is about its middle."""
    for index, char in enumerate(line):
        before = line[index - 1] if index else None
        over = char.x0 + _OVER < x < char.x1 - _OVER
        between = before is not None and before.x1 - _OVER <= x <= char.x0 + _OVER and char.x0 - before.x1 < _OVER
        if over or between:
            left, right = word_around(line, index)
            word = line_text(line[left:right])
            middle = (line[left].x0 + line[right - 1].x1) / 2
            return not NUMBER.match(word) or abs(middle - x) <= _CENTRED * 2
    return False


def word_around(line: list[Char], index: int) -> tuple[int, int]:
    """The characters around one without a gap between them: where they start and end."""
    left, right = index, index + 1
    while left and line[left].x0 - line[left - 1].x1 < _GAP * line[left].size:
        left -= 1
    while right < len(line) and line[right].x0 - line[right - 1].x1 < _GAP * line[right].size:
        right += 1
    return left, right


def _groups(run: range, gone: set[int]) -> Iterator[tuple[int, int]]:
    """The borders to the left and right of each column, or of several that are merged."""
    start = run.start
    for border in range(run.start + 1, run.stop + 1):
        if border not in gone:
            yield start, border
            start = border


def _widened(xs: Sequence[float], run: range, held: tuple[int, int], middle: float, taken: set[int]) -> range:
    """The borders within the widest stretch of empty cells around a text of which the text is the middle."""
    left, right = held
    while left > run.start and left - 1 not in taken:
        left -= 1
    while right < run.stop and right not in taken:
        right += 1
    stretches = [
        (start, end)
        for start in range(left, held[0] + 1)
        for end in range(held[1], right + 1)
        if abs((xs[start] + xs[end]) / 2 - middle) <= _CENTRED
    ]
    start, end = max(stretches, key=lambda ends: xs[ends[1]] - xs[ends[0]], default=held)
    return range(start + 1, end)


def _towards(run: range, held: tuple[int, int], taken: set[int], side: int) -> range:
    """The borders of the empty cells beside a text, away from the side that it is set to."""
    left, right = held
    while side > 0 and left > run.start and left - 1 not in taken:
        left -= 1
    while side < 0 and right < run.stop and right not in taken:
        right += 1
    return range(left + 1, right)


def column_at(x: float, xs: Sequence[float]) -> int:
    return max(0, sum(border <= x for border in xs) - 1)
