"""Figures of the prose against what a person read, and what each of them says of its number."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pipeline import task
from pipeline.model import Figure, Section
from pipeline.parse.figures import figures
from tests.figures.measure import made, real

FLOOR = 0.90
"""What rules that never saw the measuring sections reach at least; raise it as they get better."""
FRESH_FLOOR = 0.93
"""The same for the short sections written last."""
LONG_FLOOR = 0.79
"""The same for long sentences of several clauses."""


def told(text: str, year: int | None = None) -> tuple[Figure, ...]:
    section = Section(ordinal=1, level=1, heading="一、总体情况", canonical="overview", text=text)
    return figures((section,), year)


def said(text: str) -> list[tuple[str, str, str | None, str]]:
    return [(str(item.value), item.subject, item.action, item.unit) for item in told(text)]


def test_most_figures_of_the_gold_are_right() -> None:
    scores, fresh = made(), made("gold_fresh.txt")
    long = made("gold_long.txt")
    for worked in (scores["work"], fresh["work"], long["work"]):
        assert worked.precision >= 0.97 and worked.recall >= 0.95
    assert scores["measure"].precision >= FLOOR and scores["measure"].recall >= FLOOR
    assert fresh["measure"].precision >= FRESH_FLOOR and fresh["measure"].recall >= FRESH_FLOOR
    assert long["measure"].precision >= LONG_FLOOR and long["measure"].recall >= LONG_FLOOR


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
    ("text", "right"),
    [
        (
            "发出告知书43份、延期答复告知书2份，发布回应信息41条。",
            ["告知书 发出", "延期答复告知书 发出", "回应信息 发布"],
        ),
        ("收到市民上报问题28件，审查拟公开的文件9件。", ["市民上报问题 收到", "文件 审查"]),
        ("印发简报11期，其中2期被省厅转发；31项任务全部完成。", ["简报 印发", "简报 转发", "任务 完成"]),
        ("公布权责清单11类2,086项，将26项任务分解落实。", ["权责清单 公布", "权责清单 公布", "任务 分解落实"]),
        ("编制养老等8个领域标准指引12份，对9个县区政务公开情况开展评估。", ["领域", "标准指引 编制", "县区"]),
        (
            "制发公文50件，其中主动公开30件、依申请公开12件。",
            ["公文 制发", "公文 主动公开", "公文 依申请公开"],
        ),
        ("整改问题7个，整改完成率100%，开展辟谣工作6次。", ["问题 整改", "整改完成率", "辟谣工作 开展"]),
    ],
)
def test_the_verb_that_governs_and_what_it_acts_on(text: str, right: list[str]) -> None:
    assert [f"{subject} {action or ''}".strip() for _, subject, action, _ in said(text)] == right


def test_from_and_to_and_paired_changes() -> None:
    told_of = told("公开事项由36项拓展到58项；办理行政许可12件、行政处罚8件，同比分别增长8.2%、15.6%。")
    assert [(str(item.value), item.subject, item.qualifier) for item in told_of] == [
        ("36", "公开事项", "from"),
        ("58", "公开事项", None),
        ("12", "行政许可", None),
        ("8", "行政处罚", None),
        ("8.2", "行政许可", "up by"),
        ("15.6", "行政处罚", "up by"),
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


def test_whom_something_was_done_to_is_no_object_of_the_verb_before() -> None:
    assert said("对整改不力的3家单位予以通报。") == [("3", "单位", None, "家")]
    assert said("我局联合12家部门举办招聘会214场。")[0] == ("12", "部门", "联合", "家")


def test_a_bracket_about_another_number_does_not_lead_what_follows() -> None:
    found = told("共受理申请29件（含上年结转2件），较上年减少6件；其中自然人申请26件。")
    assert [(item.value, item.action) for item in found[2:]] == [(6, "受理"), (26, "受理")]


def test_which_of_two_subjects_is_not_guessed() -> None:
    assert [item[:2] for item in said("被申请行政复议3件、被提起行政诉讼1件，维持2件。")] == [
        ("3", "行政复议"),
        ("1", "行政诉讼"),
    ]


def test_a_subject_is_printed_as_the_page_has_it() -> None:
    assert said("农村低保对象公示覆盖率达100%。")[0][1].endswith("覆盖率")
