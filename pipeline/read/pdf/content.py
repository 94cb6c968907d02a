"""One PDF page through PDFium: characters with boxes, ruling lines, and what stands in the way of reading them.

Everything is given in points from the top left corner of the page as it is shown: crop box and /Rotate are applied.
PDFium is not safe in threads; one process reads one document at a time.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from itertools import compress
from typing import Any, Final

import pypdfium2.raw as raw

from pipeline.read.page.content import Chars, Content
from pipeline.read.page.strokes import add_drawn
from pipeline.read.pdf import pdfium
from pipeline.read.pdf.fonts import Fonts
from pipeline.read.pdf.pdfium import Boxes, Floats, Handle

_THIN: Final = 3.5
"""A filled shape no thicker than this (points) is drawn as a line; thicker is shading."""
_WHITE: Final = 245
_ALMOST_CLEAR: Final = 40
_WIDEST_CHARACTER: Final = 60.0
_SKIPPED: Final = frozenset("\x00\r\n \u00a0\u3000\ufffe\uffff\u200b\ufeff\t\x02")
_DEPTH: Final = 15
_BOX_SEGMENTS: Final = 6
_INVISIBLE: Final = 3
_LARGE: Final = 1.6
"""Characters this much larger than the page's usual ones may be a watermark."""

Matrix = tuple[float, ...]
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read_page(page: Any, text_page: Any, fonts: Fonts) -> Content:
    """The content of an open page (raw PDFium handles) of the document with these fonts."""
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, box)
    turn = raw.FPDFPage_GetRotation(page)
    wide, high = box.right - box.left, box.top - box.bottom
    content = Content(*((high, wide) if turn in (1, 3) else (wide, high)))
    objects = _Objects(content, _Shown(turn, box.left, box.bottom, box.right, box.top))
    objects.take(pdfium.page_objects(pdfium.handle(page), raw.FPDFPage_CountObjects(page)), _UNIT, 0)
    if content.image:
        objects.count_hidden()
    _characters(content, text_page, box, turn, fonts)
    return content


class _Shown:
    """User space → the page as shown, by its rotation in quarter turns clockwise (PDF 32000-1, 7.7.3.3)."""

    def __init__(self, turn: int, left: float, bottom: float, right: float, top: float) -> None:
        self.turn = turn
        self.left, self.bottom, self.right, self.top = left, bottom, right, top

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a point stands, from the top left corner."""
        if self.turn == 1:
            return y - self.bottom, x - self.left
        if self.turn == 2:
            return self.right - x, y - self.bottom
        if self.turn == 3:
            return self.top - y, self.right - x
        return x - self.left, self.top - y


def _characters(content: Content, text_page: Any, box: Any, turn: int, fonts: Fonts) -> None:
    """Fills in the page's characters, white space left out, field by field."""
    handle = pdfium.handle(text_page)
    texts, indices = _printed(handle, raw.FPDFText_CountChars(text_page))
    if not texts:
        return
    boxes = _placed(_boxes(text_page, handle, indices), box, turn)
    content.unmapped = _count_unmapped(handle, texts, indices)
    fonts.look_at(content, handle, texts, indices)
    content.printed = _without_slanted(Chars(texts, *boxes, indices), text_page)


def _printed(text_page: Handle, count: int) -> tuple[list[str], list[int]]:
    """The characters that print something and their places in the text page."""
    text = pdfium.text_of(text_page, count)
    if text is None:
        return _printed_codes(pdfium.unicodes(text_page, count))
    texts: list[str] = []
    indices: list[int] = []
    for index in range(count):
        char = text[index]
        if char not in _SKIPPED:
            texts.append(char)
            indices.append(index)
    return texts, indices


def _printed_codes(codes: Sequence[int]) -> tuple[list[str], list[int]]:
    """The same from codes; a pair of surrogates is one character, at the place of its second half."""
    texts, indices, lead = [], [], 0
    for index, code in enumerate(codes):
        if 0xD800 <= code < 0xDC00:
            lead = code
            continue
        if 0xDC00 <= code < 0xE000 and lead:
            code, lead = 0x10000 + ((lead - 0xD800) << 10) + (code - 0xDC00), 0
        if code < 0x110000 and chr(code) not in _SKIPPED:
            texts.append(chr(code))
            indices.append(index)
    return texts, indices


