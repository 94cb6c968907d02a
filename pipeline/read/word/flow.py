"""Paragraphs of a word processor, in the order of the file → lines and grids. Knows no file format.

Tables are told by depth and by the marks that end cells and rows; one that holds another table, or is a frame around
prose, is transparent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Block, Line, Place, value
from pipeline.read.word.table import Row, Shape, grid

_BLANKS = " \t\n\u00a0\u3000\u200b\ufeff"
_LONGEST_LABEL = 200
"""Characters in a table of one cell beyond which it is a frame around prose."""


@value
class Paragraph:
    """One paragraph as shown. `depth`: the number of tables that it stands in.

    `cell_end` and `row_end`: it ends a cell or a row; `shape` is then the row's. `mark_deleted`: its end is deleted by
    a tracked change. `picture`: it holds one.
    """

    text: str
    depth: int = 0
    cell_end: bool = False
    row_end: bool = False
    shape: Shape = Shape()
    mark_deleted: bool = False
    picture: bool = False
    bold: bool = False
    size: float | None = None
    centred: bool = False
    level: int | None = None


class Blocks:
    """Collects the lines and grids of paragraphs in document order."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.lines = 0
        self.grids = 0

    def add(self, paragraphs: Sequence[Paragraph], depth: int = 0) -> None:
        """Takes paragraphs, of which those deeper than `depth` are tables."""
        for inside, run in _runs(paragraphs, depth):
            if inside:
                self._table(run, depth + 1)
            else:
                for paragraph in run:
                    self._line(paragraph)

    def _line(self, paragraph: Paragraph) -> None:
        for part in paragraph.text.split("\n"):
            if part.strip(_BLANKS):
                self.lines += 1
                self.found.append(
                    Line(
                        text=part.strip(),
                        place=Place(locator=f"paragraph {self.lines}"),
                        size=paragraph.size,
                        bold=paragraph.bold,
                        centred=paragraph.centred,
                        level=paragraph.level,
                    )
                )

    def _table(self, paragraphs: Sequence[Paragraph], depth: int) -> None:
        rows = list(_rows(paragraphs, depth))
        cells = [cell for row, _ in rows for cell in row]
        nested = any(paragraph.depth > depth for cell in cells for paragraph in cell)
        if nested or (len(cells) == 1 and len(_text(cells[0])) > _LONGEST_LABEL):
            for cell in cells:
                self.add(cell, depth)
            return
        self.grids += 1
        found = grid([_row(row, end) for row, end in rows], self.grids)
        if found is not None:
            self.found.append(found)


def _runs(paragraphs: Sequence[Paragraph], depth: int) -> Iterator[tuple[bool, list[Paragraph]]]:
    """Stretches of paragraphs within tables and outside them."""
    run: list[Paragraph] = []
    for paragraph in paragraphs:
        if run and (run[-1].depth > depth) != (paragraph.depth > depth):
            yield run[-1].depth > depth, run
            run = []
        run.append(paragraph)
    if run:
        yield run[-1].depth > depth, run


def _rows(paragraphs: Sequence[Paragraph], depth: int) -> Iterator[tuple[list[list[Paragraph]], Paragraph | None]]:
    """The rows of a table: their cells, each as paragraphs, and the mark that ends the row (None where it is lost)."""
    row: list[list[Paragraph]] = []
    cell: list[Paragraph] = []
    for paragraph in paragraphs:
        if paragraph.depth == depth and paragraph.row_end:
            if not (paragraph.mark_deleted and not any(_text(own) for own in row)):
                yield row + ([cell] if cell else []), paragraph
            row, cell = [], []
            continue
        cell.append(paragraph)
        if paragraph.depth == depth and paragraph.cell_end:
            row.append(cell)
            cell = []
    if row or cell:
        yield row + ([cell] if cell else []), None


def _row(cells: list[list[Paragraph]], end: Paragraph | None) -> Row:
    return Row(
        texts=tuple(_text(cell) for cell in cells),
        pictures=tuple(any(paragraph.picture for paragraph in cell) for cell in cells),
        shape=end.shape if end is not None else Shape(),
    )


def _text(cell: list[Paragraph]) -> str:
    return "\n".join(part.text for part in cell if part.text.strip(_BLANKS)).strip(_BLANKS)
