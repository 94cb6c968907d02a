"""Which rows of a grid are headings, of which table of the form, and what each column counts.

A heading is known by its labels alone. Columns are named by the label above them, so swapped, missing and extra columns
need no rule; a column that no label names has no name, and its numbers go to no cell.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence

from pipeline import forms
from pipeline.model import GridCell, Status, value
from pipeline.parse import labels
from pipeline.parse.number import read_number

Matrix = tuple[tuple[GridCell | None, ...], ...]
"""Row by column, spans filled in: the same cell stands at every place that it covers."""

_Path = tuple[str, ...]
"""The texts above one column, from the outermost to the innermost."""

_HEADING_AXES = ("column", "column_group", "corner", "title")
_FEWEST = {"article20": 1, "requests": 3, "review_litigation": 3}
"""Distinct column labels that make a heading; fewer are a coincidence (a row 总计 has one)."""
_FEWEST_BEGUN = 3
"""Texts of a row that begin labels; fewer may be a row's own."""


@value
class Heading:
    """The heading of one table. `names` maps a grid column to the column of the form; `printed` to the text there.

    Tables that stand side by side have a heading each, with the same rows; `start` to `end` are its grid columns.
    `foreign` are columns whose labels say that the form does not have them, `unknown` those with a label of their own
    that says nothing that is known; `twice` are the names that two columns claim. `years` is what stands over all its
    columns of a year, to be taken as a caption.
    """

    dataset: str
    first: int
    last: int
    names: dict[int, str]
    printed: dict[int, str]
    start: int
    end: int
    foreign: frozenset[int] = frozenset()
    unknown: frozenset[int] = frozenset()
    twice: frozenset[str] = frozenset()
    years: str = ""


@functools.lru_cache(maxsize=16384)
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
    """Whether at least half of the row's texts are heading labels of the table or years, and none is a number."""
    return _are_heading(_texts(row), dataset)


def _texts(row: Sequence[GridCell | None]) -> tuple[str, ...]:
    """The texts of a row that may be a heading's: none where one of them is a number."""
    filled = [cell for cell in distinct(row) if cell.raw]
    return () if any(_is_number(cell) for cell in filled) else tuple([cell.raw for cell in filled])


@functools.lru_cache(maxsize=4096)
def _are_heading(texts: tuple[str, ...], dataset: str) -> bool:
    known = sum(_axis_of(labels.heading_key(raw), dataset)[2] >= labels.SURE for raw in texts)
    years = sum(map(labels.only_year, texts))
    return (known + years) * 2 >= len(texts) and (known > 0 or years > 1)


def _completes(row: Sequence[GridCell | None], above: Sequence[GridCell | None], dataset: str) -> bool:
    """Whether all that a row prints ends a label begun above it (行政 | 复议): a page break went through them."""
    pairs = [(up, cell) for up, cell in zip(above, row, strict=True) if cell is not None and cell.raw]
    return bool(pairs) and all(up is not None and _is_torn(up, cell, dataset) for up, cell in pairs)


def begun(row: Sequence[GridCell | None], dataset: str) -> bool:
    """Whether every text of a page's last row is a heading label or begins one (结果, whose 维持 stands overleaf)."""
    keys = [labels.heading_key(raw) for raw in _texts(row)]
    return len(keys) >= _FEWEST_BEGUN and all(
        _axis_of(key, dataset)[2] >= labels.SURE or labels.begins(key, dataset, "column") for key in keys
    )


def _torn_at(matrix: Matrix, row: int, dataset: str) -> bool:
    """Whether a row that no heading ends with begins labels that the next row completes, on this page or the next."""
    below = matrix[row + 1] if row + 1 < len(matrix) else None
    return begun(matrix[row], dataset) and (below is None or _completes(below, matrix[row], dataset))


def _is_torn(up: GridCell, cell: GridCell, dataset: str) -> bool:
    alone, whole = (_axis_of(labels.heading_key(said), dataset)[2] for said in (up.raw, up.raw + cell.raw))
    return not _is_number(cell) and labels.SURE <= whole > alone


def find_headings(matrix: Matrix, year: int | None) -> list[Heading]:
    """Every heading of the grid, from top to bottom and left to right; `year` is the report's."""
    found: list[Heading] = []
    above: dict[str, dict[int, str]] = {dataset: {} for dataset in forms.DATASETS}
    texts = [_texts(row) for row in matrix]
    row = 0
    while row < len(matrix):
        found_here = (_heading_at(matrix, texts, row, name, above[name], year) for name in forms.DATASETS)
        best = max(found_here, key=_weight) if texts[row] else []
        if best:
            found.extend(best)
            years = _years(_printed(matrix[row : best[0].last + 1]))
            above[best[0].dataset] |= {column: word for column, word in years.items() if word}
            row = best[0].last
        row += 1
    return found


