"""Printed rows of several fields → rows of a table: which fields are labels, and which column each of the others is.

All rows of a table are seen together: how many values most rows around a row have says whether it has lost one.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline import text
from pipeline.model import GridCell, Method, value
from pipeline.parse import labels
from pipeline.parse.flattened.cell_lines import is_label, is_value
from pipeline.parse.flattened.headings import UNKNOWN, FlatHeading, heading_label
from pipeline.parse.number import read_number
from pipeline.parse.rows import Row

_AROUND = 5
"""Rows before and after a row by which it is seen whether it has lost a field."""

_NARROW = "it has fewer fields than the rows around it"

Fields = list[GridCell]


def rows_of(printed: Sequence[Row | Fields], heading: FlatHeading, method: Method) -> tuple[Row, ...]:
    """The rows of one table, in order; those that are rows already stay as they are."""
    found: list[Row] = []
    for at, row in enumerate(printed):
        if isinstance(row, Row):
            found.append(row)
        else:
            near = [other for other in printed[max(0, at - _AROUND) : at + _AROUND + 1] if isinstance(other, list)]
            found.append(_Reader(heading, method, _Around.of(near)).row(row))
    return tuple(found)


def made(own: Fields, values: Mapping[str, tuple[GridCell, ...]], unordered: Fields, method: Method) -> Row:
    """The row with these labels and values; what stands in a column of no known name is a stray."""
    strays = tuple(cell for cell in values.get(UNKNOWN, ()) if cell.raw)
    named = {name: cells for name, cells in values.items() if name != UNKNOWN}
    return Row(
        labels=tuple(cell.raw for cell in own),
        values=named,
        unordered=tuple(unordered),
        strays=strays,
        method=method,
        counted=True,
    )


def _values_of(fields: Fields) -> tuple[int, int]:
    """The least and the most values that a row may have: from its first number on, and from its last label on."""
    first = next((index for index, cell in enumerate(fields) if index and cell.raw and is_value(cell)), len(fields))
    start = max((index + 1 for index, cell in enumerate(fields[:first]) if is_label(cell)), default=0)
    return len(fields) - first, len(fields) - start


@value
class _Around:
    """The rows around a row. `width`: the fields of most; `uniform`: nearly all have that many; `values`: of most."""

    width: int
    uniform: bool
    values: int

    @classmethod
    def of(cls, rows: Sequence[Fields]) -> _Around:
        widths = Counter(len(fields) for fields in rows)
        width = max(widths, key=lambda width: widths[width])
        spans = [_values_of(fields) for fields in rows]
        fitting = {count: sum(least <= count <= most for least, most in spans) for span in spans for count in span}
        exact = Counter(least for least, _ in spans)
        values = max(sorted(fitting), key=lambda count: (fitting[count], exact[count]))
        return cls(
            width=width,
            uniform=widths[width] * 10 >= len(rows) * 8,
            values=values if fitting[values] * 3 >= len(rows) * 2 else 0,
        )


class _Reader:
    """Reads the rows of one table under its heading, each among the rows around it."""

    def __init__(self, heading: FlatHeading, method: Method, around: _Around) -> None:
        self.heading = heading
        self.method = method
        self.around = around

    def row(self, fields: Fields) -> Row:
        """The row that these fields are."""
        names = self.heading.by_width(len(fields))
        if names and not _like_a_row(fields[min(names)], self.heading.dataset):
            return self._doubted(self._by_index(fields, names), fields, _values_of(fields)[1])
        order = self.heading.order()
        own = [cell for cell in fields if cell.raw]
        if order and own and all(map(is_label, own)) and len(fields) - fields.index(own[-1]) > len(order):
            return made(own, {name: (fields[-1],) for name in order if name}, [], self.method)
        fitting = self._fitting(fields)
        if len(fitting) == 1:
            split = len(fields) - len(fitting[0])
            at = {index: name for index, name in enumerate(fitting[0], split) if name and name != UNKNOWN}
            if _named_otherwise(self.heading, len(fields), at):
                return self._unordered(fields)
            values = {name: (cell,) for name, cell in zip(fitting[0], fields[split:], strict=True) if name}
            row = made([cell for cell in fields[:split] if is_label(cell)], values, [], self.method)
            return self._doubted(row, fields, len(fitting[0]))
        return self._unordered(fields)

    def _doubted(self, row: Row, fields: Fields, read: int) -> Row:
        """The row as it is, doubted or without columns where the rows around it have more values than were read.

        A row as wide as the whole heading has its columns, if its neighbours have too.
        """
        usual = self.around.values
        if read >= usual or row.unordered:
            return row
        if usual > len(self.heading.order()):
            return self._unordered(fields)
        return dataclasses.replace(row, doubt=_NARROW)

    def _unordered(self, fields: Fields) -> Row:
        first = next((index for index, cell in enumerate(fields) if is_value(cell) and cell.raw), len(fields))
        own = [cell for cell in fields[:first] if is_label(cell)]
        return made(own, {}, [cell for cell in fields[first:] if is_value(cell) and cell.raw], self.method)

    def _fitting(self, fields: Fields) -> list[tuple[str | None, ...]]:
        """The orders of the columns that the row may have; more than one where it can't be told."""
        fitting = [order for order in self.heading.orders() if self._fits(fields, order)]
        unpadded = [order for order in fitting if all(cell.raw for cell in fields[: len(fields) - len(order)])]
        if len(fitting) > 1 and len(unpadded) == 1:
            return unpadded
        if len(fitting) > 1:
            return [order for order in fitting if _adds_up(order, fields[len(fields) - len(order) :])]
        return fitting

    def _fits(self, fields: Fields, order: tuple[str | None, ...]) -> bool:
        """Whether the row is its labels and then a value for each column.

        Empty fields among the labels are padding. Then the row must be as wide as the heading or as most rows, or begin
        and end in filled fields, since a row that lost an empty field would be shifted.
        """
        split = len(fields) - len(order)
        if not order or split < 0:
            return False
        front, back = fields[:split], zip(order, fields[split:], strict=True)
        if any(cell.raw and not is_value(cell) for name, cell in back if name and name != UNKNOWN):
            return False
        if any(cell.raw and is_value(cell) for cell in front[1:]) or (
            split == 1 and not is_label(front[0]) and front[0].raw
        ):
            return False
        if self.heading.dataset != "review_litigation" and not any(is_label(cell) for cell in front):
            return False
        if self._text_among_values(front):
            return False
        if len(fields) in (self.heading.width(), self.around.width):
            return True
        shorter = len(fields) < self.heading.width() and not fields[split].raw
        lost = not self.around.values or _values_of(fields)[1] < self.around.values
        if shorter or (self.around.uniform and len(fields) < self.around.width and lost):
            return False
        return all(cell.raw for cell in front) or bool(fields[split].raw and fields[-1].raw)

    def _text_among_values(self, front: Fields) -> bool:
        """Whether the last text before the numbers is no label, as the row's own label stands before it."""
        keys = [text.key(cell.raw) for cell in front if cell.raw]
        sure = [labels.best(key, self.heading.dataset, "row")[1] for key in keys]
        return len(keys) > 1 and sure[-2] >= labels.SURE and sure[-1] < labels.LIKELY

    def _by_index(self, fields: Fields, names: dict[int, str]) -> Row:
        own = [cell for index, cell in enumerate(fields) if index not in names and is_label(cell)]
        values: dict[str, list[GridCell]] = {}
        for index, name in names.items():
            values.setdefault(name, []).append(fields[index])
        filled = {name: tuple(cell for cell in cells if cell.raw) or (cells[0],) for name, cells in values.items()}
        first = min(names)
        own = [cell for cell in own if cell.column < first]
        if any(cell.raw and is_value(cell) for cell in fields[1:first]):
            return made(own, {}, [cell for cell in fields if is_value(cell) and cell.raw], self.method)
        return made(own, filled, [], self.method)


def _named_otherwise(heading: FlatHeading, width: int, names: Mapping[int, str]) -> bool:
    """Whether a heading row as wide as the row has another column's label over one of the fields."""
    if heading.dataset == "review_litigation":
        return False
    rows = [row for row in heading.rows if len(row) == width]
    over = [(heading_label(row[at], heading.dataset), name) for row in rows for at, name in names.items() if row[at]]
    return any(label is not None and label[0] == "column" and label[1] != name for label, name in over)


def _like_a_row(cell: GridCell, dataset: str) -> bool:
    """Whether a field where a number belongs holds the label of a row: the fields of its row have moved along."""
    return is_label(cell) and labels.best(text.key(cell.raw), dataset, "row")[1] >= labels.SURE


def _adds_up(order: tuple[str | None, ...], values: Fields) -> bool:
    """Whether the numbers of a row make its total, and are not all nothing."""
    numbers = {name: read_number(cell.raw).value for name, cell in zip(order, values, strict=True) if name}
    total = numbers.pop("total", None)
    return bool(total) and sum(number or 0 for number in numbers.values()) == total
