"""One document in its worker process: limits of the system, a temporary folder of its own, its outcome kept.

The limit on memory is on data (heap and anonymous memory), not on address space: native libraries reserve far more of
that than they use.
"""

from __future__ import annotations

import gc
import os
import resource
import tempfile
from pathlib import Path
from typing import Any

from pipeline import address, archive, read, task
from pipeline.errors import DocumentError
from pipeline.model import value
from pipeline.publish import kept
from pipeline.read import limits

SPENT = 75
"""Exit status of a worker with too little memory left for another document."""
_SPENT_SHARE = 0.3
"""Of the memory allowed: OCR keeps more than this, and the next scan needs the rest."""
_MOST_OPEN = 512
_MOST_OUTCOME = 32 * 2**20
"""Bytes of an outcome; a report has a few hundred thousand. The run holds one outcome in memory at a time."""


_served = 0


@value
class Job:
    """One file to be read: its name in the datasets, where it is, what is known of it, where its outcome goes.

    `member`: its place in the archive at `path`, and in the archive within that one; empty for a file by itself.
    """

    source_file: str
    path: str
    meta: tuple[tuple[str, str], ...]
    sha256: str
    kept: str
    member: tuple[int, ...] = ()


def settle() -> None:
    """Leaves what is loaded for good out of every search for garbage, and searches less often.

    A document makes tens of thousands of small objects and no cycles among them; they go when the last name does.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def mark(disk: Path, pid: int | None) -> Path:
    """The file that says that a worker has started."""
    return disk / f"started-{pid}"


def start(allowed: limits.Limits, disk: Path) -> None:
    """Sets the limits of this worker and marks in `disk` that it has started; runs once in each."""
    settle()
    limits.enforce(allowed)
    for kind, most in (
        (resource.RLIMIT_FSIZE, allowed.temporary_mib * 2**20),
        (resource.RLIMIT_NOFILE, _MOST_OPEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    _limit_memory()
    mark(disk, os.getpid()).touch()


def serve(job: Job, temporary: str) -> None:
    """Reads one file in a worker. What it writes by the way goes to the folder `temporary`."""
    _leave_if_spent()
    Path(temporary).mkdir(parents=True, exist_ok=True)
    os.environ["TMPDIR"] = tempfile.tempdir = temporary
    _limit_cpu()
    _limit_memory()
    work(job)


def work(job: Job) -> None:
    """Reads one file and keeps its outcome."""
    keep(job.kept, _outcome(job))


def _leave_if_spent() -> None:
    """Ends a worker that a document before left with little memory, so that this one gets another worker.

    The allocator keeps what a huge document took; the next one would meet a limit that is not its own.
    """
    global _served
    _served += 1
    if _served > 1 and _data_mib() > _SPENT_SHARE * limits.in_force().memory_mib:
        os._exit(SPENT)


def _data_mib() -> float:
    """The data of this process as its limit counts it (statm in proc(5)); 0 where there is no /proc."""
    statm = Path("/proc/self/statm")
    pages = int(statm.read_text(encoding="ascii").split()[5]) if statm.exists() else 0
    return pages * resource.getpagesize() / 2**20


def _limit_memory() -> None:
    """Memory of this document; pages by OCR raise it to the hard limit (`limits.grant_ocr_page`)."""
    most = limits.in_force().memory_mib
    resource.setrlimit(resource.RLIMIT_DATA, (most * 2**20, (most + limits.OCR_MEMORY_MIB) * 2**20))


def _limit_cpu() -> None:
    """Processor time of this document and of each program that it starts: ends even those that outlive the worker."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = used.ru_utime + used.ru_stime + limits.in_force().seconds * (os.cpu_count() or 1)
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 2, resource.RLIM_INFINITY))


def _outcome(job: Job) -> dict[str, Any]:
    try:
        if not job.member:
            data = address.at(job.path).read_bytes()
            if read.is_archive(data, job.source_file):
                return {"members": archive.listing(data, job.source_file)}
        else:
            data = archive.read_member(address.at(job.path), job.member, job.source_file)
    except OSError as error:
        detail = f"{job.source_file}: can't be opened ({error.strerror})"
        return task.failure("read", "Unopened", detail, None)
    except DocumentError as error:
        return task.failure(error.stage, type(error).__name__, str(error), job.sha256 or None)
    return task.outcome(data, job.source_file, dict(job.meta))


def keep(path: str, outcome: dict[str, Any]) -> None:
    """Writes an outcome whole or not at all; one that is too long for any report is a failure."""
    text = kept.dumps(outcome)
    if len(text) > _MOST_OUTCOME:
        detail = f"the file holds more text than {_MOST_OUTCOME // 2**20} MiB, which no annual report does"
        text = kept.dumps(task.failure("read", "LimitExceeded", detail, None))
    kept.write(path, text)
