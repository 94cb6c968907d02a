"""A table without rulings whose cells were drawn row by row → a grid, its columns told by what stands under each other.

The order of drawing ties labels to their row: what is drawn between the numbers of two rows labels the second. Places
must agree with it: rows go down the page, numbers stand under one column, a label beside its numbers. Where they do
not there is no grid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.model import Box, Grid, GridCell, Place
from pipeline.read.page.content import Char
from pipeline.read.page.drawn_heading import Band, DrawnHeading, read_heading
from pipeline.read.page.printed_cells import PrintedCell, joined, printed_cells

_BESIDE = 0.4
"""Heights of a character by which the middle of a label may stand off the middle of its row."""
_INDENT = 2.0
_MOST_LINES = 5
_NUMBERINGS = (
    re.compile(r"[(（][一二三四五六七八九十]{1,2}[)）]"),
    re.compile(r"[一二三四五六七八九十]{1,2}[、.．]"),
    re.compile(r"[(（]\d{1,2}[)）]"),
    re.compile(r"\d{1,2}[、.．]"),
)
_PITCH = 0.97


@dataclass(slots=True)
class PrintedRow:
    """One printed row: its labels from outermost to innermost, and what stands in its columns."""

    y: float
    fields: list[PrintedCell] = field(default_factory=list)
    labels: list[PrintedCell] = field(default_factory=list)


def drawn_grid(
    heading: list[Char], body: list[Char], drawn: Mapping[int, int], number: int, taken: set[int]
) -> Grid | None:
    """The grid of a heading's and its rows' characters, or None; `taken` gets the ids of the characters in it."""
    cells = printed_cells([*heading, *body], drawn)
    above = {id(char) for char in heading}
    values = [cell for cell in cells if cell.is_value and id(cell.chars[0]) not in above]
    bands = value_bands(values, cells)
    if not bands:
        return None
    left = bands[0][0] + 1
    top = [cell for cell in cells if id(cell.chars[0]) in above and cell.x1 > left]
    start = top[-1].last if top else -1
    if any(cell.first <= start and id(cell.chars[0]) not in above for cell in cells):
        return None
    rows = _rows([cell for cell in cells if cell.first > start and cell.x1 > left])
    if rows is None or not any(cell.x1 > left for cell in cells if cell.first > start):
        return None
    named = read_heading([cell for cell in cells if cell.last <= start], bands)
    if named is None:
        return None
    rows = _label(rows, [cell for cell in cells if cell.first > start and cell.x1 <= left])
    placed = placed_fields(rows, named.bands)
    return None if placed is None else grid_of(named, rows, placed, number, taken)


def heading_grid(heading: list[Char], drawn: Mapping[int, int], number: int, taken: set[int]) -> Grid | None:
    """A heading alone, whose rows stand on the next page, as a grid; None where its cells do not tell its columns."""
    named = read_heading(printed_cells(heading, drawn), [])
    return grid_of(named, [], [], number, taken) if named and len(named.bands) > 1 else None


def value_bands(values: list[PrintedCell], cells: list[PrintedCell]) -> list[Band]:
    """Columns of numbers from left to right; numbers before the labels of most rows count rows, and are no column."""
    bands: list[Band] = []
    for x0, x1 in sorted((cell.x0, cell.x1) for cell in values):
        if bands and x0 < bands[-1][1]:
            bands[-1] = (bands[-1][0], max(bands[-1][1], x1))
        else:
            bands.append((x0, x1))
    texts = [cell for cell in cells if not cell.is_value]
    while len(bands) > 1:
        own = [cell for cell in values if bands[0][0] <= cell.x <= bands[0][1]]
        between = [
            cell
            for cell in own
            if any(
                cell.y - cell.size < text.y < cell.y + cell.size and cell.x1 < text.x0 and text.x1 < bands[1][0]
                for text in texts
            )
        ]
        if len(between) * 2 <= len(own):
            break
        bands.pop(0)
    return bands


def _rows(fields: list[PrintedCell]) -> list[PrintedRow] | None:
    """Fields in the order of drawing → rows; None where rows do not go down or a row's fields not to the right."""
    rows: list[PrintedRow] = []
    for cell in fields:
        if rows and abs(cell.y - rows[-1].y) < cell.size / 2:
            if cell.x0 <= rows[-1].fields[-1].x0:
                return None
            rows[-1].fields.append(cell)
        elif not rows or cell.y > rows[-1].y:
            rows.append(PrintedRow(cell.y, [cell]))
        else:
            return None
    return [row for row in rows if row.fields] if any(cell.is_value for row in rows for cell in row.fields) else None


