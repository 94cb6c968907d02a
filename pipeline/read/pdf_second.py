"""The second reading of a PDF, by pdfplumber: another parser, another way to find tables."""

from __future__ import annotations

import io
import logging
from typing import Any

import pdfplumber
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from pipeline.errors import Damaged
from pipeline.model import Block, Document, Grid, GridCell, Line, Place
from pipeline.read.aligned import find_aligned
from pipeline.read.page import Char
from pipeline.read.pdf_text import line_text, printed_lines

_SNAP = 1.5
logging.getLogger("pdfminer").setLevel(
    logging.ERROR
)  # it warns of every font without a box; the first reading has judged


def reread_pdf(data: bytes, sha256: str, pages: frozenset[int]) -> Document:
    """The given pages (from 1) as pdfplumber sees them; raises `Damaged` where it can't open the file."""
    blocks: list[Block] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as file:
            count = len(file.pages)
            for page in (page for page in file.pages if page.page_number in pages):
                blocks.extend(_blocks(page))
                page.close()
    except (PDFSyntaxError, PdfminerException) as error:
        raise Damaged(f"the second reading could not open the PDF ({error})") from error
    return Document(source_sha256=sha256, media_type="application/pdf", page_count=count, blocks=tuple(blocks))


def _blocks(page: Any) -> list[Block]:
    """Tables by their lines; what stands in none by alignment alone, which the order of drawing does not touch."""
    tables = page.find_tables()
    blocks: list[tuple[float, Block]] = [(table.bbox[1], _grid(table, page)) for table in tables]
    boxes = [table.bbox for table in tables]
    chars = [
        Char(char["text"], char["x0"], char["top"], char["x1"], char["bottom"], index)
        for index, char in enumerate(page.chars)
        if char["text"].strip() and char["upright"] and not any(_inside(char, box) for box in boxes)
    ]
    aligned, rest = find_aligned(chars, page.page_number, page.width, None)
    blocks.extend(aligned)
    for line in printed_lines(rest):
        top, bottom = min(char.top for char in line), max(char.bottom for char in line)
        place = Place(page=page.page_number, box=(line[0].x0, top, line[-1].x1, bottom))
        blocks.append((top, Line(text=line_text(line), place=place)))
    return [block for _, block in sorted(blocks, key=lambda item: item[0])]


def _inside(char: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _grid(table: Any, page: Any) -> Grid:
    xs = _borders([edge for box in table.cells for edge in (box[0], box[2])])
    ys = _borders([edge for box in table.cells for edge in (box[1], box[3])])
    cells = []
    for row, texts in zip(table.rows, table.extract(), strict=True):
        for box, text in zip(row.cells, texts, strict=True):
            if box is None:
                continue
            left, right = _index(xs, box[0]), _index(xs, box[2])
            top, bottom = _index(ys, box[1]), _index(ys, box[3])
            cells.append(
                GridCell(
                    row=top,
                    column=left,
                    row_span=max(1, bottom - top),
                    column_span=max(1, right - left),
                    raw=(text or "").strip(),
                    place=Place(page=page.page_number, box=tuple(box)),
                )
            )
    return Grid(
        rows=max(1, len(ys) - 1),
        columns=max(1, len(xs) - 1),
        cells=tuple(cells),
        method="ruled",
        place=Place(page=page.page_number, box=tuple(table.bbox)),
    )


def _borders(edges: list[float]) -> list[float]:
    found: list[float] = []
    for edge in sorted(edges):
        if not found or edge - found[-1] > _SNAP:
            found.append(edge)
    return found


def _index(borders: list[float], edge: float) -> int:
    return min(range(len(borders)), key=lambda index: abs(borders[index] - edge))
