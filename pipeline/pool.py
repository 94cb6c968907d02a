"""Documents in worker processes, each with limits on time, memory and disk; a dead worker costs no other document.

pebble's pool ends a worker that runs too long and starts another. A document whose worker died is tried again, since
something else may have killed it; one that kills every worker is a failure.
"""

from __future__ import annotations

import errno
import signal
import time
from collections.abc import Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, CancelledError, TimeoutError, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

from pipeline import address, read, task, temporary, worker
from pipeline.errors import GongkaiError
from pipeline.read.limits import Limits
from pipeline.worker import Job

_TRIES = 3
_AHEAD = 4
_MOST_BROKEN = 20
"""Pools that may break without a document read between them."""
_LOOK = 1.0
"""Seconds between looks at a pool that gives no result: it may have broken."""
_STARTING = 2.0
"""Seconds that a pool with no work left gives a worker that is still starting."""


_Try = tuple[Job, int]


def run(jobs: Iterable[Job], workers: int, limits: Limits) -> Iterator[Job]:
    """Reads every job's file and keeps its outcome at `job.kept`; gives the jobs as they end, in any order."""
    pending: Iterator[_Try] = ((job, 1) for job in jobs)
    broken = 0
    with temporary.folder() as disk:
        while True:
            left, ended = yield from _serve(pending, workers, limits, disk)
            if not left:
                return
            broken = 0 if ended else broken + 1
            if broken == _MOST_BROKEN:
                raise GongkaiError(f"{broken} pools of workers died one after another: is memory or disk exhausted?")
            pending = chain(left, pending)


def _serve(
    pending: Iterator[_Try], workers: int, limits: Limits, disk: Path
) -> Generator[Job, None, tuple[list[_Try], bool]]:
    """Works jobs off in one pool; gives back those that were under way when the pool itself broke, and if any ended.

    A worker killed while it holds the pool's pipe, or before any has a document, takes the whole pool with it; another
    one goes on.
    """
    pool = ProcessPool(workers, context=get_context("spawn"), initializer=worker.start, initargs=(limits, disk))
    open_: dict[Any, _Try] = {}
    full: set[Any] = set()
    ended = broken = False
    try:
        while True:
            for job, tries in islice(pending, max(0, workers * _AHEAD - len(open_))):
                try:
                    given = pool.schedule(worker.serve, args=(job, _own(disk, job)), timeout=_seconds(job, limits))
                    open_[given] = (job, tries)
                except RuntimeError:
                    return [(job, tries), *open_.values()], ended
            if not open_:
                _wait_for_workers(disk)
                return [], ended
            done, _ = wait(open_, timeout=_LOOK, return_when=FIRST_COMPLETED)
            if not done and not pool.active:
                return list(open_.values()), ended
            full |= _stop_full(open_, disk, limits)
            again = []
            for future in done:
                job, tries = open_.pop(future)
                error = CancelledError() if future.cancelled() else future.exception()
                temporary.drop(Path(_own(disk, job)), abandoned=error is not None)
                if isinstance(error, BrokenProcessPool):
                    again.append((job, tries))
                    broken = True
                    continue
                if isinstance(error, ProcessExpired) and error.exitcode == worker.SPENT:
                    again.append((job, tries))
                    continue
                if isinstance(error, (ProcessExpired, CancelledError)) and tries < _TRIES and future not in full:
                    again.append((job, tries + 1))
                    continue
                if error is not None:
                    worker.keep(job.kept, _full(job, limits) if future in full else _failed(error, job, limits))
                ended = True
                yield job
            if broken:
                return [*again, *open_.values()], ended
            pending = chain(again, pending)
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _wait_for_workers(disk: Path) -> None:
    """Waits for workers that are still starting: one whose pool ends meanwhile prints a traceback of its own."""
    until = time.monotonic() + _STARTING
    while time.monotonic() < until and not all(worker.mark(disk, child.pid).exists() for child in active_children()):
        time.sleep(0.01)


def _own(disk: Path, job: Job) -> str:
    return str(disk / Path(job.kept).stem)


def _stop_full(open_: Mapping[Any, _Try], disk: Path, limits: Limits) -> set[Any]:
    """Ends the documents that have written more to disk than one may."""
    full = set()
    for future, (job, _) in open_.items():
        if future.running() and temporary.size(Path(_own(disk, job))) > limits.temporary_mib * 2**20:
            future.cancel()
            full.add(future)
    return full


def _full(job: Job, limits: Limits) -> dict[str, Any]:
    return _past(job, f"wrote more than {limits.temporary_mib} MiB to disk (temporary_mib)")


def _seconds(job: Job, limits: Limits) -> float:
    """Time on the clock. A format that may need OCR has more; its processor time is limited page by page."""
    path = address.at(job.path)
    try:  # only a plain file: opening a named pipe would stop the whole run
        pictured = bool(job.member) or (path.is_file() and _may_need_ocr(path))
    except OSError:
        pictured = False
    return limits.seconds + (limits.ocr_seconds if pictured else 0.0)


def _may_need_ocr(path: Path) -> bool:
    with path.open("rb") as file:
        return read.may_need_ocr(file.read(1024))


def _past(job: Job, what: str) -> dict[str, Any]:
    return task.failure("read", "LimitExceeded", f"{job.source_file}: {what}", job.sha256)


def _failed(error: BaseException, job: Job, limits: Limits) -> dict[str, Any]:
    """The outcome of a document that its worker did not survive, or that met a fault of ours."""
    if isinstance(error, TimeoutError):
        given = _seconds(job, limits)
        named = "seconds" if given == limits.seconds else "seconds, and ocr_seconds for pages by OCR"
        return _past(job, f"not read within {given:g} s ({named})")
    if isinstance(error, ProcessExpired) and -(error.exitcode or 0) == signal.SIGXCPU:
        return _past(job, f"took more processor time than {limits.seconds:g} s allow (seconds)")
    if isinstance(error, (ProcessExpired, CancelledError)):
        why = (
            f"its worker died {_TRIES} times{_signal(error)}; it needs more than {limits.memory_mib} MiB, or is hostile"
        )
        return task.failure("read", "WorkerDied", f"{job.source_file}: {why}", job.sha256)
    if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
        return _past(job, f"needs more than {limits.memory_mib} MiB of memory (memory_mib)")
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return _full(job, limits)
    fault = f"{type(error).__name__}: {str(error)[:200]}"
    detail = f"{job.source_file}: a fault in gongkai ({fault}); please report it with this file"
    return task.failure("parse", type(error).__name__, detail, job.sha256)


def _signal(error: BaseException) -> str:
    code = -(getattr(error, "exitcode", 0) or 0)
    return f" of {signal.Signals(code).name}" if code in {item.value for item in signal.Signals} else ""
