"""The readers: what Word, a browser or a viewer shows is what the document holds."""

from __future__ import annotations

import contextlib
import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from pipeline.errors import Damaged, LimitExceeded, Unsupported
from pipeline.model import Document, Grid, Line
from pipeline.read import read


def _grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def _lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Line)]


def _cells(grid: Grid) -> dict[tuple[int, int], str]:
    return {(cell.row, cell.column): cell.raw for cell in grid.cells}


def _page(body: str, head: str = "") -> bytes:
    return f"<html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>".encode()


def _saved(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_html_spans_and_line_breaks() -> None:
    (grid,) = _grids(
        read(
            _page(
                "<table><tr><td rowspan=2>甲<br>乙</td><td colspan=2>丙</td></tr><tr><td>1</td><td> 2\n </td></tr></table>"
            ),
            "a",
        )
    )
    assert (grid.rows, grid.columns) == (2, 3)
    assert _cells(grid) == {(0, 0): "甲\n乙", (0, 1): "丙", (1, 1): "1", (1, 2): "2"}
    assert [cell.place.locator for cell in grid.cells][-1] == "table 1, row 2, column 3"


def test_html_number_split_over_spans_is_one_number() -> None:
    (grid,) = _grids(read(_page("<table><tr><td><span>2</span><span>1</span></td><td>x</td></tr></table>"), "a"))
    assert _cells(grid)[0, 0] == "21"


def test_html_raised_digit_is_no_digit() -> None:
    (grid,) = _grids(read(_page("<table><tr><td>17<sup>1</sup></td><td>x</td></tr></table>"), "a"))
    assert _cells(grid)[0, 0] == "17¹"


def test_html_layout_table_is_transparent() -> None:
    inner = "<table><tr><td>规章</td><td>3</td></tr></table>"
    document = read(_page(f"<table><tr><td><p>前言</p>{inner}<p>后记</p></td></tr></table>"), "a")
    assert _lines(document) == ["前言", "后记"]
    assert [_cells(grid) for grid in _grids(document)] == [{(0, 0): "规章", (0, 1): "3"}]


def test_html_hidden_text_and_scripts_are_not_shown() -> None:
    body = "<p style='display:none'>9</p><script>document.write(8)</script><p hidden>7</p><p>看见</p><!-- 6 -->"
    assert _lines(read(_page(body), "a")) == ["看见"]


@pytest.mark.parametrize(
    ("charset", "declared"),
    [("gb18030", "gb2312"), ("gbk", "gbk"), ("big5", "big5"), ("utf-8", "utf-8"), ("utf-8", "gb2312")],
)
def test_html_charsets(charset: str, declared: str) -> None:
    words = "政府信息公開年度報告" if charset == "big5" else "政府信息公开年度报告，行政许可事项"
    data = f"<html><head><meta charset={declared}></head><body><p>{words}</p></body></html>".encode(charset)
    assert _lines(read(data, "a")) == [words]


def test_html_overlapping_spans_are_doubted() -> None:
    rows = "<tr><td>a</td><td rowspan=2>b</td></tr><tr><td colspan=2>c</td></tr>"
    (grid,) = _grids(read(_page(f"<table>{rows}</table>"), "a"))
    assert grid.doubt


def test_html_that_only_links_to_the_report_says_so() -> None:
    with pytest.raises(Unsupported, match=r"/files/2024\.pdf"):
        read(_page("<p>2024年年报</p><a href='/files/2024.pdf'>下载</a>"), "a")


def test_html_nested_a_thousand_deep_is_read_whole() -> None:
    document = read(_page("<div>" * 1000 + "<p>底</p>" + "</div>" * 1000 + "<p>后</p>"), "a")
    assert [block.text for block in document.blocks if isinstance(block, Line)] == ["底", "后"]


@pytest.mark.parametrize("tag", ["div", "table><tr><td"])
def test_html_nested_ten_thousand_deep_is_refused_not_cut(tag: str) -> None:
    with pytest.raises(LimitExceeded, match="deeper"):
        read(_page(f"<{tag}>" * 10_000 + "<p>底</p>"), "a")


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("<p>年报</p><a href='/f/2024.ofd?x=1'>下载</a>", "fetch /f/2024.ofd"),
        ("<iframe src='viewer.html?file=/f/a.pdf&amp;p=1'></iframe>", "file=/f/a.pdf"),
        ("<object data='a.doc'></object><a href='b.xlsx'>附件</a>", "b.xlsx, a.doc|a.doc, b.xlsx"),
        ("<p>年报</p><img src='1.jpg'><img src='2.jpg'><img src='3.png'><img src='4.png'>", "3.png and 1 more"),
        ("<p>年报</p><img src='data:image/png;base64,AAAA'>", "save them as files"),
        (
            "<p>一、总体情况</p><p>二、公开情况</p><img src='t.png'><p>三、其他</p>" + "<p>长段落</p>" * 300,
            "tables as pictures.*t.png",
        ),
    ],
)
def test_html_that_only_points_to_the_report_names_where(body: str, named: str) -> None:
    with pytest.raises(Unsupported, match=named):
        read(_page(body), "a")


