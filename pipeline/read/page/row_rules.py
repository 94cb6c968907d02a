"""Tables ruled by horizontal lines only → the vertical borders that these lines tell of.

Such a table draws the edge of each of its cells by itself, so its lines end where its columns do. Cells that are merged
across columns show it only by their text: it runs over a border, or stands in the middle of several empty ones; in a
heading set to one side, at that side of them. Lines that do not bound each row, or that leave out the heading, tell no
cells: such a table has no borders here. A row that the page's end parted from the line above it is closed by its text.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.read.page.chunks import chunks_of
from pipeline.read.page.content import Char
from pipeline.read.page.lines import line_text, printed_lines
from pipeline.read.page.merged_borders import NUMBER, Band, column_at, merged_borders, word_around
from pipeline.read.page.ruled import Rule

_SAME = 1.5
"""Points within which ends of lines meet, and lines stand at one height."""
_EVEN = 1.0
_ONE_SIDED = 0.9
_MOST_LINES = 5
_FEWEST_COLUMNS = 3


@dataclass(slots=True)
class _Table:
    """Lines (each the columns that it covers) of one table, from top to bottom."""

    xs: list[float]
    lines: list[tuple[float, set[int]]]


def implied_verticals(horizontal: Sequence[Rule], vertical: Sequence[Rule], chars: Sequence[Char]) -> list[Rule]:
    """Vertical borders of tables that have none drawn: (x, top, bottom) as `find_grids` takes them."""
    found: list[Rule] = []
    for table in _tables(horizontal):
        top, bottom = table.lines[0][0], table.lines[-1][0]
        left, right = table.xs[0], table.xs[-1]
        if any(left - 1 <= x <= right + 1 and y0 < bottom and y1 > top for x, y0, y1 in vertical):
            continue
        inside = [
            char
            for char in chars
            if left < (char.x0 + char.x1) / 2 < right and top < (char.top + char.bottom) / 2 < bottom
        ]
        above = _above(table, chars)
        if above and _is_row(above):
            table.lines.insert(0, (min(char.top for char in above) - _SAME, set(range(len(table.xs) - 1))))
            inside, above = [*above, *inside], []
        if inside and not _side_by_side(above, table) and not _side_by_side(_below(table, chars), table):
            columns = list(_verticals(table, inside))
            if not _rows_unbounded(table, columns, inside):
                found.extend(columns)
    return found


def _above(table: _Table, chars: Sequence[Char]) -> list[Char]:
    """The characters just above the first line, as far up as they stand line by line."""
    left, right, top = table.xs[0], table.xs[-1], table.lines[0][0]
    found: list[Char] = []
    for line in reversed(printed_lines([char for char in chars if left < char.x0 and char.x1 < right])):
        if (line[0].top + line[0].bottom) / 2 > top:
            continue
        if max(char.bottom for char in line) < top - 2 * line[0].size:
            break
        found.extend(line)
        top = min(char.top for char in found)
    return found


def _is_row(above: Sequence[Char]) -> bool:
    """Whether one row stands there: a label of a few lines with two numbers or more beside it."""
    lines = [chunks_of(line) for line in printed_lines(list(above))]
    numbered = [chunks for chunks in lines if any(chunk.is_value for chunk in chunks)]
    return (
        len(numbered) == 1
        and len(lines) <= _MOST_LINES
        and sum(chunk.is_value for chunk in numbered[0]) > 1
        and not numbered[0][0].is_value
    )


def _below(table: _Table, chars: Sequence[Char]) -> list[Char]:
    """The characters just below the last line."""
    left, right, bottom = table.xs[0], table.xs[-1], table.lines[-1][0]
    middles = ((char, (char.top + char.bottom) / 2) for char in chars if left < char.x0 and char.x1 < right)
    return [char for char, middle in middles if bottom < middle < bottom + 1.5 * char.size]


def _side_by_side(near: Sequence[Char], table: _Table) -> bool:
    """Whether words stand side by side just outside the lines, which then leave out a heading or rows."""
    top = table.lines[0][0]
    return any(
        len({column_at(char.x0, table.xs) for char in line}) > 1 and word_around(line, 0)[1] < len(line)
        for line in printed_lines([char for char in near if char.bottom > top - 2 * char.size])
    )


def _rows_unbounded(table: _Table, verticals: Sequence[Rule], chars: Sequence[Char]) -> bool:
    """Whether the lines do not bound the rows: a cell holds a number and another line, a merged one headings apart."""
    for column in range(len(table.xs) - 1):
        for band in _bands(table, column):
            middle = (band[0] + band[1]) / 2
            borders = sorted(x for x, top, bottom in verticals if top <= middle <= bottom)
            place = (table.xs[column] + table.xs[column + 1]) / 2
            left = max((x for x in borders if x < place), default=table.xs[0])
            right = min((x for x in borders if x > place), default=table.xs[-1])
            own = [
                char
                for char in chars
                if left < (char.x0 + char.x1) / 2 < right and band[0] < (char.top + char.bottom) / 2 < band[1]
            ]
            lines = printed_lines(own)
            wide = any(left + _SAME < x < right - _SAME for x in table.xs)
            if len(lines) > 1 and (any(map(_is_number, lines)) or (wide and any(map(_has_words_apart, lines)))):
                return True
    return False


def _is_number(line: list[Char]) -> bool:
    return bool(NUMBER.match(line_text(line).strip()))


def _has_words_apart(line: list[Char]) -> bool:
    """Whether words of a line stand apart as in cells of their own: a wrapped label has none, heading rows have."""
    return len(chunks_of(line)) > 1


def _tables(horizontal: Sequence[Rule]) -> Iterator[_Table]:
    """Runs of lines drawn in pieces, all of whose ends are those of the longest.

    Above it may stand shorter ones, where a cell to the left reaches down over several rows from the page before.
    """
    xs: list[float] = []
    run: list[tuple[float, list[Band]]] = []
    for y, pieces in [*_heights(horizontal), (math.inf, [])]:
        own = _ends(pieces)
        if run and own and (_among(own, xs) or (_among(xs, own) and _unbroken(pieces))):
            xs = max(xs, own, key=len)
            run.append((y, pieces))
            continue
        if len(run) > 1:
            yield _Table(xs, [(height, _covered(drawn, xs)) for height, drawn in run])
        xs, run = (own, [(y, pieces)]) if len(own) > _FEWEST_COLUMNS and _unbroken(pieces) else ([], [])


def _among(some: Sequence[float], xs: Sequence[float]) -> bool:
    return all(min(abs(x - end) for end in xs) <= _SAME for x in some)


def _heights(horizontal: Sequence[Rule]) -> Iterator[tuple[float, list[Band]]]:
    """The pieces of lines at each height, from top to bottom."""
    at: float | None = None
    pieces: list[Band] = []
    for y, x0, x1 in sorted(horizontal):
        if at is not None and y - at > _SAME:
            yield at, pieces
            at, pieces = None, []
        at = y if at is None else at
        pieces.append((x0, x1))
    if at is not None:
        yield at, pieces


def _ends(pieces: Sequence[Band]) -> list[float]:
    found: list[float] = []
    for x in sorted(end for piece in pieces for end in piece):
        if not found or x - found[-1] > _SAME:
            found.append(x)
    return found


def _unbroken(pieces: Sequence[Band]) -> bool:
    ordered = sorted(pieces)
    return all(abs(b[0] - a[1]) <= _SAME for a, b in zip(ordered, ordered[1:], strict=False))


def _covered(pieces: Sequence[Band], xs: Sequence[float]) -> set[int]:
    return {
        column
        for column in range(len(xs) - 1)
        if any(x0 <= (xs[column] + xs[column + 1]) / 2 <= x1 for x0, x1 in pieces)
    }


def _verticals(table: _Table, chars: list[Char]) -> Iterator[Rule]:
    top, bottom = table.lines[0][0], table.lines[-1][0]
    yield table.xs[0], top, bottom
    yield table.xs[-1], top, bottom
    columns = [_bands(table, column) for column in range(len(table.xs) - 1)]
    side, first = _side(table, chars), _first_number(chars)
    merged = {
        (band, border)
        for band in sorted({band for bands in columns for band in bands})
        for run in _runs([band in bands for bands in columns])
        for border in merged_borders(table.xs, run, band, chars, side if band[1] <= first else 0)
    }
    for border in range(1, len(table.xs) - 1):
        for band in columns[border]:
            if (band, border) not in merged:
                yield table.xs[border], *band


def _bands(table: _Table, column: int) -> list[Band]:
    """From line to line, the cells of one column; those that a page's end cut reach to the table's own end."""
    heights = [y for y, covered in table.lines if column in covered]
    edges = sorted({table.lines[0][0], *heights, table.lines[-1][0]})
    return list(zip(edges, edges[1:], strict=False))


def _runs(holds: Sequence[bool]) -> Iterator[range]:
    """Neighbouring columns that have a cell of the same height."""
    start = 0
    for end in range(1, len(holds) + 1):
        if end == len(holds) or holds[end] != holds[start]:
            if holds[start] and end - start > 1:
                yield range(start, end)
            start = end


def _first_number(chars: list[Char]) -> float:
    """How far down the page the first number that stands alone among words is: above it is the heading."""
    tops = [line[0].top for line in printed_lines(chars) if sum(chunk.is_value for chunk in chunks_of(line)) > 1]
    return min(tops, default=math.inf)


def _side(table: _Table, chars: list[Char]) -> int:
    """To which side of their cells the words of the table are set: -1 left, 1 right, 0 neither."""
    left: list[float] = []
    right: list[float] = []
    for chunk in (chunk for line in printed_lines(chars) for chunk in chunks_of(line)):
        column = column_at(chunk.x, table.xs)
        if column + 1 < len(table.xs) and table.xs[column] <= chunk.x0 and chunk.x1 <= table.xs[column + 1]:
            left.append(chunk.x0 - table.xs[column])
            right.append(table.xs[column + 1] - chunk.x1)
    for side, gaps in ((-1, left), (1, right)):
        usual = statistics.median(gaps) if gaps else 0.0
        if gaps and sum(abs(gap - usual) < _EVEN for gap in gaps) > _ONE_SIDED * len(gaps):
            return side
    return 0
