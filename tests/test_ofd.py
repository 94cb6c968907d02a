"""OFD: what a viewer shows is what is read; what can't be trusted is refused."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline import task
from pipeline.errors import Damaged, Encrypted, LimitExceeded, ReadError, Unsupported
from pipeline.model import Document, Grid, Line
from pipeline.read import read
from tests.font_maker import FACE, glyph
from tests.ofd_maker import HEIGHT, WIDTH, filled, ofd, path, report, text
from tests.test_ocr import FONT
from tools.sample_numbers import make

_PICTURE = '<ofd:ImageObject ID="1" Boundary="{0}" CTM="{1} 0 0 {2} 0 0" ResourceID="77"/>'
_MEDIA = '<ofd:MultiMedias><ofd:MultiMedia ID="77" Type="Image"><ofd:MediaFile>a.jpg</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
_PLACE = "Doc_0/Res/a.jpg"
POINTS = 72 / 25.4
_JPEG = {_PLACE: b"\xff\xd8\xff\xe0 no picture that a test looks at"}
_RULES = path((20, 20, 60, 20), "M 0 0 L 60 0 L 60 20 L 0 20 C M 30 0 L 30 20 M 0 10 L 60 10")


def _lines(data: bytes) -> list[str]:
    return [block.text for block in read(data, "a.ofd").blocks if isinstance(block, Line)]


def _texts(document: Document) -> list[str]:
    (grid,) = (block for block in document.blocks if isinstance(block, Grid))
    return [cell.raw for cell in grid.cells]


@pytest.mark.parametrize(
    ("year", "rulings"), [(2020, (0, 1, 2)), (2023, (2, 0, 1)), (2023, (3, 3, 3)), (2020, (3, 3, 3))]
)
def test_a_whole_report_is_read_cell_by_cell(year: int, rulings: tuple[int, int, int]) -> None:
    sheet = make("澄原县人民政府", year, 40)
    _, (found,) = task.reports_of(report(sheet, rulings), "a.ofd", {})
    assert {cell.key: cell.raw for cell in found.cells if cell.key in sheet.printed} == sheet.printed
    assert found.identity.agency == "澄原县人民政府" and found.identity.year == year and found.form == sheet.form
    assert not [item for item in found.findings if item.severity != "note"]
    assert {cell.place.page for cell in found.cells if cell.dataset == "requests"} == {3}


@pytest.mark.parametrize("year", [2020, 2023])
def test_tables_that_places_alone_tell_are_read_right_or_doubted(year: int) -> None:
    """No lines, and words written from the top of the page down: neither rulings nor the order of drawing tell cells."""
    sheet = make("澄原县人民政府", year, 40)
    _, (found,) = task.reports_of(report(sheet, (4, 4, 4)), "a.ofd", {})
    doubted = {key for item in found.findings for key in item.cells}
    wrong = {cell.key for cell in found.cells if (cell.raw or "") != sheet.printed.get(cell.key, "")}
    assert wrong <= doubted
    assert len(wrong) < 0.05 * len(sheet.printed)


_HEADINGS = (
    ("自然人",),
    ("商业", "企业"),
    ("科研", "机构"),
    ("社会公", "益组织"),
    ("法律服", "务机构"),
    ("其他",),
    ("总计",),
)
_OPEN_ROWS = {
    "一、本年新收政府信息公开申请数量": "7 2 - - 1 - 10",
    "二、上年结转政府信息公开申请数量": "- - - - - - -",
    "（一）予以公开": "4 2 - - 1 - 7",
    "（二）部分公开": "- - - - - - -",
    "（七）总计": "4 2 - - 1 - 7",
    "四、结转下年度继续办理": "3 - - - - - 3",
}


def _open_table() -> list[str]:
    """Section three without lines: headings of one or two lines close beside each other, numbers set to the right.

    Its words are written from the top of the page down, as converters that sort them do. `-` prints nothing.
    """
    rights = [96 + 13 * column for column in range(len(_HEADINGS))]
    words = [(60.0, rights[-1] - 14.0, "申请人情况"), (66.0, rights[-2] - 19.6, "法人或其他组织")]
    for right, lines in zip(rights, _HEADINGS, strict=True):
        top = 76.5 - 2 * len(lines)
        words += [(top + 4 * index, right - 2.8 * len(line), line) for index, line in enumerate(lines)]
    for row, (label, numbers) in enumerate(_OPEN_ROWS.items()):
        top = 86.0 + 7 * row
        words.append((top, 20.0, label))
        shown = [(right, number) for right, number in zip(rights, numbers.split(), strict=True) if number != "-"]
        words += [(top, right - 1.4 * len(number), number) for right, number in shown]
    return [text((x, top), word) for top, x, word in sorted(words)]


def test_a_label_beside_which_nothing_stands_is_an_empty_row_of_a_table_without_lines() -> None:
    prose = [
        "澜溪镇人民政府2023年政府信息公开工作年度报告",
        "一、总体情况",
        "无。",
        "三、收到和处理政府信息公开申请情况",
    ]
    lines = [text((20, 20 + 8 * index), line, 4) for index, line in enumerate(prose)]
    _, (found,) = task.reports_of(ofd(["".join([*lines, *_open_table()])]), "a.ofd", {})
    names = ("new", "carried_in", "granted", "partial", "total", "carried_out")
    read = {
        name: [cell.raw or cell.status.value[0] for cell in found.cells if cell.cell.rpartition(".")[0] == name]
        for name in names
    }
    printed = {name: row.replace("-", "b").split() for name, row in zip(names, _OPEN_ROWS.values(), strict=True)}
    assert read == printed
    assert not {key for item in found.findings for key in item.cells if key.split(".")[1] in names}


def test_a_character_ends_where_its_object_ends() -> None:
    narrow = text((10, 20), "件").replace('Boundary="10.000 20.000 2.800', 'Boundary="10.000 20.000 1.000')
    (line,) = read(ofd([narrow]), "a").blocks
    assert line.place.box == (28.35, 56.69, 31.18, 64.63)


def test_boxes_are_points_from_the_top_left_corner() -> None:
    (line,) = read(ofd([text((25.4, 50.8), "国务院", 10)]), "a").blocks
    assert line.place.box == pytest.approx((72, 144, 72 + 3 * 28.35, 144 + 28.35), abs=0.1)


def test_a_table_that_stands_sideways_is_read_upright_and_placed_where_it_is() -> None:
    shapes = _RULES + text((22, 22), "甲乙丙") + text((52, 22), "12") + text((22, 32), "丁") + text((52, 32), "345")
    turned = f'<ofd:CompositeObject ID="1" Boundary="0 0 {WIDTH} {HEIGHT}" CTM="0 1 -1 0 100 0" ResourceID="88"/>'
    unit = f'<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="88"><ofd:Content>{shapes}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>'
    document = read(ofd([turned], resources=unit), "a")
    assert _texts(document) == ["甲乙丙", "12", "丁", "345"]
    (grid,) = document.blocks
    assert grid.place.box == pytest.approx([edge * 72 / 25.4 for edge in (60, 20, 80, 80)], abs=0.1)


def test_what_is_not_shown_is_not_read() -> None:
    shown = text((20, 30), "可见")
    under = text((20, 50), "底下") + filled(15, 48, 40, 8, "255 255 255")
    white = text((20, 70), "白字", colour="255 255 255")
    unseen = text((20, 90), "隐藏", more='Visible="false"') + text((400, 20), "页外")
    head = filled(15, 108, 60, 8, "20 60 120") + text((20, 110), "表头白字", colour="255 255 255")
    assert _lines(ofd([shown + under + white + unseen + head])) == ["可见", "表头白字"]


def test_false_bold_is_read_once() -> None:
    assert _lines(ofd([text((20, 30), "共11件") + text((20.1, 30), "共11件")])) == ["共11件"]


def test_watermarks_are_no_text_and_other_annotations_are() -> None:
    look = '<ofd:Annot Type="{0}"><ofd:Appearance Boundary="20 40 50 10">{1}</ofd:Appearance></ofd:Annot>'
    notes = look.format("Watermark", text((0, 0), "水印")) + look.format("Path", text((0, 0), "批注"))
    slanted = text((60, 60), "内部资料", 12, 'CTM="0.7 0.7 -0.7 0.7 0 0"')
    assert _lines(ofd([text((20, 30), "正文一二三四五") + slanted], annotations=notes)) == ["正文一二三四五", "批注"]


def test_radicals_are_the_characters_that_they_show() -> None:
    assert _lines(ofd([text((20, 30), "⼈⺠政府⼯作")])) == ["人民政府工作"]


@pytest.mark.parametrize(
    ("objects", "why"),
    [
        (_PICTURE.format("0 0 210 297", 210, 297) + text((30, 30), "12"), "it is a picture"),
        (text((30, 30), "\ue001\ue002\ue003\ue004\ue005"), "no usable Unicode"),
        (text((30, 30), "12") + text((30, 30), "34"), "over each other"),
        (text((30, 30), "正文文字") + text((60, 30), "12", more='CTM="0 1 -1 0 0 0"'), "sideways"),
    ],
)
def test_a_page_that_can_not_be_trusted_is_refused(objects: str, why: str) -> None:
    with pytest.raises(Unsupported, match=f"{why}.*needs OCR"):
        read(ofd([objects], resources=_MEDIA, extra=_JPEG), "a.ofd")


def _scan() -> bytes:
    """A ruled table of two by two on paper of 180 × 90 mm, at 200 dpi."""
    page = Image.new("L", (1417, 709), "white")
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(FONT, 40)
    for index in range(3):
        draw.line((100, 100 + 100 * index, 1300, 100 + 100 * index), "black", 3)
        draw.line((100 + 600 * index, 100, 100 + 600 * index, 300), "black", 3)
    for index, shown in enumerate(("行政许可数量", "25", "行政处罚数量", "68")):
        draw.text((400 + 600 * (index % 2), 150 + 100 * (index // 2)), shown, "black", font, "mm")
    buffer = io.BytesIO()
    page.save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.mark.parametrize("under", ["", text((30, 60), "行政许可数量") + text((140, 60), "93")])
def test_a_page_that_is_a_picture_is_read_by_ocr(under: str) -> None:
    """Whatever text lies under it."""
    shown = _PICTURE.format("15 50 180 90", 180, 90)
    document = read(ofd([text((30, 20), "第1页") + under + shown], resources=_MEDIA, extra={_PLACE: _scan()}), "a.ofd")
    assert _texts(document) == ["行政许可数量", "25", "行政处罚数量", "68"]
    line, grid = document.blocks
    assert isinstance(line, Line) and line.text == "第1页"
    left, top, width = (edge / 1417 * 180 for edge in (100, 100, 1200))
    box = [(15 + left) * POINTS, (50 + top) * POINTS, (15 + left + width) * POINTS]
    assert grid.place.box is not None and grid.place.box[:3] == pytest.approx(box, abs=2)


def test_a_picture_that_can_not_be_read_is_said_to_be_damaged() -> None:
    with pytest.raises(Damaged, match="page 1: a picture of the OFD file"):
        read(ofd([_PICTURE.format("0 0 210 297", 210, 297)], resources=_MEDIA, extra=_JPEG), "a.ofd")


@pytest.mark.parametrize(
    ("extra", "error", "why"),
    [
        ({"Doc_0/PublicRes.xml": b'<!DOCTYPE a [<!ENTITY b "1">]><a>&b;</a>'}, Damaged, "document type"),
        ({"Doc_0/Document.xml": b"<a>" * 5000}, Damaged, "well-formed"),
        ({"Encryptions.xml": b"<a/>"}, Encrypted, "protection"),
        ({"OFD.xml": b"<OFD><DocBody><DocRoot>../../etc/passwd</DocRoot></DocBody></OFD>"}, Damaged, "no part"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_damaged_and_hostile_packages_say_so(extra: dict[str, bytes], error: type[ReadError], why: str) -> None:
    with pytest.raises(error, match=why):
        read(ofd([text((20, 30), "正文")], extra=extra), "a.ofd")


def test_composite_objects_that_hold_themselves_end() -> None:
    again = '<ofd:CompositeObject ID="1" Boundary="0 0 9 9" ResourceID="88"/>'
    unit = f'<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="88"><ofd:Content>{again * 2}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>'
    assert _lines(ofd([text((20, 30), "正文") + again], resources=unit)) == ["正文"]


def test_composite_objects_that_multiply_are_refused() -> None:
    again = '<ofd:CompositeObject ID="1" Boundary="0 0 9 9" ResourceID="88"/>'
    unit = f'<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="88"><ofd:Content>{again * 20}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>'
    with pytest.raises(LimitExceeded, match="objects"):
        read(ofd([again], resources=unit), "a")


def _embedded(shown: str, glyphs: list[int] | None = None) -> bytes:
    """A page whose font is embedded; `glyphs` are those that it asks for instead of the font's own."""
    asked = "".join(
        f'<ofd:CGTransform CodePosition="{place}" CodeCount="1" GlyphCount="1"><ofd:Glyphs>{glyph}</ofd:Glyphs></ofd:CGTransform>'
        for place, glyph in enumerate(glyphs or [])
    )
    fonts = '<ofd:Fonts><ofd:Font ID="3" FontName="A"><ofd:FontFile>a.ttf</ofd:FontFile></ofd:Font></ofd:Fonts>'
    words = text((20, 30), shown).replace("<ofd:TextCode", asked + "<ofd:TextCode")
    return ofd([words], resources=fonts, extra={"Doc_0/Res/a.ttf": FACE.read_bytes()})


