"""Rows of numbers in a layout of text, and the label of each: the lines beside and around its numbers.

A line of numbers is a row where it has as many as the table has columns; numbers that the layout set a line lower (the
label was too long) are put together again where the order from left to right allows it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from pipeline import forms, text
from pipeline.forms import Label
from pipeline.model import Place, value
from pipeline.parse import labels
from pipeline.parse.align import best_path
from pipeline.parse.flattened.layout_columns import Columns, Extent
from pipeline.parse.flattened.words import Word

_FLOOR_PART = 4
_PART = 0.9
_PIECE = 80
_UNSURE = 0.79
"""Just below a sure label: such a row is doubted."""
_NEAREST = 3
"""Lines of a label above or below the line of its numbers."""
_TORN = 2
"""Lines over which the numbers of one row may be spread."""

_NO_LABEL = re.compile(r"^[\d０-９]+(?![\d０-９]|[.．、:：)）]).{0,6}$")
"""A short word that begins with a number, not with a row's own: more than a number stands in one of the cells."""

Lines = Sequence[Sequence[Word]]


@value
class NumberRow:
    """The numbers of one row, from left to right, and the lines that they stand on."""

    values: tuple[Word, ...]
    first: int
    last: int
    stray: bool = False
    """Words stand beside the numbers that no column explains."""


@value
class Labelled:
    """A row of numbers (None: its label stands without any), the form's row that it is, and how sure the label is."""

    row: NumberRow | None
    name: str | None
    score: float
    first: int
    last: int
    place: Place
    words: tuple[str, ...] = ()


def split_line(line: Sequence[Word], columns: Columns) -> tuple[list[Word], list[Word], bool]:
    """Label words, values, and whether anything is left over. The values are the line's last run of values.

    With a column for remarks, words may follow the values; with serial numbers, one number may stand before the label.
    """
    end = len(line)
    if columns.remark:
        while end and not line[end - 1].is_value:
            end -= 1
        end = end or len(line)
    start = end
    while start and line[start - 1].is_value:
        start -= 1
    before = list(line[:start])
    if columns.serial and before and before[0].is_value:
        before = before[1:]
    if columns.serial and not before and len(line[start:end]) == len(columns.names) + 1:
        start += 1
    stray = any(word.is_number or _NO_LABEL.match(text.squeeze(word.raw)) for word in before)
    return [word for word in before if not word.is_value], list(line[start:end]), stray


def number_rows(lines: Lines, columns: Columns, extent: Extent, dataset: str) -> list[NumberRow]:
    """The rows of numbers from top to bottom; `lines` hold the table's rows without its heading."""
    width = len(columns.names)
    parts: list[NumberRow] = []
    for index, line in enumerate(lines):
        _, values, stray = split_line(line, columns)
        values = values or [word for word in line if stray and (word.is_value or _NO_LABEL.match(word.raw))]
        if values:
            parts.append(NumberRow(values=tuple(values), first=index, last=index, stray=stray))
    labelled = {index for index, line in enumerate(lines) if _has_row_label(split_line(line, columns)[0], dataset)}
    return _joined(_unstacked(parts, width, extent), width, extent, labelled)


def _has_row_label(words: list[Word], dataset: str) -> bool:
    return bool(words) and labels.best(text.key(words[-1].raw), dataset, "row")[1] >= labels.SURE


def _joined(parts: list[NumberRow], width: int, extent: Extent, labelled: set[int]) -> list[NumberRow]:
    """`labelled`: the lines with a whole label of a row; two of them are two rows."""
    found: list[NumberRow] = []
    for part in parts:
        two = bool(found) and found[-1].last in labelled and part.first in labelled
        whole = _together(found[-1], part, width, extent) if found and not two else None
        if whole is not None:
            found[-1] = whole
        else:
            found.append(part)
    return found


