"""Tables that deviate from the form: no wrong value without a flag, and each mechanism on a table that a person reads.

The seeds come from `tests/deviations`, which makes reports that deviate in many ways at once; `make deviations` reads
thousands of them.
"""

from __future__ import annotations

import pytest

from pipeline import task
from pipeline.model import Status
from tests.deviations.judge import drawn, judged
from tests.written_tables import CARRIED, NEW, PEOPLE
from tests.written_tables import flagged as _flagged
from tests.written_tables import read as _read
from tests.written_tables import row as _row
from tests.written_tables import table as _table


@pytest.mark.parametrize("seed", range(7000, 7080))
def test_no_deviation_gives_a_wrong_value_without_a_flag(seed: int) -> None:
    result = judged(seed, *drawn(seed))
    assert not result.lost
    assert result.silent == []


@pytest.mark.parametrize("kind", ["html", "docx", "tab", "pipe"])
def test_a_report_without_deviations_is_read_whole_without_a_flag(kind: str) -> None:
    result = judged(1, kind, ())
    assert (result.silent, result.flagged, result.soft, result.over) == ([], [], [], [])


def test_of_two_years_side_by_side_the_reports_own_is_read() -> None:
    report = _read(
        _table(
            "2022年度*8|2023年度*8",
            f"项目|{PEOPLE}|项目|{PEOPLE}",
            f"{NEW}|9|9|9|9|9|9|54|{NEW}|4||1|0|0|0|5",
            f"{CARRIED}|8|8|8|8|8|8|48|{CARRIED}|1|0|0|0|0|0|1",
        )
    )
    assert _row(report, "new") == ["4", "b", "1", "0", "0", "0", "5"]
    assert _row(report, "carried_in") == ["1", "0", "0", "0", "0", "0", "1"]


def test_of_two_years_under_one_label_the_reports_own_is_read() -> None:
    people = "|".join(f"{label}*2" for label in PEOPLE.split("|"))
    report = _read(
        _table(
            f"项目/2|{people}",
            "|".join(["上年|本年"] * 7),
            f"{NEW}|9|4|9|0|9|1|9|0|9|0|9|0|54|5",
            f"{CARRIED}|8|1|8||8|0|8|0|8|0|8|0|48|1",
        )
    )
    assert _row(report, "new") == ["4", "0", "1", "0", "0", "0", "5"]
    assert _row(report, "carried_in") == ["1", "b", "0", "0", "0", "0", "1"]


def test_a_sum_of_organisations_is_not_the_total() -> None:
    report = _read(
        _table(
            "项目/2|自然人/2|法人或其他组织*6|总计/2",
            "商业企业|科研机构|社会公益组织|法律服务机构|其他|合计",
            f"{NEW}|4|1|0|0|0|0|1|5",
            f"{CARRIED}|1|0|0|0|0|1|1|",
        )
    )
    assert _row(report, "new") == ["4", "1", "0", "0", "0", "0", "5"]
    assert _row(report, "carried_in") == ["1", "0", "0", "0", "0", "1", "b"]
    assert not _flagged(report) & {f"requests.new.{who}" for who in ("natural_person", "business", "total")}


def test_a_column_of_something_else_doubts_no_other() -> None:
    report = _read(_table(f"项目|{PEOPLE}|个体工商户", f"{NEW}|4|1|0|0|0|0|5|3", f"{CARRIED}|1|0|0|0|0|0|1|2"))
    assert _row(report, "new") == ["4", "1", "0", "0", "0", "0", "5"]
    assert not any(key.startswith("requests.new") for key in _flagged(report))


def test_a_hardly_like_label_out_of_its_place_names_no_column() -> None:
    heads = "项目|其他企业|自然人|科研机构|社会公益组织|法律服务机构|其他|总计"
    report = _read(_table(heads, f"{NEW}|7|4|0|0|0|0|5", f"{CARRIED}|6|1|0|0|0|0|1"))
    assert _row(report, "new") == ["4", "m", "0", "0", "0", "0", "5"]
    assert "requests.new.business" in _flagged(report)


