"""The words that the scraper knows, by kind (`words.csv`), as squeezed text."""

from __future__ import annotations

import functools

from pipeline import package_data


@functools.cache
def words(kind: str) -> tuple[str, ...]:
    """All words of a kind, the longest first."""
    found = [row["word"] for row in package_data.rows(__package__, "words.csv") if row["kind"] == kind]
    return tuple(sorted(found, key=lambda word: -len(word)))


def any_of(kind: str, squeezed: str) -> bool:
    """Whether any word of this kind stands in the text."""
    return any(word in squeezed for word in words(kind))
