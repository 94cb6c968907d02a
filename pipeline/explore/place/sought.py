"""Where sought words stand on a source's pages: the boxes of their characters in the lines as read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from pipeline.find import Query, spans
from pipeline.model import Box, Document, Line

PageBox = tuple[int, Box]
"""A page, counted from 1, and a box on it in points."""


def boxes(found: Document, query: Query) -> list[PageBox]:
    """The boxes in reading order; words that go on in the next line, or on the next page, have one in each.

    The characters of a line share its width, wide ones twice as much as narrow ones: a reader keeps lines, not letters.
    """
    lines = [block for block in found.blocks if isinstance(block, Line) and block.place.page and block.place.box]
    marks = spans("".join(line.text for line in lines), query)
    given: list[PageBox] = []
    start = 0
    for line in lines:
        end = start + len(line.text)
        within = [(max(a, start) - start, min(b, end) - start) for a, b in marks if a < end and b > start]
        given.extend(_cut(line, within))
        start = end
    return given


def _cut(line: Line, within: list[tuple[int, int]]) -> Iterator[PageBox]:
    page, box = line.place.page, line.place.box
    if page is None or box is None:
        return
    x0, top, x1, bottom = box
    whole = _width(line.text)
    for first, last in within:
        left, right = (x0 + (x1 - x0) * _width(line.text[:place]) / whole for place in (first, last))
        yield page, (left, top, right, bottom)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
