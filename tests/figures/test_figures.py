"""Figures of the prose against what a person read, and what each of them says of its number."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pipeline import task
from pipeline.model import Figure, Section
from pipeline.parse.figures import figures
from tests.figures.measure import made, real

FLOOR = 0.82
"""What rules that never saw the measuring sections reach at least; raise it as they get better."""


def told(text: str, year: int | None = None) -> tuple[Figure, ...]:
    section = Section(ordinal=1, level=1, heading="一、总体情况", canonical="overview", text=text)
    return figures((section,), year)


def said(text: str) -> list[tuple[str, str, str | None, str]]:
    return [(str(item.value), item.subject, item.action, item.unit) for item in told(text)]


def test_most_figures_of_the_gold_are_right() -> None:
    scores = made()
    assert scores["work"].precision >= 0.97 and scores["work"].recall >= 0.95
    for measured in (scores["measure"], made("gold_fresh.txt")["measure"]):
        assert measured.precision >= FLOOR and measured.recall >= FLOOR


def test_most_figures_of_real_reports_are_right(shared: Path) -> None:
    score = real(shared)["work"]
    assert score.precision >= 0.97 and score.recall >= 0.95


def test_verb_before_and_behind_what_is_counted() -> None:
    assert said("发布政策解读35篇，召开3次座谈会，信息发布1744条。") == [
        ("35", "政策解读", "发布", "篇"),
        ("3", "座谈会", "召开", "次"),
        ("1744", "信息", "发布", "条"),
    ]


def test_a_list_shares_its_verb_and_respectively_pairs_names_and_numbers() -> None:
    assert said("开设账号9个，其中微信公众号、微博分别为5个、4个。") == [
        ("9", "账号", "开设", "个"),
        ("5", "微信公众号", "开设", "个"),
        ("4", "微博", "开设", "个"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "依据《条例》第二十条和国办公开办函〔2021〕30号，于2024年1月1日至12月31日执行。",
        "联系电话：0518-85521234，邮编222000，地址：朝阳东路69号。",
        "主要存在三个方面的问题，将从两个层面改进，在15个工作日内完成。",
        "局党委会每季度听取1次汇报。",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert said(text) == []


def test_how_exact_a_number_is_and_of_what_time_and_place() -> None:
    about, span = told("全县发布信息约1.2万条，日均接待群众30至40人次。", 2023)
    _, grown = told("去年收到申请9件，同比增长12.5%。", 2023)
    assert (about.value, about.bound, about.place) == (Decimal(12000), "about", "全县")
    assert (span.value, span.value_to, span.bound) == (Decimal(30), Decimal(40), "range")
    assert (grown.value, grown.qualifier, grown.subject, grown.period) == (Decimal("12.5"), "up by", "申请", 2022)


def test_spaces_within_words_and_numbers_are_no_ends() -> None:
    text = "全年发布信 息2 3363条。"
    (figure,) = told(text)
    assert (figure.value, figure.subject) == (Decimal(23363), "信息")
    assert text[figure.char_start : figure.char_end] == "2 3363"


def test_a_table_that_contradicts_the_text_is_flagged(shared: Path) -> None:
    """The text says 125 handled, the table prints 521; new requests agree."""
    path = shared / "corpus/files/r00139_txt-tab.txt"
    (rows,) = task.outcome(path.read_bytes(), path.name, {})["reports"]
    (finding,) = [item for item in rows["checks"] if item["check"] == "text_differs"]
    assert (finding["cells"], finding["expected"], finding["found"]) == (["requests.total.total"], "125 件", "521")
    (new,) = [item for item in rows["figures"] if item["value"] == "127"]
    assert (new["cells"], new["agreement"]) == (["requests.new.total"], "supports")
