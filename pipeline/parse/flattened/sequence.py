"""Section three's table in text that keeps only the order of its numbers: read where all of the form's sums hold.

Labels are torn and stand before or after their numbers, so a row is known by its turn alone: as many numbers as the
form has cells, every row making its total, every column its sum and its balance. Sums can't tell two rows
exchanged, so at least half of the rows must also follow their own label; and every cell keeps a flag.
"""

from __future__ import annotations

from collections.abc import Sequence
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
_CONTRARY = 2
_ONLY_IN_PARTS = "逾期"
"""A word of the rows that 其他处理 has on the form of 2021, and that its single row has not."""


def find_sequence(document: Document, year: int | None) -> Placed | None:
    """The table of the requests, if the document is bare lines and its numbers leave one reading by turn and sums."""
    if not of_lines_only(document):
        return None
    for zone in zones(document, year):
        words = [word for line in zone.lines for word in line]
        if zone.dataset == "requests" and (found := _table(words)) is not None:
            return found
    return None


def _table(words: Sequence[Word]) -> Placed | None:
    rows, columns = _rows(words), [label.name for label in forms.labels("requests", "column")]
    values = [word for word in words if word.is_value]
    if len(values) != len(rows) * len(columns) or not _standard_columns(words):
        return None
    groups = [values[start : start + len(columns)] for start in range(0, len(values), len(columns))]
    numbers = [[read_number(word.raw).value or Decimal(0) for word in group] for group in groups]
    if not _all_sums_hold(numbers) or not (_exchangeable(numbers) or _follow_labels(words, groups, rows)):
        return None
    matches = tuple(
        Match(row=_row(columns, group), name=name, score=1.0) for name, group in zip(rows, groups, strict=True)
    )
    return Placed(dataset="requests", matches=matches, heading="")


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
    heading = []
    for word in words:
        if word.is_value:
            break
        heading.append(text.key(word.raw))
    printed = "".join(heading)
    starts = [printed.find(label.keys[0][:2]) for label in forms.labels("requests", "column") if label.group]
    known = starts[:-1]
    return -1 not in known and known == sorted(known)


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


def _follow_labels(words: Sequence[Word], groups: Sequence[Sequence[Word]], rows: Sequence[str]) -> bool:
    """Whether at least half of the rows stand right after their own label and hardly any after another's."""
    place = {id(word): index for index, word in enumerate(words)}
    own = contrary = 0
    end = 0
    for group, name in zip(groups, rows, strict=True):
        before = [text.key(word.raw) for word in words[end : place[id(group[0])]] if not word.is_value]
        tails = ["".join(before[-count:]) for count in range(1, min(_LONGEST_LABEL, len(before)) + 1)]
        best = max((labels.best(tail, "requests", "row")[::-1] for tail in tails), default=(0.0, ""))
        own += best[0] >= labels.SURE and best[1] == name
        contrary += best[0] >= labels.SURE and best[1] != name
        end = place[id(group[-1])] + 1
    return own * 2 >= len(rows) and contrary <= _CONTRARY
