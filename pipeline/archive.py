"""ZIP archives of report files: what is in one, and one file out of it. Nothing is ever written to disk.

An archive stands for the folder that was packed: `archive.zip/reports/a.pdf`. A ZIP within it is opened too, one
deeper is not. Names come in UTF-8 or in the code page of a Chinese Windows, unmarked.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from pipeline.errors import Damaged, DocumentError, Encrypted, LimitExceeded, Unsupported
from pipeline.model import value
from pipeline.read import is_archive, limits
from pipeline.read.package import check_directory

_MOST_TOTAL = 5
"""An archive may unpack to this many times what one file in it may."""
_MOST_RATIO = 200
_FREE = 10 * 2**20
_ENCRYPTED, _UTF8 = 0x1, 0x800
_NO_REPORTS = frozenset(("thumbs.db", "desktop.ini"))


@value
class Member:
    """A file in an archive: its name, its place (index, and index within an archive in the archive), its digest.

    `failure` says why it can't be read, with the name of the error; then it has no digest.
    """

    name: str
    place: tuple[int, ...]
    sha256: str | None = None
    error: str | None = None
    failure: str | None = None


def members(data: bytes, name: str) -> tuple[Member, ...]:
    """Every file in the archive, those of archives in it too. Raises `DocumentError` where the whole is refused."""
    found = tuple(_members(io.BytesIO(data), name, (), len(data)))
    if not found:
        raise Damaged(f"{name}: the archive holds no file")
    most = limits.in_force().members
    if len(found) > most:
        raise LimitExceeded(f"{name}: the archive holds {len(found)} files, more than {most}")
    return found


def read_member(path: Path, place: tuple[int, ...], name: str) -> bytes:
    """The bytes of one file in the archive at `path`. Raises `DocumentError`, `OSError`."""
    with path.open("rb") as file:
        return _read(file, place, name)


def _read(file: IO[bytes], place: tuple[int, ...], name: str) -> bytes:
    with _opened(file, name) as archive:
        data = _bytes(archive, archive.infolist()[place[0]], name)
    return _read(io.BytesIO(data), place[1:], name) if len(place) > 1 else data


def _members(file: IO[bytes], name: str, above: tuple[int, ...], size: int) -> Iterator[Member]:
    with _opened(file, name) as archive:
        _check_total(archive, name, size)
        taken: set[str] = set()
        for index, item in enumerate(archive.infolist()):
            inner = _unique(_name(item), taken)
            if item.is_dir() or _is_furniture(inner):
                continue
            yield from _member(archive, item, f"{name}/{inner}", inner, (*above, index))


def _member(
    archive: zipfile.ZipFile, item: zipfile.ZipInfo, full: str, inner: str, place: tuple[int, ...]
) -> Iterator[Member]:
    try:
        data = _bytes(archive, item, full)
        if is_archive(data, full):
            if len(place) > 1:
                raise Unsupported(f"{full}: an archive within an archive within an archive: unpack it")
            for deeper in _members(io.BytesIO(data), full, place, len(data)):
                yield Member(
                    name=f"{inner}/{deeper.name}",
                    place=deeper.place,
                    sha256=deeper.sha256,
                    error=deeper.error,
                    failure=deeper.failure,
                )
            return
    except DocumentError as error:
        yield Member(name=inner, place=place, error=type(error).__name__, failure=str(error))
        return
    yield Member(name=inner, place=place, sha256=hashlib.sha256(data).hexdigest())


def _opened(file: IO[bytes], name: str) -> zipfile.ZipFile:
    check_directory(file, name)
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, struct.error) as error:
        raise Damaged(f"{name}: the archive is damaged or truncated ({error})") from error


def _check_total(archive: zipfile.ZipFile, name: str, size: int) -> None:
    total = sum(item.file_size for item in archive.infolist())
    most = _MOST_TOTAL * limits.in_force().unpacked_mib * 2**20
    if total > min(most, _MOST_RATIO * size + _FREE):
        raise LimitExceeded(
            f"{name}: the archive of {size // 2**10} KiB unpacks to {total // 2**20} MiB, more than is allowed"
        )


def _bytes(archive: zipfile.ZipFile, item: zipfile.ZipInfo, name: str) -> bytes:
    most = limits.in_force().unpacked_mib
    if item.flag_bits & _ENCRYPTED:
        raise Encrypted(f"{name}: the file in the archive is protected by a password; pack it without one")
    if item.file_size > most * 2**20:
        raise LimitExceeded(f"{name}: the file unpacks to {item.file_size // 2**20} MiB, more than {most} MiB")
    try:
        return archive.read(item)
    except NotImplementedError as error:
        raise Unsupported(f"{name}: packed in a way that this version can't unpack ({error}); pack it again") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, struct.error) as error:
        raise Damaged(f"{name}: the file in the archive is damaged ({error})") from error


def _name(item: zipfile.ZipInfo) -> str:
    """The member's name as its packer meant it, with nothing that would lead out of the archive."""
    name = item.orig_filename
    if not item.flag_bits & _UTF8 and not name.isascii():
        name = _decoded(name)
    parts = [
        "".join(char if char.isprintable() else "\ufffd" for char in part)
        for part in name.replace("\\", "/").split("/")
    ]
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _decoded(name: str) -> str:
    """A name that zipfile took for code page 437: UTF-8 (macOS, Linux) or GB 18030 (Chinese Windows)."""
    data = name.encode("cp437")
    for charset in ("utf-8", "gb18030"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    return name


def _unique(name: str, taken: set[str]) -> str:
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name} ({number})"
    taken.add(found)
    return found


def _is_furniture(name: str) -> bool:
    """What systems leave in archives beside the files packed."""
    parts = name.split("/")
    return not name or "__MACOSX" in parts or parts[-1].startswith((".", "~$")) or parts[-1].lower() in _NO_REPORTS


def listing(data: bytes, name: str) -> list[dict[str, Any]]:
    """The members as plain values that JSON can hold; raises `DocumentError`."""
    return [
        {
            "name": item.name,
            "place": list(item.place),
            "sha256": item.sha256,
            "error": item.error,
            "failure": item.failure,
        }
        for item in members(data, name)
    ]
