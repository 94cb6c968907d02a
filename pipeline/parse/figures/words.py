"""The lists of words that figures are found by, from the CSV files beside this one, and the terms of a text."""

from __future__ import annotations

import functools
import math
import re

from pipeline import package_data
from pipeline.model import value

_ALL_WORDS = 60_000_000
_OWN = 8.0
_SINGLE = 11.0
"""Costs of the field's own words, and of a character that belongs to none."""
_AHEAD = 8


@value
class Term:
    """A known word where it stands, and what it can be: its `role`, from actions.csv or one of the last two.

    `verb`; `light` (takes another as its object: 开展检查), `achieve` (the same, with that one's own object behind:
    完成|清理|文件); `noun` (names as often as it tells: 培训), `deed` (names what happens, not a thing: 维护), `dual`
    and `attribute` (答复, 公开: tell, or describe the name behind); `pivot` (has another do it: 组织), `tail` (what
    that one does: 参观), `earn` (its subject comes by it: 获评), `exist` (现有); `open` (any other verb of the
    language); `name`.
    """

    start: int
    end: int
    text: str
    role: str


def one_of(words: list[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@functools.cache
def units() -> str:
    """A pattern for any unit."""
    return one_of([row["unit"] for row in package_data.rows(__package__, "units.csv")])


@functools.cache
def not_figures(place: str) -> str:
    """A pattern for what stands `before` or `after` a number that is no figure."""
    return one_of(
        [row["words"] for row in package_data.rows(__package__, "not_figures.csv") if row["before_or_after"] == place]
    )


@functools.cache
def fillers(place: str) -> str:
    """A pattern for the words of one `place` of fillers.csv: before or after a name, weak names, adverbs, agents."""
    return one_of(list(listed(place)))


@functools.cache
def listed(place: str) -> tuple[str, ...]:
    """The words of one `place` of fillers.csv, in its order."""
    return tuple(row["words"] for row in package_data.rows(__package__, "fillers.csv") if row["place"] == place)


@functools.cache
def units_of(counted: str) -> frozenset[str]:
    """The units that count `persons`, `doers` (persons and bodies), `events`, `pieces`, `papers` or `shares`."""
    rows = package_data.rows(__package__, "units.csv")
    return frozenset(row["unit"] for row in rows if counted in row["counts"].split("|"))


@functools.cache
def subjects() -> dict[str, str]:
    """Every spelling of a subject → its standard name."""
    return {
        spelling: row["subject"]
        for row in package_data.rows(__package__, "subjects.csv")
        for spelling in (row["subject"], *row["synonyms"].split("|"))
        if spelling
    }


@functools.cache
def _roles() -> dict[str, str]:
    """The field's own words → role; the rest of `vocabulary.txt` has its verbs as `open` and its other words as ``."""
    roles = dict.fromkeys((*subjects(), *(row["name"] for row in package_data.rows(__package__, "names.csv"))), "name")
    return roles | {row["action"]: row["role"] or "verb" for row in package_data.rows(__package__, "actions.csv")}


@functools.cache
def _costs() -> dict[str, float]:
    """Each word → how unlikely it is (minus the logarithm of its share); the field's words are all likely."""
    costs: dict[str, float] = {}
    for word, times, *_ in _vocabulary():
        costs[word] = math.log(_ALL_WORDS / int(times))
    costs |= {word: _OWN for place in ("before", "adverb") for word in listed(place) if len(word) > 1}
    return costs | dict.fromkeys(_roles(), _OWN)


@functools.cache
def _vocabulary() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(line.split()) for line in package_data.lines(__package__, "vocabulary.txt"))


@functools.cache
def _open_verbs() -> frozenset[str]:
    led = {word for place in ("before", "after", "adverb", "weak") for word in listed(place)}
    return frozenset(row[0] for row in _vocabulary() if len(row) > 2) - led


@functools.cache
def _longest() -> dict[str, int]:
    """First character → the length of the longest word that begins with it."""
    found: dict[str, int] = {}
    for word in _costs():
        found[word[0]] = max(found.get(word[0], 0), len(word))
    return found


@functools.lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[tuple[int, int], ...]:
    """Where the words of the text begin and end: the cheapest way to cut it whole."""
    costs, longest = _costs(), _longest()
    best = [0.0] + [math.inf] * len(text)
    cut = [0] * (len(text) + 1)
    for begin in range(len(text)):
        so_far = best[begin]
        if so_far + _SINGLE <= best[begin + 1]:
            best[begin + 1], cut[begin + 1] = so_far + _SINGLE, begin
        for end in range(begin + 2, min(len(text), begin + longest.get(text[begin], 0)) + 1):
            cost = costs.get(text[begin:end])
            if cost is not None and so_far + cost < best[end]:
                best[end], cut[end] = so_far + cost, begin
    found: list[tuple[int, int]] = []
    end = len(text)
    while end > 0:
        found.append((cut[end], end))
        end = cut[end]
    return tuple(reversed(found))


def terms(text: str) -> list[Term]:
    """The verbs and known names of the text from left to right."""
    roles, verbs = _roles(), _open_verbs()
    found: list[Term] = []
    for begin, end in words_of(text):
        word = text[begin:end]
        role = roles.get(word) or ("open" if word in verbs and end - begin > 1 else None)
        if role is not None:
            found.append(Term(start=begin, end=end, text=word, role=role))
    return found


def is_word_end(text: str, begin: int, index: int) -> bool:
    """Whether a word of `text[begin:]` ends at `index`."""
    return any(begin + end == index for _, end in words_of(text[begin : index + _AHEAD]))


def begins_with_name(text: str, index: int) -> bool:
    """Whether a known name begins at this place."""
    begin, end = next(iter(words_of(text[index : index + _AHEAD])), (0, 0))
    return _roles().get(text[index + begin : index + end]) == "name"
