"""DOC and WPS (Word 97, [MS-DOC]) → Document: paragraphs and tables in order, read from the bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from pipeline.errors import Damaged
from pipeline.model import Block, Document, Line, Place
from pipeline.read.office import read_alone
from pipeline.read.word97_file import OldWord, WordFile
from pipeline.read.word97_styles import read_styles
from pipeline.read.word97_table import Row, grid
from pipeline.read.word97_text import Paragraph, Text

_MEDIA_TYPE = "application/msword"
_STYLES = 1
_BLANKS = " \t\n\u00a0\u3000\u200b\ufeff"
_LONGEST_LABEL = 200
"""Characters in a table of one cell beyond which it is a frame around prose."""


def read_doc(data: bytes, sha256: str) -> Document:
    """The document in a Word 97 file; raises `Damaged`, `Encrypted` or `Unsupported`."""
    try:
        file = WordFile(data)
        text = Text(file, read_styles(file.part(_STYLES)))
        walk = _Walk()
        for start, end in (file.body, file.boxes):
            walk.blocks_of(list(text.paragraphs(start, end)))
    except OldWord:
        return read_alone(data, sha256, "doc", _MEDIA_TYPE)
    except (struct.error, IndexError, OSError, ValueError, OverflowError) as error:
        raise Damaged(f"the Word file is damaged or truncated ({error})") from error
    return Document(source_sha256=sha256, media_type=_MEDIA_TYPE, page_count=None, blocks=tuple(walk.found))


class _Walk:
    """Collects blocks in document order."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.lines = 0
        self.grids = 0

    def blocks_of(self, paragraphs: Sequence[Paragraph], depth: int = 0) -> None:
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
                self.blocks_of(cell, depth)
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
        definition=end.row if end is not None else (),
    )


def _text(cell: list[Paragraph]) -> str:
    return "\n".join(part.text for part in cell if part.text.strip(_BLANKS)).strip(_BLANKS)
