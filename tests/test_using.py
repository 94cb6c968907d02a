"""The examples of docs/using.md: the Python ones run, in their order, on a release of the sample, and agree."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline import load
from pipeline.errors import UsageError
from tests.conftest import ROOT, gongkai

USING = (ROOT / "docs" / "using.md").read_text(encoding="utf-8")
EXAMPLES = [block for block in re.findall(r"```python\n(.*?)```", USING, re.DOTALL) if "s3://" not in block]


@pytest.fixture(scope="module")
def here(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("using")
    gongkai("release", "--from", str(sample), "--to", str(folder / "releases"), "--version", "2026.11.0")
    for form in ("csv", "sqlite", "duckdb", "jsonl"):
        done = gongkai("export", str(folder / "releases"), "--format", form, "--out", str(folder / "exports"))
        assert done.returncode == 0, done.stderr
    return folder


def test_python_examples_agree(here: Path, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(here)
    tables: list[pd.DataFrame] = []
    names: dict[str, Any] = {}
    for example in EXAMPLES:
        exec(example, names)
        tables.append(names["table"])
    cells = (
        load(sample, "requests").query("cell == 'new.total'").merge(load(sample, "reports"), on=["year", "report_id"])
    )
    expected = {(row.agency, row.year): row.value for row in cells.itertuples()}
    by_pandas, by_polars, by_duckdb, by_file, by_sqlite = tables
    assert len(expected) == 36
    assert {(agency, year): value for year in by_pandas for agency, value in by_pandas[year].items()} == expected
    polars = {row["agency"]: row for row in by_polars.to_dicts()}  # type: ignore[operator]
    assert {(agency, year): polars[agency][str(year)] for agency, year in expected} == expected
    for table in (by_duckdb, by_sqlite):
        assert {(row.agency, row.year): float(row.value) for row in table.itertuples()} == expected
    totals = dict(zip(by_file.iloc[:, 0], by_file.iloc[:, 1], strict=True))
    assert totals == {year: sum(n for (_, of), n in expected.items() if of == year) for year in totals}
    assert names["meanings"]["comment"].notna().all()
    assert list(names["requests"]["raw"].fillna("")) == list(load(sample, "requests")["raw"].fillna(""))
    assert len(names["lines"]) == 36


def test_load_refuses_columns_that_are_not_there(sample: Path) -> None:
    assert list(load(sample, "requests", columns=["cell"]).columns) == ["year", "cell"]
    with pytest.raises(UsageError, match="no column 'values'"):
        load(sample, "requests", columns=["values"])


def test_every_language_named_has_an_example() -> None:
    for title in ("pandas", "polars", "DuckDB", "R", "Stata"):
        assert f"\n## {title}\n" in USING
