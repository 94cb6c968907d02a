"""The bundled sample through the command: every cell as it was typeset, in nine formats and both forms."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from pipeline import load
from tests.conftest import ROOT

CELLS = ("article20", "requests", "review_litigation")


@pytest.fixture(scope="module")
def gold() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (ROOT / "tests" / "sample_gold.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["file"]].append(row)
    return found


@pytest.fixture(scope="module")
def cells(sample: Path) -> dict[tuple[str, str], dict[str, object]]:
    reports = load(sample, "reports")[["report_id", "source_file"]]
    frames = [load(sample, name).assign(key=lambda frame, name=name: name + "." + frame["cell"]) for name in CELLS]
    table = pd.concat(frames).merge(reports, on="report_id")
    return {(row["source_file"], row["key"]): row for row in table.to_dict("records")}


def test_every_cell_is_as_typeset(
    gold: dict[str, list[dict[str, str]]], cells: dict[tuple[str, str], dict[str, object]]
) -> None:
    wrong = []
    for file, rows in gold.items():
        for row in rows:
            status = {"": "blank", "/": "nil_mark"}.get(row["printed"], "reported")
            found = cells[file, row["cell"]]
            value = Decimal(str(found["value"])) if status == "reported" and found["status"] == "reported" else None
            if found["status"] != status or (status == "reported" and value != Decimal(row["printed"])):
                wrong.append((file, row["cell"], row["printed"], found["status"], found["value"]))
    assert not wrong[:5]
    assert sum(len(rows) for rows in gold.values()) == 36 * 200 - 12 * 2


def test_only_the_planted_error_is_flagged(
    gold: dict[str, list[dict[str, str]]], cells: dict[tuple[str, str], dict[str, object]]
) -> None:
    planted = {(file, row["cell"]) for file, rows in gold.items() for row in rows if row["printed_error"]}
    flagged = {key for key, row in cells.items() if len(list(row["flags"]))}  # type: ignore[call-overload]
    assert flagged == planted == {("临澜市人民政府/2023.pdf", "requests.total.total")}


def test_identity(sample: Path, gold: dict[str, list[dict[str, str]]]) -> None:
    reports = load(sample, "reports").set_index("source_file")
    assert len(reports) == len(gold) == 36
    for file, rows in gold.items():
        found = reports.loc[file]
        assert (found["agency"], found["year"], found["form"]) == (
            rows[0]["agency"],
            int(rows[0]["year"]),
            rows[0]["form"],
        )
        assert found["title"] == f"{rows[0]['agency']}{rows[0]['year']}年政府信息公开工作年度报告"
        assert found["published"] == f"{int(rows[0]['year']) + 1}-01-20"
        assert (found["period_start"], found["period_end"]) == (f"{rows[0]['year']}-01-01", f"{rows[0]['year']}-12-31")


def test_sections(sample: Path) -> None:
    sections = load(sample, "sections")
    for _, own in sections.groupby("report_id"):
        top = own[own["level"] == 1]
        assert list(top["canonical"]) == ["overview", "article20", "requests", "review_litigation", "problems", "other"]
        assert "按月检查" in top[top["canonical"] == "problems"]["text"].iloc[0]


def test_values_are_exact_in_the_parquet(sample: Path, gold: dict[str, list[dict[str, str]]]) -> None:
    import pyarrow.dataset as ds

    table = (
        ds.dataset(sample / "article20", partitioning="hive")
        .to_table(columns=["report_id", "cell", "value"])
        .to_pylist()
    )
    ids = {row["source_file"]: row["report_id"] for row in load(sample, "reports").to_dict("records")}
    values = {(row["report_id"], row["cell"]): row["value"] for row in table}
    file = "临澜市人民政府/2024.pdf"
    row = next(row for row in gold[file] if row["cell"] == "article20.fees.amount")
    assert values[ids[file], "fees.amount"] == Decimal(row["printed"])
