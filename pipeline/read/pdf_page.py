"""One PDF page through PDFium: characters with boxes, ruling lines, and what stands in the way of reading them.

Everything is given in points from the top left corner of the page as it is shown: crop box and /Rotate are applied.
PDFium is not safe in threads; one process reads one document at a time.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

from pipeline.read.page import Char, Content

_THIN = 3.5
"""A filled shape no thicker than this (points) is drawn as a line; thicker is shading."""
_WHITE = 245
_ALMOST_CLEAR = 40
_WIDEST_CHARACTER = 60.0
_SKIPPED = frozenset("\x00\r\n \u00a0\u3000\ufffe\uffff\u200b\ufeff\t\x02")
_DEPTH = 15
_BOX_SEGMENTS = 6
_INVISIBLE = 3

Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read_page(page: Any, text_page: Any) -> Content:
    """The content of an open page (raw PDFium handles)."""
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    turn = pdfium.FPDFPage_GetRotation(page)
    place = _placer(box, turn)
    wide, high = box.right - box.left, box.top - box.bottom
    content = Content(*((high, wide) if turn in (1, 3) else (wide, high)))
    count = pdfium.FPDFPage_CountObjects(page)
    objects = _Objects(content, place)
    objects.take(lambda i: pdfium.FPDFPage_GetObject(page, i), count, _UNIT, 0)
    if content.image:
        objects.count_hidden()
    _characters(content, text_page, place)
    return content


def _placer(box: Any, turn: int) -> Callable[[float, float], tuple[float, float]]:
    """User space → the page as shown, by its rotation in quarter turns clockwise (PDF 32000-1, 7.7.3.3)."""
    left, bottom, right, top = box.left, box.bottom, box.right, box.top
    if turn == 1:
        return lambda x, y: (y - bottom, x - left)
    if turn == 2:
        return lambda x, y: (right - x, y - bottom)
    if turn == 3:
        return lambda x, y: (top - y, right - x)
    return lambda x, y: (x - left, top - y)


def _characters(content: Content, text_page: Any, place: Callable[[float, float], tuple[float, float]]) -> None:
    loose, tight = pdfium.FS_RECTF(), [ctypes.c_double() for _ in range(4)]
    unicode_of, box_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    mapped: dict[str, bool] = {}
    chars = content.chars
    lead = 0
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        code = unicode_of(text_page, index)
        if 0xD800 <= code < 0xDC00:
            lead = code
            continue
        if 0xDC00 <= code < 0xE000 and lead:
            code, lead = 0x10000 + ((lead - 0xD800) << 10) + (code - 0xDC00), 0
        text = chr(code) if code < 0x110000 else ""
        if not text or text in _SKIPPED:
            continue
        if text not in mapped:
            mapped[text] = pdfium.FPDFText_HasUnicodeMapError(text_page, index) != 1 and not 0xE000 <= code < 0xF900
        content.unmapped += not mapped[text]
        box_of(text_page, index, loose)
        left, right, bottom, top = loose.left, loose.right, loose.bottom, loose.top
        if not (0 < right - left < _WIDEST_CHARACTER and 0 < top - bottom < _WIDEST_CHARACTER):
            pdfium.FPDFText_GetCharBox(text_page, index, *tight)
            left, right, bottom, top = (number.value for number in tight)
        x_a, y_a = place(left, bottom)
        x_b, y_b = place(right, top)
        if x_a > x_b:
            x_a, x_b = x_b, x_a
        if y_a > y_b:
            y_a, y_b = y_b, y_a
        chars.append(Char(text, x_a, y_a, x_b, y_b, index))
    _drop_slanted(content, text_page)


def _drop_slanted(content: Content, text_page: Any) -> None:
    """Watermarks stand at a slant, or far larger than the page's text and across it: they are no part of a cell."""
    if not content.chars:
        return
    sizes = sorted(char.size for char in content.chars)
    usual = sizes[len(sizes) // 2]
    kept = []
    for char in content.chars:
        if char.size > 1.6 * usual and _slanted(text_page, char.index):
            continue
        kept.append(char)
    content.chars = kept


def _slanted(text_page: Any, index: int) -> bool:
    angle = pdfium.FPDFText_GetCharAngle(text_page, index) % (math.pi / 2)
    return bool(min(angle, math.pi / 2 - angle) > 0.05)


class _Objects:
    """Walks the page's objects, those inside form XObjects too, for lines, pictures and invisible text."""

    def __init__(self, content: Content, place: Callable[[float, float], tuple[float, float]]) -> None:
        self.content = content
        self.place = place
        self.texts: list[Any] = []
        self.matrix = pdfium.FS_MATRIX()
        self.x, self.y = ctypes.c_float(), ctypes.c_float()
        self.fill, self.stroke = ctypes.c_int(), ctypes.c_int()
        self.bounds = [ctypes.c_float() for _ in range(4)]
        self.color = [ctypes.c_uint() for _ in range(4)]

    def take(self, get: Callable[[int], Any], count: int, outer: Matrix, depth: int) -> None:
        """All objects that `get` gives, under the matrix of the forms around them."""
        for index in range(count):
            item = get(index)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(item, outer)
            elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self.texts.append(item)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._image(item, outer)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
                self._form(item, outer, depth)

    def count_hidden(self) -> None:
        """How much of the text is drawn invisible; only of interest on a page with pictures that it may lie over."""
        self.content.texts = len(self.texts)
        self.content.hidden = sum(pdfium.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE for item in self.texts)

    def _form(self, item: Any, outer: Matrix, depth: int) -> None:
        count = pdfium.FPDFFormObj_CountObjects(item)
        self.take(lambda i: pdfium.FPDFFormObj_GetObject(item, i), count, self._combined(item, outer), depth + 1)

    def _combined(self, item: Any, outer: Matrix) -> Matrix:
        pdfium.FPDFPageObj_GetMatrix(item, self.matrix)
        m = self.matrix
        a, b, c, d, e, f = outer
        return (
            m.a * a + m.b * c,
            m.a * b + m.b * d,
            m.c * a + m.d * c,
            m.c * b + m.d * d,
            m.e * a + m.f * c + e,
            m.e * b + m.f * d + f,
        )

    def _image(self, item: Any, outer: Matrix) -> None:
        a, b, c, d, _, _ = self._combined(item, outer)
        self.content.image += abs(a * d - b * c) / max(1.0, self.content.width * self.content.height)

    def _path(self, item: Any, outer: Matrix) -> None:
        pdfium.FPDFPath_GetDrawMode(item, self.fill, self.stroke)
        filled, stroked = self.fill.value != 0, bool(self.stroke.value)
        if stroked:
            stroked = self._seen(pdfium.FPDFPageObj_GetStrokeColor, item)
        if filled and not stroked:
            filled = self._seen(pdfium.FPDFPageObj_GetFillColor, item)
        if not (filled or stroked):
            return
        if not stroked and pdfium.FPDFPath_CountSegments(item) <= _BOX_SEGMENTS:
            self._box(item, outer)
            return
        for points, curved in self._subpaths(item, self._combined(item, outer)):
            if curved:
                self.content.curves += 1
            elif stroked:
                for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
                    self._line(x0, y0, x1, y1)
            else:
                self._filled(points)

    def _box(self, item: Any, outer: Matrix) -> None:
        """A filled shape of few points by its bounds, which no line width inflates."""
        if not pdfium.FPDFPageObj_GetBounds(item, *self.bounds):
            return
        left, bottom, right, top = (edge.value for edge in self.bounds)
        a, b, c, d, e, f = outer
        self._filled([self.place(a * x + c * y + e, b * x + d * y + f) for x, y in ((left, bottom), (right, top))])

    def _seen(self, get: Callable[..., int], item: Any) -> bool:
        """Whether the colour can be told from the white page."""
        if not get(item, *self.color):
            return True
        red, green, blue, alpha = (part.value for part in self.color)
        return alpha > _ALMOST_CLEAR and min(red, green, blue) < _WHITE

    def _subpaths(self, item: Any, matrix: Matrix) -> list[tuple[list[tuple[float, float]], bool]]:
        a, b, c, d, e, f = matrix
        found: list[tuple[list[tuple[float, float]], bool]] = []
        points: list[tuple[float, float]] = []
        curved = False
        for index in range(pdfium.FPDFPath_CountSegments(item)):
            segment = pdfium.FPDFPath_GetPathSegment(item, index)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            pdfium.FPDFPathSegment_GetPoint(segment, self.x, self.y)
            x, y = self.x.value, self.y.value
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                if len(points) > 1:
                    found.append((points, curved))
                points, curved = [], False
            curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
            points.append(self.place(a * x + c * y + e, b * x + d * y + f))
            if pdfium.FPDFPathSegment_GetClose(segment) and points:
                points.append(points[0])
        if len(points) > 1:
            found.append((points, curved))
        return found

    def _filled(self, points: list[tuple[float, float]]) -> None:
        """A thin filled box is a line; a thick one is shading."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
        if y1 - y0 <= _THIN and x1 - x0 > y1 - y0:
            self._line(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
        elif x1 - x0 <= _THIN and y1 - y0 > x1 - x0:
            self._line((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)

    def _line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if abs(y1 - y0) <= 1.0 < abs(x1 - x0):
            self.content.horizontal.append(((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x1 - x0) <= 1.0 < abs(y1 - y0):
            self.content.vertical.append(((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
