"""Tables that lost their grid: fields between tabs or pipes, cells of div tables, and cells that stand a line each.

Heading labels tell the columns in the form's own nesting (`headings_flat`), a row is its labels and the values after
them. A row is ordered where a heading row of the same width stands above it or where it has just as many values as the
heading has columns; any other row is kept as `unordered`.
"""

from __future__ import annotations

import dataclasses
import re

from pipeline import forms, text
from pipeline.model import Document, GridCell, Method, Status
from pipeline.parse import labels
from pipeline.parse.flattened.cell_lines import (
    doubted_if_disordered,
    doubted_if_wider,
    is_label,
    is_value,
    of_width,
    rows_without_values,
)
from pipeline.parse.flattened.field_rows import made, rows_of
from pipeline.parse.flattened.headings import FlatHeading, field_key, heading_label
from pipeline.parse.flattened.runs import Spacing, runs
from pipeline.parse.number import read_number
from pipeline.parse.rows import Piece, Row

_LABEL_VALUE = re.compile(r"^(\D.*\S)\s+([\d０-９][\d０-９.,，]*)$")
_NUMBER_WORD = re.compile(r"\s[\d０-９][\d０-９.,，]*(?:\s|$)")
_MOST_PARTS = 10
_FEWEST_CELLS = 3
_FEWEST_COUNTED = 2
_NO_NUMBERS = "no line of its table holds a number, so the numbers may stand elsewhere"


def find_pieces(document: Document) -> tuple[Piece, ...]:
    """The pieces of the form's tables in the document's ragged grids and bare lines."""
    found: list[Piece] = []
    for run, method, caption in runs(document):
        spacing = Spacing.of(run)
        rows = spacing.with_empty_cells(run)
        walk = _Walk(method, caption, spacing)
        own = walk.pieces(rows)
        if walk.counted >= _FEWEST_COUNTED:
            own = _Walk(method, caption, spacing, trusted=True).pieces(rows)
        found.extend(own)
    return tuple(found)


def _like_a_row(label: GridCell, dataset: str) -> bool:
    key = text.key(label.raw)
    return any(labels.best(key, dataset, axis)[1] >= labels.SURE for axis in ("row", "row_group"))