def test_a_row_torn_in_two_within_a_table_is_one_row() -> None:
    upper, lower = "二、上年结转政府信", "息公开申请数量"
    for rows in ((f"{upper}|||||||", f"{lower}|1|0|0|0|0|0|1"), (f"{upper}|1|0|0|0|0|0|1", f"{lower}|||||||")):
        report = _read(_table(f"项目|{PEOPLE}", f"{NEW}|4|1|0|0|0|0|5", *rows))
        assert _row(report, "carried_in") == ["1", "0", "0", "0", "0", "0", "1"]


def test_numbers_beside_a_row_read_empty_doubt_that_row() -> None:
    report = _read(_table(f"项目|{PEOPLE}", f"{NEW}|||||||", "|4|1|0|0|0|0|5", f"{CARRIED}|1|0|0|0|0|0|1"))
    cells = {cell.key: cell for cell in report.cells}
    assert cells["requests.new.natural_person"].status in (Status.BLANK, Status.UNREADABLE)
    assert "requests.new.natural_person" in _flagged(report)


def test_a_row_past_reading_flags_the_missing_row_between_its_neighbours() -> None:
    rows = (NEW, "囗丨亠冖", "（一）予以公开")
    report = _read(_table(f"项目|{PEOPLE}", *(f"{label}|3|1|0|0|0|0|4" for label in rows)))
    assert {f"requests.carried_in.{who}" for who in ("natural_person", "business", "total")} <= _flagged(report)


@pytest.mark.parametrize(
    ("seed", "kind", "names"),
    [
        (15, "html", ("garbled_rows", "other_row_order")),
        (15, "tab", ("garbled_rows", "other_row_order")),
        (2, "pipe", ("garbled_titles",)),
        (4, "tab", ("garbled_titles",)),
        (211, "tab", ("garbled_headings", "garbled_rows", "garbled_titles")),
        (2, "layout", ("garbled_groups",)),
        (35, "layout", ("garbled_titles",)),
        (200, "layout", ("garbled_titles", "no_titles")),
        (201, "layout", ("garbled_headings", "garbled_rows", "garbled_titles")),
        (95089, "pipe", ("article20_apart", "garbled_last_row")),
        (95343, "docx", ("garbled_headings", "merged_values")),
        (95419, "docx", ("footnote_marks", "garbled_headings")),
        (95549, "docx", ("garbled_last_row",)),
        (90270, "layout", ("blank_any", "double_total_column")),
        (90301, "layout", ("label_typos",)),
    ],
)
def test_labels_past_reading_leave_no_number_out_without_a_flag(seed: int, kind: str, names: tuple[str, ...]) -> None:
    assert judged(seed, kind, names).silent == []


def test_a_table_past_reading_flags_the_missing_cells_of_its_section() -> None:
    report = _read(_table("囗丨|亠冖|卜乂|匕厶", "凵勹|3|1|4", "屮彡|2|0|2"))
    assert {cell.status for cell in report.cells if cell.dataset == "requests"} == {Status.MISSING}
    assert {cell.key for cell in report.cells if cell.dataset == "requests"} <= _flagged(report)


def test_tables_of_sections_of_prose_flag_no_missing_table() -> None:
    media = _table("政务新媒体|账号数（个）|发布信息（条）", "微信公众号|8|3634", "微博|10|4544", "总计|18|8178")
    report = _read("<p>本年度未收到政府信息公开申请。</p><p>五、存在的主要问题及改进情况</p>" + media)
    assert not _flagged(report)


def test_a_number_under_a_heading_that_its_row_has_not_flags_that_rows_cells() -> None:
    clause = _table("第二十条第（六）项*2", "信息内容|本年处理决定数量", "行政处罚|4", "行政事业性收费|275433.72")
    report = _read("<p>二、主动公开政府信息情况</p>" + clause)
    assert "article20.fees.amount" in _flagged(report)


