"""MHTML (a page saved as one file, often named .doc) → Document: its page through the HTML reader.

Of several pages the longest is read: the others are frames.
"""

from __future__ import annotations

import email
import email.message
import email.policy

from pipeline.errors import Damaged
from pipeline.model import Document
from pipeline.read.web.html import read_html

_MEDIA_TYPE = "text/html"


def read_mhtml(data: bytes, sha256: str) -> Document:
    """The document in a web archive; raises `Damaged` where it holds no page."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        pages = [_page(part) for part in message.walk() if part.get_content_type() == _MEDIA_TYPE]
    except RecursionError as error:
        raise Damaged("the web archive nests its parts deeper than any program does") from error
    longest = max(pages, key=len, default=b"")
    if not longest.strip():
        raise Damaged("the web archive holds no whole HTML page; open it and save it as HTML")
    return read_html(longest, sha256)


def _page(part: email.message.Message) -> bytes:
    """The page's bytes, with the charset that the archive names where the page names none."""
    page = part.get_payload(decode=True)
    if not isinstance(page, bytes):
        return b""
    charset = part.get_content_charset()
    if charset and b"charset" not in page[:4096].lower():
        return f'<meta charset="{charset}">'.encode("ascii", "ignore") + page
    return page
