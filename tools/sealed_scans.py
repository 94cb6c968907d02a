"""Poor scans with seals made of a PDF whose numbers are known, to measure how they are read: `tools/calibrate_ocr.py`.

The corpus has few seals over numbers and few pale prints; here four seals lie on every page, and thin strokes are
blurred and faded. The same file gives the same scan.
"""

from __future__ import annotations

import io
import math
import zlib
from pathlib import Path
from typing import Any

import cvttf_NotoSansCJK_Regular
import numpy as np
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

_DOTS = (130, 150, 150, 200)
_RADII = (54, 60)
"""Points: official seals are 38 to 42 mm wide."""
_FONT = str(next(Path(cvttf_NotoSansCJK_Regular.__file__).parent.glob("*.otf")))
_WORDS = "某某县人民政府办公室专用章"
_REDS = ((214, 36, 40), (226, 60, 52), (190, 28, 46))


def sealed_scan(data: bytes, name: str) -> bytes:
    """The pages of a PDF as a TIFF file: drawn, four seals on each, turned a little,
    blurred, pale, noisy; every third without colour."""
    chance = np.random.default_rng(zlib.crc32(name.encode()))
    dots = int(chance.choice(_DOTS))
    pages = [_scan(page, dots, chance) for page in pypdfium2.PdfDocument(data)]
    if chance.integers(3) == 0:
        pages = [page.convert("L") for page in pages]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], dpi=(dots, dots), compression="tiff_lzw")
    return out.getvalue()


def _scan(page: Any, dots: int, chance: np.random.Generator) -> Image.Image:
    shown = page.render(scale=dots / 72).to_pil().convert("RGB")
    for left, top in ((0, 0), (1, 0), (0, 1), (1, 1)):
        radius = int(chance.integers(*_RADII) * dots / 72)
        x, y = (int(chance.integers(radius, side // 2 - radius)) for side in shown.size)
        shown = _sealed(shown, (x + left * shown.width // 2, y + top * shown.height // 2), radius, chance)
    shown = shown.rotate(float(chance.uniform(-0.8, 0.8)), Image.Resampling.BICUBIC, fillcolor="white")
    shown = shown.filter(ImageFilter.GaussianBlur(float(chance.uniform(0.3, 1.0))))
    shown = Image.blend(shown, Image.new("RGB", shown.size, "white"), float(chance.uniform(0, 0.2)))
    noise = chance.normal(0, float(chance.uniform(0, 10)), (shown.height, shown.width, 1))
    noisy = np.clip(np.asarray(shown) + noise, 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(noisy).save(file, "JPEG", quality=int(chance.integers(50, 92)))
    return Image.open(file).convert("RGB")


def _sealed(shown: Image.Image, middle: tuple[int, int], radius: int, chance: np.random.Generator) -> Image.Image:
    """The page with a seal's ink over its print, which shows through."""
    red = _REDS[int(chance.integers(len(_REDS)))]
    ink = Image.new("RGB", (2 * radius, 2 * radius), "white")
    _draw(ink, radius, red)
    ink = ink.rotate(float(chance.uniform(-25, 25)), Image.Resampling.BICUBIC, fillcolor="white")
    ink = Image.blend(Image.new("RGB", ink.size, "white"), ink, float(chance.uniform(0.7, 0.95)))
    layer = Image.new("RGB", shown.size, "white")
    layer.paste(ink, (middle[0] - radius, middle[1] - radius))
    return ImageChops.multiply(shown, layer)


def _draw(ink: Image.Image, radius: int, red: tuple[int, int, int]) -> None:
    """Ring, star and the words around it."""
    draw = ImageDraw.Draw(ink)
    width = max(2, radius // 18)
    draw.ellipse((1, 1, 2 * radius - 2, 2 * radius - 2), outline=red, width=width)
    points = []
    for corner in range(10):
        reach, turn = radius * (0.32 if corner % 2 == 0 else 0.13), math.pi * (corner / 5 - 0.5)
        points.append((radius + reach * math.cos(turn), radius + reach * math.sin(turn)))
    draw.polygon(points, fill=red)
    font = ImageFont.truetype(_FONT, max(8, radius // 4))
    for place, letter in enumerate(_WORDS):
        turn = math.radians(150 + 240 * place / (len(_WORDS) - 1))
        tile = Image.new("L", (radius // 2, radius // 2), 0)
        ImageDraw.Draw(tile).text((radius // 4, radius // 4), letter, fill=255, font=font, anchor="mm")
        tile = tile.rotate(-math.degrees(turn) - 90, Image.Resampling.BICUBIC)
        x, y = radius + 0.76 * radius * math.cos(turn), radius + 0.76 * radius * math.sin(turn)
        ink.paste(red, (int(x - radius / 4), int(y - radius / 4)), tile)
