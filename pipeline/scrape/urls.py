"""Addresses: joined safely, and brought to one form so that the same page has one name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from pipeline.scrape.words import words

_SESSION = re.compile(r";(?:jsessionid|sid)=[^/?#]*", re.I)
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_INDEX = re.compile(r"/(?:index|default)\.(?:s?html?|jsp)$", re.I)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?", re.I)


def joined(base: str, href: str) -> str | None:
    """The http address that `href` on page `base` means, without fragment; None where it means none.

    A host that ends with a dot or holds a space comes from glued links (`host./x/`) and is refused.
    """
    try:
        parts = urlsplit(urljoin(base, href.strip()))
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc):
        return None
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", parts.query, ""))


def canonical(url: str) -> str:
    """One form of an address: scheme and fragment gone, session ids and display parameters dropped, query sorted."""
    parts = urlsplit(url)
    path = _SESSION.sub("", parts.path) or "/"
    path = _INDEX.sub("/", path).replace("/mpost_", "/post_").replace("/mobile/", "/pc/")
    dropped = {name.lower() for name in words("display_param")}
    query = sorted(
        (name, given) for name, given in parse_qsl(parts.query, keep_blank_values=True) if name.lower() not in dropped
    )
    return f"{parts.netloc.lower()}{path}{'?' + urlencode(query) if query else ''}"


def host_of(url: str) -> str:
    """Host with its port, as the catalogue writes it."""
    return urlsplit(url).netloc.lower()


def path_of(url: str) -> str:
    """Path and query."""
    parts = urlsplit(url)
    return f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


def redirects_to(status: int, headers: Iterable[tuple[str, str]]) -> str:
    """Where an answer redirects, as it says it; empty where it does not."""
    return next((given for name, given in headers if name == "location"), "") if status in _REDIRECTS else ""
