"""Tables in text that keeps the page's layout by spaces (pdftotext -layout, typed by hand) → rows matched to the form.

The heading's words give the order of the columns, a row's label stands beside its numbers.
"""

from __future__ import annotations

import dataclasses
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline import text
from pipeline.forms import labels as form_labels
from pipeline.model import Document, GridCell, value
from pipeline.parse import labels
from pipeline.parse.align import Match
from pipeline.parse.flattened.layout_cells import cell, holds, matches
from pipeline.parse.flattened.layout_columns import (
    Columns,
    Extent,
    by_cells,
    by_chars,
    columns_above,
    requests_columns,
    review_columns,
)
from pipeline.parse.flattened.layout_rows import NumberRow, label_rows, number_rows
from pipeline.parse.flattened.words import Word
from pipeline.parse.flattened.zones import Zone, of_lines_only, of_text, zones
from pipeline.parse.number import read_number
from pipeline.parse.rows import Row

_FEWEST_VALUES = 3
_FEWEST_REVIEW = 10
_OUTCOMES = 5
"""Outcomes of a channel of section four, the last of them its total."""
_INDENT = 8
_BESIDE = 0.8
_MOST_STEP = 4
_FEWEST_TELLING = 3
_CLEAR = 0.7


@value
class Placed:
    """The matched rows of one table, and the words of its heading."""

    dataset: str
    matches: tuple[Match, ...]
    heading: str


def find_placed(document: Document, year: int | None) -> tuple[Placed, ...]:
    """The tables of a document of bare lines that keep the page's layout; of other text only section four's.

    That one has a single row, which its fifteen numbers make known wherever its heading was torn.
    """
    if not of_text(document):
        return ()
    readers = {"article20": _article20, "requests": _requests, "review_litigation": _review}
    if not of_lines_only(document):
        readers = {"review_litigation": _review}
    own = [zone for zone in zones(document, year) if zone.dataset in readers]
    return tuple(placed for zone in own for placed in readers[zone.dataset](zone))


def _requests(zone: Zone) -> Iterator[Placed]:
    full = [line for line in zone.lines if sum(word.is_value for word in line) >= _FEWEST_VALUES]
    if len(full) < _FEWEST_VALUES or not _keeps_layout(full):
        return
    first = full[0][0].line
    heading = [word for line in zone.lines[:first] for word in line]
    extent, clear = _metric(full)
    columns = requests_columns(heading, extent, _first_full_row(full))
    if not (clear or _in_form_order(columns.names)):
        columns = dataclasses.replace(columns, names=())
    body = [[] if _is_heading(line) else line for line in zone.lines]
    rows = number_rows(body, columns, extent, zone.dataset)
    if _contradicts(rows, columns):
        columns = dataclasses.replace(columns, names=())
    found = label_rows(body, rows, columns, "requests")
    yield Placed(dataset="requests", matches=matches(found, columns, extent), heading=_joined(heading))


def _first_full_row(full: list[tuple[Word, ...]]) -> list[Word]:
    """The values of the first line with as many as most lines have."""
    runs = [[word for word in line if word.is_value] for line in full]
    width = Counter(len(run) for run in runs).most_common(1)[0][0]
    return next(run for run in runs if len(run) == width)


def _contradicts(rows: list[NumberRow], columns: Columns) -> bool:
    """Whether most full rows do not make the total that this order of the columns gives them."""
    full = [dict(zip(columns.names, row.values, strict=True)) for row in rows if len(row.values) == len(columns.names)]
    telling = [placed for placed in full if any(read_number(word.raw).value for word in placed.values())]
    few = len(telling) < _FEWEST_TELLING
    return "total" in columns.names and not few and sum(holds(placed) for placed in telling) * 2 < len(telling)


def _article20(zone: Zone) -> Iterator[Placed]:
    starts = [index for index, line in enumerate(zone.lines) if _begins_clause(_joined(line))]
    beside = [line for line in zone.lines if not _is_count(line[0]) and line[-1].is_value]
    if not beside:
        return
    for start, end in zip(starts, [*starts[1:], len(zone.lines)], strict=False):
        lines = zone.lines[start + 1 : end]
        top = next((index for index, line in enumerate(lines) if not _is_clause_heading(line)), len(lines))
        heading = [word for line in lines[:top] for word in line if text.key(word.raw) not in "信息内容"]
        numbered = [line for line in lines[top:] if any(word.is_value for word in line)]
        extent, _ = _metric(numbered) if numbered else (by_chars, False)
        columns = Columns(names=columns_above(heading, _centres(numbered, extent), "article20", extent))
        body = [[] if index < top else line for index, line in enumerate(lines)]
        found = label_rows(body, number_rows(body, columns, extent, zone.dataset), columns, "article20")
        yield Placed(dataset="article20", matches=matches(found, columns, extent), heading=_joined(heading))


def _is_count(word: Word) -> bool:
    """Whether a word is a cell's number or mark, be it one that can't be read (0004)."""
    return word.is_value or word.raw[0].isdecimal()


