"""A whole run: files → outcomes (only of what changed) → one release.

An outcome is kept under DIR/.documents by the file's SHA-256, its metadata and the extractor's version, so a run that
was killed goes on where it stopped, and a changed extractor reads everything again.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Sequence
from importlib import metadata, resources
from pathlib import Path

import filelock

from pipeline import pool
from pipeline.errors import UsageError
from pipeline.inputs import Input
from pipeline.model import value
from pipeline.publish.release import Source, Totals, publish
from pipeline.settings import Settings

_LIBRARIES = ("pypdfium2", "pdfplumber", "pdf_oxide", "lxml", "python-docx", "rapidfuzz", "OpenCC", "jieba")
_DATA = (".py", ".csv", ".txt")


@value
class Summary:
    """What a run did. `read`: files read now; the rest were known from an earlier run."""

    totals: Totals
    read: int


Advance = Callable[[int, int, int], None]
"""Called as files end: done, of how many, failed so far."""


@functools.cache
def extractor_version() -> str:
    """A digest of this package's code and data and of the libraries that it reads with."""
    digest = hashlib.sha256()
    root = Path(str(resources.files("pipeline")))
    for path in sorted(path for path in root.rglob("*") if path.suffix in _DATA):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}".encode())
    return digest.hexdigest()


def run(inputs: Sequence[Input], out: Path, settings: Settings, advance: Advance) -> Summary:
    """Reads what is new or changed, then publishes a release of all inputs under `out`."""
    documents = _prepare(out)
    lock = filelock.FileLock(out / ".lock")
    try:
        with lock.acquire(timeout=0):
            return _run(inputs, out, documents, settings, advance)
    except filelock.Timeout as error:
        raise UsageError(f"{out}: another run is writing there; wait for it to end") from error


def _prepare(out: Path) -> Path:
    documents = out / ".documents"
    try:
        documents.mkdir(parents=True, exist_ok=True)
        (out / ".lock").touch()
    except OSError as error:
        raise UsageError(f"{out}: can't be written to ({error.strerror})") from error
    return documents


def _run(inputs: Sequence[Input], out: Path, documents: Path, settings: Settings, advance: Advance) -> Summary:
    jobs = [_job(item, documents) for item in inputs]
    fresh = {job.kept: job for job in jobs if not Path(job.kept).exists()}
    done, failed = len(jobs) - len(fresh), 0
    advance(done, len(jobs), failed)
    limits = pool.Limits(seconds=settings.seconds, memory_mib=settings.memory_mib)
    if fresh:
        for job in pool.run(fresh.values(), min(settings.workers, len(fresh)), limits):
            done += 1
            failed += "failure" in json.loads(Path(job.kept).read_text(encoding="utf-8"))
            advance(done, len(jobs), failed)
    totals = publish(out, (Source(source_file=job.source_file, kept=Path(job.kept)) for job in jobs))
    _clean(documents, {Path(job.kept).name for job in jobs})
    return Summary(totals=totals, read=len(fresh))


def _job(item: Input, documents: Path) -> pool.Job:
    sha256 = _sha256(item.path)
    known = json.dumps([sha256 or item.source_file, extractor_version(), item.meta], ensure_ascii=False)
    kept = documents / f"{hashlib.sha256(known.encode()).hexdigest()}.json"
    if not sha256:
        kept.unlink(missing_ok=True)
    return pool.Job(source_file=item.source_file, path=str(item.path), meta=item.meta, sha256=sha256, kept=str(kept))


def _sha256(path: Path) -> str:
    """The digest of the file, empty where it can't be opened: then it is tried, and fails, each time."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _clean(documents: Path, used: set[str]) -> None:
    """Drops outcomes that this release does not use: changed files, other extractor versions, half-written ones."""
    for path in documents.iterdir():
        if path.name not in used:
            path.unlink()
