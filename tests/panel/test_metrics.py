"""Metrics against formulas written here a second time, from the Parquet of the bundled sample; the missing-value rule."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline import forms
from pipeline.panel.derive import derive
from pipeline.panel.metrics import RULES, metrics
from tests.panel.published import publish, report

GRANTED, ALL = "requests.granted.total", "requests.total.total"


def _metric(folder: Path, name: str, **cells: int | str) -> pd.Series:
    given = {GRANTED: cells["granted"], ALL: cells["all"]}
    derive(publish(folder / "in", [report("滦州市人民政府", "130284", 2022, given)]), folder / "out")
    return pd.read_parquet(folder / "out" / "metrics").set_index("metric").loc[name]


def test_a_formula_names_cells_of_the_forms_and_a_known_rule() -> None:
    known = {spec.key for form in forms.FORMS for spec in forms.cells(form)}
    for metric in metrics():
        assert {name for _, name in (*metric.numerator, *metric.denominator)} <= known
        assert metric.missing_rule in RULES
    assert len({metric.name for metric in metrics()}) == len(metrics())


def test_a_rate_and_the_cells_behind_it(tmp_path: Path) -> None:
    row = _metric(tmp_path, "disclosure_rate", granted=3, all=8)
    assert (row.value, row.numerator, row.denominator) == (0.375, 3, 8)
    assert list(row.cells) == [GRANTED, ALL]


@pytest.mark.parametrize(
    ("granted", "all_", "reason"),
    [
        ("blank", 8, f"{GRANTED} is blank"),
        ("missing", "unreadable", f"{GRANTED} is missing, {ALL} is unreadable"),
        (0, 0, "the denominator is 0"),
    ],
)
def test_what_is_not_known_gives_no_rate_and_says_why(
    tmp_path: Path, granted: int | str, all_: int | str, reason: str
) -> None:
    row = _metric(tmp_path, "disclosure_rate", granted=granted, all=all_)
    assert pd.isna(row.value)
    assert row.reason == reason


def test_a_mark_for_none_counts_as_nothing_and_is_named(tmp_path: Path) -> None:
    row = _metric(tmp_path, "disclosure_rate", granted="nil_mark", all=8)
    assert row.value == 0
    assert list(row.nil) == [GRANTED]


def test_requests_carried_over_once_more(tmp_path: Path) -> None:
    cells = {"requests.carried_in.total": 10, "requests.new.total": 3, "requests.carried_out.total": 7}
    few = {"requests.carried_in.total": 10, "requests.new.total": 30, "requests.carried_out.total": 7}
    reports = [report("滦州市人民政府", "130284", 2021, cells), report("滦州市人民政府", "130284", 2022, few)]
    derive(publish(tmp_path / "in", reports), tmp_path / "out")
    found = pd.read_parquet(tmp_path / "out" / "metrics").set_index(["metric", "year"]).value
    assert found["repeated_carry_over_share", 2021] == 0.4
    assert found["repeated_carry_over_share", 2022] == 0
    assert found["carry_over_share", 2021] == 7 / 13


def test_every_rate_of_the_sample_by_another_way(sample: Path, tmp_path: Path) -> None:
    derive(sample, tmp_path)
    found = pd.read_parquet(tmp_path / "metrics").set_index(["report_id", "metric"]).value
    requests, review = (_wide(sample / name) for name in ("requests", "review_litigation"))
    everything = requests["total.total"]
    denied = requests[[name for name in requests if name.startswith("denied.") and name.endswith(".total")]]
    assert denied.shape[1] == 8
    ended = ["upheld", "corrected", "other"]
    courts = ["litigation_direct", "litigation_after_review"]
    expected = {
        "disclosure_rate": requests["granted.total"] / everything,
        "disclosure_rate_with_partial": (requests["granted.total"] + requests["partial.total"]) / everything,
        "refusal_rate": denied.sum(axis=1, skipna=False) / everything,
        "refusal_rate.internal": requests["denied.internal.total"] / everything,
        "repeat_request_share": requests["unprocessed.repeat.total"] / everything,
        "carry_over_share": requests["carried_out.total"] / (requests["new.total"] + requests["carried_in.total"]),
        "review_rate": review["review.total"] / everything,
        "litigation_rate": sum(review[f"{court}.total"] for court in courts) / everything,
        "review_correction_rate": review["review.corrected"] / sum(review[f"review.{end}"] for end in ended),
        "litigation_correction_rate": sum(review[f"{court}.corrected"] for court in courts)
        / sum(review[f"{court}.{end}"] for court in courts for end in ended),
    }
    for name, rates in expected.items():
        known = rates.dropna()
        assert len(known) > 20
        pd.testing.assert_series_equal(
            found.xs(name, level="metric").loc[known.index], known, check_names=False, check_dtype=False
        )


def _wide(folder: Path) -> pd.DataFrame:
    cells = pd.read_parquet(folder)
    return cells.pivot(index="report_id", columns="cell", values="value").astype("float64")
