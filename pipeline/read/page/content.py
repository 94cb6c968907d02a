"""What a page of a fixed layout shows, whatever its format: characters with boxes and ruling lines.

Everything is given in points from the top left corner of the page as it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field


class Char:
    """One printed character and its box; `index` is its place in the order of the file.

    A run of characters (`runs.py`) is one too, with a longer text. A page has hundreds: compiled, its fields are plain
    numbers.
    """

    __slots__ = ("text", "x0", "top", "x1", "bottom", "index")

    def __init__(self, text: str, x0: float, top: float, x1: float, bottom: float, index: int) -> None:
        self.text = text
        self.x0 = x0
        self.top = top
        self.x1 = x1
        self.bottom = bottom
        self.index = index

    @property
    def size(self) -> float:
        """The height of its line box, near the font size."""
        return self.bottom - self.top


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
            self._chars = [
                Char(text, self.lefts[at], self.tops[at], self.rights[at], self.bottoms[at], self.places[at])
                for at, text in enumerate(self.texts)
            ]
        return self._chars

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(slots=True)
class Content:
    """What a page holds. `printed`: its characters. `rules`: x0, top, x1, bottom of horizontal and vertical lines.

    `image` is the share of the page that pictures cover, `pictures` their boxes. `hidden` counts the text objects, of
    all `texts`, drawn invisible (on pages with pictures), `curves` filled outlines (text drawn as curves has
    thousands), `unmapped` characters without Unicode. `unseen` counts what the text says and the page does not show
    (text objects with digits that are drawn invisible, characters under a picture), `disguised` the digits that fonts
    show as something else. `drawn`: the boxes of shapes that may be characters drawn as outlines.
    """

    width: float
    height: float
    printed: list[Char] | Chars = field(default_factory=list)
    horizontal: list[tuple[float, float, float]] = field(default_factory=list)
    vertical: list[tuple[float, float, float]] = field(default_factory=list)
    image: float = 0.0
    pictures: list[tuple[float, float, float, float]] = field(default_factory=list)
    hidden: int = 0
    texts: int = 0
    curves: int = 0
    drawn: list[tuple[float, float, float, float]] = field(default_factory=list)
    unmapped: int = 0
    unseen: int = 0
    disguised: int = 0

    @property
    def chars(self) -> list[Char]:
        """The characters one by one."""
        return self.printed.each() if isinstance(self.printed, Chars) else self.printed

    @chars.setter
    def chars(self, chars: list[Char]) -> None:
        self.printed = chars
