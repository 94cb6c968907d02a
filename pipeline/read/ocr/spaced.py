"""Tables in a picture whose columns only white space parts → grids with the spans of their headings and labels.

Numbers that stand under each other make the columns. Heading and labels must tell clearly what they belong to: where
they do not, the table is left to `page.aligned`, whose grids are doubted. Horizontal lines, where there are any, part
rows.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.model import Grid
from pipeline.read.ocr.spaced_heading import spaced_heading
from pipeline.read.ocr.spaced_labels import RowLabels, label_rows
from pipeline.read.ocr.spaced_lines import em_of, goes_on, is_square, ocr_lines
from pipeline.read.ocr.stripes import Stripes, striped_segments
from pipeline.read.ocr.words import FAINT
from pipeline.read.page.chunks import Chunk
from pipeline.read.page.content import Char
from pipeline.read.page.drawn_heading import Band
from pipeline.read.page.drawn_table import PrintedRow, grid_of, placed_fields, value_bands
from pipeline.read.page.printed_cells import PrintedCell
from pipeline.read.page.ruled import Rule
from pipeline.read.page.segments import find_segments

_SLIVER = 0.25
_GAP = 0.33
"""Heights of a character: a wider gap parts two words; less than that between two columns."""
_DIGIT_GAP = 0.5
_PUNCTUATION_GAP = 1.1
_OPENING = frozenset("（(：:、.．")
_MARKS = frozenset("、，。：；:;,（）()【】《》「」“”")
"""Full-width marks leave half a character blank."""
_LOOSER, _PITCH, _NEIGHBOURS = 1.18, (1.6, 2.3), 30
_CLOSER = 0.97
"""Lines of a cell are nearer to each other than rows are."""
_SECTION = re.compile(r"[一二三四五六七八九十]{1,2}[、.．]")
_PAGE_NUMBER = re.compile(r"^[-—–－]\d+[-—–－.·,]$|^第?\d+页?$")
"""What is left of the second dash may be read as a dot."""
_PAGE_NUMBER_WIDTH = 5.0
_LARGER, _LONG = 1.4, 3.0
"""A title's type is larger than a table's by this factor, and the title longer than so many of its heights."""
_WRAPPED = 1.45
"""Heights of a character: rows nearer to each other may be one number on two lines."""


@dataclass(slots=True)
class SpacedTable:
    """A table's grid, the ids of its characters, and whether every row and column of it is told by a label."""

    grid: Grid
    chars: set[int]
    clear: bool


def find_spaced(
    chars: list[Char], number: int, width: float, rules: Sequence[Rule], *, exact: bool = False
) -> list[SpacedTable]:
    """The tables of page `number` among characters that stand in no ruled grid; `rules`: its horizontal lines.

    `exact`: nothing that is printed is lacking, so a label beside which nothing stands is an empty row.
    """
    printed = ocr_lines([char for char in chars if not _is_sliver(char)], exact=exact)
    em = em_of(printed)
    lines = [_words(line, em) for line in printed]
    segments, rest = striped_segments(lines, rules)
    if exact and any(map(_holds_rows, segments)):
        segments, rest = [], lines
    segments += [
        Stripes(found.heading, [[line] for line in found.body]) for found in find_segments(rest, width) if found.numbers
    ]
    tables = [_table(segment, number, lines[0], exact=exact) for segment in segments]
    return [table for table in tables if table is not None]


def _holds_rows(segment: Stripes) -> bool:
    """Whether several rows of numbers stand between two lines: these frame the table and do not part its rows."""
    return any(sum(sum(word.is_value for word in line) > 1 for line in row) > 1 for row in segment.rows)


def _is_sliver(char: Char) -> bool:
    """Whether it is what the edge of another character was taken for: Chinese characters are about square."""
    return is_square(char) and char.text not in FAINT and char.x1 - char.x0 < _SLIVER * char.size


def _words(line: list[Char], em: float) -> list[Chunk]:
    narrow = line[-1].x1 - line[0].x0 < _PAGE_NUMBER_WIDTH * line[0].size
    if narrow and _PAGE_NUMBER.match("".join(char.text for char in line)):
        return [Chunk(list(line))]
    found = [[line[0]]]
    for before, char in zip(line, line[1:], strict=False):
        wide = (char.x0 - before.x1) / min(before.size, char.size) > _widest(before.text, char.text)
        if wide and not goes_on(before, char, em):
            found.append([char])
        else:
            found[-1].append(char)
    return list(map(Chunk, found))


def _widest(before: str, after: str) -> float:
    """The widest gap within a word between two characters."""
    if after.isdigit():
        return _DIGIT_GAP if before.isdigit() else _PUNCTUATION_GAP if before in _OPENING else _GAP
    return _PUNCTUATION_GAP if before in _MARKS or after in _MARKS else _GAP


def _table(segment: Stripes, number: int, topmost: list[Chunk], *, exact: bool) -> SpacedTable | None:
    """The table of a segment on page `number`, or None; `topmost`: the page's first line."""
    body = [line for row in segment.rows for line in row]
    cells = [PrintedCell(chunk.chars, 0, 0) for line in body for chunk in line]
    bands = value_bands([cell for cell in cells if cell.is_value], cells)
    rows = _rows(segment.rows, bands[0][0] + 1, bool(segment.rules)) if bands else []
    if not rows or not any(char.isalpha() for line in (*segment.heading, *body) for word in line for char in word.text):
        return None
    widest = _pitch([*segment.heading, *body])
    if segment.rules:
        return _with_pitch(segment, bands, rows, widest, number, topmost, exact=exact)
    pitch = min([widest, *(_CLOSER * (below.y - above.y) for above, below in pairwise(rows))])
    found = _with_pitch(segment, bands, rows, pitch, number, topmost, exact=exact)
    if exact and pitch < widest and (found is None or not found.clear):
        rows = _rows(segment.rows, bands[0][0] + 1, ruled=False)
        return _with_pitch(segment, bands, rows, widest, number, topmost, exact=exact)
    return found


