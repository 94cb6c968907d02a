"""PDF → Document: grids by their ruling lines, or by alignment where there are none; lines of text around them.

Pages whose text can't be trusted (pictures of text, invisible text layers, fonts without Unicode, outlines) are read
by OCR, never skipped: a page left out would turn its numbers into `missing`.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.errors import Damaged, Encrypted, LimitExceeded
from pipeline.model import Block, Document, Grid
from pipeline.read import limits
from pipeline.read.ocr import read_pdf_page
from pipeline.read.page.blocks import page_blocks
from pipeline.read.page.trust import untold, untrusted
from pipeline.read.pdf.content import read_page
from pipeline.read.pdf.covered import count_covered
from pipeline.read.pdf.fonts import Fonts
from pipeline.read.pdf.tags import read_hints


def read_pdf(data: bytes, sha256: str) -> Document:
    """The document in a PDF; raises `Encrypted`, `Damaged`, `LimitExceeded`, or `Unsupported` where OCR is needed."""
    file = _open(data)
    fonts = Fonts(file.raw)
    try:
        pages = len(file)
        if pages > limits.in_force().pages:
            raise LimitExceeded(f"the PDF has {pages} pages, more than {limits.in_force().pages} (pages)")
        if not pages:
            raise Damaged("the PDF has no page")
        blocks: list[Block] = []
        pictured = False
        for number in range(1, pages + 1):
            found, by_text = _page(file, number, fonts)
            blocks.extend(_after_picture(found) if pictured and by_text else found)
            pictured = not by_text
        title = file.get_metadata_value("Title").strip()
    finally:
        fonts.close()
        file.close()
    return Document(
        source_sha256=sha256,
        media_type="application/pdf",
        page_count=pages,
        blocks=tuple(blocks),
        properties=(("title", title),) if title else (),
    )


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Encrypted("the PDF is protected by a password; save it without one") from error
        raise Damaged(f"the PDF is damaged or truncated ({error})") from error


def _after_picture(blocks: list[Block]) -> list[Block]:
    """Blocks of a page after one read by OCR: a first row without rulings may be the rest of one in the picture."""
    first = next((block for block in blocks if isinstance(block, Grid)), None)
    if first is None or first.method != "aligned":
        return blocks
    why = "its row may have begun on the page before, which is a picture"
    cells = tuple(dataclasses.replace(cell, doubt=cell.doubt or (None if cell.row else why)) for cell in first.cells)
    doubted = dataclasses.replace(first, cells=cells)
    return [doubted if block is first else block for block in blocks]


def _page(file: pypdfium2.PdfDocument, number: int, fonts: Fonts) -> tuple[list[Block], bool]:
    """A page's blocks, by its text, or by OCR where the text can't be trusted; and which of both."""
    try:
        page = file[number - 1]
    except pypdfium2.PdfiumError as error:
        raise Damaged(f"page {number} of the PDF can't be loaded ({error})") from error
    text_page: Any = pdfium.FPDFText_LoadPage(page.raw)
    try:
        content = read_page(page.raw, text_page, fonts)
        content.unseen += count_covered(page, text_page, content)
        why = untrusted(content)
        if why is None:
            blocks = list(page_blocks(content, number, lambda: read_hints(page.raw, text_page, content.chars)))
            why = untold(content, blocks)
        return (blocks, True) if why is None else (read_pdf_page(page, number, why), False)
    finally:
        pdfium.FPDFText_ClosePage(text_page)
        page.close()