def test_an_embedded_font_that_shows_other_digits_than_the_text_is_found_out() -> None:
    assert _lines(_embedded("2385")) == ["2385"]
    assert _lines(_embedded("2385", [glyph(char) for char in "2385"])) == ["2385"]
    with pytest.raises(Unsupported, match="other digits than its text"):
        read(_embedded("2385", [glyph(char) for char in "2835"]), "a.ofd")


def _page(*placed: tuple[float, float, str]) -> bytes:
    """A page of these words, each with its left edge and top in millimetres, drawn in turn."""
    return ofd(["".join(text((x, y), shown) for x, y, shown in placed)])


def _rows_of(data: bytes) -> list[list[str]]:
    (grid,) = (block for block in read(data, "a.ofd").blocks if isinstance(block, Grid))
    rows: dict[int, list[str]] = {}
    for cell in sorted(grid.cells, key=lambda cell: (cell.row, cell.column)):
        rows.setdefault(cell.row, []).append(cell.raw)
    return list(rows.values())


def test_a_page_number_set_with_spaces_is_no_row() -> None:
    data = _page((98, 280, "-"), (101, 280, "3"), (104, 280, "-"), (80, 30, "件数"), (30, 36, "规章"), (82, 36, "5"))
    assert _rows_of(data)[-1] == ["规章", "5"]
    assert _lines(data) == ["- 3 -"]


