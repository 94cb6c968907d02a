"""A line of text that keeps its columns by spaces → words with their places on the line. Knows no table.

Programs count such columns in two ways: every character as one (pdftotext), or Chinese characters as two (what a person
or an editor pads by). Both are given; the table tells which one puts its numbers under each other.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence

from pipeline import text
from pipeline.model import Line, Place, Status, value
from pipeline.parse.number import read_number

_WORD = re.compile(r"\S+")
_BRACKETS = str.maketrans("（）〔〕[]", "()()()")
_UNITS = frozenset((*"件项項个個条條宗起次份元部篇", "万元", "萬元", "亿元", "億元", "人次"))
_CHANGES = frozenset(["增加", "新增", "增", "减少", "减", "減少", "減"])
_ITEM_MARKS = ".．、"
_MARKS = frozenset("无無")


@value
class Word:
    """A word of a line. `chars` and `cells`: its first and last column by characters, and with Chinese ones as two."""

    raw: str
    line: int
    chars: tuple[int, int]
    cells: tuple[int, int]
    place: Place

    @property
    def is_value(self) -> bool:
        """Whether it is a number or a mark for none, as a cell prints it."""
        return read_number(self.raw, signed=True).status is not Status.UNREADABLE

    @property
    def is_number(self) -> bool:
        """Whether it is a number."""
        return read_number(self.raw, signed=True).status is Status.REPORTED


def words(line: Line, number: int) -> list[Word]:
    """The words of a line from left to right; a number with its unit, sign in words or note is one."""
    edges = list(itertools.accumulate(map(_width, line.text), initial=0))
    found = [_word(line, number, match.start(), match.end(), edges) for match in _WORD.finditer(line.text)]
    joined: list[Word] = []
    for word in found:
        if joined and (_belongs(joined[-1], word) or _spaced(joined[-1], word, line.text)):
            joined[-1] = _word(line, number, joined[-1].chars[0], word.chars[1], edges)
        else:
            joined.append(word)
    return joined


def cut(word: Word, points: Sequence[int]) -> list[Word]:
    """The word cut before the characters at these places of its text."""
    bounds = [0, *points, len(word.raw)]
    pieces = []
    for start, end in zip(bounds, bounds[1:], strict=False):
        raw = word.raw[start:end].rstrip()
        left = word.cells[0] + sum(map(_width, word.raw[:start]))
        first = word.chars[0] + start
        pieces.append(
            Word(
                raw=raw,
                line=word.line,
                chars=(first, first + len(raw)),
                cells=(left, left + sum(map(_width, raw))),
                place=word.place,
            )
        )
    return pieces


def _word(line: Line, number: int, start: int, end: int, edges: Sequence[int]) -> Word:
    """The word from one character of the line to another; `edges`: where each character begins, by its width."""
    return Word(
        raw=line.text[start:end],
        line=number,
        chars=(start, end),
        cells=(edges[start], edges[end]),
        place=line.place,
    )


def _width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _spaced(before: Word, word: Word, printed: str) -> bool:
    """Whether two words are one that is set with a space between its characters: 自 然 人, 3 . 其 他."""
    if word.chars[0] - before.chars[1] > 1:
        return False
    if before.raw.isdigit() and word.raw[0] in _ITEM_MARKS:
        return True
    so_far = printed[before.chars[0] : before.chars[1]].split()
    single = all(len(part) == 1 or part[0] in _ITEM_MARKS for part in (*so_far, word.raw))
    return single and _is_chinese(word.raw[-1]) and _is_chinese(before.raw[-1]) and before.raw not in _MARKS


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _belongs(before: Word, word: Word) -> bool:
    """Whether a word goes on with the one before it: 46 件, 增 16, 17（注 1）."""
    if word.chars[0] - before.chars[1] > 1:
        return False
    whole = f"{before.raw} {word.raw}"
    if before.is_number and text.squeeze(word.raw) in _UNITS:
        return True
    if before.raw in _CHANGES:
        return word.is_number
    opened = before.raw.translate(_BRACKETS)
    return (
        opened.count("(") > opened.count(")")
        and opened[:1].isdigit()
        and read_number(whole, signed=True).status is Status.REPORTED
    )
