"""One writer at a time in a folder: runs and releases hold it, so that no snapshot is dropped while it is copied."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from pipeline.errors import UsageError


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Makes the folder where need be and holds it. Raises `UsageError` where another does or it can't be written to."""
    lock = filelock.FileLock(folder / ".lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except filelock.Timeout as error:
        raise UsageError(f"{folder}: another run is writing there; wait for it to end") from error
    except OSError as error:
        raise UsageError(f"{folder}: can't be written to ({error.strerror})") from error
    try:
        yield
    finally:
        lock.release()
