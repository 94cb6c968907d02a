"""OFD files made in the tests: single objects on a page, or a whole report from the sample's numbers.

The report uses what real writers use: a template with the page's head, a scaled CTM, `g n v` repeats, tables drawn as
strokes, as thin filled boxes and as rectangles, shading under headings.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from tools.sample_numbers import Sheet
from tools.sample_tables import Table, tables

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_SIZE = 2.8
WIDTH, HEIGHT = 210.0, 297.0


def text(at: tuple[float, float], shown: str, size: float = _SIZE, more: str = "", colour: str = "") -> str:
    """A TextObject whose line box has its top left corner `at` (millimetres); `more`: further attributes."""
    steps = [size if char > "\u2000" else size / 2 for char in shown[:-1]]
    delta = f' DeltaX="{_repeats(steps)}"' if steps else ""
    fill = f'<ofd:FillColor Value="{colour}"/>' if colour else ""
    return (
        f'<ofd:TextObject ID="1" Boundary="{at[0]:.3f} {at[1]:.3f} {size * len(shown):.3f} {size}" Font="3" '
        f'Size="{size}" {more}>{fill}<ofd:TextCode X="0" Y="{size * 0.86:.3f}"{delta}>{escape(shown)}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def _repeats(steps: Sequence[float]) -> str:
    """Runs of three and more steps in the short form."""
    parts: list[str] = []
    index = 0
    while index < len(steps):
        run = next((end for end in range(index, len(steps)) if steps[end] != steps[index]), len(steps)) - index
        parts.append(f"g {run} {steps[index]:.3f}" if run > 2 else " ".join([f"{steps[index]:.3f}"] * run))
        index += run
    return " ".join(parts)


def path(box: tuple[float, float, float, float], data: str, more: str = "", colour: str = "") -> str:
    """A PathObject with abbreviated data in the box's own space."""
    fill = f'<ofd:FillColor Value="{colour}"/>' if colour else ""
    place = " ".join(f"{edge:.3f}" for edge in box)
    return f'<ofd:PathObject ID="1" Boundary="{place}" {more}>{fill}<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'


def filled(x: float, y: float, width: float, height: float, colour: str) -> str:
    """A filled rectangle without a border."""
    corners = f"M 0 0 L {width:.3f} 0 L {width:.3f} {height:.3f} L 0 {height:.3f} C"
    return path((x, y, width, height), corners, 'Fill="true" Stroke="false"', colour)