def _begins_clause(line: str) -> bool:
    """Whether a line is a clause's title, misprinted or not, or begins it."""
    squeezed = text.squeeze(text.simplified(line))
    return "第二十条第" in squeezed or labels.best(text.key(squeezed), "article20", "title")[1] >= labels.SURE


def _is_clause_heading(line: Sequence[Word]) -> bool:
    """Whether a line is above the rows of a clause: it has no number and no label of a row."""
    rows = any(labels.best(text.key(word.raw), "article20", "row")[1] >= labels.SURE for word in line)
    return _names_columns(line) or not (rows or any(word.is_number for word in line))


def _centres(numbered: Sequence[Sequence[Word]], extent: Extent) -> list[float] | None:
    """The middles of the columns of numbers; None where there is no number."""
    if not numbered:
        return None
    runs = [[word for word in line if word.is_value] for line in numbered]
    counts = Counter(len(run) for run in runs)
    width = max(counts, key=lambda width: (counts[width], width))
    rows = [run for run in runs if len(run) == width]
    return [statistics.median(sum(extent(row[index])) / 2 for row in rows) for index in range(width)]


def _names_columns(line: Sequence[Word]) -> bool:
    """Whether a line is a heading's, though its words may look like marks (本年增 减 /)."""
    return any(labels.best(text.key(word.raw), "article20", "column")[1] >= labels.SURE for word in line)


def _review(zone: Zone) -> Iterator[Placed]:
    top = next(
        (index for index, line in enumerate(zone.lines) if sum(word.is_value for word in line) >= _FEWEST_REVIEW), None
    )
    if top is None:
        return
    several = sum(sum(word.is_value for word in line) >= _FEWEST_REVIEW for line in zone.lines) > 1
    names = review_columns(zone.lines[:top])
    if not names:
        return
    rows = number_rows(
        [[], *zone.lines[top : _end_of_numbers(zone.lines, top)]], Columns(names=names), by_chars, zone.dataset
    )
    whole = len(rows) == 1 and len(rows[0].values) == len(names) and all(word.is_value for word in zone.lines[top])
    found = []
    for row in rows:
        values: dict[str, tuple[GridCell, ...]] = {}
        if whole:
            values = {name: (cell(word),) for name, word in zip(names, row.values, strict=True)}
        unordered = () if whole else tuple(cell(word) for word in row.values)
        doubt = None if not whole or _channels_hold(row.values) else "its channels' numbers do not make their totals"
        doubt = "its section prints more than one row of numbers" if several else doubt
        made = Row(labels=(), values=values, unordered=unordered, method="text", doubt=doubt)
        found.append(Match(row=made, name="", score=1.0))
    heading = _joined([word for line in zone.lines[:top] for word in line])
    yield Placed(dataset="review_litigation", matches=tuple(found), heading=heading)


def _channels_hold(values: Sequence[Word]) -> bool:
    """Whether the numbers of each channel make its total, so far as none is left out."""
    numbers = [read_number(word.raw).value or 0 for word in values]
    channels = [numbers[start : start + _OUTCOMES] for start in range(0, len(numbers), _OUTCOMES)]
    return all(sum(channel[:-1]) == channel[-1] for channel in channels)


def _end_of_numbers(lines: Sequence[Sequence[Word]], top: int) -> int:
    """The line after the last one of numbers only, from the first one on."""
    return next(
        (index for index in range(top, len(lines)) if not any(word.is_value for word in lines[index])), len(lines)
    )


def _keeps_layout(full: list[tuple[Word, ...]]) -> bool:
    """Whether numbers stand beside labels or under each other, as on the page; a run of text loses both."""
    beside = sum(not line[0].is_value or line[0].chars[0] >= _INDENT for line in full)
    return beside >= _BESIDE * len(full)


def _metric(lines: Sequence[Sequence[Word]]) -> tuple[Extent, bool]:
    """The way to count columns by which numbers stand under those of the line before best, and whether it is clear.

    A new page may shift all columns once, so each step counts only up to a few columns.
    """
    runs = [[word for word in line if word.is_value] for line in lines]
    width = Counter(len(run) for run in runs).most_common(1)[0][0]
    rows = [run for run in runs if len(run) == width]

    def spread(extent: Extent) -> int:
        return sum(
            min(abs(extent(upper[index])[1] - extent(lower[index])[1]), _MOST_STEP)
            for upper, lower in zip(rows, rows[1:], strict=False)
            for index in range(width)
        )

    best, other = sorted((by_chars, by_cells), key=spread)
    return best, spread(best) <= _CLEAR * spread(other)


def _in_form_order(names: tuple[str, ...]) -> bool:
    wanted = [label.name for label in form_labels("requests", "column")]
    return [wanted.index(name) for name in names] == sorted(wanted.index(name) for name in names)


def _is_heading(line: Sequence[Word]) -> bool:
    """Whether a line is part of the heading, printed again on a new page."""
    spelled = [
        key
        for axis in ("column", "column_group", "title")
        for item in form_labels("requests", axis)
        for key in item.keys
    ]
    return bool(line) and all(
        any(key and key in whole for whole in spelled) for key in (text.key(word.raw) for word in line)
    )


def _joined(words: Sequence[Word]) -> str:
    return " ".join(word.raw for word in words)
