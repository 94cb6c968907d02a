"""One OFD page → what it shows: characters with boxes, ruling lines, pictures, and what stands in the way of reading.

Objects are painted in order: what lies under an opaque box or a picture is not shown (GB/T 33190-2016, 8 to 13).
"""

from __future__ import annotations

import math
import unicodedata
from typing import Any

from pipeline.read.ofd.fonts import EmbeddedFonts, asked_glyphs
from pipeline.read.ofd.geometry import (
    Matrix,
    Point,
    apply,
    box,
    combined,
    luminance,
    moved,
    number,
    numbers,
    subpaths,
)
from pipeline.read.ofd.objects import Styles, owners, page_objects
from pipeline.read.ofd.parts import Package, Page
from pipeline.read.page.content import Char, Content
from pipeline.read.page.radicals import whole
from pipeline.read.page.strokes import add_drawn, add_fill, add_stroke

_POINTS = 72 / 25.4
_WHITE = 245.0
_ALMOST_CLEAR = 40.0
_OPAQUE = 250.0
_MOST_OBJECTS = 200_000
_ASCENT, _DESCENT = 0.86, 0.14
"""Of the font size, above and below the base line: the line box of Chinese fonts."""
_SKIPPED = frozenset("\r\n\t \u00a0\u3000\u200b\ufeff")
_NARROW = 0.15
"""Of the font size: no character is narrower. What is drawn ends with its object's boundary, which clips it."""
_UNEVEN = 0.6
"""Of the font size: steps of one font differ by no more from a wide to a narrow character; cells are further apart."""
_SLANT = math.radians(3)
_THICK = 3.5
_FLAT = 0.1
"""Points by which a line may be off its direction."""

Frame = tuple[float, float, float, float]


