"""The digits of free fonts → pipeline/read/page/digits.csv, and how surely they tell a digit from another.

python -m tools.digit_shapes FOLDER...   (folders of .ttf, .otf and .ttc files)

Fonts whose digits are none (symbols, hair lines) are left out by name. Prints the digits that would be taken for another
if their own family were unknown.
"""

from __future__ import annotations

import csv
import ctypes
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw

from pipeline.read.page import digits
from pipeline.read.pdf.glyphs import FontGlyphs

_NO_DIGITS = re.compile(
    "cmex|cmsy|cmmi|D0500|opens___|Hairline|StandardSym|Dingbats|LastResort|STIXNonUni|STIXSiz", re.I
)
_ALIKE = 56
"""Bits: shapes of one digit that differ by no more are kept once."""
_CLEAR = 1.1
"""A shape that is not so many times likelier its own digit than another one is kept, however near its kind it is."""

Shape = tuple[str, int, int]
"""Family, digit, shape."""


def main() -> None:
    """Reads the fonts, writes the table."""
    shapes = [shape for path in _fonts(map(Path, sys.argv[1:])) for shape in _shapes(path)]
    kept: list[Shape] = []
    for shape in sorted(shapes, key=lambda item: item[1:]):
        own, other = _nearest(shape, kept)
        if own > _ALIKE or own > other:
            kept.append(shape)
    kept += [shape for shape in shapes for own, other in [_nearest(shape, kept)] if own * _CLEAR > other]
    path = Path(digits.__file__).with_name("digits.csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("digit", "shape"))
        writer.writerows((value, f"{shape:x}") for _, value, shape in kept)
    print(f"{len(shapes)} shapes of {len({family for family, _, _ in shapes})} families, {len(kept)} kept")
    for factor, own, family, value in sorted(_left_out(shapes), reverse=True)[:20]:
        print(f"{family:12} {value}: {factor:.2f} times as unlike its kind as another, {own} bits")


def _fonts(folders: Iterator[Path]) -> list[Path]:
    found = (
        path for folder in folders for path in folder.rglob("*") if path.suffix.lower() in (".ttf", ".otf", ".ttc")
    )
    return sorted(path for path in found if not _NO_DIGITS.search(path.name))


def _shapes(path: Path) -> Iterator[Shape]:
    """The digits of one font, where it has all ten of a row."""
    document = pypdfium2.PdfDocument.new()
    data = path.read_bytes()
    buffer = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
    font = raw.FPDFText_LoadFont(document.raw, buffer, len(data), raw.FPDF_FONT_TRUETYPE, 1)
    if font:
        glyphs = FontGlyphs(document.raw, font)
        lacking = {None, glyphs.shape("\u0378")}
        family = re.split(r"[-_.]", path.name.lower())[0][:7]
        for row in ("0123456789", "０１２３４５６７８９"):
            found = [glyphs.shape(char) for char in row]
            if len(set(found)) == 10 and not lacking & set(found):
                yield from ((family, value, shape) for value, shape in enumerate(found) if shape is not None)
        glyphs.close()
        raw.FPDFFont_Close(font)
    document.close()


def _left_out(shapes: list[Shape]) -> Iterator[tuple[float, int, str, int]]:
    """For each digit, how unlike its kind in other families it is, against another digit there."""
    for shape in sorted(set(shapes)):
        own, other = _nearest(shape, [known for known in shapes if known[0] != shape[0]])
        yield own / max(1, other), own, shape[0], shape[1]


def _nearest(shape: Shape, known: list[Shape]) -> tuple[int, int]:
    """The bits by which a shape differs from the likest one of its own digit, and of any other digit."""
    found = [10_000, 10_000]
    for _, value, other in known:
        found[value != shape[1]] = min(found[value != shape[1]], (shape[2] ^ other).bit_count())
    return found[0], found[1]


if __name__ == "__main__":
    main()
