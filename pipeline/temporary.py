"""Temporary disk of a run: one folder for each document, gone when it ends, whatever ended it.

A run that was killed leaves its folder; the next run on the machine finds its lock free and removes it.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

_PREFIX = "gongkai-run-"
_LOCK = ".lock"


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for this run, removed at its end."""
    _remove_stale()
    own = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        with filelock.FileLock(own / _LOCK):
            yield own
    finally:
        shutil.rmtree(own, ignore_errors=True)


def _remove_stale() -> None:
    for other in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if not os.access(other, os.W_OK) or not (other / _LOCK).exists():
            continue
        try:
            with filelock.FileLock(other / _LOCK, timeout=0):
                shutil.rmtree(other, ignore_errors=True)
        except (filelock.Timeout, FileExistsError, FileNotFoundError):  # held, or another run removes it just now
            continue


def size(path: Path) -> int:
    """Bytes of all files under a folder; those that vanish meanwhile count nothing."""
    total = 0
    for where, _, names in os.walk(path):
        for name in names:
            try:
                total += Path(where, name).lstat().st_size
            except FileNotFoundError:
                continue
    return total


def drop(path: Path, abandoned: bool) -> None:
    """Removes a document's folder; `abandoned`: its worker was killed, so programs that it started may still run."""
    if not path.exists():
        return
    if abandoned:
        _end_programs(path)
    shutil.rmtree(path, ignore_errors=True)


def _end_programs(path: Path) -> None:
    """Ends the programs that were started for a document: those whose TMPDIR lies in its folder (Linux)."""
    marks = f"TMPDIR={path}".encode(), f"TMPDIR={path}/".encode()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            variables = (process / "environ").read_bytes().split(b"\0")
            if any(item == marks[0] or item.startswith(marks[1]) for item in variables):
                os.kill(int(process.name), signal.SIGKILL)
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue
