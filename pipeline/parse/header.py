"""Which rows of a grid are headings, of which table of the form, and what each column counts.

A heading is known by its labels alone. Columns are named by the label above them, so swapped, missing and extra columns
need no rule; a column that no label names has no name, and its numbers go to no cell.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from pipeline import forms
from pipeline.model import GridCell, Status, value
from pipeline.parse import labels
from pipeline.parse.number import read_number

Matrix = tuple[tuple[GridCell | None, ...], ...]
"""Row by column, spans filled in: the same cell stands at every place that it covers."""

_HEADING_AXES = ("column", "column_group", "corner", "title")
_FEWEST = {"article20": 1, "requests": 3, "review_litigation": 3}
"""Distinct column labels that make a heading; fewer are a coincidence (a row 总计 has one)."""


@value
class Heading:
    """The heading of one table. `names` maps a grid column to the column of the form; `printed` to the text there."""

    dataset: str
    first: int
    last: int
    names: dict[int, str]
    printed: dict[int, str]


@functools.lru_cache(maxsize=32768)
def _axis_of(key: str, dataset: str) -> tuple[str, str, float]:
    """The axis and name of the heading label that `key` is, with its likeness."""
    found = [(axis, *labels.best(key, dataset, axis)) for axis in _HEADING_AXES]
    return max(found, key=lambda item: item[2], default=("", "", 0.0))


def distinct(row: Sequence[GridCell | None]) -> list[GridCell]:
    """The cells of a matrix row, each once, from left to right."""
    seen: dict[int, GridCell] = {id(cell): cell for cell in row if cell is not None}
    return list(seen.values())


def _is_number(cell: GridCell) -> bool:
    return read_number(cell.raw, signed=True).status is Status.REPORTED


def heading_like(row: Sequence[GridCell | None], dataset: str) -> bool:
    """Whether at least half of the row's texts are heading labels of the table, and none is a number."""
    texts = [cell for cell in distinct(row) if cell.raw]
    if not texts or any(_is_number(cell) for cell in texts):
        return False
    known = sum(_axis_of(labels.heading_key(cell.raw), dataset)[2] >= labels.SURE for cell in texts)
    return known * 2 >= len(texts)


def find_headings(matrix: Matrix) -> list[Heading]:
    """Every heading of the grid, from top to bottom."""
    found = []
    row = 0
    while row < len(matrix):
        best = max((_heading_at(matrix, row, dataset) for dataset in forms.DATASETS), key=_weight)
        if best is not None:
            found.append(best)
            row = best.last
        row += 1
    return found


def _weight(heading: Heading | None) -> tuple[int, int]:
    return (0, 0) if heading is None else (len(set(heading.names.values())), heading.last - heading.first)


def _heading_at(matrix: Matrix, first: int, dataset: str) -> Heading | None:
    last = first
    while last < len(matrix) and heading_like(matrix[last], dataset):
        last += 1
    if last == first:
        return None
    printed = _printed(matrix[first:last])
    names = _names(printed, dataset)
    if len(set(names.values())) < _FEWEST[dataset]:
        return None
    joined = {column: "\n".join(path) for column, path in printed.items()}
    return Heading(dataset=dataset, first=first, last=last - 1, names=names, printed=joined)


def _printed(rows: Matrix) -> dict[int, list[str]]:
    """For each column the texts above it, from top to bottom, a merged cell once."""
    width = len(rows[0])
    return {
        column: [cell.raw for cell in distinct([row[column] for row in rows]) if cell.raw] for column in range(width)
    }


def _names(printed: dict[int, list[str]], dataset: str) -> dict[int, str]:
    """Column → name of the form's column. Sure labels first; then what the remaining labels can only be."""
    paths = {column: tuple(labels.heading_key(part) for part in path) for column, path in printed.items()}
    names = {column: name for column, path in paths.items() if (name := name_of(path, dataset))}
    return names | _leftover(paths, names, dataset)


@functools.lru_cache(maxsize=16384)
def name_of(path: tuple[str, ...], dataset: str) -> str | None:
    """The column that a path of heading labels (outermost first) names, or None."""
    axis, name, score = max(
        (_axis_of("".join(path[-count:]), dataset) for count in range(1, min(len(path), 3) + 1)),
        key=lambda found: (found[0] == "column", found[2]),
        default=("", "", 0.0),
    )
    if axis != "column" or score < labels.SURE or _of_other_year(path, name):
        return None
    if dataset != "review_litigation":
        return name
    groups = [labels.best(key, dataset, "column_group") for key in path[:-1]]
    group = next((name for name, sure in reversed(groups) if sure >= labels.SURE), None)
    return None if group is None else f"{group}.{name.rsplit('.', 1)[1]}"


def _of_other_year(path: tuple[str, ...], name: str) -> bool:
    """Whether the heading says that the column is another year's; the form itself has one such (上一年项目数量)."""
    return any(labels.other_year(key, None) for key in path[: -1 if name == "prior_year_items" else None])


def _leftover(paths: dict[int, tuple[str, ...]], names: dict[int, str], dataset: str) -> dict[int, str]:
    """A misprinted label (科研企业) between sure ones is the one column of the form that is left for it."""
    left = [label for label in forms.labels(dataset, "column") if label.name not in names.values()]
    found: dict[int, str] = {}
    for column, path in paths.items():
        if column in names or not path or dataset == "review_litigation" or labels.other_year(path[-1], None):
            continue
        like = [label.name for label in left if labels.match(path[-1], label) >= labels.LIKELY]
        if len(like) == 1:
            found[column] = like[0]
    return found if len(set(found.values())) == len(found) else {}
