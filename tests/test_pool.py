"""The pool: limits that hold, and a worker killed from outside that costs no document."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from pathlib import Path

import psutil

from pipeline import pool, worker
from pipeline.read.limits import Limits
from pipeline.worker import Job
from tests.made import write_reports


def _jobs(folder: Path, kept: Path) -> list[Job]:
    kept.mkdir()
    return [
        Job(source_file=path.name, path=str(path), meta=(), sha256="0" * 64, kept=str(kept / f"{path.name}.json"))
        for path in sorted(folder.iterdir())
    ]


def _outcomes(jobs: list[Job]) -> list[dict[str, object]]:
    return [json.loads(Path(job.kept).read_text(encoding="utf-8")) for job in jobs]


def test_a_killed_worker_loses_no_document(tmp_path: Path) -> None:
    write_reports(tmp_path / "raw", 30)
    jobs = _jobs(tmp_path / "raw", tmp_path / "kept")
    killed = []

    def kill() -> None:
        deadline = time.monotonic() + 20
        while len(killed) < 2 and time.monotonic() < deadline:
            for child in psutil.Process().children(recursive=True):
                if "spawn_main" in " ".join(child.cmdline()) and child.cpu_times().user > 0.2:
                    os.kill(child.pid, signal.SIGKILL)
                    killed.append(child.pid)
            time.sleep(0.3)

    killer = threading.Thread(target=kill)
    killer.start()
    done = list(pool.run(jobs, 2, Limits()))
    killer.join()
    assert killed
    assert len(done) == 30
    assert all("reports" in outcome for outcome in _outcomes(jobs))


def test_a_worker_killed_before_it_has_a_document_loses_none(tmp_path: Path) -> None:
    write_reports(tmp_path / "raw", 12)
    jobs = _jobs(tmp_path / "raw", tmp_path / "kept")
    killed: set[int] = set()

    def kill() -> None:
        deadline = time.monotonic() + 20
        while len(killed) < 4 and time.monotonic() < deadline:
            for child in psutil.Process().children(recursive=True):
                if child.pid not in killed and "spawn_main" in " ".join(child.cmdline()):
                    os.kill(child.pid, signal.SIGKILL)
                    killed.add(child.pid)
            time.sleep(0.05)

    killer = threading.Thread(target=kill)
    killer.start()
    done = list(pool.run(jobs, 2, Limits()))
    killer.join()
    assert len(killed) >= 4
    assert len(done) == 12
    assert all("reports" in outcome for outcome in _outcomes(jobs))


def test_a_document_past_its_time_is_a_failure_and_the_others_are_read(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    write_reports(raw, 3)
    os.mkfifo(raw / "aaa-endless.pdf")
    jobs = _jobs(raw, tmp_path / "kept")
    list(pool.run(jobs, 1, Limits(seconds=4)))
    slow, *good = _outcomes(jobs)
    assert slow["failure"]["error"] == "LimitExceeded"  # type: ignore[index]
    assert "within 4 s" in slow["failure"]["detail"]  # type: ignore[index]
    assert all("reports" in outcome for outcome in good)


def test_memory_past_its_limit_is_a_failure_of_that_file(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    write_reports(raw, 1)
    (raw / "wide.txt").write_text("政府信息公开年度报告\n" + "一\t" * 30_000_000, encoding="utf-8")
    jobs = _jobs(raw, tmp_path / "kept")
    list(pool.run(jobs, 1, Limits(seconds=60, memory_mib=300)))
    good, wide = _outcomes(jobs)
    assert "reports" in good
    assert wide["failure"]["error"] in ("LimitExceeded", "WorkerDied")  # type: ignore[index]


def test_a_file_that_can_not_be_opened_is_a_failure(tmp_path: Path) -> None:
    job = Job(
        source_file="gone.pdf", path=str(tmp_path / "gone.pdf"), meta=(), sha256="", kept=str(tmp_path / "gone.json")
    )
    worker.work(job)
    assert _outcomes([job])[0]["failure"]["error"] == "Unopened"  # type: ignore[index]
