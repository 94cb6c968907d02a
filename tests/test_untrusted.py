"""What a page shows is what is read, whatever its text says: disguised digits, invisible layers, text under pictures."""

from __future__ import annotations

import pytest

from pipeline.model import Document, Grid
from pipeline.read import read
from tests.font_maker import Shown, scan, typeset

_CELLS = ("Reports", "385", "Replies", "2960")
_SPOTS = ((100, 100), (300, 100), (100, 140), (300, 140))
_BOXES = [
    (80.0 + 200 * column, 90.0 + 40 * row, 280.0 + 200 * column, 130.0 + 40 * row)
    for row in (0, 1)
    for column in (0, 1)
]
_RULES = [(90.0 + 40 * row, 80.0, 480.0) for row in range(3)]


def _words(cells: tuple[str, ...] = _CELLS, size: float = 14, mode: int = 0) -> list[Shown]:
    return [Shown(cell, x, top, size, mode) for cell, (x, top) in zip(cells, _SPOTS, strict=True)]


def _grid(document: Document) -> Grid:
    (grid,) = (block for block in document.blocks if isinstance(block, Grid))
    return grid


def _ruled(words: list[Shown], said: dict[str, str], drawn: list[Shown] | None = None) -> bytes:
    """The words in a ruled table."""
    uprights = [(80.0 + 200 * column, 90.0, 170.0) for column in range(3)]
    return typeset(words, said, _RULES, uprights, drawn=drawn)


@pytest.mark.parametrize(
    "said",
    [
        {"3": "8", "8": "3"},
        {"6": "9", "9": "6"},
        {"2": "5", "5": "2"},
        {"0": "1"},
        dict(zip("0123456789", "1234567890", strict=True)),
    ],
)
def test_a_font_whose_map_calls_digits_others_is_found_out_and_its_pixels_are_read(said: dict[str, str]) -> None:
    grid = _grid(read(_ruled(_words(), said), "a.pdf"))
    assert grid.method == "ocr"
    assert [cell.raw for cell in grid.cells] == list(_CELLS)


def test_a_font_that_tells_the_truth_is_read_by_its_text() -> None:
    grid = _grid(read(_ruled(_words(), {}), "a.pdf"))
    assert grid.method == "ruled"
    assert [cell.raw for cell in grid.cells] == list(_CELLS)


@pytest.mark.parametrize("mode", [3, 0])
@pytest.mark.parametrize("prose", [0, 300])
def test_text_that_a_scan_hides_is_not_read(mode: int, prose: int) -> None:
    """Invisible over the picture (3) or plainly under it (0), wrong, and with much of it or little."""
    wrong = _words(("Reports", "335", "Replies", "2966"), mode=mode)
    more = [Shown("x" * 60, 80, 300 + 14 * line, 10, mode) for line in range(prose // 60)]
    data = typeset([*wrong, *more], {}, picture=scan(_words(), _BOXES))
    grid = _grid(read(data, "a.pdf"))
    assert grid.method == "ocr"
    assert [cell.raw for cell in grid.cells] == list(_CELLS)


def test_invisible_digits_on_a_page_of_text_are_not_read() -> None:
    """The page's own words are shown; numbers that are not shown do not stand in its cells."""
    hidden = [Shown("7", 345, 100, 14, 3)]
    grid = _grid(read(_ruled([*_words(), *hidden], {}), "a.pdf"))
    assert [cell.raw for cell in grid.cells] == list(_CELLS)


def test_a_number_drawn_as_outlines_among_text_is_no_blank() -> None:
    words = _words()
    grid = _grid(read(_ruled([words[0], *words[2:]], {}, drawn=[words[1]]), "a.pdf"))
    assert grid.method == "ocr"
    assert [cell.raw for cell in grid.cells] == list(_CELLS)
