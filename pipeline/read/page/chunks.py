"""Printed lines → chunks: words between wide gaps, and whether one looks like what stands in a cell for a number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from pipeline.read.page.content import Char
from pipeline.read.page.lines import line_text

_UNITS = "件|项|個|个|条|宗|起|次|份|万元|萬元|元"
_VALUE = re.compile(
    rf"^(?:[-–—－/／无無]{{1,2}}|(?:增加|新增|增|减少|減少|减|減)?[-－−+]?[\d０-９][\d０-９,，.．\s]*(?:{_UNITS})?(?:[（(][^()（）]*[)）])?[*＊¹²³]*)$"
)
_CHUNK_GAP: Final = 0.55
_STROKE_GAP: Final = 1.2
_EVEN: Final = 0.3
"""Heights of a character: the widest space on either side of a stroke between two words, and how unlike the two are."""


@dataclass(slots=True)
class Chunk:
    """Characters of one line without a wide gap between them; they stay as they are, so its text is made once."""

    chars: list[Char]
    _text: str | None = field(default=None, init=False, repr=False, compare=False)
    _is_value: bool | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def text(self) -> str:
        if self._text is None:
            self._text = line_text(self.chars)
        return self._text

    @property
    def x0(self) -> float:
        return self.chars[0].x0

    @property
    def x1(self) -> float:
        return max(char.x1 for char in self.chars)

    @property
    def x(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        return sum(char.top + char.bottom for char in self.chars) / (2 * len(self.chars))

    @property
    def box(self) -> tuple[float, float, float, float]:
        top, bottom = min(char.top for char in self.chars), max(char.bottom for char in self.chars)
        return round(self.x0, 2), round(top, 2), round(self.x1, 2), round(bottom, 2)

    @property
    def is_value(self) -> bool:
        """Whether it is a number, with what is printed with numbers, or a mark for none."""
        if self._is_value is None:
            self._is_value = is_value(self.text)
        return self._is_value


def is_value(text: str) -> bool:
    """Whether the text is a number, with what is printed with numbers, or a mark for none."""
    return bool(_VALUE.match(text))


def chunks_of(line: list[Char]) -> list[Chunk]:
    """The chunks of a line, from left to right."""
    found: list[Chunk] = []
    own: list[Char] = []
    end = size = 0.0
    for char in line:
        if own and char.x0 - end > _CHUNK_GAP * min(size, char.size):
            found.append(Chunk(own))
            own = []
        own.append(char)
        end, size = char.x1, char.size
    found.append(Chunk(own))
    if len(found) > 2 and any(_is_stroke(chunk.chars) for chunk in found):
        return _with_strokes(found)
    return found


def _with_strokes(chunks: list[Chunk]) -> list[Chunk]:
    """The chunks, a stroke in the middle between two words (增 / 减) with both in one: it is no mark of a cell."""
    found = [chunks[0]]
    index = 1
    while index < len(chunks):
        before, chunk, after = found[-1], chunks[index], chunks[index + 1] if index + 1 < len(chunks) else None
        if after is not None and between_words(before.chars, chunk.chars, after.chars):
            found[-1] = Chunk([*before.chars, *chunk.chars, *after.chars])
            index += 2
        else:
            found.append(chunk)
            index += 1
    return found


def _is_stroke(chars: list[Char]) -> bool:
    return len(chars) == 1 and chars[0].text in "/／"


def between_words(before: list[Char], stroke: list[Char], after: list[Char]) -> bool:
    """Whether a stroke stands in the middle between two words of one line, with no more room than a space's."""
    if not _is_stroke(stroke):
        return False
    size = max(before[-1].size, after[0].size)
    left, right = stroke[0].x0 - before[-1].x1, after[0].x0 - stroke[0].x1
    near = max(left, right) < _STROKE_GAP * size and abs(left - right) < _EVEN * size
    level = abs(after[0].top - before[-1].top) < size / 4
    return near and level and before[-1].text.isalpha() and after[0].text.isalpha()
