"""A section's text → its sentences. A semicolon ends none: the items of a list share what stands before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?[”’」』]?")


def sentences(text: str) -> Iterator[str]:
    """The sentences as printed, without white space around them."""
    for match in _SENTENCE.finditer(text):
        sentence = match[0].strip()
        if sentence:
            yield sentence
