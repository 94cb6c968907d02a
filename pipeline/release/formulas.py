"""Texts that a spreadsheet would run: told, and made harmless in CSV, reversibly: one apostrophe before them."""

from __future__ import annotations

import re

FORMULA = r"^([=+\-@＝＋－＠\t\r\n'])"
"""Texts that get an apostrophe: those that begin a formula, and those that begin with one, so that all come back."""
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_PATTERN = re.compile(FORMULA)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may run the text when a person types it."""
    return _PATTERN.match(text) is not None


def guarded(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it; numbers as they are."""
    return text if _NUMBER.fullmatch(text) else _PATTERN.sub(r"'\1", text)
