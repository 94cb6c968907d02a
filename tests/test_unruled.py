"""PDF tables without rulings: what a person sees in each cell is what the grid holds, and a value's box holds it."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pdfplumber
import pytest

from pipeline import task
from pipeline.model import Grid, Line, Status
from pipeline.read import read
from tests.pdf_maker import Tag, Word, pdf

HEAD = [
    Word("Item", 50, 100, 0),
    Word("North", 200, 100, 1),
    Word("South", 300, 100, 2),
    Word("Total", 400, 100, 3),
]
TAGS = [[Tag((0,)), Tag((1,)), Tag((2,)), Tag((3,))]]


def _grids(data: bytes) -> list[Grid]:
    return [block for block in read(data, "a.pdf").blocks if isinstance(block, Grid)]


def _lines(data: bytes) -> list[str]:
    return [block.text for block in read(data, "a.pdf").blocks if isinstance(block, Line)]


def _cells(grid: Grid) -> dict[tuple[int, int, int, int], str]:
    return {(cell.row, cell.column, cell.row_span, cell.column_span): cell.raw for cell in grid.cells}


def test_tagged_row_without_its_empty_cells_keeps_its_columns() -> None:
    words = [
        *HEAD,
        Word("first", 50, 120, 4), Word("1", 210, 120, 5), Word("2", 310, 120, 6), Word("3", 410, 120, 7),
        Word("second", 50, 140, 8), Word("7", 410, 140, 9),
    ]  # fmt: skip
    rows = [*TAGS, [Tag((4,)), Tag((5,)), Tag((6,)), Tag((7,))], [Tag((8,)), Tag((9,))]]
    (grid,) = _grids(pdf(words, rows))
    assert grid.method == "markup"
    third = {cell.column: cell.raw for cell in grid.cells if cell.row == 2}
    assert third == {0: "second", 1: "", 2: "", 3: "7"}


def test_tagged_spans_are_kept() -> None:
    words = [
        Word("Item", 50, 110, 0), Word("All", 305, 90, 1),
        Word("North", 200, 110, 2), Word("South", 300, 110, 3), Word("Total", 400, 110, 4),
        Word("first", 50, 130, 5), Word("1", 210, 130, 6), Word("2", 310, 130, 7), Word("3", 410, 130, 8),
    ]  # fmt: skip
    rows = [
        [Tag((0,), rows=2), Tag((1,), columns=3)],
        [Tag((2,)), Tag((3,)), Tag((4,))],
        [Tag((5,)), Tag((6,)), Tag((7,)), Tag((8,))],
    ]
    (grid,) = _grids(pdf(words, rows))
    assert _cells(grid)[0, 0, 2, 1] == "Item"
    assert _cells(grid)[0, 1, 1, 3] == "All"
    assert [_cells(grid)[2, column, 1, 1] for column in range(4)] == ["first", "1", "2", "3"]


def test_tags_that_the_page_contradicts_are_not_believed() -> None:
    """The tags exchange two cells of the second row; the page shows which is which."""
    words = [*HEAD, Word("first", 50, 120, 4), Word("1", 210, 120, 5), Word("2", 310, 120, 6), Word("3", 410, 120, 7)]
    rows = [*TAGS, [Tag((4,)), Tag((6,)), Tag((5,)), Tag((7,))]]
    (grid,) = _grids(pdf(words, rows))
    assert grid.method == "aligned"
    assert {cell.column: cell.raw for cell in grid.cells if cell.row == 1} == {0: "first", 1: "1", 2: "2", 3: "3"}


def test_text_that_no_tag_holds_within_a_tagged_table_takes_its_trust() -> None:
    """A number typed over the page after it was tagged: a cell that its tags leave empty is not empty."""
    words = [*HEAD, Word("first", 50, 120, 4), Word("9", 210, 120), Word("2", 310, 120, 6), Word("3", 410, 120, 7)]
    rows = [*TAGS, [Tag((4,)), Tag((6,)), Tag((7,))]]
    (grid,) = _grids(pdf(words, rows))
    assert grid.method == "aligned"
    assert {cell.column: cell.raw for cell in grid.cells if cell.row == 1} == {0: "first", 1: "9", 2: "2", 3: "3"}


def test_labels_over_several_lines_and_groups_belong_to_the_row_drawn_after_them() -> None:
    """Cells in the order of a word processor: group, label, its numbers; labels stand in the middle of their cells."""
    words = [
        Word("Item", 90, 100), Word("North", 200, 100), Word("South", 300, 100),
        Word("Group", 40, 160),
        Word("first-of", 90, 120), Word("the-labels", 90, 132), Word("1", 210, 126), Word("2", 310, 126),
        Word("second-of", 90, 150), Word("the-labels", 90, 162), Word("3", 210, 156), Word("4", 310, 156),
        Word("third", 90, 190), Word("5", 210, 190), Word("6", 310, 190),
    ]  # fmt: skip
    (grid,) = _grids(pdf(words))
    cells = _cells(grid)
    assert grid.method == "aligned" and not grid.ragged
    assert cells[1, 0, 3, 1] == "Group"
    rows = [[cells[row, column, 1, 1] for column in (1, 2, 3)] for row in (1, 2, 3)]
    assert rows == [["first-of\nthe-labels", "1", "2"], ["second-of\nthe-labels", "3", "4"], ["third", "5", "6"]]


def test_a_column_without_numbers_is_there_and_empty() -> None:
    words = [*HEAD]
    for top, label in ((120, "first"), (140, "second")):
        words += [Word(label, 50, top), Word("1", 210, top), Word("3", 410, top)]
    (grid,) = _grids(pdf([Word(word.text, word.x, word.top) for word in words]))
    assert {cell.column: cell.raw for cell in grid.cells if cell.row == 1} == {0: "first", 1: "1", 2: "", 3: "3"}


def test_spanning_headings_are_shared_out_by_their_places() -> None:
    names = [Word(name, 100 + 60 * column, 120) for column, name in enumerate(("up", "dn", "up", "dn", "up", "dn"))]
    numbers = [Word(str(column), 103 + 60 * column, 140) for column in range(6)]
    words = [Word("one", 125, 100), Word("twin", 243, 100), Word("three", 363, 100), *names, *numbers]
    (grid,) = _grids(pdf(words))
    assert {(c.column, c.column_span): c.raw for c in grid.cells if c.row == 0} == {
        (0, 2): "one",
        (2, 2): "twin",
        (4, 2): "three",
    }


def test_columns_drawn_one_after_another_are_not_read_as_rows() -> None:
    """Drawn column by column the order ties nothing to a row; places alone tell, and the grid says so."""
    words = [Word("Item", 50, 100), Word("first", 50, 120), Word("second", 50, 140)]
    for x, name, values in ((200, "North", "12"), (300, "South", "34")):
        words += [Word(name, x, 100), Word(values[0], x + 10, 120), Word(values[1], x + 10, 140)]
    (grid,) = _grids(pdf(words))
    assert grid.ragged
    rows = [[cell.raw for cell in grid.cells if cell.row == row] for row in range(grid.rows)]
    assert rows[-2:] == [["first", "1", "3"], ["second", "2", "4"]]


EDGES = [(40.0, 180.0), (180.0, 280.0), (280.0, 380.0), (380.0, 460.0)]
ROWS = [
    Word("first", 50, 120), Word("1", 210, 120), Word("2", 310, 120), Word("3", 410, 120),
    Word("second", 50, 140), Word("4", 210, 140), Word("5", 310, 140), Word("9", 410, 140),
]  # fmt: skip


@pytest.mark.parametrize("heights", [(95.0, 115.0, 155.0), (95.0, 155.0), (115.0, 135.0, 155.0)])
def test_lines_that_do_not_bound_every_row_and_the_heading_tell_no_cells(heights: tuple[float, ...]) -> None:
    """Three-line tables, tables in a frame of two lines, and lines under each row with none over the heading."""
    heading = [Word(word.text, word.x, word.top) for word in HEAD]
    (grid,) = _grids(pdf([*heading, *ROWS], rules=[(y, x0, x1) for y in heights for x0, x1 in EDGES]))
    assert grid.method == "aligned"
    shown = [[cell.raw for cell in grid.cells if cell.row == row] for row in range(3)]
    assert shown == [["Item", "North", "South", "Total"], ["first", "1", "2", "3"], ["second", "4", "5", "9"]]


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_heading_set_to_one_side_spans_the_empty_cells_away_from_it(side: str) -> None:
    """Of lines drawn for each column nothing tells what a cell spans but the side that all words are set to."""
    rows = [["", "headband", "", "dune"], ["", "bone", "hand", ""], ["nape", "11", "22", "33"]]
    if side == "right":
        rows[0][1:3] = ["", "headband"]
    wide = 5.56  # points: each of these letters and digits in Helvetica at 10
    words = [
        Word(shown, x0 + 3 if side == "left" else x1 - 3 - wide * len(shown), 100 + 20 * row)
        for row, fields in enumerate(rows)
        for (x0, x1), shown in zip(EDGES, fields, strict=True)
    ]
    heights = (97.0, 117.0, 137.0, 157.0)
    rules = [(y, x0, x1) for y in heights for x0, x1 in (EDGES if y != 117.0 else EDGES[1:3])]
    (grid,) = _grids(pdf([word for word in words if word.text], rules=rules))
    spans = {cell.raw: (cell.column, cell.column_span) for cell in grid.cells if cell.raw}
    assert spans["headband"] == (1, 2)
    assert [spans[shown][0] for shown in ("bone", "hand", "dune", "11", "22", "33")] == [1, 2, 3, 1, 2, 3]


def test_a_row_that_the_page_before_parted_from_its_line_is_a_row() -> None:
    """A page begins with a row whose upper line is on the page before, beside a group's cell that began there too."""
    words = [
        Word("first", 110, 20), Word("1", 210, 20), Word("2", 310, 20), Word("3", 410, 20),
        Word("second", 110, 40), Word("4", 210, 40), Word("5", 310, 40), Word("9", 410, 40),
        Word("third", 50, 60), Word("6", 210, 60), Word("7", 310, 60), Word("13", 410, 60),
    ]  # fmt: skip
    columns = [(40.0, 100.0), (100.0, 180.0), *EDGES[1:]]
    rules = [(y, x0, x1) for y in (37.0, 57.0, 77.0) for x0, x1 in (columns if y > 50 else columns[1:])]
    (grid,) = _grids(pdf(words, rules=rules))
    assert grid.method == "ruled"
    shown = [[cell.raw for cell in grid.cells if cell.row == row and cell.raw] for row in range(3)]
    assert shown == [["first", "1", "2", "3"], ["second", "4", "5", "9"], ["third", "6", "7", "13"]]
    assert {cell.row: cell.column for cell in grid.cells if cell.raw in ("1", "4", "6")} == {0: 2, 1: 2, 2: 2}


