"""Sentences against the cells that they state: agreement is support, a difference a check, other scopes say nothing."""

from __future__ import annotations

import pytest

from pipeline.check import check
from pipeline.parse import parse
from tests.documents import BODY, make

TITLE = "澜溪区教育局2021年政府信息公开工作年度报告"
COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def row(label: str, number: int) -> tuple[str, ...]:
    return (label, str(number), *("0",) * 5, str(number))


def findings(sentence: str) -> list[tuple[tuple[str, ...], str | None]]:
    """What the check says of a report whose table has 12 new requests and whose overview says this."""
    table = (
        ("", *COLUMNS),
        row("一、本年新收政府信息公开申请数量", 12),
        row("二、上年结转政府信息公开申请数量", 0),
        row("（七）总计", 12),
        row("四、结转下年度继续办理", 0),
    )
    document = make(TITLE, BODY[0], sentence, *BODY[2:4], table, *BODY[4:])
    (report,) = parse(document)
    return [(item.cells, item.found) for item in check(report).findings if item.check == "text_differs"]


@pytest.mark.parametrize(
    "sentence",
    [
        "2021年收到政府信息公开申请12件，办结12件，结转下年度0件。",
        "全区各级行政机关共收到政府信息公开申请340件。",
        "2020年收到政府信息公开申请9件。",
        "去年收到政府信息公开申请9件。",
        "上半年收到政府信息公开申请5件。",
        "收到政府信息公开申请近20件。",
        "收到政府信息公开申请，比上年增加3件。",
        "共收到政府信息公开申请12件，其中网络申请9件。",
        "区民政局收到政府信息公开申请4件。",
        "条例施行以来累计收到政府信息公开申请88件。",
    ],
)
def test_what_agrees_or_speaks_of_something_else_raises_nothing(sentence: str) -> None:
    assert findings(sentence) == []


@pytest.mark.parametrize(
    "sentence", ["2021年收到政府信息公开申请21件。", "我局共受理依申请公开件21件，均已答复。", "本局今年收到申请21件。"]
)
def test_another_number_than_the_table_is_a_check_on_its_cell(sentence: str) -> None:
    assert findings(sentence) == [(("requests.new.total",), "12")]


def test_a_place_whose_numbers_are_the_tables_is_the_reports_own() -> None:
    """全区 alone says nothing of a table; where another of its numbers is the table's, its contradictions are checks."""
    assert findings("全区共受理政府信息公开申请21件。") == []
    assert findings("全区共受理政府信息公开申请12件，办结21件。") == [(("requests.total.total",), "12")]
