"""Releases: whole, checked by other programs, the same bytes for the same snapshot; the latest complete one is read."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from pathlib import Path

import frictionless
import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml

from pipeline import load
from pipeline.release.registry import YEAR, chinese, datasets, words
from tests.conftest import gongkai


@pytest.fixture(scope="module")
def releases(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases")
    done = gongkai("release", "--from", str(sample), "--to", str(folder), "--version", "2026.11.0")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def first(releases: Path) -> Path:
    return releases / "2026.11.0"


def test_the_same_snapshot_gives_the_same_bytes(sample: Path, first: Path, tmp_path: Path) -> None:
    gongkai("release", "--from", str(sample), "--to", str(tmp_path), "--version", "2026.11.0")
    assert (tmp_path / "2026.11.0" / "SHA256SUMS").read_bytes() == (first / "SHA256SUMS").read_bytes()


def test_sha256sum_finds_every_file_whole(first: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=first, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")
    listed = {line.split("  ", 1)[1] for line in (first / "SHA256SUMS").read_text(encoding="utf-8").splitlines()}
    there = {path.relative_to(first).as_posix() for path in first.rglob("*") if path.is_file()}
    assert there - listed == {"SHA256SUMS"}


def test_frictionless_accepts_package_and_data(first: Path) -> None:
    descriptor = json.loads((first / "datapackage.json").read_text(encoding="utf-8"))
    accepted = frictionless.Package.validate_descriptor(str(first / "datapackage.json"))
    assert accepted.valid, accepted.flatten(["type", "note"])
    for resource in descriptor["resources"]:
        assert resource["path"]
        for path in resource[
            "path"
        ]:  # as Arrow reads it: frictionless's own Parquet reader makes nulls of integers nan
            rows = pq.ParquetFile(first / path).read().to_pylist()
            if rows:
                fields = {"fields": resource["schema"]["fields"]}
                report = frictionless.Resource.from_descriptor(
                    {"name": "part", "data": rows, "schema": fields}
                ).validate()
                assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])[:3]
                assert report.stats["tasks"] == 1 and report.tasks[0].stats["rows"] == len(rows)


def test_citation_names_the_version(first: Path) -> None:
    cited = yaml.safe_load((first / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["cff-version"] == "1.2.0" and cited["type"] == "dataset"
    assert cited["version"] == "2026.11.0" and cited["license"] == "CC-BY-4.0" and cited["authors"][0]["name"]


def test_codebook_explains_every_column_and_every_value_in_both_languages(first: Path) -> None:
    with (first / "codebook" / "columns.csv").open(encoding="utf-8", newline="") as file:
        explained = {(row["dataset"], row["column"]): row for row in csv.DictReader(file)}
    with (first / "codebook" / "values.csv").open(encoding="utf-8", newline="") as file:
        meant = {(row["dataset"], row["column"], row["value"]): row for row in csv.DictReader(file)}
    for dataset in datasets():
        frame = load(first, dataset)
        for column in frame.columns:
            assert explained[dataset, column]["description"] and explained[dataset, column]["label_zh"]
            if words(dataset, column):
                for value in frame[column].dropna().unique():
                    assert meant[dataset, column, value]["meaning"] and meant[dataset, column, value]["meaning_zh"]
    assert (
        meant["requests", "disposition", "denied.internal"]["meaning_zh"] == "三、（三）不予公开 5.属于三类内部事务信息"
    )
    for page in ("codebook.md", "codebook.zh.md"):
        text = (first / page).read_text(encoding="utf-8")
        assert all(f"`{column}`" in text for _, column in explained)


def test_every_declared_column_has_chinese_words() -> None:
    missing = [
        (item.name, column.name)
        for item in datasets().values()
        for column in (YEAR, *item.columns)
        if not all(chinese(item.name, column))
    ]
    assert missing == []


def test_caveats_count_what_the_tables_hold(first: Path) -> None:
    with (first / "caveats" / "cells.csv").open(encoding="utf-8", newline="") as file:
        counted = {(row["dataset"], row["form"], int(row["year"])): row for row in csv.DictReader(file)}
    for dataset in ("article20", "requests", "review_litigation"):
        for (form, year), own in load(first, dataset).groupby(["form", "year"]):
            row = counted.pop((dataset, str(form), int(year)))
            assert int(row["cells"]) == len(own)
            assert int(row["flagged"]) == sum(len(flags) > 0 for flags in own["flags"])
            for status in ("reported", "blank", "nil_mark", "missing", "unreadable"):
                assert int(row[status]) == (own["status"] == status).sum()
    assert counted == {}
    assert "identity_row_sum" in (first / "caveats.md").read_text(encoding="utf-8")


def test_every_table_has_its_caveats_and_chinese_words_in_both_pages(first: Path) -> None:
    pages = [(first / name).read_text(encoding="utf-8") for name in ("caveats.md", "caveats.zh.md")]
    for item in datasets().values():
        for page, title in zip(pages, (item.title, item.title_zh), strict=True):
            after = page.split(f"\n## {item.name}: {title}\n\n")[1]
            assert after.startswith("- ")
    with (first / "codebook" / "columns.csv").open(encoding="utf-8", newline="") as file:
        of_cells = [row for row in csv.DictReader(file) if row["dataset"] == "panel" and "." in row["column"]]
    assert len(of_cells) > 200
    assert not [row for row in of_cells if re.search("[A-Za-z]{3}", row["description_zh"])]
    assert "；两版表格之间不可比：2019 年版统计制作数量" in (first / "codebook.zh.md").read_text(encoding="utf-8")


def test_load_takes_the_latest_complete_release(releases: Path, sample: Path, tmp_path: Path) -> None:
    folder = tmp_path / "releases"
    shutil.copytree(releases, folder)
    for name in ("2026.9.9", "2026.11.10", ".building-2027.01.0", "2027.01.0"):
        shutil.copytree(folder / "2026.11.0", folder / name)
    (folder / "2027.01.0" / "SHA256SUMS").unlink()  # copied by hand and not to its end
    for name, agency in (("2026.11.10", "latest"), ("2026.9.9", "no version"), ("2027.01.0", "not complete")):
        for path in sorted((folder / name / "reports").rglob("*.parquet")):
            frame = pd.read_parquet(path, partitioning=None)
            frame["agency"] = agency
            frame.to_parquet(path)
    assert set(load(folder, "reports")["agency"]) == {"latest"}
    assert len(load(folder / "2026.11.0", "reports")) == len(load(sample, "reports")) == 36


def test_what_a_killed_release_left_goes_with_the_next(sample: Path, tmp_path: Path) -> None:
    (tmp_path / ".building-2026.11.0" / "reports").mkdir(parents=True)
    assert gongkai("release", "--from", str(sample), "--to", str(tmp_path), "--version", "2026.11.1").returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "2026.11.1"]


def test_versions_count_on_and_are_never_written_twice(sample: Path, tmp_path: Path) -> None:
    names = []
    for _ in range(2):
        done = gongkai("release", "--from", str(sample), "--to", str(tmp_path), "--json")
        names.append(json.loads(done.stdout)["version"])
    assert [name.rsplit(".", 1)[1] for name in names] == ["0", "1"]
    for wanted, said in ((names[0], "is there already"), ("1.2.3", "no version")):
        done = gongkai("release", "--from", str(sample), "--to", str(tmp_path), "--version", wanted)
        assert done.returncode == 2 and said in done.stderr
    done = gongkai("release", "--from", str(tmp_path / "none"), "--to", str(tmp_path))
    assert done.returncode == 2 and "no such folder" in done.stderr
    assert not (tmp_path / "none").exists()


def test_derived_datasets_are_part_of_release_codebook_and_package(first: Path, sample: Path) -> None:
    panel = load(first, "panel")
    requests = (
        load(sample, "requests").query("cell == 'new.total'").merge(load(sample, "reports"), on=["year", "report_id"])
    )
    assert {(row["agency"], row["year"]): row["requests.new.total"] for _, row in panel.iterrows()} == {
        (row["agency"], row["year"]): row["value"] for _, row in requests.iterrows()
    }
    metrics = load(first, "metrics")
    with (first / "codebook" / "metrics.csv").open(encoding="utf-8", newline="") as file:
        assert set(metrics["metric"]) == {row["metric"] for row in csv.DictReader(file)}
    assert "一、本年新收政府信息公开申请数量·自然人" in (first / "codebook.zh.md").read_text(encoding="utf-8")
    package = json.loads((first / "datapackage.json").read_text(encoding="utf-8"))
    paths = {resource["name"]: resource["path"] for resource in package["resources"]}
    assert paths["panel"] == [f"panel/year={year}/part-0.parquet" for year in range(2019, 2025)]