def test_no_word_is_lost() -> None:
    words = [
        Word("Heading", 50, 60),
        *HEAD,
        Word("first", 50, 120),
        Word("1", 210, 120),
        Word("note", 50, 300),
    ]
    data = pdf([Word(word.text, word.x, word.top) for word in words])
    shown = " ".join([*_lines(data), *(cell.raw for grid in _grids(data) for cell in grid.cells)])
    assert all(word.text in shown for word in words)


FILES = (
    "r00003_pdf-chromium.pdf",
    "r00128_pdf-chromium.pdf",
    "r00228_pdf-chromium.pdf",
    "r00253_pdf-chromium.pdf",
    "r00102_pdf-lo.pdf",
    "h00027_pdf-lo.pdf",
)


@pytest.mark.parametrize("name", FILES)
def test_each_values_box_holds_its_number_for_another_library(shared: Path, name: str) -> None:
    data = (shared / "corpus" / "files" / name).read_bytes()
    _, reports = task.reports_of(data, name, {})
    places = [(cell.raw or "", cell.place) for cell in reports[0].cells if cell.status is Status.REPORTED]
    assert len(places) > 20
    with pdfplumber.open(io.BytesIO(data)) as file:
        for raw, place in places:
            assert place.page is not None and place.box is not None
            x0, top, x1, bottom = place.box
            chars = [
                char["text"]
                for char in file.pages[place.page - 1].chars
                if x0 <= (char["x0"] + char["x1"]) / 2 <= x1
                and top - 1 <= (char["top"] + char["bottom"]) / 2 <= bottom + 1
            ]
            assert re.sub(r"\s", "", "".join(chars)) == re.sub(r"\s", "", raw), (raw, place)
