"""A run whose output has an address: worked on this machine, kept there.

Outcomes go up as they end, so a run goes on on another machine where this one stopped. The snapshot goes up whole under
a name made from its bytes; then one small object, `.current`, names it, and readers see the new one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline import address
from pipeline.engine import LONGEST_FAILURE, Execute
from pipeline.publish.snapshot import POINTER, SNAPSHOTS, current
from pipeline.read.limits import Limits
from pipeline.unchanged import DOCUMENTS
from pipeline.worker import Job


@contextmanager
def working(out: Path) -> Iterator[Path]:
    """The folder to work in for an output: itself, or its copy on this machine, whose new state goes up at the end."""
    if not address.is_remote(out):
        yield out
        return
    folder = address.cache(out)
    _fetch(out / DOCUMENTS, folder / DOCUMENTS)
    yield folder
    _publish(folder, out)


def keeping(execute: Execute, out: Path) -> Execute:
    """The executor with each outcome kept at the output's address too, as soon as it is there."""
    if not address.is_remote(out):
        return execute

    def kept(jobs: Iterable[Job], workers: int, limits: Limits) -> Iterator[Job]:
        for job in execute(jobs, workers, limits):
            path = Path(job.kept)
            address.put(out / DOCUMENTS / path.name, path.read_bytes())
            yield job

    return kept


def _fetch(documents: Path, folder: Path) -> None:
    """Fetches the outcomes that another machine kept."""
    folder.mkdir(exist_ok=True)
    for name, path in address.files(documents).items():
        target = folder / name
        if not target.exists():
            half = target.with_suffix(".half")
            half.write_bytes(path.read_bytes())
            half.replace(target)


def _publish(folder: Path, out: Path) -> None:
    snapshot = current(folder)
    if snapshot is None:
        return
    for path in (folder / DOCUMENTS).iterdir():
        if path.stat().st_size <= LONGEST_FAILURE:  # failures get a note of the limits in force after they were kept
            address.put(out / DOCUMENTS / path.name, path.read_bytes())
    before = pointed(out)
    name = _name(snapshot)
    if before != name:
        address.upload(snapshot, out / SNAPSHOTS / name)
        address.put(out / POINTER, name.encode())
    _clean(folder, out, {name, before})


def _name(snapshot: Path) -> str:
    """A name made from all bytes of a snapshot: two machines that make the same one don't disturb each other."""
    digest = hashlib.sha256()
    for name, path in address.files(snapshot).items():
        digest.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:20]


def pointed(out: Path) -> str | None:
    """The name of the current snapshot at an address."""
    pointer = out / POINTER
    return pointer.read_text(encoding="ascii") if pointer.is_file() else None


def _clean(folder: Path, out: Path, used: set[str | None]) -> None:
    """Drops outcomes that are not used any more and all snapshots but this one and the one before, still being read."""
    kept = {path.name for path in (folder / DOCUMENTS).iterdir()}
    for name, path in address.files(out / DOCUMENTS).items():
        if name not in kept:
            address.remove(path)
    if (out / SNAPSHOTS).is_dir():
        for path in (out / SNAPSHOTS).iterdir():
            if path.name not in used:
                address.remove(path)