def _label(rows: list[PrintedRow], labels: list[PrintedCell]) -> list[PrintedRow]:
    """Gives each row the labels drawn before its fields and after those of the row above; adds rows of labels alone."""
    pitch = _pitch(rows, labels)
    found: list[PrintedRow] = []
    before = -1
    for row in rows:
        row.labels = _beside([cell for cell in labels if before < cell.first < row.fields[0].first], row.y)
        before = row.fields[-1].last
        groups: list[PrintedCell] = []
        for cell in row.labels[:-1]:
            if _stands_above(cell, row, found[-1].y if found else None, pitch):
                found.append(PrintedRow(cell.y, labels=[*groups, cell]))
                groups = []
            else:
                groups.append(cell)
        row.labels = [*groups, *row.labels[-1:]]
        found.append(row)
    return found


def _pitch(rows: list[PrintedRow], labels: list[PrintedCell]) -> float:
    """The least distance between rows: those with values, and labels one under the other that are numbered alike."""
    apart = [lower.y - upper.y for upper, lower in pairwise(rows)]
    apart += [lower.y - upper.y for upper, lower in pairwise(labels) if lower.y > upper.y and _siblings(upper, lower)]
    return min(apart, default=0.0)


def _stands_above(cell: PrintedCell, row: PrintedRow, before: float | None, pitch: float) -> bool:
    """Whether a label drawn before a row's own is that of a row without numbers: as far from both rows as rows are."""
    own = row.labels[-1]
    least = _PITCH * (pitch or 1.5 * cell.size)
    beside = min(cell.x1, own.x1) > max(cell.x0, own.x0) or abs(cell.x1 - own.x1) < _INDENT
    return (
        beside
        and cell.bottom < own.top + cell.size / 4
        and row.y - cell.y > least
        and (before is None or cell.y - before > least)
    )


def _beside(own: list[PrintedCell], y: float) -> list[PrintedCell]:
    """The labels of a row, the innermost last; none where no label stands beside the row's numbers."""
    for count in range(1, min(len(own), _MOST_LINES) + 1):
        label = joined(own[-count:])
        near = _BESIDE * label.size
        if abs(label.y - y) < near or (count == 1 and any(abs(middle - y) < near for middle in label.edge_lines)):
            return [*own[:-count], label]
    return []


def placed_fields(rows: list[PrintedRow], bands: list[Band]) -> list[dict[int, list[PrintedCell]]] | None:
    """Each row's fields by column; None where one stands under no column or under two."""
    found = []
    for row in rows:
        own: dict[int, list[PrintedCell]] = {}
        for cell in row.fields:
            under = [index for index, band in enumerate(bands) if min(cell.x1, band[1]) > max(cell.x0, band[0])]
            if len(under) != 1:
                return None
            own.setdefault(under[0], []).append(cell)
        found.append(own)
    return found


def grid_of(
    heading: DrawnHeading,
    rows: list[PrintedRow],
    placed: list[dict[int, list[PrintedCell]]],
    number: int,
    taken: set[int],
) -> Grid:
    """A table's grid on page `number` from its heading, its rows and their fields by column; `taken` gets the ids of
    the characters in it.
    """
    groups = _groups(rows)
    labels = max([len(own) + bool(row.labels) for row, own in zip(rows, groups, strict=True)], default=0)
    labels = max(labels, int(bool(heading.asides)))
    cells = [*_heading_cells(heading, labels), *_label_cells(heading.rows, rows, groups, labels)]
    for index, (row, fields) in enumerate(zip(rows, placed, strict=True)):
        shown = row.fields or row.labels
        top, bottom = min(cell.top for cell in shown), max(cell.bottom for cell in shown)
        for column, band in enumerate(heading.bands):
            own = fields.get(column, [])
            box = _around([(band[0], top, band[1], bottom), *(_box(cell) for cell in own)])
            cells.append((heading.rows + index, labels + column, 1, 1, " ".join(cell.text for cell in own), box))
    used = [item.cell for item in (*heading.cells, *heading.asides)]
    used += [cell for row in rows for cell in (*row.fields, *row.labels[-1:])]
    used += [cell for held in groups for _, cell in held]
    taken.update(id(char) for cell in used for char in cell.chars)
    return Grid(
        rows=heading.rows + len(rows),
        columns=labels + len(heading.bands),
        cells=tuple(
            GridCell(row=row, column=column, row_span=down, column_span=across, raw=raw, place=_place(number, box))
            for row, column, down, across, raw, box in sorted(cells, key=lambda cell: cell[:2])
        ),
        method="aligned",
        place=_place(number, _around([_box(cell) for cell in used])),
    )


