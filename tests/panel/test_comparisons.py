"""Checks over years and agencies: each finds what was planted, and nothing in reports that only grew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.panel.derive import derive
from tests.panel.published import publish, report

NEW, TOTAL = "requests.new.total", "requests.total.total"
COUNTY = ("滦州市人民政府", "130284")


def _found(folder: Path, *reports: dict[str, Any]) -> pd.DataFrame:
    derive(publish(folder / "in", reports), folder / "out")
    return pd.read_parquet(folder / "out" / "comparisons").set_index("check")


def _two_years(before: dict[str, int], after: dict[str, int]) -> tuple[dict[str, Any], dict[str, Any]]:
    return report(*COUNTY, 2021, before), report(*COUNTY, 2022, after)


def test_requests_that_were_not_brought_forward(tmp_path: Path) -> None:
    out = {"requests.carried_out.total": 5, "requests.carried_out.business": 2, "requests.carried_out.social": 3}
    into = {"requests.carried_in.total": 5, "requests.carried_in.business": 3, "requests.carried_in.social": 2}
    row = _found(tmp_path, *_two_years(out, into)).loc["carried_over_differs"]
    assert list(row.cells) == ["requests.carried_in.business", "requests.carried_in.social"]
    assert (row.expected, row.found) == ("business 2, social 3", "business 3, social 2")
    assert (row.report_id, row.other_report_id) == ("滦州市人民政府-2022", "滦州市人民政府-2021")


def test_jumps_and_shifted_digits(tmp_path: Path) -> None:
    found = _found(tmp_path, *_two_years({NEW: 36, TOTAL: 11}, {NEW: 3600, TOTAL: 190}))
    assert list(found.loc["digits_shifted"].cells) == [NEW]
    assert sorted(cell for cells in found.loc[["jump"]].cells for cell in cells) == [NEW, TOTAL]
    assert found.loc["digits_shifted"].found == "3600"


def test_a_table_copied_from_the_year_before(tmp_path: Path) -> None:
    review = {
        f"review_litigation.review.{name}": n for n, name in enumerate(("upheld", "corrected", "other", "total"), 3)
    }
    found = _found(tmp_path, *_two_years(review | {NEW: 8}, review | {NEW: 9}))
    assert found.index.tolist() == ["table_copied"]
    assert len(found.loc["table_copied"].cells) == 4


def test_a_whole_that_is_smaller_than_its_parts(tmp_path: Path) -> None:
    found = _found(
        tmp_path,
        report("唐山市人民政府", "130200", 2022, {NEW: 30, TOTAL: 50}),
        report("滦州市人民政府", "130284", 2022, {NEW: 20, TOTAL: 20}),
        report("唐山市教育局", "130200", 2022, {NEW: 15, TOTAL: 15}),
    )
    assert found.index.tolist() == ["smaller_than_parts"]
    assert list(found.loc["smaller_than_parts"].cells) == [NEW]
    assert found.loc["smaller_than_parts"].expected == "at least 35, the sum of 2 agencies below"


def test_nothing_is_found_where_nothing_is_strange(tmp_path: Path) -> None:
    assert _found(tmp_path, *_two_years({NEW: 36, TOTAL: 40}, {NEW: 52, TOTAL: 49})).empty
