"""Bytes → Document. The format is found by signature, never by the file's name; readers know no form.

A new format is one reader file and one row in `_FORMATS` (or `_UNREAD`, with what it will need).
"""

from __future__ import annotations

import hashlib
import importlib
import io
import re
import zipfile
from collections.abc import Callable

from pipeline.errors import Damaged, Encrypted, Unsupported
from pipeline.model import Document

_FORMATS = {
    "pdf": "pipeline.read.pdf:read_pdf",
    "docx": "pipeline.read.docx:read_docx",
    "html": "pipeline.read.html:read_html",
    "plain": "pipeline.read.plain:read_plain",
    "image": "pipeline.read.ocr:read_image",
}
"""Format → the function that reads it, imported only when such a file comes (a worker of HTML needs no PDFium)."""

_SECOND = {"pdf": "pipeline.read.pdf_second:reread_pdf"}
"""Formats that can be read by a second path, independent of the first."""

_UNREAD = {
    "ole": "a Word 97, WPS or Excel 97 file: this version reads no OLE files; save it as .docx",
    "xlsx": "an Excel workbook: this version reads no sheets; save the tables as .docx or HTML",
    "ofd": "an OFD file: this version has no OFD reader; convert it to PDF",
    "zip": "a ZIP archive: unpack it and give the files in it",
    "rtf": "a rich-text file: this version reads no RTF; save it as .docx",
    "mhtml": "a web archive (MHTML): save the page as HTML",
}

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"PK\x03\x04", "zip"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"{\\rtf", "rtf"),
    (b"MIME-Version:", "mhtml"),
)
_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|span|h[1-6]|article|section)\b", re.I)


def read(data: bytes, name: str) -> Document:
    """The document in `data`. `name` is only for messages. Raises `ReadError` with one sentence for a person."""
    kind = find_format(data, name)
    return _function(_FORMATS[kind])(data, hashlib.sha256(data).hexdigest())


def second_reading(data: bytes, name: str, pages: frozenset[int]) -> Document | None:
    """These pages (from 1) read by another path, or None where the format has only one."""
    path = _SECOND.get(find_format(data, name))
    if path is None:
        return None
    document: Document = _function(path)(data, hashlib.sha256(data).hexdigest(), pages)
    return document


def _function(path: str) -> Callable[..., Document]:
    module, function = path.split(":")
    found: Callable[..., Document] = getattr(importlib.import_module(module), function)
    return found


def find_format(data: bytes, name: str) -> str:
    """The format by signature; raises where it is none that is read."""
    if not data.strip():
        raise Damaged(f"{name}: the file is empty")
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if kind is None and b"%PDF-" in data[:1024]:
        kind = "pdf"
    if kind == "zip":
        kind = _zip_kind(data, name)
    if kind == "ole" and "EncryptedPackage".encode("utf-16-le") in data:
        raise Encrypted(f"{name}: the document is protected by a password; save it without one")
    if kind in _UNREAD:
        raise Unsupported(f"{name}: {_UNREAD[kind]}")
    return kind or ("html" if _is_html(data) else "plain")


def _zip_kind(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
        raise Damaged(f"{name}: the file is a damaged or truncated Office file or archive ({error})") from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "ofd" if "OFD.xml" in names else "zip"


def _is_html(data: bytes) -> bool:
    head = data[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.replace(b"\x00", b"")
    return len(_TAG.findall(head)) > 1 or b"<html" in data[:100_000].lower()
