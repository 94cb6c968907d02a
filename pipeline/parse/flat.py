"""Tables that lost their grid: fields between tabs or pipes, cells of div tables, and cells that stand a line each.

Heading labels tell the columns in the form's own nesting (`headings_flat`), a row is its labels and the values after
them. A row is ordered where a heading row of the same width stands above it or where it has just as many values as the
heading has columns; any other row is kept as `unordered`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping

from pipeline import forms, text
from pipeline.model import Document, Grid, GridCell, Line, Method, Status
from pipeline.parse import labels
from pipeline.parse.headings_flat import UNKNOWN, FlatHeading, field_key, heading_label
from pipeline.parse.number import read_number
from pipeline.parse.rows import Piece, Row

_LONGEST_LABEL = 60
_EMPTY_WORDS = frozenset(("None", "nan", "NaN", "null"))
_LABEL_VALUE = re.compile(r"^(\D.*\S)\s+([\d０-９][\d０-９.,，]*)$")
_PAGE_NUMBER = re.compile(r"^[-—–－]\s*\d{1,3}\s*[-—–－]$|^第\s*\d{1,3}\s*页")
_MOST_PARTS = 10
_LONGEST_PART = 25
_BREAK = re.compile(r"^[一二三四五六七八九十]{1,2}[、.．]|^附|(?:19|20)\d\d|上年|上一年度|情况$")
"""On a page, what ends a table: a section's heading, a caption. Other short lines are parts of labels torn off."""


def find_pieces(document: Document) -> tuple[Piece, ...]:
    """The pieces of the form's tables in the document's ragged grids and bare lines."""
    found: list[Piece] = []
    for run, method, caption in _runs(document):
        found.extend(_Walk(method, caption).pieces(run))
    return tuple(found)


def _runs(document: Document) -> Iterator[tuple[list[list[GridCell]], Method, str]]:
    """Stretches of printed rows without prose between them, with the line above each."""
    run: list[list[GridCell]] = []
    method: Method = "text"
    above = ""
    for block in document.blocks:
        rows = _block_rows(block)
        if rows is None:
            if run:
                yield run, method, above
            run, method = [], "text"
            above = labels.caption(block.text) if isinstance(block, Line) else ""
        else:
            run.extend(rows)
            method = block.method if isinstance(block, Grid) else method
    if run:
        yield run, method, above


def _block_rows(block: Line | Grid) -> list[list[GridCell]] | None:
    """The block's printed rows of fields; None for prose, and for grids that kept their columns."""
    if isinstance(block, Line):
        squeezed = text.squeeze(block.text)
        if _PAGE_NUMBER.match(squeezed):
            return []
        if len(squeezed) > _LONGEST_LABEL or "。" in squeezed:
            return None
        if block.place.locator is None:
            return [] if len(squeezed) <= _LONGEST_PART and not _BREAK.search(squeezed) else None
        return [[GridCell(row=0, column=0, raw=block.text.strip(), place=block.place)]]
    if not block.ragged:
        return None
    rows: dict[int, list[GridCell]] = {}
    for cell in sorted(block.cells, key=lambda cell: (cell.row, cell.column)):
        raw = "" if cell.raw in _EMPTY_WORDS else cell.raw
        field = dataclasses.replace(cell, raw=raw, row_span=1, column_span=1)
        rows.setdefault(cell.row, []).append(field)
    return list(rows.values())


def _is_value(cell: GridCell) -> bool:
    return read_number(cell.raw, signed=True).status is not Status.UNREADABLE


def _adds_up(order: tuple[str | None, ...], values: list[GridCell]) -> bool:
    """Whether the numbers of a row make its total, and are not all nothing."""
    numbers = {name: read_number(cell.raw).value for name, cell in zip(order, values, strict=True) if name}
    total = numbers.pop("total", None)
    return bool(total) and sum(number or 0 for number in numbers.values()) == total


def _is_label(cell: GridCell) -> bool:
    return bool(cell.raw) and not _is_value(cell)


