"""PDFium's C functions called in bulk: one answer for all characters, objects or segments of a page.

A call through ctypes costs more than what PDFium does in it, so nothing here loops in Python: `map` calls a function
over handles, and `calls.each` one that writes answers. As PDFium itself, this is not safe in threads.
"""

from __future__ import annotations

import ctypes
import math
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any

import pypdfium2.raw as raw

from pipeline.read.pdf.calls import ADDRESS as _ADDRESS
from pipeline.read.pdf.calls import bound as _bound
from pipeline.read.pdf.calls import bound_with_types
from pipeline.read.pdf.calls import each as _each
from pipeline.read.pdf.calls import ready as _ready

Handle = Any
"""A PDFium object, ready as an argument."""

Floats = list[float]
Boxes = tuple[Floats, Floats, Floats, Floats]
"""Four edges, each for all boxes."""

_get_text = _bound(raw.FPDFText_GetText)
_get_unicode = _bound(raw.FPDFText_GetUnicode)
_loose_box = _bound(raw.FPDFText_GetLooseCharBox)
_unmapped = _bound(raw.FPDFText_HasUnicodeMapError)
_type = _bound(raw.FPDFPageObj_GetType)
_page_object = _bound(raw.FPDFPage_GetObject, _ADDRESS)
_form_object = _bound(raw.FPDFFormObj_GetObject, _ADDRESS)
_text_object = _bound(raw.FPDFText_GetTextObject, _ADDRESS)
_font = _bound(raw.FPDFTextObj_GetFont, _ADDRESS)
_glyph_path = bound_with_types(raw.FPDFFont_GetGlyphPath, _ADDRESS, _ADDRESS, ctypes.c_uint32, ctypes.c_float)
_glyph_count = _bound(raw.FPDFGlyphPath_CountGlyphSegments)
_glyph_segment = _bound(raw.FPDFGlyphPath_GetGlyphPathSegment, _ADDRESS)
_marked = _bound(raw.FPDFPageObj_GetMarkedContentID)
_form_count = _bound(raw.FPDFFormObj_CountObjects)
_matrix = _bound(raw.FPDFPageObj_GetMatrix)
_bounds = _bound(raw.FPDFPageObj_GetBounds)
_fill_color = _bound(raw.FPDFPageObj_GetFillColor)
_stroke_color = _bound(raw.FPDFPageObj_GetStrokeColor)
_draw_mode = _bound(raw.FPDFPath_GetDrawMode)
_segment_count = _bound(raw.FPDFPath_CountSegments)
_segment = _bound(raw.FPDFPath_GetPathSegment, _ADDRESS)
_segment_type = _bound(raw.FPDFPathSegment_GetType)
_segment_close = _bound(raw.FPDFPathSegment_GetClose)
_segment_point = _bound(raw.FPDFPathSegment_GetPoint)
_render_mode = _bound(raw.FPDFTextObj_GetTextRenderMode)


def handle(pointer: Any) -> Handle:
    """A handle of pypdfium2 made ready."""
    return _ready(ctypes.cast(pointer, _ADDRESS).value)


def handles(addresses: Iterable[int | None]) -> list[Handle]:
    """The objects at these addresses."""
    return list(map(_ready, addresses))


def pointers(addresses: Iterable[int]) -> list[Any]:
    """The objects at these addresses, for functions of pypdfium2.raw."""
    return [ctypes.cast(address, raw.FPDF_PAGEOBJECT) for address in addresses]


def text_of(text_page: Handle, count: int) -> str | None:
    """The page's text, one character for each of PDFium's `count`; None where they are not one to one.

    Text leaves out what has no Unicode at all, and a character beyond the basic plane takes two places.
    """
    buffer = array("H", bytes(2 * count + 2))
    written = _get_text(text_page, 0, count, _ready(buffer.buffer_info()[0]))
    text = buffer[:count].tobytes().decode("utf-16-le", "surrogatepass")
    return text if written == count + 1 and len(text) == count else None


def unicodes(text_page: Handle, count: int) -> list[int]:
    """The code of each character, asked one by one."""
    return list(map(_get_unicode, repeat(text_page), range(count)))


def unmapped(text_page: Handle, indices: Iterable[int]) -> list[int]:
    """Of each of these characters 1 where PDFium had no Unicode for it, else 0."""
    return list(map(_unmapped, repeat(text_page), indices))


def loose_boxes(text_page: Handle, indices: list[int]) -> Boxes:
    """Left, top, right, bottom of these characters' line boxes, in the page's own space."""
    _, left, top, right, bottom = _each(_loose_box, text_page, indices, 4, "f", False)
    return left, top, right, bottom


