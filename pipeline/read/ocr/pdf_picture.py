"""A PDF page → its picture, at about the resolution of the scan in it, for OCR."""

from __future__ import annotations

from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from pipeline.model import Block
from pipeline.read.ocr.page import read_picture

_DOTS = (150 / 72, 200 / 72)
"""Pixels a point: PP-OCR reads print of 7 points from 150 dpi on; more than 200 dpi only costs time."""
_LONGEST = 4200
"""Pixels: A2 at 200 dpi; larger pages are drawn smaller."""


def read_pdf_page(page: Any, number: int) -> list[Block]:
    """The blocks of an open PDFium page, boxes in points of the page as it is shown."""
    dots = min(_resolution(page), _LONGEST / max(page.get_size()))
    bitmap = page.render(scale=dots, rev_byteorder=True, force_bitmap_format=pdfium.FPDFBitmap_BGR)
    try:
        return read_picture(np.array(bitmap.to_numpy()), dots, number)
    finally:
        bitmap.close()


def _resolution(page: Any) -> float:
    """That of its largest picture, within what OCR needs."""
    found = [
        image.get_px_size()[0] / max(1.0, right - left)
        for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4)
        for left, _, right, _ in [image.get_bounds()]
        if right - left > 0.3 * page.get_width()
    ]
    return min(max(_DOTS[0], max(found, default=_DOTS[1])), _DOTS[1])
