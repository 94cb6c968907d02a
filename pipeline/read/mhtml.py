"""MHTML (a page saved as one file, often named .doc) → Document: its HTML part through the HTML reader."""

from __future__ import annotations

import email
import email.message
import email.policy

from pipeline.errors import Damaged
from pipeline.model import Document
from pipeline.read.html import read_html

_MEDIA_TYPE = "text/html"


def read_mhtml(data: bytes, sha256: str) -> Document:
    """The document in a web archive; raises `Damaged` where it holds no page."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == _MEDIA_TYPE:
            return read_html(_page(part), sha256)
    raise Damaged("the web archive holds no HTML page; open it and save it as HTML")


def _page(part: email.message.Message) -> bytes:
    """The page's bytes, with the charset that the archive names where the page names none."""
    page = part.get_payload(decode=True)
    if not isinstance(page, bytes) or not page.strip():
        raise Damaged("the web archive's page is empty or torn off")
    charset = part.get_content_charset()
    if charset and b"charset" not in page[:4096].lower():
        return f'<meta charset="{charset}">'.encode("ascii", "ignore") + page
    return page