def _together(upper: NumberRow, lower: NumberRow, width: int, extent: Extent) -> NumberRow | None:
    """Two lines of numbers that are one row: together as many as columns, all of one to the left of the other's."""
    if len(upper.values) + len(lower.values) != width or lower.first - upper.last > _TORN:
        return None
    values = sorted((*upper.values, *lower.values), key=extent)
    if values not in ([*upper.values, *lower.values], [*lower.values, *upper.values]):
        return None
    return NumberRow(values=tuple(values), first=upper.first, last=lower.last, stray=upper.stray or lower.stray)


def _unstacked(parts: list[NumberRow], width: int, extent: Extent) -> list[NumberRow]:
    """Rows that the layout set column by column: lines of one number each, the first column's, then the second's."""
    found: list[NumberRow] = []
    index = 0
    while index < len(parts):
        run = [parts[index]]
        for part in parts[index + 1 :]:
            if len(part.values) != 1 or part.first != run[-1].last + 1:
                break
            run.append(part)
        rows = _rows_of_stack(run, width, extent) if len(parts[index].values) == 1 else []
        found.extend(rows or [parts[index]])
        index += len(run) if rows else 1
    return found


def _rows_of_stack(run: list[NumberRow], width: int, extent: Extent) -> list[NumberRow]:
    if width < 2:
        return []
    height, rest = divmod(len(run), width)
    if rest or height < 2:
        return []
    columns = [run[start : start + height] for start in range(0, len(run), height)]
    edges = [[extent(part.values[0]) for part in column] for column in columns]
    apart = all(
        max(end for _, end in left) <= min(start for start, _ in right)
        for left, right in zip(edges, edges[1:], strict=False)
    )
    if not apart:
        return []
    top = run[0].first
    return [
        NumberRow(
            values=tuple(column[row].values[0] for column in columns),
            first=top - height + row,
            last=top - height + row,
            stray=True,
        )
        for row in range(height)
    ]


def label_rows(lines: Lines, rows: list[NumberRow], columns: Columns, dataset: str) -> list[Labelled]:
    """Each row of numbers with the form's row whose label stands beside it, keeping the order of both."""
    wanted = forms.labels(dataset, "row")
    texts = [[word.raw for word in split_line(line, columns)[0]] for line in lines]
    number_lines = {line for row in rows for line in range(row.first, row.last + 1)}
    found = [[_likeness(texts, row, label, number_lines) for label in wanted] for row in rows]
    chosen = best_path([[score for score, _, _ in scores] for scores in found])
    contested = _contested(found, chosen)
    labelled = []
    for row, scores, column in zip(rows, found, chosen, strict=True):
        score, first, last = (0.0, row.first, row.last) if column is None else scores[column]
        score = min(score, _UNSURE) if column in contested else score
        labelled.append(
            Labelled(
                row=row,
                name=None if column is None else wanted[column].name,
                score=score,
                first=first,
                last=last,
                place=row.values[0].place,
                words=tuple(word for line in range(max(row.first, 0), row.last + 1) for word in texts[line]),
            )
        )
    places = [line[0].place if line else Place() for line in lines]
    return _with_empty(labelled, texts, wanted, places)


def _contested(found: list[list[tuple[float, int, int]]], chosen: Sequence[int | None]) -> set[int]:
    """The form's rows that a row of numbers left over plainly is too: the table of something else may have taken it."""
    left = [scores for scores, column in zip(found, chosen, strict=True) if column is None]
    best = [max(range(len(scores)), key=lambda column: scores[column][0]) for scores in left if scores]
    return {column for column, scores in zip(best, left, strict=True) if scores[column][0] >= labels.SURE}


def _likeness(texts: list[list[str]], row: NumberRow, label: Label, number_lines: set[int]) -> tuple[float, int, int]:
    """How like the words around a row of numbers are to a label, and the lines that they stand on."""
    best = (0.0, row.first, row.last)
    for above in range(_NEAREST + 1):
        first = row.first - above
        if above and (first < 0 or first in number_lines):
            break
        for below in range(_NEAREST + 1):
            last = row.last + below
            if below and (last >= len(texts) or last in number_lines):
                break
            lines = tuple(
                (tuple(texts[line]), row.first <= line <= row.last and not _of_group(texts[line], label.dataset))
                for line in range(max(first, 0), last + 1)
            )
            score = _match(lines, label)
            if score > best[0] + 1e-9:
                best = (score, first, last)
    if best[0] >= labels.SURE and not _own_agrees(texts, row, label):
        return (_UNSURE, best[1], best[2])
    return best


