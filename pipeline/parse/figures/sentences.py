"""A section's text → its sentences. A semicolon ends none: the items of a list share what stands before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?[”’」』]?")


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Where each sentence begins in the text, and the sentence as printed without white space around it."""
    for match in _SENTENCE.finditer(text):
        printed = match[0]
        sentence = printed.strip()
        if sentence:
            yield match.start() + len(printed) - len(printed.lstrip()), sentence
