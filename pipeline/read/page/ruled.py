"""Ruling lines → the grids that they draw: rows, columns, and cells merged where an inner rule is missing.

Lines that touch are one table. Edges that a page break left open are closed by the ends of the lines that run into
them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import Final

Rule = tuple[float, float, float]
"""Position across, start and end along: (y, x0, x1) of a horizontal, (x, top, bottom) of a vertical line."""

_SNAP: Final = 3.0
"""Lines nearer than this (points) are one: double borders, and strokes drawn cell by cell."""
_REACH: Final = 3.0
_SAME_TRACK: Final = 0.6
_COVERED: Final = 0.6
_SMALLEST: Final = 12.0

_position, _start = itemgetter(0), itemgetter(1)


@dataclass(slots=True)
class RuledCell:
    """One region of a grid, in rows and columns and in points."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: tuple[float, float, float, float]


@dataclass(slots=True)
class RuledGrid:
    """A table's rulings: `xs` and `ys` are the borders of its columns and rows."""

    xs: list[float]
    ys: list[float]
    cells: list[RuledCell]
    owner: list[list[int]]
    whole: bool

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The table's outline."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def rows(self) -> list[RuledRow]:
        """The rows, from top to bottom."""
        return [RuledRow(self.xs, owner) for owner in self.owner]

    def at(self, x: float, y: float) -> int | None:
        """The index of the cell around a point, None outside."""
        if not (self.xs[0] - 1 <= x <= self.xs[-1] + 1 and self.ys[0] - 1 <= y <= self.ys[-1] + 1):
            return None
        row = bisect_right(self.ys, y, 1, len(self.ys) - 1) - 1
        return self.owner[row][bisect_right(self.xs, x, 1, len(self.xs) - 1) - 1]


class RuledRow:
    """One row of a grid: how far it reaches, the borders of its columns, and the cell in each of its columns."""

    __slots__ = ("left", "right", "borders", "last", "owner")

    def __init__(self, borders: list[float], owner: list[int]) -> None:
        self.left, self.right = borders[0] - 1, borders[-1] + 1
        self.borders = borders
        self.last = len(borders) - 1
        self.owner = owner


def find_grids(horizontal: list[Rule], vertical: list[Rule]) -> list[RuledGrid]:
    """Every grid that the rules draw, from top to bottom; frames of one cell are none."""
    rows, columns = _joined(horizontal), _joined(vertical)
    found = []
    for some_rows, some_columns in _components(rows, columns):
        grid = _grid(some_rows, some_columns)
        if grid is not None:
            found.append(grid)
    return sorted(found, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _joined(rules: list[Rule]) -> list[Rule]:
    """Pieces of one line, drawn cell by cell, as one rule; near parallels stay apart until they are snapped."""
    tracks: list[list[Rule]] = []
    for rule in sorted(rules):
        if tracks and rule[0] - tracks[-1][0][0] <= _SAME_TRACK:
            tracks[-1].append(rule)
        else:
            tracks.append([rule])
    found: list[Rule] = []
    for track in tracks:
        if len(track) == 1:
            found.append(track[0])
            continue
        at = sum(rule[0] for rule in track) / len(track)
        start, end = None, 0.0
        for _, begin, stop in sorted(track, key=_start):
            if start is not None and begin > end + _SAME_TRACK * 2:
                found.append((at, start, end))
                start = None
            start, end = (begin, stop) if start is None else (start, max(end, stop))
        if start is not None:
            found.append((at, start, end))
    return found


def _components(rows: list[Rule], columns: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules grouped by touching."""
    parent = list(range(len(rows) + len(columns)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for j, (x, top, bottom) in enumerate(columns):
        for i, (y, left, right) in enumerate(rows):
            if left - _REACH <= x <= right + _REACH and top - _REACH <= y <= bottom + _REACH:
                parent[root(len(rows) + j)] = root(i)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index in range(len(parent)):
        group = groups.setdefault(root(index), ([], []))
        (group[0].append(rows[index]) if index < len(rows) else group[1].append(columns[index - len(rows)]))
    return [group for group in groups.values() if group[0] and len(group[1]) > 1]


def _snapped(positions: list[float]) -> list[float]:
    found: list[list[float]] = []
    for position in sorted(positions):
        if found and position - found[-1][-1] <= _SNAP:
            found[-1].append(position)
        else:
            found.append([position])
    return [sum(group) / len(group) for group in found]


def _grid(rows: list[Rule], columns: list[Rule]) -> RuledGrid | None:
    ends = [end for _, start, stop in columns for end in (start, stop)]
    sides = [end for _, start, stop in rows for end in (start, stop)]
    ys = _snapped([y for y, _, _ in rows] + _open(ends, [y for y, _, _ in rows]))
    xs = _snapped([x for x, _, _ in columns] + _open(sides, [x for x, _, _ in columns]))
    if len(xs) < 2 or len(ys) < 2 or xs[-1] - xs[0] < _SMALLEST or (len(xs) == 2 and len(ys) == 2):
        return None
    below = [_covered(rows, y, xs) for y in ys]
    beside = [_covered(columns, x, ys) for x in xs]
    return _cells(xs, ys, below, beside)


def _open(ends: list[float], positions: list[float]) -> list[float]:
    """Where lines run on beyond the last rule across them: the edge that a page break left open."""
    found = []
    if min(ends) < min(positions) - _SMALLEST / 2:
        found.append(min(ends))
    if max(ends) > max(positions) + _SMALLEST / 2:
        found.append(max(ends))
    return found


def _covered(rules: list[Rule], at: float, borders: list[float]) -> list[bool]:
    """For each stretch between two borders whether rules at a position run along most of it."""
    first = bisect_left(rules, at - _SNAP, key=_position)
    own = [(start, end) for _, start, end in rules[first : bisect_right(rules, at + _SNAP, first, key=_position)]]
    if len(own) != 1:
        return [_is_covered(own, left, right) for left, right in pairwise(borders)]
    ((start, end),) = own
    return [
        (right if right < end else end) - (left if left > start else start) >= _COVERED * (right - left)
        for left, right in pairwise(borders)
    ]


def _is_covered(own: list[tuple[float, float]], left: float, right: float) -> bool:
    length = sum(min(right, end) - max(left, start) for start, end in own if start < right and end > left)
    return length >= _COVERED * (right - left)


def _cells(xs: list[float], ys: list[float], below: list[list[bool]], beside: list[list[bool]]) -> RuledGrid:
    height, width = len(ys) - 1, len(xs) - 1
    parent = list(range(height * width))

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    for row in range(height):
        for column in range(width):
            here = row * width + column
            if column + 1 < width and not beside[column + 1][row]:
                parent[root(here + 1)] = root(here)
            if row + 1 < height and not below[row + 1][column]:
                parent[root(here + width)] = root(here)
    regions: dict[int, list[int]] = {}
    for index, above in enumerate(parent):
        regions.setdefault(index if above == index else root(index), []).append(index)
    cells, owner, whole = [], [[0] * width for _ in range(height)], True
    for number, members in enumerate(regions.values()):
        top, bottom = members[0] // width, members[-1] // width
        left = right = members[0] % width
        if len(members) > 1:
            left, right = min(i % width for i in members), max(i % width for i in members)
            whole = whole and len(members) == (bottom - top + 1) * (right - left + 1)
        cells.append(
            RuledCell(top, left, bottom - top + 1, right - left + 1, (xs[left], ys[top], xs[right + 1], ys[bottom + 1]))
        )
        for index in members:
            owner[index // width][index % width] = number
    return RuledGrid(xs, ys, cells, owner, whole)
