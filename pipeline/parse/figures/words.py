"""The lists of words that figures are found by, from the CSV files beside this one."""

from __future__ import annotations

import csv
import functools
import re
from importlib import resources


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
def subjects() -> dict[str, str]:
    """Every spelling of a subject → its standard name."""
    return {
        spelling: row["subject"]
        for row in _rows("subjects.csv")
        for spelling in (row["subject"], *row["synonyms"].split("|"))
    }


@functools.cache
def terms() -> re.Pattern[str]:
    """A pattern for subjects, other names and actions, the longest first; the group that matched is `noun…` or `verb…`."""
    nouns = dict.fromkeys((*subjects(), *(row["name"] for row in _rows("names.csv"))), "noun")
    verbs = {row["action"]: "verb" for row in _rows("actions.csv")}
    both = sorted({**verbs, **nouns}.items(), key=lambda item: (-len(item[0]), item[0]))
    return re.compile("|".join(f"(?P<{kind}{n}>{re.escape(word)})" for n, (word, kind) in enumerate(both)))