class Painter:
    """Paints a page's objects into `content`. `turns`: for each character the quarter turns of its base line.

    `slanted` counts characters that stand aslant (watermarks), `unplaced` digits whose place the file does not tell.
    `pictures`: part and place of each picture; a place takes the unit square to points. `buried`: the characters under
    an opaque picture. `drawn`: for each character the text object it is of; the characters' own numbers leave a gap
    between objects.
    """

    def __init__(self, package: Package, page: Page, fonts: EmbeddedFonts) -> None:
        self.package = package
        self.page = page
        self.fonts = fonts
        x, y, width, height = page.area
        self.content = Content(width * _POINTS, height * _POINTS)
        self.turns: dict[int, int] = {}
        self.pale: set[int] = set()
        self.slanted = 0
        self.unplaced = 0
        self.buried: set[int] = set()
        self.index = 0
        self.drawn: dict[int, int] = {}
        self.fills: list[tuple[Frame, bool]] = []
        self.pictures: list[tuple[str, Matrix]] = []
        self.base: Matrix = (_POINTS, 0.0, 0.0, _POINTS, 0.0, 0.0)

    def paint(self) -> None:
        """Paints every object, but for watermarks; then drops what is not shown."""
        paints = {"TextObject": self._text, "PathObject": self._path, "ImageObject": self._image}
        for found in page_objects(self.page, self.base, _MOST_OBJECTS, watermarks=False):
            paints[found.item.tag](found.item, found.place, found.styles)
        width, height = self.content.width, self.content.height
        self.content.chars = [
            char
            for char in self.content.chars
            if char.index not in self.pale and char.x1 > 0 and char.x0 < width and char.bottom > 0 and char.top < height
        ]

    def _colour(self, item: Any, name: str, styles: Styles) -> tuple[float, float] | None:
        """Luminance and opacity of a fill or stroke, of the object or its drawing parameters; None where not given."""
        alpha = number(item.get("Alpha"), 255.0)
        for owner in owners(item, styles, self.page.resources):
            colour = owner.find(name)
            if colour is not None:
                shown = number(colour.get("Alpha"), 255.0) * alpha / 255.0
                return (128.0 if len(colour) else luminance(colour.get("Value"))), shown
        return None

    def _text(self, item: Any, place: Matrix, styles: Styles) -> None:
        self.content.texts += 1
        self.index += 1
        light, alpha = self._colour(item, "FillColor", styles) or (0.0, number(item.get("Alpha"), 255.0))
        if item.get("Fill") == "false" and item.get("Stroke") == "true":
            light, alpha = self._colour(item, "StrokeColor", styles) or (0.0, number(item.get("Alpha"), 255.0))
        elif item.get("Fill") == "false":
            alpha = 0.0
        if alpha <= _ALMOST_CLEAR:
            self.content.hidden += 1
            return
        for code in item.iterfind("CGTransform"):
            self.content.unmapped += max(
                0, len(numbers(code.findtext("Glyphs"))) - int(number(code.get("CodeCount"), 1))
            )
        size, scale = number(item.get("Size")), number(item.get("HScale"), 1.0)
        spin = math.radians(number(item.get("CharDirection")))
        down = number(item.get("ReadDirection")) in (90.0, 270.0)
        x = y = 0.0
        self._judge_font(item)
        frame = box(item.get("Boundary"))
        end = frame[2] if frame and item.get("CTM") is None and not spin else math.inf
        for code in item.iterfind("TextCode"):
            x, y = number(code.get("X"), x), number(code.get("Y"), y)
            self.unplaced += _without_place(code, size)
            for text, at, room in _placed(code, (x, y), size, scale, down):
                room = min(room, end - at[0]) if end - at[0] > _NARROW * size else room
                self._char(whole(text), combined(_glyph(at, spin), place), size, room, light >= _WHITE)

    def _judge_font(self, item: Any) -> None:
        """Counts the digits that the object's font, where it is embedded, shows as something else."""
        font = self.page.resources.fonts.get(item.get("Font"))
        if font is None:
            return
        asked = asked_glyphs(item)
        text = "".join(code.text or "" for code in item.iterfind("TextCode"))
        for place, char in enumerate(text):
            self.content.disguised += self.fonts.disguises(font, char, asked.get(place))

    def _char(self, text: str, place: Matrix, size: float, width: float, white: bool) -> None:
        if text in _SKIPPED:
            return
        corners = [apply(place, x, y) for x in (0.0, width) for y in (-_ASCENT * size, _DESCENT * size)]
        frame = _bounds(corners)
        angle = math.atan2(place[1], place[0])
        quarter = round(angle / (math.pi / 2))
        if abs(angle - quarter * math.pi / 2) > _SLANT:
            self.slanted += 1
            return
        if 0xE000 <= ord(text) < 0xF900 or text == "\ufffd" or unicodedata.category(text) in ("Cc", "Co", "Cn"):
            self.content.unmapped += 1
        self.index += 1
        index = self.index
        self.drawn[index] = self.content.texts
        self.content.chars.append(Char(text, *frame, index))
        self.turns[index] = quarter % 4
        if white and not self._on_dark((frame[0] + frame[2]) / 2, (frame[1] + frame[3]) / 2):
            self.pale.add(index)

    def _on_dark(self, x: float, y: float) -> bool:
        """Whether the topmost filled box at a point is dark: white text is seen only there."""
        under = [dark for frame, dark in self.fills if frame[0] <= x <= frame[2] and frame[1] <= y <= frame[3]]
        return bool(under) and under[-1]

    def _path(self, item: Any, place: Matrix, styles: Styles) -> None:
        fill = self._colour(item, "FillColor", styles) if item.get("Fill") == "true" else None
        stroke = None
        if item.get("Stroke") != "false":
            stroke = self._colour(item, "StrokeColor", styles) or (0.0, number(item.get("Alpha"), 255.0))
        drawn = stroke is not None and stroke[0] < _WHITE and stroke[1] > _ALMOST_CLEAR
        filled = fill is not None and fill[1] > _ALMOST_CLEAR
        for points, curved in subpaths(item.findtext("AbbreviatedData") or "", place):
            if curved and _straight(points):
                points, curved = [points[0], points[-1]], False
            if fill is not None and filled and not curved:
                self._fill(points, fill)
            if filled and not _rectangular(points):
                add_drawn(self.content, points)
            if curved:
                self.content.curves += filled
            elif drawn:
                add_stroke(self.content, points)

    def _fill(self, points: list[Point], colour: tuple[float, float]) -> None:
        """A filled shape: shading or a ruling, and where it is an opaque rectangle it hides what lies under it."""
        frame = _bounds(points)
        dark = colour[0] < _WHITE
        if dark:
            add_fill(self.content, points)
        if colour[1] < _OPAQUE or min(frame[2] - frame[0], frame[3] - frame[1]) <= _THICK or not _rectangular(points):
            return
        self.fills.append((frame, dark))
        self.pale.update(self._under(frame))

    def _under(self, frame: Frame) -> set[int]:
        x0, top, x1, bottom = frame
        return {
            char.index
            for char in self.content.chars
            if x0 <= (char.x0 + char.x1) / 2 <= x1 and top <= (char.top + char.bottom) / 2 <= bottom
        }

    def _image(self, item: Any, place: Matrix, _styles: Styles) -> None:
        path = self.page.resources.pictures.get(item.get("ResourceID"))
        frame = _bounds([apply(place, x, y) for x, y in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))])
        if path is None or number(item.get("Alpha"), 255.0) <= _ALMOST_CLEAR:
            return
        area = (frame[2] - frame[0]) * (frame[3] - frame[1])
        self.content.image += area / max(1.0, self.content.width * self.content.height)
        self.pictures.append((path, place))
        if (
            number(item.get("Alpha"), 255.0) >= _OPAQUE
            and item.find("ImageMask") is None
            and item.get("ImageMask") is None
        ):
            under = self._under(frame)
            if under and _opaque(self.package.read(path)):
                self.buried |= under
                self.content.unseen = len(self.buried)


