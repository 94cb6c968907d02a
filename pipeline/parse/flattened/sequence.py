"""Sections three and four in text that keeps only the order of their numbers: read where all of the form's sums hold.

Labels are torn and stand before or after their numbers, so a row is known by its turn alone: as many numbers as the
form has cells, every row making its total, every column its sum and its balance. Sums can't tell two rows
exchanged, so of the rows that say something at least half must also follow their own label, and none another's; and
every cell keeps a flag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline import forms, text
from pipeline.model import Document, GridCell
from pipeline.parse import labels
from pipeline.parse.align import Match
from pipeline.parse.flattened.layout import Placed
from pipeline.parse.flattened.words import Word
from pipeline.parse.flattened.zones import of_lines_only, zones
from pipeline.parse.number import read_number
from pipeline.parse.rows import Row

_LONGEST_LABEL = 6
_ONLY_IN_PARTS = "逾期"
"""A word of the rows that 其他处理 has on the form of 2021, and that its single row has not."""

_KINDS = re.compile("商.{0,4}科.{0,8}社.{0,6}法")
"""The kinds of organisation in the form's order, however their heading is torn."""

_CHANNELS = re.compile("行政.{0,12}复议.{0,60}诉讼.*未经.*后起诉")
_OUTCOMES = re.compile("结果维?持?结果纠?正?其他结?果?尚未")
_FIRST_OUTCOMES = ("维", "纠")
_CONTRARY = 1
_CHANNEL = 5
"""Outcomes of a channel with its total, which is the last."""


def find_sequences(document: Document, year: int | None) -> Iterator[Placed]:
    """The tables, if the document is bare lines, whose numbers leave one reading by turn and sums."""
    if not of_lines_only(document):
        return
    readers = {"requests": _requests, "review_litigation": _review}
    found: set[str] = set()
    for zone in zones(document, year):
        words = [word for line in zone.lines for word in line]
        if zone.dataset in found or zone.dataset not in readers:
            continue
        placed = readers[zone.dataset](words)
        if placed is not None:
            found.add(zone.dataset)
            yield placed


def _requests(words: Sequence[Word]) -> Placed | None:
    rows, columns = _rows(words), [label.name for label in forms.labels("requests", "column")]
    values = [word for word in words if word.is_value]
    if len(values) != len(rows) * len(columns):
        return None
    groups = [values[start : start + len(columns)] for start in range(0, len(values), len(columns))]
    numbers = [_numbers(group) for group in groups]
    nothing = all(word.is_number for word in values) and not any(any(row) for row in numbers)
    told = _all_sums_hold(numbers) and (_exchangeable(numbers) or _follow_labels(words, groups, numbers, rows))
    if not nothing and not (told and _standard_columns(words)):
        return None
    matches = tuple(
        Match(row=_row(columns, group), name=name, score=1.0) for name, group in zip(rows, groups, strict=True)
    )
    return Placed(dataset="requests", matches=matches, heading="")


def _numbers(group: Sequence[Word]) -> list[Decimal]:
    return [read_number(word.raw).value or Decimal(0) for word in group]


def _review(words: Sequence[Word]) -> Placed | None:
    """Section four: each channel's numbers make its total, and the heading has channels and outcomes in order."""
    columns = [label.name for label in forms.labels("review_litigation", "column")]
    values = [word for word in words if word.is_value]
    printed = "".join(text.key(word.raw) for word in words if not word.is_value)
    ordered = _CHANNELS.search(printed) and _OUTCOMES.search(printed)
    first, second = (printed.find(letter) for letter in _FIRST_OUTCOMES)
    numbers = _numbers(values)
    nothing = all(word.is_number for word in values) and not any(numbers)
    if len(values) != len(columns) or not (nothing or (ordered and 0 <= first < second)):
        return None
    channels = [numbers[start : start + _CHANNEL] for start in range(0, len(numbers), _CHANNEL)]
    if not all(sum(channel[:-1]) == channel[-1] for channel in channels):
        return None
    return Placed(
        dataset="review_litigation", matches=(Match(row=_row(columns, values), name="", score=1.0),), heading=""
    )


def _row(columns: Sequence[str], group: Sequence[Word]) -> Row:
    cells = [GridCell(row=0, column=0, raw=word.raw, place=word.place) for word in group]
    return Row(labels=(), values={name: (cell,) for name, cell in zip(columns, cells, strict=True)}, method="text")


def _rows(words: Sequence[Word]) -> list[str]:
    """The form's rows, with 其他处理 in its parts or as one."""
    parts = _ONLY_IN_PARTS in "".join(text.squeeze(word.raw) for word in words)
    names = [label.name for label in forms.labels("requests", "row")]
    return [name for name in names if not name.startswith("other.") or (name == "other.all") != parts]


def _standard_columns(words: Sequence[Word]) -> bool:
    """Whether the heading names the kinds of organisation in the form's order."""
    return bool(_KINDS.search("".join(text.key(word.raw) for word in words if not word.is_value)))


def _all_sums_hold(numbers: Sequence[Sequence[Decimal]]) -> bool:
    new, carried_in, *results, total, carried_out = numbers
    return (
        all(sum(row[:-1]) == row[-1] for row in numbers)
        and all(sum(column) == whole for column, whole in zip(zip(*results, strict=True), total, strict=True))
        and all(
            first + second == third + fourth
            for first, second, third, fourth in zip(new, carried_in, total, carried_out, strict=True)
        )
    )


def _exchangeable(numbers: Sequence[Sequence[Decimal]]) -> bool:
    """Whether all rows of results are the same, so that their turn does not matter."""
    return len({tuple(row) for row in numbers[2:-2]}) == 1


def _follow_labels(
    words: Sequence[Word], groups: Sequence[Sequence[Word]], numbers: Sequence[Sequence[Decimal]], rows: Sequence[str]
) -> bool:
    """Whether of the rows that are not all zeros at least half stand right after their own label.

    One at most may stand after another's, as a label beside a merged cell does: two rows exchanged make two. Another
    label says nothing where its own row has the same numbers.
    """
    place = {id(word): index for index, word in enumerate(words)}
    own = telling = contrary = 0
    end = 0
    for group, row, name in zip(groups, numbers, rows, strict=True):
        before = [text.key(word.raw) for word in words[end : place[id(group[0])]] if not word.is_value]
        end = place[id(group[-1])] + 1
        telling += any(row)
        tails = ["".join(before[-count:]) for count in range(1, min(_LONGEST_LABEL, len(before)) + 1)]
        score, best = max((labels.best(tail, "requests", "row")[::-1] for tail in tails), default=(0.0, ""))
        if score < labels.SURE:
            continue
        own += best == name and any(row)
        contrary += best != name and best in rows and numbers[rows.index(best)] != row
    return own * 2 >= telling and contrary <= _CONTRARY