def _boxes(text_page: Any, handle: Handle, indices: list[int]) -> Boxes:
    """Left, top, right, bottom of each character: its line box, or where that can't be (vertical writing) its ink's."""
    left, top, right, bottom = pdfium.loose_boxes(handle, indices)
    ink = [ctypes.c_double() for _ in range(4)]
    for place in range(len(indices)):
        wide, high = right[place] - left[place], top[place] - bottom[place]
        if not (0 < wide < _WIDEST_CHARACTER and 0 < high < _WIDEST_CHARACTER):
            raw.FPDFText_GetCharBox(text_page, indices[place], *ink)
            x_a, x_b, y_a, y_b = (number.value for number in ink)
            left[place], right[place], bottom[place], top[place] = (
                min(x_a, x_b),
                max(x_a, x_b),
                min(y_a, y_b),
                max(y_a, y_b),
            )
    return left, top, right, bottom


def _placed(boxes: Boxes, page: Any, turn: int) -> Boxes:
    """The boxes on the page as shown, x0, top, x1, bottom: what `_Shown` does, for whole columns of numbers."""
    left, top, right, bottom = boxes
    if turn == 1:
        return _from(page.bottom, bottom), _from(page.left, left), _from(page.bottom, top), _from(page.left, right)
    if turn == 2:
        return _to(page.right, right), _from(page.bottom, bottom), _to(page.right, left), _from(page.bottom, top)
    if turn == 3:
        return _to(page.top, top), _to(page.right, right), _to(page.top, bottom), _to(page.right, left)
    return _from(page.left, left), _to(page.top, top), _from(page.left, right), _to(page.top, bottom)


def _from(edge: float, values: Floats) -> Floats:
    return [value - edge for value in values] if edge else values


def _to(edge: float, values: Floats) -> Floats:
    return [edge - value for value in values]


def _count_unmapped(text_page: Handle, texts: list[str], indices: list[int]) -> int:
    """How many characters have no Unicode of their font, here or elsewhere on the page, or a private one."""
    lost = {char for char in set(texts) if 0xE000 <= ord(char) < 0xF900}
    lost.update(compress(texts, pdfium.unmapped(text_page, indices)))
    return sum(char in lost for char in texts) if lost else 0