def _glyph(at: Point, spin: float) -> Matrix:
    """A glyph turned about its own origin (CharDirection, clockwise), put in its place."""
    if not spin:
        return moved(*at)
    cos, sin = math.cos(spin), math.sin(spin)
    return (cos, sin, -sin, cos, at[0], at[1])


def _placed(code: Any, at: Point, size: float, scale: float, down: bool) -> list[tuple[str, Point, float]]:
    """Each character of a TextCode with its origin and the room it takes along the line."""
    text = code.text or ""
    across, along = numbers(code.get("DeltaX")), numbers(code.get("DeltaY"))
    steps = max(len(across), len(along))
    if steps and len(text) - 1 != steps == len(text.strip()) - 1:
        text = text.strip()
    x, y = at
    found = []
    for index, char in enumerate(text):
        room = size * scale * (1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5)
        step_x, step_y = _step(across, index), _step(along, index)
        if not steps:
            step_x, step_y = (0.0, size) if down else (room, 0.0)
        told = index < len(text) - 1
        found.append((char, (x, y), min(room, step_x) if step_x > 0 and told else room))
        x, y = x + step_x, y + step_y
    return found


def _without_place(code: Any, size: float) -> int:
    """How many digits stand past the end of a list of uneven steps: glyphs that show several characters shift them."""
    text = (code.text or "").strip()
    found = 0
    for steps in (numbers(code.get("DeltaX")), numbers(code.get("DeltaY"))):
        if steps and len(steps) < len(text) - 1 and max(steps) - min(steps) > _UNEVEN * size:
            found += sum(char.isdigit() for char in text)
    return found


def _step(steps: list[float], index: int) -> float:
    """The way to the next character; where the list is too short its last one goes on."""
    return steps[min(index, len(steps) - 1)] if steps else 0.0


def _bounds(points: list[Point]) -> Frame:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _straight(points: list[Point]) -> bool:
    """Whether all points, those that bend a curve too, stand on one upright or level line: some writers draw so."""
    x0, y0, x1, y1 = _bounds(points)
    return min(x1 - x0, y1 - y0) < _FLAT


def _rectangular(points: list[Point]) -> bool:
    x0, y0, x1, y1 = _bounds(points)
    corners = sum(min(abs(x - x0), abs(x - x1)) < 0.5 and min(abs(y - y0), abs(y - y1)) < 0.5 for x, y in points)
    return len(points) in (4, 5) and corners == len(points)


def _opaque(data: bytes) -> bool:
    """Whether a picture surely hides what is under it: JPEG, BMP, and PNG without transparency; seals are not."""
    if data.startswith(b"\x89PNG") and len(data) > 25:
        return data[25] not in (4, 6) and b"tRNS" not in data[:4096]
    return data.startswith((b"\xff\xd8", b"BM"))
