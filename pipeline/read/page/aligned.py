"""Words on a page without rulings → the grid that their alignment shows.

Numbers that stand under each other make the columns, the lines above them the heading; a label belongs to the row whose
middle is its own. The grid is ragged: what spans what can't be seen, so a field's place is only its order. A row whose
label is not clearly beside it is given without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

from pipeline.model import Block, Grid, GridCell, Place
from pipeline.read.page.chunks import Chunk, chunks_of
from pipeline.read.page.content import Char
from pipeline.read.page.drawn_table import drawn_grid, heading_grid
from pipeline.read.page.lines import printed_lines
from pipeline.read.page.segments import Segment, find_segments, is_prose

_ITEM_NUMBER = re.compile(r"^(?:\d{1,2}[.．、]|[①-⑳]|[(（]\d{1,2}[)）])")
_PAGE_NUMBER = re.compile(r"^[-—–－]\d+[-—–－]$|^第?\d+页?$")
_WORD_GAP: Final = 1.4
"""Labels may be set with a space between characters; a wider gap parts two columns of labels."""
_MOST_LABEL_LINES: Final = 5
_NEAR: Final = 1.2
"""Lines of text (of a character's height) within which a label still belongs to the first or last row."""
_OFF_CENTRE: Final = 0.8
_TOUCHING: Final = 0.1
"""Heights of a character: as near to each other are the characters of a word."""


def find_aligned(
    chars: list[Char], number: int, width: float, drawn: Mapping[int, int] | None
) -> tuple[list[tuple[float, Block]], list[Char]]:
    """Grids (with their top edge) among characters that stand in no ruled grid, and the characters left over.

    `drawn`: id of a character → number of the object that drew it; empty where the order is that of the characters,
    None where places alone shall tell.
    """
    lines = [chunks_of(line) for line in printed_lines(chars)]
    blocks: list[tuple[float, Block]] = []
    used: set[int] = set()
    segments = find_segments(lines, width)
    for segment in segments:
        taken: set[int] = set()
        grid = None
        if drawn is not None:
            grid = _by_order(segment, drawn, number, taken)
            if grid is not None and _tears_words(segment, taken, drawn):
                grid, taken = None, set()
        if grid is None and segment.numbers:
            grid = _grid(segment, number, taken)
        if grid is not None and grid.place.box is not None:
            blocks.append((grid.place.box[1], grid))
            used |= taken
    return blocks, [char for char in chars if id(char) not in used]


def may_hold_tables(lines: list[list[Char]], width: float) -> bool:
    """Whether any line has a number or two words apart, without which no grid is found: pages of prose have none."""
    chunked = map(chunks_of, lines)
    return any((len(line) > 1 or line[0].is_value) and not is_prose(line, width) for line in chunked)


def _by_order(segment: Segment, drawn: Mapping[int, int], number: int, taken: set[int]) -> Grid | None:
    if segment.numbers:
        return drawn_grid(*segment.chars, drawn, number, taken)
    return heading_grid(segment.chars[0], drawn, number, taken)


def _tears_words(segment: Segment, taken: set[int], drawn: Mapping[int, int]) -> bool:
    """Whether the order of drawing is not that of the cells: a word was drawn backwards, or a part of it is left out.

    `taken`: ids of the characters in the grid.
    """
    return any(
        (id(before) in taken) != (id(char) in taken) or _place_drawn(char, drawn) < _place_drawn(before, drawn)
        for line in (*segment.heading, *segment.body)
        for chunk in line
        for before, char in pairwise(chunk.chars)
        if char.x0 - before.x1 < _TOUCHING * min(before.size, char.size)
        and before.text.isalpha()
        and char.text.isalpha()
    )


def _place_drawn(char: Char, drawn: Mapping[int, int]) -> tuple[int, int]:
    return drawn.get(id(char), char.index), char.index


def _grid(segment: Segment, number: int, taken: set[int]) -> Grid | None:
    """The segment as a grid; `taken` gets the characters that stand in it, so that all others stay lines."""
    columns = _columns(segment)
    if not columns or not any(len(line) > 1 for line in segment.numbers):
        return None
    left = min(chunk.x0 for line in segment.numbers for chunk in line if chunk.is_value)
    heading, waiting, doubt = _heading(segment, columns, left, taken)
    rows = [*heading, *_rows(segment, columns, left, waiting, taken)]
    cells = tuple(
        GridCell(
            row=row,
            column=column,
            raw=text,
            place=Place(page=number, box=box),
            doubt=doubt if row >= len(heading) else None,
        )
        for row, fields in enumerate(rows)
        for column, (text, box) in enumerate(fields)
    )
    boxes = [chunk.box for line in (*segment.heading, *segment.body) for chunk in line if id(chunk.chars[0]) in taken]
    box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    return Grid(
        rows=len(rows),
        columns=max(len(fields) for fields in rows),
        cells=cells,
        method="aligned",
        ragged=True,
        place=Place(page=number, box=box),
    )


def _columns(segment: Segment) -> list[float]:
    """The middles of the columns, from the numbers that stand under each other."""
    middles = sorted(chunk.x for line in segment.numbers for chunk in line if chunk.is_value)
    height = max((chunk.chars[0].size for line in segment.numbers for chunk in line), default=10.0)
    groups: list[list[float]] = []
    for middle in middles:
        if groups and middle - sum(groups[-1]) / len(groups[-1]) < height:
            groups[-1].append(middle)
        else:
            groups.append([middle])
    return [sum(group) / len(group) for group in groups]


def _column_of(x: float, columns: list[float]) -> int:
    return min(range(len(columns)), key=lambda index: abs(columns[index] - x))


_Field = tuple[str, tuple[float, float, float, float] | None]


def _take(taken: set[int], chunks: Iterable[Chunk]) -> None:
    taken.update(id(char) for chunk in chunks for char in chunk.chars)


def _heading(
    segment: Segment, columns: list[float], left: float, taken: set[int]
) -> tuple[list[list[_Field]], list[list[Chunk]], str | None]:
    """Two heading rows: what spans several columns, by its middle; then the corner and the label of each column.

    Also the label lines of the first row that stand above its numbers, and why the order of the headings may not be
    that of the columns: one of them is not over its numbers, and may be among those that span several.
    """
    half = [(b - a) / 2 for a, b in zip(columns, columns[1:], strict=False)]
    margin = half[0] if half else 60.0
    leaves: list[list[Chunk]] = [[] for _ in columns]
    upper: list[Chunk] = []
    corner: list[Chunk] = []
    waiting: list[list[Chunk]] = []
    lowest = max((chunk.y for line in segment.heading for chunk in line if chunk.x > left - margin), default=0.0)
    for line in segment.heading:
        aside = [chunk for chunk in line if chunk.x < left - margin and chunk.x0 < columns[0] - margin]
        if aside and len(aside) == len(line) and line[0].y > lowest:
            waiting.append(line)
            continue
        corner.extend(aside)
        for chunk in line:
            if not any(chunk is other for other in aside):
                _place(chunk, columns, leaves, upper)
    _take(taken, [*upper, *corner, *(chunk for leaf in leaves for chunk in leaf)])
    top: list[_Field] = [(chunk.text, chunk.box) for chunk in sorted(upper, key=lambda chunk: chunk.x)]
    names: list[_Field] = [("\n".join(chunk.text for chunk in leaf), leaf[-1].box if leaf else None) for leaf in leaves]
    label = "\n".join(chunk.text for chunk in corner)
    lowest_row: list[_Field] = [(label, corner[0].box), *names] if corner else names
    doubt = "a heading does not stand over its numbers" if upper and not all(leaves) and any(leaves) else None
    heights = [chunk.y for chunk in upper]
    if heights and max(heights) - min(heights) > upper[0].chars[0].size / 2:
        doubt = "groups of its headings stand over each other"
    return [row for row in (top, lowest_row) if any(text for text, _ in row)], waiting, doubt


def _place(chunk: Chunk, columns: list[float], leaves: list[list[Chunk]], upper: list[Chunk]) -> None:
    """Gives a heading chunk to its column; one over several is cut where each part is in its column's middle."""
    pieces: dict[int, list[Char]] = {}
    for char in chunk.chars:
        pieces.setdefault(_column_of((char.x0 + char.x1) / 2, columns), []).append(char)
    parts = {index: Chunk(chars) for index, chars in pieces.items()}
    size = chunk.chars[0].size
    if all(abs(part.x - columns[index]) < _OFF_CENTRE * size for index, part in parts.items()):
        for index, part in parts.items():
            leaves[index].append(part)
    elif len(parts) == 1:
        index, part = next(iter(parts.items()))
        inside = part.x0 - size < columns[index] < part.x1 + size
        (leaves[index] if inside else upper).append(part)
    else:
        upper.append(chunk)


def _rows(
    segment: Segment, columns: list[float], left: float, waiting: list[list[Chunk]], taken: set[int]
) -> list[list[_Field]]:
    """Labels from outermost to innermost, then one field for each column, empty where nothing is printed."""
    numbers = segment.numbers
    lines = [*waiting, *segment.body]
    middles = [next(chunk.y for chunk in line if chunk.is_value) for line in numbers]
    labels = _labels(lines, middles, left)
    _take(taken, (piece for own in labels for piece in own))
    outer = _outer_labels(lines, middles, labels, left, taken)
    rows: list[list[_Field]] = []
    for line, own, groups in zip(numbers, labels, outer, strict=True):
        fields: list[_Field] = [("", None)] * len(columns)
        for chunk in line:
            if chunk.x0 >= left - 1:
                index = _column_of(chunk.x, columns)
                fields[index] = (f"{fields[index][0]} {chunk.text}".strip(), chunk.box)
                _take(taken, [chunk])
        before: list[_Field] = [(group.text, group.box) for group in groups]
        label: list[_Field] = [("".join(piece.text for piece in own), own[0].box)] if own else []
        rows.append([*before, *label, *fields])
    return rows


def _labels(lines: list[list[Chunk]], middles: list[float], left: float) -> list[list[Chunk]]:
    """The label of each row of numbers: the lines left of the numbers whose common middle is the row's."""
    innermost = [(piece, line) for line in lines if (piece := _innermost(line, left)) is not None]
    if not innermost:
        return [[] for _ in middles]
    start = _usual([round(piece.x0) for piece, _ in innermost])
    pieces = [piece for piece, line in innermost if piece.x1 > start + 1 or _ends_there(piece, line, start)]
    found = []
    for middle, (first, last) in zip(middles, _shared_out([piece.y for piece in pieces], middles), strict=True):
        own = pieces[first:last]
        off = abs(sum(piece.y for piece in own) / len(own) - middle) if own else 0.0
        found.append(own if own and off < 0.6 * own[0].chars[0].size else [])
    return found


def _ends_there(piece: Chunk, line: list[Chunk], start: float) -> bool:
    """Whether a label beside numbers ends where the innermost labels begin: one that spans what is left of them."""
    return piece.x1 > start - piece.chars[0].size and any(chunk.is_value for chunk in line)


def _outer_labels(
    lines: list[list[Chunk]], middles: list[float], labels: list[list[Chunk]], left: float, taken: set[int]
) -> list[list[Chunk]]:
    """What else stands left of the numbers, given to the nearest row that has a label of its own: labels of groups.

    What stands above the first row or below the last is no part of the table.
    """
    found: list[list[Chunk]] = [[] for _ in middles]
    labelled = [index for index, own in enumerate(labels) if own]
    for line in lines:
        chars = [char for chunk in line if chunk.x0 < left - 1 for char in chunk.chars if id(char) not in taken]
        if not chars or not labelled or any(chunk.is_value for chunk in chunks_of(chars)):
            continue
        rest = Chunk(chars)
        if middles[0] - _NEAR * chars[0].size < rest.y < middles[-1] + _NEAR * chars[0].size:
            found[min(labelled, key=lambda index: abs(middles[index] - rest.y))].extend(chunks_of(chars))
            _take(taken, [rest])
    return found


def _innermost(line: list[Chunk], left: float) -> Chunk | None:
    """The label nearest the numbers; a group's label that touches it is cut off before the item's number."""
    beside = [chunk for chunk in line if chunk.x0 < left - 1 and not chunk.is_value]
    if not beside:
        return None
    chars = list(beside[-1].chars)
    for chunk in reversed(beside[:-1]):
        if chars[0].x0 - chunk.x1 > _WORD_GAP * chars[0].size:
            break
        chars = [*chunk.chars, *chars]
    for index in range(len(chars) - 1, 0, -1):
        if _ITEM_NUMBER.match("".join(char.text for char in chars[index : index + 3])):
            return Chunk(chars[index:])
    return Chunk(chars)


def _usual(starts: list[int]) -> float:
    """The left edge of the innermost label column: where most labels begin."""
    return float(max(sorted(set(starts)), key=lambda start: sum(abs(other - start) <= 2 for other in starts)))


def _shared_out(lines: list[float], rows: list[float]) -> list[tuple[int, int]]:
    """Consecutive lines for each row so that the middles of both agree best; lines may stay without a row."""
    worst = 1e9
    best = [[worst] * (len(lines) + 1) for _ in range(len(rows) + 1)]
    back: dict[tuple[int, int], tuple[int, int, bool]] = {}
    best[0] = [30.0 * count for count in range(len(lines) + 1)]
    for row in range(1, len(rows) + 1):
        for end in range(len(lines) + 1):
            options = [(best[row - 1][end] + 400.0, (row - 1, end, False))]
            if end:
                options.append((best[row][end - 1] + 30.0, (row, end - 1, False)))
            for count in range(1, min(_MOST_LABEL_LINES, end) + 1):
                middle = sum(lines[end - count : end]) / count
                options.append(
                    (best[row - 1][end - count] + (middle - rows[row - 1]) ** 2, (row - 1, end - count, True))
                )
            best[row][end], back[row, end] = min(options)
    groups: list[tuple[int, int]] = []
    row, end = len(rows), len(lines)
    while row:
        upper, start, taken = back[row, end]
        if upper < row:
            groups.append((start, end) if taken else (end, end))
        row, end = upper, start
    return groups[::-1]