def _weight(found: list[Heading]) -> tuple[int, int]:
    names = {name for heading in found for name in heading.names.values()}
    return (len(names), found[0].last - found[0].first) if found else (0, 0)


def _heading_at(
    matrix: Matrix, texts: Sequence[tuple[str, ...]], first: int, dataset: str, above: dict[int, str], year: int | None
) -> list[Heading]:
    last = first
    while last < len(matrix) and (
        _are_heading(texts[last], dataset)
        or (last > first and _completes(matrix[last], matrix[last - 1], dataset))
        or (last > first and _torn_at(matrix, last, dataset))
    ):
        last += 1
    if last == first:
        return []
    printed = _printed(matrix[first:last])
    own = _years(printed)
    years = own if any(own.values()) else above
    paths = tuple(tuple(part for part in path if not labels.only_year(part)) for path in printed.values())
    return [
        _heading(dataset, (first, last - 1), (start, end), dict(enumerate(paths[start:end], start)), names, years, year)
        for start, end, names in _named_panels(paths, dataset)
        if len(set(names.values())) >= _FEWEST[dataset]
    ]


@functools.lru_cache(maxsize=2048)
def _named_panels(paths: tuple[_Path, ...], dataset: str) -> list[tuple[int, int, dict[int, str]]]:
    """The first and the last column of each table that stands beside others here, and what its columns are."""
    columns = dict(enumerate(paths))
    return [
        (start, end, _names({column: paths[column] for column in range(start, end)}, dataset))
        for start, end in _panels(columns, dataset)
    ]


def _heading(
    dataset: str,
    rows: tuple[int, int],
    columns: tuple[int, int],
    paths: dict[int, _Path],
    names: dict[int, str],
    years: dict[int, str],
    year: int | None,
) -> Heading:
    """The heading of the columns from `columns[0]` on, without the columns of another year unless all are."""
    years = _of_corner(years, names, paths, columns[0], year)
    others = {column for column in names if labels.other_year(years.get(column, ""), year)}
    whole = others == set(names)
    kept = names if whole else {column: name for column, name in names.items() if column not in others}
    sums = _sums_of_organisations(paths, kept) if dataset == "requests" else set()
    kept = {column: name for column, name in kept.items() if column not in sums}
    said = {column for column, path in paths.items() if path and labels.of_no_form(path[-1]) and column not in kept}
    over = list(dict.fromkeys(years.get(column, "") for column in kept))
    return Heading(
        dataset=dataset,
        first=rows[0],
        last=rows[1],
        names=kept,
        printed={column: "\n".join(path) for column, path in paths.items()},
        start=columns[0],
        end=columns[1],
        foreign=frozenset(said | sums | (set() if whole else others)),
        unknown=frozenset(column for column, path in paths.items() if column not in kept and _unknown(path, dataset)),
        twice=_twice(paths, kept),
        years=over[0] if len(over) == 1 else "",
    )


def _of_corner(
    years: dict[int, str], names: dict[int, str], paths: dict[int, _Path], start: int, year: int | None
) -> dict[int, str]:
    """The years over the columns; where none has one, that of the corner to their left (2022年) holds for all."""
    columns = range(start, min(names, default=start))
    said = (years.get(column) or labels.line_of_other_year(paths.get(column, ()), year) for column in columns)
    corner = next(filter(None, said), "")
    return dict.fromkeys(names, corner) if corner and not any(years.get(column) for column in names) else years


def _unknown(path: _Path, dataset: str) -> bool:
    """Whether the innermost text is a label of its own and none of the heading's, as a group or title would be."""
    return bool(path) and _axis_of(labels.heading_key(path[-1]), dataset)[2] < labels.LIKELIER


def _years(printed: dict[int, list[str]]) -> dict[int, str]:
    """Column → the words above it that are nothing but a year."""
    return {column: next((part for part in path if labels.only_year(part)), "") for column, path in printed.items()}


def _panels(paths: dict[int, _Path], dataset: str) -> list[tuple[int, int]]:
    """Where tables that stand side by side begin and end: a column of row labels between columns that repeat."""
    starts = [0]
    seen: set[str] = set()
    lead = 0
    keys = {column: tuple(labels.heading_key(part) for part in path) for column, path in paths.items()}
    named = {column: name_of(path, dataset) for column, path in keys.items()}
    for column, name in named.items():
        if name is None:
            continue
        if column > lead and seen and _begins(named, keys, range(lead, column), seen, dataset):
            starts.append(lead)
            seen = set()
        seen.add(name)
        lead = column + 1
    ends = [*starts[1:], len(paths)]
    return list(zip(starts, ends, strict=True))


