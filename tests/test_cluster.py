"""The same documents on Dask: the same bytes as on this machine, also where workers are killed; limits hold there too."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from distributed import Client

from tests.conftest import ROOT, gongkai
from tests.made import write_reports
from tests.test_release import digests


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    write_reports(folder, 40)
    (folder / "empty.pdf").write_bytes(b"")
    shutil.make_archive(str(folder / "packed"), "zip", folder, "report0001.html")
    return folder


@pytest.fixture(scope="module")
def local(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What this machine's own processes give."""
    out = tmp_path_factory.mktemp("local")
    assert gongkai("extract", str(raw), "--out", str(out)).returncode == 1
    return digests(out)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Dask cluster started by its own commands, as on other machines."""
    folder = tmp_path_factory.mktemp("dask")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    file = folder / "scheduler.json"
    programs = (
        [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)],
        [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(file), "--nworkers", "2", "--nthreads", "1",
         "--no-dashboard", "--memory-limit", "0", "--local-directory", str(folder)],
    )  # fmt: skip
    started = [subprocess.Popen(program, env=environment, stderr=subprocess.DEVNULL) for program in programs]
    try:
        deadline = time.monotonic() + 60
        while not (file.exists() and file.read_text(encoding="utf-8").endswith("}")) and time.monotonic() < deadline:
            time.sleep(0.1)
        yield json.loads(file.read_text(encoding="utf-8"))["address"]
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(30)


def test_the_cluster_of_this_machine_gives_the_same_bytes(raw: Path, local: dict[str, str], tmp_path: Path) -> None:
    done = gongkai("extract", str(raw), "--out", str(tmp_path), "--scheduler", "local", "--workers", "2", "--json")
    assert done.returncode == 1, done.stderr
    assert digests(tmp_path) == local


def running(*arguments: str) -> subprocess.Popen[str]:
    command = [str(Path(sys.executable).parent / "gongkai"), *arguments, "--json"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_killed_workers_lose_no_document(raw: Path, local: dict[str, str], scheduler: str, tmp_path: Path) -> None:
    with Client(scheduler) as client:
        client.wait_for_workers(2, timeout=60)
        processes = client.run(os.getpid)  # of workers that are up: a nanny gives up one that dies while it starts
        run = running("extract", str(raw), "--out", str(tmp_path), "--scheduler", scheduler)
        for address, process in processes.items():
            while not client.processing().get(address):
                assert run.poll() is None, "the run ended before each worker had a task"
                time.sleep(0.01)
            os.kill(process, signal.SIGKILL)
        out, errors = run.communicate(timeout=120)
        assert run.returncode == 1, errors
        assert json.loads(out)["read"] == 42
        client.wait_for_workers(2, timeout=60)
        assert set(client.run(os.getpid).values()).isdisjoint(processes.values())
    assert digests(tmp_path) == local


def test_workers_killed_while_they_start_are_replaced(raw: Path, local: dict[str, str], tmp_path: Path) -> None:
    run = running("extract", str(raw), "--out", str(tmp_path), "--scheduler", "local", "--workers", "2")
    starting: list[psutil.Process] = []
    while len(starting) < 2:
        assert run.poll() is None, "the run ended before its workers started"
        starting = [child for child in psutil.Process(run.pid).children() if "spawn_main" in " ".join(child.cmdline())]
    for worker in starting:
        worker.kill()
    _, errors = run.communicate(timeout=120)
    assert run.returncode == 1, errors
    assert "Traceback" not in errors
    assert digests(tmp_path) == local


def test_an_address_without_scheduler_is_refused(raw: Path, tmp_path: Path) -> None:
    done = gongkai("extract", str(raw), "--out", str(tmp_path), "--scheduler", "nonsense://127.0.0.1:1")
    assert done.returncode == 2
    assert "no Dask scheduler answers there" in done.stderr
