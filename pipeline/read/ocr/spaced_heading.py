"""Words over the columns of a picture's table → the heading's cells, each with the columns that it spans.

Nothing but places tells them: a word between the borders of one column belongs to it, from the lowest line up as far as
lines follow each other; what runs over borders spans the columns of which it is the middle (or whose edge it shares).
Where that is not clear there is no heading.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from pipeline.read.ocr.spaced_columns import Column, new_column, overlapped, owned
from pipeline.read.ocr.spaced_spans import Upper, number_levels, spanned, without_title
from pipeline.read.ocr.spaced_words import heading_words
from pipeline.read.page.chunks import Chunk
from pipeline.read.page.drawn_heading import Band, DrawnHeading, HeadingCell
from pipeline.read.page.printed_cells import PrintedCell
from pipeline.read.page.ruled import Rule

_LEVEL = 0.5


def spaced_heading(
    lines: list[list[Chunk]], bands: Sequence[Band], border: float, pitch: float, rules: Sequence[Rule]
) -> tuple[DrawnHeading, list[Chunk]] | None:
    """The heading over columns of values, and the words left of them that stand below it: labels of the first row.

    `border`: where the row labels end; `pitch`: from line to line within a cell at most, in points. None where a word's
    columns are not clear.
    """
    columns = [Column(band) for band in bands]
    words = heading_words(lines, bands, border)
    size = statistics.median([word.chars[0].size for word in words]) if words else 1.0
    asides, uppers, apart = [], [], []
    for word in sorted(words, key=lambda word: (-word.y, word.x0)):
        if word.x1 <= columns[0].band[0] + 1:
            asides.append(word)
        elif not owned(word, words, columns, size, pitch, rules):
            if overlapped(word, columns):
                uppers.append(Upper(word))
            elif not new_column(word, columns, size):
                apart.append(word)
    if not all(new_column(word, columns, size) for word in apart):
        return None
    if not any(column.lines for column in columns):
        return None if uppers else (DrawnHeading([column.band for column in columns]), asides)
    if any(not column.lines for column in columns):
        return None
    uppers = without_title(uppers, columns, size)
    number_levels(uppers, size)
    if not spanned(uppers, columns, size, rules):
        return None
    lowest = max((line.y for column in columns for line in column.lines), default=0.0)
    waiting = [word for word in asides if word.y > lowest + _LEVEL * size]
    corner = [word for word in asides if word.y <= lowest + _LEVEL * size]
    return _heading(columns, uppers, corner), waiting


def _heading(columns: list[Column], uppers: list[Upper], corner: list[Chunk]) -> DrawnHeading:
    found = DrawnHeading([column.band for column in columns])
    for index, column in enumerate(columns):
        above = [upper.level + 1 for upper in uppers if upper.first <= index <= upper.last]
        if column.lines:
            found.cells.append(HeadingCell(_cell(column.lines), max(above, default=0), index, index))
    found.cells += [HeadingCell(_cell([upper.word]), upper.level, upper.first, upper.last) for upper in uppers]
    found.rows = max((item.row + 1 for item in found.cells), default=0)
    if corner and found.rows:
        found.asides.append(HeadingCell(_cell(corner), 0))
    return found


def _cell(words: list[Chunk]) -> PrintedCell:
    return PrintedCell([char for word in words for char in word.chars], 0, 0)
