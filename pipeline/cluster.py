"""Documents on the workers of a Dask cluster, this machine's own or one with an address; outcomes come back to the run.

A task is a handful of documents, read on its worker by the same pool with the same limits on time, memory and disk as
on one machine, so no document can end a Dask worker. Dask gives a task whose worker died to another one.
"""

from __future__ import annotations

import dataclasses
import multiprocessing
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline import engine, pool
from pipeline.address import at
from pipeline.errors import UsageError
from pipeline.publish import kept
from pipeline.read.limits import Limits
from pipeline.worker import Job

LOCAL = "local"
_AT_ONCE = 12
"""Documents of a task: enough that starting a process for them costs little, few enough that a lost task does too."""
_AHEAD = 3
"""Tasks under way for each thread of the cluster."""
_TRIES = 20
"""Times that a task goes to the cluster after its workers died; Dask itself tries it on several each time."""
_SECONDS = 30


@contextmanager
def executor(address: str, workers: int) -> Iterator[engine.Execute]:
    """Reads jobs on the cluster at `address`, or on a cluster of `workers` processes of this machine (`local`)."""
    import dask
    from distributed import Client, LocalCluster

    if address != LOCAL:
        try:
            client = Client(address, timeout=_SECONDS)
        except (OSError, ValueError) as error:
            raise UsageError(f"--scheduler {address}: no Dask scheduler answers there ({error})") from error
        with client:
            yield partial(_run, client)
        return
    with (
        dask.config.set({"distributed.worker.daemon": False}),  # a daemon may start no processes
        LocalCluster(
            n_workers=workers, threads_per_worker=1, memory_limit=0, dashboard_address=None, silence_logs="CRITICAL"
        ) as cluster,
        Client(cluster) as client,
    ):
        yield partial(_run, client)


def _run(client: Any, jobs: Iterable[Job], _: int, limits: Limits) -> Iterator[Job]:
    """Reads every job's file and keeps its outcome at `job.kept`; gives the jobs as they end, in any order."""
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    waiting = iter(jobs)
    open_: dict[str, tuple[list[Job], int]] = {}
    done: Any = as_completed()

    def give(some: list[Job], tries: int) -> None:
        future = client.submit(serve, some, limits, engine.extractor_version(), pure=False)
        open_[future.key] = (some, tries)
        done.add(future)

    _fill(client, waiting, open_, give)
    for future in done:
        some, tries = open_.pop(future.key)
        error = _error(future)
        if isinstance(error, KilledWorker) and tries < _TRIES:
            give(some, tries + 1)
            continue
        if error is not None:
            raise UsageError(f"the Dask cluster gave up documents: {error}") from error
        for job, text in zip(some, future.result(), strict=True):
            kept.write(job.kept, text)
            yield job
        _fill(client, waiting, open_, give)


def _fill(client: Any, waiting: Iterator[Job], open_: dict[str, Any], give: Any) -> None:
    """Gives the cluster work for all its threads; at least one task, as its workers may come later."""
    most = max(1, _AHEAD * sum(client.nthreads().values()))
    while len(open_) < most and (some := list(islice(waiting, _AT_ONCE))):
        give(some, 1)


def _error(future: Any) -> BaseException | None:
    found: BaseException | None = future.exception()
    return found


def serve(jobs: list[Job], limits: Limits, version: str) -> list[str]:
    """The texts of the outcomes of these jobs; runs on a worker of the cluster. Raises `UsageError`."""
    _check(jobs, version)
    with tempfile.TemporaryDirectory(prefix="gongkai-task-") as folder:
        own = [dataclasses.replace(job, kept=str(Path(folder) / f"{number}.json")) for number, job in enumerate(jobs)]
        for _ in pool.run(own, 1, limits):
            pass
        return [Path(job.kept).read_text(encoding="utf-8") for job in own]


def _check(jobs: list[Job], version: str) -> None:
    """What would make a worker's outcome another than this machine's, or a failure that is the cluster's fault."""
    if engine.extractor_version() != version:
        raise UsageError("a worker of the cluster has another version of gongkai or its libraries; install the same")
    if multiprocessing.current_process().daemon:
        raise UsageError(
            "the workers of the cluster may start no processes: start them with DASK_DISTRIBUTED__WORKER__DAEMON=False"
        )
    for job in jobs:
        if job.sha256 and not at(job.path).exists():
            raise UsageError(f"a worker of the cluster can't see {job.path}: keep raw/ where all machines see it")
