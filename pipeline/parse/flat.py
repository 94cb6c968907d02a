"""Tables that lost their grid: fields between tabs or pipes, and cells that stand a line each.

The document becomes a stream of tokens. Heading labels tell the columns in the form's own nesting, a row is its labels
and the values after them; a row with as many values as columns is ordered, any other is kept as `unordered`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline import forms, text
from pipeline.model import Document, Grid, GridCell, Line, Method, Status
from pipeline.parse import labels
from pipeline.parse.number import read_number
from pipeline.parse.rows import Piece, Row

_LONGEST_LABEL = 60
_EMPTY_WORDS = frozenset(("None", "nan", "NaN", "null"))


def find_pieces(document: Document) -> tuple[Piece, ...]:
    """The pieces of the form's tables in the document's ragged grids and bare lines."""
    found: list[Piece] = []
    for run, method, caption in _runs(document):
        found.extend(_Walk(method, caption).pieces(run))
    return tuple(found)


def _runs(document: Document) -> Iterator[tuple[list[list[GridCell]], Method, str]]:
    """Stretches of printed rows without prose between them, with the line above each."""
    run: list[list[GridCell]] = []
    above = ""
    for block in document.blocks:
        rows = _block_rows(block)
        if rows is None:
            if run:
                yield run, "text", above
            run = []
            above = text.squeeze(text.simplified(block.text)) if isinstance(block, Line) else ""
        else:
            run.extend(rows)
    if run:
        yield run, "text", above


def _block_rows(block: Line | Grid) -> list[list[GridCell]] | None:
    """The block's printed rows of fields; None for prose, and for grids that kept their columns."""
    if isinstance(block, Line):
        squeezed = text.squeeze(block.text)
        if len(squeezed) > _LONGEST_LABEL or "。" in squeezed or block.place.locator is None:
            return None
        return [[GridCell(row=0, column=0, raw=block.text.strip(), place=block.place)]]
    if not block.ragged:
        return None
    rows: dict[int, list[GridCell]] = {}
    for cell in sorted(block.cells, key=lambda cell: (cell.row, cell.column)):
        rows.setdefault(cell.row, []).append(cell)
    return list(rows.values())


class _Walk:
    """Goes down the rows of one run and keeps the table that it is in."""

    def __init__(self, method: Method, caption: str) -> None:
        self.method = method
        self.caption = caption
        self.dataset: str | None = None
        self.heading: list[str] = []
        self.order: tuple[str | None, ...] = ()
        self.rows: list[Row] = []
        self.labels: list[str] = []
        self.values: list[GridCell] = []
        self.found: list[Piece] = []

    def pieces(self, run: list[list[GridCell]]) -> list[Piece]:
        """The pieces of the run, in order."""
        for fields in run:
            self._take(fields)
        self._close_row()
        self._close_piece()
        return self.found

    def _take(self, fields: list[GridCell]) -> None:
        alone = len(fields) == 1
        if not alone:
            self._close_row()
        dataset = self._heading_of(fields)
        if dataset is not None:
            self._close_row()
            if self.dataset != dataset or self.rows:
                self._close_piece()
                self.dataset, self.heading = dataset, []
            self.heading.extend(key for cell in fields if (key := _key(cell)))
            self.order = ()
            return
        values_begun = False
        for cell in fields:
            is_value = read_number(_raw(cell), signed=True).status is not Status.UNREADABLE
            if alone and not _raw(cell):
                continue
            values_begun = values_begun or (is_value and bool(_raw(cell))) or (is_value and bool(self.labels) and not alone)
            if values_begun and (is_value or not alone):
                self.values.append(cell)
            elif _raw(cell):
                if self.values:
                    self._close_row()
                self.labels.append(_raw(cell))
        if not alone:
            self._close_row()

    def _heading_of(self, fields: list[GridCell]) -> str | None:
        """The table whose heading labels make up this printed row, the one that it is in first."""
        keys = [key for cell in fields if (key := _key(cell))]
        if not keys or any(read_number(_raw(cell), signed=True).status is Status.REPORTED for cell in fields):
            return None
        candidates = [self.dataset, *forms.DATASETS] if self.dataset else list(forms.DATASETS)
        for dataset in candidates:
            assert dataset is not None
            if self.labels or (len(keys) == 1 and dataset == self.dataset and self.rows and _row_like(keys[0], dataset)):
                continue
            known = sum(_heading_label(key, dataset) is not None for key in keys)
            if known * 2 > len(keys) and (self.dataset == dataset or _opens(keys, dataset)):
                return dataset
        return None

    def _close_row(self) -> None:
        if self.dataset is None or not (self.labels or self.values):
            self.labels, self.values = [], []
            return
        if not self.order:
            self.order = expand(self.heading, self.dataset)
        self.rows.append(self._row())
        self.labels, self.values = [], []

    def _row(self) -> Row:
        values = self.values
        if len(values) != len(self.order) or not self.order:
            return Row(labels=tuple(self.labels), values={}, unordered=tuple(values), method=self.method)
        named = {name: (_clean(cell),) for name, cell in zip(self.order, values, strict=True) if name is not None}
        return Row(labels=tuple(self.labels), values=named, method=self.method)

    def _close_piece(self) -> None:
        if self.dataset is not None and self.rows:
            self.found.append(
                Piece(dataset=self.dataset, rows=tuple(self.rows), caption=self.caption, heading=True,
                      method=self.method, unit_text=" ".join(self.heading))
            )
        self.rows = []


