"""Limits on Office packages (ZIP of XML) before any library opens them: size when unpacked, and no entities."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from pipeline.errors import Damaged, LimitExceeded

_MOST_UNPACKED = 100 * 2**20
_MOST_RATIO = 200
_DOCTYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E")


def check_package(data: bytes) -> None:
    """Raises `LimitExceeded` or `Damaged` where the package is a bomb or its XML declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(item.file_size for item in archive.infolist())
            if size > _MOST_UNPACKED or size > _MOST_RATIO * len(data) + 10 * 2**20:
                raise LimitExceeded(f"the workbook unpacks to {size // 2**20} MiB, more than a report can need")
            for item in archive.infolist():
                if item.filename.endswith((".xml", ".rels")) and _declares(archive, item):
                    raise Damaged(
                        f"the workbook's {item.filename} declares a document type, which no Office program writes"
                    )
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, zlib.error, OSError, RuntimeError) as error:
        raise Damaged(f"the workbook is damaged or truncated ({error})") from error


def _declares(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> bool:
    with archive.open(item) as part:
        return bool(_DOCTYPE.search(part.read(4096)))
