"""Characters side by side → runs, so that what is true of a whole run is found once and not for each character.

A run is a `Char` with a longer text: characters that follow each other from left to right, of one height on one base
line, with no gap that could be a space. Its `index` is the place of its first character on the page. Reading by runs
gives what reading by characters gives; where it might not (text printed over text), `unfold` gives the characters.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Final

from pipeline.read.page.content import Char, Chars

GAP: Final = 0.28
"""A gap wider than this share of the character height may be a space between digits or Latin letters."""
_OVER: Final = 0.2
"""A run that begins further than this share of the height before the end of the one on its left lies over it."""


def fold(chars: Chars) -> list[Char]:
    """The runs of a page's characters, in their order."""
    if not len(chars):
        return []
    lefts, tops, rights, bottoms = chars.lefts, chars.tops, chars.rights, chars.bottoms
    text = "".join(chars.texts)
    found: list[Char] = []
    first = 0
    left, top, right, bottom = lefts[0], tops[0], rights[0], bottoms[0]
    for index in range(1, len(lefts)):
        next_left, next_right = lefts[index], rights[index]
        if (
            tops[index] != top
            or bottoms[index] != bottom
            or next_left - right > GAP * (bottom - top)
            or next_left < left
            or next_right < right
        ):
            found.append(Char(text[first:index], lefts[first], top, right, bottom, first))
            first, top, bottom = index, tops[index], bottoms[index]
        left, right = next_left, next_right
    found.append(Char(text[first:], lefts[first], top, right, bottom, first))
    return found


def unfold(runs: Iterable[Char], chars: Chars) -> list[Char]:
    """The characters of runs, which are of the page with these characters."""
    each = chars.each()
    return [char for run in runs for char in each[run.index : run.index + len(run.text)]]


def split(run: Char, chars: Chars) -> Iterator[Char]:
    """A run as runs of one character each."""
    for index, char in enumerate(unfold((run,), chars), start=run.index):
        yield Char(char.text, char.x0, char.top, char.x1, char.bottom, index)


def overlap(line: list[Char]) -> bool:
    """Whether runs of a line, from left to right, lie over each other, so that their characters may alternate."""
    if len(line) == 1:
        return False
    end, nearest, least = line[0].x1, math.inf, line[0].size
    for index in range(1, len(line)):
        run = line[index]
        nearest, least = min(nearest, run.x0 - end), min(least, run.size)
        end = run.x1
    return nearest < -_OVER * least
