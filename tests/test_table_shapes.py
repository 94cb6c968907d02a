"""Tables in other shapes than the form's, and cells that show more than their text: read, or never wrong without a flag."""

from __future__ import annotations

import pytest

from pipeline.model import Cell, Report, Status
from tests.deviations.judge import judged
from tests.written_tables import CARRIED, NEW, PEOPLE, flagged, read, row, table

OWN = [f"{NEW}|4|1|0|0|0|0|5", f"{CARRIED}|1|0|0|0|0|0|1"]
LAST = [f"{NEW}|9|9|0|0|0|0|18", f"{CARRIED}|8|0|0|0|0|0|8"]


def _cells(report: Report) -> dict[str, Cell]:
    return {cell.key: cell for cell in report.cells}


def test_a_table_with_rows_and_columns_exchanged_is_read() -> None:
    people = PEOPLE.split("|")
    numbers = zip(*(own.split("|")[1:] for own in OWN), strict=True)
    rows = [f"{who}|{new}|{carried}|0" for who, (new, carried) in zip(people, numbers, strict=True)]
    report = read(table(f"申请人情况|{NEW}|{CARRIED}|（一）予以公开", *rows))
    assert row(report, "new") == ["4", "1", "0", "0", "0", "0", "5"]
    assert row(report, "carried_in") == ["1", "0", "0", "0", "0", "0", "1"]


@pytest.mark.parametrize("by_outcome", [False, True])
def test_section_four_by_rows_is_read_both_ways(by_outcome: bool) -> None:
    rows = [
        ["类别", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计"],
        ["行政复议", "1", "2", "0", "0", "3"],
        ["未经复议直接起诉", "4", "0", "0", "1", "5"],
        ["复议后起诉", "0", "0", "6", "0", "6"],
    ]
    turned = [list(column) for column in zip(*rows, strict=True)] if by_outcome else rows
    cells = _cells(read(table(*("|".join(own) for own in turned))))
    shown = {"review.corrected": 2, "litigation_direct.pending": 1, "litigation_after_review.total": 6}
    assert {name: cells[f"review_litigation.{name}"].value for name in shown} == shown


def test_a_row_of_all_reviews_is_not_the_forms() -> None:
    report = read(table("类别|结果维持|结果纠正|其他结果|尚未审结|总计", "行政复议|31|2|0|0|33", "行政诉讼|4|0|0|1|5"))
    assert all(cell.value is None for cell in report.cells if cell.dataset == "review_litigation")


@pytest.mark.parametrize(
    "body",
    [
        table("2023年*8", f"项目|{PEOPLE}", *OWN) + table("2022年*8", f"项目|{PEOPLE}", *LAST),
        table(f"项目|{PEOPLE}", "2022年度*8", *LAST, "2023年度*8", *OWN),
        table(f"2022年|{PEOPLE}", *LAST) + table(f"2023年|{PEOPLE}", *OWN),
        table(f"项目|{PEOPLE}", *LAST).replace("<tr>", "<caption>上年度</caption><tr>", 1)
        + table(f"项目|{PEOPLE}", *OWN).replace("<tr>", "<caption>本年度</caption><tr>", 1),
    ],
    ids=["row above", "bands", "corner", "caption"],
)
def test_the_year_within_a_table_tells_whose_numbers_they_are(body: str) -> None:
    report = read(body)
    assert row(report, "new") == ["4", "1", "0", "0", "0", "0", "5"]
    assert row(report, "carried_in") == ["1", "0", "0", "0", "0", "0", "1"]


def test_what_two_tables_print_otherwise_keeps_its_flag_though_its_sums_hold() -> None:
    report = read(table(f"项目|{PEOPLE}", *OWN) + "<p>附件：下属单位</p>" + table(f"项目|{PEOPLE}", *LAST))
    assert {"requests.new.natural_person", "requests.carried_in.total"} <= flagged(report)


def test_a_column_of_two_kinds_is_neithers() -> None:
    joined = PEOPLE.replace("法律服务机构|其他", "法律服务机构、其他")
    report = read(table(f"项目|{joined}", f"{NEW}|4|1|0|0|7|12", f"{CARRIED}|1|0|0|0|0|1"))
    assert row(report, "new") == ["4", "1", "0", "0", "m", "m", "12"]
    assert {"requests.new.legal_service", "requests.new.other_org"} <= flagged(report)


def test_a_row_of_two_is_neithers() -> None:
    two = "2.重复申请和3.要求提供公开出版物"
    report = read(table(f"项目|{PEOPLE}", *OWN, f"{two}|3|0|0|0|0|0|3"))
    cells = _cells(report)
    for name in ("unprocessed.repeat", "unprocessed.publication"):
        assert cells[f"requests.{name}.natural_person"].status is Status.MISSING
        assert f"requests.{name}.natural_person" in flagged(report)


@pytest.mark.parametrize(
    "shown",
    [
        "<s>7</s>4",
        "4<span style='text-decoration:line-through'>7</span>",
        "<input value='4'>",
        "<select><option>7</option><option selected>4</option></select>",
        "<img src='4.png'>",
        "4<span style='color:#fff'>7</span>",
        "4<span style='position:absolute;left:-9999px'>7</span>",
    ],
)
def test_a_cell_that_shows_something_else_than_its_text_is_unreadable(shown: str) -> None:
    report = read(table(f"项目|{PEOPLE}", f"{NEW}|@|1|0|0|0|0|5").replace("@", shown))
    assert _cells(report)["requests.new.natural_person"].status is Status.UNREADABLE


@pytest.mark.parametrize("style", ["vertical-align:super", "vertical-align: sub", "mso-text-raise:4.0pt;top:-4.0pt"])
def test_a_digit_raised_by_its_style_is_a_notes_mark(style: str) -> None:
    note = f"4<span style='{style}'>1</span>"
    report = read(table(f"项目|{PEOPLE}", f"{NEW}|@|1|0|0|0|0|5").replace("@", note))
    assert row(report, "new")[0] == "4"


@pytest.mark.parametrize("seed", range(6))
def test_struck_raised_drawn_and_computed_numbers_of_word_are_never_wrong(seed: int) -> None:
    assert judged(seed, "docx", ("word_dress",)).silent == []


@pytest.mark.parametrize(("said", "unit"), [("12.5（万元）", "万元"), ("125000（元）", "元"), ("0.1亿元", "亿元")])
def test_the_unit_in_a_cells_brackets_is_the_amounts(said: str, unit: str) -> None:
    clause = table("第二十条第（八）项*2", "信息内容|本年收费金额（单位：万元）", f"行政事业性收费|{said}")
    report = read("<p>二、主动公开政府信息情况</p>" + clause)
    assert _cells(report)["article20.fees.amount"].unit == unit


@pytest.mark.parametrize("kind", ["pdf-ruled", "pdf-rows", "pdf-three", "pdf-open"])
def test_a_page_is_read_whole_whatever_of_its_borders_are_drawn(kind: str) -> None:
    result = judged(1, kind, ())
    assert (result.silent, result.flagged, result.soft) == ([], [], [])
