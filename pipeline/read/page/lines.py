"""Characters with boxes → printed lines of text. Knows neither PDFium nor tables."""

from __future__ import annotations

import math
from operator import attrgetter
from typing import Final

from pipeline.read.page.content import Char
from pipeline.read.page.runs import GAP
from pipeline.read.superscript import raised

_RAISED_SIZE: Final = 0.78
_SHARED: Final = 0.55

Span = tuple[float, float]
"""Top and bottom: characters of one font size on one base line share them."""

_left = attrgetter("x0")


def printed_lines(chars: list[Char]) -> list[list[Char]]:
    """Characters grouped into lines from top to bottom, each from left to right."""
    if len(chars) < 2:
        return [chars] if chars else []
    if _on_one_line(chars):
        return [_from_left(chars)]
    lines: list[list[Char]] = []
    spans: list[Span] = []
    for (top, bottom), own in _by_span(chars):
        found = _line_around(top, bottom, spans)
        if found is None:
            lines.append(own)
            spans.append((top, bottom))
        else:
            lines[found].extend(own)
            if bottom - top > spans[found][1] - spans[found][0]:
                spans[found] = (top, bottom)
    return [_from_left(line) for line in lines]


def _from_left(line: list[Char]) -> list[Char]:
    """The characters from left to right; most lines are written so."""
    for index in range(1, len(line)):
        if line[index].x0 < line[index - 1].x0:
            return sorted(line, key=_left)
    return line


def _on_one_line(chars: list[Char]) -> bool:
    """Whether all characters share most of the height that any of them reaches."""
    highest = inner_top = chars[0].top
    lowest = inner_bottom = chars[0].bottom
    for char in chars:
        highest, inner_top = min(highest, char.top), max(inner_top, char.top)
        lowest, inner_bottom = max(lowest, char.bottom), min(inner_bottom, char.bottom)
    return inner_bottom - inner_top > _SHARED * (lowest - highest)


def _by_span(chars: list[Char]) -> list[tuple[Span, list[Char]]]:
    """The characters that share top and bottom, which are of one line, together; ordered by their middles."""
    found: dict[Span, list[Char]] = {}
    own: list[Char] = []
    top = bottom = math.nan
    for char in chars:
        if char.top != top or char.bottom != bottom:
            top, bottom = char.top, char.bottom
            own = found.setdefault((top, bottom), [])
        own.append(char)
    return sorted(found.items(), key=_middle)


def _middle(item: tuple[Span, list[Char]]) -> float:
    return item[0][0] + item[0][1]


def _line_around(own_top: float, own_bottom: float, spans: list[Span]) -> int | None:
    """The line above that shares most of the characters' height: low marks (、 ，) have boxes of their own height.

    Characters come by their middles, so only the last lines can be near.
    """
    last = len(spans) - 1
    for index in range(last, max(last - 3, -1), -1):
        top, bottom = spans[index]
        shared = (bottom if bottom < own_bottom else own_bottom) - (top if top > own_top else own_top)
        own, other = own_bottom - own_top, bottom - top
        if shared > _SHARED * (own if own < other else other):
            return index
    return None


def line_text(line: list[Char]) -> str:
    """The text of one line; spaces where gaps between digits or letters show them, raised digits as superscripts."""
    if len(line) == 1:
        return line[0].text
    end, widest, least = line[0].x1, -math.inf, line[0].size
    tallest = least
    for index in range(1, len(line)):
        char = line[index]
        widest, least, tallest = max(widest, char.x0 - end), min(least, char.size), max(tallest, char.size)
        end = char.x1
    if least >= _RAISED_SIZE * tallest and widest <= GAP * least:
        return "".join([char.text for char in line])  # nearly every line: no character is small, no gap wide
    return _spaced_text(line)


def _spaced_text(line: list[Char]) -> str:
    sizes = [char.size for char in line]
    tallest = max(sizes)
    base = max(char.bottom for char, size in zip(line, sizes, strict=True) if size > _RAISED_SIZE * tallest)
    parts: list[str] = []
    before, height = line[0], 0.0
    for char, size in zip(line, sizes, strict=True):
        if parts and char.x0 - before.x1 > GAP * min(size, height) and _spaced(before, char):
            parts.append(" ")
        lifted = bool(parts) and size < _RAISED_SIZE * tallest and char.bottom < base - 0.15 * tallest
        parts.append(raised(char.text) if lifted else char.text)
        before, height = char, size
    return "".join(parts)


def _spaced(before: Char, char: Char) -> bool:
    return before.text[-1].isascii() and char.text[0].isascii() or char.x0 - before.x1 > char.size * 0.9


def cell_text(chars: list[Char]) -> str:
    """The text of a cell, printed lines apart by newlines."""
    return "\n".join(map(line_text, printed_lines(chars)))
