"""The digits of fonts embedded in an OFD file: whether what the page shows is what its text says, as for a PDF."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from pipeline.read.ofd.geometry import number, numbers
from pipeline.read.ofd.parts import Package
from pipeline.read.page.digits import VALUES
from pipeline.read.pdf.glyphs import FontGlyphs


class EmbeddedFonts:
    """The fonts of one package, opened in an empty PDFium document when their digits are first met."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.document = pypdfium2.PdfDocument.new()
        self.opened: dict[str, tuple[Any, FontGlyphs] | None] = {}
        self.known: dict[tuple[str, str, int | None], bool] = {}

    def close(self) -> None:
        """Lets go of the fonts."""
        for font in self.opened.values():
            if font is not None:
                font[1].close()
                raw.FPDFFont_Close(font[0])
        self.opened.clear()
        self.document.close()

    def disguises(self, path: str, char: str, glyph: int | None) -> bool:
        """Whether the font in a part shows something else than `char` where it is a digit.

        `glyph`: the number of the glyph that the page asks for; None where it leaves that to the font.
        """
        if char not in VALUES:
            return False
        kind = (path, char, glyph)
        if kind not in self.known:
            if path not in self.opened:
                self.opened[path] = self._open(path)
            font = self.opened[path]
            self.known[kind] = font is not None and _disguises(font[1], char, glyph)
        return self.known[kind]

    def _open(self, path: str) -> tuple[Any, FontGlyphs] | None:
        """The font; None where PDFium can't read it: then a viewer shows its own font, by the text."""
        data = self.package.read(path)
        buffer = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
        font = raw.FPDFText_LoadFont(self.document.raw, buffer, len(data), raw.FPDF_FONT_TRUETYPE, 1) if data else None
        return (font, FontGlyphs(self.document.raw, font)) if font else None


def _disguises(glyphs: FontGlyphs, char: str, glyph: int | None) -> bool:
    return glyphs.disguises(char) if glyph is None else glyphs.disguises_glyph(char, glyph)


def asked_glyphs(item: Any) -> dict[int, int]:
    """The glyphs that a TextObject asks for (CGTransform), by the place of their character, where it is one for one."""
    found: dict[int, int] = {}
    for asked in item.iterfind("CGTransform"):
        glyphs = [int(glyph) for glyph in numbers(asked.findtext("Glyphs"))]
        start = int(number(asked.get("CodePosition")))
        if len(glyphs) == int(number(asked.get("CodeCount"), 1)):
            found.update((start + index, glyph) for index, glyph in enumerate(glyphs) if 0 <= glyph < 0x10000)
    return found
