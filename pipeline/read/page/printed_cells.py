"""Characters in the order in which they were drawn → the cells that they make up.

Browsers, word processors and sheets draw a table cell by cell, row by row. So what is drawn on, word by word and line
by line, without leaving its place is one cell, even where two cells touch.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.read.page.chunks import between_words, is_value
from pipeline.read.page.content import Char
from pipeline.read.page.lines import cell_text

_SAME_LINE = 0.55
_GLUED = 0.15
_SCRIPT_GAP = 0.35
_ALIKE = 0.95
_WORD_GAP = 0.55
_SPACED = 1.6
"""Widest gap, in heights of a character: between drawn objects, of two fonts, in numbers, in a spaced label."""
_LINE_GAP = 1.3
_ROOM = 2.5
"""Heights of a character that may be left at the end of a line that is broken: marks can't begin the next one."""
_ENUMERATION = re.compile(
    r"^(?:\d{1,2}[.．、]|[①-⑳]|[(（][\d一二三四五六七八九十]{1,2}[)）]|[一二三四五六七八九十]{1,2}[、.．])"
)


@dataclass(slots=True, eq=False)
class PrintedCell:
    """What is printed in one cell. `first` and `last` are its places in the order of drawing."""

    chars: list[Char]
    first: int
    last: int
    text: str = ""
    x0: float = 0.0
    top: float = 0.0
    x1: float = 0.0
    bottom: float = 0.0

    def __post_init__(self) -> None:
        self.text = cell_text(self.chars)
        self.x0, self.x1 = min(char.x0 for char in self.chars), max(char.x1 for char in self.chars)
        self.top, self.bottom = min(char.top for char in self.chars), max(char.bottom for char in self.chars)

    @property
    def x(self) -> float:
        """Its middle across."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """Its middle down the page."""
        return (self.top + self.bottom) / 2

    @property
    def edge_lines(self) -> tuple[float, float]:
        """The middles of its first and its last line."""
        first = [char for char in self.chars if char.top < self.top + self.size / 2]
        last = [char for char in self.chars if char.bottom > self.bottom - self.size / 2]
        return sum(c.top + c.bottom for c in first) / len(first) / 2, sum(c.top + c.bottom for c in last) / len(
            last
        ) / 2

    @property
    def size(self) -> float:
        """The height of its tallest character."""
        return max(char.size for char in self.chars)

    @property
    def is_value(self) -> bool:
        """Whether it is a number or a mark for none."""
        return is_value(self.text)


def printed_cells(chars: list[Char], drawn: Mapping[int, int]) -> list[PrintedCell]:
    """The cells in the order of drawing. `drawn`: id of a character → number of the object that drew it."""
    lines: list[PrintedCell] = []
    words = _words(chars, drawn)
    for index, word in enumerate(words):
        if lines and _spaced_on(lines[-1], word, words[index + 1] if index + 1 < len(words) else None):
            lines[-1] = joined([lines[-1], word])
        else:
            lines.append(word)
    found: list[PrintedCell] = []
    for index, line in enumerate(lines):
        after = lines[index + 1] if index + 1 < len(lines) else None
        if found and _goes_on_below(found[-1], line, after):
            found[-1] = joined([found[-1], line])
        elif len(found) > 1 and after is not None and _goes_on_past(found[-2], found[-1], line, after):
            found[-2] = joined([found[-2], line])
        else:
            found.append(line)
    return found


def _words(chars: list[Char], drawn: Mapping[int, int]) -> list[PrintedCell]:
    """Characters on one line drawn one after another without a gap."""
    ranked = sorted(chars, key=lambda char: (drawn.get(id(char), char.index), char.index))
    groups: list[list[Char]] = []
    for char in ranked:
        if groups and _goes_on(groups[-1], char, same=_object(groups[-1][-1], drawn) == _object(char, drawn)):
            groups[-1].append(char)
        else:
            groups.append([char])
    place = 0
    words = []
    for group in groups:
        words.append(PrintedCell(group, place, place + len(group) - 1))
        place += len(group)
    return words


def _object(char: Char, drawn: Mapping[int, int]) -> int:
    return drawn.get(id(char), -1)


def _goes_on(word: list[Char], char: Char, *, same: bool) -> bool:
    before = word[-1]
    size = max(before.size, char.size)
    shared = min(before.bottom, char.bottom) - max(before.top, char.top)
    if shared < _SAME_LINE * min(before.size, char.size):
        return False
    gap = char.x0 - before.x1
    if not same:
        alike = before.text.isascii() == char.text.isascii() and min(before.size, char.size) > _ALIKE * size
        widest = _GLUED if alike else _SCRIPT_GAP
    else:
        widest = _WORD_GAP if before.text.isdigit() and char.text.isdigit() else _SPACED
    return -size / 2 < gap < widest * size


def _spaced_on(cell: PrintedCell, word: PrintedCell, following: PrintedCell | None) -> bool:
    """Whether a word goes on with a label set with spaces: no wider than those in it, where it has some.

    A stroke between two words (增 / 减) is one of them, not the mark of a cell.
    """
    if cell.is_value or (
        word.is_value and (following is None or not between_words(cell.chars, word.chars, following.chars))
    ):
        return False
    before, after = cell.chars[-1], word.chars[0]
    if abs(before.top + before.bottom - after.top - after.bottom) > word.size / 2:
        return False
    gaps = [right.x0 - left.x1 for one in (cell, word) for left, right in zip(one.chars, one.chars[1:], strict=False)]
    widest = max(gaps, default=_SPACED * word.size)
    return -word.size / 2 < after.x0 - before.x1 < min(_SPACED * word.size, widest + _SCRIPT_GAP * word.size / 2)


def _goes_on_below(cell: PrintedCell, word: PrintedCell, after: PrintedCell | None) -> bool:
    """Whether a word is the next line of the cell: just below it, in its place, and the beginning of no other row."""
    if cell.is_value or word.is_value or _ENUMERATION.match(word.text):
        return False
    size = min(cell.size, word.size)
    if not (-size / 2 < word.top - cell.bottom < _LINE_GAP * size):
        return False
    overlap = min(cell.x1, word.x1) - max(cell.x0, word.x0)
    if overlap < min(cell.x1 - cell.x0, word.x1 - word.x0) / 2:
        return False
    return not _begins_row(cell, word, after) and not (after is not None and _broken_narrower(cell, word, after))


def _goes_on_past(cell: PrintedCell, beside: PrintedCell, line: PrintedCell, after: PrintedCell) -> bool:
    """Whether a word ends the cell before the last: another heading stands between, as where heights were sorted."""
    if any(one.is_value for one in (cell, beside, line, after)) or _ENUMERATION.match(line.text):
        return False
    size = min(cell.size, line.size)
    close = -size / 4 < line.top - cell.bottom < _SAME_LINE * size and beside.x0 > max(cell.x1, line.x1)
    return close and abs(cell.x - line.x) < size / 8 and beside.top < line.top < beside.bottom + size


def _broken_narrower(cell: PrintedCell, line: PrintedCell, after: PrintedCell) -> bool:
    """Whether a line is broken where a cell as wide as the one above it had room left: it stands in a narrower cell."""
    last = [char for char in cell.chars if char.bottom > cell.bottom - cell.size / 2]
    room = max(char.x1 for char in last) - min(char.x0 for char in last) - (line.x1 - line.x0)
    goes_on = -line.size / 2 < after.top - line.bottom < _LINE_GAP * line.size and not after.is_value
    goes_on = goes_on and not _ENUMERATION.match(after.text)
    beside = min(line.x1, after.x1) - max(line.x0, after.x0)
    return room > _ROOM * line.size and goes_on and beside > min(line.x1 - line.x0, after.x1 - after.x0) / 2


def _begins_row(cell: PrintedCell, line: PrintedCell, after: PrintedCell | None) -> bool:
    """Whether a line below a cell, with more beside it, is a row of its own.

    Before a number that may be the last line of a label set at the foot of its cell, unless the line above it was
    broken where it had room left.
    """
    if after is None or after.x0 <= line.x1 or abs(after.y - line.y) > line.size / 4:
        return False
    if abs(after.y - cell.edge_lines[0]) <= line.size / 2:
        return False
    return not after.is_value or cell.x1 - cell.x0 + 1.5 * line.size < line.x1 - line.x0


def joined(cells: list[PrintedCell]) -> PrintedCell:
    """Cells drawn one after another as one: lines of a label that the order alone does not join."""
    if len(cells) == 1:
        return cells[0]
    return PrintedCell([char for cell in cells for char in cell.chars], cells[0].first, cells[-1].last)