def _raw(cell: GridCell) -> str:
    return "" if cell.raw in _EMPTY_WORDS else cell.raw


def _clean(cell: GridCell) -> GridCell:
    return GridCell(row=cell.row, column=cell.column, raw=_raw(cell), place=cell.place)


def _key(cell: GridCell) -> str:
    return labels.heading_key(_raw(cell))


def _heading_label(key: str, dataset: str) -> tuple[str, str] | None:
    """The axis and name of the heading label that `key` is."""
    for axis in ("column", "column_group", "corner", "title"):
        name, score = labels.best(key, dataset, axis)
        if score >= labels.SURE:
            return axis, name
    return None


def _row_like(key: str, dataset: str) -> bool:
    return labels.best(key, dataset, "row")[1] >= labels.SURE


def _opens(keys: list[str], dataset: str) -> bool:
    """Whether these labels can begin a table: a group, a title or the corner, or several columns at once."""
    found = [label for key in keys if (label := _heading_label(key, dataset))]
    return len(found) > 2 or any(axis in ("title", "corner", "column_group") for axis, _ in found)


def expand(heading: list[str], dataset: str) -> tuple[str | None, ...]:
    """The columns in printed order, from heading labels read line by line (outer labels before inner ones).

    None stands for a column that the form does not have. Empty where the labels do not tell one order.
    """
    if dataset == "review_litigation":
        return _expand_channels(heading)
    outer: list[str | None] = []
    inner: list[str | None] = []
    place = None
    for key in heading:
        found = _heading_label(key, dataset)
        if found == ("column_group", "organisation"):
            if place is None:
                place = len(outer)
        elif found is None or found[0] == "column":
            name = found[1] if found and not _foreign(key, found[1]) else None
            if name is not None and name in (*outer, *inner):
                continue
            inside = place is not None and name in _organisations()
            (inner if inside else outer).append(name)
    if place is not None:
        outer[place:place] = inner
    return tuple(outer)


def _foreign(key: str, name: str) -> bool:
    return name != "prior_year_items" and labels.other_year(key, None)


def _organisations() -> frozenset[str]:
    return frozenset(label.name for label in forms.labels("requests", "column") if label.group)


def _expand_channels(heading: list[str]) -> tuple[str | None, ...]:
    groups: list[str] = []
    cycles: list[list[str]] = []
    for key in heading:
        found = _heading_label(key, "review_litigation")
        if found is None:
            continue
        axis, name = found
        if axis == "column_group" and name not in groups:
            groups.append(name)
        elif axis == "column":
            outcome = name.rsplit(".", 1)[1]
            if not cycles or outcome in cycles[-1]:
                cycles.append([])
            cycles[-1].append(outcome)
    if len(groups) != len(cycles) or len({len(cycle) for cycle in cycles}) != 1:
        return ()
    return tuple(f"{group}.{outcome}" for group, cycle in zip(groups, cycles, strict=True) for outcome in cycle)
