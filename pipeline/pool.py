"""Documents in worker processes, each with a limit on time and memory; a dead worker costs no other document.

pebble's pool ends a worker that runs too long and starts another. A document whose worker died is tried again, since
something else may have killed it; one that kills every worker is a failure.
"""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, TimeoutError, wait
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

from pipeline import task
from pipeline.model import value

_TRIES = 3
_AHEAD = 4
_LOOK = 1.0
"""Seconds between looks at a pool that gives no result: it may have broken."""


@value
class Job:
    """One file to be read: its name in the datasets, where it is, what is known of it, where its outcome goes."""

    source_file: str
    path: str
    meta: tuple[tuple[str, str], ...]
    sha256: str
    kept: str


@value
class Limits:
    """What one document may use."""

    seconds: float = 60.0
    memory_mib: int = 1024


_Try = tuple[Job, int]


def run(jobs: Iterable[Job], workers: int, limits: Limits) -> Iterator[Job]:
    """Reads every job's file and keeps its outcome at `job.kept`; gives the jobs as they end, in any order."""
    pending: Iterator[_Try] = ((job, 1) for job in jobs)
    while True:
        left = yield from _serve(pending, workers, limits)
        if not left:
            return
        pending = chain(left, pending)


def _serve(pending: Iterator[_Try], workers: int, limits: Limits) -> Generator[Job, None, list[_Try]]:
    """Works jobs off in one pool; gives back those that were under way when the pool itself broke.

    A worker killed while it holds the pool's pipe takes the whole pool with it, so another one goes on.
    """
    pool = ProcessPool(workers, context=get_context("spawn"), initializer=_limit, initargs=(limits.memory_mib,))
    open_: dict[Any, _Try] = {}
    try:
        while True:
            for job, tries in islice(pending, max(0, workers * _AHEAD - len(open_))):
                try:
                    open_[pool.schedule(work, args=(job,), timeout=limits.seconds)] = (job, tries)
                except RuntimeError:
                    return [(job, tries), *open_.values()]
            if not open_:
                return []
            done, _ = wait(open_, timeout=_LOOK, return_when=FIRST_COMPLETED)
            if not done and not pool.active:
                return list(open_.values())
            again = []
            for future in done:
                job, tries = open_.pop(future)
                error = CancelledError() if future.cancelled() else future.exception()
                if isinstance(error, (ProcessExpired, CancelledError)) and tries < _TRIES:
                    again.append((job, tries + 1))
                    continue
                if error is not None:
                    keep(job.kept, _failed(error, job, limits))
                yield job
            pending = chain(again, pending)
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _failed(error: BaseException, job: Job, limits: Limits) -> dict[str, Any]:
    """The outcome of a document that its worker did not survive, or that met a fault of ours."""
    if isinstance(error, TimeoutError):
        return task.failure(
            "read", "LimitExceeded", f"{job.source_file}: not read within {limits.seconds:g} s", job.sha256
        )
    if isinstance(error, (ProcessExpired, CancelledError)):
        return task.failure(
            "read",
            "WorkerDied",
            f"{job.source_file}: its worker died {_TRIES} times; the file may be hostile",
            job.sha256,
        )
    if isinstance(error, MemoryError):
        return task.failure(
            "read", "LimitExceeded", f"{job.source_file}: needs more than {limits.memory_mib} MiB of memory", job.sha256
        )
    fault = f"{type(error).__name__}: {str(error)[:200]}"
    detail = f"{job.source_file}: a fault in gongkai ({fault}); please report it with this file"
    return task.failure("parse", type(error).__name__, detail, job.sha256)


def _limit(memory_mib: int) -> None:
    """Caps the worker's data (heap and anonymous memory); runs in the worker."""
    size = memory_mib * 2**20
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def work(job: Job) -> None:
    """Reads one file and keeps its outcome; runs in the worker."""
    try:
        data = Path(job.path).read_bytes()
    except OSError as error:
        keep(job.kept, task.failure("read", "Unopened", f"{job.source_file}: can't be opened ({error.strerror})", None))
        return
    keep(job.kept, task.outcome(data, job.source_file, dict(job.meta)))


def keep(path: str, outcome: dict[str, Any]) -> None:
    """Writes an outcome whole or not at all."""
    half = f"{path}.{os.getpid()}"
    Path(half).write_text(json.dumps(outcome, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    Path(half).replace(path)
