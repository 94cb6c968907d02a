"""Lines as printed → paragraphs: a line that reaches the right margin without ending its sentence goes on in the next.

Widths are counted in columns, a Chinese character two and a Latin one one, as type is set.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

_SENTENCE_END = tuple("。！？!?”")
_ITEM_END = tuple("；：;:")
_WIDEST_WRAPPED = 140
_SHORTEST_WRAPPED = 24
_FULL_LINE = 0.78
_STRAYS = 0.02
_WIDE = frozenset("WFA")
_HAN = re.compile("[\u4e00-\u9fff]+")
"""Wide characters, all of them."""
_LINES, _CHARACTERS = 512, 8192
"""Widths that are kept: those of a document's lines, each asked several times, and those of the characters in use."""


@dataclasses.dataclass(slots=True)
class Printed:
    """A line's text and the columns that its whole line takes, a heading before the text on it included."""

    text: str
    width: int


def printed(text: str) -> Printed:
    """A line whose text is the whole line."""
    return Printed(text, width(text))


@functools.lru_cache(maxsize=_LINES)
def width(text: str) -> int:
    """The columns of a line: two for each wide character, one for others."""
    stripped = text.strip()
    if stripped.isascii():
        return len(stripped)
    others = _HAN.sub("", stripped)
    return 2 * (len(stripped) - len(others)) + sum(map(_columns, others))


@functools.lru_cache(maxsize=_CHARACTERS)
def _columns(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def margin_of(lines: Iterable[str]) -> int | None:
    """Where the lines of a document end, in columns; None where its paragraphs are not broken into lines."""
    widths = sorted(width(line) for line in lines)
    if not widths:
        return None
    widest = widths[-1 - int(len(widths) * _STRAYS)]
    return widest if _SHORTEST_WRAPPED <= widest <= _WIDEST_WRAPPED else None


def is_full(line: str, margin: int | None) -> bool:
    """Whether the line reaches the margin."""
    return margin is not None and width(line) >= _FULL_LINE * margin


def paragraphs(lines: Sequence[Printed], margin: int | None) -> Iterator[str]:
    """The lines' texts, joined where a margin or a page's edge broke a sentence."""
    paragraph = ""
    for line in lines:
        text = line.text.strip()
        if not text:
            continue
        paragraph += (" " if paragraph[-1:].isascii() and text[:1].isascii() and paragraph else "") + text
        full = margin is not None and line.width >= _FULL_LINE * margin
        if not full or text.endswith(_SENTENCE_END) or (text.endswith(_ITEM_END) and line.width < 0.9 * (margin or 0)):
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph
