"""Rulings in pictures: what photographs, page breaks and scanners do to them, drawn and read back."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import cvttf_NotoSansCJK_Regular
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from pipeline.model import Grid
from pipeline.read import read

_FONT = str(next(Path(cvttf_NotoSansCJK_Regular.__file__).parent.glob("*.otf")))
_ROWS = [
    ["规章", "0", "21", "1"],
    ["文件", "62", "7", "35"],
    ["许可", "1204", "0", "36"],
    ["处罚", "8", "54", "10"],
] * 4
_LEFT, _TOP, _WIDE, _HIGH = 120, 160, 240, 80


def _page(rows: list[list[str]], open_below: int = 0) -> Image.Image:
    """A ruled table on A4 at 150 dpi; `open_below`: pixels by which its uprights hang below the last line across."""
    page = Image.new("RGB", (1240, 1754), "white")
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(_FONT, 28)
    right, bottom = _LEFT + _WIDE * len(rows[0]), _TOP + _HIGH * len(rows)
    for index in range(len(rows) + 1):
        draw.line((_LEFT, _TOP + _HIGH * index, right, _TOP + _HIGH * index), "black", 2)
    for index in range(len(rows[0]) + 1):
        x = _LEFT + _WIDE * index
        draw.line((x, _TOP, x, bottom + open_below), "black", 2)
    for row, fields in enumerate(rows):
        for column, field in enumerate(fields):
            middle = (_LEFT + _WIDE * column + _WIDE // 2, _TOP + _HIGH * row + _HIGH // 2)
            draw.text(middle, field, "black", font, "mm")
    return page


def _grid(page: Image.Image) -> Grid:
    buffer = io.BytesIO()
    page.save(buffer, "PNG", dpi=(150, 150))
    (grid,) = [block for block in read(buffer.getvalue(), "picture").blocks if isinstance(block, Grid)]
    return grid


def _raws(grid: Grid) -> list[list[str]]:
    return [[cell.raw for cell in grid.cells if cell.row == row] for row in range(grid.rows)]


def _photographed(page: Image.Image, corners: list[tuple[int, int]]) -> tuple[Image.Image, np.ndarray]:
    """The page on a desk, its corners at these pixels of the photograph, and the projection onto it."""
    width, height = page.size
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    projection = cv2.getPerspectiveTransform(flat, np.array(corners, np.float32))
    seen = cv2.warpPerspective(np.asarray(page), projection, (1300, 1800), borderValue=(120, 100, 80))
    return Image.fromarray(seen), projection


@pytest.mark.parametrize(
    "corners",
    [
        [(90, 60), (1210, 30), (1270, 1770), (30, 1740)],
        [(40, 40), (1250, 100), (1200, 1700), (100, 1780)],
        [(30, 30), (1270, 60), (1190, 1690), (130, 1760)],
    ],
)
def test_a_page_photographed_at_an_angle_is_straightened(corners: list[tuple[int, int]]) -> None:
    photograph, projection = _photographed(_page(_ROWS), corners)
    grid = _grid(photograph)
    assert _raws(grid) == _ROWS
    cell = next(cell for cell in grid.cells if (cell.row, cell.column) == (14, 1))
    assert cell.place.box is not None
    x0, top, x1, bottom = (side * 150 / 72 for side in cell.place.box)
    middle = (_LEFT + 1.5 * _WIDE, _TOP + 14.5 * _HIGH, 1.0)
    x, y, w = projection @ middle
    assert np.allclose(((x0 + x1) / 2, (top + bottom) / 2), (x / w, y / w), atol=6)


def test_short_rulings_that_hang_to_a_page_break_part_columns() -> None:
    """One row and the beginning of the next, whose cells nothing closes."""
    page = _page([["自然人", "企业", "机构", "总计"]], open_below=70)
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(_FONT, 28)
    for column, field in enumerate(["12", "0", "3", "15"]):
        draw.text((_LEFT + _WIDE * column + _WIDE // 2, _TOP + _HIGH + 40), field, "black", font, "mm")
    assert _raws(_grid(page)) == [["自然人", "企业", "机构", "总计"], ["12", "0", "3", "15"]]


@pytest.mark.parametrize(("size", "blur"), [(17, 0.6), (22, 1.0)])
def test_strokes_of_text_in_narrow_columns_are_no_ruling(size: int, blur: float) -> None:
    """Level strokes of 结果维持 stand at one height from one upright to the next, and make no row."""
    page = Image.new("RGB", (1240, 600), "white")
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(_FONT, size)
    labels, left, wide = ["结果维\n持", "结果纠\n正", "其他结\n果", "尚未审\n结"] * 3, 120, 3 * size + 6
    for y in (200, 300, 340):
        draw.line((left, y, left + wide * 12, y), "black", 2)
    for column in range(13):
        draw.line((left + wide * column, 200, left + wide * column, 340), "black", 2)
    for column, label in enumerate(labels):
        middle = left + wide * column + wide // 2
        draw.text((middle, 250), label, "black", font, "mm", align="center", spacing=6)
        draw.text((middle, 320), str(column), "black", font, "mm")
    grid = _grid(page.filter(ImageFilter.GaussianBlur(blur)))
    assert grid.rows == 2
    assert [cell.raw for cell in grid.cells if cell.row == 1] == [str(column) for column in range(12)]
