"""Tables that a page break goes through: the heading's rows stand on one page, or its words are cut in two."""

from __future__ import annotations

import dataclasses

import pytest

from pipeline.model import Document, Grid, GridCell, Line, Method, Place, Status
from pipeline.parse import parse
from tests.documents import BODY

_COLUMNS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
_EDGES = [40.0, *(200.0 + 25 * index for index in range(15))]
"""Of the columns, in points: one of labels, then those of numbers."""


def _grid(page: int, edges: list[float], rows: list[list[tuple[str, int, int]]], method: Method = "ruled") -> Grid:
    """Rows of (text, first column, columns spanned), each 20 points high; column 0 holds the labels."""
    cells = tuple(
        GridCell(
            row=row,
            column=first,
            column_span=span,
            raw=raw,
            place=Place(page=page, box=(edges[first], 100.0 + 20 * row, edges[first + span], 120.0 + 20 * row)),
        )
        for row, printed in enumerate(rows)
        for raw, first, span in printed
    )
    place = Place(page=page, box=(40.0, 100.0, edges[-1], 100.0 + 20 * len(rows)))
    return Grid(rows=len(rows), columns=len(edges) - 1, cells=cells, method=method, place=place)


def _numbers(label: str, numbers: list[int]) -> list[tuple[str, int, int]]:
    return [(label, 0, 1), *((str(number), column, 1) for column, number in enumerate(numbers, start=1))]


def _values(*grids: Grid, caption: str = "") -> dict[str, str]:
    shown = ("临澜市水务局2024年政府信息公开工作年度报告", *BODY[:3], *filter(None, [caption]), *BODY[3:])
    lines = tuple(Line(text=text, place=Place(page=1)) for text in shown)
    pages = max(grid.place.page or 1 for grid in grids)
    before = 5 if caption else 4
    blocks = (*lines[:before], *grids, *lines[before:])
    (report,) = parse(Document(source_sha256="0" * 64, media_type="application/pdf", page_count=pages, blocks=blocks))
    return {cell.key: str(cell.value) for cell in report.cells if cell.status is Status.REPORTED}


