"""Pages that can only be read by their pixels: picture files, and PDF and OFD pages whose text can't be trusted.

OCR is an optional part. Everything that needs its libraries is imported here, after looking whether they are there.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from typing import Any

from pipeline.errors import Unsupported
from pipeline.model import Block, Document
from pipeline.read import limits

_NEEDED = ("rapidocr", "onnxruntime", "cv2", "numpy", "PIL")


def read_image(data: bytes, sha256: str) -> Document:
    """The document in a picture file; see `images.read_image`. Raises `Unsupported` where OCR is not installed."""
    _require("the file is a picture")
    from pipeline.read.ocr import images

    return images.read_image(data, sha256)


def read_pdf_page(page: Any, number: int, why: str) -> list[Block]:
    """The blocks of an open PDFium page by its pixels; `why` says what is wrong with its text."""
    _require(f"page {number}: {why}")
    from pipeline.read.ocr import pdf_picture

    limits.grant_ocr_page(1)
    return pdf_picture.read_pdf_page(page, number)


def read_placed_pictures(
    pictures: Sequence[tuple[bytes, tuple[float, float, float, float, float, float]]],
    size: tuple[float, float],
    number: int,
    why: str,
) -> list[Block]:
    """The blocks of a page of `size` (points) that shows these pictures; each one's matrix takes the unit square to it.

    `why` says what is wrong with the page's text. Raises `Unsupported` where OCR is not installed.
    """
    _require(f"page {number}: {why}")
    from pipeline.read.ocr import placed

    limits.grant_ocr_page(1)
    return placed.read_placed(pictures, size, number)


def _require(what: str) -> None:
    if any(importlib.util.find_spec(name) is None for name in _NEEDED):
        raise Unsupported(f"{what}: reading it needs OCR, which is not installed; pip install 'gongkai[ocr]'")
