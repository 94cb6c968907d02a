"""Names of files: what the server calls one, whatever charset it writes it in, made safe for a folder."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, unquote_to_bytes, urlsplit

from pipeline.scrape.page import Page

_EXTENDED = re.compile(r"filename\*\s*=\s*([\w-]*)'[\w-]*'([^;]+)", re.I)
_PLAIN = re.compile(r"filename\s*=\s*(?:\"([^\"]*)\"|([^;]+))", re.I)
_UNSAFE = re.compile(r"[\x00-\x1f/\\:*?\"<>|]+")
_LONGEST = 120


def file_name(page: Page) -> str:
    """The name that the server gives a file, else its address; safe, at most 120 characters, never empty."""
    given = page.header("content-disposition")
    shown = parse_qs(urlsplit(page.url).query).get("showname", [""])[0]
    name = _from_header(given) or shown or unquote(urlsplit(page.url).path.rsplit("/", 1)[-1])
    return safe(name)


def _from_header(given: str) -> str:
    extended = _EXTENDED.search(given)
    if extended:
        return _decoded(unquote_to_bytes(extended[2].strip().strip('"')))
    plain = _PLAIN.search(given)
    if not plain:
        return ""
    raw = (plain[1] if plain[1] is not None else plain[2]).strip()
    return _decoded(unquote_to_bytes(raw.encode("latin-1", "replace")))


def _decoded(data: bytes) -> str:
    for name in ("utf-8", "gb18030"):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def safe(name: str) -> str:
    """A name without folders and signs that no file system takes; the extension is kept where it is cut."""
    last = re.split(r"[/\\]", name)[-1]
    clean = _UNSAFE.sub("_", last).strip(" .") or "unnamed"
    if len(clean) <= _LONGEST:
        return clean
    stem, dot, extension = clean.rpartition(".")
    return (
        f"{stem[: _LONGEST - len(extension) - 1]}{dot}{extension}" if dot and len(extension) < 8 else clean[:_LONGEST]
    )
