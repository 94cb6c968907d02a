"""The index of a folder of datasets: one SQLite file with the words of all sections (FTS5), and the sections.

It is built aside and takes its name whole; few changes are one transaction in place. So whatever kills the builder
leaves the last whole one. Files that have not changed are not read again, and reports that have not changed are not cut
again.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from itertools import islice
from pathlib import Path

import filelock

from pipeline import address
from pipeline.errors import UsageError
from pipeline.find.builder import TABLES, Advance, Builder, year_of
from pipeline.model import value
from pipeline.release import folder as releases

LAYOUT = "2"
"""The layout of the index and of its terms; one with another is built anew."""
_DATASETS = ("reports", "sections")
_FEW = 1_000
"""So many reports are changed in place: their rows fit into memory, and readers wait for moments only."""
_PATIENCE = 60.0
"""Seconds that a writer waits for readers, or a reader for a writer's last moment."""


_Found = dict[str, tuple[int | None, Path]]
_Files = list[tuple[str, str, str]]


@value
class Index:
    """An open index; `base` is read only. `provinces`: those with a report."""

    path: Path
    base: sqlite3.Connection
    provinces: tuple[str, ...]

    def close(self) -> None:
        """Closes its file."""
        self.base.close()


def place(folder: Path) -> Path:
    """Where the index of a folder stands: in it, but beside a release, which never changes."""
    if address.is_remote(folder):
        raise UsageError(f"{folder}: an index has to stand on this machine; say where with --index FILE")
    own = (folder / releases.SUMS).exists()
    return folder.parent / f".find-{folder.name}.sqlite" if own else folder / ".find.sqlite"


def refreshed(folder: str | Path, index: Path | None = None, advance: Advance = lambda done, of: None) -> Index:
    """The index of what `folder` holds now, brought up to date first. `advance`: rows of sections done, and of all."""
    path = index or place(address.at(folder))
    if index is not None and path.exists() and path.stat().st_size and not _known(path):
        raise UsageError(f"{path}: is no index of `gongkai find`, so it stays; give --index the name of a new file")
    build(folder, path, advance)
    return opened(path)


def opened(path: Path) -> Index:
    """The index at `path` as it is, without a look at the data."""
    if path.with_name(f"{path.name}-journal").exists():
        _whole_again(path)
    base = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False, timeout=_PATIENCE)
    known = base.execute("SELECT DISTINCT province FROM reports WHERE province IS NOT NULL ORDER BY province")
    return Index(path=path, base=base, provinces=tuple(name for (name,) in known))


def _whole_again(path: Path) -> None:
    """Rolls back what a killed writer left half done, which one who only reads may not. Raises `UsageError`."""
    try:
        with closing(sqlite3.connect(path, timeout=_PATIENCE)) as base:
            base.execute("SELECT count(*) FROM about").fetchone()
    except sqlite3.OperationalError as error:
        raise UsageError(f"{path}: was left half changed and can't be mended ({error}); delete it") from error


def is_current(folder: str | Path, path: Path) -> bool:
    """Whether the index at `path` says what `folder` holds now."""
    with address.local(releases.chosen(address.at(folder))) as source:
        return _stamped(path) == _stamps(_files(source))


def build(folder: str | Path, path: Path, advance: Advance = lambda done, of: None) -> bool:
    """Brings the index at `path` up to date with `folder`; whether anything had changed. Raises `UsageError`."""
    with address.local(releases.chosen(address.at(folder))) as source:
        found = _files(source)
        stamps = _stamps(found)
        if _stamped(path) == stamps:
            return False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(path.with_name(f"{path.name}.lock"), timeout=0):
                return _update(path, found, stamps, advance)
        except filelock.Timeout as error:
            raise UsageError(f"{path}: another run is building this index; wait for it to end") from error
        except OSError as error:
            raise UsageError(f"{path}: can't be written to ({error.strerror}); say where with --index FILE") from error


def _files(source: Path) -> _Found:
    return {
        str(file.relative_to(source)): (year, file)
        for dataset in _DATASETS
        for year, file in releases.files(source, dataset)
    }


def _stamps(found: _Found) -> dict[str, str]:
    return {name: _stamp(file) for name, (_, file) in found.items()}


def _stamped(path: Path) -> dict[str, str]:
    return {name: stamp for name, (stamp, _) in _known(path).items()}


def _stamp(file: Path) -> str:
    about = file.stat()
    return f"{file.resolve()} {about.st_size} {about.st_mtime_ns}"


def _known(path: Path) -> dict[str, tuple[str, str]]:
    """File → its stamp and digest when it was indexed; empty where there is no index that can be used."""
    if not path.is_file():
        return {}
    try:
        with closing(sqlite3.connect(path)) as base:
            if base.execute("SELECT value FROM about WHERE name = 'layout'").fetchone() != (LAYOUT,):
                return {}
            return {name: (stamp, digest) for name, stamp, digest in base.execute("SELECT * FROM files")}
    except sqlite3.DatabaseError:  # not an index, or not one of ours: it is built anew
        return {}


def _update(path: Path, found: _Found, stamps: dict[str, str], advance: Advance) -> bool:
    known = _known(path)
    digests = {
        name: known[name][1] if known.get(name, ("", ""))[0] == stamps[name] else releases.digest(file)
        for name, (_, file) in found.items()
    }
    files = [(name, stamps[name], digests[name]) for name in found]
    changed = {year_of(name) for name in {*known, *found} if known.get(name, ("", ""))[1] != digests.get(name)}
    if not known or not _in_place(path, found, changed, files, advance):
        _aside(path, found, changed, files, advance, known=bool(known))
    return bool(changed)


def _in_place(path: Path, found: _Found, changed: set[str], files: _Files, advance: Advance) -> bool:
    """Makes few changes in one transaction of SQLite; False where they are many, and none is made then."""
    with closing(sqlite3.connect(path, timeout=_PATIENCE)) as base:
        builder = Builder(base, advance)
        few = list(islice(builder.changes(found, changed), _FEW + 1))
        if len(few) > _FEW:
            return False
        with base:
            builder.apply(few)
            _note(base, files)
    return True


def _aside(path: Path, found: _Found, changed: set[str], files: _Files, advance: Advance, *, known: bool) -> None:
    """Builds another file, from a copy of the one that is there, and gives it the name."""
    half = path.with_name(f"{path.name}.building")
    half.unlink(missing_ok=True)
    if known:
        shutil.copyfile(path, half)
    with closing(sqlite3.connect(half)) as base:
        base.execute("PRAGMA journal_mode = OFF")  # a file that is not whole gets no name, so nothing is rolled back
        base.execute("PRAGMA synchronous = OFF")
        if not known:
            base.executescript(TABLES)
            base.execute("INSERT INTO about VALUES ('layout', ?)", (LAYOUT,))
        builder = Builder(base, advance)
        builder.apply(builder.changes(found, changed))
        _note(base, files)
        if not known:
            base.execute("INSERT INTO words (words) VALUES ('optimize')")
        base.commit()
    with half.open("rb") as file:
        os.fsync(file.fileno())
    half.replace(path)


def _note(base: sqlite3.Connection, files: _Files) -> None:
    base.execute("DELETE FROM files")
    base.executemany("INSERT INTO files VALUES (?, ?, ?)", files)
