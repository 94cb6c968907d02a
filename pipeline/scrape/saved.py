"""What browsers save: a page with its address in a comment, a web archive (MHTML), a ZIP of such files."""

from __future__ import annotations

import email
import email.policy
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from pipeline.model import value
from pipeline.scrape.kinds import kind_of

_SAVED_FROM = re.compile(rb"saved from url=\(\d+\)(\S+)")
_MOST_MEMBERS = 200
_MOST_BYTES = 64 * 1024 * 1024


@value
class Part:
    """One file as saved: its name, the address that it carries itself (empty: none), its bytes."""

    name: str
    url: str
    data: bytes

    @property
    def title(self) -> str:
        """Its name without the extension: what a person called it."""
        return Path(self.name).stem

    @property
    def sha256(self) -> str:
        """The digest of its bytes."""
        return hashlib.sha256(self.data).hexdigest()


def parts_of(path: Path) -> Iterator[Part]:
    """The reports that may be in a saved file, one by one."""
    data = path.read_bytes()
    yield from _parts(path.name, data)


def _parts(name: str, data: bytes) -> Iterator[Part]:
    kind = kind_of(data)
    if kind == "mhtml":
        yield _web_archive(name, data)
    elif kind == "zip":
        yield from _members(data)
    else:
        found = _SAVED_FROM.search(data[:2000]) if kind == "html" else None
        yield Part(name=name, url=found[1].decode("latin-1") if found else "", data=data)


def _web_archive(name: str, data: bytes) -> Part:
    """The first page in the archive, in the bytes that the portal served."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    address = str(message.get("Snapshot-Content-Location") or "")
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            return Part(
                name=name,
                url=address or str(part.get("Content-Location") or ""),
                data=content if isinstance(content, bytes) else b"",
            )
    return Part(name=name, url=address, data=b"")


def _members(data: bytes) -> Iterator[Part]:
    """The members of an archive that are no pictures of a saved page; none larger than a report can be."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist()[:_MOST_MEMBERS]:
            inner = "_files/" in info.filename or info.is_dir() or info.filename.endswith(".url")
            if not inner and info.file_size <= _MOST_BYTES:
                yield from _parts(Path(info.filename).name, archive.read(info))
