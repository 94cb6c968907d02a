"""The panel over 2019 to 2024, worked by hand: renamed, merged and split divisions, two forms, agencies without a report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.panel.derive import derive
from tests.panel.published import publish, report

NEW, OUT, IN = "requests.new.total", "requests.carried_out.total", "requests.carried_in.total"


def _derived(folder: Path, reports: list[dict[str, Any]], coverage: list[dict[str, Any]] | None = None) -> Path:
    derive(publish(folder / "in", reports, coverage or ()), folder / "out")
    return folder / "out"


def _panel(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "panel").set_index(["agency_id", "year"])


@pytest.fixture
def merged(tmp_path: Path) -> Path:
    """崇川区 and 港闸区 of 南通 became the new 崇川区 in 2020; 海门市 became 海门区."""
    return _derived(
        tmp_path,
        [
            report("南通市崇川区人民政府", "320602", 2019, {NEW: 40, OUT: 5}, form="2019"),
            report("南通市港闸区人民政府", "320611", 2019, {NEW: 20, OUT: 1}, form="2019"),
            report("南通市崇川区人民政府", "320613", 2020, {NEW: 70, IN: 6}, form="2019"),
            report("海门市人民政府", "320684", 2019, {NEW: 9, OUT: 2}, form="2019"),
            report("南通市海门区人民政府", "320614", 2020, {NEW: 8, IN: 3}, form="2019"),
        ],
    )


def test_a_merged_county_is_another_agency_on_the_same_territory(merged: Path) -> None:
    panel = _panel(merged)
    old, gone, new = (
        panel.loc[key] for key in (("320602:人民政府", 2019), ("320611:人民政府", 2019), ("320613:人民政府", 2020))
    )
    assert old.territory == gone.territory == new.territory == "320613"
    assert old.division_code_now == gone.division_code_now == "320613"
    assert list(new.predecessors) == ["320602 崇川区", "320611 港闸区"]
    assert list(gone.successors) == ["320613 崇川区"]
    assert new.boundary_changed
    by_land = panel.groupby(["territory", "year"])[NEW].sum()
    assert (by_land["320613", 2019], by_land["320613", 2020]) == (60, 70)


def test_a_divided_county_goes_on_in_two_agencies_that_no_year_is_compared_with(tmp_path: Path) -> None:
    """邢台县 went to 襄都区 (桥东区 before) and 信都区 (桥西区 before) in 2020."""
    folder = _derived(
        tmp_path,
        [
            report("邢台县人民政府", "130521", 2019, {NEW: 30, OUT: 4}, form="2019"),
            report("邢台市桥东区人民政府", "130502", 2019, {NEW: 10, OUT: 1}, form="2019"),
            report("邢台市桥西区人民政府", "130503", 2019, {NEW: 7, OUT: 2}, form="2019"),
            report("邢台市襄都区人民政府", "130502", 2020, {NEW: 22, IN: 3}, form="2019"),
            report("邢台市信都区人民政府", "130503", 2020, {NEW: 28, IN: 5}, form="2019"),
            report("邢台市信都区人民政府", "130503", 2021, {NEW: 280, IN: 5}),
        ],
    )
    panel = _panel(folder)
    divided = panel.loc[("130521:人民政府", 2019)]
    assert {words.split()[1] for words in divided.successors} == {"襄都区", "信都区"}
    assert set(divided.division_code_now.split("+")) == {"130502", "130503"}
    assert set(panel.territory) == {"130502+130503"}
    assert panel.groupby("year")[NEW].sum().to_dict() == {2019: 47, 2020: 50, 2021: 280}
    assert panel.boundary_changed.to_dict() == {
        ("130502:人民政府", 2019): False,
        ("130502:人民政府", 2020): True,
        ("130503:人民政府", 2019): False,
        ("130503:人民政府", 2020): True,
        ("130503:人民政府", 2021): False,
        ("130521:人民政府", 2019): False,
    }
    carried = pd.read_parquet(folder / "carry_over").query("applicant == 'total'")
    assert carried[["agency_id", "year"]].to_numpy().tolist() == [["130503:人民政府", 2020]]
    jumps = pd.read_parquet(folder / "comparisons").query("check == 'jump'")
    assert jumps[["agency_id", "year"]].to_numpy().tolist() == [["130503:人民政府", 2021]]


def test_a_year_without_any_report_is_no_year_before(tmp_path: Path) -> None:
    reports = [report("滦州市人民政府", "130284", year, {NEW: 500, OUT: 3, IN: 9}, "2019") for year in (2018, 2020)]
    folder = _derived(tmp_path, [*reports, report("滦州市人民政府", "130284", 2021, {NEW: 7, IN: 3})])
    assert set(pd.read_parquet(folder / "carry_over").year) == {2020}
    found = pd.read_parquet(folder / "comparisons")
    assert found[["year", "check"]].to_numpy().tolist() == [[2021, "jump"]]


def test_agencies_worked_on_apart_give_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [
        ("唐山市人民政府", "130200"),
        ("滦州市人民政府", "130284"),
        ("唐山市教育局", "130200"),
        ("澜溪镇人民政府", None),
    ]
    reports = [
        report(
            agency, code, year, {NEW: 300 * 20 ** (year % 2) + n, "requests.total.total": 5, OUT: n, IN: year - 2000}
        )
        for n, (agency, code) in enumerate(names)
        for year in (2021, 2022, 2023)
    ]
    whole = _derived(tmp_path / "whole", reports)
    monkeypatch.setattr("pipeline.panel.derive._PORTION", 1)
    apart = _derived(tmp_path / "apart", reports)
    for dataset in ("panel", "panel_long", "carry_over", "metrics", "comparisons"):
        one, other = pd.read_parquet(whole / dataset), pd.read_parquet(apart / dataset)
        assert len(one)
        pd.testing.assert_frame_equal(one, other)
    assert set(pd.read_parquet(whole / "comparisons")["check"]) >= {
        "jump",
        "carried_over_differs",
        "smaller_than_parts",
    }


def test_a_renamed_county_is_one_agency_under_its_last_code(merged: Path) -> None:
    panel = _panel(merged)
    assert panel.loc[("320614:人民政府", 2019), "division_code"] == "320684"
    assert not panel.loc[("320614:人民政府", 2020), "boundary_changed"]


def test_requests_carried_over_are_compared_only_on_the_same_land(merged: Path) -> None:
    carried = pd.read_parquet(merged / "carry_over")
    total = carried[carried.applicant == "total"]
    assert total.agency_id.tolist() == ["320614:人民政府"]
    assert (total.carried_out.item(), total.carried_in.item(), total.difference.item()) == (2, 3, 1)


def test_the_forms_are_joined_only_where_they_can_be_compared(tmp_path: Path) -> None:
    parts = {
        f"requests.other.{name}.total": number
        for name, number in (("not_corrected", 1), ("fee_unpaid", 2), ("other", 4))
    }
    folder = _derived(
        tmp_path,
        [
            report(
                "滦州市人民政府",
                "130284",
                2020,
                {"requests.other.all.total": 3, "article20.regulations.new_made": 2},
                "2019",
            ),
            report("滦州市人民政府", "130284", 2021, parts | {"article20.regulations.issued": 5}),
            report("滦州市人民政府", "130284", 2022, parts | {"requests.other.other.total": "nil_mark"}),
        ],
    )
    panel = _panel(folder).loc["130284:人民政府"]
    assert panel["requests.other.all.total"].astype("Float64").tolist()[:2] == [3, 7]
    assert pd.isna(panel.loc[2022, "requests.other.all.total"])
    assert pd.isna(panel.loc[2021, "article20.regulations.new_made"])
    assert pd.isna(panel.loc[2020, "article20.regulations.issued"])
    long = pd.read_parquet(folder / "panel_long").set_index(["year", "variable"])
    assert long.loc[(2021, "requests.other.all.total"), "status"] == "derived"
    assert "requests.other.fee_unpaid.total" in long.loc[(2021, "requests.other.all.total"), "note"]
    empty = long.loc[(2021, "article20.regulations.new_made")]
    assert empty.status == "not_on_form"
    assert empty.note == "not comparable over the forms: 2019 counts documents made, 2021 documents issued"


def test_what_is_not_a_number_is_empty_and_said(tmp_path: Path) -> None:
    cells = {NEW: "unreadable", OUT: "blank", IN: "missing"}
    folder = _derived(tmp_path, [report("滦州市教育局", "130284", 2021, cells, flags={IN: ["some_check"]})])
    row = _panel(folder).loc[("130284:教育局", 2021)]
    assert row[[NEW, OUT, IN]].isna().all()
    assert list(row.unreadable) == [NEW]
    assert list(row.flagged) == [IN]


def test_years_without_a_report_stand_there_with_their_state(tmp_path: Path) -> None:
    absent = {"agency": "滦州市人民政府", "division_code": "130284", "year": 2022, "state": "absent"}
    folder = _derived(tmp_path, [report("滦州市人民政府", "130284", 2021, {NEW: 4})], [absent])
    panel = _panel(folder).loc["130284:人民政府"]
    assert panel.state.to_dict() == {2021: "have", 2022: "absent"}
    assert pd.isna(panel.loc[2022, NEW])


def test_two_reports_that_both_claim_to_be_the_latest_give_no_number(tmp_path: Path) -> None:
    reports = [report("滦州市人民政府", "130284", 2021, {NEW: number}, report_id=f"r{number}") for number in (4, 5)]
    row = _panel(_derived(tmp_path, reports)).loc[("130284:人民政府", 2021)]
    assert pd.isna(row[NEW])
    assert list(row.alternatives) == ["r4", "r5"]


def test_the_same_reports_give_the_same_bytes(tmp_path: Path) -> None:
    reports = [report(f"澜溪第{n}镇人民政府", None, 2019 + n % 3, {NEW: n}) for n in range(9)]
    first, second = (_derived(tmp_path / name, list(own)) for name, own in (("a", reports), ("b", reversed(reports))))
    files = sorted(path.relative_to(first) for path in first.rglob("*.parquet"))
    assert files
    assert all((first / path).read_bytes() == (second / path).read_bytes() for path in files)
