"""One release: the tables of a snapshot, what is derived from them, and all papers, built beside and renamed whole.

Nothing in it depends on when or where it is made: the same snapshot under the same version gives the same bytes.
"""

from __future__ import annotations

import datetime
import os
import shutil
import tempfile
from contextlib import AbstractContextManager, nullcontext
from importlib import metadata
from pathlib import Path

from pipeline import address
from pipeline.errors import UsageError
from pipeline.model import value
from pipeline.panel.derive import derive
from pipeline.publish.lock import locked
from pipeline.publish.snapshot import EXTRACTOR, current
from pipeline.release import caveats, codebook, datapackage, decided, folder, papers, version
from pipeline.release.counts import Counts, counted
from pipeline.review.decision import Decision
from pipeline.review.log import Log

_BUILDING = ".building-"


@value
class About:
    """What a release says of itself. `extractor`: the digest of the program's code, data and libraries that read it."""

    version: str
    program: str
    extractor: str


@value
class Made:
    """A finished release."""

    path: Path
    about: About
    counts: Counts
    decided: decided.Applied


def make(source: Path, to: Path, wanted: str | None, review: Path) -> Made:
    """Makes a release of the snapshot in `source` under `to`, with the decisions logged in `review`.

    Raises `UsageError`.
    """
    if not source.is_dir():
        raise UsageError(f"{source}: no such folder; run `gongkai run` first")
    if address.is_remote(to):
        return _made_there(source, to, wanted, Log(review).entries())
    with _held(source), _held(to), address.local(_snapshot(source)) as snapshot:
        about, final = _about(snapshot, to, wanted)
        building = _fresh(to, about.version)
        counts, applied = _write(building, snapshot, about, Log(review).entries())
        os.sync()  # a crash of the machine after the rename finds every file whole
        building.replace(final)
    return Made(path=final, about=about, counts=counts, decided=applied)


def _made_there(source: Path, to: Path, wanted: str | None, entries: list[Decision]) -> Made:
    """A release made on this machine and uploaded; it is complete there once its last file, SHA256SUMS, is."""
    with (
        _held(source),
        address.local(_snapshot(source)) as snapshot,
        tempfile.TemporaryDirectory(prefix="gongkai-release-") as base,
    ):
        about, final = _about(snapshot, to, wanted)
        building = _fresh(Path(base), about.version)
        counts, applied = _write(building, snapshot, about, entries)
        address.upload(building, final, last=folder.SUMS)
    return Made(path=final, about=about, counts=counts, decided=applied)


def _about(snapshot: Path, to: Path, wanted: str | None) -> tuple[About, Path]:
    """What the release says of itself, and its place, which must be free."""
    known = [path.name for path in to.iterdir()] if to.is_dir() else []
    name = version.checked(wanted) if wanted else version.following(known, datetime.date.today())
    if (to / name / folder.SUMS).exists():
        raise UsageError(f"{to / name}: is there already, and a release never changes; give another --version")
    extractor = (snapshot / EXTRACTOR).read_text(encoding="ascii")
    return About(version=name, program=metadata.version("gongkai"), extractor=extractor), to / name


def _snapshot(source: Path) -> Path:
    found = folder.chosen(source) if address.is_remote(source) else current(source)
    if found is None:
        raise UsageError(f"{source}: holds no datasets; run `gongkai run` or `gongkai extract` first")
    if not (found / EXTRACTOR).exists():
        raise UsageError(f"{source}: does not say which version read it; run `gongkai run` once more, then release it")
    return found


def _held(where: Path) -> AbstractContextManager[None]:
    """Holds the folder as a run does. An object store has no locks."""
    return nullcontext() if address.is_remote(where) else locked(where)


def _fresh(to: Path, name: str) -> Path:
    """An empty folder to build in; what killed runs left half made goes."""
    for stale in to.glob(f"{_BUILDING}*"):
        shutil.rmtree(stale)
    building = to / f"{_BUILDING}{name}"
    building.mkdir()
    return building


def _write(building: Path, snapshot: Path, about: About, entries: list[Decision]) -> tuple[Counts, decided.Applied]:
    applied = decided.copy(snapshot, building, entries)
    derive(building, building)
    counts = counted(building)
    codebook.write(building)
    caveats.write(building, counts)
    papers.write(building, about.version, about.program, about.extractor, counts)
    datapackage.write(building, about.version, about.program, about.extractor)
    folder.write_sums(building)
    return counts, applied
