"""Pictures with their places on a page (OFD) → one picture of the page, for OCR."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, UnidentifiedImageError

from pipeline.errors import Damaged, LimitExceeded
from pipeline.model import Block
from pipeline.read.ocr.page import read_picture

_DOTS = (150 / 72, 200 / 72)
"""Pixels a point: PP-OCR reads print of 7 points from 150 dpi on; more than 200 dpi only costs time."""
_LONGEST = 4200
_MOST_PIXELS = 80_000_000

Matrix = tuple[float, float, float, float, float, float]
"""Takes the unit square, y down, to points of the page."""


def read_placed(pictures: Sequence[tuple[bytes, Matrix]], size: tuple[float, float], number: int) -> list[Block]:
    """The blocks of page `number` of this size (points) that shows these pictures, painted in order.

    Raises `Damaged` where a picture can't be read, `LimitExceeded` where it is too large.
    """
    opened = [(_opened(data, number), place) for data, place in pictures]
    dots = max((image.width / max(1.0, math.hypot(place[0], place[1])) for image, place in opened), default=_DOTS[0])
    dots = min(max(_DOTS[0], min(dots, _DOTS[1])), _LONGEST / max(*size, 1.0))
    page = Image.new("RGB", (max(1, round(size[0] * dots)), max(1, round(size[1] * dots))), "white")
    for image, place in opened:
        try:
            shown = _shown(image, place, dots, page.size)
        except (OSError, SyntaxError, ValueError) as error:
            raise Damaged(f"page {number}: a picture of the OFD file is damaged ({error})") from error
        page.paste(shown, (0, 0), shown)
    return read_picture(np.asarray(page), dots, number)


def _opened(data: bytes, number: int) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data))
    except Image.DecompressionBombError as error:
        raise LimitExceeded(f"page {number}: a picture is larger than {_MOST_PIXELS} pixels ({error})") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Damaged(f"page {number}: a picture of the OFD file can't be read; convert the file to PDF") from error
    if image.width * image.height > _MOST_PIXELS:
        raise LimitExceeded(
            f"page {number}: a picture of {image.width} × {image.height} pixels is larger than {_MOST_PIXELS} pixels"
        )
    return image


def _shown(image: Image.Image, place: Matrix, dots: float, size: tuple[int, int]) -> Image.Image:
    """The picture in its place on a clear page of `size` pixels."""
    a, b, c, d, e, f = (edge * dots for edge in place)
    wide, high = max(1, round(math.hypot(a, b))), max(1, round(math.hypot(c, d)))
    small = image.convert("RGBA").resize((wide, high), Image.Resampling.LANCZOS, reducing_gap=2.0)
    whole = a * d - b * c
    if not whole:
        return Image.new("RGBA", size)
    back = (
        d * wide / whole,
        -c * wide / whole,
        (c * f - d * e) * wide / whole,
        -b * high / whole,
        a * high / whole,
        (b * e - a * f) * high / whole,
    )
    return small.transform(size, Image.Transform.AFFINE, back, Image.Resampling.BILINEAR)