def test_columns_are_handed_on_over_two_pages_after_a_torn_heading() -> None:
    """The first page ends within the heading, with cells wider than the columns under them."""
    begun = _grid(
        1,
        [_EDGES[0], _EDGES[1], _EDGES[8]],
        [[("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 0, 1), ("申请人情况", 1, 1)]],
    )
    heading = [(name, column, 1) for column, name in enumerate(_COLUMNS, start=1)]
    second = _grid(
        2, _EDGES[:9], [[("", 0, 1), *heading], _numbers("一、本年新收政府信息公开申请数量", [4, 1, 0, 0, 0, 0, 5])]
    )
    third = _grid(3, _EDGES[:9], [_numbers("四、结转下年度继续办理", [2, 0, 1, 0, 0, 0, 3])])
    values = _values(begun, second, third)
    assert [values.get(f"requests.new.{name}") for name in ("natural_person", "business", "total")] == ["4", "1", "5"]
    carried = [values.get(f"requests.carried_out.{name}") for name in ("natural_person", "research", "total")]
    assert carried == ["2", "1", "3"]


def test_a_heading_cut_within_its_words_is_one() -> None:
    """行政 ends a page, 复议 begins the next."""
    results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    begun = _grid(1, _EDGES, [[("行政", 0, 5), ("行政诉讼", 5, 10)]])
    under = [("未经复议直接起诉", 5, 5), ("复议后起诉", 10, 5)]
    names = [(name, column, 1) for column, name in enumerate(results * 3)]
    numbers = [(str(number), column, 1) for column, number in enumerate([1, 2, 0, 0, 3, 0, 0, 0, 0, 0, 4, 0, 0, 1, 5])]
    rest = _grid(2, _EDGES, [[("复议", 0, 5), ("", 5, 10)], [("", 0, 5), *under], names, numbers])
    values = _values(begun, rest)
    assert [values.get(f"review_litigation.review.{name}") for name in ("upheld", "corrected", "total")] == [
        "1",
        "2",
        "3",
    ]
    assert values.get("review_litigation.litigation_after_review.total") == "5"


@pytest.mark.parametrize("shift", [-22.0, -4.0, 17.0])
def test_a_scanned_page_may_lie_beside_the_one_before_it(shift: float) -> None:
    """By more than half a column: the columns keep their distances, so they are told by one shift of all."""
    heading = [("", 0, 1), *((name, column, 1) for column, name in enumerate(_COLUMNS, start=1))]
    first = _numbers("一、本年新收政府信息公开申请数量", [4, 1, 0, 0, 0, 0, 5])
    upper = _grid(1, _EDGES[:9], [heading, first], "ocr")
    lower = _grid(
        2,
        [edge + shift for edge in _EDGES[:9]],
        [_numbers("四、结转下年度继续办理", [2, 0, 1, 0, 0, 0, 3])],
        "ocr",
    )
    values = _values(upper, lower)
    found = {key.rsplit(".", 1)[1]: said for key, said in values.items() if key.startswith("requests.carried_out.")}
    assert found == {
        "natural_person": "2",
        "business": "0",
        "research": "1",
        "social": "0",
        "legal_service": "0",
        "other_org": "0",
        "total": "3",
    }


def test_a_heading_cut_within_all_its_labels_is_one() -> None:
    """结果 ends a page and 维持 begins the next, beside labels that are whole on the first."""
    results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    halves = [("结果", "维持"), ("结果", "纠正"), ("其他", "结果"), ("尚未", "审结"), ("总计", "")] * 2
    begun = _grid(
        1,
        _EDGES,
        [
            [("行政复议", 0, 5), ("行政诉讼", 5, 10)],
            [
                *((name, column, 1) for column, name in enumerate(results)),
                ("未经复议直接起诉", 5, 5),
                ("复议后起诉", 10, 5),
            ],
            [
                *(("", column, 1) for column in range(5)),
                *((upper, column, 1) for column, (upper, _) in enumerate(halves, start=5)),
            ],
        ],
    )
    numbers = [(str(number), column, 1) for column, number in enumerate([1, 2, 0, 0, 3, 0, 4, 0, 0, 4, 4, 0, 0, 1, 5])]
    rest = _grid(
        2,
        _EDGES,
        [
            [
                *(("", column, 1) for column in range(5)),
                *((lower, column, 1) for column, (_, lower) in enumerate(halves, start=5)),
            ],
            numbers,
        ],
    )
    values = _values(begun, rest)
    assert values["review_litigation.review.corrected"] == "2"
    assert values["review_litigation.litigation_direct.corrected"] == "4"
    assert values["review_litigation.litigation_after_review.pending"] == "1"
    assert sum(key.startswith("review_litigation.") for key in values) == 15


@pytest.mark.parametrize(("caption", "issued"), [("2024年 2023年（上年）", "2"), ("2023年 2024年", "3")])
def test_two_years_side_by_side_have_a_caption_each(caption: str, issued: str) -> None:
    """One line above both names their years; the clauses below have none of their own."""
    edges = [40.0 + 60 * index for index in range(9)]
    names = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]

    def both(left: list[str], right: list[str]) -> list[tuple[str, int, int]]:
        return [(text, column, 1) for column, text in enumerate([*left, *right])]

    clause = [("信息内容", 0, 1), ("本年处理决定数量", 1, 3), ("信息内容", 4, 1), ("本年处理决定数量", 5, 3)]
    licences = [("行政许可", 0, 1), ("70", 1, 3), ("行政许可", 4, 1), ("81", 5, 3)]
    table = _grid(
        1, edges, [both(names, names), both(["规章", "2", "0", "12"], ["规章", "3", "1", "10"]), clause, licences]
    )
    values = _values(table, caption=caption)
    assert values["article20.regulations.issued"] == issued
    assert values["article20.licences.decisions"] == ("70" if issued == "2" else "81")


@pytest.mark.parametrize("first", ["as it is", "on its head", "on its side"])
@pytest.mark.parametrize("then", ["on its head", "on its side"])
def test_columns_are_handed_on_between_sheets_that_lie_in_other_ways(first: str, then: str) -> None:
    """Boxes are on the sheet as it was scanned: there columns go from right to left, or down the page."""
    heading = [("", 0, 1), *((name, column, 1) for column, name in enumerate(_COLUMNS, start=1))]
    begun = _grid(1, _EDGES[:9], [heading, _numbers("一、本年新收政府信息公开申请数量", [4, 1, 0, 2, 0, 3, 10])], "ocr")
    rest = _grid(2, _EDGES[:9], [_numbers("四、结转下年度继续办理", [2, 0, 1, 0, 5, 0, 8])], "ocr")
    values = _values(_lying(begun, first), _lying(rest, then))
    names = ("natural_person", "business", "research", "social", "legal_service", "other_org", "total")
    assert [values.get(f"requests.new.{name}") for name in names] == ["4", "1", "0", "2", "0", "3", "10"]
    assert [values.get(f"requests.carried_out.{name}") for name in names] == ["2", "0", "1", "0", "5", "0", "8"]


def _lying(grid: Grid, way: str) -> Grid:
    """The grid on a sheet of A4 that was scanned so."""

    def box(place: Place) -> Place:
        assert place.box is not None
        x0, top, x1, bottom = place.box
        boxes = {
            "as it is": (x0, top, x1, bottom),
            "on its head": (595 - x1, 842 - bottom, 595 - x0, 842 - top),
            "on its side": (842 - bottom, x0, 842 - top, x1),
        }
        return Place(page=place.page, box=boxes[way])

    cells = tuple(dataclasses.replace(cell, place=box(cell.place)) for cell in grid.cells)
    return dataclasses.replace(grid, cells=cells, place=box(grid.place))


def test_a_table_whose_corner_names_another_year_is_not_this_years() -> None:
    """A title drawn into the table, as pictures without rulings have it."""
    heading = [(name, column, 1) for column, name in enumerate(_COLUMNS, start=1)]
    rows = [_numbers("一、本年新收政府信息公开申请数量", [4, 1, 0, 0, 0, 0, 5])]
    other = _grid(1, _EDGES[:9], [[("附：2023年度", 0, 1), *heading], *rows])
    own = _grid(1, _EDGES[:9], [[("2024年度", 0, 1), *heading], *rows])
    assert "requests.new.total" not in _values(other)
    assert _values(own)["requests.new.total"] == "5"
