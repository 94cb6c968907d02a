"""Radicals that stand for whole characters: fonts map one glyph to both, and some writers note the radical (⼈ for 人).

What is printed is the same, so the character is given. `radicals.csv` holds those that Unicode's own folding leaves
(EquivalentUnifiedIdeograph.txt of the Unicode character database).
"""

from __future__ import annotations

import functools
import unicodedata

from pipeline import package_data


@functools.cache
def _table() -> dict[str, str]:
    listed = {row["radical"]: row["character"] for row in package_data.rows(__package__, "radicals.csv")}
    folded = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    return folded | listed


def whole(char: str) -> str:
    """The character that a radical stands for; any other character as it is."""
    return _table().get(char, char) if "\u2e80" <= char <= "\u2fd5" else char
