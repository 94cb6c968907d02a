"""Exports: each format read back by its own library holds what the Parquet holds, hostile texts too."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl.utils.escape import unescape

from pipeline import load
from pipeline.export import FORMATS
from pipeline.export.as_stata import names_of
from pipeline.release.folder import batches, write_sums
from pipeline.release.registry import datasets
from tests.conftest import gongkai

FORMULA = '=HYPERLINK("http://example.org","x")'
HOSTILE = (
    FORMULA,
    "@SUM(A1)",
    "+1",
    "-2+3",
    "\t=1",
    "'quoted",
    "＝1",
    "tab\there",
    "two\nlines",
    "bell\x07",
    "长" * 40_000,
)
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def release(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the sample with texts that want to be more than texts."""
    folder = tmp_path_factory.mktemp("releases")
    assert gongkai("release", "--from", str(sample), "--to", str(folder), "--version", "2026.11.0").returncode == 0
    path = folder / "2026.11.0" / "sections" / "year=2021" / "part-0.parquet"
    table = pq.ParquetFile(path).read()
    texts = [*HOSTILE, *table["text"].to_pylist()[len(HOSTILE) :]]
    place = table.schema.get_field_index("text")
    pq.write_table(table.set_column(place, table.schema.field(place), pa.array(texts, pa.string())), path)
    write_sums(folder / "2026.11.0")
    return folder / "2026.11.0"


