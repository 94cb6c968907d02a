"""Whether an answer is a challenge or a refusal instead of a page (`signs.csv`). Such a page is never parsed
or forced.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Sequence
from importlib import resources

_SMALL = 5000
_SCRIPT = re.compile(rb"<script\b.*?</script>", re.S | re.I)
_SCRIPT_SHARE = 0.6
_LIMITER = frozenset((429, 491))


@functools.cache
def _signs() -> tuple[tuple[str, str, str], ...]:
    with resources.files(__package__).joinpath("signs.csv").open(encoding="utf-8") as file:
        return tuple((row["kind"], row["pattern"], row["meaning"]) for row in csv.DictReader(file))


def sign_of(status: int, headers: Sequence[tuple[str, str]], body: bytes) -> str | None:
    """The sign that this answer is a challenge, in words for a person; None where it is none."""
    cookies = " ".join(content for name, content in headers if name == "set-cookie")
    for kind, pattern, meaning in _signs():
        if kind == "status" and status == int(pattern):
            return f"status {status} ({meaning})"
        if kind == "cookie" and f"{pattern}=" in cookies and _script_only(body):
            return f"cookie {pattern} ({meaning})"
        if kind == "body" and len(body) < _SMALL and pattern.encode() in body:
            return f"{pattern} in the page ({meaning})"
    if status == 202 and _script_only(body):
        return "status 202 with a script"
    if status == 200 and body.strip() and _script_only(body) and b'id="app"' not in body and b"src=" not in body:
        return f"a page of {len(body)} bytes with a script only"
    return None


def is_limiter(status: int, headers: Sequence[tuple[str, str]], body: bytes) -> bool:
    """Whether the server asks to be left alone for a while, openly or as an empty 404 of its shield."""
    shielded = any(name == "wzws-ray" for name, _ in headers)
    return status in _LIMITER or (status == 404 and not body.strip() and shielded)


def _script_only(body: bytes) -> bool:
    """A small page that is mostly script and has no link: the shields' stubs; an empty answer counts too."""
    if len(body) >= _SMALL or re.search(rb"<a\s[^>]*href", body, re.I):
        return False
    script = sum(len(found) for found in _SCRIPT.findall(body))
    return not body.strip() or script > _SCRIPT_SHARE * len(body)
