"""The sections of the text: headings by numbering, style and words together, since many reports number wrongly.

A line is a heading where its words are a canonical heading's, or where numbering and shape say so. jieba with the
field's dictionary gives unknown headings a canonical name; it is loaded only for them (1.3 s a process).
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterator
from importlib import resources
from typing import Any

from pipeline import text
from pipeline.model import Block, Document, Line, Section
from pipeline.parse import labels

_HAN = "一二三四五六七八九十"
_FIRST = re.compile(rf"^(?:第?[{_HAN}]{{1,3}}(?:部分)?[、.．,，:：·]|第[{_HAN}]{{1,3}}部分|[{_HAN}]{{1,2}}(?=\s))\s*")
_SECOND = re.compile(rf"^[(（][{_HAN}]{{1,3}}[)）]\s*[、.．]?")
_THIRD = re.compile(r"^(?:\d{1,2}[.．、](?!\d)|[(（]\d{1,2}[)）])\s*")
_LONGEST = 36
_LONGEST_RUN_IN = 26
_SAME = 0.86
_SHARED_WORDS = 0.5


def sections(document: Document) -> tuple[Section, ...]:
    """Every section and sub-section in order; the text before the first heading belongs to none."""
    found: list[tuple[int, str, str | None, list[Line], str]] = []
    for index, line in enumerate(document.blocks):
        if not isinstance(line, Line):
            continue
        head = _heading(line, [item[0] for item in found])
        if head is None:
            if found:
                found[-1][3].append(line)
            continue
        level, heading, rest = head
        if _in_contents(document.blocks[index : index + 4]):
            continue
        found.append((level, heading, canonical(heading, level), [line], rest))
    return tuple(_section(ordinal, *item) for ordinal, item in enumerate(found, start=1))


def _section(ordinal: int, level: int, heading: str, name: str | None, lines: list[Line], rest: str) -> Section:
    pages = [line.place.page for line in lines if line.place.page is not None]
    body = [rest, *(line.text for line in lines[1:])]
    return Section(
        ordinal=ordinal,
        level=level,
        heading=heading,
        canonical=name,
        text="\n".join(part.strip() for part in body if part.strip()),
        page_first=min(pages, default=None),
        page_last=max(pages, default=None),
    )


def _heading(line: Line, before: list[int]) -> tuple[int, str, str] | None:
    """Level, heading and the rest of its line where the line begins a section, else None."""
    printed = line.text.strip()
    first, _, rest = printed.partition("。")
    numbered = next((level for level, pattern in enumerate((_FIRST, _SECOND), start=1) if pattern.match(printed)), None)
    if rest.strip():
        if numbered and len(first) <= _LONGEST_RUN_IN and "，" not in first:
            return numbered, first, rest
        return None
    if len(first) > _LONGEST:
        return None
    name, level = _known(first)
    if name is not None:
        return (numbered or level), first, ""
    if numbered and not re.search(r"[，；]", first):
        return numbered, first, ""
    styled = line.level is not None and bool(before)
    return (min(line.level or 1, 3), first, "") if styled else None


def _known(heading: str) -> tuple[str | None, int]:
    """The canonical name of a heading whose words are known, and its level (1, or 2 for sub-sections)."""
    name = _by_words(_bare(heading))
    return name, 2 if name and "." in name else 1


def _bare(heading: str) -> str:
    plain = text.squeeze(text.simplified(heading))
    for pattern in (_FIRST, _SECOND, _THIRD):
        plain = pattern.sub("", plain)
    return text.key(plain)


@functools.cache
def _spellings() -> tuple[tuple[str, str], ...]:
    with resources.files(__package__).joinpath("headings.csv").open(encoding="utf-8") as file:
        return tuple((row["canonical"], text.key(row["spelling"])) for row in csv.DictReader(file))


@functools.lru_cache(maxsize=4096)
def _by_words(key: str) -> str | None:
    if len(key) < 2:
        return None
    score, name = max((labels.likeness(key, spelling), name) for name, spelling in _spellings())
    return name if score >= _SAME else None


def canonical(heading: str, level: int) -> str | None:
    """The standard name of a heading: by its words as they are, else by the words that jieba finds in it."""
    key = _bare(heading)
    name = _by_words(key)
    if name == "article20" and level > 1 and key in ("主动公开政府信息情况", "主动公开情况"):
        return "overview.proactive"
    return name or (_by_cut(key) if level == 1 else None)


@functools.lru_cache(maxsize=1024)
def _by_cut(key: str) -> str | None:
    own = set(_words(key))
    best = max(
        ((len(own & other) / max(1, len(own | other)), name) for name, other in _cut_spellings()), default=(0.0, "")
    )
    return best[1] if best[0] >= _SHARED_WORDS else None


@functools.cache
def _cut_spellings() -> tuple[tuple[str, set[str]], ...]:
    return tuple((name, set(_words(spelling))) for name, spelling in _spellings() if "." not in name)


def _words(key: str) -> Iterator[str]:
    return (word for word in _cutter().cut(key) if len(word) > 1)


@functools.cache
def _cutter() -> Any:
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    with resources.files(__package__).joinpath("dictionary.txt").open("rb") as file:
        cutter.load_userdict(file)
    return cutter


def _in_contents(blocks: tuple[Block, ...]) -> bool:
    """Whether a heading stands in a table of contents: dots and a page number end it, or only headings follow at
    once.
    """
    own, after = blocks[0], blocks[1:]
    if isinstance(own, Line) and re.search(r"(?:…|\.{3,}|·{3,})\s*\d*$", own.text):
        return True
    return len(after) == 3 and all(
        isinstance(block, Line) and bool(_FIRST.match(block.text.strip())) and len(block.text) < _LONGEST
        for block in after
    )
