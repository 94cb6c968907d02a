"""Hits in the order of relevance: BM25 over the hits' own texts.

FTS5's own rank counts every phrase through the whole index first, filters too: 100 to 200 ms at a million sections,
however few the hits are. Reading the texts of some thousand hits takes less. So what is rare is told among the hits:
a phrase that all have counts as every other, one that few have counts more. A phrase in the heading counts as three.
"""

from __future__ import annotations

import json
import math
import re
import sqlite3
import zlib
from collections.abc import Callable, Sequence

from pipeline.find.fold import folded
from pipeline.find.query import Query

_HEADING = 3
_PLAIN = re.compile(r"[\u4e00-\u9fff]+")
_SATURATION, _LENGTH = 1.2, 0.75
"""The usual constants of BM25, k1 and b."""
JUDGED = 3_000
"""Hits whose texts are read: the newest so many."""
_NUMBERS = "SELECT rowid FROM words WHERE words MATCH ? LIMIT ?"
_TEXTS = "SELECT s.heading, s.text FROM json_each(?) found CROSS JOIN sections s ON s.id = found.value"
_BUFFER = 4096
"""Bytes that hold most texts unpacked."""
_Counted = tuple[int, list[int]]
"""The length of a hit's text, and how often each phrase stands in it."""


def ranked(base: sqlite3.Connection, match: str, query: Query, most: int) -> tuple[int, list[int]]:
    """How many hits there are, counted up to one beyond `most`; those judged, the best first, then the rest."""
    numbers = [number for (number,) in base.execute(_NUMBERS, (match, most + 1))]
    judged = numbers[:JUDGED]
    counters = [_counter(re.compile(pattern)) for pattern in query.patterns]
    hits = [_counted(heading, packed, counters) for heading, packed in base.execute(_TEXTS, (json.dumps(judged),))]
    scores = _scores(hits)
    order = sorted(range(len(judged)), key=lambda place: (-scores[place], judged[place]))
    return len(numbers), [*(judged[place] for place in order), *numbers[JUDGED:most]]


def _counter(pattern: re.Pattern[str]) -> Callable[[str], int]:
    """How often a phrase stands in a text; a phrase of plain characters is counted without regular expressions."""
    said = pattern.pattern
    if _PLAIN.fullmatch(said):
        return lambda text: text.count(said)
    return lambda text: len(pattern.findall(text))


def _counted(heading: str | None, packed: bytes, counters: Sequence[Callable[[str], int]]) -> _Counted:
    text, head = zlib.decompress(packed, bufsize=_BUFFER).decode(), heading or ""
    counts = [count(text) + _HEADING * count(head) for count in counters]
    if not any(counts):  # the words stand in it in other characters, or with spaces between
        plain, plain_head = folded(text), folded(head)
        counts = [count(plain) + _HEADING * count(plain_head) for count in counters]
    return len(text), counts


def _scores(hits: Sequence[_Counted]) -> list[float]:
    average = max(1.0, sum(length for length, _ in hits) / max(1, len(hits)))
    holding = [sum(count > 0 for count in phrase) for phrase in zip(*(counts for _, counts in hits), strict=True)]
    weights = [math.log(1 + len(hits) / max(1, number)) for number in holding]
    return [
        sum(
            weight * count * (_SATURATION + 1) / (count + _SATURATION * (1 - _LENGTH + _LENGTH * length / average))
            for weight, count in zip(weights, counts, strict=True)
        )
        for length, counts in hits
    ]
