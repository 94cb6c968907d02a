"""Rows of a table of the form as they were found: what finding gives and aligning takes."""

from __future__ import annotations

from pipeline.model import GridCell, Method, value

Extents = dict[int, tuple[float, float]]
"""Grid column → its left and right edge on the page, in points."""


@value
class Row:
    """One printed row. `labels` from outermost to innermost; `values`: column name → the cells that stand there.

    `unordered` holds the values of a row whose columns can't be told apart (fewer or more than the heading has).
    `strays` are numbers under no heading at all. `merged` names columns whose one cell stands for several of the form,
    `sums` columns that sum something else than the form's column of that label.
    `doubt` says why nothing of this row is certain; `flag` why its values, which stand, must carry a flag.
    `counted`: its columns are told by counting its fields, not by their places.
    """

    labels: tuple[str, ...]
    values: dict[str, tuple[GridCell, ...]]
    strays: tuple[GridCell, ...] = ()
    unordered: tuple[GridCell, ...] = ()
    merged: frozenset[str] = frozenset()
    sums: frozenset[str] = frozenset()
    method: Method
    doubt: str | None = None
    flag: str | None = None
    counted: bool = False

    @property
    def empty(self) -> bool:
        """Whether no value of the row holds any text."""
        return not self.unordered and not any(cell.raw for cells in self.values.values() for cell in cells)


@value
class Piece:
    """A stretch of rows of one table of the form. `caption` is the line above; `unit_text` the heading's own text.

    `by_lines`: its cells stand a line each, so the order of the lines is all that ties a number to its label.
    """

    dataset: str
    rows: tuple[Row, ...]
    caption: str
    heading: bool
    method: Method
    unit_text: str = ""
    by_lines: bool = False
