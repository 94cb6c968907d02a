"""PDFium's C functions called in bulk: one answer for all characters, objects or segments of a page.

A call from Python costs more than what PDFium does in it, so nothing here loops in Python: `map` calls the C function
over handles and over addresses in one array, which then holds every answer. The functions are bound again with plain
addresses as arguments (no pointer objects) and keep the interpreter's lock, both of which halve the cost of a call.
"""

from __future__ import annotations

import ctypes
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any

import pypdfium2.raw as raw

Handle = int
"""The address of a PDFium object."""

Floats = Sequence[float]

_ADDRESS, _INT, _UINT = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint


def _bound(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A function of pypdfium2.raw with other argument types."""
    address = ctypes.cast(function, _ADDRESS).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_get_text = _bound(raw.FPDFText_GetText, _INT, _ADDRESS, _INT, _INT, _ADDRESS)
_get_unicode = _bound(raw.FPDFText_GetUnicode, _UINT, _ADDRESS, _INT)
_loose_box = _bound(raw.FPDFText_GetLooseCharBox, _INT, _ADDRESS, _INT, _ADDRESS)
_unmapped = _bound(raw.FPDFText_HasUnicodeMapError, _INT, _ADDRESS, _INT)
_type = _bound(raw.FPDFPageObj_GetType, _INT, _ADDRESS)
_page_object = _bound(raw.FPDFPage_GetObject, _ADDRESS, _ADDRESS, _INT)
_form_object = _bound(raw.FPDFFormObj_GetObject, _ADDRESS, _ADDRESS, _INT)
_form_count = _bound(raw.FPDFFormObj_CountObjects, _INT, _ADDRESS)
_matrix = _bound(raw.FPDFPageObj_GetMatrix, _INT, _ADDRESS, _ADDRESS)
_bounds = _bound(raw.FPDFPageObj_GetBounds, _INT, *[_ADDRESS] * 5)
_fill_color = _bound(raw.FPDFPageObj_GetFillColor, _INT, *[_ADDRESS] * 5)
_stroke_color = _bound(raw.FPDFPageObj_GetStrokeColor, _INT, *[_ADDRESS] * 5)
_draw_mode = _bound(raw.FPDFPath_GetDrawMode, _INT, *[_ADDRESS] * 3)
_segment_count = _bound(raw.FPDFPath_CountSegments, _INT, _ADDRESS)
_segment = _bound(raw.FPDFPath_GetPathSegment, _ADDRESS, _ADDRESS, _INT)
_segment_type = _bound(raw.FPDFPathSegment_GetType, _INT, _ADDRESS)
_segment_close = _bound(raw.FPDFPathSegment_GetClose, _INT, _ADDRESS)
_segment_point = _bound(raw.FPDFPathSegment_GetPoint, _INT, *[_ADDRESS] * 3)
_render_mode = _bound(raw.FPDFTextObj_GetTextRenderMode, _INT, _ADDRESS)


def address(handle: Any) -> Handle:
    """The address behind a handle of pypdfium2."""
    found = ctypes.cast(handle, _ADDRESS).value
    assert found is not None
    return found


def text_of(text_page: Handle, count: int) -> str | None:
    """The page's text, one character for each of PDFium's `count`; None where they are not one to one.

    Text leaves out what has no Unicode at all, and a character beyond the basic plane takes two places.
    """
    buffer = array("H", bytes(2 * count + 2))
    written = _get_text(text_page, 0, count, buffer.buffer_info()[0])
    text = buffer[:count].tobytes().decode("utf-16-le", "surrogatepass")
    return text if written == count + 1 and len(text) == count else None


def unicodes(text_page: Handle, count: int) -> list[int]:
    """The code of each character, asked one by one."""
    return list(map(_get_unicode, repeat(text_page), range(count)))


def unmapped(text_page: Handle, indices: Iterable[int]) -> list[bool]:
    """Whether PDFium had no Unicode for these characters."""
    return [found == 1 for found in map(_unmapped, repeat(text_page), indices)]


def loose_boxes(text_page: Handle, indices: Sequence[int]) -> tuple[Floats, Floats, Floats, Floats]:
    """Left, top, right, bottom of these characters' line boxes, in the page's own space."""
    values, (first, last) = _array("f", 4 * len(indices))
    _run(map(_loose_box, repeat(text_page), indices, range(first, last, 16)))
    return values[0::4], values[1::4], values[2::4], values[3::4]


def page_objects(page: Handle, count: int) -> list[Handle]:
    """The page's objects."""
    return list(map(_page_object, repeat(page), range(count)))


def form_objects(form: Handle) -> list[Handle]:
    """The objects in a form XObject."""
    return list(map(_form_object, repeat(form), range(_form_count(form))))


def types(objects: Iterable[Handle]) -> list[int]:
    """What each object is: FPDF_PAGEOBJ_TEXT, …_PATH, …_IMAGE, …_FORM."""
    return list(map(_type, objects))


def matrices(objects: Sequence[Handle]) -> Iterable[tuple[float, ...]]:
    """The matrix (a to f) of each object."""
    values, (first, last) = _array("f", 6 * len(objects))
    _run(map(_matrix, objects, range(first, last, 24)))
    return zip(*(values[part::6] for part in range(6)), strict=True)


def bounds(objects: Sequence[Handle]) -> list[tuple[float, ...]]:
    """Left, bottom, right, top of the objects that have bounds."""
    values, (first, last) = _array("f", 4 * len(objects))
    known = map(_bounds, objects, *(range(first + 4 * part, last, 16) for part in range(4)))
    found = list(known)
    return [
        box for has, box in zip(found, zip(*(values[part::4] for part in range(4)), strict=True), strict=True) if has
    ]


def draw_modes(paths: Sequence[Handle]) -> tuple[Sequence[int], Sequence[int]]:
    """How each path is filled (0: not) and whether it is stroked."""
    values, (first, last) = _array("i", 2 * len(paths))
    _run(map(_draw_mode, paths, range(first, last, 8), range(first + 4, last, 8)))
    return values[0::2], values[1::2]


def fill_colors(objects: Sequence[Handle]) -> Iterable[tuple[int, ...]]:
    """Whether known, then red, green, blue, alpha (0 to 255) of each object's filling."""
    return _colors(_fill_color, objects)


def stroke_colors(objects: Sequence[Handle]) -> Iterable[tuple[int, ...]]:
    """Whether known, then red, green, blue, alpha (0 to 255) of each object's line."""
    return _colors(_stroke_color, objects)


def _colors(get: Callable[..., int], objects: Sequence[Handle]) -> Iterable[tuple[int, ...]]:
    values, (first, last) = _array("I", 4 * len(objects))
    known = list(map(get, objects, *(range(first + 4 * part, last, 16) for part in range(4))))
    return zip(known, *(values[part::4] for part in range(4)), strict=True)


def segment_counts(paths: Iterable[Handle]) -> list[int]:
    """How many segments each path has."""
    return list(map(_segment_count, paths))


def segments(paths: Sequence[Handle], counts: Sequence[int]) -> Iterable[tuple[int, bool, float, float]]:
    """Kind, whether it closes its subpath, x and y of every segment, path after path."""
    owners = [path for path, count in zip(paths, counts, strict=True) for _ in range(count)]
    handles = list(map(_segment, owners, [index for count in counts for index in range(count)]))
    values, (first, last) = _array("f", 2 * len(handles))
    _run(map(_segment_point, handles, range(first, last, 8), range(first + 4, last, 8)))
    closing = map(bool, map(_segment_close, handles))
    return zip(map(_segment_type, handles), closing, values[0::2], values[1::2], strict=True)


def render_modes(texts: Iterable[Handle]) -> list[int]:
    """How each text object is drawn; 3 is invisible (PDF 32000-1, 9.3.6)."""
    return list(map(_render_mode, texts))


def _array(kind: str, length: int) -> tuple[array[Any], tuple[int, int]]:
    """An array for PDFium to write into, with the addresses of its begin and end."""
    values = array(kind, bytes(4 * length))
    first = values.buffer_info()[0]
    return values, (first, first + 4 * length)


def _run(calls: Iterable[int]) -> None:
    """Makes the calls and drops what they return."""
    deque(calls, maxlen=0)
