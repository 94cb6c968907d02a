"""Headings of a text that lost its lines: a whole report in one line, with no mark between a heading and its text.

The six sections are told by their spellings. A sub-section begins with its number behind a sentence; it ends at a full
stop, a colon or the next number, after a known spelling, or where a word that headings end with meets one that
sentences begin with (`run_in.csv`). Where none of these tells its end, nothing is cut.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from pipeline import forms, package_data
from pipeline.parse.headings import HAN, known, run_together, sub_sections

_NUMBER = rf"(?:[(（](?:[{HAN}]{{1,2}}|\d{{1,2}})[)）]|\d{{1,2}}[.．、](?!\d))"
_BEGINS = re.compile(rf"(?:^|(?<=[。；：:\s]))(?={_NUMBER}[\u4e00-\u9fff])")
_TOLD = re.compile(rf"({_NUMBER}[^\d。；：:(（\s]{{3,26}}?)(?:[。：:]|(?={_NUMBER}))")
_WORDS = r"[\u4e00-\u9fff、“”，]"
_LONGEST = 26
_SHORTEST = 4


def unmarked(line: str) -> Iterator[str]:
    """The line's headings and the texts between them, in order; the whole line where it holds none of the six."""
    ends = [0, *(edge for match in run_together().finditer(line) for edge in match.span()), len(line)]
    if not any(re.search(r"\w{3}", line[low:high]) for low, high in zip(ends[2::2], ends[3::2], strict=False)):
        yield line  # their names with commas between: what the report consists of
        return
    inside: str | None = None
    for low, high in zip(ends, ends[1:], strict=False):
        piece = line[low:high]
        if run_together().fullmatch(piece):
            inside = known(piece)
            yield piece
        elif inside is None or inside in forms.DATASETS:
            yield from (piece,) if piece else ()
        else:
            yield from _within(piece)


def _within(piece: str) -> Iterator[str]:
    """The sub-sections' headings in the text of a section, and the texts between them."""
    begin = place = 0
    while found := _BEGINS.search(piece, place):
        start, end = found.start(), _end(piece, found.start())
        place = max(end, start + 1)
        if end > start:
            yield from (part for part in (piece[begin:start], piece[start:end]) if part)
            begin = end
    yield from (piece[begin:],) if piece[begin:] else ()


def _end(piece: str, start: int) -> int:
    """Where the heading that begins at `start` ends; `start` itself where nothing tells it."""
    for pattern in _ends():
        found = pattern.match(piece, start)
        if found:
            return found.end(1)
    return start


@functools.cache
def _ends() -> tuple[re.Pattern[str], ...]:
    """Patterns of headings: a known one before a space or a sentence, one before a mark, one before a sentence."""
    words = {row["place"]: row["words"] for row in package_data.rows(__package__, "run_in.csv")}
    sentence = rf"(?:{words['begin']}|20\d\d年)[^。]*[，。]"
    any_words = rf"{_WORDS}{{{_SHORTEST - 2},{_LONGEST - 2}}}?(?:{words['end']})"
    named = "|".join(sub_sections())
    return (
        re.compile(rf"({_NUMBER}(?:{named}))(?=[\s。：:]|{sentence})"),
        re.compile(rf"({_NUMBER}(?:{named})(?<=情况|问题|措施|方面))(?![和及与、的])"),
        _TOLD,
        re.compile(rf"({_NUMBER}{any_words})(?={sentence})"),
    )
