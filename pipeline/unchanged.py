"""Whether a run would do again what the last one did: told by the file system's record of each file, without reading.

A file counts as unchanged while its place, size and times of change are the same. One that changed just before it was
looked at could change again within the clock's grain unseen, so a run with such a file is never taken for the next one.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import stat
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.address import is_remote
from pipeline.inputs import Input
from pipeline.publish.snapshot import Totals, current

DOCUMENTS = ".documents"
"""The folder of outcomes beside the datasets."""
_NOTE = ".last-run"
_GRAIN = 2_000_000_000
"""Nanoseconds within which some file systems see no two changes."""


def digest(inputs: Sequence[Input], known: object) -> str | None:
    """A digest of the inputs and of what else a run depends on (`known`); None where only reading can tell."""
    found = hashlib.sha256(repr(known).encode())
    newest = time.time_ns() - _GRAIN
    for item in inputs:
        seen = None if is_remote(item.path) else _seen(item.path)
        if seen is None or not stat.S_ISREG(seen.st_mode) or max(seen.st_mtime_ns, seen.st_ctime_ns) > newest:
            return None
        place = (str(item.path), seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)
        found.update(repr((item.source_file, place, item.meta, item.inner, item.revision, item.conflict)).encode())
    return found.hexdigest()


def _seen(path: Path) -> os.stat_result | None:
    try:
        return path.stat() if os.access(path, os.R_OK) else None
    except OSError:
        return None


def totals(out: Path, of: str | None) -> Totals | None:
    """What the last run published, where it was of the same digest and all that it left is as it left it."""
    note = out / _NOTE
    if of is None or not note.is_file():
        return None
    known = json.loads(note.read_text(encoding="utf-8"))
    if known["of"] != of or known["left"] != _left(out):
        return None
    return Totals(**known["totals"])


def note(out: Path, of: str | None, published: Totals) -> None:
    """Notes what a run was of and what it published; without a digest the next run can't be told from it."""
    if of is None:
        (out / _NOTE).unlink(missing_ok=True)
        return
    known = {"of": of, "left": _left(out), "totals": dataclasses.asdict(published)}
    half = out / f"{_NOTE}.new"
    half.write_text(json.dumps(known), encoding="utf-8")
    half.replace(out / _NOTE)


def _left(out: Path) -> list[Any]:
    """The folder of outcomes, and each file of the current snapshot."""
    snapshot = current(out)
    paths = sorted(path for path in snapshot.rglob("*") if path.is_file()) if snapshot is not None else []
    return [_stamp(out / DOCUMENTS), *([str(path.relative_to(out)), *_stamp(path)] for path in paths)]


def _stamp(path: Path) -> list[int]:
    seen = path.stat()
    return [seen.st_mtime_ns, 0 if path.is_dir() else seen.st_size]