_Shown = tuple[int, int, int, int, str, Box]
"""Row, column, rows and columns spanned, text, box."""


def _groups(rows: list[PrintedRow]) -> list[list[tuple[int, PrintedCell]]]:
    """For each row the labels of groups over it, with the row each begins in: until one stands as far left as it."""
    found: list[list[tuple[int, PrintedCell]]] = []
    held: list[tuple[int, PrintedCell]] = []
    for index, row in enumerate(rows):
        for cell in _stacked(row.labels[:-1]):
            held = [*(item for item in held if item[1].x0 < cell.x0 - _INDENT), (index, cell)]
        if row.labels:
            own = row.labels[-1]
            held = [item for item in held if item[1].x0 < own.x0 - _INDENT and not _siblings(item[1], own)]
        found.append(list(held))
    return found


def _siblings(one: PrintedCell, other: PrintedCell) -> bool:
    """Whether two labels are numbered alike (（六）, （七）): then neither is a group of the other."""
    kinds = [[bool(kind.match(cell.text)) for kind in _NUMBERINGS] for cell in (one, other)]
    return any(kinds[0]) and kinds[0] == kinds[1]


def _stacked(labels: list[PrintedCell]) -> list[PrintedCell]:
    """Labels of groups; those drawn one after another over each other are lines of one."""
    found: list[PrintedCell] = []
    for cell in labels:
        if found and min(found[-1].x1, cell.x1) > max(found[-1].x0, cell.x0):
            found[-1] = joined([found[-1], cell])
        else:
            found.append(cell)
    return found


def _heading_cells(heading: DrawnHeading, labels: int) -> list[_Shown]:
    found: list[_Shown] = []
    for item in heading.cells:
        below = [
            other.row
            for other in heading.cells
            if other.row > item.row and other.first <= item.last and item.first <= other.last
        ]
        down = min(below, default=heading.rows) - item.row
        found.append((item.row, labels + item.first, down, item.last - item.first + 1, item.cell.text, _box(item.cell)))
    rows = sorted({item.row for item in heading.asides})
    for row, end in zip(rows, [*rows[1:], heading.rows], strict=False):
        beside = joined([item.cell for item in heading.asides if item.row == row])
        found.append((row, 0, max(1, end - row), labels, beside.text, _box(beside)))
    return found


def _label_cells(
    first: int, rows: list[PrintedRow], groups: list[list[tuple[int, PrintedCell]]], labels: int
) -> list[_Shown]:
    found: list[_Shown] = []
    for index, (row, held) in enumerate(zip(rows, groups, strict=True)):
        for column, (start, cell) in enumerate(held):
            if start == index:
                end = next(
                    (i for i in range(index, len(rows)) if all(cell is not own for _, own in groups[i])), len(rows)
                )
                found.append((first + index, column, end - index, 1, cell.text, _box(cell)))
        if row.labels:
            own = row.labels[-1]
            found.append((first + index, len(held), 1, labels - len(held), own.text, _box(own)))
        elif labels > len(held):
            box = _box((row.fields or row.labels)[0])
            found.append((first + index, len(held), 1, labels - len(held), "", box))
    return found


def _box(cell: PrintedCell) -> Box:
    return cell.x0, cell.top, cell.x1, cell.bottom


def _around(boxes: list[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _place(number: int, box: Box) -> Place:
    return Place(page=number, box=(round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2)))
