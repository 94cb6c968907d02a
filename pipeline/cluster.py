"""Documents on the workers of a Dask cluster, this machine's own or one with an address; outcomes come back to the run.

A task is a handful of documents, read on its worker by the same pool with the same limits on time, memory and disk as
on one machine, so no document can end a Dask worker. Dask gives a task whose worker died to another one.
"""

from __future__ import annotations

import dataclasses
import logging
import math
import multiprocessing
import tempfile
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from pipeline import engine, pool
from pipeline.address import at
from pipeline.errors import GongkaiError, UsageError
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
"""Seconds to wait for a scheduler, or for a worker of this machine's own cluster."""
_LOOK = 1.0
"""Seconds between looks at a cluster that gives no result."""

_Try = tuple[list[Job], int]
"""A task's documents, and how often it was given to the cluster with this time."""


@contextmanager
def executor(address: str, workers: int) -> Iterator[engine.Execute]:
    """Reads jobs on the cluster at `address`, or on a cluster of `workers` processes of this machine (`local`)."""
    from distributed import Client

    if address == LOCAL:
        yield partial(_run_here, workers)
        return
    try:
        client = Client(address, timeout=_SECONDS)
    except (OSError, ValueError) as error:
        raise UsageError(f"--scheduler {address}: no Dask scheduler answers there ({error})") from error
    with client:
        yield partial(_run_there, client)


def _run_there(client: Any, jobs: Iterable[Job], _: int, limits: Limits) -> Iterator[Job]:
    """Reads every job's file and keeps its outcome at `job.kept`; gives the jobs as they end, in any order.

    Workers may come later and go, as their machines do: it waits for them.
    """
    yield from _serve(client, _tries(jobs), limits, math.inf)


def _run_here(workers: int, jobs: Iterable[Job], _: int, limits: Limits) -> Iterator[Job]:
    """The same on a cluster of this machine.

    Dask starts a dead worker again, but gives up one that dies while it starts; where all are gone, another cluster
    goes on.
    """
    pending, broken = _tries(jobs), 0
    while True:
        left: list[_Try] = []
        ended = False
        try:
            with _cluster(workers) as client:
                left, ended = yield from _serve(client, pending, limits, _SECONDS)
        except _NotStarted as error:
            if broken == _TRIES:
                raise GongkaiError(f"no worker of a Dask cluster of this machine stays alive ({error})") from error
        else:
            if not left:
                return
        broken = 0 if ended else broken + 1
        pending = chain(left, pending)


class _NotStarted(Exception):
    """A cluster whose workers died while they started."""


@contextmanager
def _cluster(workers: int) -> Iterator[Any]:
    import dask
    from distributed import Client, LocalCluster

    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # it prints what each dead worker but the first raised
    with dask.config.set({"distributed.worker.daemon": False}):  # a daemon may start no processes
        try:
            cluster = LocalCluster(
                n_workers=workers, threads_per_worker=1, memory_limit=0, dashboard_address=":0", silence_logs="CRITICAL"
            )
        except RuntimeError as error:
            raise _NotStarted(str(error)) from error
        with cluster, Client(cluster) as client:
            yield client


def _tries(jobs: Iterable[Job]) -> Iterator[_Try]:
    """The jobs as tasks."""
    waiting = iter(jobs)
    while some := list(islice(waiting, _AT_ONCE)):
        yield some, 1


def _serve(
    client: Any, pending: Iterator[_Try], limits: Limits, patience: float
) -> Generator[Job, None, tuple[list[_Try], bool]]:
    """Works tasks off; gives back those left where there was no worker for `patience` seconds, and if any ended."""
    from distributed.scheduler import KilledWorker

    open_: dict[Any, _Try] = {}
    ended, alive = False, time.monotonic()
    while True:
        for some, tries in islice(pending, max(0, _room(client) - len(open_))):
            open_[client.submit(serve, some, limits, engine.extractor_version(), pure=False)] = (some, tries)
        if not open_:
            return [], ended
        done = _first(open_)
        if client.nthreads():
            alive = time.monotonic()
        elif not done and time.monotonic() - alive > patience:
            return list(open_.values()), ended
        for future in done:
            some, tries = open_.pop(future)
            error = future.exception()
            if isinstance(error, KilledWorker) and tries < _TRIES:
                pending = chain([(some, tries + 1)], pending)
                continue
            if error is not None:
                raise UsageError(f"the Dask cluster gave up documents: {error}") from error
            for job, text in zip(some, future.result(), strict=True):
                kept.write(job.kept, text)
                yield job
            ended = True


def _room(client: Any) -> int:
    """Tasks that may be under way; at least one, as the cluster's workers may come later."""
    threads: int = sum(client.nthreads().values())
    return max(1, _AHEAD * threads)


def _first(open_: Iterable[Any]) -> list[Any]:
    """The tasks that ended first; none where that takes long."""
    from distributed import wait

    try:
        return list(wait(list(open_), timeout=_LOOK, return_when="FIRST_COMPLETED").done)
    except TimeoutError:
        return []


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
