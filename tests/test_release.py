"""Releases: same bytes for any order and worker count, whole after any kill, nothing read twice."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pyarrow.dataset as ds
import pytest

from pipeline.publish.schemas import DATASETS
from tests.conftest import gongkai
from tests.made import write_report, write_reports


def digests(out: Path) -> dict[str, str]:
    """Every published file and its digest."""
    return {
        path.relative_to(out / dataset).as_posix() + " " + dataset: hashlib.sha256(path.read_bytes()).hexdigest()
        for dataset in DATASETS
        for path in sorted((out / dataset).rglob("*.parquet"))
    }


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    write_reports(folder, 24)
    (folder / "empty.pdf").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def whole(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole")
    assert gongkai("extract", str(raw), "--out", str(out), "--workers", "1").returncode == 1
    return out


def test_same_bytes_for_any_order_and_worker_count(raw: Path, whole: Path, tmp_path: Path) -> None:
    files = [str(path) for path in raw.iterdir()]
    random.Random(7).shuffle(files)
    gongkai("extract", *files, "--out", str(tmp_path), "--workers", "2")
    assert digests(tmp_path) == digests(whole)


def test_every_dataset_loads_everywhere(whole: Path) -> None:
    for dataset in DATASETS:
        table = ds.dataset(whole / dataset, partitioning="hive").to_table()
        frame = pd.read_parquet(whole / dataset)
        assert len(frame) == table.num_rows
        assert "year" in frame.columns and "report_id" in frame.columns
    assert len(pd.read_parquet(whole / "reports")) == 24
    assert list(pd.read_parquet(whole / "failures")["source_file"]) == ["empty.pdf"]
    assert len(pd.read_parquet(whole / "requests")) == sum(
        161 if year < 2021 else 175 for year in [2019 + n % 6 for n in range(24)]
    )


def test_what_did_not_change_is_not_read_again(raw: Path, tmp_path: Path) -> None:
    mine = tmp_path / "raw"
    shutil.copytree(raw, mine)
    out = tmp_path / "out"
    counts = []
    for change in (None, None, "report0003.html"):
        if change:
            write_report(mine / change, "澜溪第三镇人民政府", 2022, scale=33)
        counts.append(json.loads(gongkai("extract", str(mine), "--out", str(out), "--json").stdout)["read"])
    assert counts == [25, 0, 1]


def test_whole_after_every_kill(raw: Path, whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = tmp_path / "first"
    first.mkdir()
    write_report(first / "a.txt", "澄原县人民政府", 2020)
    gongkai("extract", str(first), "--out", str(out))
    before = digests(out)
    command = [str(Path(sys.executable).parent / "gongkai"), "extract", str(raw), "--out", str(out), "--workers", "2"]
    draw = random.Random(3)
    for _ in range(5):
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(draw.uniform(0.1, 2.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert digests(out) in (before, digests(whole))
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1
    assert digests(out) == digests(whole)


def test_revisions_of_one_report(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    write_report(raw / "a.txt", "澄原县人民政府", 2020, scale=20)
    write_report(raw / "b.txt", "澄原县人民政府", 2020, scale=30)
    shutil.copy(raw / "b.txt", raw / "c.txt")
    (raw / "b.txt").write_text(
        (raw / "b.txt").read_text(encoding="utf-8").replace("2021年1月20日", "2021年3月2日"), encoding="utf-8"
    )
    shutil.copy(raw / "a.txt", raw / "a-again.txt")
    gongkai("extract", str(raw), "--out", str(tmp_path / "out"))
    reports = pd.read_parquet(tmp_path / "out" / "reports").set_index("source_file")
    assert sorted(reports.index) == ["a-again.txt", "b.txt", "c.txt"]
    assert reports.loc["b.txt", "revision"] == 3 and reports.loc["b.txt", "latest"]
    assert not reports.loc[["a-again.txt", "c.txt"], "latest"].any()
    checks = pd.read_parquet(tmp_path / "out" / "checks")
    assert list(checks[checks["check"] == "same_file_twice"]["found"]) == ["a.txt"]


def test_an_unchanged_run_publishes_nothing_and_any_change_is_seen(raw: Path, tmp_path: Path) -> None:
    mine, out = tmp_path / "raw", tmp_path / "out"
    shutil.copytree(raw, mine)
    (mine / "empty.pdf").unlink()

    def run(*more: str) -> tuple[int, int, str]:
        done = json.loads(gongkai("extract", str(mine), "--out", str(out), "--json", *more).stdout)
        return done["read"], done["reports"], (out / ".current").readlink().name

    time.sleep(2.1)  # a file that changed within the clock's grain can't be told by its times
    assert [run(), run()] == [(24, 24, "1"), (0, 24, "1")]
    file = mine / "report0003.html"
    before, times = file.read_bytes(), file.stat()
    file.write_bytes(before.replace("澜溪第3镇".encode(), "澜溪第8镇".encode()))
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))  # the same size and the same time of change
    assert run() == (1, 24, "2")
    assert "澜溪第8镇人民政府" in set(pd.read_parquet(out / "reports")["agency"])
    file.rename(mine / "renamed.html")
    assert run() == (0, 24, "3")
    assert "renamed.html" in set(pd.read_parquet(out / "reports")["source_file"])
    time.sleep(2.1)
    settled = run()  # published again only where the run before came within the grain of the renaming
    assert run() == settled and settled[:2] == (0, 24)
    last = int(settled[2])
    meta = tmp_path / "meta.csv"
    meta.write_text("file,agency\nrenamed.html,澜溪第九镇人民政府\n", encoding="utf-8")
    assert run("--meta", str(meta)) == (1, 24, str(last + 1))
    assert run() == (1, 24, str(last + 2))
    next((out / "requests").rglob("*.parquet")).unlink()  # a person's hand in what was published
    assert run() == (0, 24, str(last + 3))
    assert len(pd.read_parquet(out / "requests")) == len(pd.read_parquet(out / "reports")) * 175 - 14 * 8
