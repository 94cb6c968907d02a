"""The words that were sought, marked in the text as printed, and the piece of it that shows them."""

from __future__ import annotations

import re

from pipeline.find.fold import with_places
from pipeline.find.query import Query
from pipeline.model import value

WIDTH = 120
"""Characters of a piece whose section goes on."""
_BEFORE = 30
_ENDS = "。！？；\n"


@value
class Snippet:
    """A piece of a section. `start`: where it begins in the section's text; `marked`: spans within the piece."""

    text: str
    start: int
    marked: tuple[tuple[int, int], ...]


def spans(printed: str, query: Query) -> tuple[tuple[int, int], ...]:
    """Where the query's words stand in `printed`, as (start, end), in order and apart from each other."""
    plain, places = with_places(printed)
    found = sorted(
        (places[match.start()], places[match.end() - 1] + 1)
        for pattern in query.patterns
        for match in re.finditer(pattern, plain)
        if match.end() > match.start()
    )
    apart: list[tuple[int, int]] = []
    for start, end in found:
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return tuple(apart)


def snippet(printed: str, query: Query) -> Snippet:
    """About 120 characters around the first words found, from a sentence's beginning where one is near."""
    marks = spans(printed, query)
    first = marks[0][0] if marks else 0
    near = max(0, first - _BEFORE)
    start = max((printed.rfind(end, near, first) + 1 for end in _ENDS), default=0) or near
    end = min(len(printed), max(start + WIDTH, marks[0][1] if marks else 0))
    own = tuple((a - start, b - start) for a, b in marks if start <= a and b <= end)
    return Snippet(text=printed[start:end], start=start, marked=own)
