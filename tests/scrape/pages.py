"""Lists and articles that one test needs, put into the generic portal in place of its own."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.scrape.conftest import Crawl
from tests.site import Answer, pages, reports
from tests.site.reports import Entry
from tests.site.server import Portal, Route

Rows = list[dict[str, str]]
LIST = "/gk/nb/"
NAMES = {"gov": 0, "finance": 1, "education": 2, "civil": 3, "east": 4, "west": 5}


def portal_of(crawl: Crawl) -> Portal:
    return crawl.town.portals["generic"]


def entry_of(crawl: Crawl, agency: str, year: int) -> Entry:
    """The invented report of this agency and year, as a line of a list."""
    portal = portal_of(crawl)
    report = next(r for r in reports.made(portal.index) if r.year == year and r.agency.agency_id.endswith(f"-{agency}"))
    return Entry(report.title, report.published, report.number, report)


def name_of(crawl: Crawl, agency: str) -> str:
    return reports.bodies(portal_of(crawl).index)[NAMES[agency]].name


def lists(crawl: Crawl, *rows: tuple[str, str, str], after: str = "") -> None:
    """The list page holds these rows: title, address, date."""
    shown = "".join(
        f'<li><a href="{href}" title="{title}">{title}</a><span>{day}</span></li>' for title, href, day in rows
    )
    portal = portal_of(crawl)
    portal.routes[LIST] = pages.document(portal, "政府信息公开年报", f"<ul>{shown}</ul>{after}")


def puts(crawl: Crawl, path: str, route: Route) -> None:
    portal_of(crawl).routes[path] = route


def shows(
    crawl: Crawl, path: str, entry: Entry, *, title: str = "", body: str = "", crumbs: str = "", **meta: str
) -> None:
    """An article: the report's page with another title, text, breadcrumb or meta elements."""
    assert entry.report
    portal, named = portal_of(crawl), title or entry.title
    given = {"ArticleTitle": named, "PubDate": entry.published, **meta}
    content = body or reports.body_html(entry.report)
    shown = f"<div class='path'>{crumbs}</div><h2>{named}</h2><div id='zoom'>{content}</div>"
    portal.routes[path] = Answer(pages.document(portal, named, shown, meta=tuple(given.items())))


def one(crawl: Crawl) -> dict[str, str]:
    """The only document."""
    (row,) = crawl.documents()
    return row


def reforms(crawl: Crawl, monkeypatch: pytest.MonkeyPatch, changed: Callable[[Rows], Rows]) -> None:
    """The catalogue's agencies are these in place of the portals' own."""
    write = crawl.town.catalogue

    def reformed(folder: Path, **site: str) -> Path:
        path = write(folder, **site) / "agencies.csv"
        with path.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(changed(rows))
        return folder

    monkeypatch.setattr(crawl.town, "catalogue", reformed)
