"""Headings by numbering, style and words together, through what agencies do to them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.parse.sections import sections
from tests.documents import BODY, make, with_gold

NAMES = ["overview", "article20", "requests", "review_litigation", "problems", "other"]
HEADINGS = tuple(line for line in BODY if line[1:2] == "、")
TITLE = "澜溪区教育局2020年政府信息公开工作年度报告"


def named(*shown: str) -> list[str | None]:
    return [section.canonical for section in sections(make(*shown))]


@pytest.mark.parametrize("mark", ["{}、", "{}.", "{}  ", "第{}部分 ", "（{}）", "", "{}：", "一、"])
def test_numbering_may_be_anything(mark: str) -> None:
    lines = [line.replace(line[:2], mark.format(line[0]), 1) if line in HEADINGS else line for line in BODY]
    assert named(TITLE, *lines) == NAMES


def test_arabic_numbers_and_misspelt_words() -> None:
    assert named("1.总体情况", "2、主动公开政府信息情況", "3.收到和处理政府信息公开申请情况") == NAMES[:3]
    assert named("一、总休情况", "五、存在的主要问题和改进情况") == ["overview", "problems"]


def test_heading_that_runs_into_its_paragraph() -> None:
    found = sections(make("一、总体情况", "（二）依申请公开情况。其中网上提交3件，信函1件。", "全部办结。"))
    assert [(section.level, section.canonical, section.text) for section in found] == [
        (1, "overview", ""),
        (2, "overview.on_request", "其中网上提交3件，信函1件。\n全部办结。"),
    ]


def test_table_of_contents_is_no_section() -> None:
    assert named(TITLE, "目录", *HEADINGS, *BODY) == NAMES
    assert named(TITLE, "目 录", *(f"{line}…………{page}" for page, line in enumerate(HEADINGS)), *BODY) == NAMES


def test_rows_of_a_flattened_table_are_no_headings() -> None:
    rows = (
        "一、本年新收政府信息公开申请数量",
        "三、本年度办理结果",
        "（一）予以公开",
        "（三）不",
        "予公开",
        "（七）总计",
    )
    assert named(*BODY[:4], *rows, *BODY[4:]) == NAMES


def test_words_of_no_heading() -> None:
    assert named(*BODY, "无其他需要报告的事项。", "行政复议 行政诉讼", "表二：主动公开政府信息情况") == NAMES


def test_words_of_an_unknown_spelling_are_cut() -> None:
    assert named("四、因政府信息公开被提起行政复议和行政诉讼的有关情况") == ["review_litigation"]


def test_lines_broken_at_the_edge_are_one_paragraph() -> None:
    lines = ("公开了政府信息三百二十五条并且回应了社会关切的热点问", "题四十个。", "其他工作按计划完成。")
    (section,) = sections(make("一、总体情况", *lines))
    assert section.text == "".join(lines[:2]) + "\n" + lines[2]


def test_usual_reports_need_no_jieba() -> None:
    code = (
        "import sys\nfrom tests.documents import BODY, make\nfrom pipeline.parse.sections import sections\n"
        "sections(make(*BODY))\nassert 'jieba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1])


def test_sections_of_the_corpus(shared: Path) -> None:
    """Every file has the six sections in order, but for those that it leaves out or draws into a table."""
    whole = total = 0
    for gold, document in with_gold(shared):
        if "style" not in gold or gold.get("second"):
            continue
        found = [section.canonical for section in sections(document) if section.canonical in NAMES]
        assert found == [name for name in NAMES if name in found], gold["file"]
        left_out = any(quirk.startswith(("table-missing", "section-four-missing")) for quirk in gold["quirks"])
        total += not left_out
        whole += not left_out and found == NAMES
    assert whole >= 0.97 * total


def test_a_heading_said_again_below_itself_is_no_second_section() -> None:
    """A workbook ends a sheet with the heading of the next, whose first cell is a short title of its own."""
    found = sections(
        make(
            "一、总体情况",
            "文。",
            "二、主动公开政府信息情况",
            "二、主动公开",
            "本单位依法主动公开各类政府信息。",
            "三、收到和处理政府信息公开申请情况",
        )
    )
    assert [(section.canonical, section.text) for section in found] == [
        ("overview", "文。"),
        ("article20", "二、主动公开\n本单位依法主动公开各类政府信息。"),
        ("requests", ""),
    ]
    wrong_number = sections(make("二、主动公开政府信息情况", "二、收到和处理政府信息公开申请情况"))
    assert [section.canonical for section in wrong_number] == ["article20", "requests"]
