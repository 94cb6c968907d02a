"""What counts as the same text when words are sought: width, case, traditional characters and white space do not.

A text becomes terms: each pair of neighbouring characters, and letters and digits as they stand together. A word of
Chinese is then found wherever it is printed, whatever stands beside it, and never by half of a number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pipeline import text

_WIDE = r"[^\x00-\x7f]"
_LOOSE = re.compile(rf"(?<={_WIDE}) +| +(?={_WIDE})")
RUN = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
"""What stands together in a folded text: letters and digits, or Chinese."""


class _Folded(dict[int, str]):
    """Character → what it counts as; each is worked out when it is met first."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _character(chr(code))
        return found


def _character(printed: str) -> str:
    plain = unicodedata.normalize("NFKC", printed)
    if plain.isspace() or unicodedata.category(printed) in ("Cf", "Cc"):
        return " " if plain.isspace() else ""
    return text.simplified(plain).lower()


_FOLDED = _Folded()


def folded(printed: str) -> str:
    """The text as it counts. White space beside Chinese is none: it stands where a layout put it."""
    return _LOOSE.sub("", printed.translate(_FOLDED))


def with_places(printed: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in `printed` that it came from."""
    wide, places = [], []
    for place, character in enumerate(printed):
        for plain in _FOLDED[ord(character)]:
            wide.append(plain)
            places.append(place)
    joined = "".join(wide)
    dropped = {place for found in _LOOSE.finditer(joined) for place in range(*found.span())}
    kept = [place for place in range(len(joined)) if place not in dropped]
    return "".join(joined[place] for place in kept), [places[place] for place in kept]


def terms(plain: str) -> Iterator[str]:
    """The terms of a folded text, in order; the last character of a run of Chinese is one too."""
    for run in RUN.findall(plain):
        if run[0].isascii():
            yield run
        else:
            yield from map(str.__add__, run, run[1:])
            yield run[-1]