def test_docx_merged_cells() -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "组"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "头"
    table.cell(2, 2).text = "5"
    (grid,) = _grids(read(_saved(document), "a"))
    spans = {(cell.row, cell.column): (cell.row_span, cell.column_span, cell.raw) for cell in grid.cells}
    assert spans[0, 0] == (2, 1, "组") and spans[0, 1] == (1, 2, "头") and spans[2, 2] == (1, 1, "5")


def test_docx_tracked_changes_are_accepted() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("共")
    paragraph._p.append(
        parse_xml(f"<w:del {nsdecls('w')} w:id='1' w:author='x'><w:r><w:delText>12</w:delText></w:r></w:del>")
    )
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')} w:id='2' w:author='x'><w:r><w:t>15</w:t></w:r></w:ins>"))
    assert _lines(read(_saved(document), "a")) == ["共15"]


def test_docx_hidden_text_is_left_out_and_raised_digits_stay_raised() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("8")
    paragraph.add_run("9").font.hidden = True
    paragraph.add_run("1").font.superscript = True
    assert _lines(read(_saved(document), "a")) == ["8¹"]


def test_docx_text_box_once() -> None:
    document = docx.Document()
    run = document.add_paragraph("外").add_run()
    box = "<w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r></w:p></w:txbxContent>"
    spaces = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
    run._r.append(
        parse_xml(
            f"<mc:AlternateContent {nsdecls('w')} {spaces}><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
        )
    )
    assert sorted(_lines(read(_saved(document), "a"))) == ["外", "框中"]


def test_docx_nested_layout_table() -> None:
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "前"
    inner = cell.add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "规章", "3"
    found = read(_saved(document), "a")
    assert _lines(found) == ["前"]
    assert [_cells(grid) for grid in _grids(found)] == [{(0, 0): "规章", (0, 1): "3"}]


def test_docx_automatic_chinese_numbers_are_shown() -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.append(
        parse_xml(
            f"<w:abstractNum {nsdecls('w')} w:abstractNumId='77'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/>"
            "<w:lvlText w:val='%1、'/></w:lvl></w:abstractNum>"
        )
    )
    numbering.append(parse_xml(f"<w:num {nsdecls('w')} w:numId='77'><w:abstractNumId w:val='77'/></w:num>"))
    for text in ("总体情况", "主动公开政府信息情况"):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        number = OxmlElement("w:numPr")
        for name, value in (("w:ilvl", "0"), ("w:numId", "77")):
            child = OxmlElement(name)
            child.set(qn("w:val"), value)
            number.append(child)
        properties.append(number)
    assert _lines(read(_saved(document), "a")) == ["一、总体情况", "二、主动公开政府信息情况"]


def test_docx_bomb_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w/>" + b" " * (260 * 2**20))
    with pytest.raises(LimitExceeded):
        read(buffer.getvalue(), "a")


