"""DOC and WPS (Word 97, [MS-DOC]) → Document: paragraphs and tables in order, read from the bytes."""

from __future__ import annotations

import struct

from pipeline.errors import Damaged
from pipeline.model import Document
from pipeline.read.word.flow import Blocks
from pipeline.read.word.libreoffice import read_alone
from pipeline.read.word.word97_file import OldWord, WordFile
from pipeline.read.word.word97_styles import read_styles
from pipeline.read.word.word97_text import Text

_MEDIA_TYPE = "application/msword"
_STYLES = 1


def read_doc(data: bytes, sha256: str) -> Document:
    """The document in a Word 97 file; raises `Damaged`, `Encrypted` or `Unsupported`."""
    try:
        file = WordFile(data)
        text = Text(file, read_styles(file.part(_STYLES)))
        blocks = Blocks()
        for start, end in (file.body, file.boxes):
            blocks.add(list(text.paragraphs(start, end)))
    except OldWord:
        return read_alone(data, sha256, "doc", _MEDIA_TYPE)
    except (struct.error, IndexError, OSError, ValueError, OverflowError) as error:
        raise Damaged(f"the Word file is damaged or truncated ({error})") from error
    return Document(source_sha256=sha256, media_type=_MEDIA_TYPE, page_count=None, blocks=tuple(blocks.found))
