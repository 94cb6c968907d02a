"""What a section's heading says: its level by its number, its canonical name by its words (`headings.csv`).

jieba with the field's dictionary gives a heading that no spelling fits a name by the words it shares; it is loaded only
for such headings (1.3 s a process).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Final

from rapidfuzz import fuzz, process

from pipeline import forms, package_data, text
from pipeline.parse import labels
from pipeline.parse.dictionary import cutter

HAN = "一二三四五六七八九十"
_FIRST = re.compile(rf"^(?:第?[{HAN}]{{1,3}}(?:部分)?\s?[、.．,，:：·]|第[{HAN}]{{1,3}}部分|[{HAN}]{{1,2}}(?=\s))\s*")
_SECOND = re.compile(rf"^[(（]\s?[{HAN}]{{1,3}}\s?[)）]\s*[、.．]?")
_DECIMAL = re.compile(r"^[1-9][.．]\d{1,2}[.．、]?\s*(?=[\u4e00-\u9fff])(?![万亿个件条次元])")
_THIRD = re.compile(r"^\d{1,2}[.．、](?!\d)\s*(?=\D)")
_FOURTH = re.compile(r"^(?:[(（]\d{1,2}[)）]|\d{1,2}[)）]|[①-⑳])\s*")
_DEEP = re.compile(r"^[1-9](?:[.．]\d{1,2}){2}[.．、]?\s*(?=[\u4e00-\u9fff])(?![万亿个件条次元])")
_SPACED = re.compile(r"^\d{1,2}[ \u3000]+(?=[\u4e00-\u9fff])")
_KINDS = (
    ("han", _FIRST),
    ("bracket", _SECOND),
    ("deep", _DEEP),
    ("decimal", _DECIMAL),
    ("arabic", _THIRD),
    ("small", _FOURTH),
    ("spaced", _SPACED),
)
_STARTS: Final = frozenset(f"第{HAN}(（") | {chr(code) for code in range(ord("①"), ord("⑳") + 1)}
"""How a number begins, but for digits: most lines begin otherwise and need no pattern."""
_SAME = 0.93
_SAME_NUMBERED = 0.74
_SHARED_WORDS = 0.5
_ROW = 75
_SHORTEST_ROW = 4
_IN_OVERVIEW = {"article20": "overview.proactive", "requests": "overview.on_request"}


def number_level(printed: str) -> int | None:
    """1 for 一、 and 第一部分, 2 for （一）, None without such a number."""
    if printed[:1] not in _STARTS:
        return None
    if _FIRST.match(printed):
        return 1
    return 2 if _SECOND.match(printed) else None


def kind(printed: str) -> str | None:
    """How a line is numbered: `han` 一、, `bracket` （一）, `decimal` 1.1, `deep` 1.1.1, `arabic` 1., `small` （1）, ①.

    `spaced` is 1 and a space, which only numbers the six sections; None without any.
    """
    if not _may_number(printed):
        return None
    return next((name for name, pattern in _KINDS if pattern.match(printed)), None)


def _may_number(printed: str) -> bool:
    return printed[:1].isdecimal() or printed[:1] in _STARTS


@functools.lru_cache(maxsize=8192)
def bare(heading: str) -> str:
    """The matching key of a heading without its number."""
    plain = heading.strip()
    for _, pattern in _KINDS:
        plain = pattern.sub("", plain)
    return text.key(plain)


def known(heading: str) -> str | None:
    """The canonical name of a heading by its spelling; a numbered one may be spelled worse than one without."""
    return _by_words(bare(heading), _SAME if number_level(heading.strip()) is None else _SAME_NUMBERED)


def is_spelled(heading: str) -> bool:
    """Whether a heading's words are exactly those of a known one."""
    return bare(heading) in _spelled()[1]


def canonical(heading: str, level: int) -> str | None:
    """The standard name of a heading: by its spelling, else by the words that jieba finds in it."""
    name = known(heading)
    if level > 1 and name in _IN_OVERVIEW:
        return _IN_OVERVIEW[name]
    return name or (_by_cut(bare(heading)) if level == 1 else None)


def canonical_within(heading: str, section: str | None) -> str | None:
    """The standard name of a sub-section that no spelling fits, by the words of `heading_words.csv` for its section."""
    key = bare(heading)
    rows = _words_within() if section is not None else ()
    return next((name for name, words in rows if name.startswith(f"{section}.") and words in key), None)


@functools.cache
def _words_within() -> tuple[tuple[str, str], ...]:
    return tuple((row["canonical"], row["words"]) for row in package_data.rows(__package__, "heading_words.csv"))


def is_form_row(printed: str) -> bool:
    """Whether a numbered line is a row label of the form, or a piece of one (（三）不 | 予公开), and no heading."""
    key = re.sub(r"\d+$", "", bare(printed))
    if len(key) < _SHORTEST_ROW:
        return True
    return any(fuzz.partial_ratio(key, row) >= _ROW for row in _rows())


@functools.cache
def _rows() -> tuple[str, ...]:
    spelled = (key for axis in ("row", "row_group") for label in forms.labels("requests", axis) for key in label.keys)
    return tuple({labels.unnumbered(key) for key in spelled})


@functools.cache
def _spellings() -> tuple[tuple[str, str], ...]:
    return tuple(
        (row["canonical"], text.key(row["spelling"])) for row in package_data.rows(__package__, "headings.csv")
    )


@functools.cache
def run_together() -> re.Pattern[str]:
    """A pattern for the numbered heading of a main section whose text follows it without any mark."""
    keys = sorted({key for name, key in _spellings() if "." not in name}, key=lambda key: (-len(key), key))
    return re.compile(rf"[{HAN}]、(?:{'|'.join('[、，]?'.join(key) for key in keys if len(key) > 3)})")


@functools.cache
def sub_sections() -> tuple[str, ...]:
    """The spellings of sub-sections' headings as matching keys, the longest first."""
    return tuple(sorted({key for name, key in _spellings() if "." in name}, key=lambda key: (-len(key), key)))


@functools.cache
def canonical_names() -> tuple[str, ...]:
    """The standard names of sections and sub-sections, in the order of the form."""
    return tuple(dict.fromkeys(name for name, _ in _spellings()))


@functools.cache
def _spelled() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The canonical names, and the spelling that each stands for."""
    return tuple(name for name, _ in _spellings()), tuple(spelling for _, spelling in _spellings())


@functools.lru_cache(maxsize=8192)
def _by_words(key: str, same: float) -> str | None:
    if len(key) < 2:
        return None
    names, spellings = _spelled()
    found = process.extract(key, spellings, scorer=fuzz.ratio, score_cutoff=100 * same, limit=None)
    return max(((score, names[index]) for _, score, index in found), default=(0.0, None))[1]


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
    return (word for word in cutter().cut(key) if len(word) > 1)
