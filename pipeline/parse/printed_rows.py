"""Printed rows of a grid below a heading: which cells are labels, and under which column each other cell stands.

A row that does not fit its heading (cells moved along, too few, a number under no heading) is doubted, not guessed.
"""

from __future__ import annotations

from pipeline import text
from pipeline.model import Grid, GridCell, Status, value
from pipeline.parse import labels
from pipeline.parse.header import Heading, Matrix, distinct
from pipeline.parse.number import read_number
from pipeline.parse.rows import Row

_SHORTEST_LABEL = 4
_LONGEST_COUNT = 4


@value
class _Under:
    """What every row below one heading is read by; `start` is the first of the table's own grid columns.

    `turns`: the columns' names from left to right, each with the grid columns that bear it; `bearing` all of those.
    `headed`: the grid columns that have words above them; `beyond` those of them that may be the form's in other words.
    """

    dataset: str | None
    start: int
    names: dict[int, str]
    turns: tuple[tuple[str, tuple[int, ...]], ...]
    bearing: tuple[int, ...]
    headed: tuple[int, ...]
    beyond: frozenset[int]
    unknown: frozenset[int]
    foreign: frozenset[int]
    twice: frozenset[str]

    @classmethod
    def of(cls, names: dict[int, str], heading: Heading | None, twice: frozenset[str]) -> _Under:
        """What the heading says of these columns."""
        turns: dict[str, tuple[int, ...]] = {}
        for column, name in names.items():
            turns[name] = (*turns.get(name, ()), column)
        printed = heading.printed if heading is not None else {}
        headed = tuple(column for column, words in printed.items() if words)
        foreign = heading.foreign if heading is not None else frozenset()
        return cls(
            dataset=heading.dataset if heading is not None else None,
            start=heading.start if heading is not None else 0,
            names=names,
            turns=tuple(sorted(turns.items(), key=lambda item: item[1])),
            bearing=tuple(sorted(names)),
            headed=headed,
            beyond=frozenset(headed).difference(names, foreign),
            unknown=heading.unknown if heading is not None else frozenset(),
            foreign=foreign,
            twice=twice,
        )


def rows_below(grid: Grid, part: Matrix, names: dict[int, str], heading: Heading | None) -> tuple[Row, ...]:
    """The rows of `part` that say anything; `names` maps grid columns to the form's, `heading` stands over them."""
    start, end = (heading.start, heading.end) if heading is not None else (0, grid.columns)
    twice = _claimed_twice(part, names, heading.twice if heading is not None else frozenset())
    under = _Under.of(names, heading, twice)
    rows = (_row(grid, cells[start:end], under) for cells in part)
    return tuple(row for row in rows if row.labels or row.values or row.strays)


def _claimed_twice(part: Matrix, names: dict[int, str], twice: frozenset[str]) -> frozenset[str]:
    """Names of which two columns print different things in some row, besides those that two headings claim."""
    found = set(twice)
    for name in set(names.values()) - twice:
        own = [column for column, other in names.items() if other == name]
        for cells in part if len(own) > 1 else ():
            raws = {cell.raw for cell in distinct([cells[column] for column in own if column < len(cells)]) if cell.raw}
            if len(raws) > 1:
                found.add(name)
    return frozenset(found)


