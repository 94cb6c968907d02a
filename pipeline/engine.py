"""A whole run: files → outcomes (only of what changed) → one release.

An outcome is kept under DIR/.documents by the file's SHA-256, its metadata and the extractor's version, so a run that
was killed goes on where it stopped, and a changed extractor reads everything again. An archive is listed first, then
each file in it is a document like any other, with limits of its own.
"""

from __future__ import annotations

import functools
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from pipeline import pool, task, unchanged, worker
from pipeline.inputs import Input, Meta
from pipeline.model import value
from pipeline.publish.kept import heads
from pipeline.publish.lock import locked
from pipeline.publish.snapshot import Coverage, Source, Totals, publish
from pipeline.read.limits import Limits
from pipeline.settings import Settings
from pipeline.unchanged import DOCUMENTS
from pipeline.worker import Job

_LIBRARIES = (
    "pypdfium2",
    "pdfplumber",
    "pdf_oxide",
    "lxml",
    "python-docx",
    "olefile",
    "openpyxl",
    "xlrd",
    "rapidfuzz",
    "OpenCC",
    "jieba",
)
_OPTIONAL = ("rapidocr", "onnxruntime", "opencv-python-headless", "pillow", "numpy")
"""What pictures are read with: files that failed without it are read again once it is there."""
_DATA = (".py", ".csv", ".txt")
_OF_LIMITS = ("LimitExceeded", "WorkerDied")
LONGEST_FAILURE = 4096
"""Bytes of an outcome that is no report; reports have many more."""
_LISTING = b'{"members"'


@value
class Summary:
    """What a run did. `read`: files read now; the rest were known from an earlier run."""

    totals: Totals
    read: int


Advance = Callable[[int, int, int], None]
"""Called as files end: done, of how many, failed so far."""
Execute = Callable[[Iterable[Job], int, Limits], Iterator[Job]]
"""Reads each job's file in so many processes, keeps its outcome at `job.kept`; gives jobs as they end, in any order."""


@functools.cache
def extractor_version() -> str:
    """A digest of this package's code and data and of the libraries and programs that it reads with."""
    digest = hashlib.sha256()
    root = Path(str(resources.files("pipeline")))
    for path in sorted(path for path in root.rglob("*") if path.suffix in _DATA and _reads(path.relative_to(root))):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}".encode())
    for library in _OPTIONAL:
        digest.update(f"{library} {_installed(library)}".encode())
    digest.update(_libreoffice())
    return digest.hexdigest()


def _installed(library: str) -> str | None:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return None


def _libreoffice() -> bytes:
    """LibreOffice's own record of its version, empty where it is not installed; asking the program takes a second."""
    program = shutil.which("soffice")
    record = Path(program).resolve().with_name("versionrc") if program else None
    return record.read_bytes() if record is not None and record.is_file() else b""


def _reads(path: Path) -> bool:
    """Whether a file has to do with reading: those of the scraper and of what comes after have not."""
    return path.parts[0] not in ("scrape", "sources", "review", "release", "export", "panel", "explore")


def run(
    inputs: Sequence[Input],
    out: Path,
    settings: Settings,
    advance: Advance,
    coverage: Sequence[Coverage] = (),
    execute: Execute = pool.run,
) -> Summary:
    """Reads what is new or changed, then publishes a release of all inputs under `out`; nothing where all is known.

    `coverage`: what the scraper knows of agencies and years; those whose reports are read here come from these.
    `execute`: what the documents are read on, the processes of this machine (`pool`) or the workers of a cluster
    (`cluster`).
    """
    with locked(out):
        of = unchanged.digest(inputs, (extractor_version(), settings.limits, coverage))
        known = unchanged.totals(out, of)
        if known is not None:
            advance(known.files, known.files, known.failures)
            return Summary(totals=known, read=0)
        return _run(inputs, out, of, settings, advance, coverage, execute)


def _run(
    inputs: Sequence[Input],
    out: Path,
    of: str | None,
    settings: Settings,
    advance: Advance,
    coverage: Sequence[Coverage],
    execute: Execute,
) -> Summary:
    documents = out / DOCUMENTS
    documents.mkdir(exist_ok=True)
    jobs = [_job(item, documents) for item in inputs]
    progress = _Progress(advance, len(jobs))
    read = _read(jobs, settings, progress, execute)
    archives = [(item, job) for item, job in zip(inputs, jobs, strict=True) if _is_listing(Path(job.kept))]
    members = [member for item, job in archives for member in _members(item, job, documents)]
    progress.total += len(members)
    read += _read(members, settings, progress, execute)
    listed = {job.source_file for _, job in archives}
    shown = [job for job in jobs if job.source_file not in listed] + members
    scraped = {item.source_file: item for item in inputs}
    totals = publish(out, (_source(job, scraped.get(job.source_file)) for job in shown), coverage, extractor_version())
    _clean(documents, {Path(job.kept).name for job in (*jobs, *members)})
    unchanged.note(out, of if all(job.sha256 for job in jobs) else None, totals)
    return Summary(totals=totals, read=read)