def ofd(
    pages: Sequence[str],
    template: str = "",
    resources: str = "",
    extra: dict[str, bytes] | None = None,
    annotations: str = "",
) -> bytes:
    """A package of these pages' objects; `annotations` are the first page's, `extra` are parts beside the usual ones."""
    template_use = '<ofd:Template TemplateID="9" ZOrder="Background"/>' if template else ""
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    parts = {
        "OFD.xml": f"<ofd:OFD {_NS}><ofd:DocBody><ofd:DocInfo><ofd:Title>年度报告</ofd:Title></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 {WIDTH} {HEIGHT}"
        "</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
        + ('<ofd:TemplatePage ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else "")
        + f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>"
        + ("<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>" if annotations else "")
        + "</ofd:Document>",
        "Doc_0/PublicRes.xml": f'<ofd:Res {_NS} BaseLoc="Res">{resources}</ofd:Res>',
    }
    for number, objects in enumerate(pages):
        layer = f'<ofd:Content><ofd:Layer ID="5" Type="Body">{objects}</ofd:Layer></ofd:Content>'
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = f"<ofd:Page {_NS}>{template_use}{layer}</ofd:Page>"
    if template:
        layer = f'<ofd:Content><ofd:Layer ID="6">{template}</ofd:Layer></ofd:Content>'
        parts["Doc_0/Tpls/Tpl_0/Content.xml"] = f"<ofd:Page {_NS}>{layer}</ofd:Page>"
    if annotations:
        parts["Doc_0/Annots/Annotations.xml"] = (
            f'<ofd:Annotations {_NS}><ofd:Page PageID="0"><ofd:FileLoc>Page_0.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>'
        )
        parts["Doc_0/Annots/Page_0.xml"] = f"<ofd:PageAnnot {_NS}>{annotations}</ofd:PageAnnot>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, _HEAD + body)
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return buffer.getvalue()


def report(sheet: Sheet, rulings: Sequence[int] = (0, 1, 2)) -> bytes:
    """The whole report: a page of prose, then a page for each table, ruled as `_table` says."""
    prose = [
        f"{sheet.agency}{sheet.year}年政府信息公开工作年度报告",
        "一、总体情况",
        f"{sheet.year}年，{sheet.agency}认真贯彻条例，做好政府信息公开工作。",
    ]
    first = "".join(text((25, 30 + 8 * index), line, 4) for index, line in enumerate(prose))
    headings = (
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
    )
    pages = [first]
    for style, heading, table in zip(rulings, headings, tables(sheet), strict=True):
        pages.append(text((25, 25), heading, 4) + _table(table, style))
    pages[-1] += "".join(
        text((25, 200 + 8 * index), line, 4)
        for index, line in enumerate(
            ("五、存在的主要问题及改进情况", "公开内容还不够全面。", "六、其他需要报告的事项", "无。")
        )
    )
    return ofd(pages, template=text((80, 10), "政府信息公开年度报告", 3) + filled(0, 0, WIDTH, 3, "255 255 255"))


def _table(table: Table, style: int) -> str:
    """A table drawn with strokes (0), thin filled boxes (1), a rectangle for each cell (2), or horizontal lines only (3):
    over and under each cell one for each column that it spans, as browsers draw them; or no lines at all, its words
    written from the top of the page down (4).
    """
    wide, high = 160 / table.columns, min(9.0, 240 / table.rows)
    shapes: list[str] = []
    words: list[tuple[float, str]] = []
    for spot in table.cells:
        x, y = 25 + spot.column * wide, 33 + spot.row * high
        width, height = spot.column_span * wide, spot.row_span * high
        if spot.row == 0:
            shapes.append(filled(x, y, width, height, "198 215 241"))
        if style == 3:
            for column in range(spot.column_span):
                at = x + column * wide
                lines = f"M 0 0 L {wide:.3f} 0 M 0 {height:.3f} L {wide:.3f} {height:.3f}"
                shapes.append(path((at, y, wide, height), lines))
        elif style != 4:
            shapes.extend(_border(x, y, width, height, style))
        words.extend(_wrapped(x, y, width, height, spot.text))
    if style == 4:
        words.sort(key=lambda word: word[0])
    return "".join([*shapes, *(drawn for _, drawn in words)])


def _border(x: float, y: float, width: float, height: float, style: int) -> list[str]:
    if style == 2:
        corners = f"M 0 0 L {width:.3f} 0 L {width:.3f} {height:.3f} L 0 {height:.3f} C"
        return [path((x, y, width, height), corners, 'LineWidth="0.2"')]
    if style == 1:
        black = "0 0 0"
        edges = [(x, y, width, 0.2), (x, y + height, width, 0.2), (x, y, 0.2, height), (x + width, y, 0.2, height)]
        return [filled(*edge, black) for edge in edges]
    return [
        path((x, y, width, height), f"M 0 0 L {width:.3f} 0 M 0 {height:.3f} L {width:.3f} {height:.3f}"),
        path((x, y, width, height), f"M 0 0 L 0 {height:.3f} M {width:.3f} 0 L {width:.3f} {height:.3f}"),
    ]


def _wrapped(x: float, y: float, width: float, height: float, shown: str) -> list[tuple[float, str]]:
    """Text, each line after its height on the page, in the middle of a cell, in lines that fit its width, set at half size under a CTM that doubles it."""
    room = max(1, int((width - 1) / _SIZE)) if not shown.lstrip("-").replace(".", "").isdigit() else len(shown)
    lines = [shown[start : start + room] for start in range(0, len(shown), room)]
    size = min(_SIZE, (height - 0.4) / max(1, len(lines)))
    top = y + (height - size * len(lines)) / 2
    return [
        (at, text((x + max(0.4, (width - _wide(line) * size) / 2), at), line, size / 2, 'CTM="2 0 0 2 0 0"'))
        for index, line in enumerate(lines)
        for at in [top + size * index]
    ]


def _wide(line: str) -> float:
    """The width of a line in sizes of its font."""
    return sum(1.0 if char > "\u2000" else 0.5 for char in line)