class _Walk:
    """Goes down the rows of one run and keeps the table that it is in."""

    def __init__(self, method: Method, caption: str) -> None:
        self.method = method
        self.caption = caption
        self.heading: FlatHeading | None = None
        self.rows: list[Row] = []
        self.labels: list[GridCell] = []
        self.values: list[GridCell] = []
        self.found: list[Piece] = []
        self.last_line = caption
        self.by_lines = False

    def pieces(self, run: list[list[GridCell]]) -> list[Piece]:
        """The pieces of the run, in order."""
        for fields in run:
            if len(fields) == 1:
                self._take_line(fields[0])
            else:
                self._take_row(fields)
        self._close_lines()
        self._close_piece()
        return self.found

    def _take_row(self, fields: list[GridCell]) -> None:
        if self.labels:
            self.last_line = self.labels[-1].raw
        self._close_lines()
        dataset = self._opened(fields)
        if dataset is not None:
            self._head(dataset, [cell.raw for cell in fields])
        elif self.heading is not None and any(cell.raw for cell in fields):
            self.rows.append(self._row(fields))

    def _take_line(self, cell: GridCell) -> None:
        """A line of its own: a heading label, a part of a label, or a value of the row that is open."""
        if not cell.raw:
            return
        if _is_value(cell) and (self.labels or self.values or self._without_labels()):
            self.values.append(cell)
            return
        if not _is_label(cell):
            return
        if self.values:
            self._close_lines()
        own = self._label_and_value(cell)
        if own is not None:
            self.labels.append(own[0])
            self.values.append(own[1])
            return
        self.labels.append(cell)
        for count in range(1, min(len(self.labels), _MOST_PARTS) + 1):
            parts = self.labels[-count:]
            whole = GridCell(row=0, column=0, raw="".join(part.raw for part in parts), place=parts[0].place)
            dataset = self._opened([whole], begun=bool(self.rows or self.labels[:-count]))
            if dataset is not None:
                del self.labels[-count:]
                self.last_line = self.labels[-1].raw if self.labels else self.last_line
                self._close_lines()
                self._head(dataset, [whole.raw])
                return

    def _label_and_value(self, cell: GridCell) -> tuple[GridCell, GridCell] | None:
        """A line that is a row's label and one number (行政许可 97), where a table with row labels is open."""
        found = _LABEL_VALUE.match(cell.raw)
        if found is None or self.heading is None:
            return None
        if labels.best(text.key(found[1]), self.heading.dataset, "row")[1] < labels.SURE:
            return None
        parts = (dataclasses.replace(cell, row=0, column=index, raw=part) for index, part in enumerate(found.groups()))
        label, number = parts
        return label, number

    def _without_labels(self) -> bool:
        return self.heading is not None and self.heading.dataset == "review_litigation"

    def _opened(self, fields: list[GridCell], *, begun: bool = True) -> str | None:
        """The table whose heading labels make up these fields: the one that is open, or one that they open.

        `begun`: rows of the open table stand above, so that a label that is also a row's (总计, 其他) is that row's.
        """
        filled = [cell.raw for cell in fields if labels.heading_key(cell.raw)]
        if not filled or any(read_number(cell.raw, signed=True).status is Status.REPORTED for cell in fields):
            return None
        current = self.heading.dataset if self.heading else None
        for dataset in sorted(forms.DATASETS, key=lambda dataset: dataset != current):
            keys = [field_key(raw, dataset) for raw in filled]
            found = [label for key in keys if (label := heading_label(key, dataset))]
            if len(found) * 2 <= len(keys) or (
                len(keys) == 1 and begun and labels.best(keys[0], dataset, "row")[1] >= labels.SURE
            ):
                continue
            opens = len(found) > 2 or any(axis in ("title", "corner", "column_group") for axis, _ in found)
            if opens or (dataset == current and not self.rows):
                return dataset
        return None

    def _head(self, dataset: str, fields: list[str]) -> None:
        if self.heading is None or self.heading.dataset != dataset or self.rows:
            self._close_piece()
            self.heading = FlatHeading(dataset)
            self.caption, self.last_line = labels.caption(self.last_line), ""
        self.heading.add(fields)

    def _row(self, fields: list[GridCell]) -> Row:
        """A printed row of several fields."""
        assert self.heading is not None
        names = self.heading.by_width(len(fields))
        if names:
            return self._by_index(fields, names)
        first = next((index for index, cell in enumerate(fields) if _is_value(cell) and cell.raw), len(fields))
        fitting = [order for order in self.heading.orders() if self._fits(fields, order)]
        unpadded = [order for order in fitting if all(cell.raw for cell in fields[: len(fields) - len(order)])]
        if len(fitting) > 1 and len(unpadded) == 1:
            fitting = unpadded
        if len(fitting) > 1:
            fitting = [order for order in fitting if _adds_up(order, fields[len(fields) - len(order) :])]
        if len(fitting) == 1:
            split = len(fields) - len(fitting[0])
            values = {name: (cell,) for name, cell in zip(fitting[0], fields[split:], strict=True) if name}
            return self._made([cell for cell in fields[:split] if _is_label(cell)], values, [])
        own = [cell for cell in fields[:first] if _is_label(cell)]
        return self._made(own, {}, [cell for cell in fields[first:] if _is_value(cell) and cell.raw])

    def _fits(self, fields: list[GridCell], order: tuple[str | None, ...]) -> bool:
        """Whether the row is its labels and then a value for each column.

        Empty fields among the labels are padding. Then the row must be as wide as the heading or end in a filled field,
        since a row that lost its last empty fields would be shifted.
        """
        assert self.heading is not None
        split = len(fields) - len(order)
        if not order or split < 0:
            return False
        front, back = fields[:split], zip(order, fields[split:], strict=True)
        if any(cell.raw and not _is_value(cell) for name, cell in back if name and name != UNKNOWN):
            return False
        if any(cell.raw and _is_value(cell) for cell in front[1:]) or (
            split == 1 and not _is_label(front[0]) and front[0].raw
        ):
            return False
        if not self._without_labels() and not any(_is_label(cell) for cell in front):
            return False
        return all(cell.raw for cell in front) or len(fields) == self.heading.width() or bool(fields[-1].raw)

    def _by_index(self, fields: list[GridCell], names: dict[int, str]) -> Row:
        own = [cell for index, cell in enumerate(fields) if index not in names and _is_label(cell)]
        values: dict[str, list[GridCell]] = {}
        for index, name in names.items():
            values.setdefault(name, []).append(fields[index])
        filled = {name: tuple(cell for cell in cells if cell.raw) or (cells[0],) for name, cells in values.items()}
        first = min(names)
        return self._made([cell for cell in own if cell.column < first], filled, [])

    def _made(self, own: list[GridCell], values: Mapping[str, tuple[GridCell, ...]], unordered: list[GridCell]) -> Row:
        strays = tuple(cell for cell in values.get(UNKNOWN, ()) if cell.raw)
        named = {name: cells for name, cells in values.items() if name != UNKNOWN}
        return Row(
            labels=tuple(cell.raw for cell in own),
            values=named,
            unordered=tuple(unordered),
            strays=strays,
            method=self.method,
        )

    def _close_lines(self) -> None:
        """Ends the row that lines of their own have built."""
        own, values = self.labels, self.values
        self.labels, self.values = [], []
        if self.heading is None or not (own or values):
            return
        self.by_lines = self.by_lines or bool(values)
        order = self.heading.order()
        if values and len(values) == len(order):
            named = {name: (cell,) for name, cell in zip(order, values, strict=True) if name}
            self.rows.append(self._made(own, named, []))
        else:
            self.rows.append(self._made(own, {}, values))

    def _close_piece(self) -> None:
        if self.heading is not None and self.rows:
            self.found.append(
                Piece(
                    dataset=self.heading.dataset,
                    rows=tuple(self.rows),
                    caption=self.caption,
                    heading=True,
                    method=self.method,
                    unit_text=self.heading.text,
                    by_lines=self.by_lines,
                )
            )
        self.rows, self.by_lines = [], False