def _without_slanted(chars: Chars, text_page: Any) -> Chars:
    """Watermarks stand at a slant, or far larger than the page's text and across it: they are no part of a cell."""
    tops, bottoms = chars.tops, chars.bottoms
    least, tallest = math.inf, 0.0
    for place in range(len(tops)):
        size = bottoms[place] - tops[place]
        least, tallest = min(least, size), max(tallest, size)
    if tallest <= _LARGE * least:
        return chars
    sizes = [bottom - top for bottom, top in zip(bottoms, tops, strict=True)]
    large = _LARGE * sorted(sizes)[len(sizes) // 2]
    if tallest <= large:
        return chars
    gone = {place for place, size in enumerate(sizes) if size > large and _slanted(text_page, chars.places[place])}
    if not gone:
        return chars
    kept = [place not in gone for place in range(len(sizes))]
    return Chars(
        list(compress(chars.texts, kept)),
        list(compress(chars.lefts, kept)),
        list(compress(chars.tops, kept)),
        list(compress(chars.rights, kept)),
        list(compress(chars.bottoms, kept)),
        list(compress(chars.places, kept)),
    )


def _slanted(text_page: Any, index: int) -> bool:
    angle = raw.FPDFText_GetCharAngle(text_page, index) % (math.pi / 2)
    return bool(min(angle, math.pi / 2 - angle) > 0.05)


class _Objects:
    """Walks the page's objects, those inside form XObjects too, for lines, pictures and invisible text."""

    def __init__(self, content: Content, shown: _Shown) -> None:
        self.content = content
        self.shown = shown
        self.texts: list[Handle] = []

    def take(self, objects: list[Handle], outer: Matrix, depth: int) -> None:
        """All these objects, under the matrix of the forms around them."""
        paths: list[Handle] = []
        images: list[Handle] = []
        forms: list[Handle] = []
        lists = {
            raw.FPDF_PAGEOBJ_TEXT: self.texts,
            raw.FPDF_PAGEOBJ_PATH: paths,
            raw.FPDF_PAGEOBJ_IMAGE: images,
            raw.FPDF_PAGEOBJ_FORM: forms if depth < _DEPTH else [],
        }
        for index, kind in enumerate(pdfium.types(objects)):
            own = lists.get(kind)
            if own is not None:
                own.append(objects[index])
        self._paths(paths, outer)
        for a, b, c, d, e, f in self._combined(images, outer):
            self.content.image += abs(a * d - b * c) / max(1.0, self.content.width * self.content.height)
            corners = [self.shown.place(a * x + c * y + e, b * x + d * y + f) for x in (0, 1) for y in (0, 1)]
            xs, ys = zip(*corners, strict=True)
            self.content.pictures.append((min(xs), min(ys), max(xs), max(ys)))
        for form, matrix in zip(forms, self._combined(forms, outer), strict=True):
            self.take(pdfium.form_objects(form), matrix, depth + 1)

    def count_hidden(self) -> None:
        """How much of the text is drawn invisible; only of interest on a page with pictures that it may lie over."""
        self.content.texts = len(self.texts)
        self.content.hidden = pdfium.render_modes(self.texts).count(_INVISIBLE)

    def _combined(self, objects: list[Handle], outer: Matrix) -> list[Matrix]:
        """The matrix of each object times those around it."""
        own = list(pdfium.matrices(objects)) if objects else []
        a, b, c, d, e, f = outer
        return [
            (
                m[0] * a + m[1] * c,
                m[0] * b + m[1] * d,
                m[2] * a + m[3] * c,
                m[2] * b + m[3] * d,
                m[4] * a + m[5] * c + e,
                m[4] * b + m[5] * d + f,
            )
            for m in own
        ]

    def _paths(self, paths: list[Handle], outer: Matrix) -> None:
        """Lines are what is stroked, and thin filled shapes; white and clear ones can't be seen on the page."""
        if not paths:
            return
        filling, stroking = pdfium.draw_modes(paths)
        drawn = list(compress(paths, stroking))
        seen = set(compress(drawn, _seen(*pdfium.stroke_colors(drawn))))
        filled = [path for path, fill in zip(paths, filling, strict=True) if fill and path not in seen]
        filled = list(compress(filled, _seen(*pdfium.fill_colors(filled))))
        counts = pdfium.segment_counts(filled)
        self._boxes([path for path, count in zip(filled, counts, strict=True) if count <= _BOX_SEGMENTS], outer)
        outlines = [path for path, count in zip(filled, counts, strict=True) if count > _BOX_SEGMENTS]
        for points, curved in self._subpaths(outlines, outer):
            add_drawn(self.content, points)
            if curved:
                self.content.curves += 1
            else:
                self._filled(points)
        for points, curved in self._subpaths([path for path in drawn if path in seen], outer):
            if curved:
                add_drawn(self.content, points)
                self.content.curves += 1
                continue
            for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
                self._line(x0, y0, x1, y1)

    def _boxes(self, paths: list[Handle], outer: Matrix) -> None:
        """Filled shapes of few points by their bounds, which no line width inflates; a thin one is a line."""
        a, b, c, d, e, f = outer
        shown = self.shown
        for known, left, bottom, right, top in pdfium.bounds(paths):
            x0, y0 = shown.place(a * left + c * bottom + e, b * left + d * bottom + f)
            x1, y1 = shown.place(a * right + c * top + e, b * right + d * top + f)
            wide, high = abs(x1 - x0), abs(y1 - y0)
            if known and (wide <= _THIN or high <= _THIN):
                self._thin(min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1))

    def _subpaths(self, paths: list[Handle], outer: Matrix) -> list[tuple[list[tuple[float, float]], bool]]:
        """The points of every subpath, and whether it has a curve."""
        found: list[tuple[list[tuple[float, float]], bool]] = []
        counts = pdfium.segment_counts(paths)
        segments = iter(pdfium.segments(paths, counts))
        for (a, b, c, d, e, f), count in zip(self._combined(paths, outer), counts, strict=True):
            points: list[tuple[float, float]] = []
            curved = False
            for kind, closes, x, y in (next(segments) for _ in range(count)):
                if kind == raw.FPDF_SEGMENT_MOVETO:
                    if len(points) > 1:
                        found.append((points, curved))
                    points, curved = [], False
                curved = curved or kind == raw.FPDF_SEGMENT_BEZIERTO
                points.append(self.shown.place(a * x + c * y + e, b * x + d * y + f))
                if closes:
                    points.append(points[0])
            if len(points) > 1:
                found.append((points, curved))
        return found

    def _filled(self, points: Sequence[tuple[float, float]]) -> None:
        """A thin filled box is a line; a thick one is shading."""
        xs, ys = zip(*points, strict=True)
        self._thin(min(xs), max(xs), min(ys), max(ys))

    def _thin(self, x0: float, x1: float, y0: float, y1: float) -> None:
        if y1 - y0 <= _THIN and x1 - x0 > y1 - y0:
            self._line(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
        elif x1 - x0 <= _THIN and y1 - y0 > x1 - x0:
            self._line((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)

    def _line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if abs(y1 - y0) <= 1.0 < abs(x1 - x0):
            self.content.horizontal.append(((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x1 - x0) <= 1.0 < abs(y1 - y0):
            self.content.vertical.append(((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def _seen(known: list[int], red: list[int], green: list[int], blue: list[int], alpha: list[int]) -> list[bool]:
    """Whether each colour can be told from the white page; one that can't be told is."""
    return [
        not known[at] or (alpha[at] > _ALMOST_CLEAR and (red[at] < _WHITE or green[at] < _WHITE or blue[at] < _WHITE))
        for at in range(len(known))
    ]
