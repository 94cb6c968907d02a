"""Picture files → Document: PNG, JPEG, TIFF of many pages, GIF, BMP, WebP."""

from __future__ import annotations

import contextlib
import io
import math
import struct
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from pipeline.errors import Damaged, LimitExceeded
from pipeline.model import Block, Document
from pipeline.read import limits
from pipeline.read.ocr.page import read_picture
from pipeline.read.ocr.stamps import Colour

_MOST_PAGES = 100
_PAGE_SHAPE = 1.5
"""Height by width of a page; a higher picture shows several, one below the other."""
_MOST_PIXELS = 80_000_000
_WIDEST = 2480
"""Pixels: A4 at 300 dpi; wider pictures are read smaller."""
_PAPER = (4.0, 24.0)
"""Inches: a recorded resolution that makes the page narrower or wider than this is a default that means nothing."""
_A4 = (595.0, 842.0)


def read_image(data: bytes, sha256: str) -> Document:
    """The document in a picture file, one page a frame; raises `Damaged` or `LimitExceeded`.

    Boxes are in points at the picture's own resolution where it records a believable one; else its width is taken
    for that of A4, landscape where the picture is wider than high.
    """
    blocks: list[Block] = []
    try:
        with Image.open(io.BytesIO(data)) as file:
            with _parsing():
                pages = getattr(file, "n_frames", 1)
            media_type = Image.MIME.get(file.format or "", "image/*")
            if pages > _MOST_PAGES:
                raise LimitExceeded(f"the picture has {pages} pages; no annual report has more than {_MOST_PAGES}")
            for number in range(1, pages + 1):
                with _parsing():
                    file.seek(number - 1)
                colour, dots = pixels(file)
                limits.grant_ocr_page(math.ceil(colour.shape[0] / colour.shape[1] / _PAGE_SHAPE))
                blocks.extend(read_picture(colour, dots, number))
    except Image.DecompressionBombError as error:
        raise LimitExceeded(f"a picture is larger than {_MOST_PIXELS} pixels ({error})") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Damaged(f"the picture is damaged or truncated ({error})") from error
    return Document(source_sha256=sha256, media_type=media_type, page_count=pages, blocks=tuple(blocks))


@contextlib.contextmanager
def _parsing() -> Iterator[None]:
    """Says that a picture is damaged, whatever Pillow's parser of its parts stumbles over."""
    try:
        yield
    except (TypeError, KeyError, IndexError, AttributeError, struct.error) as error:
        raise Damaged(f"the picture is damaged or truncated ({error})") from error


def pixels(file: Image.Image) -> tuple[Colour, float]:
    """The frame as it is to be seen, on white, and its pixels a point."""
    width, height = file.size
    if width * height > _MOST_PIXELS:
        raise LimitExceeded(f"a picture of {width} × {height} pixels is larger than {_MOST_PIXELS} pixels")
    recorded = float(file.info.get("dpi", (0, 0))[0])
    shown = ImageOps.exif_transpose(file)
    if shown.mode in ("RGBA", "LA", "P", "PA"):
        shown = shown.convert("RGBA")
        paper = Image.new("RGBA", shown.size, "white")
        paper.alpha_composite(shown)
        shown = paper
    shown = shown.convert("RGB")
    if recorded and _PAPER[0] <= shown.width / recorded <= _PAPER[1]:
        points = shown.width / recorded * 72
    else:
        points = _A4[shown.width > shown.height]
    if shown.width > _WIDEST:
        shown = shown.resize((_WIDEST, round(shown.height * _WIDEST / shown.width)), Image.Resampling.LANCZOS)
    return np.asarray(shown), shown.width / points
