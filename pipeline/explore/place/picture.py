"""One page of a source with pages (PDF, picture file, OFD) → a picture of it and its size in points.

Boxes of cells are in points from the top left of the page as it is shown, so a box is drawn at its share of the size.
"""

from __future__ import annotations

import io

import pypdfium2
from PIL import Image, UnidentifiedImageError

from pipeline import read
from pipeline.errors import Damaged, LimitExceeded
from pipeline.explore.place.ofd_page import draw
from pipeline.model import value
from pipeline.read.ocr.images import pixels
from pipeline.read.ofd.parts import Package

_SCALE = 2.0
"""Pixels a point of a drawn PDF page: 144 dpi, sharp on screens of usual density."""
_LONGEST = 2400
"""Pixels of the longer side."""
_MILLIMETRE = 72 / 25.4
KINDS = ("pdf", "image", "ofd")
"""The formats that have pages, by the names of `read.find_format`."""


@value
class Picture:
    """A page as a browser shows it; `width` and `height` of the page are in points."""

    media_type: str
    data: bytes
    width: float
    height: float


def picture(data: bytes, name: str, number: int) -> Picture:
    """Page `number` (from 1) of a source. Raises `DocumentError`: damaged, too large, or without such a page."""
    kind = read.find_format(data, name)
    if kind == "pdf":
        return _of_pdf(data, name, number)
    if kind == "ofd":
        return _of_ofd(data, name, number)
    if kind == "image":
        return _of_image(data, name, number)
    raise Damaged(f"{name}: its format has no pages to show")


def _no_page(name: str, number: int, count: int) -> Damaged:
    return Damaged(f"{name}: has no page {number}, only {count}")


def _of_pdf(data: bytes, name: str, number: int) -> Picture:
    try:
        file = pypdfium2.PdfDocument(data)
        try:
            if not 1 <= number <= len(file):
                raise _no_page(name, number, len(file))
            page = file[number - 1]
            width, height = page.get_size()
            scale = min(_SCALE, _LONGEST / max(width, height, 1.0))
            return Picture(
                media_type="image/png",
                data=_encoded(page.render(scale=scale).to_pil(), "PNG"),
                width=width,
                height=height,
            )
        finally:
            file.close()
    except pypdfium2.PdfiumError as error:
        raise Damaged(f"{name}: page {number} can't be drawn ({error})") from error


def _of_image(data: bytes, name: str, number: int) -> Picture:
    """A frame as the OCR reader sees it: turned as its EXIF says, at the resolution by which boxes are measured."""
    try:
        with Image.open(io.BytesIO(data)) as file:
            count = getattr(file, "n_frames", 1)
            if not 1 <= number <= count:
                raise _no_page(name, number, count)
            file.seek(number - 1)
            colour, dots = pixels(file)
    except Image.DecompressionBombError as error:
        raise LimitExceeded(f"{name}: the picture has more dots than can be shown") from error
    except UnidentifiedImageError as error:
        raise Damaged(f"{name}: is no picture of a known format") from error
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError) as error:
        raise Damaged(f"{name}: the picture is damaged or truncated ({error})") from error
    height, width = colour.shape[:2]
    shown = Image.fromarray(colour)
    shown.thumbnail((_LONGEST, _LONGEST))
    return Picture(media_type="image/jpeg", data=_encoded(shown, "JPEG"), width=width / dots, height=height / dots)


def _of_ofd(data: bytes, name: str, number: int) -> Picture:
    package = Package(data)
    count = 0
    for count, page in enumerate(package.pages(), start=1):
        if count == number:
            _, _, width, height = page.area
            if not (0 < width < 5000 and 0 < height < 5000):
                raise LimitExceeded(f"{name}: page {number} is {width:g} × {height:g} mm, too large to show")
            drawn = draw(package, page).encode("utf-8")
            return Picture(
                media_type="image/svg+xml", data=drawn, width=width * _MILLIMETRE, height=height * _MILLIMETRE
            )
    raise _no_page(name, number, count)


def _encoded(image: Image.Image, form: str) -> bytes:
    to = io.BytesIO()
    image.convert("RGB").save(to, form, quality=85, compress_level=3)
    return to.getvalue()
