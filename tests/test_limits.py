"""Limits of one document: each ends as a row that names the limit, and nothing of it is left behind."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest

from pipeline import load, pool, settings, task
from pipeline.errors import UsageError
from pipeline.read.limits import Limits
from pipeline.worker import Job
from tests.conftest import ROOT, gongkai

SAMPLE = ROOT / "raw" / "临澜市人民政府" / "2021.pdf"


@pytest.fixture(autouse=True)
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of its own for temporary files: other runs on this machine are not to be seen."""
    found = tmp_path / "disk"
    found.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(found))
    return found


def _hanging(folder: Path) -> Job:
    """A job whose file never ends."""
    os.mkfifo(folder / "endless.pdf")
    kept = str(folder / "kept.json")
    return Job(source_file="endless.pdf", path=str(folder / "endless.pdf"), meta=(), sha256="0" * 64, kept=kept)


def _failure(job: Job) -> dict[str, str]:
    found: dict[str, str] = json.loads(Path(job.kept).read_text(encoding="utf-8"))["failure"]
    return found


def _documents_folder(disk: Path, deadline: float) -> Path:
    """The temporary folder of the document that is being read."""
    while time.monotonic() < deadline:
        for folder in disk.glob("gongkai-run-*/*"):
            if folder.is_dir():
                return folder
        time.sleep(0.05)
    raise AssertionError("no run has begun")


def test_disk_past_its_limit_ends_the_document_and_what_it_started(tmp_path: Path, disk: Path) -> None:
    job = _hanging(tmp_path)
    runner = threading.Thread(target=lambda: list(pool.run([job], 1, Limits(seconds=60, temporary_mib=1))))
    runner.start()
    folder = _documents_folder(disk, time.monotonic() + 20)
    child = subprocess.Popen(["sleep", "60"], env={**os.environ, "TMPDIR": str(folder)})
    (folder / "big").write_bytes(b"0" * 3 * 2**20)
    runner.join()
    assert child.wait(timeout=5) == -9
    assert _failure(job)["error"] == "LimitExceeded" and "1 MiB to disk (temporary_mib)" in _failure(job)["detail"]
    assert not list(disk.iterdir())


def test_time_past_its_limit_leaves_no_temporary_folder(tmp_path: Path, disk: Path) -> None:
    job = _hanging(tmp_path)
    list(pool.run([job], 1, Limits(seconds=2)))
    assert "within 2 s (seconds)" in _failure(job)["detail"]
    assert not list(disk.iterdir())


def test_pages_past_their_limit_and_the_same_file_read_again_under_a_higher_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = str(tmp_path / "out")
    monkeypatch.setenv("GONGKAI_PAGES", "1")
    assert gongkai("extract", str(SAMPLE), "--out", out).returncode == 1
    assert "more than 1 (pages)" in load(out, "failures")["detail"][0]
    again = gongkai("extract", str(SAMPLE), "--out", out, "--json")
    assert json.loads(again.stdout)["read"] == 0
    monkeypatch.setenv("GONGKAI_PAGES", "9")
    assert gongkai("extract", str(SAMPLE), "--out", out).returncode == 0
    assert len(load(out, "reports")) == 1


def test_settings_come_from_the_file_then_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("gongkai.toml").write_text("pages = 7\nunpacked_mib = 50\nseconds = 1.5\n", encoding="utf-8")
    monkeypatch.setenv("GONGKAI_PAGES", "8")
    assert settings.load().limits == Limits(pages=8, unpacked_mib=50, seconds=1.5)
    Path("gongkai.toml").write_text("page = 7\n", encoding="utf-8")
    with pytest.raises(UsageError, match="unknown setting page; known are .*temporary_mib"):
        settings.load()


def test_a_pipe_among_the_files_does_not_hold_up_the_run(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    os.mkfifo(tmp_path / "raw" / "pipe.pdf")
    assert gongkai("extract", str(tmp_path / "raw"), "--out", str(tmp_path / "out")).returncode == 1
    assert "no regular file" in load(tmp_path / "out", "failures")["detail"][0]


@pytest.mark.parametrize("row", [b"| 1 | 2 | 3 |\n", b"<tr><td>1</td><td>2</td><td>3</td></tr>"])
def test_a_table_past_the_limit_on_cells_is_refused_with_the_name_of_the_limit(row: bytes) -> None:
    page = row.startswith(b"<")
    head = "2023年政府信息公开工作年度报告\n".encode()
    data = b"<html><body><p>" + head + b"</p><table>" + 20_000 * row if page else head + 20_000 * row
    failure = task.outcome(data, "huge.html" if page else "huge.md", {})["failure"]
    assert failure["error"] == "LimitExceeded" and "50000 lines and cells of tables (cells)" in failure["detail"]
