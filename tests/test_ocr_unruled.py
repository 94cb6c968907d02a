"""Tables in pictures without vertical rulings: drawn here, with the numbers that a person put in each place."""

from __future__ import annotations

import io
from decimal import Decimal

from PIL import Image, ImageDraw, ImageFont

from pipeline import task
from pipeline.model import Cell, Status
from tests.test_ocr import FONT

EM = 21
"""Pixels at 150 dpi: print of 10 points."""
OUTCOMES = ("结果\n维持", "结果\n纠正", "其他\n结果", "尚未\n审结", "总计")
REVIEW = ("3", "0", "1", "0", "4", "2", "5", "0", "1", "8", "0", "0", "7", "0", "7")
KEYS = ("upheld", "corrected", "other", "pending", "total")


class _Page:
    """A short report to print a table on; text stands around its middle, lines below each other."""

    def __init__(self, section: str) -> None:
        self.image = Image.new("RGB", (1240, 760), "white")
        self._draw = ImageDraw.Draw(self.image)
        self.text(620, 50, "2024年临澜市农业农村局政府信息公开工作年度报告", 34)
        self.text(400, 130, section, 26)
        self.text(330, 520, "五、存在的主要问题及改进情况", 26)
        self.text(420, 580, "政策解读形式较为单一。下一步将丰富解读形式。")
        self.text(290, 640, "六、其他需要报告的事项", 26)
        self.text(330, 700, "无其他需要报告的事项。")

    def text(self, x: float, y: float, text: str, size: int = EM) -> None:
        font = ImageFont.truetype(FONT, size)
        for index, line in enumerate(text.split("\n")):
            self._draw.text((x, y + index * 26), line, "black", font, anchor="mm")

    def rule(self, y: float, x0: float = 100, x1: float = 1140) -> None:
        self._draw.line((x0, y, x1, y), "black", 2)

    def cells(self) -> dict[str, Cell]:
        buffer = io.BytesIO()
        self.image.save(buffer, "PNG", dpi=(150, 150))
        _, reports = task.reports_of(buffer.getvalue(), "page.png", {})
        return {cell.key: cell for cell in reports[0].cells}


def _reported(cells: dict[str, Cell]) -> dict[str, Decimal | None]:
    return {key: cell.value for key, cell in cells.items() if cell.status is Status.REPORTED}


def test_a_table_without_any_rulings_is_read_by_its_white_space() -> None:
    page = _Page("四、政府信息公开行政复议、行政诉讼情况")
    xs = [130 + 70 * column for column in range(15)]
    page.text((xs[0] + xs[4]) / 2, 220, "行政复议")
    page.text((xs[5] + xs[14]) / 2, 220, "行政诉讼")
    page.text((xs[5] + xs[9]) / 2, 260, "未经复议直接起诉")
    page.text((xs[10] + xs[14]) / 2, 260, "复议后起诉")
    for column, x in enumerate(xs):
        page.text(x, 300 if column > 4 else 260, OUTCOMES[column % 5])
        page.text(x, 370, REVIEW[column])
    channels = ("review", "litigation_direct", "litigation_after_review")
    keys = [f"review_litigation.{channel}.{outcome}" for channel in channels for outcome in KEYS]
    assert _reported(page.cells()) == dict(zip(keys, map(Decimal, REVIEW), strict=True))


def test_horizontal_lines_part_rows_and_a_place_without_ink_is_blank() -> None:
    page = _Page("二、主动公开政府信息情况")
    xs = (560, 780, 1000)
    rows = (("规章", "2", "", "15"), ("行政规范性\n文件", "31", "4", "106"))
    for y in (190, 240, 290, 340, 410):
        page.rule(y)
    page.text(620, 215, "第二十条第（一）项")
    for x, text in zip((240, *xs), ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"), strict=True):
        page.text(x, 265, text)
    for y, (label, *numbers) in zip((315, 375), rows, strict=True):
        page.text(240, y - 13 * label.count("\n"), label)
        for x, number in zip(xs, numbers, strict=True):
            page.text(x, y, number)
    cells = page.cells()
    assert _reported(cells) == {
        "article20.regulations.issued": 2,
        "article20.regulations.in_force": 15,
        "article20.normative_documents.issued": 31,
        "article20.normative_documents.repealed": 4,
        "article20.normative_documents.in_force": 106,
    }
    assert cells["article20.regulations.repealed"].status is Status.BLANK
