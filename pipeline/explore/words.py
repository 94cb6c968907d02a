"""The words of the pages in both languages: every CSV file in texts/, a page a file."""

from __future__ import annotations

import functools
from importlib import resources

from pipeline import package_data
from pipeline.explore.settings import LANGUAGES


@functools.cache
def words(lang: str) -> dict[str, str]:
    """Key → words in a language."""
    found: dict[str, str] = {}
    for entry in resources.files(__package__).joinpath("texts").iterdir():
        if entry.name.endswith(".csv"):
            found.update((row["key"], row[lang]) for row in package_data.rows(__package__, f"texts/{entry.name}"))
    return found


def language(asked: str | None, otherwise: str) -> str:
    """The language asked for where there are words in it."""
    return asked if asked in LANGUAGES else otherwise
