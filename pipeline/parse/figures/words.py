"""The lists of words that figures are found by, from the CSV files beside this one, and the terms of a text."""

from __future__ import annotations

import csv
import functools
import re
from importlib import resources

from pipeline.model import value


@value
class Term:
    """A known word where it stands. `role`: `verb`, `light` (a verb that takes another as its object: 开展检查), `noun`
    (a verb that names as often as it tells: 培训), `name`.
    """

    start: int
    end: int
    text: str
    role: str


def _rows(name: str) -> list[dict[str, str]]:
    with resources.files(__package__).joinpath(name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def one_of(words: list[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@functools.cache
def units() -> str:
    """A pattern for any unit."""
    return one_of([row["unit"] for row in _rows("units.csv")])


@functools.cache
def not_figures(place: str) -> str:
    """A pattern for what stands `before` or `after` a number that is no figure."""
    return one_of([row["words"] for row in _rows("not_figures.csv") if row["before_or_after"] == place])


@functools.cache
def fillers(place: str) -> str:
    """A pattern for the words of one `place` of fillers.csv: before or after a name, weak names, adverbs, agents."""
    return one_of([row["words"] for row in _rows("fillers.csv") if row["place"] == place])


@functools.cache
def subjects() -> dict[str, str]:
    """Every spelling of a subject → its standard name."""
    return {
        spelling: row["subject"]
        for row in _rows("subjects.csv")
        for spelling in (row["subject"], *row["synonyms"].split("|"))
    }


@functools.cache
def _lexicon() -> dict[str, tuple[tuple[str, str], ...]]:
    """First character → the words that begin with it, the longest first, each with its role."""
    roles = dict.fromkeys((*subjects(), *(row["name"] for row in _rows("names.csv"))), "name")
    roles |= {row["action"]: row["role"] or "verb" for row in _rows("actions.csv")}
    found: dict[str, list[tuple[str, str]]] = {}
    for word, role in sorted(roles.items(), key=lambda item: (-len(item[0]), item[0])):
        found.setdefault(word[0], []).append((word, role))
    return {first: tuple(words) for first, words in found.items()}


def terms(text: str) -> list[Term]:
    """The known words of the text from left to right, the longest at each place."""
    lexicon, found, index = _lexicon(), [], 0
    while index < len(text):
        words = lexicon.get(text[index], ())
        known = next(((word, role) for word, role in words if text.startswith(word, index)), None)
        if known is not None:
            found.append(Term(start=index, end=index + len(known[0]), text=known[0], role=known[1]))
        index += len(known[0]) if known is not None else 1
    return found


def begins_with_name(text: str, index: int) -> bool:
    """Whether a known name, the longest word there, begins at this place."""
    words = _lexicon().get(text[index : index + 1], ())
    return next((role == "name" for word, role in words if text.startswith(word, index)), False)
