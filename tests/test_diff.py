"""The difference of two releases: every row that differs is explained, with the right reason, and nothing else is."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.publish.snapshot import current
from pipeline.release.folder import batches, write_sums
from pipeline.release.formulas import guarded
from pipeline.release.registry import datasets
from tests.conftest import ROOT, gongkai
from tests.made import write_report

Changes = list[dict[str, Any]]


def extracted(raw: Path, out: Path, *more: str) -> None:
    assert gongkai("extract", str(raw), "--out", str(out), "--workers", "1", *more).returncode in (0, 1)


def release(out: Path, to: Path, version: str) -> Path:
    done = gongkai("release", "--from", str(out), "--to", str(to), "--version", version)
    assert done.returncode == 0, done.stderr
    return to / version


def altered(out: Path, dataset: str, year: int, change: Any) -> None:
    """Changes rows of a snapshot as another program, or a person's decision, would have written them."""
    folder = current(out)
    assert folder is not None
    path = folder / dataset / f"year={year}" / "part-0.parquet"
    table = pq.ParquetFile(path).read()
    pq.write_table(pa.Table.from_pylist(change(table.to_pylist()), schema=table.schema), path)


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two releases between which everything happened that can."""
    base = tmp_path_factory.mktemp("diff")
    raw, out, to = base / "raw", base / "out", base / "releases"
    raw.mkdir()
    for name in ("same", "replaced", "revised", "removed", "known"):
        write_report(raw / f"{name}.html", f"澜溪{name}镇人民政府", 2021)
    shutil.copy(ROOT / "raw" / "临澜市人民政府" / "2022.pdf", raw / "long.pdf")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GONGKAI_PAGES", "1")  # so that the long one fails
        extracted(raw, out)
    a = release(out, to, "2026.01.0")
    write_report(raw / "replaced.html", "澜溪replaced镇人民政府", 2021, scale=33)
    write_report(raw / "revised-again.html", "澜溪revised镇人民政府", 2021, scale=44)
    again = (raw / "revised-again.html").read_text(encoding="utf-8")
    (raw / "revised-again.html").write_text(
        again.replace("2022年1月20日", "2022年3月2日").replace("2022-01-20", "2022-03-02"), encoding="utf-8"
    )
    write_report(raw / "new.html", "澜溪new镇人民政府", 2022)
    (raw / "removed.html").unlink()
    (raw / "same.html").rename(raw / "renamed.html")
    (raw / "empty.pdf").write_bytes(b"")
    meta = base / "meta.csv"
    meta.write_text("file,agency,division_code\nknown.html,澜溪镇人民政府,990101\n", encoding="utf-8")
    extracted(raw, out, "--meta", str(meta))
    altered(out, "coverage", 2022, lambda rows: [*rows, {**rows[0], "report_id": None, "state": "absent"}])
    return a, release(out, to, "2026.02.0")


def found(a: Path, b: Path) -> Changes:
    done = gongkai("diff", str(a), str(b), "--format", "json")
    assert done.returncode == 0, done.stderr
    changes: Changes = json.loads(done.stdout)
    return changes


def shown(item: Any) -> str | None:
    """A value as the diff writes it."""
    if isinstance(item, Decimal):
        return str(int(item)) if item == int(item) else str(item).rstrip("0")
    if isinstance(item, list):
        return "; ".join(item)
    return str(item).lower() if isinstance(item, bool) else None if item is None else str(item)


def rows_of(folder: Path, dataset: str) -> dict[str | None, list[dict[str, Any]]]:
    by_report = defaultdict(list)
    for batch in batches(folder, dataset):
        for row in batch.to_pylist():
            by_report[row["report_id"]].append(row)
    return by_report


def unexplained(a: Path, b: Path, changes: Changes) -> list[str]:
    """What differs between the Parquet of two releases and is in no change, or the other way round."""
    left = []
    came = {
        item["new"] for item in changes if item["column"] == "report_id" and item["change"] in ("added", "replaced")
    }
    went = {
        item["old"] for item in changes if item["column"] == "report_id" and item["change"] in ("removed", "replaced")
    }
    ids = [{row["report_id"] for batch in batches(folder, "reports") for row in batch.to_pylist()} for folder in (a, b)]
    if came != ids[1] - ids[0] or went != ids[0] - ids[1]:
        left.append("reports that came or went")
    for dataset in datasets():
        old, new = rows_of(a, dataset), rows_of(b, dataset)
        stated = [item for item in changes if item["dataset"] == dataset and item["column"] != "report_id"]
        for name in {*old, *new} - came - went:
            own = [item for item in stated if item["report_old"] == item["report_new"] == name]
            was, is_ = list(old[name]), list(new[name])
            for row in list(was):
                if row in is_:
                    was.remove(row)
                    is_.remove(row)
            values = {
                (column, shown(one[column]), shown(two[column]))
                for one, two in zip(was, is_, strict=False)
                for column in one
                if one[column] != two[column]
            }
            if name is not None and len(was) == len(is_):
                said = {(item["column"], item["old"], item["new"]) for item in own if item["change"] == "changed"}
                if said != values:
                    left.append(f"{dataset} {name}: {values ^ said}")
            counts = [sum(item["change"] == kind for item in own) for kind in ("added", "removed")]
            wanted = (
                [len(is_), len(was)] if name is None else [max(0, len(is_) - len(was)), max(0, len(was) - len(is_))]
            )
            if counts != wanted:
                left.append(f"{dataset} {name}: rows that came or went")
    return left


def test_every_difference_is_explained(versions: tuple[Path, Path]) -> None:
    changes = found(*versions)
    assert unexplained(*versions, changes) == []
    assert unexplained(*versions, changes[:-1]) != []
    assert found(versions[1], versions[1]) == []


def test_reasons_of_reports_that_came_and_went(versions: tuple[Path, Path]) -> None:
    changes = [item for item in found(*versions) if item["column"] == "report_id"]
    assert sorted((item["agency"], item["change"], item["reason"]) for item in changes) == [
        ("临澜市人民政府", "added", "re_read"),
        ("澜溪new镇人民政府", "added", "new_report"),
        ("澜溪removed镇人民政府", "removed", "removed_report"),
        ("澜溪replaced镇人民政府", "replaced", "new_revision"),
        ("澜溪revised镇人民政府", "added", "new_revision"),
        ("澜溪镇人民政府", "replaced", "metadata"),
    ]


def test_a_revision_shows_old_and_new_value_of_each_cell(versions: tuple[Path, Path]) -> None:
    a, b = versions
    changes = found(a, b)
    for agency in ("澜溪replaced镇人民政府", "澜溪revised镇人民政府"):
        told = {
            item["cell"]: (item["old"], item["new"])
            for item in changes
            if (item["agency"], item["dataset"], item["column"]) == (agency, "requests", "value")
            and item["change"] == "changed"
        }
        values = []
        for folder in versions:
            own = [row for batch in batches(folder, "reports") for row in batch.to_pylist() if row["agency"] == agency]
            latest = next(row["report_id"] for row in own if row["latest"])
            values.append({row["cell"]: shown(row["value"]) for row in rows_of(folder, "requests")[latest]})
        differing = {cell for cell in values[0] if values[0][cell] != values[1][cell]}
        assert told == {f"{cell} (2021)": (values[0][cell], values[1][cell]) for cell in differing} and told


def test_reasons_of_what_is_collected(versions: tuple[Path, Path]) -> None:
    changes = found(*versions)
    moved = [item for item in changes if item["column"] == "source_file" and item["change"] == "changed"]
    assert [(item["old"], item["new"], item["reason"]) for item in moved if item["agency"] == "澜溪same镇人民政府"] == [
        ("same.html", "renamed.html", "collection")
    ]
    failures = {(item["cell"], item["change"], item["reason"]) for item in changes if item["dataset"] == "failures"}
    assert failures == {("long.pdf", "removed", "re_read"), ("empty.pdf", "added", "collection")}
    absent = [item for item in changes if item["dataset"] == "coverage" and item["new"] == "absent"]
    assert [(item["year"], item["reason"]) for item in absent] == [(2022, "collection")]
    known = {item["column"] for item in changes if item["reason"] == "metadata" and item["dataset"] == "reports"}
    assert known >= {"report_id", "agency", "division_code"}


def test_another_extractor_and_a_person_are_told_apart(versions: tuple[Path, Path], tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    write_report(raw / "a.html", "澄原县人民政府", 2021)
    extracted(raw, out)
    a = release(out, tmp_path / "releases", "2026.01.0")

    def reread(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        rows[3] |= {"value": rows[3]["value"] + 1}
        rows[5] |= {"value": Decimal("7.500000"), "method": "person"}
        return rows

    altered(out, "requests", 2021, reread)
    b = release(out, tmp_path / "releases", "2026.01.1")
    folder = current(out)
    assert folder is not None
    (folder / "extractor").write_text("another", encoding="ascii")
    c = release(out, tmp_path / "releases", "2026.01.2")
    for other, reason in ((b, "re_read"), (c, "new_extractor")):
        changes = found(a, other)
        assert unexplained(a, other, changes) == []
        own = [item for item in changes if item["dataset"] == "requests"]
        assert {item["reason"] for item in changes if item not in own} == {"derived"}
        assert {(item["column"], item["reason"]) for item in own} == {
            ("value", reason),
            ("value", "person"),
            ("method", "person"),
        }
        assert [item["new"] for item in changes if item["reason"] == "person" and item["column"] == "value"] == ["7.5"]
    assert found(b, c) == []


def test_a_file_that_now_gives_more_reports_has_no_new_report(tmp_path: Path) -> None:
    raw, out, to = tmp_path / "raw", tmp_path / "out", tmp_path / "releases"
    raw.mkdir()
    write_report(raw / "a.html", "澄原县人民政府", 2021)
    extracted(raw, out)
    a = release(out, to, "2026.01.0")
    altered(out, "reports", 2021, lambda rows: [*rows, {**rows[0], "report_id": "f" * 20, "agency": "澜溪镇人民政府"}])
    again = release(out, to, "2026.01.1")
    folder = current(out)
    assert folder is not None
    (folder / "extractor").write_text("another", encoding="ascii")
    other = release(out, to, "2026.01.2")
    for one, two, change, reason in (
        (a, again, "added", "re_read"),
        (a, other, "added", "new_extractor"),
        (again, a, "removed", "re_read"),
        (other, a, "removed", "new_extractor"),
    ):
        changes = found(one, two)
        assert unexplained(one, two, changes) == []
        named = [(item["agency"], item["change"], item["reason"]) for item in changes if item["column"] == "report_id"]
        assert named == [("澜溪镇人民政府", change, reason)]


def test_a_changed_formula_changes_only_what_is_derived(tmp_path: Path) -> None:
    raw, out, to = tmp_path / "raw", tmp_path / "out", tmp_path / "releases"
    raw.mkdir()
    write_report(raw / "a.html", "澄原县人民政府", 2021)
    extracted(raw, out)
    a, b = release(out, to, "2026.01.0"), release(out, to, "2026.01.1")
    path = b / "metrics" / "year=2021" / "part-0.parquet"
    rows = pq.ParquetFile(path).read()
    changed = [{**row, "denominator": row["denominator"] + 1} for row in rows.to_pylist()[:1]] + rows.to_pylist()[1:]
    pq.write_table(pa.Table.from_pylist(changed, schema=rows.schema), path)
    write_sums(b)
    (item,) = found(a, b)
    assert (item["dataset"], item["column"], item["reason"]) == ("metrics", "denominator", "derived")
    assert Decimal(item["new"]) == Decimal(item["old"]) + 1


def test_csv_and_table_say_the_same(versions: tuple[Path, Path], tmp_path: Path) -> None:
    a, b = map(str, versions)
    file = tmp_path / "changes.csv"
    assert gongkai("diff", a, b, "--format", "csv", "--out", str(file)).returncode == 0
    changes = found(*versions)
    written = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert written == [{name: "" if one is None else str(one) for name, one in item.items()} for item in changes]
    assert guarded('=HYPERLINK("x")') == '\'=HYPERLINK("x")' and guarded("-12.5") == "-12.5" and guarded("'") == "''"
    table = gongkai("diff", a, b).stdout
    assert f"{len(changes)} changes" in table and "the agency published another text" in table
    assert "no format 'xml'" in gongkai("diff", a, b, "--format", "xml").stderr
