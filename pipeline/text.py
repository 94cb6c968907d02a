"""Matching keys for Chinese labels. Never alters raw text: what is stored stays as printed.

Labels of the official forms come with spaces between characters, full-width or half-width brackets and traditional
characters; a key is what is left when none of that counts.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Final

import opencc

_NOT_WORD = re.compile(r"[\W_]+")
_LABEL = 48
"""Labels and numbers are no longer than this and come again in every report; prose does not, and is not kept."""
_SPACE: Final = re.compile(r"[\s\u200b\ufeff\u00ad]+")
_WIDE: Final = re.compile("[\uff01-\uff5e]")
"""Full-width forms of ASCII, each of which folds to the character so far below it."""
_NARROWER: Final = 0xFEE0


@functools.lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@functools.lru_cache(maxsize=16384)
def simplified(text: str) -> str:
    """`text` with traditional characters turned into simplified ones."""
    return text if text.isascii() else str(_converter().convert(text))


def same_length(text: str) -> str:
    """`text` in simplified characters, each in its place; as it is where the conversion would change its length."""
    converted = text if text.isascii() else str(_converter().convert(text))
    return converted if len(converted) == len(text) else text


def squeeze(text: str) -> str:
    """`text` with compatibility forms folded (full width to half width) and all white space dropped."""
    return _squeezed(text) if len(text) <= _LABEL else _squeezed.__wrapped__(text)


@functools.lru_cache(maxsize=16384)
def _squeezed(text: str) -> str:
    return _SPACE.sub("", _folded(text))


def _folded(text: str) -> str:
    """`text` in normal form NFKC; in nearly all text only full-width forms are not, and folding those takes a tenth."""
    narrow = _WIDE.sub(_narrow, text)
    return narrow if unicodedata.is_normalized("NFKC", narrow) else unicodedata.normalize("NFKC", text)


def _narrow(wide: re.Match[str]) -> str:
    return chr(ord(wide[0]) - _NARROWER)


@functools.lru_cache(maxsize=16384)
def key(text: str) -> str:
    """The matching key of a label: width folded, simplified, without spaces and punctuation."""
    return _NOT_WORD.sub("", squeeze(simplified(text)))
