"""Stretches of printed rows without prose between them, and the space between their lines.

Where cells stand a line each, what a line is depends on the empty lines around it: empty cells leave lines empty too.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator

from pipeline import text
from pipeline.model import Document, Grid, GridCell, Line, Method, value
from pipeline.parse import labels

_LONGEST_LABEL = 60
_EMPTY_WORDS = frozenset(("None", "nan", "NaN", "null"))
_LONGEST_PART = 25
_BREAK = re.compile(r"^[一二三四五六七八九十]{1,2}[、.．]|^附|(?<!\d)(?:19|20)\d\d(?!\d)|上年|上一年度|情况$")
"""On a page, what ends a table: a section's heading, a caption. Other short lines are parts of labels torn off."""
_FEW_ODD = 0.03
"""Of the lines of a run, so many may stand further apart (headings of sections) and it is still evenly spaced."""

Run = list[tuple[int, list[GridCell]]]
"""Printed rows, each with the number of empty lines above it."""


def runs(document: Document) -> Iterator[tuple[Run, Method, str]]:
    """Stretches of printed rows without prose between them, with the line above each."""
    run: Run = []
    method: Method = "text"
    above = ""
    for block in document.blocks:
        rows = _block_rows(block)
        if rows is None:
            if run:
                yield run, method, labels.caption(above)
            run, method = [], "text"
            above = block.text if isinstance(block, Line) else ""
        else:
            run.extend((block.above if isinstance(block, Line) else 0, row) for row in rows)
            method = block.method if isinstance(block, Grid) else method
    if run:
        yield run, method, labels.caption(above)


@value
class Spacing:
    """How the lines of a run stand apart. `usual`: empty lines between two lines; `even`: no other spaces occur.

    Where cells stand a line each, lines left empty beyond the usual are empty cells, if they come in whole cells.
    """

    usual: int
    even: bool
    whole: bool

    @classmethod
    def of(cls, run: Run) -> Spacing:
        """The spacing of a run."""
        gaps = Counter(above for above, _ in run[1:])
        usual = max(gaps, key=lambda gap: (gaps[gap], -gap), default=0)
        odd = sum(gaps.values()) - gaps[usual]
        whole = bool(usual) and all((gap - usual) % (usual + 1) == 0 for gap in gaps)
        return cls(usual=usual, even=whole or odd <= _FEW_ODD * len(run), whole=whole)

    def with_empty_cells(self, run: Run) -> list[list[GridCell]]:
        """The rows of the run and, where single lines stand further apart than usual, the empty cells between them."""
        if self.even and not self.usual:
            return [row for _, row in run]
        found: list[list[GridCell]] = []
        for above, row in run:
            count, rest = divmod(above - self.usual, self.usual + 1)
            if found and count > 0 and not rest and len(row) == 1:
                found.extend([GridCell(row=0, column=0, raw="", place=row[0].place)] for _ in range(count))
            found.append(row)
        return found


def _block_rows(block: Line | Grid) -> list[list[GridCell]] | None:
    """The block's printed rows of fields; None for prose, and for grids that kept their columns."""
    if isinstance(block, Line):
        squeezed = text.squeeze(block.text)
        if labels.is_marked_page_number(block.text):
            return []
        if len(squeezed) > _LONGEST_LABEL or "。" in squeezed:
            return None
        if block.place.locator is None:
            return [] if len(squeezed) <= _LONGEST_PART and not _BREAK.search(squeezed) else None
        return [[GridCell(row=0, column=0, raw=block.text.strip(), place=block.place)]]
    if not block.ragged:
        return None
    rows: dict[int, list[GridCell]] = {}
    for cell in sorted(block.cells, key=lambda cell: (cell.row, cell.column)):
        raw = "" if cell.raw in _EMPTY_WORDS else cell.raw
        own = dataclasses.replace(cell, raw=raw, row_span=1, column_span=1, doubt=cell.doubt or block.doubt)
        rows.setdefault(cell.row, []).append(own)
    return list(rows.values())
