"""Single characters of a font, drawn by PDFium: what the page shows where the text has them."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as raw

from pipeline.read.page import digits
from pipeline.read.pdf import pdfium

_SIZE = 48.0
"""Points and pixels: a digit is about 34 high."""
_MOST_KNOWN = 20_000

_known: dict[tuple[int, tuple[int, float, float]], bool] = {}
"""Digits whose outline was looked at in this process: by value and outline, whether it shows another character."""


class FontGlyphs:
    """The characters of one PDFium font, which is kept open so long; `close` lets go of it."""

    def __init__(self, document: Any, font: Any) -> None:
        self.document = document
        self.handle = pdfium.handle(font)
        self.text = raw.FPDFPageObj_CreateTextObj(document, font, _SIZE)

    def close(self) -> None:
        """Ends the use of the font."""
        raw.FPDFPageObj_Destroy(self.text)

    def disguises(self, char: str) -> bool:
        """Whether the font shows something else than the digit `char`; what it does not draw at all is not judged."""
        value = digits.VALUES[char]
        outline = pdfium.outline(self.handle, char)
        if outline is None:
            return self._contradicts(value, self._set_text(char))
        found = _known.get((value, outline))
        if found is None:
            if len(_known) > _MOST_KNOWN:
                _known.clear()
            found = _known[value, outline] = self._contradicts(value, self._set_text(char))
        return found

    def disguises_glyph(self, char: str, glyph: int) -> bool:
        """The same for a font whose character codes are the numbers of its glyphs."""
        codes = (ctypes.c_uint32 * 1)(glyph)
        return self._contradicts(digits.VALUES[char], raw.FPDFText_SetCharcodes(self.text, codes, 1))

    def shape(self, char: str) -> int | None:
        """The shape of a character as `digits.shape` has it; None where nothing is drawn."""
        return self._drawn() if self._set_text(char) else None

    def _contradicts(self, value: int, known: int) -> bool:
        found = self._drawn() if known else None
        return found is not None and digits.contradicts(found, value)

    def _set_text(self, char: str) -> int:
        codes = (ctypes.c_uint16 * 2)(ord(char), 0)
        return int(raw.FPDFText_SetText(self.text, codes))

    def _drawn(self) -> int | None:
        bitmap = raw.FPDFTextObj_GetRenderedBitmap(self.document, None, self.text, 1.0)
        if not bitmap:
            return None
        try:
            width, height = raw.FPDFBitmap_GetWidth(bitmap), raw.FPDFBitmap_GetHeight(bitmap)
            stride = raw.FPDFBitmap_GetStride(bitmap)
            if raw.FPDFBitmap_GetFormat(bitmap) != raw.FPDFBitmap_BGRA or not width:
                return None
            pixels = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), stride * height)
        finally:
            raw.FPDFBitmap_Destroy(bitmap)
        return digits.shape(pixels[3::4], stride // 4)
