"""Zipped formats before any reader opens them: which one it is, and that it does not unpack to more than is allowed."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import IO

from pipeline.errors import Damaged, Encrypted, LimitExceeded
from pipeline.read import limits

_MOST_DIRECTORY = 4 * 2**20
_MOST_RATIO = 200
_FREE = 10 * 2**20
_ENCRYPTED = 0x1
_HEAD = 4096
_DOCTYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E")
"""In UTF-8 and in UTF-16."""
_MARKS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ofd.xml": "ofd"}
_OTHER_PACKAGES = frozenset(("[content_types].xml", "mimetype", "meta-inf/manifest.mf"))


def zip_kind(data: bytes, name: str) -> str:
    """`docx`, `xlsx`, `ofd`, `package` (of another program) or `zip` (an archive of files).

    Raises `Damaged`, `Encrypted` (a format whose parts need a password), `LimitExceeded`.
    """
    file = io.BytesIO(data)
    check_directory(file, name)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, struct.error) as error:
        raise Damaged(f"{name}: the file is a damaged or truncated Office file or archive ({error})") from error
    items = archive.infolist()
    names = {item.filename.replace("\\", "/").lstrip("/").lower() for item in items}
    kind = next((kind for mark, kind in _MARKS.items() if mark in names), None)
    if kind is None:
        return "package" if names & _OTHER_PACKAGES else "zip"
    if any(item.flag_bits & _ENCRYPTED for item in items):
        raise Encrypted(f"{name}: the document is protected by a password; save it without one")
    size = sum(item.file_size for item in items)
    if size > min(limits.in_force().unpacked_mib * 2**20, _MOST_RATIO * len(data) + _FREE):
        raise LimitExceeded(f"{name}: the file unpacks to {size // 2**20} MiB, more than a report can need")
    _refuse_entities(archive, name)
    return kind


def _refuse_entities(archive: zipfile.ZipFile, name: str) -> None:
    """No program that writes these formats declares a document type, and only one could hold entities."""
    for item in archive.infolist():
        if not item.filename.endswith((".xml", ".rels")):
            continue
        try:
            with archive.open(item) as part:
                declares = _DOCTYPE.search(part.read(_HEAD))
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
            raise Damaged(f"{name}: {item.filename} in it is damaged ({error})") from error
        if declares:
            raise Damaged(f"{name}: {item.filename} in it declares a document type: entities are not followed")


def check_directory(file: IO[bytes], name: str) -> None:
    """Refuses an archive whose directory alone would fill the memory, before it is read (APPNOTE 4.3.16)."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    length = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    file.seek(0)
    if _MOST_DIRECTORY < length < size:
        raise LimitExceeded(f"{name}: the archive's directory takes {length // 2**20} MiB, more than any report needs")
