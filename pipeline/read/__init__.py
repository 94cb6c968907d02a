"""Bytes → Document. The format is found by signature, never by the file's name; readers know no form.

A new format is one reader file and one row in `_FORMATS` (or `_UNREAD`, with what it will need).
"""

from __future__ import annotations

import hashlib
import importlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

from pipeline.errors import Damaged, Encrypted, Unsupported
from pipeline.model import Document, Grid
from pipeline.read import limits
from pipeline.read.package import zip_kind
from pipeline.read.reading_order import in_reading_order

_FORMATS = {
    "pdf": "pipeline.read.pdf.document:read_pdf",
    "docx": "pipeline.read.word.docx:read_docx",
    "html": "pipeline.read.web.html:read_html",
    "ofd": "pipeline.read.ofd.document:read_ofd",
    "plain": "pipeline.read.text.plain:read_plain",
    "doc": "pipeline.read.word.doc:read_doc",
    "rtf": "pipeline.read.word.rtf:read_rtf",
    "mhtml": "pipeline.read.web.mhtml:read_mhtml",
    "xlsx": "pipeline.read.sheet.xlsx:read_xlsx",
    "xls": "pipeline.read.sheet.xls:read_xls",
    "image": "pipeline.read.ocr:read_image",
}
"""Format → the function that reads it, imported only when such a file comes (a worker of HTML needs no PDFium)."""

_SECOND = {"pdf": "pipeline.read.pdf.second:reread_pdf"}
"""Formats that can be read by a second path, independent of the first."""

_CONFIRM = {"doc": "pipeline.read.word.libreoffice:reread_doc", "rtf": "pipeline.read.word.libreoffice:reread_rtf"}
"""Formats whose reading is always compared with that of another program: their structures are easily misread."""

_UNREAD = {
    "ole": "an Office 97 file without a Word document or an Excel workbook in it; open it and save it as .docx",
    "office xml": "a Word or Excel file of 2003 in plain XML, which this version lacks: save it as .docx or .xlsx",
    "zip": "an archive of files: `gongkai extract` reads each file in it; to see one, unpack it",
    "package": "a zipped document that is no Word file, workbook or OFD: save it as .docx",
    "rar": "a RAR archive, which this version can't unpack: unpack it and give the files in it",
    "7z": "a 7z archive, which this version can't unpack: unpack it and give the files in it",
    "gzip": "a gzip archive, which this version can't unpack: unpack it and give the files in it",
}

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"RIFF", "image"),
    (b"{\\rtf", "rtf"),
    (b"MIME-Version:", "mhtml"),
)
_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|span|h[1-6]|article|section)\b", re.I)


def read(data: bytes, name: str) -> Document:
    """The document in `data`. `name` is only for messages. Raises `ReadError` with one sentence for a person."""
    kind = find_format(data, name)
    try:
        document = _function(_FORMATS[kind])(data, hashlib.sha256(data).hexdigest())
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise Damaged(f"{name}: a part of the file can't be unpacked ({error}); get it again") from error
    limits.allow_cells(sum(len(block.cells) if isinstance(block, Grid) else 1 for block in document.blocks))
    return document


def second_reading(document: Document, data: bytes, name: str, pages: frozenset[int]) -> Document:
    """These pages (from 1) read by another library where the format has one, else `document` in reading order."""
    path = _SECOND.get(find_format(data, name))
    if path is None or not pages:
        return in_reading_order(document)
    try:
        found: Document = _function(path)(data, hashlib.sha256(data).hexdigest(), pages)
    except Damaged:  # the first reading could read it, so the document stands, with its doubts
        return in_reading_order(document)
    return found


def confirming_reading(data: bytes, name: str) -> Document | None:
    """The file as another program reads it, or None where the format needs no such reading.

    Raises `DocumentError` where that program is missing or fails.
    """
    path = _CONFIRM.get(find_format(data, name))
    if path is None:
        return None
    document: Document = _function(path)(data, hashlib.sha256(data).hexdigest())
    return document


def _function(path: str) -> Callable[..., Document]:
    module, function = path.split(":")
    found: Callable[..., Document] = getattr(importlib.import_module(module), function)
    return found


def is_archive(data: bytes, name: str) -> bool:
    """Whether the file is an archive of other files, not itself a document. Raises `ReadError`, `LimitExceeded`."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06")) and zip_kind(data, name) == "zip"


def may_need_ocr(head: bytes) -> bool:
    """Whether a file that begins so is of a format whose pages may be pictures."""
    kind = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    return b"%PDF-" in head or kind == "image" or (kind == "zip" and b"[Content_Types].xml" not in head)  # OFD


def find_format(data: bytes, name: str) -> str:
    """The format by signature; raises where it is none that is read."""
    if not data or data.isspace():
        raise Damaged(f"{name}: the file is empty")
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if kind is None and b"%PDF-" in data[:1024]:
        kind = "pdf"
    if kind is None and b"<?mso-application" in data[:1024]:
        kind = "office xml"
    if kind == "zip":
        kind = zip_kind(data, name)
    if kind == "ole":
        kind = _ole_kind(data, name)
    if kind in _UNREAD:
        raise Unsupported(f"{name}: {_UNREAD[kind]}")
    return kind or ("html" if _is_html(data) else "plain")


def _ole_kind(data: bytes, name: str) -> str:
    """What an OLE compound file holds, by the names of its streams."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Encrypted(f"{name}: the document is protected by a password; save it without one")
    names = {entry.lower() for entry in _ole_names(data, name)}
    if names & {"workbook", "book"}:
        return "xls"
    return "doc" if "worddocument" in names else "ole"


def _ole_names(data: bytes, name: str) -> list[str]:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            return [path[0] for path in file.listdir()]
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error) as error:
        raise Damaged(f"{name}: the Office 97 file is damaged or truncated ({error})") from error


def _is_html(data: bytes) -> bool:
    head = data[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.replace(b"\x00", b"")
    return len(_TAG.findall(head)) > 1 or b"<html" in data[:100_000].lower()
