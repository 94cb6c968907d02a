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
    tables = page.find_tables()
    blocks: list[tuple[float, Block]] = [(table.bbox[1], _grid(table, page)) for table in tables]
    boxes = [table.bbox for table in tables]
    for line in page.extract_text_lines(return_chars=False):
        middle = (line["top"] + line["bottom"]) / 2
        if not any(box[1] <= middle <= box[3] for box in boxes):
            place = Place(page=page.page_number, box=(line["x0"], line["top"], line["x1"], line["bottom"]))
            blocks.append((line["top"], Line(text=line["text"], place=place)))
    return [block for _, block in sorted(blocks, key=lambda item: item[0])]


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