def _source(job: Job, item: Input | None) -> Source:
    """An outcome with what is known of its place among others; a member of an archive has none."""
    kept = Path(job.kept)
    if item is None:
        return Source(source_file=job.source_file, kept=kept)
    return Source(source_file=job.source_file, kept=kept, revision=item.revision, conflict=item.conflict)


class _Progress:
    """Counts what is done and what failed."""

    def __init__(self, advance: Advance, total: int) -> None:
        self.advance = advance
        self.total = total
        self.done = self.failed = 0

    def add(self, done: int, failed: int = 0) -> None:
        """These many more."""
        self.done += done
        self.failed += failed
        self.advance(self.done, self.total, self.failed)


def _read(jobs: Sequence[Job], settings: Settings, progress: _Progress, execute: Execute) -> int:
    """Reads the jobs whose outcome is not known yet; gives their number."""
    fresh = {job.kept: job for job in jobs if not _known(Path(job.kept), settings.limits)}
    progress.add(len(jobs) - len(fresh))
    if fresh:
        for job in execute(fresh.values(), min(settings.workers, len(fresh)), settings.limits):
            progress.add(1, int("failure" in _noted(Path(job.kept), settings.limits)))
    return len(fresh)


def _known(kept: Path, limits: Limits) -> bool:
    """Whether an outcome is there; one that met a limit is known only for the limits that it met."""
    if not kept.exists():
        return False
    if kept.stat().st_size > LONGEST_FAILURE:
        return True
    _, outcome = heads(kept)
    return outcome is None or "limits" not in outcome or bool(outcome["limits"] == repr(limits))


def _noted(kept: Path, limits: Limits) -> dict[str, Any]:
    """The outcome where it is no report; one that met a limit gets a note of the limits in force."""
    _, outcome = heads(kept)
    if outcome is None:
        return {}
    if outcome.get("failure", {}).get("error") in _OF_LIMITS:
        outcome["limits"] = repr(limits)
        worker.keep(str(kept), outcome)
    return outcome


def _job(item: Input, documents: Path) -> Job:
    sha256 = _sha256(item.path)
    kept = _kept(documents, sha256 or item.source_file, item.meta)
    if not sha256:
        kept.unlink(missing_ok=True)
    if not item.path.is_file():
        worker.keep(str(kept), _unopened(item.source_file, "it is no regular file"))
    return Job(source_file=item.source_file, path=str(item.path), meta=item.meta, sha256=sha256, kept=str(kept))


def _kept(documents: Path, what: str, meta: Meta) -> Path:
    """Where an outcome is kept: by the file's digest, what is known of it, and the extractor's version."""
    known = json.dumps([what, extractor_version(), meta], ensure_ascii=False)
    return documents / f"{hashlib.sha256(known.encode()).hexdigest()}.json"


def _sha256(path: Path) -> str:
    """The digest of the file, empty where it can't be opened: then it is tried, and fails, each time."""
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _is_listing(kept: Path) -> bool:
    with kept.open("rb") as file:
        return file.read(len(_LISTING)) == _LISTING


def _members(item: Input, job: Job, documents: Path) -> Iterator[Job]:
    """A job for each file in an archive. The digest is the file's own: packed or not, the same bytes are one report."""
    known = dict(item.inner)
    for member in json.loads(Path(job.kept).read_text(encoding="utf-8"))["members"]:
        meta = tuple(sorted({**dict(item.meta), **dict(known.pop(member["name"], ()))}.items()))
        name = f"{item.source_file}/{member['name']}"
        kept = _kept(documents, member["sha256"] or f"{job.sha256} {name}", meta)
        if member["failure"]:
            worker.keep(str(kept), task.failure("read", member["error"], member["failure"], job.sha256))
        yield Job(
            source_file=name,
            path=job.path,
            meta=meta,
            sha256=member["sha256"] or job.sha256,
            kept=str(kept),
            member=tuple(member["place"]),
        )
    for missing in known:
        name = f"{item.source_file}/{missing}"
        kept = _kept(documents, name, ())
        worker.keep(str(kept), _unopened(name, "the metadata names it, but the archive has no such file"))
        yield Job(source_file=name, path=job.path, meta=(), sha256="", kept=str(kept))


def _unopened(name: str, why: str) -> dict[str, Any]:
    return task.failure("read", "Unopened", f"{name}: can't be opened ({why})", None)


def _clean(documents: Path, used: set[str]) -> None:
    """Drops outcomes that this release does not use: changed files, other extractor versions, half-written ones."""
    for path in documents.iterdir():
        if path.name not in used:
            path.unlink()
