"""A report's file in raw/: found by the name that the datasets give, and given only where its bytes are those read."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

from pipeline import archive, captured, read
from pipeline.errors import DocumentError, GongkaiError, UsageError

_MOST = 256 * 2**20
"""Bytes of a file that is opened for a page: no report comes near it."""


class SourceGone(GongkaiError):
    """The file that was read is not there any more, or is another one; the sentence says which."""


def source_bytes(raw: Path, source_file: str, sha256: str) -> bytes:
    """The bytes of the file that was read, out of its archive where it came in one. Raises `SourceGone`.

    Nothing outside `raw` is opened, whatever the name or a link in it says.
    """
    root = raw.resolve()
    data = _file(root, source_file, sha256) or _scraped(raw, root, source_file, sha256)
    data = data or _member(root, source_file, sha256)
    if data is None:
        raise SourceGone(f"{source_file}: is not in {raw}, or is another file now than the one that was read")
    return data


def _file(root: Path, name: str, sha256: str) -> bytes | None:
    path = _within(root, name)
    data = _read(path) if path is not None else None
    return data if data is not None and hashlib.sha256(data).hexdigest() == sha256 else None


def _within(root: Path, name: str) -> Path | None:
    """The regular file of that name under `root`; None where there is none, or where it leads out."""
    parts = PurePosixPath(name).parts
    if not parts or "\0" in name or ".." in parts or PurePosixPath(name).is_absolute():
        return None
    try:
        path = root.joinpath(*parts).resolve()
        return path if path.is_relative_to(root) and path.is_file() else None
    except OSError:  # a name longer than the file system has
        return None


def _read(path: Path) -> bytes:
    if path.stat().st_size > _MOST:
        raise SourceGone(f"{path.name}: has more than {_MOST // 2**20} MiB, too much to show")
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceGone(f"{path.name}: can't be opened ({error.strerror})") from error


def _scraped(raw: Path, root: Path, source_file: str, sha256: str) -> bytes | None:
    """A file that the scraper fetched, which has another name in its store."""
    try:
        found = [item.path for item in captured.items(raw) if item.source_file == source_file]
    except UsageError as error:
        raise SourceGone(str(error)) from error
    for path in found:
        if path.resolve().is_relative_to(root) and (data := _file(root, _name(path, root), sha256)) is not None:
            return data
    return None


def _name(path: Path, root: Path) -> str:
    return path.resolve().relative_to(root).as_posix()


def _member(root: Path, source_file: str, sha256: str) -> bytes | None:
    """A file in an archive: `folder/packed.zip/inner/report.pdf`."""
    parts = PurePosixPath(source_file).parts
    for count in range(1, len(parts)):
        path = _within(root, "/".join(parts[:count]))
        if path is None:
            continue
        data, name = _read(path), path.name
        try:
            if not read.is_archive(data, name):
                return None
            places = [item.place for item in archive.members(data, name) if item.sha256 == sha256]
            return archive.read_member(path, places[0], name) if places else None
        except DocumentError as error:
            raise SourceGone(str(error)) from error
    return None
