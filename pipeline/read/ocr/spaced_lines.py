"""Words of a picture → lines: what stands on one level, beside each other and never over each other.

Cells beside each other have one, two or three lines, each around the same middle, so their lines are half a line apart.
"""

from __future__ import annotations

import math
import statistics
from itertools import pairwise

from pipeline.read.page.content import Char

_LEVEL = 0.45
"""Heights of a character by which the middles of neighbours on one line may differ."""
_WORD = 1.7
"""Heights of a character from one to the next in a word."""
_TOUCHING = 0.15
_TOUCHES = 0.6
_OVER = 0.25
"""Words that share more of the narrower one's width stand over each other."""
_GAP = 0.33
_NEXT = 1.2
"""A narrow character leaves a gap, but its middle is where it would be without: an em from the next, about."""
_NEAR = 4
"""Words come by their middles, so only the last lines can be theirs."""


def ocr_lines(chars: list[Char], *, exact: bool = False) -> list[list[Char]]:
    """Characters as lines from top to bottom, each from left to right; those of one word share top and bottom.

    `exact`: the characters' widths are known, so a gap is none within a word.
    """
    lines: list[list[list[Char]]] = []
    for word in _words(chars, _TOUCHING if exact else math.inf):
        fits = [line for line in lines[-_NEAR:] if _off(line, word) < _LEVEL and not any(_over(w, word) for w in line)]
        if fits:
            min(fits, key=lambda line: _off(line, word)).append(word)
        else:
            lines.append([word])
    return [sorted((char for word in line for char in word), key=lambda char: char.x0) for line in lines]


def _words(chars: list[Char], widest: float) -> list[list[Char]]:
    """Runs of characters with one top and bottom and no gap wider than `widest` heights, by their middles."""
    found: list[list[Char]] = []
    for char in chars:
        last = found[-1][-1] if found else None
        near = last and 0 <= char.x0 - last.x0 < _WORD * char.size and char.x0 - last.x1 < widest * char.size
        if last and near and (last.top, last.bottom) == (char.top, char.bottom):
            found[-1].append(char)
        else:
            found.append([char])
    return sorted(found, key=lambda word: (word[0].top + word[0].bottom, word[0].x0))


def _off(line: list[list[Char]], word: list[Char]) -> float:
    """How far a word stands off the level of the nearest word of a line, in heights of the lower of both.

    Marks of another font stand off the words that they touch: what is about as near counts as well.
    """
    gaps = [max(other[0].x0 - word[-1].x1, word[0].x0 - other[-1].x1) for other in line]
    near = [other for other, gap in zip(line, gaps, strict=True) if gap < min(gaps) + _TOUCHES * word[0].size]
    middle = (word[0].top + word[0].bottom) / 2
    return min(abs((other[0].top + other[0].bottom) / 2 - middle) / min(other[0].size, word[0].size) for other in near)


def _over(one: list[Char], other: list[Char]) -> bool:
    shared = min(one[-1].x1, other[-1].x1) - max(one[0].x0, other[0].x0)
    return shared > _OVER * min(one[-1].x1 - one[0].x0, other[-1].x1 - other[0].x0)


def em_of(lines: list[list[Char]]) -> float:
    """The usual distance from the middle of a Chinese character to that of the next."""
    steps = [
        step(before, after)
        for line in lines
        for before, after in pairwise(line)
        if is_square(before) and is_square(after) and after.x0 - before.x1 < _GAP * after.size
    ]
    return statistics.median(steps) if steps else 0.0


def step(before: Char, after: Char) -> float:
    """From the middle of a character to that of the next."""
    return (after.x0 + after.x1 - before.x0 - before.x1) / 2


def is_square(char: Char) -> bool:
    """Whether it is Chinese, so as wide as high."""
    return char.text.isalpha() and not char.text.isascii()


def goes_on(before: Char, after: Char, em: float) -> bool:
    """Whether two Chinese characters stand as near as those of a word, however narrow their ink is."""
    return is_square(before) and is_square(after) and step(before, after) < _NEXT * em
