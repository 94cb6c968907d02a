"""What a browser gets to see of a source: only files that were read, pages in points, texts that can't act."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pdfplumber
import pytest
from PIL import Image

from pipeline.errors import DocumentError
from pipeline.explore.place.marked import document, marked
from pipeline.explore.place.picture import picture
from pipeline.explore.place.sought import boxes
from pipeline.explore.place.source import SourceGone, source_bytes
from pipeline.find import parse
from tests.conftest import ROOT

HOSTILE = (
    "<html><head><title>x</title><script>parent.hurt=1</script></head><body><h1>某县2024年政府信息公开工作年度报告</h1>"
    '<table><tr><td>规章</td><td><img src=x onerror="parent.hurt=1">12</td><td>&lt;script&gt;parent.hurt=1&lt;/script&gt;</td>'
    "</tr></table><p>1\u200b2\u0007</p></body></html>"
)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a.txt").write_bytes(b"inside")
    (tmp_path / "secret.txt").write_bytes(b"secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "out").symlink_to(tmp_path)
    with zipfile.ZipFile(folder / "packed.zip", "w") as archive:
        archive.writestr("inner/b.txt", b"packed")
    return folder


def test_files_and_members_of_archives_are_found(raw: Path) -> None:
    assert source_bytes(raw, "sub/a.txt", sha256(b"inside")) == b"inside"
    assert source_bytes(raw, "packed.zip/inner/b.txt", sha256(b"packed")) == b"packed"


@pytest.mark.parametrize(
    "name",
    [
        "../secret.txt",
        "sub/../../secret.txt",
        "link.txt",
        "out/secret.txt",
        "/etc/passwd",
        "",
        "a\0b",
        "x" * 5000,
        "sub",
    ],
)
def test_nothing_outside_is_opened(raw: Path, name: str) -> None:
    for data in (b"secret", b"inside", Path("/etc/passwd").read_bytes()):
        with pytest.raises(SourceGone, match="is not in"):
            source_bytes(raw, name, sha256(data))


def test_a_changed_file_is_said_to_be_another(raw: Path) -> None:
    (raw / "sub" / "a.txt").write_bytes(b"changed")
    with pytest.raises(SourceGone, match="another file now"):
        source_bytes(raw, "sub/a.txt", sha256(b"inside"))


def test_text_is_written_anew_without_the_source_markup() -> None:
    page = marked(document(HOSTILE.encode(), "x.html"), "table 1, row 1, column 2", "<x>")
    assert re.findall(r'<td class="here" id="here">(.*?)</td>', page) == ["12"]
    assert "&lt;script&gt;parent.hurt=1&lt;/script&gt;" in page and "<title>&lt;x&gt;</title>" in page
    assert not re.search(r"<(script|img|a|link|iframe|object|form)\b", page) and "onerror" not in page
    assert "<p>12" in page and "\u0007" not in page


def test_words_sought_are_marked_in_a_text_and_nothing_else_of_it_acts() -> None:
    page = marked(document(HOSTILE.encode(), "x.html"), None, "x", parse("信息公开工作 OR 规章"))
    assert re.findall(r"<mark.*?</mark>", page) == [
        '<mark class="here" id="here">信息公开工作</mark>',
        '<mark class="here">规章</mark>',
    ]
    assert "&lt;script&gt;parent.hurt=1&lt;/script&gt;" in page


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ('"更新不够及时"', [(3, "更新不够及时")]),
        ('"统计期限自2023年"', [(1, "统计期限自"), (1, "2023年")]),
        ("新收 OR 栏目", [(1, "新收"), (3, "栏目")]),
    ],
)
def test_a_box_holds_the_words_that_were_sought(question: str, held: list[tuple[int, str]]) -> None:
    """The characters whose middle is in the box, as another library reads the page."""
    path = ROOT / "raw" / "临澜市人民政府" / "2023.pdf"
    found = []
    with pdfplumber.open(path) as file:
        for number, (x0, top, x1, bottom) in boxes(document(path.read_bytes(), path.name), parse(question)):
            chars = [
                char["text"]
                for char in file.pages[number - 1].chars
                if x0 <= (char["x0"] + char["x1"]) / 2 <= x1 and top <= (char["top"] + char["bottom"]) / 2 <= bottom
            ]
            found.append((number, "".join(chars)))
    assert found == held


def _png(width: int, height: int) -> bytes:
    """A picture that says it is so large; its bytes are few."""
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)), (b"IDAT", b""), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _pdf(box: str, more: str = "") -> bytes:
    """A PDF of one empty page; PDFium mends the table that is not there."""
    return (
        f"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R{more}>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        f"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[{box}]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    ).encode()


HOSTILE_PAGES = {
    "a picture of 3.6 thousand million dots": ("a.png", _png(60_000, 60_000), "more dots than can be shown"),
    "a picture that ends at once": ("a.png", _png(8, 8)[:20], "damaged or truncated"),
    "a picture without its dots": ("a.png", _png(8, 8), "damaged or truncated"),
    "bytes after the mark of PNG": ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "no picture of a known format"),
    "a TIFF whose pages are a ring": (
        "a.tiff",
        b"II*\0\x08\0\0\0\x01\0\0\x01\x03\0\x01\0\0\0\x01\0\0\0\x08\0\0\0",
        "picture",
    ),
    "bytes after the mark of PDF": ("a.pdf", b"%PDF-1.4\n" + b"x" * 999, "can't be drawn"),
    "nothing at all": ("a.pdf", b"", "is empty"),
}


@pytest.mark.parametrize("name", HOSTILE_PAGES)
def test_a_hostile_page_is_refused_in_a_sentence(name: str) -> None:
    file, data, sentence = HOSTILE_PAGES[name]
    with pytest.raises(DocumentError, match=sentence) as refused:
        picture(data, file, 1)
    assert "0x" not in str(refused.value)


@pytest.mark.parametrize("box", ["0 0 1000000 1000000", "0 0 100000 1", "0 0 1e99 1e99", "0 0 0 0", "100 100 -5 -7"])
def test_a_page_of_any_size_is_drawn_small(box: str) -> None:
    found = picture(_pdf(box, "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"), "a.pdf", 1)
    with Image.open(io.BytesIO(found.data)) as image:
        assert image.format == "PNG" and max(image.size) <= 2400 and min(image.size) >= 1


def test_a_file_of_any_size_is_not_read_whole(tmp_path: Path) -> None:
    with (tmp_path / "huge.html").open("wb") as file:
        file.truncate(2**38)  # a hole of 256 GiB, which takes no room
    with pytest.raises(SourceGone, match="more than 256 MiB, too much to show"):
        source_bytes(tmp_path, "huge.html", sha256(b""))


def test_a_page_of_a_pdf_has_its_size_in_points() -> None:
    data = (ROOT / "raw" / "临澜市人民政府" / "2024.pdf").read_bytes()
    found = picture(data, "2024.pdf", 2)
    with Image.open(io.BytesIO(found.data)) as image:
        assert image.size == (round(found.width * 2), round(found.height * 2))
    for number in (0, 99):
        with pytest.raises(DocumentError, match=f"has no page {number}"):
            picture(data, "2024.pdf", number)


@pytest.mark.parametrize("turned", [1, 6])
def test_a_photograph_is_shown_as_it_is_read(turned: int) -> None:
    """EXIF 6 lies on its side: shown upright, its size in points is that of the picture as it is to be seen."""
    pixels = np.full((400, 200, 3), 255, np.uint8)
    pixels[40:80, 20:60] = 0
    stored = Image.fromarray(pixels if turned == 1 else np.ascontiguousarray(np.rot90(pixels)))
    exif = Image.Exif()
    exif[0x0112] = turned
    to = io.BytesIO()
    stored.save(to, "JPEG", quality=95, exif=exif)
    found = picture(to.getvalue(), "photo.jpg", 1)
    shown = np.asarray(Image.open(io.BytesIO(found.data)).convert("L"))
    assert shown.shape == (400, 200) and (found.width, found.height) == (595.0, 1190.0)
    assert shown[60, 40] < 60 and shown[60, 160] > 200


def test_an_ofd_page_is_drawn_and_its_words_are_escaped() -> None:
    from tests.ofd_maker import filled, ofd, text

    objects = filled(10, 10, 50, 20, "255 0 0") + text((20, 30), "<script>12") + text((20, 60), "年度&报告")
    found = picture(ofd([objects]), "x.ofd", 1)
    svg = found.data.decode()
    assert found.media_type == "image/svg+xml" and (round(found.width), round(found.height)) == (595, 842)
    assert "rgb(255,0,0)" in svg and "&lt;script&gt;12" in svg and "年度&amp;报告" in svg
    assert "<script" not in svg and "href=" not in svg
