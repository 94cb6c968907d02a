"""The official forms as they stand on paper: tables with headings that span, from the labels in forms/cells.csv.

A heading of several levels is one label with spaces (法人或其他组织 商业企业); results are numbered 三、（一）.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence

from pipeline import forms
from pipeline.forms import CellSpec
from pipeline.model import value

_RESULTS = "三、本年度办理结果"
_CLAUSES = "零一二三四五六七八九"


@value
class Heading:
    """A heading cell of a table; `name`: the row's or column's in the codelist, where it is just one's."""

    text: str
    name: str = ""
    rows: int = 1
    columns: int = 1


@value
class Row:
    """A row: its headings, then its cells; a row of headings has none."""

    headings: tuple[Heading, ...]
    cells: tuple[CellSpec, ...] = ()


@value
class Table:
    """A table of the form: rows of headings, then rows of cells; `depth`: columns that the rows' headings take."""

    title: str
    dataset: str
    depth: int
    heads: tuple[Row, ...]
    rows: tuple[Row, ...]


@functools.cache
def tables(form: str) -> tuple[Table, ...]:
    """Every table of a form, in its order."""
    return tuple(
        _table(dataset, title, tuple(cells))
        for dataset in forms.DATASETS
        for title, cells in itertools.groupby(
            (cell for cell in forms.cells(form) if cell.dataset == dataset), key=lambda cell: _clause(cell.clause)
        )
    )


def beyond(form: str, keys: frozenset[str]) -> Table | None:
    """The cells of the other form that a report prints beyond its own, as a table of two columns."""
    found = [cell for cell in forms.only_in_other(form) if cell.key in keys]
    rows = tuple(
        Row(headings=(Heading(text=f"{cell.label_row} {cell.label_column}"),), cells=(cell,)) for cell in found
    )
    return Table(title="", dataset=found[0].dataset, depth=1, heads=(), rows=rows) if found else None


def _clause(clause: str) -> str:
    """20(5) → 第二十条第（五）项."""
    return f"第二十条第（{_CLAUSES[int(clause[3:-1])]}）项" if clause else ""


def _table(dataset: str, title: str, cells: tuple[CellSpec, ...]) -> Table:
    if dataset == "review_litigation":
        paths = [(*_levels(cell.label_row), cell.label_column) for cell in cells]
        names = [_column(cell) for cell in cells]
        return Table(
            title=title, dataset=dataset, depth=0, heads=_heads(paths, names, 0), rows=(Row(headings=(), cells=cells),)
        )
    rows = [tuple(own) for _, own in itertools.groupby(cells, key=_row)]
    paths = [_levels(cell.label_column) for cell in rows[0]]
    labels = [_levels(own[0].label_row) for own in rows]
    depth = max(map(len, labels))
    return Table(
        title=title,
        dataset=dataset,
        depth=depth,
        heads=_heads(paths, [_column(cell) for cell in rows[0]], depth),
        rows=_rows(rows, labels, depth),
    )


def _row(cell: CellSpec) -> str:
    return cell.cell.rsplit(".", 1)[0]


def _levels(label: str) -> tuple[str, ...]:
    first, *rest = label.split(" ")
    parts = (_RESULTS, first.removeprefix("三、")) if first.startswith("三、（") else (first,)
    return (*parts, *rest)


def _column(cell: CellSpec) -> str:
    return cell.cell.rsplit(".", 1)[1]


def _heads(paths: Sequence[tuple[str, ...]], names: Sequence[str], depth: int) -> tuple[Row, ...]:
    """The rows of headings over the cells; the corner over the rows' own headings is the first one's."""
    levels = max(map(len, paths))
    found = []
    for level in range(levels):
        corner = (Heading(text="", rows=levels, columns=depth),) if depth and not level else ()
        found.append(Row(headings=(*corner, *_spread(paths, names, level, levels))))
    return tuple(found)


def _rows(rows: Sequence[tuple[CellSpec, ...]], labels: Sequence[tuple[str, ...]], depth: int) -> tuple[Row, ...]:
    """The rows with their headings: one that is the same over rows stands at the first of them."""
    found = []
    for place, (own, label) in enumerate(zip(rows, labels, strict=True)):
        headings = []
        for level, text in enumerate(label):
            same = _run(labels, place, level)
            if same:
                last = level == len(label) - 1
                name = _row(own[0]) if last else ""
                headings.append(Heading(text=text, name=name, rows=same, columns=depth - level if last else 1))
        found.append(Row(headings=tuple(headings), cells=own))
    return tuple(found)


def _spread(paths: Sequence[tuple[str, ...]], names: Sequence[str], level: int, levels: int) -> tuple[Heading, ...]:
    found = []
    for place, path in enumerate(paths):
        if level < len(path) and (same := _run(paths, place, level)):
            last = level == len(path) - 1
            name = names[place] if last else ""
            found.append(Heading(text=path[level], name=name, rows=levels - level if last else 1, columns=same))
    return tuple(found)


def _run(paths: Sequence[tuple[str, ...]], place: int, level: int) -> int:
    """How many paths from this one on begin alike up to `level`; 0 where the one before does too."""
    start = paths[place][: level + 1]
    if place and paths[place - 1][: level + 1] == start:
        return 0
    return sum(1 for _ in itertools.takewhile(lambda path: path[: level + 1] == start, paths[place:]))