def _row(grid: Grid, cells: tuple[GridCell | None, ...], under: _Under) -> Row:
    """One printed row; `cells` are those of the table's own columns."""
    names, unknown, foreign, dataset = under.names, under.unknown, under.foreign, under.dataset
    other_words = bool(under.beyond)
    leftmost = under.bearing[0] if names else 0
    labels_, strays = [], []
    values: dict[str, list[GridCell]] = {}
    merged: set[str] = set()
    doubts = [grid.doubt] if grid.doubt else []
    at = dict(enumerate(cells, under.start))
    covering = _covered(at)
    plain = len(covering) == len(at) and len(under.turns) == len(under.bearing)  # a cell a column: one way to read them
    in_order = {} if plain else _in_order(at, under)
    for cell, covered in covering:
        if plain:
            name = names.get(covered[0])
            own = set() if name is None else {name}
        else:
            own = in_order.get(cell.column) or {names[column] for column in covered if column in names}
        if not own:
            is_number = read_number(cell.raw, signed=True).status is Status.REPORTED
            noted = unknown.issuperset(covered) and _noted_number(cell, dataset)
            if covered[0] < leftmost and cell.raw and not (is_number or noted) and not foreign & set(covered):
                labels_.append(cell.raw)
            elif not foreign & set(covered) and (is_number or _may_count(cell, covered[0] >= leftmost)):
                strays.append(cell)
                if is_number and covered[0] >= leftmost and not unknown.issuperset(covered):
                    doubts.append("a number of its row stands under no heading of the form")
            continue
        if len(own) > 1 or cell.row_span > 1 or (other_words and _under_other_words(covered, under)):
            if cell.raw and read_number(cell.raw, signed=True).status is Status.UNREADABLE and covered[0] < leftmost:
                labels_.append(cell.raw)
                continue
            merged |= own if cell.raw else set()
        if _is_row_label(cell, dataset):
            doubts.append("a label of a row stands where its numbers belong")
        for name in own:
            values.setdefault(name, []).append(cell)
    lacking = {name for column, name in names.items() if at.get(column) is None} - set(values)
    if values and (lacking or _width_differs(at, under.headed)):
        doubts.append("its row has not as many cells as the table has columns")
        values |= {name: [] for name in lacking}
    return Row(
        labels=tuple(labels_),
        values={name: tuple(found) if name in under.twice else _one(found) for name, found in values.items()},
        strays=tuple(strays),
        merged=frozenset(merged),
        method=grid.method,
        doubt=doubts[0] if doubts else None,
    )


def _may_count(cell: GridCell, among_values: bool) -> bool:
    """Whether a text that is no number may count all the same: it holds a digit, or is as short as one (零件)."""
    short = among_values and len(text.squeeze(cell.raw)) <= _LONGEST_COUNT
    unreadable = read_number(cell.raw, signed=True).status is Status.UNREADABLE
    return unreadable and (short or any(letter.isdecimal() for letter in cell.raw))


def _noted_number(cell: GridCell, dataset: str | None) -> bool:
    """Whether a text is a number with a note (5注1), not a numbered label of a row (1.属于国家秘密)."""
    if dataset is None or not cell.raw[:1].isdecimal():
        return False
    return all(labels.best(text.key(cell.raw), dataset, axis)[1] < labels.LIKELY for axis in ("row", "row_group"))


def _under_other_words(covered: list[int], under: _Under) -> bool:
    """Whether a value's cell stands under a column's heading and one that can't be read as the form's, too."""
    return not under.beyond.isdisjoint(covered) and any(column in under.names for column in covered)


def _covered(at: dict[int, GridCell | None]) -> list[tuple[GridCell, list[int]]]:
    """Each cell of a row once, with the grid columns that it covers."""
    found: dict[int, tuple[GridCell, list[int]]] = {}
    for column, cell in at.items():
        if cell is not None:
            found.setdefault(id(cell), (cell, []))[1].append(column)
    return list(found.values())


def _in_order(at: dict[int, GridCell | None], under: _Under) -> dict[int, set[str]]:
    """First grid column of each value cell → its column's name, where borders differ from the heading's.

    Word's own 2019 form draws the borders of the values beside those of their heading. Where there are as many cells
    as headings and each overlaps the heading of its turn, there is only one way to read them; else empty.
    """
    below = distinct([at.get(column) for column in under.bearing])
    if len(below) != len(under.turns) or any(cell.row_span > 1 for cell in below):
        return {}
    for cell, (_, columns) in zip(below, under.turns, strict=True):
        if not any(at.get(column) is cell for column in columns):
            return {}
    return {cell.column: {name} for cell, (name, _) in zip(below, under.turns, strict=True)}


def _is_row_label(cell: GridCell, dataset: str | None) -> bool:
    """Whether a cell among the values holds the label of a row: the cells of its row have moved along."""
    if dataset is None or len(cell.raw) < _SHORTEST_LABEL:
        return False
    key = text.key(cell.raw)
    return any(labels.best(key, dataset, axis)[1] >= labels.SURE for axis in ("row", "row_group"))


def _width_differs(at: dict[int, GridCell | None], headed: tuple[int, ...]) -> bool:
    """Whether a row lacks a cell under its heading, or has one beyond it: then its cells may have moved along."""
    lacks = any(at[column] is None for column in headed if column in at)
    last = max(headed) if headed else max(at, default=0)
    return lacks or any(cell is not None for column, cell in at.items() if column > last)


def _one(found: list[GridCell]) -> tuple[GridCell, ...]:
    """The cells that stand for one column: the filled one where the heading is merged and the row is not."""
    filled = [cell for cell in found if cell.raw]
    return tuple(filled) if filled else tuple(found[:1])
