"""The outline: which numbering the six sections have, how deep another one lies, headings within a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from pipeline.parse.headings import HAN, bare, canonical_within, kind, known
from pipeline.parse.run_in import unmarked

_LONGEST = 36
_LONGEST_WITHIN = 16
_SHORTEST_LINE = 30
_SHORTEST_REST = 15
_MOST_SECTIONS = 3
_WHOLE_TEXT = 200
"""A line so long may hold a whole report, without any mark behind its headings."""
_WITHIN = re.compile(r"(?<=[。；;\s])(?=[(（][一二三四五六七八九十]{1,2}[)）]|[一二三四五六七]、)")
_RUN_IN = re.compile(rf"[(（]([{HAN}])[)）][\u4e00-\u9fff]{{3,{_LONGEST_WITHIN}}}。.")
_HEAD_ENDS = re.compile(r"[。：:\s]")


class Placed(Protocol):
    """What the outline asks of a section begun."""

    level: int
    kind: str | None


def main_kind(lines: Iterable[str]) -> str:
    """The numbering of the six sections: `han` unless at least three of them are numbered in another one way."""
    found: dict[str, set[str]] = {}
    for line in lines:
        shown = line.strip()
        numbering = kind(shown) if len(shown) <= _LONGEST else None
        name = known(shown) if numbering else None
        if numbering and name and "." not in name:
            found.setdefault(numbering, set()).add(name)
    most = max(found, key=lambda numbering: len(found[numbering]), default="han")
    return most if not found.get("han") and len(found.get(most, ())) >= _MOST_SECTIONS else "han"


def level_of(numbering: str, main: str, drafts: Sequence[Placed]) -> int:
    """How deep a heading so numbered lies below those before it: as its like in the same section, else one deeper."""
    if numbering == main:
        return 1
    for draft in reversed(drafts):
        if draft.level == 1:
            break
        if draft.kind == numbering:
            return draft.level
    if numbering == "bracket":
        return 3 if drafts and drafts[-1].level == 2 and drafts[-1].kind == main else 2
    return drafts[-1].level + 1 if drafts else 2


def parts(line: str) -> Iterator[str]:
    """The line, or its pieces where headings with their numbers stand within it: …。（二）依申请公开情况。…"""
    if len(line) < _SHORTEST_LINE:
        yield line
        return
    if len(line) >= _WHOLE_TEXT:
        shown = list(unmarked(line))
        if len(shown) > 1:
            yield from (part for piece in shown for part in parts(piece))
            return
    begin = 0
    for match in _WITHIN.finditer(line):
        rest = line[match.start() :]
        if _is_heading(rest) or _goes_on(line[begin : match.start()], rest):
            yield line[begin : match.start()]
            begin = match.start()
    yield line[begin:]


def _goes_on(before: str, rest: str) -> bool:
    """Whether two headings follow each other, each with its text: （一）收费情况。…。（二）建议办理情况。…"""
    numbers = [_RUN_IN.match(piece) for piece in (before, rest)]
    first, second = (HAN.find(found[1]) if found else -1 for found in numbers)
    return 0 <= first == second - 1


def _is_heading(rest: str) -> bool:
    """Whether what begins here with a number is a heading by its words, up to the first mark."""
    first = _HEAD_ENDS.split(rest, maxsplit=1)[0]
    if len(first) > _LONGEST_WITHIN + 8:
        return False
    if known(bare(first)) is not None:
        return True
    return (
        kind(first) == "bracket" and len(first) <= _LONGEST_WITHIN and canonical_within(first, "overview") is not None
    )


def before_space(shown: str) -> tuple[str, str] | None:
    """A numbered heading that only a space parts from its text (一、总体情况 2022年，…): the heading and the text."""
    found = re.match(r"(\S{3,30})\s+(\S.*)", shown)
    if found is None or kind(found[1]) is None or known(bare(found[1])) is None:
        return None
    return (found[1], found[2]) if len(found[2]) >= _SHORTEST_REST and re.search("[，。]", found[2]) else None
