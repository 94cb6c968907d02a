"""Whether an answer is a challenge or a refusal instead of a page (`signs.csv`). Such a page is never parsed
or forced.
"""

from __future__ import annotations

import functools
import re
from urllib.parse import urljoin

from pipeline import package_data
from pipeline.scrape.page import Headers

_SMALL = 5000
_SCRIPT = re.compile(rb"<script\b.*?</script>", re.S | re.I)
_SCRIPT_SHARE = 0.6
_LIMITER = frozenset((429, 491))
_NO_STUB = frozenset((404, 410))
"""Error pages may lead home by a script: they are no challenge."""

_MOUNT = re.compile(rb"""<div[^>]*\sid\s*=|<script[^>]*\ssrc\s*=""", re.I)
"""What an application's shell has: where its scripts come from, or where they draw."""


@functools.cache
def _signs() -> tuple[tuple[str, str, str], ...]:
    return tuple((row["kind"], row["pattern"], row["meaning"]) for row in package_data.rows(__package__, "signs.csv"))


def sign_of(status: int, headers: Headers, body: bytes, url: str) -> str | None:
    """The sign that this answer is a challenge, in words for a person; None where it is none."""
    cookies = " ".join(content for name, content in headers if name == "set-cookie")
    for kind, pattern, meaning in _signs():
        if kind == "status" and status == int(pattern):
            return f"status {status} ({meaning})"
        if kind == "cookie" and f"{pattern}=" in cookies and (not body.strip() or _is_script(body)):
            return f"cookie {pattern} ({meaning})"
        if kind == "body" and len(body) < _SMALL and pattern.encode() in body:
            return f"{pattern} in the page ({meaning})"
    if cookies and _leads_back(status, headers, url):
        return f"status {status} to the same address with a cookie"
    if status == 202 and (not body.strip() or _is_script(body)):
        return "status 202 with a script or nothing"
    if status not in _NO_STUB and _is_script(body) and not _MOUNT.search(body):
        return f"a page of {len(body)} bytes with a script only"
    return None


def _leads_back(status: int, headers: Headers, url: str) -> bool:
    """Whether the answer redirects to its own address: a shield that wants its cookie back."""
    location = next((content for name, content in headers if name == "location"), "")
    return 300 <= status < 400 and bool(location) and urljoin(url, location).partition("#")[0] == url


def is_limiter(status: int, headers: Headers, body: bytes) -> bool:
    """Whether the server asks to be left alone for a while, openly or as an empty 404 of its shield."""
    names = {name for name, _ in headers}
    shielded = status == 404 and not body.strip() and "wzws-ray" in names
    return status in _LIMITER or shielded or (status == 503 and "retry-after" in names)


def _is_script(body: bytes) -> bool:
    """A small page that is mostly script and has no link: the shields' stubs."""
    if not body.strip() or len(body) >= _SMALL or re.search(rb"<a\s[^>]*href", body, re.I):
        return False
    script = sum(len(found) for found in _SCRIPT.findall(body))
    return script > _SCRIPT_SHARE * len(body)
