"""Values whose cell borders stand beside those of their heading, as Word's own 2019 form draws them."""

from __future__ import annotations

import csv

from pipeline import task
from tests.conftest import ROOT

HEADING = "<tr><td>信息内容</td><td>上一年项目数量</td><td colspan=2>本年增/减</td><td>处理决定数量</td></tr>"
PAGE = "<html><body><p>甲县教育局2019年政府信息公开工作年度报告</p><p>一、总体情况</p><p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p><table><tr><td colspan=5>第二十条第（五）项</td></tr>{}{}</table>"


def _values(row: str) -> dict[str, tuple[str, str | None]]:
    _, (report,) = task.reports_of(PAGE.format(HEADING, row).encode(), "page.html", {})
    return {
        cell.cell.rsplit(".", 1)[1]: (cell.status.value, None if cell.value is None else str(cell.value))
        for cell in report.cells
        if cell.cell.startswith("licences.")
    }


def test_as_many_values_as_headings_each_over_its_own_are_read_in_order() -> None:
    row = "<tr><td>行政许可</td><td colspan=2>7</td><td>0</td><td>52</td></tr>"
    assert _values(row) == {
        "prior_year_items": ("reported", "7"),
        "change": ("reported", "0"),
        "decisions": ("reported", "52"),
    }


def test_a_value_over_two_headings_is_unreadable_under_both() -> None:
    row = "<tr><td>行政许可</td><td colspan=3>7</td><td>52</td></tr>"
    assert _values(row) == {
        "prior_year_items": ("unreadable", None),
        "change": ("unreadable", None),
        "decisions": ("reported", "52"),
    }


def test_a_heading_that_spans_one_column_too_few_gives_no_number_to_another_column() -> None:
    """The sums fail, and the same table in reading order has the numbers elsewhere: they are given up."""
    file = "云岫区教育局/2024.html"
    page = (ROOT / "raw" / file).read_text(encoding="utf-8").replace("colspan='5'>法人", "colspan='4'>法人")
    with (ROOT / "tests" / "sample_gold.csv").open(encoding="utf-8") as rows:
        gold = {row["cell"]: row["printed"] for row in csv.DictReader(rows) if row["file"] == file}
    _, (report,) = task.reports_of(page.encode(), "page.html", {})
    assert "readings_differ" in {finding.check for finding in report.findings}
    assert [cell.key for cell in report.cells if cell.value is not None and str(cell.value) != gold[cell.key]] == []
