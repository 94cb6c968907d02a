"""Characters with boxes → printed lines of text. Knows neither PDFium nor tables."""

from __future__ import annotations

from operator import attrgetter

from pipeline.read.page import Char
from pipeline.read.superscript import raised

_GAP = 0.28
"""A gap wider than this share of the character height is a space between digits or Latin letters."""
_RAISED_SIZE = 0.78
_SHARED = 0.55


_left = attrgetter("x0")


def printed_lines(chars: list[Char]) -> list[list[Char]]:
    """Characters grouped into lines from top to bottom, each from left to right."""
    if len(chars) < 2:
        return [chars] if chars else []
    highest, lowest = max(char.top for char in chars), min(char.bottom for char in chars)
    if lowest - highest > _SHARED * (max(char.bottom for char in chars) - min(char.top for char in chars)):
        return [sorted(chars, key=_left)]
    lines: list[list[Char]] = []
    spans: list[tuple[float, float]] = []
    for char in sorted(chars, key=_centre):
        found = _line_around(char, spans)
        if found is None:
            lines.append([char])
            spans.append((char.top, char.bottom))
        else:
            lines[found].append(char)
            if char.bottom - char.top > spans[found][1] - spans[found][0]:
                spans[found] = (char.top, char.bottom)
    return [sorted(line, key=_left) for line in lines]


def _centre(char: Char) -> float:
    return char.top + char.bottom


def _line_around(char: Char, spans: list[tuple[float, float]]) -> int | None:
    """The line above that shares most of the character's height: low marks (、 ，) have boxes of their own height.

    Characters come by their centres, so only the last lines can be near.
    """
    last = len(spans) - 1
    for index in range(last, max(last - 3, -1), -1):
        top, bottom = spans[index]
        shared = (bottom if bottom < char.bottom else char.bottom) - (top if top > char.top else char.top)
        own, other = char.bottom - char.top, bottom - top
        if shared > _SHARED * (own if own < other else other):
            return index
    return None


def line_text(line: list[Char]) -> str:
    """The text of one line; spaces where gaps between digits or letters show them, raised digits as superscripts."""
    if len(line) == 1:
        return line[0].text
    tallest = max(char.size for char in line)
    base = max(char.bottom for char in line if char.size > _RAISED_SIZE * tallest)
    parts: list[str] = []
    before: Char | None = None
    for char in line:
        if before is not None and char.x0 - before.x1 > _GAP * min(char.size, before.size) and _spaced(before, char):
            parts.append(" ")
        lifted = char.size < _RAISED_SIZE * tallest and char.bottom < base - 0.15 * tallest
        parts.append(raised(char.text) if lifted else char.text)
        before = char
    return "".join(parts)


def _spaced(before: Char, char: Char) -> bool:
    return before.text.isascii() and char.text.isascii() or char.x0 - before.x1 > char.size * 0.9


def cell_text(chars: list[Char]) -> str:
    """The text of a cell, printed lines apart by newlines."""
    return "\n".join(line_text(line) for line in printed_lines(chars))