class _Walk:
    """Goes down the rows of one run and keeps the table that it is in.

    `counted`: rows inside tables that empty lines made whole. Where several were, empty lines are empty cells in this
    run, and then (`trusted`) those after a table's last row are its cells too, not space before a section's heading.
    """

    def __init__(self, method: Method, caption: str, spacing: Spacing, *, trusted: bool = False) -> None:
        self.method = method
        self.trusted = trusted
        self.counted = 0
        self.spacing = spacing
        self.caption = caption
        self.heading: FlatHeading | None = None
        self.rows: list[Row | list[GridCell]] = []
        """Rows that lines have built, and fields that become rows when all of their table is known."""
        self.labels: list[GridCell] = []
        self.values: list[GridCell] = []
        self.found: list[Piece] = []
        self.last_line = caption
        self.by_lines = False
        self.banded = False
        """Whether the heading stays from a piece that a year's line ended."""

    def pieces(self, run: list[list[GridCell]]) -> list[Piece]:
        """The pieces of the run, in order."""
        for fields in run:
            if len(fields) == 1:
                self._take_line(fields[0])
            else:
                self._take_row(fields)
        self._end_values(None)
        self._close_lines()
        self._close_piece()
        return self.found if self.spacing.even else doubted_if_disordered(self.found)

    def _take_row(self, fields: list[GridCell]) -> None:
        filled = [cell for cell in fields if cell.raw]
        if len(filled) == 1 and labels.only_year(filled[0].raw):
            self._take_line(filled[0])
            return
        self._take_band()
        if self.labels:
            self.last_line = self.labels[-1].raw
        self._close_lines()
        dataset = self._opened(fields)
        if dataset is not None:
            self._head(dataset, [cell.raw for cell in fields])
        elif self.heading is not None and any(cell.raw for cell in fields):
            self.rows.append(fields)

    def _take_band(self) -> None:
        """Ends the piece where a line that only says a year stands among rows of fields: below it are that year's."""
        among = bool(self.rows) and not isinstance(self.rows[-1], Row)
        if among and len(self.labels) == 1 and not self.values and labels.only_year(self.labels[0].raw):
            self.last_line = self.labels[0].raw
            self._close_piece()
            self.caption, self.labels, self.banded = labels.caption(self.last_line), [], True

    def _take_line(self, cell: GridCell) -> None:
        """A line of its own: a heading label, a part of a label, or a value of the row that is open."""
        if is_value(cell) and (self.labels or self.values or (self.heading is not None and cell.raw)):
            self.values.append(cell)
            return
        if not is_label(cell):
            return
        self._end_values(cell)
        if self.values and self._begins_row():
            self._close_lines()
        self.values = []
        if self.heading is not None and not self.rows and not self.labels and labels.of_no_form(cell.raw):
            self.heading.add([cell.raw])
            return
        own = self._label_and_value(cell)
        if own is not None:
            self.labels.append(own[0])
            self.values.append(own[1])
            return
        self.labels.append(cell)
        for count in range(1, min(len(self.labels), _MOST_PARTS) + 1):
            parts = self.labels[-count:]
            whole = GridCell(row=0, column=0, raw="".join(part.raw for part in parts), place=parts[0].place)
            begun = bool(self.rows or (self.heading is None and self.labels[:-count]))
            dataset = self._opened([whole], begun=begun)
            if dataset is not None:
                del self.labels[-count:]
                self._head_line(dataset, whole)
                return

    def _head_line(self, dataset: str, whole: GridCell) -> None:
        """Takes a heading label on a line of its own; unknown labels just before it belong to the heading."""
        if self.heading is not None and self.heading.dataset == dataset and not self.rows:
            for unknown in self.labels:
                self.heading.add([unknown.raw])
            self.labels = []
        self.last_line = self.labels[-1].raw if self.labels else self.last_line
        self._close_lines()
        self._head(dataset, [whole.raw])

    def _end_values(self, label: GridCell | None) -> None:
        """Drops empty lines after the last value where no row follows: they may be space between sections."""
        row_follows = label is not None and self.heading is not None and _like_a_row(label, self.heading.dataset)
        while self.values and not self.values[-1].raw and not (row_follows or self.trusted):
            self.values.pop()

    def _begins_row(self) -> bool:
        """Whether a label ends the open row; fewer empty lines than columns are empty cells among its labels."""
        columns = len(self.heading.order()) if self.heading is not None else 0
        return any(cell.raw for cell in self.values) or len(self.values) >= max(columns, 1)

    def _label_and_value(self, cell: GridCell) -> tuple[GridCell, GridCell] | None:
        """A line that is a row's label and one number (行政许可 97), where a table with row labels is open."""
        found = _LABEL_VALUE.match(cell.raw)
        if found is None or self.heading is None or _NUMBER_WORD.search(found[1]):
            return None
        if labels.best(text.key(found[1]), self.heading.dataset, "row")[1] < labels.SURE:
            return None
        parts = (dataclasses.replace(cell, row=0, column=index, raw=part) for index, part in enumerate(found.groups()))
        label, number = parts
        return label, number

    def _opened(self, fields: list[GridCell], *, begun: bool = True) -> str | None:
        """The table whose heading labels make up these fields: the one that is open, or one that they open.

        `begun`: rows of the open table stand above, so that a label that is also a row's (总计, 其他) is that row's.
        """
        filled = [cell.raw for cell in fields if labels.heading_key(cell.raw) and not labels.only_year(cell.raw)]
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
        if self.heading is None or self.heading.dataset != dataset or self.rows or self.banded:
            self._close_piece()
            self.heading, self.banded = FlatHeading(dataset), False
            years = [field for field in fields if labels.only_year(field)]
            self.caption, self.last_line = labels.caption(years[0] if len(years) == 1 else self.last_line), ""
        self.heading.add(fields)

    def _close_lines(self) -> None:
        """Ends the row that lines of their own have built."""
        own, values = self.labels, self.values
        self.labels, self.values = [], []
        if self.heading is None or not (own or values):
            return
        self.by_lines = self.by_lines or bool(values)
        order = self.heading.order()
        empty, own = rows_without_values(own, self.heading.dataset) if self.spacing.even else ([], own)
        for label in empty:
            nothing = GridCell(row=0, column=0, raw="", place=label.place)
            self.rows.append(made([label], {name: (nothing,) for name in order if name}, [], self.method))
        whole = of_width(values, len(order))
        if whole:
            blank = any(cell.raw for cell in whole) and not all(cell.raw for cell in whole)
            self.counted += blank and len(whole) >= _FEWEST_CELLS
            named = {name: (cell,) for name, cell in zip(order, whole, strict=True) if name}
            self.rows.append(made(own, named, [], self.method))
        else:
            self.rows.append(made(own, {}, [cell for cell in values if cell.raw], self.method))

    def _close_piece(self) -> None:
        if self.heading is not None and self.rows:
            rows = rows_of(self.rows, self.heading, self.method)
            if self.by_lines:
                rows = doubted_if_wider(rows, len(self.heading.order()))
            if all(isinstance(row, Row) for row in self.rows) and all(row.empty for row in rows):
                rows = tuple(dataclasses.replace(row, flag=_NO_NUMBERS) for row in rows)
            self.found.append(
                Piece(
                    dataset=self.heading.dataset,
                    rows=rows,
                    caption=self.caption,
                    heading=True,
                    method=self.method,
                    unit_text=self.heading.text,
                    by_lines=self.by_lines,
                )
            )
        self.rows, self.by_lines = [], False