def test_docx_outside_entities_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    source = io.BytesIO(_saved(docx.Document()))
    buffer = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(buffer, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "word/document.xml":
                entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()
                data = data.replace(b"<w:document", entity + b"<w:document", 1).replace(
                    b"<w:body>", b"<w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p>"
                )
            new.writestr(item, data)
    with contextlib.suppress(Damaged):
        assert not any("SECRET" in line for line in _lines(read(buffer.getvalue(), "a")))


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5"])
def test_text_charsets(charset: str) -> None:
    words = "縣政府信息公開年度報告" if charset == "big5" else "县政府信息公开年度报告"
    assert _lines(read(f"{words}\n第二行\n".encode(charset), "a.txt"))[0] == words


def test_text_tables_keep_their_fields_and_lines() -> None:
    document = read("标题\n甲\t\t3\n\n乙\t4\n| 丙 | 5 |\n| --- | --- |\n| 丁 |  |\n# 尾\n".encode(), "a.md")
    (grid,) = _grids(document)
    assert grid.ragged
    assert _cells(grid) == {
        (0, 0): "甲",
        (0, 1): "",
        (0, 2): "3",
        (1, 0): "乙",
        (1, 1): "4",
        (2, 0): "丙",
        (2, 1): "5",
        (3, 0): "丁",
        (3, 1): "",
    }
    assert [cell.place.locator for cell in grid.cells][2] == "line 2, field 3"
    assert _lines(document) == ["标题", "尾"]


@pytest.fixture(scope="module")
def huaian(shared: Path) -> Document:
    return read((shared / "real" / "huaian-2024.pdf").read_bytes(), "huaian-2024.pdf")


def test_pdf_grids_as_on_the_page(huaian: Document) -> None:
    """Read on the page by eye: section three breaks between pages 4 and 5 inside the label （四）无 / 法提供."""
    rows = [(grid.place.page, cell.raw.replace("\n", "")) for grid in _grids(huaian) for cell in grid.cells]
    assert (4, "3001") in rows and (4, "3119") in rows
    assert (4, "（四）无") in rows and (5, "法提供") in rows
    assert huaian.page_count == 6
    assert all(grid.method == "ruled" and grid.doubt is None for grid in _grids(huaian) if grid.columns > 2)


def test_pdf_turned_page_reads_the_same(shared: Path) -> None:
    """A page stored sideways with /Rotate is shown upright, and so are its boxes."""
    import pypdfium2

    file = pypdfium2.PdfDocument(shared / "real" / "huaian-2024.pdf")
    page = file[3]
    page.set_mediabox(-50, -50, 700, 900)
    page.set_rotation(180)
    page.set_rotation(0)
    buffer = io.BytesIO()
    file.save(buffer)
    shifted = _grids(read(buffer.getvalue(), "a"))
    plain = _grids(read((shared / "real" / "huaian-2024.pdf").read_bytes(), "b"))
    assert [_cells(grid) for grid in shifted] == [_cells(grid) for grid in plain]


def test_pdf_every_character_stands_in_a_line_or_a_cell(shared: Path) -> None:
    """Whatever a page prints, ruled or not, comes out somewhere: a heading drawn into a table would vanish quietly."""
    from collections import Counter

    import pypdfium2

    paths = [
        path
        for path in sorted((shared / "corpus" / "files").glob("*.pdf"))
        if "pdf-lo" in path.name or "pdf-chromium" in path.name
    ]
    for path in [shared / "real" / "huaian-2024.pdf", *paths]:
        found = read(path.read_bytes(), path.name)
        given: Counter[str] = Counter()
        for block in found.blocks:
            texts = [block.text] if isinstance(block, Line) else [cell.raw for cell in block.cells]
            given.update(character for text in texts for character in text if not character.isspace())
        printed: Counter[str] = Counter()
        watermark = (
            "watermark" in (shared / "corpus" / "gold" / f"{path.stem}.json").read_text("utf-8")
            if path in paths
            else False
        )
        for page in pypdfium2.PdfDocument(path):
            text = page.get_textpage().get_text_range()
            printed.update(character for character in text if not character.isspace() and character.isprintable())
        lost = printed - given
        assert watermark or not lost, (path.name, lost)
