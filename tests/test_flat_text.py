"""Text without a grid: fields, lines, layouts and plain text, each mechanism on a table that a person reads."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import task
from pipeline.model import Report
from tests.deviations.judge import drawn, drawn_flat, drawn_pasted, judged

ROWS = {
    "new": "一、本年新收政府信息公开申请数量",
    "carried_in": "二、上年结转政府信息公开申请数量",
    "granted": "（一）予以公开",
    "partial": "（二）部分公开",
    "total": "（七）总计",
    "carried_out": "四、结转下年度继续办理",
}
PEOPLE = ("natural_person", "business", "research", "social", "legal_service", "other_org", "total")
LABELS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def _read(*lines: str) -> Report:
    text = ["澜溪镇人民政府2023年政府信息公开工作年度报告", "一、总体情况", "无。", *lines]
    text += ["五、存在的主要问题及改进情况", "无。", "六、其他需要报告的事项", "无。"]
    _, (report,) = task.reports_of("\n".join(text).encode(), "page.txt", {})
    return report


def _requests(*lines: str) -> Report:
    return _read("三、收到和处理政府信息公开申请情况", *lines)


def _row(report: Report, name: str) -> list[str]:
    """What was read of a row of section three: numbers, or the first letter of the status."""
    cells = {cell.key: cell for cell in report.cells}
    own = [cells[f"requests.{name}.{who}"] for who in PEOPLE]
    return [str(cell.value) if cell.value is not None else cell.status.value[0] for cell in own]


def _flagged(report: Report) -> set[str]:
    return {key for finding in report.findings for key in finding.cells}


@pytest.mark.parametrize(
    "seed",
    [
        10377,
        11048,
        11622,
        12116,
        12298,
        12406,
        20795,
        22126,
        32101,
        60388,
        60668,
        62887,
        64121,
        80350,
        80500,
        80885,
        81099,
    ],
)
def test_rows_of_fields_that_were_once_read_wrongly(seed: int) -> None:
    assert judged(seed, *drawn(seed)).silent == []


@pytest.mark.parametrize(
    "seed",
    [
        145,
        156,
        173,
        218,
        227,
        498,
        612,
        728,
        739,
        1113,
        1191,
        1549,
        3049,
        4012,
        90270,
        90301,
        96439,
        *range(1000, 1006),
    ],
)
def test_text_without_cells_gives_no_wrong_value_without_a_flag(seed: int) -> None:
    result = judged(seed, *drawn_flat(seed))
    assert not result.lost
    assert result.silent == []


@pytest.mark.parametrize("kind", ["layout", "plain"])
def test_a_table_of_last_year_above_this_years_is_not_read_for_it(kind: str) -> None:
    result = judged(97050, kind, ("year_after_year", "years_side_by_side"))
    assert not result.lost
    assert result.silent == []


def test_a_row_that_lost_a_field_beside_remarks_is_not_shifted() -> None:
    heading = "\t".join(("项目", *LABELS, "备注"))
    rows = [f"{label}\t4\t1\t0\t0\t0\t0\t5\t3" for label in ROWS.values()]
    rows[2] = f"{ROWS['granted']}\t0\t0\t0\t0\t0\t0\t3"
    report = _requests(heading, *rows)
    assert _row(report, "partial") == ["4", "1", "0", "0", "0", "0", "5"]
    assert {f"requests.granted.{who}" for who in ("natural_person", "other_org", "total")} <= _flagged(report)


@pytest.mark.parametrize("label", ["小计", "总计"])
def test_a_sum_of_the_organisations_takes_no_columns_place(label: str) -> None:
    heads = ("项目\t申请人情况", "自然人\t法人或其他组织\t总计", "\t".join((*LABELS[1:6], label)))
    report = _requests(*heads, *(f"{name}\t4\t1\t0\t0\t2\t0\t3\t7" for name in ROWS.values()))
    assert _row(report, "new") == ["4", "1", "0", "0", "2", "0", "7"]


def test_a_sum_first_among_the_organisations_takes_no_columns_place() -> None:
    heads = ("| 项目 | 自然人 | 总计 | 法人或其他组织 |  |  |  |", "|  |  |  | 小计 | 商业企业 | 科研机构 | 其他 |")
    report = _requests(*heads, *(f"| {name} | 4 | 7 | 3 | 1 | 0 | 2 |" for name in ROWS.values()))
    assert _row(report, "new") == ["4", "1", "0", "m", "m", "2", "7"]


def test_a_sum_of_the_organisations_is_not_the_total_that_was_left_out() -> None:
    heads = ("项目\t申请人情况", "自然人\t法人或其他组织", "\t".join((*LABELS[1:6], "合计")))
    report = _requests(*heads, *(f"{name}\t4\t1\t0\t0\t2\t0\t3" for name in ROWS.values()))
    assert _row(report, "new") == ["4", "1", "0", "0", "2", "0", "u"]


def test_a_total_beside_the_title_of_all_columns_stands_after_them() -> None:
    heads = ("| 项目 | 申请人情况 |  |  |  |  |  | 总计 |", "|  | 自然人 | 法人或其他组织 |  |  |  |  |  |")
    organisations = f"|  |  | {' | '.join(LABELS[1:6])} |  |"
    report = _requests(*heads, organisations, *(f"| {name} | 4 | 1 | 0 | 0 | 2 | 0 | 7 |" for name in ROWS.values()))
    assert _row(report, "new") == ["4", "1", "0", "0", "2", "0", "7"]


def test_the_total_is_the_outer_one_where_the_organisations_have_their_own() -> None:
    heads = ("| 项目 | 法人或其他组织 |  |  |  |  |  | 总计 |", f"|  | {' | '.join(LABELS[1:6])} | 总计 |  |")
    report = _requests(*heads, *(f"| {name} | 1 | 0 | 0 | 2 | 0 | 3 | 7 |" for name in ROWS.values()))
    assert _row(report, "new") == ["m", "1", "0", "0", "2", "0", "7"]


def test_a_sum_of_zeros_that_ends_a_cut_table_is_not_taken_for_the_total() -> None:
    heading = "\t".join(("项目", *LABELS))
    denied = ("（三）不予公开\t1.属于国家秘密", "2.其他法律行政法规禁止公开", "合计")
    report = _requests(
        heading, f"{ROWS['new']}\t0\t0\t0\t0\t0\t0\t0", *(f"{label}\t0\t0\t0\t0\t0\t0\t0" for label in denied)
    )
    assert _row(report, "new") == ["0"] * 7
    assert not {"0"} & set(_row(report, "total"))


def test_a_table_cut_by_its_heading_loses_no_row() -> None:
    heading = "\t".join(("项目", *LABELS))
    rows = [f"{label}\t4\t1\t0\t0\t0\t0\t5" for label in ROWS.values()]
    others = [f"{n}.{label}\t0\t0\t0\t0\t0\t0\t0" for n, label in enumerate(("属于国家秘密", "保护第三方合法权益"), 1)]
    report = _requests(
        heading, rows[0], "二、上年结转数量\t1\t0\t0\t0\t0\t0\t1", heading, *rows[2:4], *others, *rows[4:]
    )
    assert _row(report, "new") == ["4", "1", "0", "0", "0", "0", "5"]
    assert _row(report, "carried_in") == ["1", "0", "0", "0", "0", "0", "1"] or "requests.carried_in.total" in _flagged(
        report
    )


def test_a_misprinted_outcome_shifts_no_channel() -> None:
    outcomes = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    heads = (
        "行政复议\t行政诉讼",
        "\t".join((*outcomes, "未经复议直接起诉", "复议后起诉")),
        "\t".join(("结果维持", "果纠正", *outcomes[2:], *outcomes)),
    )
    numbers = ("1", "2", "3", "4", "10", "5", "0", "1", "0", "6", "", "102", "50", "3", "155")
    report = _read("四、政府信息公开行政复议、行政诉讼情况", *heads, "\t".join(numbers))
    own = [cell for cell in report.cells if cell.dataset == "review_litigation"]
    read = {cell.cell: str(cell.value) for cell in own if cell.value is not None}
    assert read["litigation_direct.corrected"] == "0"
    assert read["litigation_after_review.corrected"] == "102"
    assert "litigation_after_review.upheld" not in read


def _lines(rows: dict[str, str]) -> list[str]:
    return [part for name, numbers in rows.items() for part in (ROWS[name], *numbers.split())]


def test_rows_of_lines_without_their_empty_cells_are_placed_where_sums_leave_one_way() -> None:
    report = _requests(
        "申请人情况",
        *LABELS,
        *_lines(
            {
                "new": "9 4 2 1 3 5 24",
                "carried_in": "1 1",
                "granted": "8 4 3 15",
                "partial": "2 2 1 5 10",
                "total": "10 4 2 1 3 5 25",
                "carried_out": "",
            }
        ),
    )
    assert _row(report, "carried_in") == ["1", "b", "b", "b", "b", "b", "1"]
    assert _row(report, "granted") == ["8", "4", "b", "b", "3", "b", "15"]
    assert _row(report, "partial") == ["2", "b", "2", "1", "b", "5", "10"]
    assert {f"requests.granted.{who}" for who in PEOPLE} <= _flagged(report)


def test_rows_of_lines_that_sums_leave_open_stay_unread_but_for_their_total() -> None:
    rows = {"new": "3 3", "carried_in": "1 1", "granted": "2 2", "partial": "1 1", "total": "3 3", "carried_out": "1 1"}
    report = _requests("申请人情况", *LABELS, *_lines(rows))
    assert _row(report, "new") == ["u", "u", "u", "u", "u", "u", "3"]
    assert "requests.new.total" in _flagged(report)


_NUMBERS = st.lists(st.sampled_from((0, 0, 0, 1, 2, 7, 30)), min_size=6, max_size=6)
"""The kinds of applicant of a row; zeros are printed or left out."""


@st.composite
def _cut_tables(draw: st.DrawFn) -> dict[str, list[int | None]]:
    """Section three whose sums hold, with its empty cells as None: a row prints its total where it is not empty."""
    granted, partial, carried_out, before = draw(st.tuples(_NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS))
    total = [a + b for a, b in zip(granted, partial, strict=True)]
    carried_in = [min(a, b + c) for a, b, c in zip(before, total, carried_out, strict=True)]
    new = [b + c - a for a, b, c in zip(carried_in, total, carried_out, strict=True)]
    people = (new, carried_in, granted, partial, total, carried_out)
    return {name: _cut(draw, row) for name, row in zip(ROWS, people, strict=True)}


def _cut(draw: st.DrawFn, row: list[int]) -> list[int | None]:
    if not any(row) and draw(st.booleans()):
        return [None] * 7
    return [number if number or draw(st.booleans()) else None for number in row] + [sum(row)]


def _printed(table: dict[str, list[int | None]]) -> dict[str, list[str]]:
    return {name: ["b" if number is None else str(number) for number in row] for name, row in table.items()}


def _read_cut(printed: dict[str, list[str]]) -> Report:
    lines = {name: " ".join(number for number in row if number != "b") for name, row in printed.items()}
    return _requests("申请人情况", *LABELS, *_lines(lines))


def _differing(report: Report, printed: dict[str, list[str]]) -> dict[str, str]:
    """Cells that are said to print something else than they do, with what is said of them; not those left in doubt."""
    flagged = _flagged(report)
    return {
        f"requests.{name}.{who}": said
        for name, row in printed.items()
        for who, said, shown in zip(PEOPLE, _row(report, name), row, strict=True)
        if said not in (shown, "u") and not (said == "m" and f"requests.{name}.{who}" in flagged)
    }


@settings(max_examples=40, deadline=None)
@given(_cut_tables())
def test_what_the_sums_of_a_cut_table_tell_is_what_was_cut(table: dict[str, list[int | None]]) -> None:
    printed = _printed(table)
    assert not _differing(_read_cut(printed), printed)


@settings(max_examples=40, deadline=None)
@given(_cut_tables(), st.sampled_from(list(ROWS)), st.integers(0, 6), st.integers(1, 9))
def test_where_a_cut_table_prints_a_wrong_sum_nothing_is_told_without_a_flag(
    table: dict[str, list[int | None]], name: str, at: int, more: int
) -> None:
    printed = _printed(table)
    if printed[name][at] != "b":
        printed[name][at] = str(int(printed[name][at]) + more)
    report = _read_cut(printed)
    assert set(_differing(report, printed)) <= _flagged(report)


def test_empty_rows_beside_rows_of_marks_alone_are_certain() -> None:
    rows = dict.fromkeys(ROWS, "") | {"carried_in": "/", "partial": "/ /"}
    report = _requests("申请人情况", *LABELS, *_lines(rows))
    assert _row(report, "new") == ["b"] * 7
    assert not {f"requests.new.{who}" for who in PEOPLE} & _flagged(report)
    assert _row(report, "partial") == ["u"] * 7


def test_a_total_marked_as_none_beside_numbers_flags_its_row() -> None:
    head = "\t".join(("申请人情况", *LABELS))
    rows = {"new": "6 0 0 1 0 7 无", "carried_in": "0 0 0 0 0 0 无", "granted": "1 0 0 0 0 0 1"}
    report = _requests(head, *("\t".join((ROWS[name], *numbers.split())) for name, numbers in rows.items()))
    assert _row(report, "new") == ["6", "0", "0", "1", "0", "7", "n"]
    assert {f"requests.new.{who}" for who in PEOPLE[:-1]} <= _flagged(report)
    assert not {f"requests.{name}.{who}" for name in ("carried_in", "granted") for who in PEOPLE} & _flagged(report)


def test_clauses_of_plain_text_are_read_by_the_turn_of_their_numbers() -> None:
    torn = ("第二十条第（一）项", "信息", "本年制", "本年废", "现行有", "内容", "发件数", "止件数", "效件数")
    report = _read("二、主动公开政府信息情况", *torn, "规章", "0", "1", "8", "行政规范性文件", "3", "0", "52")
    cells = {cell.key: cell.value for cell in report.cells}
    assert [cells[f"article20.regulations.{name}"] for name in ("issued", "repealed", "in_force")] == [0, 1, 8]
    assert [cells[f"article20.normative_documents.{name}"] for name in ("issued", "repealed", "in_force")] == [3, 0, 52]
    assert {"article20.regulations.issued", "article20.normative_documents.in_force"} <= _flagged(report)


def test_clauses_whose_columns_stand_in_another_order_are_not_read_by_turn() -> None:
    torn = ("第二十条第（一）项", "信息", "本年废", "本年制", "现行有", "内容", "止件数", "发件数", "效件数")
    report = _read("二、主动公开政府信息情况", *torn, "规章", "0", "1", "8", "行政规范性文件", "3", "0", "52")
    assert not any(cell.value is not None for cell in report.cells if cell.dataset == "article20")


REVIEW = ("行政复议", "行政诉讼", "结果 结果 其他 尚未", "维持 纠正 结果 审结")


@pytest.mark.parametrize(("last", "read"), [("2", True), ("3", False)])
def test_section_four_is_read_by_turn_only_where_every_channel_makes_its_total(last: str, read: bool) -> None:
    numbers = (
        "2",
        "0",
        "2",
        "0",
        "未经复议直接起诉",
        "总计 结果 结果 其他 尚未",
        "维持 纠正 结果 审结",
        "4",
        "2",
        "1",
        "1",
    )
    after = (
        "复议后起诉",
        "总计",
        "0",
        "4",
        "结果 结果 其他 尚未",
        "维持 纠正 结果 审结",
        "0",
        "0",
        "2",
        "0",
        "总计",
        last,
    )
    report = _read("四、政府信息公开行政复议、行政诉讼情况", *REVIEW, *numbers, *after)
    cells = {cell.cell: cell.value for cell in report.cells if cell.dataset == "review_litigation"}
    assert (cells["litigation_direct.corrected"] == 1) is read
    assert (cells["litigation_after_review.other"] == 2) is read
    assert {key for key in _flagged(report) if key.startswith("review")} >= {"review_litigation.review.upheld"}


def test_a_sheet_saved_with_commas_is_read_with_its_sections() -> None:
    rows = [
        "澜溪镇人民政府2023年政府信息公开工作年度报告,,,,,,,",
        "一、总体情况,,,,,,,",
        '"无，共 1,204 件。",,,,,,,',
        "二、主动公开政府信息情况,,,,,,,",
        "第二十条第（一）项,,,,,,,",
        "信息内容,本年制发件数,本年废止件数,现行有效件数,,,,",
        "规章,,,,,,,",
        '行政规范性文件,3,0,"1,204",,,,',
        "三、收到和处理政府信息公开申请情况,,,,,,,",
        ",自然人,商业企业,科研机构,社会公益组织,法律服务机构,其他,总计",
        "一、本年新收政府信息公开申请数量,5,1,,0,0,0,6",
        '"二、上年结转政府\n信息公开申请数量",0,0,,0,0,0,0',
        "五、存在的主要问题及改进情况,,,,,,,",
        "公开不够及时。,,,,,,,",
    ]
    _, (report,) = task.reports_of("\n".join(rows).encode(), "page.txt", {})
    cells = {cell.key: cell for cell in report.cells}
    assert _row(report, "new") == ["5", "1", "b", "0", "0", "0", "6"]
    assert _row(report, "carried_in") == ["0", "0", "b", "0", "0", "0", "0"]
    assert cells["article20.normative_documents.in_force"].value == 1204
    assert cells["article20.regulations.issued"].status.value == "blank"
    assert [section.heading for section in report.sections][-1] == "五、存在的主要问题及改进情况"


def test_commas_of_prose_and_of_large_numbers_make_no_table() -> None:
    report = _read(
        "二、主动公开政府信息情况",
        "第二十条第（一）项",
        "信息内容",
        "行政规范性文件 1,204,311",
        "规章 2,300,415",
        "其他 3,144,512",
        "经审查,批准,备案的文件,共 3 件",
        "经审查,批准,备案的文件,共 4 件",
        "经审查,批准,备案的文件,共 5 件",
    )
    assert not [cell for cell in report.cells if cell.value in (1, 204, 311, 300, 415, 512)]


@pytest.mark.parametrize("seed", range(8000, 8036))
def test_pasted_text_gives_no_wrong_value_without_a_flag(seed: int) -> None:
    result = judged(seed, *drawn_pasted(seed))
    assert not result.lost
    assert result.silent == []


@pytest.mark.parametrize("kind", ["markdown", "trimmed", "csv", "browser"])
def test_a_pasted_report_without_deviations_is_read_whole(kind: str) -> None:
    result = judged(1, kind, ())
    assert (result.silent, result.flagged, result.soft, result.over) == ([], [], [], [])
