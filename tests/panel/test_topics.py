"""Topics of section five against a gold read by hand; figures by subject worked out by hand, and their plot."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import load
from pipeline.errors import UsageError
from pipeline.explore.plots import figures_over_years, topics_over_years
from pipeline.panel.derive import derive
from pipeline.panel.topics import UNASSIGNED, statements, topics
from pipeline.publish.schemas import schema
from tests.panel.published import publish, report

with (Path(__file__).parent / "topics_gold.csv").open(encoding="utf-8") as _file:
    GOLD = list(csv.DictReader(_file))
TEXT = "".join(row["statement"] for row in GOLD)


def test_statements_stand_where_they_say_and_have_their_role() -> None:
    found = list(statements(TEXT, "五、存在的主要问题及改进情况"))
    assert [item.text for item in found] == [row["statement"] for row in GOLD]
    assert all(TEXT[item.char_start : item.char_end] == item.text for item in found)
    assert [item.role for item in found] == [row["role"] for row in GOLD]


def test_topics_of_the_gold() -> None:
    """The gold was labelled by hand, written together with the words; each miss that is known stands in it."""
    right = given = wanted = 0
    for row, item in zip(GOLD, statements(TEXT), strict=True):
        own, gold = set(item.topics) or {UNASSIGNED}, set(row["topics"].split())
        right, given, wanted = right + len(own & gold), given + len(own), wanted + len(gold)
    assert right / given >= 0.85
    assert right / wanted >= 0.85


def test_the_words_are_shown_and_of_one_spelling() -> None:
    (item,) = statements("政務新媒體更新不及時。")
    assert item.topics == {"new_media": ("新媒体",), "timeliness": ("更新", "及时")}
    assert len({item.name for item in topics()}) == len(topics())
    for topic in topics():
        (said,) = statements(topic.counts)
        assert topic.name in said.topics


def test_a_remedy_that_names_problems_is_no_problem() -> None:
    found = statements("审核不严。下一步，加强督查。及时整改存在的问题。")
    assert [item.role for item in found] == ["problem", "remedy", "remedy"]


@pytest.mark.parametrize(
    ("heading", "role"),
    [("（一）主要问题", "problem"), ("（二）改进措施", "remedy"), ("五、存在的主要问题及改进情况", "problem")],
)
def test_heading_tells_the_role(heading: str, role: str) -> None:
    assert [item.role for item in statements("政策解读质量。", heading)] == [role]


def figure(name: str, subject: str, value: str, start: int, **more: Any) -> dict[str, Any]:
    known = {"report_id": name, "section": 1, "subject": subject, "canonical_subject": subject, "action": "发布"}
    place = {"char_start": start, "char_end": start + len(value), "sentence": f"发布{subject}{value}条。"}
    return {**dict.fromkeys(schema("figures").names), **known, **place, "value": Decimal(value), "unit": "条", **more}


def write(folder: Path, dataset: str, year: int, rows: list[dict[str, Any]]) -> None:
    path = folder / dataset / f"year={year}" / "part-0.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=schema(dataset)), path)


@pytest.fixture(scope="module")
def derived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    agency = "澄原县人民政府"
    publish(folder, [report(agency, None, year, {}) for year in (2021, 2022, 2023)])
    name = f"{agency}-{{}}".format
    write(folder, "figures", 2021, [figure(name(2021), "政策解读", "12", 4), figure(name(2021), "政策解读", "12", 40)])
    write(folder, "figures", 2022, [figure(name(2022), "政策解读", "15", 4), figure(name(2022), "政策解读", "16", 9)])
    left_out = [{"bound": "about"}, {"qualifier": "of which"}, {"period": 2022}, {"place": "各镇"}]
    others = [figure(name(2023), "政策解读", "99", 50 + place, **more) for place, more in enumerate(left_out)]
    write(folder, "figures", 2023, [figure(name(2023), "政策解读", "20", 4, qualifier="total"), *others])
    heads = [(1, "五、存在的问题及改进情况", "problems", ""), (2, "（一）问题", None, "人手不足；更新慢。")]
    heads += [(2, "（二）改进", None, "增加人手。抓好落实。"), (1, "六、其他", "other", "网站。")]
    rows = [
        {"report_id": name(2023), "ordinal": place, "level": level, "heading": head, "canonical": known, "text": said}
        for place, (level, head, known, said) in enumerate(heads, start=1)
    ]
    write(folder, "sections", 2023, rows)
    derive(folder, folder)
    return folder


def test_figures_by_subject(derived: Path) -> None:
    found = load(derived, "figures_by_subject").sort_values("year")
    assert list(found["year"]) == [2021, 2022, 2023]
    assert found["value"].fillna(-1).tolist() == [12, -1, 20]
    assert found["statements"].tolist() == [2, 2, 1]
    assert [list(item) for item in found["conflicting"]] == [[], ["15", "16"], []]
    assert found["char_start"].tolist() == [4, 4, 4]


def test_topics_dataset(derived: Path) -> None:
    found = load(derived, "topics")
    rows = [(row.section, row.role, row.topic, list(row.words), row.statement) for row in found.itertuples()]
    assert rows == [
        (2, "problem", "staff", ["人手"], "人手不足；"),
        (2, "problem", "timeliness", ["更新"], "更新慢。"),
        (3, "remedy", "staff", ["人手"], "增加人手。"),
        (3, "remedy", "unassigned", [], "抓好落实。"),
    ]


def test_plot_shows_gaps_where_statements_differ(derived: Path) -> None:
    frame = load(derived, "figures_by_subject")
    (line,) = figures_over_years(frame, "政策解读", "条").axes[0].lines
    assert list(line.get_xdata()) == [2021, 2022, 2023]
    assert [None if value != value else value for value in line.get_ydata()] == [12, None, 20]
    with pytest.raises(UsageError, match="no number of 政策解读 in 件"):
        figures_over_years(frame, "政策解读", "件")


def test_plot_of_topics_shows_shares_of_reports_by_year() -> None:
    """Two reports of 2022 with problems, one of them on staff; one of 2023 on both; worked out by hand."""
    told = [
        ("a", 2022, "problem", "staff"),
        ("a", 2022, "problem", "staff"),
        ("b", 2022, "problem", UNASSIGNED),
        ("a", 2023, "problem", "staff"),
        ("a", 2023, "problem", "timeliness"),
        ("a", 2023, "remedy", "training"),
    ]
    frame = pd.DataFrame(told, columns=["report_id", "year", "role", "topic"])
    lines = topics_over_years(frame).axes[0].lines
    assert [(str(line.get_label()), list(line.get_xdata()), list(line.get_ydata())) for line in lines] == [
        ("队伍与人员", [2022, 2023], [0.5, 1.0]),
        ("公开时效", [2022, 2023], [0.0, 1.0]),
    ]
    with pytest.raises(UsageError, match="no statement is a remedy"):
        topics_over_years(frame[frame["role"] == "problem"], "remedy")
