"""Folders by address: a path of this machine, or anything that fsspec reaches (s3://bucket/raw, gs://, hdfs://, …).

`at` gives either as a `Path`: one with an address is a `UPath`, which has the methods of a path that are used here. An
object store renames nothing, so what must appear whole there is uploaded first and then named by one small object,
written in one request.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from pipeline.errors import UsageError

_MARK = "://"


def at(address: str | Path) -> Path:
    """The path of an address. Raises `UsageError` where what reaches it is not installed."""
    if _MARK not in str(address):
        return Path(address)
    try:
        from upath import UPath

        return cast(Path, UPath(address))
    except (ImportError, ValueError) as error:
        raise UsageError(f"{address}: can't be reached ({error}); for s3:// run pip install 'gongkai[s3]'") from error


def is_remote(path: Path) -> bool:
    """Whether the path is an address."""
    return not isinstance(path, os.PathLike) or _MARK in str(path)


def files(folder: Path) -> dict[str, Path]:
    """Every file under a folder by its name within it, sorted; empty where there is no such folder."""
    if is_remote(folder):
        store: Any = folder
        names = [path[len(store.path.strip("/")) :].strip("/") for path in _found(store)]
        return {name: folder / name for name in sorted(names) if name}
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return dict(sorted(found.items()))


def _found(store: Any) -> list[str]:
    """All objects under an address by one request for each thousand; what was seen before may have changed."""
    store.fs.invalidate_cache()
    return [path.strip("/") for path in store.fs.find(store.path)]


def cache(address: Path) -> Path:
    """This machine's working copy of an address: where a run keeps what it also keeps there."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "gongkai" / hashlib.sha256(str(address).encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextlib.contextmanager
def local(folder: Path) -> Iterator[Path]:
    """A folder as one of this machine: itself, or a copy that goes afterwards."""
    if not is_remote(folder):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="gongkai-copy-") as base:
        copy = Path(base) / folder.name
        for name, path in files(folder).items():
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
        yield copy


def upload(folder: Path, to: Path, last: str = "") -> None:
    """Copies every file of a folder to an address, the one named `last` after all others."""
    found = files(folder)
    for name in [*(name for name in found if name != last), *([last] if last in found else [])]:
        put(to / name, found[name].read_bytes())


def put(path: Path, data: bytes) -> None:
    """Writes one object in one request, so that it is there whole or not at all."""
    store: Any = path
    store.fs.pipe_file(store.path, data)


def remove(path: Path) -> None:
    """Removes a file or all that lies under a folder at an address."""
    store: Any = path
    store.fs.rm(store.path, recursive=True)
