"""Pages read by their pixels: typeset from the sample, drawn by PDFium, then spoiled as scanners spoil them."""

from __future__ import annotations

import csv
import io
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import cv2
import cvttf_NotoSansCJK_Regular
import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from pipeline import task
from pipeline.errors import Damaged, Unsupported
from pipeline.model import Grid, Line, Report, Status
from pipeline.read import read
from tests.conftest import ROOT

FONT = str(next(Path(cvttf_NotoSansCJK_Regular.__file__).parent.glob("*.otf")))
SAMPLE = "临澜市人民政府/2024.pdf"
DOTS = 150 / 72


def _drawn(path: Path) -> Iterator[Image.Image]:
    file = pypdfium2.PdfDocument(path)
    try:
        for page in file:
            yield page.render(scale=DOTS).to_pil().convert("RGB")
    finally:
        file.close()


def _scanned(page: Image.Image, turn: float) -> Image.Image:
    """Turned, blurred, noisy, stamped in red over the numbers, and through JPEG."""
    width, height = page.size
    seal = Image.new("RGB", page.size, "white")
    ImageDraw.Draw(seal).ellipse(
        (width * 0.6, height * 0.5, width * 0.6 + 260, height * 0.5 + 260), outline="red", width=6
    )
    turned = ImageChops.multiply(page, seal).rotate(turn, Image.Resampling.BICUBIC, fillcolor="white")
    pixels = cv2.GaussianBlur(np.asarray(turned), (0, 0), 0.5).astype(float)
    pixels += np.random.default_rng(7).normal(0, 8, pixels.shape)
    buffer = io.BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=60)
    return Image.open(buffer)


def _tiff(pages: list[Image.Image]) -> bytes:
    buffer = io.BytesIO()
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:], dpi=(150, 150))
    return buffer.getvalue()


def _printed() -> dict[str, str]:
    with (ROOT / "tests" / "sample_gold.csv").open(encoding="utf-8") as file:
        return {row["cell"]: row["printed"] for row in csv.DictReader(file) if row["file"] == SAMPLE}


def _compare(report: Report) -> tuple[int, list[str]]:
    """How many cells are as printed, and the keys of those that say something else without any doubt."""
    doubted = {key for finding in report.findings for key in finding.cells}
    printed = _printed()
    right, silent = 0, []
    for cell in report.cells:
        if cell.key not in printed:
            continue
        said = str(cell.value) if cell.status is Status.REPORTED else ""
        if said == printed[cell.key]:
            right += 1
        elif cell.status is not Status.UNREADABLE and cell.key not in doubted:
            silent.append(cell.key)
    return right, silent


def test_a_skewed_stamped_scan_says_what_the_page_shows() -> None:
    data = _tiff([_scanned(page, 0.8) for page in _drawn(ROOT / "raw" / SAMPLE)])
    document, reports = task.reports_of(data, "scan.tiff", {})
    assert document.media_type == "image/tiff"
    assert {cell.method for cell in reports[0].cells if cell.status is Status.REPORTED} == {"ocr"}
    right, silent = _compare(reports[0])
    assert not silent
    assert right >= 0.95 * len(_printed())
    assert (reports[0].identity.agency, reports[0].identity.year) == ("临澜市人民政府", 2024)


def test_only_the_page_that_is_a_picture_is_read_by_ocr() -> None:
    source = pypdfium2.PdfDocument(ROOT / "raw" / SAMPLE)
    pages = list(_drawn(ROOT / "raw" / SAMPLE))
    picture = io.BytesIO()
    pages[-1].save(picture, "PDF", resolution=150)
    mixed = pypdfium2.PdfDocument.new()
    mixed.import_pages(source, list(range(len(pages) - 1)))
    mixed.import_pages(pypdfium2.PdfDocument(picture.getvalue()))
    buffer = io.BytesIO()
    mixed.save(buffer)
    document = read(buffer.getvalue(), "mixed.pdf")
    methods = {block.place.page: block.method for block in document.blocks if isinstance(block, Grid)}
    by_text = read((ROOT / "raw" / SAMPLE).read_bytes(), "text.pdf")
    last = len(pages)
    assert methods == {
        block.place.page: "ocr" if block.place.page == last else block.method
        for block in by_text.blocks
        if isinstance(block, Grid)
    }
    assert any(block.place.page == last for block in document.blocks)


