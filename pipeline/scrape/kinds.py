"""What a file is, by its first bytes: never by its name, never by what the server calls it."""

from __future__ import annotations

import io
import re
import zipfile

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"PK\x03\x04", "zip"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"GIF8", "gif"),
    (b"{\\rtf", "rtf"),
    (b"MIME-Version:", "mhtml"),
    (b"From: <Saved by", "mhtml"),
)
_PACKED = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("OFD.xml", "ofd"))
_TAG = re.compile(
    rb"<(?:!doctype|html|head|body|meta|title|table|div|p|span|ul|li|a|script|iframe|h\d|datastore)\b", re.I
)
_HEAD = 4096
IMAGES = frozenset(("png", "jpeg", "tiff", "gif"))
FILES = frozenset(("pdf", "ole", "zip", "docx", "xlsx", "ofd", "rtf")) | IMAGES


def kind_of(data: bytes) -> str:
    """`html`, `json`, `pdf`, `ole` (DOC, WPS, XLS), `docx`, `xlsx`, `ofd`, `zip`, an image's, `rtf`, `mhtml`,
    `text`, `empty`.
    """
    if len(data.strip()) < 2:
        return "empty"
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if kind is None and b"%PDF-" in data[:1024]:
        return "pdf"
    if kind == "zip":
        return _packed(data)
    if kind is not None:
        return kind
    if _TAG.search(data[:_HEAD]):
        return "html"
    return "json" if data.lstrip()[:1] in (b"{", b"[") else "text"


def _packed(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError):
        return "zip"
    return next((kind for name, kind in _PACKED if name in names), "zip")
