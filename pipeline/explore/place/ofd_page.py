"""One OFD page (GB/T 33190-2016) → SVG: its objects as they are painted, drawn in a way of its own beside the reader's.

Only text, paths and pictures are written, numbers and escaped words alone, so nothing of the file can act in a browser.
"""

from __future__ import annotations

import base64
import io
import re
import unicodedata
from html import escape
from typing import Any

from PIL import Image, UnidentifiedImageError

from pipeline.errors import LimitExceeded
from pipeline.read.ofd.geometry import UNIT, Matrix, number, numbers
from pipeline.read.ofd.objects import Styles, owners, page_objects
from pipeline.read.ofd.parts import Package, Page

_MOST_OBJECTS = 100_000
_MOST_CHARACTERS = 40_000_000
_MOST_PIXELS = 40_000_000
_PATH = re.compile(r"[SMLQBAC]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_COMMANDS = {"S": "M", "B": "C", "C": "Z"}
"""Of abbreviated data, those that SVG writes otherwise."""
_FONTS = "'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC',SimSun,sans-serif"
_THIN = 0.353
"""Millimetres: the standard's own width of a line."""


def draw(package: Package, page: Page) -> str:
    """The page as an SVG whose units are millimetres. Raises `LimitExceeded`, `Damaged`."""
    _, _, width, height = page.area
    drawing = _Drawing(package, page)
    drawing.draw(page)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}mm" '
        f'height="{height:g}mm" font-family="{_FONTS}"><rect width="100%" height="100%" fill="#fff"/>'
        f"{''.join(drawing.parts)}</svg>"
    )


class _Drawing:
    """The parts of a page's SVG, in the order of painting."""

    def __init__(self, package: Package, page: Page) -> None:
        self.package = package
        self.resources = page.resources
        self.parts: list[str] = []
        self.length = 0

    def draw(self, page: Page) -> None:
        """Draws all objects of the page."""
        draws = {"TextObject": self._text, "PathObject": self._path, "ImageObject": self._image}
        for found in page_objects(page, UNIT, _MOST_OBJECTS, watermarks=True):
            draws[found.item.tag](found.item, found.place, found.styles)
            if self.length > _MOST_CHARACTERS:
                raise LimitExceeded("the page paints too much to be shown")

    def _put(self, element: str) -> None:
        self.parts.append(element)
        self.length += len(element)

    def _paint(self, item: Any, name: str, styles: Styles) -> str:
        """The colour of filling or stroke with its opacity, as attributes; black where none is given."""
        kind = "fill" if name == "FillColor" else "stroke"
        alpha = number(item.get("Alpha"), 255.0) / 255
        for owner in owners(item, styles, self.resources):
            colour = owner.find(name)
            if colour is not None:
                alpha *= number(colour.get("Alpha"), 255.0) / 255
                return f'{kind}="{_colour(colour)}" {kind}-opacity="{alpha:.3g}"'
        return f'{kind}="#000" {kind}-opacity="{alpha:.3g}"'

    def _text(self, item: Any, place: Matrix, styles: Styles) -> None:
        if item.get("Fill") == "false" and item.get("Stroke") != "true":
            return
        name = "StrokeColor" if item.get("Fill") == "false" else "FillColor"
        paint = self._paint(item, name, styles).replace("stroke", "fill")
        size, scale = number(item.get("Size")), number(item.get("HScale"), 1.0)
        spin = number(item.get("CharDirection"))
        down = number(item.get("ReadDirection")) in (90.0, 270.0)
        weight = ' font-weight="bold"' if number(item.get("Weight")) >= 600 else ""
        x = y = 0.0
        for code in item.iterfind("TextCode"):
            x, y = number(code.get("X"), x), number(code.get("Y"), y)
            shown, xs, ys = _placed(code, x, y, size, scale, down)
            turned = f' rotate="{spin:g}"' if spin else ""
            self._put(
                f'<text xml:space="preserve" transform="{_transform(place)}" font-size="{size:g}" {paint}{weight}'
                f' x="{xs}" y="{ys}"{turned}>{escape(shown)}</text>'
            )

    def _path(self, item: Any, place: Matrix, styles: Styles) -> None:
        fill = self._paint(item, "FillColor", styles) if item.get("Fill") == "true" else 'fill="none"'
        stroke = ""
        if item.get("Stroke") != "false":
            widths = (owner.get("LineWidth") for owner in owners(item, styles, self.resources))
            width = number(next(filter(None, widths), None), _THIN)
            stroke = f' {self._paint(item, "StrokeColor", styles)} stroke-width="{width:g}"'
        tokens = _PATH.findall(item.findtext("AbbreviatedData") or "")
        path = " ".join(_COMMANDS.get(token, token) for token in tokens)
        if path.startswith("M"):
            self._put(f'<path transform="{_transform(place)}" d="{path}" {fill}{stroke}/>')

    def _image(self, item: Any, place: Matrix, _styles: Styles) -> None:
        path = self.resources.pictures.get(item.get("ResourceID"))
        if path is None:
            return
        found = _picture(self.package.read(path))
        if found is not None:
            self._put(
                f'<image transform="{_transform(place)}" width="1" height="1" preserveAspectRatio="none" '
                f'opacity="{number(item.get("Alpha"), 255.0) / 255:.3g}" href="{found}"/>'
            )


def _transform(place: Matrix) -> str:
    return f"matrix({' '.join(f'{part:.6g}' for part in place)})"


def _colour(colour: Any) -> str:
    """Grey, RGB or CMYK by the count of its values; a gradient is shown as grey."""
    parts = [_channel(part) for part in (colour.get("Value") or "").split()]
    if len(colour):
        return "#888"
    if len(parts) == 4:
        parts = [255 - min(255, part + parts[3]) for part in parts[:3]]
    if len(parts) == 1:
        parts = parts * 3
    return f"rgb({','.join(str(part) for part in parts)})" if len(parts) == 3 else "#000"


def _channel(part: str) -> int:
    return max(0, min(255, int(part[1:], 16) if re.fullmatch(r"#[0-9A-Fa-f]{1,4}", part) else round(number(part))))


def _placed(code: Any, x: float, y: float, size: float, scale: float, down: bool) -> tuple[str, str, str]:
    """The characters of a TextCode that can be shown, and the place of each along x and y as SVG lists them."""
    text = code.text or ""
    across, along = numbers(code.get("DeltaX")), numbers(code.get("DeltaY"))
    steps = max(len(across), len(along))
    if steps and len(text) - 1 != steps == len(text.strip()) - 1:
        text = text.strip()
    shown, xs, ys = [], [], []
    for index, char in enumerate(text):
        if char.isprintable():
            shown.append(char)
            xs.append(f"{x:.6g}")
            ys.append(f"{y:.6g}")
        room = size * scale * (1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5)
        if steps:
            x, y = x + _step(across, index), y + _step(along, index)
        else:
            x, y = (x, y + size) if down else (x + room, y)
    return "".join(shown), " ".join(xs), " ".join(ys)


def _step(steps: list[float], index: int) -> float:
    return steps[min(index, len(steps) - 1)] if steps else 0.0


def _picture(data: bytes) -> str | None:
    """A picture as a data URI, written anew; None where it can't be read."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MOST_PIXELS:
                return None
            clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
            to = io.BytesIO()
            image.convert("RGBA" if clear else "RGB").save(to, "PNG" if clear else "JPEG", quality=85)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None
    return f"data:image/{'png' if clear else 'jpeg'};base64,{base64.b64encode(to.getvalue()).decode('ascii')}"