def _own_agrees(texts: list[list[str]], row: NumberRow, label: Label) -> bool:
    """Whether the words on the very line of the numbers are a piece of the label; few words say nothing."""
    own = [word for line in range(max(row.first, 0), row.last + 1) for word in texts[line][-3:]]
    tails = [labels.unnumbered(text.key("".join(own[start:]))) for start in range(len(own))]
    if len("".join(own)) < _FLOOR_PART or _of_group(own, label.dataset):
        return True
    return any(fuzz.partial_ratio(tail, key) >= _PIECE for tail in tails for key in label.keys if tail)


def _of_group(words: list[str], dataset: str) -> bool:
    """Whether all words of a line are pieces of the labels of groups, which stand beside many rows."""
    return all(_in_group(text.key(word), dataset) for word in words)


@functools.lru_cache(maxsize=8192)
def _in_group(key: str, dataset: str) -> bool:
    return any(key in spelling for label in forms.labels(dataset, "row_group") for spelling in label.keys)


def _match(lines: tuple[tuple[tuple[str, ...], bool], ...], label: Label) -> float:
    """The likeness of a label to lines of words, of which the first ones in each line may be a group's label.

    A line may be a group's as a whole, but not one that holds the numbers.
    """
    joined = [""]
    for words, beside in lines:
        tails = {"".join(words[start:]) for start in range(max(0, len(words) - 3), len(words))}
        if not beside or not words:
            tails.add("")
        joined = [before + tail for before in joined for tail in sorted(tails)][:_MOST_READINGS]
    return max((_label_likeness(text.key(printed), label) for printed in joined if printed), default=0.0)


_MOST_READINGS = 64


def _label_likeness(key: str, label: Label) -> float:
    """Likeness, or nearly sure for a piece of this label of which no other row has any like."""
    score = labels.match(key, label)
    bare = labels.unnumbered(key)
    if score < _PART and len(bare) >= _FLOOR_PART and any(bare in spelling for spelling in label.keys):
        rivals = [other for other in forms.labels(label.dataset, "row") if other.name != label.name]
        groups = forms.labels(label.dataset, "row_group")
        if not any(bare in spelling for other in (*rivals, *groups) for spelling in other.keys):
            return _PART
    return score


def _with_empty(
    labelled: list[Labelled], texts: list[list[str]], wanted: Sequence[Label], places: list[Place]
) -> list[Labelled]:
    """Also the rows whose label stands on lines of its own, between rows that are known, without any number."""
    order = [label.name for label in wanted]
    taken = {line for item in labelled if item.name for line in range(item.first, item.last + 1)}
    found = list(labelled)
    for index, label in enumerate(wanted):
        if any(item.name == label.name for item in labelled):
            continue
        before = max((item.last for item in labelled if item.name and order.index(item.name) < index), default=-1)
        after = min(
            (item.first for item in labelled if item.name and order.index(item.name) > index), default=len(texts)
        )
        spans = [
            (_match(tuple((tuple(words), True) for words in texts[first : last + 1]), label), first, last)
            for first in range(before + 1, after)
            for last in range(first, min(first + _NEAREST, after))
            if not taken & set(range(first, last + 1))
        ]
        score, first, last = max(spans, default=(0.0, 0, 0), key=lambda span: (span[0], -span[2] + span[1]))
        if score >= labels.SURE:
            place = places[first]
            found.append(Labelled(row=None, name=label.name, score=score, first=first, last=last, place=place))
            taken |= set(range(first, last + 1))
    return sorted(found, key=lambda item: (item.first, item.last))
