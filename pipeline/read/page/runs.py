"""Characters side by side → runs, so that what is true of a whole run is found once and not for each character.

A run is a `Char` with a longer text: characters that follow each other from left to right, of one height on one base
line, with no gap that could be a space. Its `index` is the place of its first character on the page. Reading by runs
gives what reading by characters gives; where it might not (text printed over text), `unfold` gives the characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import sub

from pipeline.read.page.content import Char, Chars

GAP = 0.28
"""A gap wider than this share of the character height may be a space between digits or Latin letters."""
_OVER = 0.2
"""A run that begins further than this share of the height before the end of the one on its left lies over it."""


def fold(chars: Chars) -> list[Char]:
    """The runs of a page's characters, in their order."""
    if not len(chars):
        return []
    texts, starts, tops, ends, bottoms, _ = chars.fields
    breaks = [
        index
        for index, start, before, end, end_before, top, top_before, bottom, bottom_before in zip(
            range(1, len(starts)),
            starts[1:],
            starts,
            ends[1:],
            ends,
            tops[1:],
            tops,
            bottoms[1:],
            bottoms,
            strict=False,
        )
        if top != top_before
        or bottom != bottom_before
        or start - end_before > GAP * (bottom - top)
        or start < before
        or end < end_before
    ]
    text = "".join(texts)
    return [
        Char(text[first:last], starts[first], tops[first], ends[last - 1], bottoms[first], first)
        for first, last in zip((0, *breaks), (*breaks, len(texts)), strict=True)
    ]


def unfold(runs: Iterable[Char], chars: Chars) -> list[Char]:
    """The characters of runs, which are of the page with these characters."""
    each = chars.each()
    return [char for run in runs for char in each[run.index : run.index + len(run.text)]]


def split(run: Char, chars: Chars) -> Iterator[Char]:
    """A run as runs of one character each."""
    return (char._replace(index=index) for index, char in enumerate(unfold((run,), chars), start=run.index))


def overlap(line: Sequence[Char]) -> bool:
    """Whether runs of a line, from left to right, lie over each other, so that their characters may alternate."""
    if len(line) == 1:
        return False
    _, starts, tops, ends, bottoms, _ = zip(*line, strict=True)
    return bool(min(map(sub, islice(starts, 1, None), ends)) < -_OVER * min(map(sub, bottoms, tops)))
