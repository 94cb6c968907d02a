"""The lines of a page without rulings → its tables: the lines of each one's heading, and those of the rows below it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from pipeline.read.page.chunks import Chunk
from pipeline.read.page.content import Char

_FURNITURE = re.compile(r"^[-—–－]\d+[-—–－.·,]$|^第?\d+页?$")
"""A page number, also one whose second dash a picture shows as a dot."""
_CAPTION = re.compile(r"^附|(?<!\d)(?:19|20)\d\d年|^上(?:一)?年度")
_SECTION = re.compile(r"^[一二三四五六七八九十]{1,2}[、.．]|" + _CAPTION.pattern)
"""A line by itself above a table that is no part of its heading: a section's heading, a caption with a year."""
_WIDE: Final = 0.55
_SPACED: Final = 1.0
"""Heights of a character: no wider are the spaces of a page number."""


@dataclass(slots=True)
class Segment:
    """The lines of a heading and those of the rows below it."""

    heading: list[list[Chunk]] = field(default_factory=list)
    body: list[list[Chunk]] = field(default_factory=list)

    @property
    def chars(self) -> tuple[list[Char], list[Char]]:
        """The characters of the heading's lines and those of the body's."""
        heading, body = (
            [char for line in lines for chunk in line for char in chunk.chars] for lines in (self.heading, self.body)
        )
        return heading, body

    @property
    def is_torn(self) -> bool:
        """Whether the last lines of a page may be a heading of rows on the next: words side by side."""
        widest = max((len(line) for line in self.heading), default=0)
        return widest > 2 or (widest > 1 and len(self.heading) > 1)

    @property
    def numbers(self) -> list[list[Chunk]]:
        return [line for line in self.body if any(chunk.is_value for chunk in line)]


def is_prose(line: list[Chunk], width: float) -> bool:
    """A line of running text, or one of a page's furniture (its number alone)."""
    text = "".join(chunk.text for chunk in line)
    alone = len(line) == 1
    long = alone and line[0].x1 - line[0].x0 > _WIDE * width and re.search("[，；：、,;:]", text)
    return bool(long) or "。" in text or _is_page_number(line, text)


def _is_page_number(line: list[Chunk], text: str) -> bool:
    """Whether a line is a page number alone (- 3 -); a row of marks for none has a column's room between them."""
    near = all(after.x0 - before.x1 < _SPACED * before.chars[0].size for before, after in pairwise(line))
    return near and bool(_FURNITURE.match(text.replace(" ", "")))


def find_segments(lines: list[list[Chunk]], width: float) -> list[Segment]:
    """Tables from top to bottom: heading lines, then rows; a line over the columns that is no row begins the next."""
    found: list[Segment] = []
    current = Segment()
    for line in lines:
        if is_prose(line, width):
            found.append(current)
            current = Segment()
            continue
        begun = current.body or any(len(above) > 1 for above in current.heading)
        if len(line) == 1 and (_CAPTION if begun else _SECTION).search(line[0].text):
            found.append(current)
            current = Segment()
            continue
        first = _first_value(current.numbers)
        if any(chunk.is_value for chunk in line):
            current.body.append(line)
        elif first is None:
            current.heading.append(line)
        elif any(chunk.x1 > first + 1 for chunk in line):
            found.append(current)
            current = Segment(heading=[line])
        else:
            current.body.append(line)
    found.append(current)
    return [segment for segment in found if segment.numbers or (segment is current and segment.is_torn)]


def _first_value(rows: list[list[Chunk]]) -> float | None:
    """Where the columns of numbers begin. A number before a row's label is part of it, or counts rows."""
    found: list[Chunk] = []
    alone: list[Chunk] = []
    before: list[float] = []
    for row in rows:
        label = max((chunk.x0 for chunk in row if not chunk.is_value), default=None)
        own = [chunk for chunk in row if chunk.is_value and (label is None or chunk.x0 > label)]
        (alone if label is None else found).extend(own)
        before += [chunk.x1 for chunk in row if chunk.is_value and label is not None and chunk.x0 < label]
    labelled = sum(any(not chunk.is_value for chunk in row) for row in rows)
    edge = max(before, default=0.0) if len(before) * 2 > labelled else 0.0
    found += [chunk for chunk in alone if chunk.x0 > edge]
    return min((chunk.x0 for chunk in found or [c for row in rows for c in row if c.is_value]), default=None)
