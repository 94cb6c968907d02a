"""Rows of section three that print fewer numbers than columns: placed where the form's sums leave one way.

A row's numbers keep their order, so a row has few ways to stand under the columns. A way is possible if the row makes
its total and all rows together make the columns' sums and balances. A cell that is the same in every possible table is
decided, and flagged; the rest stays unread. Dynamic programming over the rows, by what of each sum is still open.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline import forms
from pipeline.model import GridCell, value
from pipeline.parse.align import Match
from pipeline.parse.number import read_number

_MOST_STATES = 20_000
"""Open sums that are followed at once; a table with more is not decided by its sums."""

_FEWEST_PROOFS = 3
"""Rows that must make their total with numbers other than 0 before the total's column counts as printed throughout."""

_NEEDED = ("new", "total")
"""Rows without which no sum can be judged; the balance's other rows may be left out, and then count for nothing."""

WHY = "its row prints fewer numbers than the table has columns; the form's sums leave this reading only"
EMPTY = "no number stands at its label, and other rows of its table lack numbers too"

Pattern = tuple[int | None, ...]
"""For each column which of the row's numbers stands there; None: the cell is empty."""
Vector = tuple[Decimal, ...]


@value
class _Row:
    """One row: its ways to stand under the columns, by the numbers that the columns then have."""

    at: int
    name: str
    ways: dict[Vector, list[Pattern]]


def placed(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """The rows of section three, those without columns with the cells that all possible tables agree on."""
    columns = [label.name for label in forms.labels("requests", "column")]
    short = [i for i, match in enumerate(matches) if match.row.unordered and not match.row.values]
    if not short:
        return matches
    if any(_number(cell) is not None for i in short for cell in matches[i].row.unordered):
        matches = tuple(_flagged_if_empty(match) for match in matches)
    if not _sound(matches, columns):
        return matches
    rows = [_row(i, match, columns) for i, match in enumerate(matches) if match.name]
    possible = _possible(rows)
    found = list(matches)
    for row in rows:
        if row.at in short and possible:
            patterns = [pattern for vector in possible[row.at] for pattern in row.ways[vector]]
            found[row.at] = _decided(matches[row.at], patterns, columns)
    return tuple(found)


def _flagged_if_empty(match: Match) -> Match:
    """A row without numbers beside rows that lost their empty cells: its numbers might stand with another's.

    Where those rows print marks alone there is no number that could be.
    """
    row = match.row
    return dataclasses.replace(match, row=dataclasses.replace(row, flag=EMPTY)) if row.values and row.empty else match


def _sound(matches: Sequence[Match], columns: Sequence[str]) -> bool:
    """Whether every row of numbers is one of the form's, once, without doubt, and the sums can be judged."""
    rows = [match for match in matches if not match.row.empty]
    names = [match.name for match in rows]
    whole = all(set(match.row.values) == set(columns) for match in rows if not match.row.unordered)
    fit = all(match.name and not match.row.doubt and len(match.row.unordered) <= len(columns) for match in rows)
    return whole and fit and len(set(names)) == len(names) and set(_NEEDED) <= set(names)


def _number(cell: GridCell) -> Decimal | None:
    return read_number(cell.raw).value


def _summed(cell: GridCell) -> Decimal:
    """What a cell adds to its sums: a mark and an empty cell nothing."""
    return _number(cell) or Decimal(0)


def _row(at: int, match: Match, columns: Sequence[str]) -> _Row:
    cells = match.row.unordered
    if not cells:
        own = [match.row.values[name][0] if name in match.row.values else None for name in columns]
        vector = tuple(_summed(cell) if cell else Decimal(0) for cell in own)
        return _Row(at=at, name=match.name or "", ways={vector: [tuple(range(len(columns)))]})
    ways: dict[Vector, list[Pattern]] = {}
    numbers = [_summed(cell) for cell in cells]
    for chosen in itertools.combinations(range(len(columns)), len(cells)):
        pattern = tuple(chosen.index(column) if column in chosen else None for column in range(len(columns)))
        vector = tuple(Decimal(0) if index is None else numbers[index] for index in pattern)
        if pattern[-1] is None or sum(vector[:-1]) == vector[-1]:
            ways.setdefault(vector, []).append(pattern)
    return _Row(at=at, name=match.name or "", ways=_with_total(ways))


def _with_total(ways: dict[Vector, list[Pattern]]) -> dict[Vector, list[Pattern]]:
    """Only the ways with a total, where there are any: a row that makes its total prints it."""
    kept = {vector: [p for p in patterns if p[-1] is not None] for vector, patterns in ways.items()}
    kept = {vector: patterns for vector, patterns in kept.items() if patterns}
    return kept or ways


def _possible(rows: Sequence[_Row]) -> dict[int, set[Vector]]:
    """For each row the numbers by column that it has in some table whose sums all hold; empty where none does."""
    if not all(row.ways for row in rows):
        return {}
    proofs = [row for row in rows if all(vector[-1] for vector in row.ways)]
    if len(proofs) < _FEWEST_PROOFS:
        return {}
    order = sorted(rows, key=lambda row: (_rank(row.name), -max(max(vector) for vector in row.ways)))
    layers = [{_start(order)}]
    for row in order:
        reached = {state for _, _, state in _steps(layers[-1], row)}
        if len(reached) > _MOST_STATES:
            return {}
        layers.append(reached)
    good = {state for state in layers[-1] if not any(state)}
    found: dict[int, set[Vector]] = {}
    for row, layer in zip(reversed(order), reversed(layers[:-1]), strict=True):
        steps = [(before, vector) for before, vector, after in _steps(layer, row) if after in good]
        found[row.at] = {vector for _, vector in steps}
        good = {before for before, _ in steps}
    return found if good else {}


def _rank(name: str) -> int:
    """The total first, then what it sums, then what balances it."""
    return {"total": 0, "carried_out": 2, "carried_in": 3, "new": 4}.get(name, 1)


def _start(order: Sequence[_Row]) -> tuple[Decimal, ...]:
    width = len(next(iter(order[0].ways)))
    return (Decimal(0),) * (width * 2)


def _steps(
    states: set[tuple[Decimal, ...]], row: _Row
) -> Iterator[tuple[tuple[Decimal, ...], Vector, tuple[Decimal, ...]]]:
    """Open results and open balances by column, before and after the row; none may be overdrawn."""
    for state in states:
        width = len(state) // 2
        for vector in row.ways:
            results, balance = state[:width], state[width:]
            if row.name == "total":
                results, balance = vector, vector
            elif row.name == "carried_out":
                balance = tuple(a + b for a, b in zip(balance, vector, strict=True))
            elif row.name in ("new", "carried_in"):
                balance = tuple(a - b for a, b in zip(balance, vector, strict=True))
            else:
                results = tuple(a - b for a, b in zip(results, vector, strict=True))
            if min(results) >= 0 and min(balance) >= 0:
                yield state, vector, (*results, *balance)


def _decided(match: Match, patterns: Sequence[Pattern], columns: Sequence[str]) -> Match:
    """The row with the cells that are the same in all its possible ways, flagged."""
    cells = match.row.unordered
    values: dict[str, tuple[GridCell, ...]] = {}
    for column, name in enumerate(columns):
        raws = {"" if pattern[column] is None else cells[pattern[column] or 0].raw for pattern in patterns}
        if len(raws) == 1:
            index = next((p[column] for p in patterns if p[column] is not None), None)
            blank = dataclasses.replace(cells[0], raw="")
            values[name] = (blank if index is None else cells[index],)
    return dataclasses.replace(match, row=dataclasses.replace(match.row, values=values, flag=WHY))
