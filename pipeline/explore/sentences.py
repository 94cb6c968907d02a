"""Refusals in the visitor's language. The layers below say them in English and know no language; here each is known by
its form (texts/errors.csv), and its names and numbers are put into the other language's sentence.
"""

from __future__ import annotations

import functools
import re

from pipeline.explore.words import words

_PART = re.compile(r"\\\{(\w+)\\\}")


def told(sentence: str, lang: str) -> str:
    """The sentence in a language; as it is where it is no English sentence that texts/errors.csv has."""
    if lang == "en":
        return sentence
    for form, key in _forms():
        if found := form.fullmatch(sentence):
            return words(lang)[key].format(**found.groupdict())
    return sentence


@functools.cache
def _forms() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(_PART.sub(r"(?P<\1>.*)", re.escape(sentence)), re.DOTALL), key)
        for key, sentence in words("en").items()
        if key.startswith("error.")
    ]