def test_a_cell_merged_over_two_columns_is_neithers_number() -> None:
    report = _read(_table(f"项目|{PEOPLE}", f"{NEW}|4|1*2|0|0|0|5", f"{CARRIED}|1|0|0|0|0|0|1"))
    assert _row(report, "new") == ["4", "u", "u", "0", "0", "0", "5"]


def test_a_small_table_of_another_statistic_is_left_out() -> None:
    from tests.deviations.judge import made
    from tests.deviations.render import render

    page = render(made(1, ()), "html").decode()
    decoy = _table(f"类别|{PEOPLE}", "电话咨询|30|1|1|1|1|1|35", "总计|90|1|1|1|1|1|95")
    _, (report,) = task.reports_of(page.replace("<h2>五、", decoy + "<h2>五、").encode(), "page.html", {})
    _, (plain,) = task.reports_of(page.encode(), "page.html", {})
    assert _row(report, "total") == _row(plain, "total")
    assert "other_statistic" in {finding.check for finding in report.findings}


def test_what_the_pages_own_style_hides_is_no_digit() -> None:
    table = _table(f"项目|{PEOPLE}", f"{NEW}|4<span class='note'>7</span>|1|0|0|0|0|5", f"{CARRIED}|1|0|0|0|0|0|1")
    report = _read(table, "<style>span.note, .x { display : none }</style>")
    assert _row(report, "new")[0] in ("4", "u")
    assert "requests.new.natural_person" in _flagged(report)


def test_a_note_under_a_table_is_no_caption_of_the_next() -> None:
    note = "<p>* 含上年结转2件</p>"
    report = _read(note + _table(f"项目|{PEOPLE}", f"{NEW}|4|1|0|0|0|0|5", f"{CARRIED}|1|0|0|0|0|0|1"))
    assert _row(report, "new") == ["4", "1", "0", "0", "0", "0", "5"]


def test_a_row_printed_twice_with_different_numbers_is_doubted_whole() -> None:
    report = _read(_table(f"项目|{PEOPLE}", f"{NEW}|4|1|0|0|0|0|5", f"{NEW}|3|1|0|0|0|0|4"))
    assert {f"requests.new.{who}" for who in ("natural_person", "business", "total")} <= _flagged(report)


def test_many_rows_that_do_not_add_up_doubt_the_table() -> None:
    labels = (NEW, CARRIED, "（一）予以公开", "（二）部分公开", "（七）总计", "四、结转下年度继续办理")
    report = _read(_table(f"项目|{PEOPLE}", *(f"{label}|4|1|0|0|0|2|5" for label in labels)))
    assert "requests.granted.research" in _flagged(report)


def test_a_total_under_another_group_is_not_the_total() -> None:
    report = _read(_table(f"类别|项目|{PEOPLE}", f"|{NEW}|4|1|0|0|0|0|5", "（三）不予公开|合计|1|0|0|0|0|0|1"))
    assert _row(report, "total") == ["m"] * 7


@pytest.mark.parametrize("number", ["12022", "120225", "2022件"])
def test_digits_of_a_count_above_a_table_are_no_year(number: str) -> None:
    report = _read(f"<p>受理总数：{number}</p>" + _table(f"项目|{PEOPLE}", f"{NEW}|4|1|0|0|0|0|5"))
    assert _row(report, "new") == ["4", "1", "0", "0", "0", "0", "5"]


@pytest.mark.parametrize("caption", ["2022年度", "２０２２年", "2 0 2 2 年", "2023年与2022年对比", "附表2022"])
def test_a_caption_of_another_year_keeps_its_table_out(caption: str) -> None:
    own = _table(f"项目|{PEOPLE}", f"{NEW}|4|1|0|0|0|0|5")
    report = _read(f"{own}<p>{caption}</p>" + _table(f"项目|{PEOPLE}", f"{NEW}|9|9|0|0|0|0|18"))
    assert _row(report, "new") == ["4", "1", "0", "0", "0", "0", "5"]
    assert not _flagged(report) & {"requests.new.natural_person", "requests.new.total"}
