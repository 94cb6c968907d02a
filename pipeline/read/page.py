"""What a page of a fixed layout shows, whatever its format: characters with boxes and ruling lines.

Everything is given in points from the top left corner of the page as it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Char:
    """One printed character and its box; `index` is its place in the order of the file."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    index: int

    @property
    def size(self) -> float:
        """The height of its line box, near the font size."""
        return self.bottom - self.top


@dataclass(slots=True)
class Content:
    """What a page holds. `rules`: x0, top, x1, bottom of horizontal and vertical lines.

    `image` is the share of the page that pictures cover. `hidden` counts the text objects, of all `texts`, drawn
    invisible (on pages with pictures), `curves` filled outlines (text drawn as curves has thousands), `unmapped`
    characters without Unicode.
    """

    width: float
    height: float
    chars: list[Char] = field(default_factory=list)
    horizontal: list[tuple[float, float, float]] = field(default_factory=list)
    vertical: list[tuple[float, float, float]] = field(default_factory=list)
    image: float = 0.0
    hidden: int = 0
    texts: int = 0
    curves: int = 0
    unmapped: int = 0