@pytest.fixture(scope="module")
def exports(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("exports")
    for form in FORMATS:
        done = gongkai("export", str(release.parent), "--format", form, "--out", str(out))
        assert done.returncode == 0, done.stderr
        assert all(Path(line).exists() for line in done.stdout.splitlines())
    assert list(out.rglob(".*")) == []
    return out


def truth(release: Path, dataset: str) -> Rows:
    return [row for batch in batches(release, dataset) for row in batch.to_pylist()]


def number(item: Any) -> Any:
    return float(item) if isinstance(item, Decimal) else item


@pytest.mark.parametrize("dataset", datasets())
def test_csv_gives_every_text_back(release: Path, exports: Path, dataset: str) -> None:
    path = exports / "csv" / f"{dataset}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    expected = truth(release, dataset)
    assert len(found) == len(expected)
    for row, true in zip(found, expected, strict=True):
        for name, item in true.items():
            text = row[name][1:] if row[name].startswith("'") else row[name]
            if isinstance(item, list):
                item = "; ".join(item)
            if isinstance(item, Decimal):
                assert Decimal(text) == item and not text.endswith(".0")
            elif isinstance(item, bool):
                assert text == str(item).lower()
            elif isinstance(item, float):
                assert float(text) == item
            else:
                assert text == ("" if item is None else str(item))
            if isinstance(item, str):
                assert not row[name].startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    for frame in (pd.read_csv(path), pl.read_csv(path, infer_schema_length=None)):
        assert len(frame) == len(expected) and list(frame.columns) == list(load(release, dataset).columns)


@pytest.mark.parametrize("dataset", datasets())
def test_json_lines_hold_the_same_values(release: Path, exports: Path, dataset: str) -> None:
    lines = (exports / "jsonl" / f"{dataset}.jsonl").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    expected = truth(release, dataset)
    assert [json.loads(line) for line in lines] == [
        {name: number(item) for name, item in row.items()} for row in expected
    ]


@pytest.mark.parametrize("dataset", datasets())
def test_stata_holds_the_values_and_labels_in_both_languages(release: Path, exports: Path, dataset: str) -> None:
    path = exports / "stata" / f"{dataset}.dta"
    with pd.io.stata.StataReader(path) as reader:
        labels, listed = reader.variable_labels(), reader.value_labels()
    assert labels["report_id"].startswith(("报告编号: the report", "报告编号: report of"))
    assert all(0 < len(label) <= 80 for label in labels.values())
    frame = pd.read_stata(path)
    expected = truth(release, dataset)
    assert len(frame) == len(expected)
    for column, original in zip(frame.columns, load(release, dataset).columns, strict=True):
        assert column == original or labels[column].startswith(f"{original}: "[:80])
        for item, true in zip(frame[column], [row[original] for row in expected], strict=True):
            if column in listed and true is not None and not isinstance(true, bool):
                assert item.split(" ")[0] == true
            elif isinstance(true, bool):
                assert item == ("yes 是" if true else "no 否")
            elif isinstance(true, list):
                assert item == "; ".join(true)
            elif true is None:
                assert pd.isna(item) or item == ""
            else:
                assert item == number(true)
    if dataset == "requests":
        assert "reported 已填报" in listed["status"].values()
        assert "granted 三、（一）予以公开" in listed["disposition"].values()


def test_stata_names_are_short_and_apart() -> None:
    long = [f"requests.unprocessed.unreasonable_volume.{who}" for who in ("social", "business")]
    names = names_of([*long, "year"])
    assert names["year"] == "year" and len(set(names.values())) == 3
    assert all(len(name) <= 32 and name.isidentifier() for name in names.values())


def test_sqlite_has_keys_indexes_and_the_same_values(release: Path, exports: Path) -> None:
    base = sqlite3.connect(exports / "gongkai-2026.11.0.sqlite")
    base.row_factory = sqlite3.Row
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert base.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    for dataset in datasets():
        found = [dict(row) for row in base.execute(f"SELECT * FROM {dataset} ORDER BY rowid")]
        assert found == [
            {
                name: json.dumps(item, ensure_ascii=False) if isinstance(item, list) else number(item)
                for name, item in row.items()
            }
            for row in truth(release, dataset)
        ]
    plan = base.execute("EXPLAIN QUERY PLAN SELECT value FROM requests WHERE cell = 'new.total' AND year = 2021")
    assert "USING INDEX requests_cell_year" in plan.fetchone()["detail"]
    assert base.execute("SELECT label_row FROM codebook_cells WHERE cell = 'new.total'").fetchone()[0]
    with pytest.raises(sqlite3.IntegrityError):
        base.execute("INSERT INTO reports SELECT * FROM reports LIMIT 1")


def test_duckdb_has_the_same_values_and_comments(release: Path, exports: Path) -> None:
    with duckdb.connect(str(exports / "gongkai-2026.11.0.duckdb"), read_only=True) as base:
        for dataset in datasets():
            table = base.sql(f"SELECT * FROM {dataset}").to_arrow_table()
            assert table.to_pylist() == truth(release, dataset)
        comment = base.execute(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'requests' AND column_name = 'status'"
        ).fetchone()
        assert comment == ("状态: reported, blank, nil_mark, missing or unreadable",)


def test_xlsx_holds_the_values_as_texts_and_numbers_only(release: Path, exports: Path) -> None:
    path = exports / "gongkai-2026.11.0.xlsx"
    with zipfile.ZipFile(path) as packed:
        sheets = [packed.read(name).decode() for name in packed.namelist() if name.startswith("xl/worksheets/")]
        assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
        assert not any("externalLink" in name for name in packed.namelist())
    book = openpyxl.load_workbook(path, read_only=True)
    for dataset in datasets():
        header, *found = list(book[dataset].iter_rows(values_only=True))
        expected = truth(release, dataset)
        assert len(found) == len(expected)
        for row, true in zip(found, expected, strict=True):
            assert [*header] == [*true]
            for item, one in zip(row, true.values(), strict=True):
                if isinstance(one, list):
                    one = "; ".join(one)
                if isinstance(one, str) and len(one) > 32_767:
                    assert len(item) == 32_767 and item.endswith("[cut; the Parquet has all of it]")
                else:
                    exact = pytest.approx(one, rel=1e-15) if isinstance(one, float) else number(one)  # Excel's digits
                    assert (unescape(item) if isinstance(item, str) else item) == exact
    assert ("requests", "status", "reported") in {
        row[:3] for row in book["codebook values"].iter_rows(values_only=True)
    }


def test_a_text_stays_a_text_in_a_spreadsheet_program(exports: Path, tmp_path: Path) -> None:
    path = exports / "gongkai-2026.11.0.xlsx"
    cells = [cell for row in openpyxl.load_workbook(path, read_only=True)["sections"].iter_rows() for cell in row]
    marked = {unescape(cell.value): cell.style_array.quotePrefix for cell in cells if isinstance(cell.value, str)}
    assert [marked[text] for text in HOSTILE[:7]] == [1] * 7
    assert marked["two\nlines"] == 0
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    each = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"  # what a formula gives, not its text
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", each]
    subprocess.run([*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=120)
    with (tmp_path / "gongkai-2026.11.0-sections.csv").open(encoding="utf-8", newline="") as file:
        opened = {row["text"] for row in csv.DictReader(file)}
    assert {FORMULA, "@SUM(A1)", "+1", "-2+3"} <= opened


def test_only_the_datasets_wanted_and_clear_refusals(release: Path, tmp_path: Path) -> None:
    done = gongkai("export", str(release), "--format", "csv", "--out", str(tmp_path), "--dataset", "reports")
    assert [path.name for path in (tmp_path / "csv").iterdir()] == ["reports.csv"] and done.returncode == 0
    bare = tmp_path / "bare"
    shutil.copytree(release / "reports", bare / "reports")
    for arguments, said in (
        ((str(release), "--format", "spss"), "no format 'spss'"),
        ((str(release), "--format", "csv", "--dataset", "panels"), "no dataset 'panels'"),
        ((str(bare), "--format", "csv"), "make one with `gongkai release`"),
    ):
        done = gongkai("export", *arguments, "--out", str(tmp_path))
        assert done.returncode == 2 and said in done.stderr
