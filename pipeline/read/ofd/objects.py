"""One OFD page → the objects that it paints, in order, each with its place and the drawing parameters it goes by.

Layers, then annotations; blocks and composite units are entered (GB/T 33190-2016, 8 to 13). What an object looks like
is left to who draws or reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from pipeline.errors import LimitExceeded
from pipeline.model import value
from pipeline.read.ofd.geometry import Matrix, box, combined, matrix, moved
from pipeline.read.ofd.parts import Page, Resources

_DEPTH: Final = 15
_PAINTED: Final = frozenset(("TextObject", "PathObject", "ImageObject"))

Styles = tuple[str | None, ...]
"""IDs of drawing parameters: of the object, its block and its layer, nearest first."""


@value
class PageObject:
    """A text, path or image object (by its tag). `place` takes its own space to that of the page's base matrix."""

    item: Any
    place: Matrix
    styles: Styles


def page_objects(page: Page, base: Matrix, most: int, *, watermarks: bool) -> Iterator[PageObject]:
    """Every visible object of a page; `base` takes the page's millimetres to the caller's units.

    Raises `LimitExceeded` past `most` objects, invisible ones and blocks counted too.
    """
    count = 0
    for container, outer, styles in _containers(page, base, watermarks=watermarks):
        for found in _walk(container, outer, styles, page.resources, 0):
            count += 1
            if count > most:
                raise LimitExceeded(f"a page paints more than {most} objects")
            if found is not None:
                yield found


def owners(item: Any, styles: Styles, resources: Resources) -> Iterator[Any]:
    """The object, then the drawing parameters that it, its block or layer name, with those they go back to."""
    yield item
    for style in styles:
        for _ in range(_DEPTH):
            owner = resources.draw.get(style or "")
            if owner is None:
                break
            yield owner
            style = owner.get("Relative")


def _containers(page: Page, base: Matrix, *, watermarks: bool) -> Iterator[tuple[Any, Matrix, Styles]]:
    for layer in page.layers:
        yield layer, base, (layer.get("DrawParam"),)
    for note in page.annotations:
        look = note.find("Appearance")
        if look is not None and _visible(note) and (watermarks or note.get("Type") != "Watermark"):
            x, y, _, _ = box(look.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
            yield look, combined(moved(x, y), base), ()


def _walk(
    container: Iterable[Any], outer: Matrix, styles: Styles, resources: Resources, depth: int
) -> Iterator[PageObject | None]:
    """The objects in a layer, block or unit; None for each item that is none to be painted, so that all are counted."""
    for item in container:
        if item.tag in _PAINTED and _visible(item):
            yield PageObject(item=item, place=_place(item, outer), styles=(item.get("DrawParam"), *styles))
            continue
        yield None
        if item.tag == "PageBlock" and depth < _DEPTH:
            yield from _walk(item, outer, styles, resources, depth + 1)
        elif item.tag == "CompositeObject" and depth < _DEPTH and _visible(item):
            unit = resources.composites.get(item.get("ResourceID"))
            looks = (item.get("DrawParam"), *styles)
            for content in unit.iterfind("Content") if unit is not None else ():
                yield from _walk(content, _place(item, outer), looks, resources, depth + 1)


def _place(item: Any, outer: Matrix) -> Matrix:
    x, y, _, _ = box(item.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
    return combined(combined(matrix(item.get("CTM")), moved(x, y)), outer)


def _visible(item: Any) -> bool:
    return item.get("Visible") not in ("false", "0")