def _begins(
    named: dict[int, str | None], keys: dict[int, tuple[str, ...]], gap: range, seen: set[str], dataset: str
) -> bool:
    """Whether the unnamed columns of `gap` are the row labels of a further table."""
    corner = any(keys[column] and _axis_of(keys[column][-1], dataset)[0] == "corner" for column in gap)
    after = itertools.takewhile(bool, (name for column, name in named.items() if column >= gap.stop))
    return corner or (dataset != "article20" and len(seen.intersection(after)) > 2)


def _sums_of_organisations(paths: dict[int, _Path], names: dict[int, str]) -> set[int]:
    """Columns 合计 under 法人或其他组织 where another column is the total: they sum only the organisations."""
    totals = [column for column, name in names.items() if name == "total"]
    within = {
        column
        for column in totals
        if any(
            labels.best(labels.heading_key(part), "requests", "column_group")[1] >= labels.SURE
            for part in paths[column]
        )
    }
    return within if len(within) < len(totals) else set()


def _twice(paths: dict[int, _Path], names: dict[int, str]) -> frozenset[str]:
    """Names that columns with different headings claim, or columns apart; a lost span repeats its words beside it."""
    found = set()
    for name in set(names.values()):
        own = [column for column, other in names.items() if other == name]
        apart = own[-1] - own[0] >= len(own)
        if apart or len({tuple(paths[column]) for column in own}) > 1:
            found.add(name)
    return frozenset(found)


def _printed(rows: Matrix) -> dict[int, list[str]]:
    """For each column the texts above it, from top to bottom, a merged cell once."""
    width = len(rows[0])
    if len(rows) == 1:
        return {column: [cell.raw] if cell is not None and cell.raw else [] for column, cell in enumerate(rows[0])}
    return {
        column: [cell.raw for cell in distinct([row[column] for row in rows]) if cell.raw] for column in range(width)
    }


def _names(printed: dict[int, _Path], dataset: str) -> dict[int, str]:
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
        return name if _claims(path, dataset) <= {name} else None
    torn = ["".join(pair) for pair in itertools.pairwise(path[:-1])]
    groups = [labels.best(key, dataset, "column_group") for key in (*torn, *path[:-1])]
    group = next((name for name, sure in reversed(groups) if sure >= labels.SURE), None)
    return None if group is None else f"{group}.{name.rsplit('.', 1)[1]}"


def _claims(path: tuple[str, ...], dataset: str) -> set[str]:
    """The columns that single labels of a path name; where they are two, headings have run together."""
    found = [_axis_of(key, dataset) for key in path]
    both = {name for key in path for name in labels.joined(key, dataset, "column")}
    return both | {name for axis, name, score in found if axis == "column" and score >= labels.SURE}


def _of_other_year(path: tuple[str, ...], name: str) -> bool:
    """Whether the heading says that the column is another year's; the form itself has one such (上一年项目数量)."""
    return any(labels.other_year(key, None) for key in path[: -1 if name == "prior_year_items" else None])


def _leftover(paths: dict[int, tuple[str, ...]], names: dict[int, str], dataset: str) -> dict[int, str]:
    """A misprinted label is the one column of the form left for it; one hardly like it (科研企业) only in its place."""
    order = [label.name for label in forms.labels(dataset, "column")]
    left = [label for label in forms.labels(dataset, "column") if label.name not in names.values()]
    found: dict[int, str] = {}
    for column, path in paths.items():
        if column in names or not path or labels.other_year(path[-1], None) or _claims(path, dataset):
            continue
        like = {label.name: score for label in left if (score := labels.match(path[-1], label)) >= labels.LIKELY}
        if dataset == "review_litigation":  # each outcome comes three times: its place tells which
            beside = {column - 1, column + 1} & names.keys()
            like = {name: score for name, score in like.items() if beside and _between(column, name, names, order)}
        if len(like) == 1:
            (name, score), *_ = like.items()
            if score >= labels.LIKELIER or _between(column, name, names, order):
                found[column] = name
    return found if len(set(found.values())) == len(found) else {}


def _between(column: int, name: str, names: dict[int, str], order: list[str]) -> bool:
    """Whether no column that the form has elsewhere stands directly beside it, as far as its neighbours are named."""
    place = order.index(name)
    before, after = names.get(column - 1), names.get(column + 1)
    beside = [
        (before, order[place - 1] if place else None),
        (after, order[place + 1] if place + 1 < len(order) else None),
    ]
    return all(printed is None or printed == wanted for printed, wanted in beside)
