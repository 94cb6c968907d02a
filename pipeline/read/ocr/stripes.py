"""Tables ruled by horizontal lines only, in a picture → their headings and rows, stripe by stripe.

The lines that reach the right edge of a table bound its rows. What stands between two tables lies between two such
lines, too: it is told by its height, its size, or by standing alone in the middle.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.read.page.chunks import Chunk
from pipeline.read.page.ruled import Rule

_SAME = 4.0
"""Points within which lines of one table end at its right edge."""
_FEWEST = 3
_CENTRED = 1.0
"""Heights of a character by which a title may stand off the middle of its table."""
_PADDING = 1.0
"""Heights of a character that a stripe of a table may be higher, besides its lines, than most of them."""
_LARGER = 1.2
_OPEN = 1.3
"""Usual heights of a row: as far does a row reach beyond the last line that a page break left."""

Lines = list[list[Chunk]]


@dataclass(slots=True)
class Stripes:
    """The lines of a heading, and those of each row below it; `rules` are the horizontal lines among them."""

    heading: Lines = field(default_factory=list)
    rows: list[Lines] = field(default_factory=list)
    rules: Sequence[Rule] = ()


@dataclass(slots=True)
class _Stripe:
    """What stands between two lines of a table."""

    top: float
    bottom: float
    lines: Lines

    @property
    def words(self) -> list[Chunk]:
        return [word for line in self.lines for word in line]

    @property
    def has_value(self) -> bool:
        """Whether it is a row of numbers: a heading may hold a mark for none, but more words beside it."""
        values = [word for word in self.words if word.is_value]
        first = min((word.x0 for word in values), default=0.0)
        beside = [word for word in self.words if not word.is_value and word.x0 > first]
        return len(values) > len(beside)

    @property
    def padding(self) -> float:
        """How much higher it is than what is printed in it, in heights of a character."""
        words = self.words
        printed = max(word.box[3] for word in words) - min(word.box[1] for word in words)
        return (self.bottom - self.top - printed) / words[0].chars[0].size


def striped_segments(lines: Lines, rules: Sequence[Rule]) -> tuple[list[Stripes], Lines]:
    """The tables of a page's printed lines, and the lines outside them."""
    found: list[Stripes] = []
    used: set[int] = set()
    for own in _zones(rules):
        stripes = _stripes(own, lines)
        if sum(stripe.has_value for stripe in stripes) < 1:
            continue
        found.extend(_tables(stripes, own))
        used |= {id(line) for stripe in stripes for line in stripe.lines}
    return found, [line for line in lines if id(line) not in used]


def _zones(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Lines over each other that end at one right edge, from top to bottom, with the shorter ones among them."""
    left = sorted(rules)
    while left:
        edge = max(end for _, _, end in left)
        own = [rule for rule in left if abs(rule[2] - edge) <= _SAME]
        first = min(start for _, start, _ in own)
        zone = [rule for rule in left if rule[2] > first and own[0][0] <= rule[0] <= own[-1][0]]
        left = [rule for rule in left if rule not in zone]
        if len(own) >= _FEWEST:
            yield zone


def _stripes(rules: list[Rule], lines: Lines) -> list[_Stripe]:
    edge = max(end for _, _, end in rules)
    heights = [at for at, _, end in rules if abs(end - edge) <= _SAME]
    first = min(start for _, start, _ in rules)
    found: list[_Stripe] = []
    usual = statistics.median([bottom - top for top, bottom in pairwise(heights)])
    ends = [heights[0] - _OPEN * usual, *heights, heights[-1] + _OPEN * usual]
    for top, bottom in pairwise(ends):
        own = [line for line in lines if top <= _middle(line) < bottom and line[-1].x1 > first and line[0].x0 < edge]
        if own:
            found.append(_Stripe(top, bottom, own))
    return [stripe for stripe in found if stripe.has_value or stripe.top >= heights[0] and stripe.bottom <= heights[-1]]


def _middle(line: list[Chunk]) -> float:
    return statistics.median([word.y for word in line])


def _tables(stripes: list[_Stripe], rules: list[Rule]) -> Iterator[Stripes]:
    usual = statistics.median([stripe.padding for stripe in stripes if stripe.has_value])
    size = statistics.median([stripe.words[0].chars[0].size for stripe in stripes])
    middle = (min(start for _, start, _ in rules) + max(end for _, _, end in rules)) / 2
    current = Stripes(rules=rules)
    for stripe in stripes:
        if _is_between(stripe, usual, size, middle):
            if current.rows:
                yield current
            current = Stripes(rules=rules)
        elif stripe.has_value or (current.rows and _is_label(stripe, current.rows)):
            current.rows.append(stripe.lines)
        else:
            if current.rows:
                yield current
                current = Stripes(rules=rules)
            current.heading.extend(stripe.lines)
    if current.rows:
        yield current


def _is_label(stripe: _Stripe, rows: list[Lines]) -> bool:
    """Whether it holds a label and nothing over the numbers of the rows above."""
    first = min(word.x0 for row in rows for line in row for word in line if word.is_value)
    return all(word.x1 < first for word in stripe.words)


def _is_between(stripe: _Stripe, usual: float, size: float, middle: float) -> bool:
    """Whether it is what stands between two tables, or a title in the middle of a table."""
    words = stripe.words
    if any("。" in word.text for word in words) or (stripe.padding > usual + _PADDING and not stripe.has_value):
        return True
    if any(len(line) > 1 for line in stripe.lines):
        return False
    centred = len(words) == 1 and abs(words[0].x - middle) < _CENTRED * size and not words[0].is_value
    large = words[0].chars[0].size > _LARGER * size
    return centred or large
