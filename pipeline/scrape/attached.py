"""What an article's page carries besides its text: linked files, what viewers show, a file in its script, pictures."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

import lxml.html

from pipeline.scrape.body import container_of
from pipeline.scrape.page import Link, Page
from pipeline.scrape.titles import sort_of
from pipeline.scrape.urls import joined

_EXTENSION = r"\.(?:pdf|docx?|wps|et|xlsx?|ofd|zip|rar|rtf)"
_FILE = re.compile(rf"{_EXTENSION}(?:$|[?#;\d])", re.I)
_FILE_NAME = re.compile(rf"{_EXTENSION}\W*$|^\W*附[件表]", re.I)
_DOWNLOAD = re.compile(
    r"down(?:file|load)\w*\.\w+|/(?:download|attachment|attach|__local)/|virtual_attach_file|DownloadAttach"
    r"|[?&](?:showname|filename)=",
    re.I,
)
_IMAGE = re.compile(r"\.(?:png|jpe?g|tiff?|bmp)(?:$|\?)", re.I)
_VIEWED = (
    re.compile(r"showVsbpdfIframe\(\s*[\"']([^\"']+)"),
    re.compile(r"pdfsrc\s*=\s*[\"']([^\"']+)", re.I),
    re.compile(r"(?:pdfUrl|fileUrl)\s*[:=]\s*[\"']([^\"']+)", re.I),
)
_EMBEDDED = re.compile(r"[\"'(](?:data:application/pdf;base64,)?(JVBERi[A-Za-z0-9+/=\s]{40,})[\"')]")
"""A PDF in base64: its first bytes, %PDF-, always give these letters."""

_DETAIL = re.compile(r"DETAIL[\"']?\s*[:=]\s*\{.*?[\"']?content[\"']?\s*:\s*(?=\")", re.S)
_FURNITURE = re.compile(
    r"head|foot|nav|logo|banner|share|qr|ewm|weixin|wechat|icon|side|beian|jiucuo|/dzjg|/red\.", re.I
)
"""Names of what surrounds every page of a portal: its pictures are no scans."""


def files_of(page: Page) -> tuple[Link, ...]:
    """Files that the page links or shows in a viewer, each once: viewers first, then those named like a report."""
    inside = {url for link in container_of(page.tree).iter("a") if (url := joined(page.base, link.get("href") or ""))}
    linked = sorted(_linked(page), key=lambda link: (sort_of(link.title) != "report", link.url not in inside))
    found: dict[str, Link] = {}
    for link in (*_viewed(page), *linked):
        found.setdefault(link.url, link)
    return tuple(found.values())


def _viewed(page: Page) -> Iterator[Link]:
    for element in page.tree.iter("iframe", "embed", "object"):
        url = _shown(page, str(element.get("src") or element.get("data") or ""))
        if url:
            yield Link(url=url, title=page.title, date=None)
    for pattern in _VIEWED:
        for source in pattern.findall(page.text):
            url = joined(page.base, source)
            if url:
                yield Link(url=url, title=page.title, date=None)


def _shown(page: Page, source: str) -> str | None:
    """The file behind a frame: itself, or what it is a viewer of."""
    viewer = joined(page.base, source)
    if viewer is None:
        return None
    inner = parse_qs(urlsplit(viewer).query).get("file", [""])[0]
    if inner:
        return joined(viewer, inner)
    return viewer if _FILE.search(viewer) or _DOWNLOAD.search(viewer) else None


def _linked(page: Page) -> Iterator[Link]:
    for link in page.links:
        inner = parse_qs(urlsplit(link.url).query).get("file", [""])[0]
        url = joined(link.url, inner) if inner and "viewer" in link.url else link.url
        if url and (_FILE.search(url) or _DOWNLOAD.search(url) or _FILE_NAME.search(link.title)):
            yield Link(url=url, title=link.title, date=None)


def embedded_pdf(page: Page) -> bytes | None:
    """The PDF that stands as base64 in the page."""
    found = _EMBEDDED.search(page.text)
    try:
        return base64.b64decode(re.sub(r"\s+", "", found[1]), validate=True) if found else None
    except (binascii.Error, ValueError):
        return None


def scripted_text(page: Page) -> str | None:
    """The report's markup where a script holds it (gkmlpt: `_CONFIG.DETAIL.content`)."""
    found = _DETAIL.search(page.text)
    if found is None:
        return None
    try:
        content, _ = json.JSONDecoder(strict=False).raw_decode(page.text, found.end())
    except json.JSONDecodeError:
        return None
    return content if isinstance(content, str) else None


def images_of(page: Page) -> tuple[str, ...]:
    """Pictures that may be a report's scan: in the article, not those that surround every page."""
    found: list[str] = []
    for image in container_of(page.tree).iter("img"):
        url = joined(page.base, str(image.get("src") or image.get("data-src") or ""))
        if url and _IMAGE.search(url) and not _is_furniture(image, urljoin(url, urlsplit(url).path)):
            found.append(url)
    return tuple(dict.fromkeys(found))


def _is_furniture(image: lxml.html.HtmlElement, url: str) -> bool:
    names = [f"{own.get('id') or ''} {own.get('class') or ''}" for own in (image, *image.iterancestors())]
    return bool(_FURNITURE.search(url.rsplit("/", 1)[-1])) or any(_FURNITURE.search(name) for name in names)