def _with_pitch(
    segment: Stripes,
    bands: list[Band],
    rows: list[PrintedRow],
    pitch: float,
    number: int,
    topmost: list[Chunk],
    *,
    exact: bool,
) -> SpacedTable | None:
    """The table of rows whose numbers stand in `bands`; `pitch`: from line to line within a cell at most, in points."""
    body = [line for row in segment.rows for line in row]
    left = bands[0][0] + 1
    border = max((word.x1 for line in body for word in line if word.x1 < left), default=0.0)
    heading_lines = _below_titles(_below_large(segment.heading, body), left, pitch)
    named = spaced_heading(heading_lines, bands, border, pitch, segment.rules)
    if named is None:
        return None
    heading, waiting = named
    lines = [*[[word] for word in sorted(waiting, key=lambda word: word.y)], *body]
    found = label_rows(lines, [row.y for row in rows], left, pitch, segment.rules, exact=exact)
    if exact and found.alone and not segment.rules:
        rows = sorted([*rows, *map(PrintedRow, found.alone)], key=lambda row: row.y)
        found = label_rows(lines, [row.y for row in rows], left, pitch, segment.rules, exact=exact)
    for row, label, outer in zip(rows, found.labels, found.groups, strict=True):
        row.labels = [*outer, label] if label is not None else []
    rows = [row for row in rows if row.fields or row.labels]
    if rows and not heading.cells and segment.heading[:1] == [topmost]:
        rows = [*_carried(rows[0]), *rows]
    placed = placed_fields(rows, heading.bands)
    if placed is None:
        return None
    taken: set[int] = set()
    grid = grid_of(heading, rows, placed, number, taken)
    return SpacedTable(grid, taken, _is_clear(rows, found, bool(segment.rules)))


def _carried(first: PrintedRow) -> list[PrintedRow]:
    """The row of a label alone, the rest of one that a page break tore: it stands above the first row's own label."""
    own = first.labels[-1] if first.labels else None
    torn = [cell for cell in first.labels[:-1] if own and cell.x0 > own.x0 - own.size and cell.y < own.top]
    first.labels = [cell for cell in first.labels if cell not in torn]
    return [PrintedRow(cell.y, labels=[cell]) for cell in torn if not _SECTION.match(cell.text)]


def _below_large(heading: list[list[Chunk]], body: list[list[Chunk]]) -> list[list[Chunk]]:
    """What stands below the last line above a table that is all set in larger type: a title, which may name a year."""
    usual = statistics.median([char.size for line in body for word in line for char in word.chars])

    def is_large(line: list[Chunk]) -> bool:
        size = min(char.size for word in line for char in word.chars)
        return size > _LARGER * usual and line[-1].x1 - line[0].x0 > _LONG * size

    return heading[max((index for index, line in enumerate(heading, start=1) if is_large(line)), default=0) :]


def _below_titles(heading: list[list[Chunk]], left: float, pitch: float) -> list[list[Chunk]]:
    """Without the lines above a table that stand alone, begin left of its numbers, and have more paper below."""
    start = 0
    over = max((index for index, line in enumerate(heading) if line[-1].x1 > left), default=0)
    for index, (line, below) in enumerate(pairwise(heading[: over + 1]), start=1):
        if len(line) == 1 and line[0].x0 < left and (_SECTION.match(line[0].text) or below[0].y - line[0].y > pitch):
            start = index
    return heading[start:]


def _pitch(lines: list[list[Chunk]]) -> float:
    """The most from line to line within a cell: little more than the least between two words over each other."""
    words = [word for line in lines for word in line if not word.is_value]
    size = statistics.median([word.chars[0].size for word in words]) if words else 10.0
    steps = sorted(
        min(nearest)
        for index, above in enumerate(words)
        if (
            nearest := [
                below.y - above.y
                for below in words[index + 1 : index + 1 + _NEIGHBOURS]
                if below.y - above.y > 0.7 * size and below.x0 < above.x1 and below.x1 > above.x0
            ]
        )
    )
    least = steps[len(steps) // 20] if steps else size
    return min(max(_LOOSER * least, _PITCH[0] * size), _PITCH[1] * size)


def _rows(stripes: list[list[list[Chunk]]], left: float, ruled: bool) -> list[PrintedRow]:
    """Each row's fields, which stand right of `left`; where lines part the rows, rows without any too."""
    rows: list[PrintedRow] = []
    for stripe in stripes:
        words = [chunk for line in stripe for chunk in line]
        fields = [PrintedCell(chunk.chars, 0, 0) for chunk in words if chunk.x1 > left]
        if fields or ruled:
            shown = [cell.y for cell in fields] or [word.y for word in words]
            rows.append(PrintedRow((min(shown) + max(shown)) / 2, fields))
    return rows


def _is_clear(rows: list[PrintedRow], found: RowLabels, ruled: bool) -> bool:
    """Whether each row has a label beside it, or none has and no two rows may be one.

    Where no lines part the rows, no line of a label may be left over.
    """
    if all(found.labels):
        return ruled or not found.left_over
    size = max(cell.size for row in rows for cell in row.fields)
    apart = all(b.y - a.y > _WRAPPED * size for a, b in zip(rows, rows[1:], strict=False))
    return not any(found.labels) and apart
