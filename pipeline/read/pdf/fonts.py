"""The digits of a PDF's fonts: whether what the page shows is what the text says.

A font's Unicode map is what a writer made up: it may call the drawing of an 8 a 3, and the page's text then says so.
Each digit of each font is looked at once a document; outlines that were seen before in this process are known.
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as raw

from pipeline.read.page.content import Content
from pipeline.read.page.digits import VALUES
from pipeline.read.pdf import pdfium
from pipeline.read.pdf.glyphs import FontGlyphs
from pipeline.read.pdf.pdfium import Handle


class Fonts:
    """The fonts of one open document. They stay open until `close`, so that an address is always the same font."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.glyphs: dict[int, FontGlyphs] = {}
        self.known: dict[tuple[int | None, str], bool] = {}

    def close(self) -> None:
        """Lets go of the fonts."""
        for glyphs in self.glyphs.values():
            glyphs.close()
        self.glyphs.clear()

    def look_at(self, content: Content, text_page: Handle, texts: list[str], indices: list[int]) -> None:
        """Counts the digits among a page's characters that look like something else, or are not drawn at all.

        `texts` are the characters, `indices` their places in the text page.
        """
        values = VALUES
        found = [place for place, text in enumerate(texts) if text in values]
        chars = [texts[place] for place in found]
        objects = pdfium.text_objects(text_page, [indices[place] for place in found])
        fonts = pdfium.fonts(set(objects))
        kinds = {(fonts[address], char) for address, char in zip(objects, chars, strict=True)}
        for kind in kinds - self.known.keys():
            self.known[kind] = self._disguises(*kind)
        content.disguised = sum(self.known[kind] for kind in kinds)
        content.unseen = pdfium.render_modes(pdfium.handles(fonts)).count(raw.FPDF_TEXTRENDERMODE_INVISIBLE)

    def _disguises(self, font: int | None, char: str) -> bool:
        if font is None:
            return False
        if font not in self.glyphs:
            self.glyphs[font] = FontGlyphs(self.document, ctypes.cast(font, raw.FPDF_FONT))
        return self.glyphs[font].disguises(char)