def _table(rows: list[list[str]], turn: float = 0.0, wide: int = 120) -> bytes:
    """A ruled table of cells of `wide` × 40 pixels from (100, 100) on a page of A4 at 150 dpi."""
    page = Image.new("RGB", (1240, 1754), "white")
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(FONT, 24)
    for index in range(len(rows) + 1):
        draw.line((100, 100 + 40 * index, 100 + wide * len(rows[0]), 100 + 40 * index), "black", 2)
    for index in range(len(rows[0]) + 1):
        draw.line((100 + wide * index, 100, 100 + wide * index, 100 + 40 * len(rows)), "black", 2)
    for row, fields in enumerate(rows):
        for column, field in enumerate(fields):
            draw.text((100 + wide // 2 + wide * column, 120 + 40 * row), field, "black", font, "mm")
    buffer = io.BytesIO()
    page.rotate(turn, Image.Resampling.BICUBIC, fillcolor="white").save(buffer, "PNG", dpi=(150, 150))
    return buffer.getvalue()


def _grid(data: bytes) -> Grid:
    (grid,) = [block for block in read(data, "picture").blocks if isinstance(block, Grid)]
    return grid


def _raws(grid: Grid) -> list[list[str]]:
    return [[cell.raw for cell in grid.cells if cell.row == row] for row in range(grid.rows)]


def test_a_cell_is_blank_only_without_ink_and_a_slash_is_no_one() -> None:
    rows = [["规章", "0", "", "1"], ["文件", "/", "7", "—"], ["许可", "1204", "", "36.5"], ["处罚", "-", "——", "10"]]
    grid = _grid(_table(rows))
    assert _raws(grid) == rows
    assert {(cell.row, cell.column) for cell in grid.cells if not cell.raw and not cell.doubt} == {(0, 2), (2, 2)}
    assert not any(cell.doubt for cell in grid.cells if cell.raw in ("/", "-", "—", "——"))


@pytest.mark.parametrize("ink", [(110, 110, 110), (215, 60, 60)])
def test_a_seal_is_taken_from_the_print_under_it(ink: tuple[int, int, int]) -> None:
    """A ring, a star and letters over numbers; what they may hide in an empty cell is not known."""
    rows = [["自然人", "0", "12", "360"], ["企业", "5", "0", "48"], ["机构", "27", "", "9"], ["总计", "0", "61", "134"]]
    page = Image.open(io.BytesIO(_table(rows))).convert("RGB")
    seal = Image.new("RGB", page.size, "white")
    draw = ImageDraw.Draw(seal)
    draw.ellipse((285, 85, 285 + 220, 85 + 220), outline=ink, width=8)
    draw.regular_polygon((400, 205, 28), 5, fill=ink)
    for x, letter in ((330, "临"), (365, "澜"), (410, "水"), (450, "务")):
        draw.text((x, 140), letter, ink, ImageFont.truetype(FONT, 26), "mm")
    buffer = io.BytesIO()
    ImageChops.multiply(page, seal).save(buffer, "JPEG", quality=70, dpi=(150, 150))
    grid = _grid(buffer.getvalue())
    assert _raws(grid) == rows
    assert [cell.doubt is not None for cell in grid.cells if not cell.raw] == [True]
    assert not any(cell.doubt for cell in grid.cells if cell.column == 0)


def test_boxes_go_back_to_the_page_as_it_was_turned() -> None:
    turn = 2.0
    cell = next(cell for cell in _grid(_table([["甲乙", "25"], ["丙丁", "68"]], turn)).cells if cell.raw == "68")
    assert cell.place.box is not None
    x0, top, x1, bottom = cell.place.box
    angle = np.radians(turn)
    x, y = 100 + 180 - 620, 100 + 60 - 877
    shown = (620 + x * np.cos(angle) + y * np.sin(angle), 877 - x * np.sin(angle) + y * np.cos(angle))
    middle = ((x0 + x1) / 2 * DOTS, (top + bottom) / 2 * DOTS)
    assert np.allclose(middle, shown, atol=5)


def test_two_numbers_run_together_are_doubted() -> None:
    """A stroke beside a number, as a stamp leaves it, is no digit that the reader vouches for."""
    page = Image.open(io.BytesIO(_table([["甲乙", "0", "25"], ["丙丁", "0", "68"]])))
    ImageDraw.Draw(page).line((270, 112, 262, 130), (60, 60, 60), 3)
    buffer = io.BytesIO()
    page.save(buffer, "PNG", dpi=(150, 150))
    cell = next(cell for cell in _grid(buffer.getvalue()).cells if (cell.row, cell.column) == (0, 1))
    assert cell.raw == "0" or cell.doubt


def test_same_picture_same_document() -> None:
    data = _table([["甲乙", "25"], ["丙丁", "68"]])
    assert read(data, "a.png") == read(data, "b.png")


def test_missing_ocr_names_the_install_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(Unsupported, match=r"pip install 'gongkai\[ocr\]'"):
        read(_table([["甲乙", "25"], ["丙丁", "68"]]), "a.png")


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, b"\xff\xd8\xff\xe0 cut", b"II*\x00\xff\xff"])
def test_damaged_pictures_are_said_to_be_damaged(data: bytes) -> None:
    with pytest.raises(Damaged, match="damaged or truncated"):
        read(data, "a.png")


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_on_its_side_or_head_is_read_upright(turns: int) -> None:
    rows = [["行政许可数量", "25"], ["行政处罚数量", "68"]]
    pixels = np.asarray(Image.open(io.BytesIO(_table(rows, wide=240))))
    buffer = io.BytesIO()
    Image.fromarray(np.rot90(pixels, turns)).save(buffer, "PNG", dpi=(150, 150))
    grid = _grid(buffer.getvalue())
    assert _raws(grid) == rows
    x0, top, x1, bottom = grid.place.box or (0, 0, 0, 0)
    assert (x1 - x0 > bottom - top) == (turns == 2)
    x, y = {1: (140, 1240 - 340), 2: (1240 - 340, 1754 - 140), 3: (1754 - 140, 340)}[turns]
    assert np.allclose(((x0 + x1) / 2 * DOTS, (top + bottom) / 2 * DOTS), (x, y), atol=5)


