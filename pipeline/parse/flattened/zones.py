"""Where in lines of text the form's tables stand: from their heading to the prose or the other table after them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from pipeline import text
from pipeline.model import Document, GridCell, Line, value
from pipeline.parse import headings, labels
from pipeline.parse.flattened.words import Word, words

_SECOND_NUMBER = re.compile(r".[(（][一二三四五六七][)）]")
"""The number of a group beside another's, as where labels of merged cells stand on one line."""
_LONGEST_ROW = 110
_MOST_LINES = 1000
"""Of a table of the form, with room for labels of six lines each and a heading on every page."""
_LONGEST_OPENER = 44
_MOST_CAPTION_WORDS = 3
_TABLES = ("article20", "requests", "review_litigation")
_OTHER_YEAR = "other year"
_OPENERS = {
    "article20": ("第二十条第",),
    "requests": ("申请人情况", "勾稽关系"),
    "review_litigation": ("行政复议行政诉讼",),
}
"""What the heading of a table prints, where no section's heading stands above it."""


@value
class Zone:
    """The lines of one table, each as its words; the page's furniture is left out."""

    dataset: str
    lines: tuple[tuple[Word, ...], ...]


def zones(document: Document, year: int | None) -> tuple[Zone, ...]:
    """The tables' zones among the lines of a text and the rows of its grids that lost their spans."""
    found: list[tuple[str, list[tuple[Word, ...]]]] = []
    current: str | None = None
    for block in _lines(document):
        squeezed = text.squeeze(text.simplified(block.text))
        if labels.is_marked_page_number(block.text):
            continue
        begun = current in _TABLES and bool(found[-1][1])
        opened = _opened(block, squeezed, current, year, begun)
        if opened != current:
            current = opened
            found.extend([(current, [])] if current in _TABLES else [])
        if current in _TABLES and squeezed and not headings_of(squeezed):
            own = found[-1][1]
            own.append(tuple(words(block, len(own))))
    return tuple(Zone(dataset=dataset, lines=tuple(lines)) for dataset, lines in found if 0 < len(lines) <= _MOST_LINES)


def _lines(document: Document) -> Iterator[Line]:
    """The lines of a text; a row of a grid is the line that its fields make."""
    for block in document.blocks:
        if isinstance(block, Line):
            yield block
            continue
        rows: dict[int, list[GridCell]] = {}
        for cell in block.cells:
            rows.setdefault(cell.row, []).append(cell)
        for row in sorted(rows):
            yield Line(text="  ".join(cell.raw for cell in rows[row]), place=rows[row][0].place)


def of_lines_only(document: Document) -> bool:
    """Whether a document is text without any table that kept its fields, on no pages."""
    return all(isinstance(block, Line) and block.place.locator is not None for block in document.blocks)


def of_text(document: Document) -> bool:
    """Whether a document is text whose tables lost their spans, on no pages."""
    return all(
        block.place.locator is not None and (isinstance(block, Line) or (block.ragged and block.method == "text"))
        for block in document.blocks
    )


def _opened(line: Line, squeezed: str, current: str | None, year: int | None, begun: bool) -> str | None:
    """The table that is open from this line on. `begun`: whether the one that was open has lines already."""
    section = headings_of(squeezed)
    if section is not None:
        return section if section in _TABLES else None
    if "。" in squeezed or len(squeezed) > _LONGEST_ROW:
        return None
    if _of_other_year(line, year, begun):
        return _OTHER_YEAR
    if current == _OTHER_YEAR:
        return None if labels.only_year(line.text) else current
    if not any(character.isdigit() for character in squeezed) and len(squeezed) <= _LONGEST_OPENER:
        for dataset, printed in _OPENERS.items():
            if current != dataset and any(word in squeezed for word in printed):
                return dataset
    return current


def _of_other_year(line: Line, year: int | None, begun: bool) -> bool:
    """Whether a line is the caption of another year's table, and no row or heading of the form's (上年结转).

    Before a table has begun, a line that only says a year can be nothing else.
    """
    if not labels.other_year(labels.caption(line.text), year):
        return False
    if not begun and labels.only_year(line.text):
        return True
    own = words(line, 0)
    if len(own) > _MOST_CAPTION_WORDS or any(word.is_value for word in own):
        return False
    axes = [(dataset, axis) for dataset in _TABLES for axis in ("row", "column")]
    return not any(labels.best(text.key(word.raw), *axis)[1] >= labels.LIKELY for word in own for axis in axes)


@functools.lru_cache(maxsize=4096)
def headings_of(squeezed: str) -> str | None:
    """The canonical name of a section heading, numbered or spelled as it should be; None for any other line."""
    level = headings.number_level(squeezed)
    if level not in (None, 1) or len(squeezed) > 40:
        return None
    name = headings.known(squeezed)
    if level is None:
        return name if name and "." not in name else None
    if name is not None:
        return name
    return None if headings.is_form_row(squeezed) or _SECOND_NUMBER.search(squeezed) else "unknown"
