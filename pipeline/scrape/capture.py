"""The line of the journal that a capture leaves, and the page that such a line stands for."""

from __future__ import annotations

from pipeline.scrape.download import Got
from pipeline.scrape.outcomes import Refused, Rests
from pipeline.scrape.page import Headers, Page
from pipeline.scrape.request import Request
from pipeline.scrape.store import Line, Store

_KEPT_HEADERS = frozenset(
    (
        "content-type",
        "content-disposition",
        "content-length",
        "etag",
        "last-modified",
        "location",
        "retry-after",
        "set-cookie",
        "server",
        "date",
    )
)
_LONGEST_HEADER = 1000
_MOST_HEADERS = 30


def ok_line(request: Request, page: Page, chain: list[str], checks: list[str]) -> Line:
    """A page that came, after the redirects in `chain`."""
    line = _asked(request) | {
        "final_url": page.url,
        "status": page.status,
        "headers": [list(pair) for pair in page.headers],
        "sha256": page.sha256,
        "bytes": len(page.body),
        "encoding": page.decoded.encoding,
        "media": page.kind,
        "checks": [*page.decoded.checks, *checks],
        "outcome": "ok",
    }
    return line | ({"chain": chain} if len(chain) > 1 else {})


def unchanged_line(request: Request, known: Line) -> Line:
    """The server says that nothing has changed since the capture `known`."""
    same = {name: known[name] for name in ("final_url", "sha256", "headers", "bytes", "encoding", "media", "checks")}
    return _asked(request) | same | {"status": 304, "outcome": "ok"}


def refused_line(request: Request, refusal: Refused) -> Line:
    """Nothing came, and why."""
    rest = {"rests": refusal.days, "host": refusal.host} if isinstance(refusal, Rests) else {}
    return _asked(request) | {"outcome": refusal.state, "reason": refusal.reason} | rest


def page_of(line: Line, store: Store) -> Page:
    """The page that a line stands for. Raises `Refused` or `Rests` where it was none."""
    if line["outcome"] != "ok":
        if "rests" in line:
            raise Rests(line["outcome"], line["reason"], line["host"], line["rests"])
        raise Refused(line["outcome"], line["reason"])
    headers = tuple((name, given) for name, given in line["headers"])
    body = store.load(line["sha256"])
    return Page(line["final_url"], 200, headers, body, line["sha256"], unchanged=line["status"] == 304)


def page_from(got: Got, url: str, store: Store) -> Page:
    """The page in an answer, its bytes kept."""
    kept = [(name, given[:_LONGEST_HEADER]) for name, given in got.headers if name in _KEPT_HEADERS]
    return Page(url, got.status, tuple(kept[:_MOST_HEADERS]), got.body, store.keep(got.body))


def conditions(known: Line | None) -> Headers:
    """What makes a request conditional, where an earlier run has the page. Never a POST: its condition would mean that
    it must not be done, and be refused with 412.
    """
    held = dict(map(tuple, known["headers"])) if known and known["method"] == "GET" else {}
    pairs = (("if-none-match", held.get("etag")), ("if-modified-since", held.get("last-modified")))
    return tuple((name, given) for name, given in pairs if given)


def _asked(request: Request) -> Line:
    method, url, form = request.key
    return {"method": method, "url": url, "form": form, "referer": request.referer}