def test_full_width_digits_are_certain() -> None:
    """The network is unsure of digits far apart; each doubted number is read a second way."""
    rows = [["规章", "１４", "６７", "３４"], ["文件", "４４７", "２７", "４４"], ["许可", "２０", "５９", "１８"]]
    grid = _grid(_table(rows, wide=200))
    assert [cell.raw for cell in grid.cells if cell.doubt] == []
    said = [unicodedata.normalize("NFKC", cell.raw) for cell in grid.cells]
    assert said == [unicodedata.normalize("NFKC", field) for row in rows for field in row]


def test_large_characters_of_a_title_are_no_rulings() -> None:
    """Their strokes are as long as the sides of small cells, and end at one height as lines do at a page break."""
    title = "国田县卫生健康局2024年年度报告"
    page = Image.open(io.BytesIO(_table([["甲乙", "25"], ["丙丁", "68"]])))
    ImageDraw.Draw(page).text((620, 900), title, "black", ImageFont.truetype(FONT, 52), "mm")
    buffer = io.BytesIO()
    page.save(buffer, "PNG", dpi=(150, 150))
    lines = [block for block in read(buffer.getvalue(), "a.png").blocks if isinstance(block, Line)]
    assert [line.text for line in lines] == [title]
    assert all(line.from_picture for line in lines)


def test_a_zero_torn_by_its_pale_strokes_is_certain() -> None:
    """The thin strokes above and below are paler than print; the eye still sees one ring."""
    page = Image.open(io.BytesIO(_table([["甲乙", "25", "0"], ["丙丁", "68", "0"]])))
    veil = Image.new("RGB", (4, 30), (178, 178, 178))
    for middle in (120, 160):
        part = page.crop((398, middle - 15, 402, middle + 15))
        page.paste(ImageChops.lighter(part, veil), (398, middle - 15))
    buffer = io.BytesIO()
    page.save(buffer, "PNG", dpi=(150, 150))
    grid = _grid(buffer.getvalue())
    assert [(cell.raw, cell.doubt) for cell in grid.cells if cell.column == 2] == [("0", None), ("0", None)]