def page_objects(page: Handle, count: int) -> list[Handle]:
    """The page's objects."""
    return list(map(_ready, map(_page_object, repeat(page), range(count))))


def form_objects(form: Handle) -> list[Handle]:
    """The objects in a form XObject."""
    return list(map(_ready, map(_form_object, repeat(form), range(_form_count(form)))))


def text_objects(text_page: Handle, indices: Iterable[int]) -> list[int | None]:
    """The address of the text object that draws each of these characters; `drawing` has them too."""
    return list(map(_text_object, repeat(text_page), indices))


def fonts(texts: Collection[int | None]) -> dict[int | None, int | None]:
    """The address of each text object → that of its font; None where it has none."""
    return dict(zip(texts, map(_font, map(_ready, texts)), strict=True))


_OUTLINE_SIZE = 1000.0


def outline(font: Handle, char: str) -> tuple[int, float, float] | None:
    """A few numbers that tell the outlines of characters apart: how many parts, and where the middle one ends.

    None where the font has no outline of the character.
    """
    path = _glyph_path(font, ord(char), _OUTLINE_SIZE)
    count = _glyph_count(_ready(path)) if path else 0
    if count <= 0:
        return None
    _, (x,), (y,) = _each(_segment_point, [_ready(_glyph_segment(_ready(path), count // 2))], None, 2, "f", True)
    return (count, x, y) if math.isfinite(x + y) else None


def drawing(page: Handle, count: int, most_forms: int) -> list[tuple[int, int]]:
    """The address of every object in the order of drawing, and how many form XObjects it is inside."""
    return list(_drawn(list(map(_page_object, repeat(page), range(count))), 0, most_forms))


def _drawn(addresses: Sequence[int], depth: int, most_forms: int) -> Iterator[tuple[int, int]]:
    ready = list(map(_ready, addresses))
    for address, form, kind in zip(addresses, ready, types(ready), strict=True):
        yield address, depth
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < most_forms:
            inner = list(map(_form_object, repeat(form), range(_form_count(form))))
            yield from _drawn(inner, depth + 1, most_forms)


def marked_content(address: int) -> int:
    """The number of an object's marked content, -1 where it has none."""
    return int(_marked(_ready(address)))


def types(objects: Iterable[Handle]) -> list[int]:
    """What each object is: FPDF_PAGEOBJ_TEXT, …_PATH, …_IMAGE, …_FORM."""
    return list(map(_type, objects))


def matrices(objects: list[Handle]) -> Iterable[tuple[float, ...]]:
    """The matrix (a to f) of each object."""
    return zip(*_each(_matrix, objects, None, 6, "f", False)[1:], strict=True)


def bounds(objects: list[Handle]) -> Iterable[tuple[int, float, float, float, float]]:
    """Whether known, then left, bottom, right, top of each object."""
    return zip(*_each(_bounds, objects, None, 4, "f", True), strict=True)


def draw_modes(paths: list[Handle]) -> tuple[Sequence[int], Sequence[int]]:
    """How each path is filled (0: not) and whether it is stroked."""
    _, filled, stroked = _each(_draw_mode, paths, None, 2, "i", True)
    return filled, stroked


def fill_colors(objects: list[Handle]) -> tuple[list[int], ...]:
    """Whether known, then red, green, blue, alpha (0 to 255), each for the filling of all objects."""
    return _each(_fill_color, objects, None, 4, "I", True)


def stroke_colors(objects: list[Handle]) -> tuple[list[int], ...]:
    """Whether known, then red, green, blue, alpha (0 to 255), each for the lines of all objects."""
    return _each(_stroke_color, objects, None, 4, "I", True)


def segment_counts(paths: Iterable[Handle]) -> list[int]:
    """How many segments each path has."""
    return list(map(_segment_count, paths))


def segments(paths: Sequence[Handle], counts: Sequence[int]) -> Iterable[tuple[int, int, float, float]]:
    """Kind, whether it closes its subpath, x and y of every segment, path after path."""
    owners = [path for path, count in zip(paths, counts, strict=True) for _ in range(count)]
    found = list(map(_ready, map(_segment, owners, [index for count in counts for index in range(count)])))
    _, x, y = _each(_segment_point, found, None, 2, "f", True)
    return zip(map(_segment_type, found), map(_segment_close, found), x, y, strict=True)


def render_modes(texts: Iterable[Handle]) -> list[int]:
    """How each text object is drawn; 3 is invisible (PDF 32000-1, 9.3.6)."""
    return list(map(_render_mode, texts))
