"""What a page of a fixed layout shows, whatever its format: characters with boxes and ruling lines.

Everything is given in points from the top left corner of the page as it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import repeat
from typing import NamedTuple

Fields = tuple[str, float, float, float, float, int]
"""The fields of a `Char`."""


class Char(NamedTuple):
    """One printed character and its box; `index` is its place in the order of the file.

    A tuple, since a page has a thousand of them: it is made and taken apart without a call into Python. A run of
    characters (`runs.py`) is one too, with a longer text.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody asks a character for

    @property
    def size(self) -> float:
        """The height of its line box, near the font size."""
        return self.bottom - self.top


def chars_of(rows: Iterable[Fields]) -> list[Char]:
    """Char(*row) for every row, without a call into Python for each."""
    return list(map(tuple.__new__, repeat(Char), rows))


class Chars:
    """Characters kept as a list for each of their fields; they become a list of `Char` when it is first asked for.

    Most pages are read by runs of characters alone, for which the fields are enough.
    """

    def __init__(
        self,
        texts: list[str],
        lefts: list[float],
        tops: list[float],
        rights: list[float],
        bottoms: list[float],
        places: list[int],
    ) -> None:
        self.texts = texts
        self.lefts = lefts
        self.tops = tops
        self.rights = rights
        self.bottoms = bottoms
        self.places = places
        """The `index` of each character."""
        self._chars: list[Char] | None = None

    @classmethod
    def of(cls, chars: list[Char] | Chars) -> Chars:
        """These characters, kept so."""
        if isinstance(chars, Chars):
            return chars
        found = cls(
            [char.text for char in chars],
            [char.x0 for char in chars],
            [char.top for char in chars],
            [char.x1 for char in chars],
            [char.bottom for char in chars],
            [char.index for char in chars],
        )
        found._chars = chars
        return found

    def each(self) -> list[Char]:
        """The characters one by one."""
        if self._chars is None:
            fields = zip(self.texts, self.lefts, self.tops, self.rights, self.bottoms, self.places, strict=True)
            self._chars = chars_of(fields)
        return self._chars

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(slots=True)
class Content:
    """What a page holds. `printed`: its characters. `rules`: x0, top, x1, bottom of horizontal and vertical lines.

    `image` is the share of the page that pictures cover. `hidden` counts the text objects, of all `texts`, drawn
    invisible (on pages with pictures), `curves` filled outlines (text drawn as curves has thousands), `unmapped`
    characters without Unicode.
    """

    width: float
    height: float
    printed: list[Char] | Chars = field(default_factory=list)
    horizontal: list[tuple[float, float, float]] = field(default_factory=list)
    vertical: list[tuple[float, float, float]] = field(default_factory=list)
    image: float = 0.0
    hidden: int = 0
    texts: int = 0
    curves: int = 0
    unmapped: int = 0

    @property
    def chars(self) -> list[Char]:
        """The characters one by one."""
        return self.printed.each() if isinstance(self.printed, Chars) else self.printed

    @chars.setter
    def chars(self, chars: list[Char]) -> None:
        self.printed = chars