def test_rulings_that_are_drawn_as_curves_on_one_line_are_rulings() -> None:
    edges = [(0, 0, 60, 0), (0, 10, 60, 10), (0, 20, 60, 20), (0, 0, 0, 20), (30, 0, 30, 20), (60, 0, 60, 20)]
    data = "".join(
        path((20, 20, 60, 20), f"M {x0} {y0} B {x0} {y0} {(x0 + x1) / 2} {(y0 + y1) / 2} {x1} {y1}")
        for x0, y0, x1, y1 in edges
    )
    words = "".join(text(at, shown) for at, shown in (((22, 23), "规章"), ((52, 23), "5"), ((22, 33), "文件")))
    assert _texts(read(ofd([data + words]), "a.ofd")) == ["规章", "5", "文件", ""]


def test_text_with_fewer_uneven_places_than_characters_is_refused() -> None:
    """A glyph that shows two characters has one place: all after it would stand in the wrong column."""
    line = (
        '<ofd:TextObject ID="1" Boundary="20 20 150 3" Font="3" Size="3"><ofd:TextCode X="0" Y="2.6" '
        'DeltaX="3 30 20 20 20">规章——12345</ofd:TextCode></ofd:TextObject>'
    )
    with pytest.raises(Unsupported, match="fewer places than characters"):
        read(ofd([line]), "a.ofd")


