"""The words of a heading in a picture, cut where two columns nearly touch and joined where one word is set apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.read.ocr.spaced_columns import CENTRED, PLACES
from pipeline.read.page.chunks import Chunk
from pipeline.read.page.drawn_heading import Band

_TOUCHING, _LONE_APART = 0.08, 0.25
"""Heights of a character: headings of two columns are further apart than their own characters by this much at least;
by more where one of them is a single character.
"""
_ASIDE = 0.02
_SET_APART, _EVEN = 1.4, 0.15
"""Heights of a character: the widest gap between characters set apart, and by how much such gaps differ."""
_BRACKETED = 1.6
_EDGES = 0.1
_CLOSE = 0.55
"""Heights of a character: what is set apart by less, and has no numbers of its own below, is no column's heading."""
_ROUND = str.maketrans("（）", "()")


def heading_words(lines: list[list[Chunk]], bands: Sequence[Band], border: float) -> list[Chunk]:
    """The words of a heading over columns (`bands`), whose row labels end at `border`."""
    return [
        part
        for line in lines
        for word in _set_close(_closing(_evened(line, bands)), bands, [other for other in lines if other is not line])
        for beside in _beside_labels(word, bands[0], border)
        for part in _parts(beside, bands)
    ]


def _closing(line: list[Chunk]) -> list[Chunk]:
    """Words joined over a gap within brackets, where a mark was too small to be seen."""
    found: list[Chunk] = []
    for word in line:
        text = found[-1].text.translate(_ROUND) if found else ""
        size = word.chars[0].size
        if text.count("(") > text.count(")") and word.x0 - found[-1].x1 < _BRACKETED * size:
            found[-1] = Chunk([*found[-1].chars, *word.chars])
        else:
            found.append(word)
    return found


def _set_close(line: list[Chunk], bands: Sequence[Band], others: list[list[Chunk]]) -> list[Chunk]:
    """Words joined with what stands close beside them over no numbers: the last characters of one set apart.

    Not where the one over numbers is a whole line among others of its column's heading.
    """
    found: list[Chunk] = []
    for word in line:
        before = found[-1] if found else None
        if before and 0 <= word.x0 - before.x1 < _CLOSE * word.chars[0].size:
            own = [sum(min(w.x1, band[1]) > max(w.x0, band[0]) for band in bands) for w in (before, word)]
            if sorted(own) == [0, 1] and not any(_column_of(before if own[0] else word, line) for line in others):
                found[-1] = Chunk([*before.chars, *word.chars])
                continue
        found.append(word)
    return found


def _column_of(word: Chunk, line: list[Chunk]) -> bool:
    """Whether a line of the heading has a word of the same two edges: they are whole lines of one column's heading."""
    size = word.chars[0].size
    return any(
        max(abs(other.x0 - word.x0), abs(other.x1 - word.x1)) < _EDGES * size and other.text != word.text
        for other in line
    )


def _parts(word: Chunk, bands: Sequence[Band]) -> list[Chunk]:
    """The headings of neighbouring columns that nearly touch: cut where the widest gap between two columns is."""
    under = [band for band in bands if min(word.x1, band[1]) > max(word.x0, band[0])]
    gaps = [right.x0 - left.x1 for left, right in pairwise(word.chars)]
    cuts: list[int] = []
    for left, right in pairwise(under):
        between = [
            index
            for index in range(cuts[-1] + 1 if cuts else 0, len(gaps))
            if word.chars[index].x1 > left[0] and word.chars[index + 1].x0 < right[1]
        ]
        if not between:
            return [word]
        cuts.append(max(between, key=lambda index: gaps[index]))
    if not cuts:
        return [word]
    size = word.chars[0].size
    ends = [0, *(cut + 1 for cut in cuts), len(word.chars)]
    parts = [Chunk(word.chars[start:end]) for start, end in pairwise(ends)]
    lone = min(len(part.chars) for part in parts) == 1
    others = max((gap for index, gap in enumerate(gaps) if index not in cuts), default=0.0)
    if min(gaps[cut] for cut in cuts) < others + (_LONE_APART if lone else _TOUCHING) * size:
        return [word]
    off = min(
        max(abs(place((part.x0, part.x1)) - place(band)) for part, band in zip(parts, under, strict=True))
        for place in PLACES
    )
    return parts if off < CENTRED / 2 * size else [word]


def _beside_labels(word: Chunk, band: Band, border: float) -> list[Chunk]:
    """A word over the row labels and the first column, cut at the gap where the labels end."""
    size = word.chars[0].size
    gaps = [
        (right.x0 - left.x1, index)
        for index, (left, right) in enumerate(pairwise(word.chars), start=1)
        if left.x1 < band[0] and right.x0 > border - size / 2
    ]
    gap, index = max(gaps, default=(0.0, 0))
    if word.x0 >= border or word.x1 <= band[0] or gap < _ASIDE * size:
        return [word]
    return [Chunk(word.chars[:index]), Chunk(word.chars[index:])]


def _evened(line: list[Chunk], bands: Sequence[Band]) -> list[Chunk]:
    """Characters set apart evenly as one word; not where each stands over a column of its own."""
    found: list[list[Chunk]] = []
    for word in line:
        before = found[-1] if found else []
        size = word.chars[0].size
        gap = word.x0 - before[-1].x1 if before else 0.0
        alone = len(word.chars) == 1 and all(len(other.chars) == 1 for other in before)
        even = len(before) < 2 or abs(gap - (before[-1].x0 - before[-2].x1)) < _EVEN * size
        if before and alone and even and gap < _SET_APART * size:
            before.append(word)
        else:
            found.append([word])
    return [
        part
        for words in found
        for part in (
            [Chunk([word.chars[0] for word in words])] if len(words) > 1 and not _each(words, bands) else words
        )
    ]


def _each(words: list[Chunk], bands: Sequence[Band]) -> bool:
    """Whether each word stands over a column of its own."""
    under = [next((i for i, band in enumerate(bands) if word.x0 < band[1] and word.x1 > band[0]), -1) for word in words]
    return -1 not in under and len(set(under)) == len(under)
