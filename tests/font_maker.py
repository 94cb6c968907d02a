"""PDF pages whose font is embedded with a Unicode map of the test's choosing, beside pictures and invisible text."""

from __future__ import annotations

import functools
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import matplotlib
from fontTools.pens.qu2cuPen import Qu2CuPen
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from tests.pdf_maker import HEIGHT, Rule, pdf_file

FACE = Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"
WIDTH = 600


@dataclass(frozen=True)
class Shown:
    """Words shown at `x`, `top` points from the page's top, at `size` points; `mode`: how they are drawn (3: not)."""

    text: str
    x: float
    top: float
    size: float = 12
    mode: int = 0


@functools.cache
def _face() -> TTFont:
    return TTFont(FACE)


def glyph(char: str) -> int:
    """The number of the glyph that shows a character."""
    return int(_face().getGlyphID(_face().getBestCmap()[ord(char)]))


def _width(char: str) -> int:
    """The character's width in thousandths of the font's size."""
    advance, _ = _face()["hmtx"][_face().getBestCmap()[ord(char)]]
    return round(advance * 1000 / _face()["head"].unitsPerEm)


def typeset(
    words: list[Shown],
    said: Mapping[str, str],
    rules: list[Rule] | None = None,
    uprights: list[Rule] | None = None,
    picture: Image.Image | None = None,
    drawn: list[Shown] | None = None,
) -> bytes:
    """A page that shows `words`, while its font's map calls some characters (`said`: shown → said) something else.

    `rules` (height, from, to) are horizontal lines, `uprights` (place, from, to) vertical ones. `picture` covers the whole page over the words of mode 0; what has mode 3 is written over it. `drawn` are shown as
    outlines, without text.
    """
    chars = sorted({char for word in words for char in word.text})
    pairs = "\n".join(f"<{glyph(char):04x}> <{ord(said.get(char, char)):04x}>" for char in chars)
    mapped = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def "
        f"1 begincodespacerange <0000> <ffff> endcodespacerange {len(chars)} beginbfchar\n{pairs}\nendbfchar "
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()
    lines = "\n".join(
        [f"{x0} {HEIGHT - y} m {x1} {HEIGHT - y} l S" for y, x0, x1 in rules or []]
        + [f"{x} {HEIGHT - top} m {x} {HEIGHT - bottom} l S" for x, top, bottom in uprights or []]
        + [_outlines(word) for word in drawn or []]
    )
    image = f"\nq {WIDTH} 0 0 {HEIGHT} 0 0 cm /P Do Q" if picture else ""
    text = ["\n".join(_word(word) for word in words if (word.mode == 3) is hidden) for hidden in (False, True)]
    content = f"{lines}\n{text[0]}{image}\n{text[1]}".encode()
    widths = " ".join(f"{glyph(char)} [{_width(char)}]" for char in chars)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> "
        f"{'/XObject << /P 10 0 R >>' if picture else ''} >> >>".encode(),
        _stream(content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+DejaVuSans /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 9 0 R >>",
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+DejaVuSans /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        f"/Supplement 0 >> /FontDescriptor 7 0 R /DW 1000 /W [{widths}] /CIDToGIDMap /Identity >>".encode(),
        b"<< /Type /FontDescriptor /FontName /AAAAAA+DejaVuSans /Flags 4 /FontBBox [-1000 -400 2000 1200] /ItalicAngle 0 /Ascent 928 "
        b"/Descent -236 /CapHeight 729 /StemV 80 /FontFile2 8 0 R >>",
        _stream(FACE.read_bytes()),
        _stream(mapped),
        *([_image(picture)] if picture else []),
    ]
    return pdf_file(objects)


def _word(word: Shown) -> str:
    codes = "".join(f"{glyph(char):04x}" for char in word.text)
    return f"BT {word.mode} Tr /F {word.size} Tf {word.x} {HEIGHT - word.top - word.size} Td <{codes}> Tj ET"


def _outlines(word: Shown) -> str:
    """The word's glyphs as filled paths."""
    scale = word.size / _face()["head"].unitsPerEm
    x, parts = word.x, []
    for char in word.text:
        pen = RecordingPen()
        glyphs = _face().getGlyphSet()
        name = _face().getBestCmap()[ord(char)]
        glyphs[name].draw(Qu2CuPen(pen, 1.0, all_cubic=True))
        parts.append(f"q {scale} 0 0 {scale} {x} {HEIGHT - word.top - word.size} cm {_path(pen)} f Q")
        x += glyphs[name].width * scale
    return "\n".join(parts)


def _path(pen: RecordingPen) -> str:
    names = {"moveTo": "m", "lineTo": "l", "curveTo": "c", "closePath": "h"}
    return " ".join(" ".join(f"{x} {y}" for x, y in points) + f" {names[operator]}" for operator, points in pen.value)


def _stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(data), more, data)


def _image(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.convert("L").save(buffer, "JPEG", quality=90)
    size = b"/Width %d /Height %d " % picture.size
    return _stream(
        buffer.getvalue(),
        b"/Type /XObject /Subtype /Image " + size + b"/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode ",
    )


def scan(words: list[Shown], boxes: list[tuple[float, float, float, float]]) -> Image.Image:
    """The page as a scanner sees it at 200 dpi: these words in these ruled boxes (points)."""
    dots = 200 / 72
    page = Image.new("L", (round(WIDTH * dots), round(HEIGHT * dots)), "white")
    draw = ImageDraw.Draw(page)
    for box in boxes:
        draw.rectangle([edge * dots for edge in box], outline="black", width=2)
    for word in words:
        font = ImageFont.truetype(str(FACE), word.size * dots)
        draw.text((word.x * dots, (word.top + word.size) * dots), word.text, "black", font, "ls")
    return page