def test_rows_that_are_counted_keep_labels_of_several_lines() -> None:
    data = _page(
        (20, 30, "序号"), (40, 30, "事项"), (100, 30, "件数"), (130, 30, "人数"),
        (22, 38, "1"), (40, 38, "甲类申请书"), (102, 38, "7"), (132, 38, "4"),
        (22, 48, "2"), (40, 46, "乙类申请书和"), (40, 50, "材料"), (102, 48, "9"), (132, 48, "0"),
    )  # fmt: skip
    rows = _rows_of(data)
    assert [[cell for cell in row if cell][-2:] for row in rows[-2:]] == [["7", "4"], ["9", "0"]]
    assert ["乙类申请书和\n材料" in row for row in rows[-2:]] == [False, True]


def test_labels_without_numbers_are_rows_where_their_numbering_tells_so() -> None:
    data = _page(
        (90, 30, "件数"), (120, 30, "人数"),
        (30, 36, "甲"), (92, 36, "7"), (122, 36, "4"),
        (30, 42, "1.乙"), (30, 48, "2.丙"), (30, 54, "3.丁"), (30, 60, "4.戊"), (92, 60, "9"), (122, 60, "0"),
    )  # fmt: skip
    assert _rows_of(data)[1:] == [
        ["甲", "7", "4"], ["1.乙", "", ""], ["2.丙", "", ""], ["3.丁", "", ""], ["4.戊", "9", "0"],
    ]  # fmt: skip


def test_a_stroke_between_spaced_words_of_a_heading_is_no_mark_of_a_cell() -> None:
    data = _page(
        (90, 30, "本"), (95, 30, "年"), (100, 30, "增"), (105, 30, "/"), (109, 30, "减"), (140, 30, "总数"),
        (30, 36, "规章"), (100, 36, "5"), (142, 36, "8"), (30, 42, "文件"), (100, 42, "-2"), (142, 42, "6"),
    )  # fmt: skip
    rows = _rows_of(data)
    assert rows[-2:] == [["规章", "5", "8"], ["文件", "-2", "6"]]
    assert "".join(rows[0]).replace(" ", "") == "本年增/减总数"
